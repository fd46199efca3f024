/* Data sets from a matrix of inputs and a column of labels. */
#ifndef QTL_DATA_FROM_MATRIX_H
#define QTL_DATA_FROM_MATRIX_H

#include "quantal/dataset.h"
#include "quantal/matrix.h"
#include "quantal/status.h"

/* A matrix and the name of it in messages. */
typedef struct qtl_named_matrix {
    const char *name;
    const qtl_matrix *matrix;
} qtl_named_matrix;

/* x is N x D, a row an input, each number rounded to a 32-bit float; y has N integers in
 * one row or one column, which become classes in ascending order. Fills all but the
 * checksum, equal rows included. QTL_EFORMAT: the sizes do not fit; QTL_ERANGE: a number
 * that no float holds, a label that is no integer, more than 65536 classes. */
QTL_NODISCARD qtl_status qtl_dataset_from_matrices(const qtl_named_matrix *x,
                                                   const qtl_named_matrix *y,
                                                   qtl_dataset *out);

#endif
