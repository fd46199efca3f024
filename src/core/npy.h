/* NumPy's .npy format, versions 1 to 3 (NEP 1): numbers in one or two dimensions. */
#ifndef QTL_CORE_NPY_H
#define QTL_CORE_NPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/number.h"
#include "quantal/status.h"

/* An array inside a file's bytes, which it borrows. A vector is one column. */
typedef struct qtl_npy {
    const qtl_number *type;
    bool big_endian;
    bool fortran; /* columns are contiguous */
    size_t n_rows, n_cols;
    const unsigned char *data; /* n_rows * n_cols elements, all there */
} qtl_npy;

bool qtl_npy_recognize(const char *bytes, size_t size);

/* Reads the header and checks it against the real size; allocates nothing. Messages begin
 * with `path`. QTL_EFORMAT: damaged; QTL_EUNSUPPORTED: a type or shape that is no table
 * of numbers; QTL_EEMPTY: no element. */
QTL_NODISCARD qtl_status qtl_npy_parse(const char *path, const char *bytes, size_t size,
                                       qtl_npy *out);

/* Column `col` as doubles [n_rows]; integers of 2^53 and more are rounded. */
void qtl_npy_column(const qtl_npy *npy, size_t col, double *values);

#endif
