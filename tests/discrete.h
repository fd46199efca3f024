/* Samples made from counts, for the tests of the discrete entropies. */
#ifndef QTL_TESTS_DISCRETE_H
#define QTL_TESTS_DISCRETE_H

#include <stddef.h>

#include "quantal/estimator.h"

/* Every discrete estimator with its variants, NULL-terminated. */
extern const char *const discrete_methods[];

/* A column in which value i occurs counts[i] times; *n is their sum. Freed by the caller.
 */
double *column_of_counts(const size_t *counts, size_t n_counts, size_t *n);

/* Entropy of the column [n], or of counts, or I(x;y), in bits. */
double entropy_of_column(const char *method, const double *column, size_t n);
double entropy_of_counts(const char *method, const size_t *counts, size_t n_counts);
double information_of_columns(const char *method, const double *x, const double *y,
                              size_t n);

#endif
