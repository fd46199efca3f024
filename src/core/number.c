#include "core/number.h"

#include <string.h>

static double float32_value(uint64_t bits)
{
    const uint32_t low = (uint32_t)bits;
    float value = 0;
    memcpy(&value, &low, sizeof value);
    return (double)value;
}

static double float64_value(uint64_t bits)
{
    double value = 0;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static double int8_value(uint64_t bits)
{
    return (int8_t)bits;
}

static double int16_value(uint64_t bits)
{
    return (int16_t)bits;
}

static double int32_value(uint64_t bits)
{
    return (int32_t)bits;
}

static double int64_value(uint64_t bits)
{
    return (double)(int64_t)bits;
}

static double unsigned_value(uint64_t bits)
{
    return (double)bits;
}

static double bool_value(uint64_t bits)
{
    return bits != 0;
}

static const qtl_number types[] = {
    {'f', 4, float32_value},  {'f', 8, float64_value},  {'i', 1, int8_value},
    {'i', 2, int16_value},    {'i', 4, int32_value},    {'i', 8, int64_value},
    {'u', 1, unsigned_value}, {'u', 2, unsigned_value}, {'u', 4, unsigned_value},
    {'u', 8, unsigned_value}, {'b', 1, bool_value},
};
enum { N_TYPES = sizeof types / sizeof types[0] };

const qtl_number *qtl_number_find(char kind, size_t size)
{
    for (size_t i = 0; i < N_TYPES; i++) {
        if (types[i].kind == kind && types[i].size == size) {
            return &types[i];
        }
    }
    return NULL;
}

uint64_t qtl_number_bits(const uint8_t *bytes, size_t size, bool big_endian)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < size; i++) {
        bits |= (uint64_t)bytes[i] << 8 * (big_endian ? size - 1 - i : i);
    }
    return bits;
}

double qtl_number_read(const qtl_number *type, const uint8_t *bytes, bool big_endian)
{
    return type->value(qtl_number_bits(bytes, type->size, big_endian));
}
