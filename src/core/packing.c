#include "core/packing.h"

#include <stdlib.h>
#include <string.h>

/* Room for n more bytes. */
static bool reserve(qtl_packing *packing, size_t n)
{
    if (packing->failed || packing->room - packing->size >= n) {
        return !packing->failed;
    }
    const size_t room = 2 * (packing->size + n);
    unsigned char *larger = realloc(packing->data, room);
    packing->failed = !larger;
    if (larger) {
        packing->data = larger;
        packing->room = room;
    }
    return !packing->failed;
}

/* Where the next n bytes are or go; NULL when there are none. */
static unsigned char *next_bytes(qtl_packing *packing, size_t n)
{
    if (!packing->unpacks) {
        if (!reserve(packing, n)) {
            return NULL;
        }
        packing->size += n;
        return packing->data + packing->size - n;
    }
    packing->failed = packing->failed || packing->size - packing->at < n;
    if (packing->failed) {
        return NULL;
    }
    packing->at += n;
    return packing->data + packing->at - n;
}

void qtl_pack_u64(qtl_packing *packing, uint64_t *value)
{
    unsigned char *bytes = next_bytes(packing, 8);
    if (!bytes) {
        return;
    }
    uint64_t read = 0;
    for (size_t b = 0; b < 8; b++) {
        if (packing->unpacks) {
            read |= (uint64_t)bytes[b] << 8 * b;
        } else {
            bytes[b] = (unsigned char)(*value >> 8 * b);
        }
    }
    *value = packing->unpacks ? read : *value;
}

void qtl_pack_size(qtl_packing *packing, size_t *value)
{
    uint64_t wide = *value;
    qtl_pack_u64(packing, &wide);
    *value = (size_t)wide;
}

void qtl_pack_double(qtl_packing *packing, double *value)
{
    uint64_t bits = 0;
    memcpy(&bits, value, sizeof bits);
    qtl_pack_u64(packing, &bits);
    memcpy(value, &bits, sizeof bits);
}

static uint32_t word_from(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

static void word_to(unsigned char *bytes, uint32_t word)
{
    for (size_t b = 0; b < 4; b++) {
        bytes[b] = (unsigned char)(word >> 8 * b);
    }
}

void qtl_pack_words(qtl_packing *packing, uint32_t *values, size_t n)
{
    unsigned char *bytes = next_bytes(packing, 4 * n);
    for (size_t i = 0; bytes && i < n; i++) {
        if (packing->unpacks) {
            values[i] = word_from(bytes + 4 * i);
        } else {
            word_to(bytes + 4 * i, values[i]);
        }
    }
}

void qtl_pack_floats(qtl_packing *packing, float *values, size_t n)
{
    unsigned char *bytes = next_bytes(packing, 4 * n);
    for (size_t i = 0; bytes && i < n; i++) {
        uint32_t word = 0;
        if (packing->unpacks) {
            word = word_from(bytes + 4 * i);
            memcpy(&values[i], &word, sizeof word);
        } else {
            memcpy(&word, &values[i], sizeof word);
            word_to(bytes + 4 * i, word);
        }
    }
}

void qtl_pack_bytes(qtl_packing *packing, const void *bytes, size_t n)
{
    unsigned char *to = packing->unpacks ? NULL : next_bytes(packing, n);
    if (to && n > 0) {
        memcpy(to, bytes, n);
    }
}
