#include "information/lnn_bias.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_randist.h>

#include "core/fail.h"
#include "core/parallel.h"
#include "core/random.h"
#include "information/local.h"

enum { CHUNK = 4096, CHUNKS_PER_ROUND = 8, DRAWS_MAX = 1 << 20 };
enum { SEED = 160902208 };

static const double demanded_stderr = 0.005;

/* Sums over the draws of one chunk. */
typedef struct chunk_sums {
    double sum, squares;
} chunk_sums;

typedef struct poisson_limit {
    const qtl_lnn_shape *shape;
    uint64_t seed;
    double ln_unit_ball; /* ln c_d */
    size_t first;        /* chunk of this round */
    chunk_sums *chunks;  /* [CHUNKS_PER_ROUND] */
} poisson_limit;

static double ln_unit_ball(size_t d)
{
    return (double)d / 2 * log(M_PI) - lgamma(1 + (double)d / 2);
}

/* Puts a uniform direction of length `radius` into column j of u. */
static void draw_direction(gsl_rng *rng, double radius, size_t j, qtl_local *local)
{
    double square = 0;
    while (square == 0) {
        for (size_t c = 0; c < local->d; c++) {
            const double x = gsl_ran_gaussian_ziggurat(rng, 1);
            local->u[c * local->stride + j] = x;
            square += x * x;
        }
    }
    const double scale = radius / sqrt(square);
    for (size_t c = 0; c < local->d; c++) {
        local->u[c * local->stride + j] *= scale;
    }
}

/* One neighbourhood; returns ln E_k. The arrivals are kept in `roots` until they are
 * known all. */
static double draw_neighbourhood(gsl_rng *rng, const qtl_lnn_shape *shape,
                                 qtl_local *local)
{
    double arrival = 0;
    for (size_t j = 0; j < shape->neighbours; j++) {
        arrival += -log(gsl_rng_uniform_pos(rng));
        local->roots[j] = arrival;
    }
    const double at_k = local->roots[shape->k - 1];
    for (size_t c = 0; c < shape->d; c++) {
        for (size_t j = shape->neighbours; j < local->stride; j++) {
            local->u[c * local->stride + j] = 0;
        }
    }
    for (size_t j = 0; j < shape->neighbours; j++) {
        const double radius = exp(log(local->roots[j] / at_k) / (double)shape->d);
        draw_direction(rng, radius, j, local);
    }
    return log(at_k);
}

static chunk_sums sum_draws(const poisson_limit *limit, gsl_rng *rng, qtl_local *local)
{
    const qtl_lnn_shape *shape = limit->shape;
    chunk_sums sums = {0};
    for (int draw = 0; draw < CHUNK; draw++) {
        const double ln_arrival = draw_neighbourhood(rng, shape, local);
        qtl_local_weigh(local);
        if (shape->order == 2 && !qtl_local_factor(local, NULL)) {
            continue; /* has probability 0 */
        }
        const double excess = qtl_local_minus_ln_density(local, shape->order) +
                              ln_arrival - limit->ln_unit_ball;
        sums.sum += excess;
        sums.squares += excess * excess;
    }
    return sums;
}

static qtl_status draw_chunk(size_t index, void *context)
{
    const poisson_limit *limit = context;
    qtl_local local;
    gsl_rng *rng = NULL;
    QTL_TRY(qtl_local_create(limit->shape->neighbours, limit->shape->d, qtl_isa_best(),
                             &local));
    const qtl_status status =
        qtl_random_create(limit->seed, QTL_FOR_ESTIMATOR, limit->first + index, &rng);
    if (status == QTL_OK) {
        limit->chunks[index] = sum_draws(limit, rng, &local);
        gsl_rng_free(rng);
    }
    qtl_local_free(&local);
    return status;
}

static qtl_lnn_bias mean_of(chunk_sums total, double n)
{
    const double mean = total.sum / n;
    const double variance = (total.squares / n - mean * mean) / (n - 1);
    return (qtl_lnn_bias){mean, sqrt(fmax(variance, 0))};
}

qtl_status qtl_lnn_bias_simulate(const qtl_lnn_shape *shape, double stderr_nats,
                                 size_t draws_max, uint64_t seed, qtl_lnn_bias *out)
{
    chunk_sums chunks[CHUNKS_PER_ROUND] = {{0}};
    chunk_sums total = {0};
    poisson_limit limit = {.shape = shape,
                           .seed = seed,
                           .ln_unit_ball = ln_unit_ball(shape->d),
                           .chunks = chunks};
    qtl_lnn_bias bias = {0, INFINITY};
    while (bias.stderr_nats > stderr_nats && limit.first * CHUNK < draws_max) {
        QTL_TRY(qtl_parallel_for(CHUNKS_PER_ROUND, 0, draw_chunk, &limit));
        for (int i = 0; i < CHUNKS_PER_ROUND; i++) {
            total.sum += chunks[i].sum;
            total.squares += chunks[i].squares;
        }
        limit.first += CHUNKS_PER_ROUND;
        bias = mean_of(total, (double)(limit.first * CHUNK));
    }
    *out = bias;
    return QTL_OK;
}

size_t qtl_lnn_default_neighbours(size_t d)
{
    return d > 20 ? d + 10 : 30;
}

qtl_status qtl_lnn_bias_of(const qtl_lnn_shape *shape, qtl_lnn_bias *out)
{
    if (shape->k == QTL_LNN_TABLE_K && shape->d <= QTL_LNN_TABLE_D &&
        shape->neighbours == qtl_lnn_default_neighbours(shape->d)) {
        *out = qtl_lnn_bias_table[shape->order - 1][shape->d - 1];
        return QTL_OK;
    }
    return qtl_lnn_bias_simulate(shape, demanded_stderr, DRAWS_MAX, SEED, out);
}
