#include "lnn_samples.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_randist.h>

#include "core/random.h"
#include "quantal/estimator.h"
#include "suite.h"

gsl_rng *lnn_stream(uint64_t index)
{
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(2016, QTL_FOR_TESTS, index, &rng));
    return rng;
}

double *lnn_gaussians(size_t n, size_t d, uint64_t index)
{
    gsl_rng *rng = lnn_stream(index);
    double *x = malloc(n * d * sizeof *x);
    for (size_t i = 0; i < n * d; i++) {
        x[i] = gsl_ran_gaussian(rng, 1);
    }
    gsl_rng_free(rng);
    return x;
}

double lnn_bits(const double *x, size_t n, size_t d, const char *method)
{
    const qtl_sample sample = {.n = n, .x = {.d = d, .values = x}};
    qtl_method parsed;
    qtl_estimate out;
    ck_ok(qtl_method_parse(method, &parsed));
    ck_ok(qtl_method_sample(&parsed, &sample, &out));
    ck_assert(isnan(out.stderr_bits));
    return out.value_bits;
}

double lnn_information(const double *x, size_t d_x, const double *y, size_t d_y, size_t n,
                       const char *method)
{
    const qtl_sample sample = {
        .n = n, .x = {.d = d_x, .values = x}, .y = {.d = d_y, .values = y}};
    qtl_method parsed;
    qtl_estimate out;
    ck_ok(qtl_method_parse(method, &parsed));
    ck_ok(qtl_method_sample(&parsed, &sample, &out));
    return out.value_bits;
}
