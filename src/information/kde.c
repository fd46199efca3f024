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
#include "information/kde_problem.h"
#include "information/symbols.h"

enum { LANES = QTL_KDE_LANES, GROUPS = QTL_KDE_GROUPS };

const qtl_kde_kernels *qtl_kde_kernels_for(qtl_isa isa)
{
    static const qtl_kde_kernels *const kernels[QTL_ISA_COUNT] = {
        &qtl_kde_kernels_baseline, &qtl_kde_kernels_avx2, &qtl_kde_kernels_avx512};
    return kernels[isa];
}

/* What the tasks of a group share. */
typedef struct summation {
    const qtl_kde_problem *problem;
    const qtl_kde_kernels *kernels;
} summation;

static void add_strip(const summation *shared, size_t group, qtl_kde_strip strip,
                      bool same)
{
    const qtl_kde_problem *problem = shared->problem;
    strip.sums = problem->sums + group * problem->n_sums * problem->stride +
                 (same || problem->soft ? 0 : problem->stride);
    if (strip.from < strip.to) {
        shared->kernels->strip(&strip);
    }
}

/* Every pair of blocks once: a row of blocks against itself, the rest of its class and
 * the later classes. */
static void sum_row(const summation *shared, size_t group, size_t row)
{
    const qtl_kde_problem *problem = shared->problem;
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
    add_strip(shared, group, strip, true);
    strip.both = true;
    strip.from = row + 1;
    strip.to = problem->end_of_class[row];
    add_strip(shared, group, strip, true);
    strip.from = strip.to;
    strip.to = problem->n_blocks;
    add_strip(shared, group, strip, false);
}

/* Rows g, 31 - g, 32 + g, ... : early rows are long and late ones short. */
static qtl_status sum_group(size_t group, void *context)
{
    const summation *shared = context;
    const size_t n_blocks = shared->problem->n_blocks;
    const size_t mirror = 2 * (size_t)GROUPS - 1 - group;
    for (size_t base = 0; base < n_blocks; base += 2 * (size_t)GROUPS) {
        if (base + group < n_blocks) {
            sum_row(shared, group, base + group);
        }
        if (base + mirror < n_blocks) {
            sum_row(shared, group, base + mirror);
        }
    }
    return QTL_OK;
}

static void add_groups(qtl_kde_problem *problem)
{
    const size_t n = problem->n_sums * problem->stride;
    for (size_t group = 1; group < GROUPS; group++) {
        for (size_t i = 0; i < n; i++) {
            problem->sums[i] += problem->sums[group * n + i];
        }
    }
}

/* sum_i w_y(i) log2 of the sum over class y, for all classes; and of the sum over all. */
static void add_logs(const qtl_kde_problem *problem, double *all, double *by_class)
{
    for (size_t slot = 0; slot < problem->stride; slot++) {
        double sum = 0;
        for (size_t c = 0; c < problem->n_sums; c++) {
            sum += problem->sums[c * problem->stride + slot];
        }
        const double total = qtl_kde_weight(problem, slot);
        *all += total > 0 ? total * log2(sum) : 0;
        for (size_t y = 0; y < problem->n_weightings; y++) {
            const double weight = problem->weight[y * problem->stride + slot];
            const double within = problem->sums[y * problem->stride + slot];
            *by_class += weight > 0 ? weight * log2(within) : 0;
        }
    }
}

/* sum_y p(y) log2 p(y), with the weights that the sums were made of. */
static double minus_entropy_of_classes(const qtl_kde_problem *problem)
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

static qtl_layer_information evaluate(const qtl_kde_problem *problem)
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

static qtl_status lay_out(const qtl_layer *layer, double scale, qtl_kde_problem *problem)
{
    qtl_symbols symbols;
    QTL_TRY(qtl_symbols_of_values(layer->values, layer->n_points, layer->width,
                                  qtl_hard_labels(layer), &symbols));
    const qtl_status status = qtl_kde_problem_create(layer, &symbols, scale, problem);
    qtl_symbols_free(&symbols);
    return status;
}

qtl_status qtl_kde_information(const qtl_layer *layer, double variance, bool lower,
                               qtl_isa isa, qtl_layer_information *out)
{
    assert(variance > 0);
    const double scale = -M_LOG2E / (2 * variance * (lower ? 4 : 1));
    qtl_kde_problem problem = {0};
    qtl_status status = lay_out(layer, scale, &problem);
    if (status == QTL_OK) {
        summation shared = {&problem, qtl_kde_kernels_for(isa)};
        status = qtl_parallel_for(GROUPS, 0, sum_group, &shared);
    }
    if (status == QTL_OK) {
        add_groups(&problem);
        *out = evaluate(&problem);
    }
    qtl_kde_problem_free(&problem);
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
