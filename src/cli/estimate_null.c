/* The null distribution of an estimate, by permuting the rows of y. */
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#include "cli/estimates.h"
#include "core/fail.h"
#include "core/memory.h"
#include "core/parallel.h"
#include "core/random.h"

typedef struct permutations {
    const qtl_method *method;
    const qtl_sample *sample;
    uint64_t seed;
    double *values_bits; /* [n] */
} permutations;

/* Room for one permutation. */
typedef struct permuted {
    uint32_t *order; /* [n] */
    double *values;  /* [d][n] */
} permuted;

static qtl_status permute(const permutations *all, size_t index, permuted *out)
{
    const qtl_sample *sample = all->sample;
    gsl_rng *rng = NULL;
    QTL_ALLOC(out->order, sample->n);
    QTL_ALLOC(out->values, sample->y.d * sample->n);
    QTL_TRY(qtl_random_create(all->seed, QTL_FOR_LABEL_SHUFFLE, index, &rng));
    for (size_t i = 0; i < sample->n; i++) {
        out->order[i] = (uint32_t)i;
    }
    qtl_random_shuffle(rng, out->order, sample->n);
    gsl_rng_free(rng);
    for (size_t at = 0; at < sample->y.d * sample->n; at++) {
        const size_t column = at - at % sample->n;
        out->values[at] = sample->y.values[column + out->order[at % sample->n]];
    }
    return QTL_OK;
}

static qtl_status estimate_permuted(size_t index, void *context)
{
    const permutations *all = context;
    permuted room = {0};
    qtl_estimate estimate = {0};
    qtl_sample sample = *all->sample;
    qtl_status status = permute(all, index, &room);
    if (status == QTL_OK) {
        sample.y.values = room.values;
        status = qtl_method_sample(all->method, &sample, &estimate);
    }
    free(room.order);
    free(room.values);
    all->values_bits[index] = estimate.value_bits;
    return status;
}

static void summarize(double *values_bits, size_t n, double value_bits, cli_null *out)
{
    size_t reached = 0;
    for (size_t i = 0; i < n; i++) {
        reached += values_bits[i] >= value_bits;
    }
    gsl_sort(values_bits, 1, n);
    *out = (cli_null){
        .mean_bits = gsl_stats_mean(values_bits, 1, n),
        .low_bits = gsl_stats_quantile_from_sorted_data(values_bits, 1, n, 0.05),
        .high_bits = gsl_stats_quantile_from_sorted_data(values_bits, 1, n, 0.95),
        .p_value = (double)(1 + reached) / (double)(1 + n)};
}

qtl_status cli_null_estimate(const qtl_method *method, const qtl_sample *sample, size_t n,
                             uint64_t seed, double value_bits, cli_null *out)
{
    permutations all = {.method = method, .sample = sample, .seed = seed};
    QTL_ALLOC(all.values_bits, n);
    const qtl_status status = qtl_parallel_for(n, 0, estimate_permuted, &all);
    if (status == QTL_OK) {
        summarize(all.values_bits, n, value_bits, out);
    }
    free(all.values_bits);
    return status;
}
