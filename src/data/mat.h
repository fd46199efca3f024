/* MATLAB's MAT-files of level 5 (saved with -v6 or -v7): numeric matrices, in either byte
 * order, plain or compressed. "MAT-File Format", The MathWorks. */
#ifndef QTL_DATA_MAT_H
#define QTL_DATA_MAT_H

#include <stdbool.h>

#include "data/inflate.h"
#include "quantal/dataset.h"
#include "quantal/matrix.h"
#include "quantal/status.h"

/* The real matrix `name`, in any numeric or logical class; free with qtl_matrix_free.
 * QTL_EUNSUPPORTED: level 4 or 7.3, complex, sparse, text, a cell, a structure, a string
 * or a table (the message says how to save it instead); QTL_EFORMAT: damaged, or no such
 * variable (the message lists those there are). */
QTL_NODISCARD qtl_status qtl_mat_variable(const qtl_bytes *file, const char *name,
                                          qtl_matrix **out);

/* The data set of F [N][D] and the labels y [1][N] or [N][1]. */
QTL_NODISCARD qtl_status qtl_mat_dataset(const qtl_bytes *file, qtl_dataset *out);

#endif
