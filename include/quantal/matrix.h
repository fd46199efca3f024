/* Tables of numbers, column by column, and reading them from NPY and CSV files. */
#ifndef QUANTAL_MATRIX_H
#define QUANTAL_MATRIX_H

#include <stdbool.h>
#include <stddef.h>

#include "quantal/status.h"

#pragma GCC visibility push(default)

/* n_rows samples of n_cols variables. */
typedef struct qtl_matrix {
    size_t n_rows, n_cols;
    double *data;  /* [n_cols][n_rows]: a variable's samples are contiguous */
    bool discrete; /* integers by type (NPY) or because every value is written as one
                      (CSV) */
    char *doubt;   /* one line about what in the file looks like a mistake, and its cure;
                      NULL: nothing does */
} qtl_matrix;

/* Reads SOURCE = FILE[:COLUMNS]. FILE is NPY (float32/64, any integer or bool; 1-D or
 * 2-D; C or Fortran order; either byte order) or CSV with or without a header row, told
 * apart by the NPY magic; "-" is standard input. COLUMNS: 0-based indices, ranges and
 * header names, separated by commas, e.g. "0-4,label"; a name in double quotes may have
 * commas. 1-D is one column.
 *   QTL_EIO           the file cannot be read
 *   QTL_EFORMAT       truncated, ragged, or a cell that is empty or no number
 *   QTL_ERANGE        NaN or infinity
 *   QTL_EEMPTY        no numbers in it
 *   QTL_EUNSUPPORTED  an NPY type, rank or version that is not read
 *   QTL_EUNKNOWN      a column that is not there; QTL_EINVAL: COLUMNS that are none
 *   QTL_ENOMEM
 * The message names file, row and column. *out is untouched on failure. O(size). */
QTL_NODISCARD qtl_status qtl_matrix_read(const char *source, qtl_matrix **out);

/* The same for n_labels labels: of a CSV column without a number, the distinct words in
 * their order are 0, 1, 2, ..., and a first row is a header only if there is one row more
 * than labels. */
QTL_NODISCARD qtl_status qtl_matrix_read_labels(const char *source, size_t n_labels,
                                                qtl_matrix **out);

/* Writes NPY version 1.0, little endian, C order: "<f8" when `discrete` is false, else
 * the smallest of "<i4", "<i8" that holds every value. [n_rows][n_cols], or [n_rows] if
 * n_cols = 1. QTL_EINVAL on NULL or if `discrete` and a value is no integer below 2^53,
 * QTL_EEMPTY, QTL_EIO, QTL_ENOMEM; `path` is then as it was. */
QTL_NODISCARD qtl_status qtl_matrix_write_npy(const qtl_matrix *matrix, const char *path);

void qtl_matrix_free(qtl_matrix *matrix);

#pragma GCC visibility pop
#endif
