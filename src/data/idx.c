#include "data/idx.h"

#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "core/text.h"

enum {
    MAGIC_SIZE = 4,
    DIMENSION_SIZE = 4,
    HEADER_MAX = MAGIC_SIZE + DIMENSION_SIZE * QTL_IDX_RANK_MAX
};

/* --- types --- */

static uint64_t big_endian(const uint8_t *bytes, size_t size)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < size; i++) {
        bits = bits << 8 | bytes[i];
    }
    return bits;
}

static double u8_value(const uint8_t *bytes)
{
    return *bytes;
}

static double i8_value(const uint8_t *bytes)
{
    return (int8_t)*bytes;
}

static double i16_value(const uint8_t *bytes)
{
    return (int16_t)big_endian(bytes, 2);
}

static double i32_value(const uint8_t *bytes)
{
    return (int32_t)big_endian(bytes, 4);
}

static double f32_value(const uint8_t *bytes)
{
    const uint32_t bits = (uint32_t)big_endian(bytes, 4);
    float value = 0;
    memcpy(&value, &bits, sizeof value);
    return (double)value;
}

static double f64_value(const uint8_t *bytes)
{
    const uint64_t bits = big_endian(bytes, 8);
    double value = 0;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static const struct type {
    int code;
    size_t size;
    bool integer;
    double (*value)(const uint8_t *bytes);
} types[] = {
    {0x08, 1, true, u8_value},  {0x09, 1, true, i8_value},   {0x0B, 2, true, i16_value},
    {0x0C, 4, true, i32_value}, {0x0D, 4, false, f32_value}, {0x0E, 8, false, f64_value},
};
enum { N_TYPES = sizeof types / sizeof types[0] };

static const struct type *find_type(int code)
{
    for (size_t i = 0; i < N_TYPES; i++) {
        if (types[i].code == code) {
            return &types[i];
        }
    }
    return NULL;
}

bool qtl_idx_is_integer(const qtl_idx *idx)
{
    return find_type(idx->type)->integer;
}

double qtl_idx_value(const qtl_idx *idx, size_t i)
{
    const struct type *type = find_type(idx->type);
    return type->value(idx->data + i * type->size);
}

qtl_status qtl_idx_check_sum(const qtl_idx *idx, const char *path, const char *sha256)
{
    char found[QTL_SHA256_SIZE];
    qtl_sha256(idx->bytes, idx->n_bytes, found);
    QTL_REQUIRE(!sha256 || strcmp(found, sha256) == 0, QTL_EFORMAT,
                "%s is not the published file: its uncompressed bytes have SHA-256 %s, "
                "not %s; fetch it again",
                path, found, sha256);
    return QTL_OK;
}

/* --- header --- */

bool qtl_idx_recognize(const uint8_t *data, size_t size)
{
    return size >= MAGIC_SIZE && data[0] == 0 && data[1] == 0 && find_type(data[2]) &&
           data[3] >= 1 && data[3] <= QTL_IDX_RANK_MAX;
}

static qtl_status read_magic(const char *path, const uint8_t *data, size_t size,
                             qtl_idx *idx)
{
    QTL_REQUIRE(size >= MAGIC_SIZE, QTL_EFORMAT,
                "%s is no IDX file: it has %zu bytes; fetch it again", path, size);
    QTL_REQUIRE(
        qtl_idx_recognize(data, size), QTL_EFORMAT,
        "%s is no IDX file: it begins with %02x %02x %02x %02x, not with 00 00, a "
        "type (08, 09, 0b to 0e) and 1 to %d dimensions",
        path, data[0], data[1], data[2], data[3], QTL_IDX_RANK_MAX);
    idx->type = data[2];
    idx->rank = data[3];
    QTL_REQUIRE(size >= MAGIC_SIZE + DIMENSION_SIZE * idx->rank, QTL_EFORMAT,
                "%s is truncated inside its IDX header; fetch it again", path);
    return QTL_OK;
}

/* Reads the header; n_bytes becomes what the file must have. */
static qtl_status read_header(const char *path, const uint8_t *data, size_t size,
                              qtl_idx *idx)
{
    QTL_TRY(read_magic(path, data, size, idx));
    size_t n = 1;
    bool overflow = false;
    for (size_t d = 0; d < idx->rank; d++) {
        idx->dimension[d] = big_endian(data + MAGIC_SIZE + DIMENSION_SIZE * d, 4);
        QTL_REQUIRE(idx->dimension[d] > 0, QTL_EEMPTY,
                    "%s is empty: dimension %zu (counted from 0) is 0", path, d);
        overflow |= __builtin_mul_overflow(n, idx->dimension[d], &n);
    }
    overflow |=
        __builtin_mul_overflow(n, find_type(idx->type)->size, &idx->n_bytes) ||
        __builtin_add_overflow(idx->n_bytes, MAGIC_SIZE + DIMENSION_SIZE * idx->rank,
                               &idx->n_bytes) ||
        idx->n_bytes == SIZE_MAX;
    QTL_REQUIRE(!overflow, QTL_EFORMAT,
                "%s: damaged IDX header: the product of its %zu dimensions is over 2^64; "
                "fetch it again",
                path, idx->rank);
    idx->n_values = n;
    return QTL_OK;
}

static qtl_status check_size(const char *path, const qtl_idx *idx, size_t present)
{
    QTL_REQUIRE(
        present >= idx->n_bytes, QTL_EFORMAT,
        "%s is truncated: its header promises %zu bytes, it has %zu; fetch it again",
        path, idx->n_bytes, present);
    QTL_REQUIRE(present == idx->n_bytes, QTL_EFORMAT,
                "%s: bytes after the last of the %zu values that its header promises; "
                "fetch it again",
                path, idx->n_values);
    return QTL_OK;
}

/* --- whole files --- */

/* The header says how much to decompress: a byte more than it promises is seen, a
 * thousand times as much is not. */
static qtl_status unpack(const qtl_bytes *file, qtl_idx *idx)
{
    uint8_t *data = NULL;
    size_t size = 0;
    QTL_TRY(qtl_inflate(file, HEADER_MAX, &data, &size));
    const qtl_status status = read_header(file->path, data, size, idx);
    free(data);
    QTL_TRY(status);
    QTL_TRY(qtl_inflate(file, idx->n_bytes + 1, &idx->bytes, &size));
    return check_size(file->path, idx, size);
}

static qtl_status copy(const qtl_bytes *file, qtl_idx *idx)
{
    QTL_TRY(read_header(file->path, file->data, file->size, idx));
    QTL_TRY(check_size(file->path, idx, file->size));
    QTL_ALLOC(idx->bytes, idx->n_bytes);
    memcpy(idx->bytes, file->data, idx->n_bytes);
    return QTL_OK;
}

qtl_status qtl_idx_parse(const qtl_bytes *file, qtl_idx *out)
{
    qtl_idx idx = {0};
    const qtl_status status =
        qtl_is_gzip(file->data, file->size) ? unpack(file, &idx) : copy(file, &idx);
    if (status != QTL_OK) {
        qtl_idx_free(&idx);
        return status;
    }
    idx.data = idx.bytes + MAGIC_SIZE + DIMENSION_SIZE * idx.rank;
    *out = idx;
    return QTL_OK;
}

qtl_status qtl_idx_read(const char *path, qtl_idx *out)
{
    QTL_REQUIRE(path && out, QTL_EINVAL, "idx: path and out must not be NULL");
    char *text = NULL;
    size_t size = 0;
    QTL_TRY(qtl_read_file(path, &text, &size));
    const qtl_bytes file = {path, (const uint8_t *)text, size};
    const qtl_status status = qtl_idx_parse(&file, out);
    free(text);
    return status;
}

void qtl_idx_free(qtl_idx *idx)
{
    free(idx->bytes);
    *idx = (qtl_idx){0};
}
