#include "quantal/resampling.h"

#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/parallel.h"
#include "core/random.h"
#include "information/checks.h"

enum { HALVINGS_DEFAULT = 20, HALVINGS_MAX = 1 << 20 };

typedef struct jackknife {
    const qtl_method *method;
    const qtl_sample *sample;
    uint64_t seed;
    double *difference_bits; /* [halvings] theta_1 - theta_2 */
} jackknife;

/* Room for one halving. */
typedef struct halves {
    uint32_t *order; /* [n] shuffled */
    double *values;  /* [x.d + y.d][n / 2 rounded up] */
} halves;

static qtl_status shuffle(const jackknife *all, size_t index, halves *room)
{
    const size_t n = all->sample->n;
    gsl_rng *rng = NULL;
    QTL_ALLOC(room->order, n);
    QTL_ALLOC(room->values, (n + 1) / 2 * (all->sample->x.d + all->sample->y.d));
    QTL_TRY(qtl_random_create(all->seed, QTL_FOR_RESAMPLING, index, &rng));
    for (size_t i = 0; i < n; i++) {
        room->order[i] = (uint32_t)i;
    }
    qtl_random_shuffle(rng, room->order, n);
    gsl_rng_free(rng);
    return QTL_OK;
}

/* Those of a variable's n samples that `order` [n_kept] names; returns past the last. */
static double *keep(const qtl_variable *from, size_t n, const uint32_t *order,
                    size_t n_kept, double *to)
{
    for (size_t column = 0; column < from->d; column++) {
        for (size_t i = 0; i < n_kept; i++) {
            *to++ = from->values[column * n + order[i]];
        }
    }
    return to;
}

/* Of the samples from place `first` of the shuffled order to before `last`. */
static qtl_status estimate_half(const jackknife *all, const halves *room, size_t first,
                                size_t last, double *value_bits)
{
    const qtl_sample *sample = all->sample;
    const uint32_t *order = room->order + first;
    qtl_sample half = *sample;
    half.n = last - first;
    half.x.values = room->values;
    half.y.values = keep(&sample->x, sample->n, order, half.n, room->values);
    (void)keep(&sample->y, sample->n, order, half.n, room->values + half.n * sample->x.d);
    qtl_estimate estimate = {0};
    const qtl_status status = qtl_method_sample(all->method, &half, &estimate);
    if (status != QTL_OK) {
        return qtl_fail_within(status, "of half the samples");
    }
    *value_bits = estimate.value_bits;
    return QTL_OK;
}

static qtl_status estimate_halves(size_t index, void *context)
{
    const jackknife *all = context;
    const size_t n = all->sample->n;
    halves room = {0};
    double first_bits = 0;
    double second_bits = 0;
    qtl_status status = shuffle(all, index, &room);
    if (status == QTL_OK) {
        status = estimate_half(all, &room, 0, n / 2, &first_bits);
    }
    if (status == QTL_OK) {
        status = estimate_half(all, &room, n / 2, n, &second_bits);
    }
    free(room.order);
    free(room.values);
    all->difference_bits[index] = first_bits - second_bits;
    return status;
}

static qtl_status resample(jackknife *all, size_t n_halvings, double *stderr_bits)
{
    QTL_ALLOC(all->difference_bits, n_halvings);
    QTL_TRY(qtl_parallel_for(n_halvings, 0, estimate_halves, all));
    double sum = 0;
    for (size_t b = 0; b < n_halvings; b++) {
        sum += all->difference_bits[b] * all->difference_bits[b];
    }
    const double n = (double)all->sample->n;
    const double first = floor(n / 2);
    const double result = sqrt(first * (n - first) / (n * n) * sum / (double)n_halvings);
    QTL_REQUIRE(isfinite(result), QTL_ENUMERIC, "the standard error is not finite");
    *stderr_bits = result;
    return QTL_OK;
}

qtl_status qtl_method_stderr(const qtl_method *method, const qtl_sample *sample,
                             const qtl_resampling *how, double *stderr_bits)
{
    QTL_REQUIRE(method && method->estimator && sample && stderr_bits, QTL_EINVAL,
                "method, sample and stderr_bits must not be NULL");
    QTL_TRY(qtl_sample_check(sample));
    QTL_REQUIRE(sample->n >= 2, QTL_ERANGE, "one sample has no halves");
    const qtl_resampling chosen = how ? *how : (qtl_resampling){0};
    QTL_REQUIRE(chosen.n_halvings <= HALVINGS_MAX, QTL_ERANGE,
                "%zu halvings are more than 2^20", chosen.n_halvings);
    jackknife all = {.method = method, .sample = sample, .seed = chosen.seed};
    const qtl_status status = resample(
        &all, chosen.n_halvings ? chosen.n_halvings : HALVINGS_DEFAULT, stderr_bits);
    free(all.difference_bits);
    return status;
}
