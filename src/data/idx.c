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

/* The type of each code. */
static const struct type {
    int code;
    char kind;
    size_t size;
} types[] = {{0x08, 'u', 1}, {0x09, 'i', 1}, {0x0B, 'i', 2},
             {0x0C, 'i', 4}, {0x0D, 'f', 4}, {0x0E, 'f', 8}};
enum { N_TYPES = sizeof types / sizeof types[0] };

static const qtl_number *find_type(int code)
{
    for (size_t i = 0; i < N_TYPES; i++) {
        if (types[i].code == code) {
            return qtl_number_find(types[i].kind, types[i].size);
        }
    }
    return NULL;
}

qtl_status qtl_idx_check_sum(const qtl_idx *idx, const char *path, const char *sha256)
{
    if (!sha256) {
        return QTL_OK;
    }
    char found[QTL_SHA256_SIZE];
    qtl_sha256(idx->bytes, idx->n_bytes, found);
    QTL_REQUIRE(strcmp(found, sha256) == 0, QTL_EFORMAT,
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
    idx->type = find_type(data[2]);
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
        idx->dimension[d] =
            qtl_number_bits(data + MAGIC_SIZE + DIMENSION_SIZE * d, DIMENSION_SIZE, true);
        QTL_REQUIRE(idx->dimension[d] > 0, QTL_EEMPTY,
                    "%s is empty: dimension %zu (counted from 0) is 0", path, d);
        overflow |= __builtin_mul_overflow(n, idx->dimension[d], &n);
    }
    overflow |=
        __builtin_mul_overflow(n, idx->type->size, &idx->n_bytes) ||
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
