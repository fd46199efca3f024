#include "discrete.h"

#include <math.h>
#include <stdlib.h>

#include "suite.h"

const char *const discrete_methods[] = {"plugin",
                                        "miller-madow",
                                        "grassberger",
                                        "grassberger:year=1988",
                                        "chao-shen",
                                        "chao-wang-jost",
                                        "jeffreys",
                                        "laplace",
                                        "schurmann-grassberger",
                                        "minimax",
                                        "shrink",
                                        "nsb",
                                        "zhang",
                                        "jackknife",
                                        NULL};

double *column_of_counts(const size_t *counts, size_t n_counts, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < n_counts; i++) {
        *n += counts[i];
    }
    double *column = calloc(*n + 1, sizeof *column);
    ck_assert_ptr_nonnull(column);
    size_t at = 0;
    for (size_t i = 0; i < n_counts; i++) {
        for (size_t j = 0; j < counts[i]; j++) {
            column[at++] = (double)i;
        }
    }
    return column;
}

static double estimate(const char *text, const qtl_sample *sample)
{
    qtl_method method;
    qtl_estimate got = {0};
    ck_ok(qtl_method_parse(text, &method));
    ck_ok(qtl_method_sample(&method, sample, &got));
    ck_assert(isnan(got.stderr_bits));
    return got.value_bits;
}

double entropy_of_column(const char *method, const double *column, size_t n)
{
    const qtl_sample sample = {n, {1, column, true}, {0, NULL, false}};
    return estimate(method, &sample);
}

double entropy_of_counts(const char *method, const size_t *counts, size_t n_counts)
{
    size_t n = 0;
    double *column = column_of_counts(counts, n_counts, &n);
    const double h_bits = entropy_of_column(method, column, n);
    free(column);
    return h_bits;
}

double information_of_columns(const char *method, const double *x, const double *y,
                              size_t n)
{
    const qtl_sample sample = {n, {1, x, true}, {1, y, true}};
    return estimate(method, &sample);
}
