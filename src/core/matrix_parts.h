/* What the readers of tables share. Private to matrix*.c. */
#ifndef QTL_CORE_MATRIX_PARTS_H
#define QTL_CORE_MATRIX_PARTS_H

#include "quantal/matrix.h"

/* A file's name and the columns wanted of it. */
typedef struct qtl_matrix_source {
    char *path;          /* "-": standard input */
    const char *columns; /* inside the caller's text; NULL: all */
    const char *shown;   /* the name in messages */
    size_t n_labels; /* 0: numbers are wanted; else so many labels, numbers or words */
} qtl_matrix_source;

QTL_NODISCARD qtl_status qtl_matrix_create(size_t n_rows, size_t n_cols,
                                           qtl_matrix **out);

/* Numbers of column c, which is column `file_col` of the file, that cannot be used. */
QTL_NODISCARD qtl_status qtl_matrix_check_column(const qtl_matrix_source *from,
                                                 const qtl_matrix *matrix, size_t c,
                                                 size_t file_col);

/* Reads CSV from text[size], NUL-terminated and from malloc, which it takes over. */
QTL_NODISCARD qtl_status qtl_matrix_from_csv(const qtl_matrix_source *from, char *text,
                                             size_t size, qtl_matrix **out);

#endif
