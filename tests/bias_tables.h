/* What is written of the bias in measures.csv, for its tests. */
#ifndef QTL_TESTS_BIAS_TABLES_H
#define QTL_TESTS_BIAS_TABLES_H

#include <stddef.h>

#include "core/csv.h"

/* The first line of measures.csv. */
extern const char bias_header[];

/* A result folder of these rows, where H(X) = 8 and H(Y) = 1. */
char *bias_folder(const char *rows);

/* The table that is written of these rows. */
qtl_csv bias_table(const char *rows, const char *name);

/* A cell by the name of its column. */
const char *bias_cell(const qtl_csv *t, size_t row, const char *column);

/* The same as a number, NaN if it is empty. */
double bias_number(const qtl_csv *t, size_t row, const char *column);

/* The first row with this estimator, these params and this quantity. */
size_t bias_row(const qtl_csv *t, const char *estimator, const char *params,
                const char *quantity);

#endif
