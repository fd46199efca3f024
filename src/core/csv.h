/* Comma-separated values as RFC 4180 has them: quoted fields, doubled quotes, CRLF. */
#ifndef QTL_CORE_CSV_H
#define QTL_CORE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "quantal/status.h"

/* A table of text cells. Every row has n_cols cells. */
typedef struct qtl_csv {
    char *text;         /* the file, cells NUL-terminated in place */
    const char **cells; /* [n_rows][n_cols] */
    size_t n_rows, n_cols;
} qtl_csv;

/* Reads `path` ("-": standard input). The header, if any, is row 0.
 * QTL_EFORMAT names the line of a ragged row or an unclosed quote; QTL_EEMPTY: no row. */
QTL_NODISCARD qtl_status qtl_csv_read(const char *path, qtl_csv *out);

/* The same from text[size], NUL-terminated and from malloc, which it takes over even if
 * it fails; `path` begins the messages. */
QTL_NODISCARD qtl_status qtl_csv_parse(const char *path, char *text, size_t size,
                                       qtl_csv *out);
void qtl_csv_free(qtl_csv *csv);

static inline const char *qtl_csv_cell(const qtl_csv *csv, size_t row, size_t col)
{
    return csv->cells[row * csv->n_cols + col];
}

/* Index of the column whose header is `name`; false when there is none. */
bool qtl_csv_column(const qtl_csv *csv, const char *name, size_t *col);

/* The indices of the columns names[n]; QTL_EFORMAT names the first that is not there. */
QTL_NODISCARD qtl_status qtl_csv_columns(const qtl_csv *csv, const char *path,
                                         const char *const *names, size_t n,
                                         size_t *columns);

/* Takes the blanks around the names in row 0 away. */
void qtl_csv_trim_header(qtl_csv *csv);

/* QTL_EFORMAT if the table has one column in which semicolons or tabs separate more. */
QTL_NODISCARD qtl_status qtl_csv_check_separator(const char *path, const qtl_csv *csv);

/* Writes one field, quoted when it needs to be. */
void qtl_csv_write_field(FILE *stream, const char *field);

/* Writes a number with nine digits; nothing if it is not finite. */
void qtl_csv_write_number(FILE *stream, double value);

#endif
