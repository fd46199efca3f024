/* Files of tables, for the tests of core/matrix. */
#ifndef QTL_TESTS_MATRIX_FILES_H
#define QTL_TESTS_MATRIX_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "quantal/matrix.h"
#include "suite.h"

/* FOLDER/NAME of a folder that goes with the process; valid until the next call. */
const char *matrix_path(const char *name);

/* A file of these bytes in that folder. */
void matrix_write(const char *name, const void *bytes, size_t size);

/* An NPY file of the given version, header text and data. */
void matrix_write_npy(const char *name, int version, const char *header, const void *data,
                      size_t size);

/* Reads, which must succeed. */
qtl_matrix *matrix_read(const char *source);

/* Reading fails, in one line with these words, and leaves the result alone. */
#define ck_read_fails(source, status, words)                                             \
    do {                                                                                 \
        qtl_matrix sentinel_;                                                            \
        qtl_matrix *untouched_ = &sentinel_;                                             \
        ck_fails(qtl_matrix_read((source), &untouched_), (status), (words));             \
        ck_assert_ptr_eq(untouched_, &sentinel_);                                        \
    } while (0)

/* A matrix of this shape holding these numbers, row by row. */
void matrix_check(const char *source, size_t n_rows, size_t n_cols, bool discrete,
                  const double *by_row);

#endif
