/* Bounds on the information of a layer with Gaussian noise from pairwise distances,
 * I_up = -sum_i p_i log2 sum_j p_j exp(-|t_i - t_j|^2 / (2 v)), the lower bound with 4 v
 * in place of v; I(T;Y) = I_up(all) - sum_y p(y) I_up(class y), a difference of bounds
 * and hence no bound itself. Kolchinsky & Tracey (2017), eqs. 10, 12.
 *
 * Points that coincide are merged first. Points of one class lie together in whole blocks
 * of 8, so that a pair of blocks is either in one class or not. The sums of 16 fixed
 * groups of rows are added in a fixed order: neither the number of threads nor the
 * instruction set changes a bit. */
#include "information/kde.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/parallel.h"
#include "information/estimators.h"
#include "information/kde_kernels.h"
#include "information/symbols.h"

enum { LANES = QTL_KDE_LANES, GROUPS = 16 };

/* Sums of kernels dropped at the cutoff are below 2^-60 of a point's own kernel. */
static const double DROPPED_LOG2 = -60;

static const double MAX_HEIGHT = 512;

const qtl_kde_kernels *qtl_kde_kernels_for(qtl_isa isa)
{
    static const qtl_kde_kernels *const kernels[QTL_ISA_COUNT] = {
        &qtl_kde_kernels_baseline, &qtl_kde_kernels_avx2, &qtl_kde_kernels_avx512};
    return kernels[isa];
}

/* Hard labels have one weighting, and sums within (0) and without (1) the point's class;
 * soft labels have a weighting p(x) p(y|x) and a sum for every class. */
typedef struct kde_problem {
    const qtl_layer *layer;
    size_t width;
    bool soft;
    size_t n_weightings, n_sums;
    size_t n_blocks, stride; /* stride = 8 n_blocks */
    uint32_t *slot;          /* [n_symbols] place of each distinct point */
    uint32_t *end_of_class;  /* [n_blocks] the first block of the next class */
    double *x;               /* [n_blocks][width][8] */
    double *weight;          /* [n_weightings][stride] */
    double *sums;            /* [GROUPS][n_sums][stride]; group 0 takes the total */
    double *scratch;         /* [GROUPS][n_weightings][8][8] */
    double *height;          /* [stride], or NULL: by differences */
    double scale, cutoff;
    const qtl_kde_kernels *kernels;
} kde_problem;

static void problem_free(kde_problem *problem)
{
    free(problem->slot);
    free(problem->end_of_class);
    free(problem->x);
    free(problem->height);
    free(problem->weight);
    free(problem->sums);
    free(problem->scratch);
}

/* Labels that divide points into classes, or NULL: one class. */
static const uint32_t *hard_labels(const qtl_layer *layer)
{
    return layer->n_classes && !layer->p_y_given_x ? layer->label : NULL;
}

/* Gives every distinct point its slot, class by class, each class from a new block on. */
static qtl_status place_points(kde_problem *problem, const qtl_symbols *symbols)
{
    const uint32_t *label = hard_labels(problem->layer);
    const size_t k = label ? problem->layer->n_classes : 1;
    uint32_t *next = NULL; /* per class: how many points, then the next slot */
    QTL_ALLOC(problem->slot, symbols->n_symbols);
    QTL_ALLOC(next, k + 1);
    for (size_t s = 0; s < symbols->n_symbols; s++) {
        next[(label ? label[symbols->first[s]] : 0) + 1]++;
    }
    for (size_t y = 0; y < k; y++) {
        next[y + 1] = next[y] + (next[y + 1] + LANES - 1) / LANES * LANES;
    }
    problem->stride = next[k];
    problem->n_blocks = problem->stride / LANES;
    problem->end_of_class = qtl_alloc(problem->n_blocks, sizeof *problem->end_of_class);
    for (size_t y = 0; y < k && problem->end_of_class; y++) {
        for (size_t b = next[y] / LANES; b < next[y + 1] / LANES; b++) {
            problem->end_of_class[b] = next[y + 1] / LANES;
        }
    }
    for (size_t s = 0; s < symbols->n_symbols; s++) {
        problem->slot[s] = next[label ? label[symbols->first[s]] : 0]++;
    }
    free(next);
    return problem->end_of_class ? QTL_OK : QTL_ENOMEM;
}

static qtl_status make_room(kde_problem *problem)
{
    QTL_ALLOC(problem->x, problem->stride * problem->width);
    QTL_ALLOC(problem->weight, problem->stride * problem->n_weightings);
    QTL_ALLOC(problem->sums, problem->stride * problem->n_sums * GROUPS);
    QTL_ALLOC(problem->scratch, problem->n_weightings * GROUPS * LANES * LANES);
    return QTL_OK;
}

/* Neuron k of the point in `slot`. */
static double *coordinate(const kde_problem *problem, size_t slot, size_t k)
{
    return &problem->x[(slot / LANES * problem->width + k) * LANES + slot % LANES];
}

static void copy_points(kde_problem *problem, const qtl_symbols *symbols)
{
    const qtl_layer *layer = problem->layer;
    for (size_t k = 0; k < problem->width; k++) {
        const double *column = layer->values + k * layer->n_points;
        for (size_t s = 0; s < symbols->n_symbols; s++) {
            *coordinate(problem, problem->slot[s], k) = column[symbols->first[s]];
        }
    }
}

static void weigh_points(kde_problem *problem, const qtl_symbols *symbols)
{
    const qtl_layer *layer = problem->layer;
    for (size_t i = 0; i < layer->n_points; i++) {
        double *weight = problem->weight + problem->slot[symbols->of_point[i]];
        const double p = layer->p_x ? layer->p_x[i] : 1;
        for (size_t y = 0; y < problem->n_weightings; y++) {
            weight[y * problem->stride] +=
                problem->soft ? p * layer->p_y_given_x[i * layer->n_classes + y] : p;
        }
    }
    for (size_t i = 0; i < problem->stride * problem->n_weightings && !layer->p_x; i++) {
        problem->weight[i] /= (double)layer->n_points; /* counts until here: exact */
    }
}

static double total_weight(const kde_problem *problem, size_t slot)
{
    double total = 0;
    for (size_t y = 0; y < problem->n_weightings; y++) {
        total += problem->weight[y * problem->stride + slot];
    }
    return total;
}

/* All dropped kernels of a point together weigh at most 2^cutoff. */
static double safe_cutoff(const kde_problem *problem)
{
    double least = 1;
    for (size_t slot = 0; slot < problem->stride; slot++) {
        const double weight = total_weight(problem, slot);
        least = weight > 0 && weight < least ? weight : least;
    }
    return fmax(log2(least) + DROPPED_LOG2, -1000);
}

/* Moves the middle of the range of every neuron to 0 and scales by `unit`. */
static void centre(const kde_problem *problem, const qtl_symbols *symbols, double unit)
{
    for (size_t k = 0; k < problem->width; k++) {
        double low = INFINITY;
        double high = -INFINITY;
        for (size_t s = 0; s < symbols->n_symbols; s++) {
            const double x = *coordinate(problem, problem->slot[s], k);
            low = fmin(low, x);
            high = fmax(high, x);
        }
        const double middle = low / 2 + high / 2;
        for (size_t s = 0; s < symbols->n_symbols; s++) {
            double *x = coordinate(problem, problem->slot[s], k);
            *x = (*x - middle) * unit;
        }
    }
}

/* Largest |x - middle|^2 there can be: sum of the squared half ranges. */
static double largest_square(const kde_problem *problem)
{
    const qtl_layer *layer = problem->layer;
    double sum = 0;
    for (size_t k = 0; k < problem->width; k++) {
        const double *column = layer->values + k * layer->n_points;
        double low = column[0];
        double high = column[0];
        for (size_t i = 1; i < layer->n_points; i++) {
            low = column[i] < low ? column[i] : low;
            high = column[i] > high ? column[i] : high;
        }
        sum += (high / 2 - low / 2) * (high / 2 - low / 2);
    }
    return sum;
}

/* Products instead of differences where that costs less than 1e-12 of a kernel: where
 * points are within sqrt(2 MAX_HEIGHT) of the middle. */
static qtl_status choose_products(kde_problem *problem, const qtl_symbols *symbols)
{
    if (!(-problem->scale * largest_square(problem) <= MAX_HEIGHT)) {
        return QTL_OK;
    }
    QTL_ALLOC(problem->height, problem->stride);
    centre(problem, symbols, sqrt(-2 * problem->scale));
    for (size_t slot = 0; slot < problem->stride; slot++) {
        for (size_t k = 0; k < problem->width; k++) {
            const double x = *coordinate(problem, slot, k);
            problem->height[slot] += x * x / 2;
        }
    }
    return QTL_OK;
}

static void add_strip(const kde_problem *problem, size_t group, qtl_kde_strip strip,
                      bool same)
{
    strip.sums = problem->sums + group * problem->n_sums * problem->stride +
                 (same || problem->soft ? 0 : problem->stride);
    if (strip.from < strip.to) {
        problem->kernels->strip(&strip);
    }
}

/* Every pair of blocks once: a row of blocks against itself, the rest of its class and
 * the later classes. */
static void sum_row(const kde_problem *problem, size_t group, size_t row)
{
    qtl_kde_strip strip = {
        .x = problem->x,
        .height = problem->height,
        .width = problem->width,
        .row = row,
        .from = row,
        .to = row + 1,
        .scale = problem->scale,
        .cutoff = problem->cutoff,
        .weights = problem->weight,
        .n_channels = problem->n_weightings,
        .stride = problem->stride,
        .scratch = problem->scratch + group * problem->n_weightings * LANES * LANES,
    };
    add_strip(problem, group, strip, true);
    strip.both = true;
    strip.from = row + 1;
    strip.to = problem->end_of_class[row];
    add_strip(problem, group, strip, true);
    strip.from = strip.to;
    strip.to = problem->n_blocks;
    add_strip(problem, group, strip, false);
}

/* Rows g, 31 - g, 32 + g, ... : early rows are long and late ones short. */
static qtl_status sum_group(size_t group, void *context)
{
    const kde_problem *problem = context;
    const size_t mirror = 2 * (size_t)GROUPS - 1 - group;
    for (size_t base = 0; base < problem->n_blocks; base += 2 * (size_t)GROUPS) {
        if (base + group < problem->n_blocks) {
            sum_row(problem, group, base + group);
        }
        if (base + mirror < problem->n_blocks) {
            sum_row(problem, group, base + mirror);
        }
    }
    return QTL_OK;
}

static void add_groups(kde_problem *problem)
{
    const size_t n = problem->n_sums * problem->stride;
    for (size_t group = 1; group < GROUPS; group++) {
        for (size_t i = 0; i < n; i++) {
            problem->sums[i] += problem->sums[group * n + i];
        }
    }
}

/* sum_i w_y(i) log2 of the sum over class y, for all classes; and of the sum over all. */
static void add_logs(const kde_problem *problem, double *all, double *by_class)
{
    for (size_t slot = 0; slot < problem->stride; slot++) {
        double sum = 0;
        for (size_t c = 0; c < problem->n_sums; c++) {
            sum += problem->sums[c * problem->stride + slot];
        }
        const double total = total_weight(problem, slot);
        *all += total > 0 ? total * log2(sum) : 0;
        for (size_t y = 0; y < problem->n_weightings; y++) {
            const double weight = problem->weight[y * problem->stride + slot];
            const double within = problem->sums[y * problem->stride + slot];
            *by_class += weight > 0 ? weight * log2(within) : 0;
        }
    }
}

/* sum_y p(y) log2 p(y), with the weights that the sums were made of. */
static double minus_entropy_of_classes(const kde_problem *problem)
{
    double sum = 0;
    for (size_t y = 0; y < problem->n_weightings; y++) {
        const double *weight = problem->weight + y * problem->stride;
        for (size_t from = 0, to = 0; from < problem->n_blocks; from = to) {
            double p = 0;
            to = problem->end_of_class[from];
            for (size_t slot = from * LANES; slot < to * LANES; slot++) {
                p += weight[slot];
            }
            sum += p > 0 ? p * log2(p) : 0;
        }
    }
    return sum;
}

static qtl_layer_information evaluate(const kde_problem *problem)
{
    double all = 0;
    double by_class = 0;
    add_logs(problem, &all, &by_class);
    const double most = log2((double)problem->layer->n_points);
    const double i_ty = by_class - minus_entropy_of_classes(problem) - all;
    return (qtl_layer_information){
        .i_xt = {fmin(fmax(-all, 0), most), NAN},
        .i_ty = {problem->layer->n_classes ? i_ty : NAN, NAN},
    };
}

static qtl_status prepare(kde_problem *problem, const qtl_symbols *symbols)
{
    QTL_TRY(place_points(problem, symbols));
    QTL_TRY(make_room(problem));
    copy_points(problem, symbols);
    weigh_points(problem, symbols);
    problem->cutoff = safe_cutoff(problem);
    return choose_products(problem, symbols);
}

static qtl_status solve(kde_problem *problem, qtl_layer_information *out)
{
    const qtl_layer *layer = problem->layer;
    qtl_symbols symbols;
    QTL_TRY(qtl_symbols_of_values(layer->values, layer->n_points, layer->width,
                                  hard_labels(layer), &symbols));
    qtl_status status = prepare(problem, &symbols);
    qtl_symbols_free(&symbols);
    QTL_TRY(status);
    QTL_TRY(qtl_parallel_for(GROUPS, 0, sum_group, problem));
    add_groups(problem);
    *out = evaluate(problem);
    return QTL_OK;
}

qtl_status qtl_kde_information(const qtl_layer *layer, double variance, bool lower,
                               qtl_isa isa, qtl_layer_information *out)
{
    assert(variance > 0);
    const bool soft = layer->n_classes && layer->p_y_given_x;
    kde_problem problem = {
        .layer = layer,
        .width = layer->width,
        .soft = soft,
        .n_weightings = soft ? layer->n_classes : 1,
        .n_sums = soft ? layer->n_classes : 2,
        .scale = -M_LOG2E / (2 * variance * (lower ? 4 : 1)),
        .kernels = qtl_kde_kernels_for(isa),
    };
    const qtl_status status = solve(&problem, out);
    problem_free(&problem);
    return status;
}

enum { VARIANCE, BOUND };
static const char *const bounds[] = {"upper", "lower", NULL};
static const qtl_param_spec params[] = {
    [VARIANCE] = {"variance", QTL_PARAM_REAL, 0.1, 1e-12, 1e12, NULL,
                  "of the Gaussian noise on every neuron"},
    [BOUND] = {"bound", QTL_PARAM_CHOICE, 0, 0, 0, bounds,
               "upper: Kullback-Leibler; lower: Bhattacharyya"},
    {0}};

static qtl_status kde_layer(const qtl_layer *layer, const qtl_params *given,
                            qtl_layer_information *out)
{
    return qtl_kde_information(layer, given->value[VARIANCE], given->value[BOUND] > 0,
                               qtl_isa_best(), out);
}

const qtl_estimator qtl_estimator_kde = {
    .name = "kde",
    .summary = "Kolchinsky-Tracey bounds, layer + Gaussian noise",
    .target = "noisy layer",
    .cite = "Kolchinsky & Tracey (2017), eqs. 10 and 12; Saxe et al. (2018)",
    .params = params,
    .layer = kde_layer,
};
