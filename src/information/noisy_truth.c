/* I(X;T+Z) and I(T+Z;Y), Z ~ N(0, v I), by a Monte-Carlo integral over the exact density
 * of T + Z, the Gaussian mixture p(t) = sum_j p_j N(t; t_j, v I):
 *   I(X;T+Z) = E log2 p(t|x) / p(t),   I(T+Z;Y) = H(Y) - E H(Y|T+Z = t).
 * Both expectations are stratified: every distinct point gets the same number of draws,
 * so only the spread within points is left in the error, and log2 p(t|x) is the control
 * of both: where the noise is wide they follow |t - x|^2. Goldfeld et al. (2019), eq. 9.
 *
 * Points come in blocks of 8. A block of draws is laid before the points, and the kernel
 * of `kde` sums over all of them. Draw r of block b has a random stream of its own: the
 * number of threads does not change a bit. */
#include "information/noisy_truth.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_randist.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/parallel.h"
#include "core/random.h"
#include "information/estimators.h"
#include "information/kde_kernels.h"
#include "information/strata.h"
#include "information/symbols.h"

enum { LANES = QTL_KDE_LANES, GROUPS = 32, FIRST_POINT = GROUPS * LANES };
enum { FIRST_DRAWS = 2048, DRAWS_MAX = 1000000 };

/* Of the error that is promised: aimed a little below, since it is itself estimated. */
static const double stderr_aim = 0.95;

/* Beyond this width a draw's density at its own point may underflow. */
enum { WIDTH_MAX = 1200 };

/* Dropped kernels together weigh less than 2^-60 of a draw's own. */
static const double dropped_log2 = -60;

enum { XT, TY, QUANTITIES };

typedef struct truth_problem {
    const qtl_layer *layer;
    size_t width;
    size_t n_symbols;                  /* distinct points */
    size_t n_blocks;                   /* GROUPS of draws, then the points */
    size_t stride;                     /* 8 n_blocks */
    size_t n_channels;                 /* classes, or 1 */
    double *x;                         /* [n_blocks][width][8] */
    double *weight;                    /* [n_channels][stride] p(x) p(y|x) */
    double *total;                     /* [stride] p(x) */
    double *sums;                      /* [n_channels][stride] densities of the draws */
    double *scratch;                   /* [GROUPS][n_channels][8][8] */
    qtl_stratum *of_point[QUANTITIES]; /* [stride] */
    double sd, scale;
    double least_log2; /* log2 of the least p(x) above 0 */
    uint64_t seed;
    size_t from, to; /* draws of this round */
    const qtl_kde_kernels *kernels;
} truth_problem;

static void problem_free(truth_problem *problem)
{
    free(problem->x);
    free(problem->weight);
    free(problem->total);
    free(problem->sums);
    free(problem->scratch);
    free(problem->of_point[XT]);
    free(problem->of_point[TY]);
}

static qtl_status make_room(truth_problem *problem)
{
    double **const arrays[] = {&problem->x, &problem->weight, &problem->total,
                               &problem->sums, &problem->scratch};
    const size_t per_channel = problem->stride * problem->n_channels;
    const size_t sizes[] = {problem->stride * problem->width, per_channel,
                            problem->stride, per_channel,
                            problem->n_channels * FIRST_POINT * LANES};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        QTL_ALLOC(*arrays[i], sizes[i]);
    }
    QTL_ALLOC(problem->of_point[XT], problem->stride);
    QTL_ALLOC(problem->of_point[TY], problem->stride);
    return QTL_OK;
}

static inline double *value_at(const truth_problem *problem, size_t slot, size_t k)
{
    return problem->x + (slot / LANES * problem->width + k) * LANES + slot % LANES;
}

static void copy_points(truth_problem *problem, const qtl_symbols *symbols)
{
    const qtl_layer *layer = problem->layer;
    for (size_t k = 0; k < problem->width; k++) {
        const double *column = layer->values + k * layer->n_points;
        for (size_t s = 0; s < symbols->n_symbols; s++) {
            *value_at(problem, FIRST_POINT + s, k) = column[symbols->first[s]];
        }
    }
}

static double p_y_given_x(const qtl_layer *layer, size_t i, size_t y)
{
    if (!layer->n_classes) {
        return 1;
    }
    return layer->p_y_given_x ? layer->p_y_given_x[i * layer->n_classes + y]
                              : (double)(layer->label[i] == y);
}

static void weigh_points(truth_problem *problem, const qtl_symbols *symbols)
{
    const qtl_layer *layer = problem->layer;
    const double n = layer->p_x ? 1 : (double)layer->n_points;
    for (size_t i = 0; i < layer->n_points; i++) {
        const size_t slot = FIRST_POINT + symbols->of_point[i];
        const double p = layer->p_x ? layer->p_x[i] : 1;
        problem->total[slot] += p;
        for (size_t y = 0; y < problem->n_channels; y++) {
            problem->weight[y * problem->stride + slot] += p * p_y_given_x(layer, i, y);
        }
    }
    double least = 1;
    for (size_t slot = 0; slot < problem->stride; slot++) {
        problem->total[slot] /= n; /* counts until here: exact */
        const double p = problem->total[slot];
        least = p > 0 && p < least ? p : least;
        for (size_t y = 0; y < problem->n_channels; y++) {
            problem->weight[y * problem->stride + slot] /= n;
        }
    }
    problem->least_log2 = log2(least);
}

static qtl_status prepare(truth_problem *problem)
{
    const qtl_layer *layer = problem->layer;
    qtl_symbols symbols;
    QTL_TRY(qtl_symbols_of_values(layer->values, layer->n_points, layer->width, NULL,
                                  &symbols));
    problem->n_symbols = symbols.n_symbols;
    problem->n_blocks = GROUPS + (symbols.n_symbols + LANES - 1) / LANES;
    problem->stride = problem->n_blocks * LANES;
    const qtl_status status = make_room(problem);
    if (status == QTL_OK) {
        copy_points(problem, &symbols);
        weigh_points(problem, &symbols);
    }
    qtl_symbols_free(&symbols);
    return status;
}

/* A draw from each of the 8 points of a block, and log2 of its kernel with its own point;
 * the distance is taken after rounding, as the kernel will see it. */
static void draw_block(const truth_problem *problem, gsl_rng *rng, size_t group,
                       size_t block, double own[LANES])
{
    const double *points = problem->x + block * problem->width * LANES;
    double *draws = problem->x + group * problem->width * LANES;
    for (size_t r = 0; r < LANES; r++) {
        own[r] = 0;
    }
    for (size_t k = 0; k < problem->width * LANES; k++) {
        draws[k] = points[k] + gsl_ran_gaussian_ziggurat(rng, problem->sd);
        const double difference = draws[k] - points[k];
        own[k % LANES] += difference * difference;
    }
    for (size_t r = 0; r < LANES; r++) {
        own[r] *= problem->scale;
    }
}

static void sum_kernels(const truth_problem *problem, size_t group,
                        const double own[LANES])
{
    double lowest = 0;
    for (size_t r = 0; r < LANES; r++) {
        lowest = fmin(lowest, own[r]);
    }
    const qtl_kde_strip strip = {
        .x = problem->x,
        .width = problem->width,
        .row = group,
        .from = GROUPS,
        .to = problem->n_blocks,
        .scale = problem->scale,
        .cutoff = fmax(lowest + dropped_log2 + problem->least_log2, -1000),
        .weights = problem->weight,
        .sums = problem->sums,
        .n_channels = problem->n_channels,
        .stride = problem->stride,
        .scratch = problem->scratch + group * problem->n_channels * LANES * LANES,
    };
    problem->kernels->strip(&strip);
}

/* -log2 p(t) and H(Y|t) from the sums of a draw, which become zero again. */
static void read_sums(const truth_problem *problem, size_t row, double *minus_log2,
                      double *h_y)
{
    double total = problem->sums[row];
    for (size_t y = 1; y < problem->n_channels; y++) {
        total += problem->sums[y * problem->stride + row];
    }
    *minus_log2 = -log2(total);
    *h_y = 0;
    for (size_t y = 0; y < problem->n_channels; y++) {
        double *density = problem->sums + y * problem->stride + row;
        const double p = *density / total;
        *h_y -= p > 0 ? p * log2(p) : 0;
        *density = 0;
    }
}

static qtl_status draw_round(const truth_problem *problem, size_t group, size_t block,
                             size_t draw)
{
    gsl_rng *rng = NULL;
    QTL_TRY(qtl_random_create(problem->seed, QTL_FOR_ESTIMATOR,
                              (uint64_t)draw << 32 | (uint64_t)block, &rng));
    double own[LANES];
    draw_block(problem, rng, group, block, own);
    gsl_rng_free(rng);
    sum_kernels(problem, group, own);
    for (size_t r = 0; r < LANES; r++) {
        const size_t slot = block * LANES + r;
        double minus_log2 = 0;
        double h_y = 0;
        read_sums(problem, group * LANES + r, &minus_log2, &h_y);
        if (problem->total[slot] > 0) {
            qtl_stratum_add(&problem->of_point[XT][slot], own[r] + minus_log2, own[r],
                            draw + 1);
            qtl_stratum_add(&problem->of_point[TY][slot], h_y, own[r], draw + 1);
        }
    }
    return QTL_OK;
}

static qtl_status draw_group(size_t group, void *context)
{
    const truth_problem *problem = context;
    qtl_status status = QTL_OK;
    for (size_t b = GROUPS + group; b < problem->n_blocks; b += GROUPS) {
        for (size_t draw = problem->from; draw < problem->to && status == QTL_OK;
             draw++) {
            status = draw_round(problem, group, b, draw);
        }
    }
    return status;
}

static double entropy_of_classes(const truth_problem *problem)
{
    double h = 0;
    for (size_t y = 0; y < problem->n_channels; y++) {
        double p = 0;
        for (size_t slot = 0; slot < problem->stride; slot++) {
            p += problem->weight[y * problem->stride + slot];
        }
        h -= p > 0 ? p * log2(p) : 0;
    }
    return h;
}

/* Draws so many that the errors come down to the aim, from what they are now. */
static size_t draws_needed(size_t drawn, double stderr_bits,
                           const qtl_estimate estimates[QUANTITIES])
{
    const double worst = fmax(estimates[XT].stderr_bits, estimates[TY].stderr_bits);
    const double ratio = worst / (stderr_aim * stderr_bits);
    return (size_t)fmin(ceil((double)drawn * ratio * ratio), DRAWS_MAX);
}

/* Goes on until every point has `to` draws. */
static qtl_status draw_until(truth_problem *problem, size_t to,
                             qtl_estimate estimates[QUANTITIES])
{
    problem->from = problem->to;
    problem->to = to;
    QTL_TRY(qtl_parallel_for(GROUPS, 0, draw_group, problem));
    const double expected = -0.5 * (double)problem->width * M_LOG2E; /* E log2 p(t|x) */
    for (int q = 0; q < QUANTITIES; q++) {
        estimates[q] = qtl_strata_mean(problem->of_point[q], problem->total,
                                       problem->stride, to, expected);
    }
    return QTL_OK;
}

static qtl_status integrate(truth_problem *problem,
                            const qtl_noisy_truth_options *options,
                            qtl_layer_information *out)
{
    const size_t draws = options->draws;
    qtl_estimate estimates[QUANTITIES] = {{0}};
    size_t to = draws ? draws : 2 + FIRST_DRAWS / problem->n_symbols;
    while (to > problem->to) {
        QTL_TRY(draw_until(problem, to, estimates));
        to = draws ? draws : draws_needed(to, options->stderr_bits, estimates);
    }
    *out = (qtl_layer_information){.i_xt = estimates[XT], .i_ty = {NAN, NAN}};
    if (problem->layer->n_classes) {
        out->i_ty = estimates[TY];
        out->i_ty.value_bits = entropy_of_classes(problem) - estimates[TY].value_bits;
    }
    return QTL_OK;
}

qtl_status qtl_noisy_truth(const qtl_layer *layer, const qtl_noisy_truth_options *options,
                           qtl_isa isa, qtl_layer_information *out)
{
    QTL_REQUIRE(layer->width <= WIDTH_MAX, QTL_EUNSUPPORTED,
                "noisy-truth takes layers of up to %d neurons, not %zu", WIDTH_MAX,
                layer->width);
    truth_problem problem = {
        .layer = layer,
        .width = layer->width,
        .n_channels = layer->n_classes ? layer->n_classes : 1,
        .sd = sqrt(options->variance),
        .scale = -M_LOG2E / (2 * options->variance),
        .seed = options->seed,
        .kernels = qtl_kde_kernels_for(isa),
    };
    qtl_status status = prepare(&problem);
    if (status == QTL_OK) {
        status = integrate(&problem, options, out);
    }
    problem_free(&problem);
    return status;
}

enum { VARIANCE, DRAWS, SEED, STDERR };
static const qtl_param_spec params[] = {
    [VARIANCE] = {"variance", QTL_PARAM_REAL, 0.1, 1e-12, 1e12, NULL,
                  "of the Gaussian noise on every neuron"},
    [DRAWS] = {"draws", QTL_PARAM_INT, NAN, 2, DRAWS_MAX, NULL,
               "from every distinct point; unless given, until the standard errors are "
               "below `stderr`"},
    [SEED] = {"seed", QTL_PARAM_INT, 1, 0, 1e15, NULL, "of the random draws"},
    [STDERR] = {"stderr", QTL_PARAM_REAL, 0.01, 1e-4, 1, NULL,
                "aim in bits of both standard errors; the cost goes with 1/stderr^2"},
    {0}};

static qtl_status noisy_truth_layer(const qtl_layer *layer, const qtl_params *given,
                                    qtl_layer_information *out)
{
    const qtl_noisy_truth_options options = {
        .variance = given->value[VARIANCE],
        .draws = given->given[DRAWS] ? (size_t)given->value[DRAWS] : 0,
        .seed = (uint64_t)given->value[SEED],
        .stderr_bits = given->value[STDERR],
    };
    return qtl_noisy_truth(layer, &options, qtl_isa_best(), out);
}

const qtl_estimator qtl_estimator_noisy_truth = {
    .name = "noisy-truth",
    .summary = "Monte-Carlo integral of the exact density of layer + Gaussian noise",
    .target = "noisy layer",
    .cite = "Goldfeld et al. (2019), section 4; Gaussian mixture, by its definition",
    .params = params,
    .layer = noisy_truth_layer,
};
