/* Plug-in information of a layer whose values are read through bins. It counts the binned
 * layer, which is another variable than the layer itself. */
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "information/counting.h"
#include "information/estimators.h"

enum { RULE, BINS, WIDTH, LOW, HIGH, SCOPE, PARAM_COUNT };
enum { UNIFORM, EDGES, FLOOR, QUANTILE, INPUT };
enum { LAYER, NEURON };

static const char *const rules[] = {"uniform",  "edges", "floor",
                                    "quantile", "input", NULL};
static const char *const scopes[] = {"layer", "neuron", NULL};

/* Which parameters each rule reads. */
static const bool reads[][PARAM_COUNT] = {
    [UNIFORM] =
        {[RULE] = true, [BINS] = true, [LOW] = true, [HIGH] = true, [SCOPE] = true},
    [EDGES] = {[RULE] = true, [BINS] = true, [LOW] = true, [HIGH] = true},
    [FLOOR] = {[RULE] = true, [WIDTH] = true},
    [QUANTILE] = {[RULE] = true, [BINS] = true, [SCOPE] = true},
    [INPUT] = {[RULE] = true, [BINS] = true, [LOW] = true, [HIGH] = true},
};

static const qtl_param_spec params[] = {
    [RULE] = {"rule", QTL_PARAM_CHOICE, UNIFORM, 0, 0, rules,
              "uniform: equal cells between low and high; edges: numpy.digitize with "
              "linspace(low, high, bins) in single precision; floor: floor(t / width); "
              "quantile: equal counts; input: cells even in net input"},
    [BINS] = {"bins", QTL_PARAM_INT, 30, 1, 65536, NULL, "cells (rule edges: edges)"},
    [WIDTH] = {"width", QTL_PARAM_REAL, 0.5, 1e-12, 1e12, NULL, "of a cell, rule floor"},
    [LOW] = {"low", QTL_PARAM_REAL, NAN, -1e12, 1e12, NULL,
             "uniform: smallest value unless given; edges: -1; input: -50"},
    [HIGH] = {"high", QTL_PARAM_REAL, NAN, -1e12, 1e12, NULL,
              "uniform: largest value unless given; edges: 1; input: 50"},
    [SCOPE] = {"scope", QTL_PARAM_CHOICE, LAYER, 0, 0, scopes,
               "whether a layer or every neuron has cells of its own"},
    {0}};

static double given_or(const qtl_params *given, int i, double fallback)
{
    return given->given[i] ? given->value[i] : fallback;
}

static qtl_status check_range(const qtl_params *given, int rule)
{
    if (rule == UNIFORM && !(given->given[LOW] && given->given[HIGH])) {
        return QTL_OK;
    }
    const double end = rule == INPUT ? 50 : 1;
    const double low = given_or(given, LOW, -end);
    const double high = given_or(given, HIGH, end);
    QTL_REQUIRE(low < high, QTL_EINVAL, "low=%g is not below high=%g", low, high);
    return QTL_OK;
}

static qtl_status binning_check(const qtl_params *given)
{
    const int rule = (int)given->value[RULE];
    for (int i = 0; i < PARAM_COUNT; i++) {
        QTL_REQUIRE(!given->given[i] || reads[rule][i], QTL_EINVAL,
                    "rule=%s does not use %s", rules[rule], params[i].key);
    }
    QTL_REQUIRE(rule != EDGES || given->value[BINS] >= 2, QTL_ERANGE,
                "rule=edges needs at least 2 bins, which are its edges");
    return check_range(given, rule);
}

/* Values that share cells: a neuron's or the whole layer's. */
typedef struct value_pool {
    const double *values;
    uint16_t *codes; /* cell of each value */
    size_t n;
} value_pool;

static double clamp(double x, double low, double high)
{
    return x > low ? (x < high ? x : high) : low;
}

/* Equal cells; the maximum is in the last, values outside are in the end cells. Halves
 * keep the differences of huge values finite and change no bit. */
static qtl_status fill_uniform(const qtl_params *given, const value_pool *pool)
{
    double low = pool->values[0];
    double high = pool->values[0];
    for (size_t i = 1; i < pool->n; i++) {
        low = pool->values[i] < low ? pool->values[i] : low;
        high = pool->values[i] > high ? pool->values[i] : high;
    }
    low = given_or(given, LOW, low);
    high = given_or(given, HIGH, high);
    const double span = high / 2 - low / 2;
    const double bins = given->value[BINS];
    if (!(span > 0)) {
        return QTL_OK; /* a constant: everything stays in cell 0 */
    }
    for (size_t i = 0; i < pool->n; i++) {
        const double at = (pool->values[i] / 2 - low / 2) / span * bins;
        pool->codes[i] = (uint16_t)clamp(at, 0, bins - 1);
    }
    return QTL_OK;
}

/* Number of edges that are <= t; edges ascend. */
static size_t edges_below(const double *edges, size_t n, double t)
{
    size_t from = 0;
    while (n > 0) {
        const size_t half = n / 2;
        const bool right = edges[from + half] <= t;
        from = right ? from + half + 1 : from;
        n = right ? n - half - 1 : half;
    }
    return from;
}

/* The published codes' digitize(t, edges) - 1: the last cell holds t >= high and, since
 * index -1 means the last in Python, t < low as well. Edges are rounded to float32. */
static qtl_status fill_edges(const qtl_params *given, const value_pool *pool)
{
    const size_t n = (size_t)given->value[BINS];
    const double low = given_or(given, LOW, -1);
    const double high = given_or(given, HIGH, 1);
    double *edges = NULL;
    QTL_ALLOC(edges, n);
    const double step = (high - low) / (double)(n - 1);
    for (size_t i = 0; i < n; i++) {
        edges[i] = (double)(float)(i + 1 < n ? (double)i * step + low : high);
    }
    for (size_t i = 0; i < pool->n; i++) {
        const size_t above = edges_below(edges, n, pool->values[i]);
        pool->codes[i] = (uint16_t)((above ? above : n) - 1);
    }
    free(edges);
    return QTL_OK;
}

static void fill_between(const double *cuts, size_t n_cuts, const value_pool *pool)
{
    for (size_t i = 0; i < pool->n; i++) {
        pool->codes[i] = (uint16_t)edges_below(cuts, n_cuts, pool->values[i]);
    }
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Equal counts with multiplicity: cut i is midway between the sorted values on both sides
 * of position i n / bins. Equal values never part: they go to the upper cell. */
static qtl_status fill_quantile(const qtl_params *given, const value_pool *pool)
{
    const size_t bins = (size_t)given->value[BINS];
    double *sorted = NULL;
    QTL_ALLOC(sorted, pool->n + bins);
    double *cuts = sorted + pool->n;
    for (size_t i = 0; i < pool->n; i++) {
        sorted[i] = pool->values[i];
    }
    qsort(sorted, pool->n, sizeof *sorted, ascending);
    for (size_t i = 1; i < bins; i++) {
        const size_t at = i * pool->n / bins;
        cuts[i - 1] = at ? sorted[at - 1] / 2 + sorted[at] / 2 : sorted[0];
    }
    fill_between(cuts, bins - 1, pool);
    free(sorted);
    return QTL_OK;
}

/* Cells even in net input: edges activation(linspace(low, high, bins + 1)); Saxe et al.
 * (2018), fig. 1. Values beyond are in the end cells. */
static qtl_status fill_input(const qtl_params *given, const value_pool *pool,
                             double (*activation)(double))
{
    const size_t bins = (size_t)given->value[BINS];
    const double low = given_or(given, LOW, -50);
    const double high = given_or(given, HIGH, 50);
    double *cuts = NULL;
    QTL_ALLOC(cuts, bins);
    qtl_status status = QTL_OK;
    for (size_t i = 1; i < bins; i++) {
        cuts[i - 1] = activation(low + (high - low) * ((double)i / (double)bins));
        if (i > 1 && !(cuts[i - 1] >= cuts[i - 2])) {
            status = QTL_FAIL(QTL_EUNSUPPORTED,
                              "binning: rule=input needs an activation that never falls");
        }
    }
    if (status == QTL_OK) {
        fill_between(cuts, bins - 1, pool);
    }
    free(cuts);
    return status;
}

static qtl_status fill_pool(const qtl_layer *layer, const qtl_params *given,
                            const value_pool *pool)
{
    switch ((int)given->value[RULE]) {
    case EDGES:
        return fill_edges(given, pool);
    case QUANTILE:
        return fill_quantile(given, pool);
    case INPUT:
        return fill_input(given, pool, layer->activation ? layer->activation : tanh);
    default:
        return fill_uniform(given, pool);
    }
}

/* `all` is the whole layer. */
static qtl_status fill_codes(const qtl_layer *layer, const qtl_params *given,
                             const value_pool *all)
{
    if ((int)given->value[SCOPE] == LAYER) {
        return fill_pool(layer, given, all);
    }
    for (size_t at = 0; at < all->n; at += layer->n_points) {
        const value_pool neuron = {
            .values = all->values + at, .codes = all->codes + at, .n = layer->n_points};
        QTL_TRY(fill_pool(layer, given, &neuron));
    }
    return QTL_OK;
}

/* Cells of rule floor have any index, so they are counted as the doubles they are. */
static qtl_status symbols_of_floor(const qtl_layer *layer, double width, qtl_symbols *out)
{
    const size_t n = layer->n_points * layer->width;
    double *cells = NULL;
    QTL_ALLOC(cells, n);
    for (size_t i = 0; i < n; i++) {
        cells[i] = floor(layer->values[i] / width);
    }
    const qtl_status status =
        qtl_symbols_of_values(cells, layer->n_points, layer->width, NULL, out);
    free(cells);
    return status;
}

static qtl_status symbols_of_bins(const qtl_layer *layer, const qtl_params *given,
                                  qtl_symbols *out)
{
    value_pool all = {.values = layer->values, .n = layer->n_points * layer->width};
    QTL_ALLOC(all.codes, all.n);
    qtl_status status = fill_codes(layer, given, &all);
    if (status == QTL_OK) {
        const qtl_layer binned = {
            .n_points = layer->n_points, .width = layer->width, .codes = all.codes};
        status = qtl_symbols_of_layer(&binned, out);
    }
    free(all.codes);
    return status;
}

static qtl_status binning_layer(const qtl_layer *layer, const qtl_params *given,
                                qtl_layer_information *out)
{
    qtl_symbols symbols;
    QTL_TRY((int)given->value[RULE] == FLOOR
                ? symbols_of_floor(layer, given->value[WIDTH], &symbols)
                : symbols_of_bins(layer, given, &symbols));
    const qtl_status status = qtl_counted_information(layer, &symbols, out);
    qtl_symbols_free(&symbols);
    return status;
}

const qtl_estimator qtl_estimator_binning = {
    .name = "binning",
    .summary = "plug-in on a binned layer",
    .target = "binned layer",
    .cite = "Shwartz-Ziv & Tishby (2017), section 3.2; Saxe et al. (2018), section 2; "
            "Lorenzen, Igel & Nielsen (2022), appendix A",
    .params = params,
    .layer = binning_layer,
    .check = binning_check,
};
