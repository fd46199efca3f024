#include "information/kde_problem.h"

#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "information/kde_kernels.h"

enum { LANES = QTL_KDE_LANES };

/* Sums of kernels dropped at the cutoff are below 2^-60 of a point's own kernel. */
static const double dropped_log2 = -60;

static const double max_height = 512;

void qtl_kde_problem_free(qtl_kde_problem *problem)
{
    free(problem->slot);
    free(problem->end_of_class);
    free(problem->x);
    free(problem->height);
    free(problem->weight);
    free(problem->sums);
    free(problem->scratch);
}

const uint32_t *qtl_hard_labels(const qtl_layer *layer)
{
    return layer->n_classes && !layer->p_y_given_x ? layer->label : NULL;
}

/* Turns numbers of points per class in next[1..k] into first slots in next[0..k-1] and
 * the number of slots in next[k]: every class starts a new block. */
static void start_classes(uint32_t *next, size_t k)
{
    for (size_t y = 0; y < k; y++) {
        next[y + 1] = next[y] + (next[y + 1] + LANES - 1) / LANES * LANES;
    }
}

static qtl_status mark_classes(qtl_kde_problem *problem, const uint32_t *next, size_t k)
{
    problem->stride = next[k];
    problem->n_blocks = problem->stride / LANES;
    QTL_ALLOC(problem->end_of_class, problem->n_blocks);
    for (size_t y = 0; y < k; y++) {
        for (size_t b = next[y] / LANES; b < next[y + 1] / LANES; b++) {
            problem->end_of_class[b] = next[y + 1] / LANES;
        }
    }
    return QTL_OK;
}

/* Gives every distinct point its slot, class by class. */
static qtl_status place_points(qtl_kde_problem *problem, const qtl_symbols *symbols)
{
    const uint32_t *label = qtl_hard_labels(problem->layer);
    const size_t k = label ? problem->layer->n_classes : 1;
    uint32_t *next = NULL; /* per class: how many points, then the next slot */
    QTL_ALLOC(problem->slot, symbols->n_symbols);
    QTL_ALLOC(next, k + 1);
    for (size_t s = 0; s < symbols->n_symbols; s++) {
        next[(label ? label[symbols->first[s]] : 0) + 1]++;
    }
    start_classes(next, k);
    const qtl_status status = mark_classes(problem, next, k);
    for (size_t s = 0; s < symbols->n_symbols; s++) {
        problem->slot[s] = next[label ? label[symbols->first[s]] : 0]++;
    }
    free(next);
    return status;
}

static qtl_status make_room(qtl_kde_problem *problem)
{
    QTL_ALLOC(problem->x, problem->stride * problem->width);
    QTL_ALLOC(problem->weight, problem->stride * problem->n_weightings);
    QTL_ALLOC(problem->sums, problem->stride * problem->n_sums * QTL_KDE_GROUPS);
    QTL_ALLOC(problem->scratch, problem->n_weightings * QTL_KDE_GROUPS * LANES * LANES);
    return QTL_OK;
}

/* Neuron k of the point in `slot`. */
static double *coordinate(const qtl_kde_problem *problem, size_t slot, size_t k)
{
    return &problem->x[(slot / LANES * problem->width + k) * LANES + slot % LANES];
}

static void copy_points(qtl_kde_problem *problem, const qtl_symbols *symbols)
{
    const qtl_layer *layer = problem->layer;
    for (size_t k = 0; k < problem->width; k++) {
        const double *column = layer->values + k * layer->n_points;
        for (size_t s = 0; s < symbols->n_symbols; s++) {
            *coordinate(problem, problem->slot[s], k) = column[symbols->first[s]];
        }
    }
}

static void weigh_points(qtl_kde_problem *problem, const qtl_symbols *symbols)
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

double qtl_kde_weight(const qtl_kde_problem *problem, size_t slot)
{
    double total = 0;
    for (size_t y = 0; y < problem->n_weightings; y++) {
        total += problem->weight[y * problem->stride + slot];
    }
    return total;
}

/* All dropped kernels of a point together weigh at most 2^cutoff. */
static double safe_cutoff(const qtl_kde_problem *problem)
{
    double least = 1;
    for (size_t slot = 0; slot < problem->stride; slot++) {
        const double weight = qtl_kde_weight(problem, slot);
        least = weight > 0 && weight < least ? weight : least;
    }
    return fmax(log2(least) + dropped_log2, -1000);
}

/* Moves the middle of the range of every neuron to 0 and scales by `unit`. */
static void centre(const qtl_kde_problem *problem, const qtl_symbols *symbols,
                   double unit)
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
static double largest_square(const qtl_kde_problem *problem)
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
 * points are within sqrt(2 max_height) of the middle. */
static qtl_status choose_products(qtl_kde_problem *problem, const qtl_symbols *symbols)
{
    if (!(-problem->scale * largest_square(problem) <= max_height)) {
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

qtl_status qtl_kde_problem_create(const qtl_layer *layer, const qtl_symbols *symbols,
                                  double scale, qtl_kde_problem *out)
{
    const bool soft = layer->n_classes && layer->p_y_given_x;
    *out = (qtl_kde_problem){
        .layer = layer,
        .width = layer->width,
        .soft = soft,
        .n_weightings = soft ? layer->n_classes : 1,
        .n_sums = soft ? layer->n_classes : 2,
        .scale = scale,
    };
    QTL_TRY(place_points(out, symbols));
    QTL_TRY(make_room(out));
    copy_points(out, symbols);
    weigh_points(out, symbols);
    out->cutoff = safe_cutoff(out);
    return choose_products(out, symbols);
}
