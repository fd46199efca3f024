#include "knn_samples.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_randist.h>

#include "core/random.h"
#include "suite.h"

static knn_sample allocate(size_t n, size_t d_x, size_t d_y)
{
    knn_sample s = {.values = calloc(n * (d_x + d_y), sizeof(double))};
    ck_assert_ptr_nonnull(s.values);
    s.sample = (qtl_sample){.n = n,
                            .x = {.d = d_x, .values = s.values},
                            .y = {.d = d_y, .values = s.values + n * d_x}};
    return s;
}

knn_sample knn_normal(size_t n, size_t d_x, size_t d_y, double rho, uint64_t seed)
{
    knn_sample s = allocate(n, d_x, d_y);
    double *y = s.values + n * d_x;
    const size_t shared = d_x < d_y ? d_x : d_y;
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(seed, QTL_FOR_TESTS, n, &rng));
    for (size_t i = 0; i < n * (d_x + d_y); i++) {
        s.values[i] = gsl_ran_ugaussian(rng);
    }
    for (size_t i = 0; i < n * shared; i++) {
        y[i] = rho * s.values[i] + sqrt(1 - rho * rho) * y[i];
    }
    gsl_rng_free(rng);
    return s;
}

knn_sample knn_rounded(size_t n, size_t d_x, size_t d_y, double step, uint64_t seed)
{
    knn_sample s = knn_normal(n, d_x, d_y, 0.6, seed);
    for (size_t i = 0; i < n * (d_x + d_y); i++) {
        s.values[i] = step * rint(s.values[i] / step);
    }
    return s;
}

knn_sample knn_labelled(size_t n, size_t d, unsigned levels, uint64_t seed)
{
    knn_sample s = knn_normal(n, d, 1, 0, seed);
    double *y = s.values + n * d;
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(seed, QTL_FOR_TESTS, n + 1, &rng));
    for (size_t i = 0; i < n; i++) {
        y[i] = qtl_random_below(rng, levels);
        s.values[i] += y[i];
    }
    gsl_rng_free(rng);
    s.sample.y.discrete = true;
    return s;
}

void knn_free(knn_sample *sample)
{
    free(sample->values);
}

double knn_bits(const char *text, const qtl_sample *sample)
{
    qtl_method method;
    qtl_estimate out;
    ck_ok(qtl_method_parse(text, &method));
    ck_ok(qtl_method_sample(&method, sample, &out));
    ck_assert(isfinite(out.value_bits));
    ck_assert(isnan(out.stderr_bits));
    return out.value_bits;
}

qtl_status knn_status(const char *text, const qtl_sample *sample)
{
    qtl_method method;
    qtl_estimate out = {7, 7};
    ck_ok(qtl_method_parse(text, &method));
    const qtl_status status = qtl_method_sample(&method, sample, &out);
    ck_assert(out.value_bits == 7 && out.stderr_bits == 7);
    return status;
}

double knn_distance(const qtl_variable *v, size_t n, size_t a, size_t b)
{
    double largest = 0;
    for (size_t j = 0; j < v->d; j++) {
        largest = fmax(largest, fabs(v->values[j * n + a] - v->values[j * n + b]));
    }
    return largest;
}
