/* IDX, the format of MNIST: 00 00, a type, a rank, the dimensions (32 bits each), and the
 * values, all big endian; plain or gzip. http://yann.lecun.com/exdb/mnist */
#ifndef QTL_DATA_IDX_H
#define QTL_DATA_IDX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/number.h"
#include "data/inflate.h"
#include "quantal/status.h"

enum { QTL_IDX_RANK_MAX = 8 };

/* Zero-initialize. */
typedef struct qtl_idx {
    const qtl_number *type; /* u8, i8, i16, i32, f32 or f64 */
    size_t rank;
    size_t dimension[QTL_IDX_RANK_MAX];
    size_t n_values; /* product of the dimensions, at least 1 */
    uint8_t *bytes;  /* [n_bytes] the whole file, uncompressed; owned */
    size_t n_bytes;
    const uint8_t *data; /* where the values begin in it */
} qtl_idx;

/* Is this the beginning of an IDX file? Not asked of gzip files. */
bool qtl_idx_recognize(const uint8_t *data, size_t size);

/* Reads a file, or the bytes of one. QTL_EFORMAT: no IDX file, or not exactly the values
 * that its header promises; QTL_EEMPTY: no value. */
QTL_NODISCARD qtl_status qtl_idx_read(const char *path, qtl_idx *out);
QTL_NODISCARD qtl_status qtl_idx_parse(const qtl_bytes *file, qtl_idx *out);
void qtl_idx_free(qtl_idx *idx);

/* QTL_EFORMAT, naming `path` and both sums, if the uncompressed file has another SHA-256.
 * NULL: any will do. */
QTL_NODISCARD qtl_status qtl_idx_check_sum(const qtl_idx *idx, const char *path,
                                           const char *sha256);

/* Value i; not checked to be finite. */
static inline double qtl_idx_value(const qtl_idx *idx, size_t i)
{
    return qtl_number_read(idx->type, idx->data + i * idx->type->size, true);
}

#endif
