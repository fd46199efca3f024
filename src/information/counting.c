#include "information/counting.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "information/tally.h"

/* Points of a layer sorted by symbol, and room to count with. */
typedef struct grouping {
    size_t n_points, n_symbols, n_classes;
    uint32_t *start;    /* [n_symbols + 1] first place of each symbol */
    uint32_t *label;    /* [n_points] labels, grouped by symbol */
    uint32_t *of_class; /* [n_classes] counts, all zero between uses */
    int64_t *tally;     /* [n_points + 1] */
} grouping;

static void groups_free(grouping *groups)
{
    free(groups->start);
    free(groups->tally);
}

static qtl_status groups_create(const qtl_layer *layer, const qtl_symbols *symbols,
                                grouping *out)
{
    const size_t n = symbols->n_points;
    const size_t s = symbols->n_symbols;
    *out = (grouping){.n_points = n, .n_symbols = s, .n_classes = layer->n_classes};
    QTL_ALLOC(out->start, s + 2 + n + layer->n_classes);
    out->label = out->start + s + 2;
    out->of_class = out->label + n;
    out->tally = qtl_alloc(n + 1, sizeof *out->tally);
    if (!out->tally) {
        groups_free(out);
        return QTL_ENOMEM;
    }
    uint32_t *next = out->start + 1; /* shifted by one: next[t] grows to start[t + 1] */
    for (size_t i = 0; i < n; i++) {
        next[symbols->of_point[i] + 1]++;
    }
    for (size_t t = 1; t <= s; t++) {
        next[t] += next[t - 1];
    }
    return QTL_OK;
}

static void sort_labels(grouping *groups, const qtl_symbols *symbols,
                        const uint32_t *label)
{
    uint32_t *next = groups->start + 1;
    for (size_t i = 0; i < groups->n_points; i++) {
        groups->label[next[symbols->of_point[i]]++] = label[i];
    }
}

static double entropy_of_symbols(grouping *groups)
{
    const uint32_t *next = groups->start + 1;
    for (size_t t = 0; t < groups->n_symbols; t++) {
        groups->tally[next[t + 1] - next[t]]++;
    }
    return qtl_entropy_of_tally(groups->tally, groups->n_points);
}

static void clear_tally(grouping *groups)
{
    for (size_t c = 0; c <= groups->n_points; c++) {
        groups->tally[c] = 0;
    }
}

static double entropy_of_labels(grouping *groups)
{
    clear_tally(groups);
    for (size_t i = 0; i < groups->n_points; i++) {
        groups->of_class[groups->label[i]]++;
    }
    for (size_t y = 0; y < groups->n_classes; y++) {
        groups->tally[groups->of_class[y]]++;
        groups->of_class[y] = 0;
    }
    return qtl_entropy_of_tally(groups->tally, groups->n_points);
}

static uint32_t common_divisor(uint32_t a, uint32_t b)
{
    while (b) {
        const uint32_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static bool all_equal(const uint32_t *label, uint32_t n)
{
    uint32_t differences = 0;
    for (uint32_t i = 1; i < n; i++) {
        differences |= label[i] ^ label[0];
    }
    return differences == 0;
}

/* Adds n_t H(Y|T=t) to the tally, n_t log2 n_t - sum_y n_ty log2 n_ty, with counts in
 * lowest terms: g (n_t/g) log2(n_t/g) and so on, so that merging symbols of the same
 * p(y|t) leaves the tally, hence every bit, as it was. Linear in n_t. */
static void tally_symbol(grouping *groups, const uint32_t *label, uint32_t n)
{
    uint32_t *counts = groups->of_class;
    for (uint32_t i = 0; i < n; i++) {
        counts[label[i]]++;
    }
    uint32_t divisor = n;
    for (uint32_t i = 0; i < n && divisor > 1; i++) {
        divisor = common_divisor(counts[label[i]], divisor);
    }
    assert(divisor > 0);
    groups->tally[n / divisor] += divisor;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t count = counts[label[i]];
        if (count) {
            groups->tally[count / divisor] -= divisor;
            counts[label[i]] = 0;
        }
    }
}

static double conditional_entropy_of_labels(grouping *groups)
{
    clear_tally(groups);
    for (size_t t = 0; t < groups->n_symbols; t++) {
        const uint32_t from = groups->start[t];
        const uint32_t n = groups->start[t + 1] - from;
        if (!all_equal(groups->label + from, n)) {
            tally_symbol(groups, groups->label + from, n);
        }
    }
    return qtl_tally_sum(groups->tally, groups->n_points) / (double)groups->n_points;
}

/* I(T;Y) within what it can be. */
static double bounded(double i_ty, double h_t, double h_y)
{
    return fmin(fmax(i_ty, 0), fmin(h_t, h_y));
}

static qtl_status count_integers(const qtl_layer *layer, const qtl_symbols *symbols,
                                 double *h_t, double *i_ty)
{
    grouping groups;
    QTL_TRY(groups_create(layer, symbols, &groups));
    *h_t = entropy_of_symbols(&groups);
    if (layer->n_classes && !layer->p_y_given_x) {
        sort_labels(&groups, symbols, layer->label);
        const double h_y = entropy_of_labels(&groups);
        const double h_y_given_t = conditional_entropy_of_labels(&groups);
        *i_ty = bounded(h_y - h_y_given_t, *h_t, h_y);
    }
    groups_free(&groups);
    return QTL_OK;
}

static double p_of_x(const qtl_layer *layer, size_t i)
{
    return layer->p_x ? layer->p_x[i] : 1 / (double)layer->n_points;
}

/* p(t) and p(t,y) of symbol t; p(y) sums them. */
typedef struct distribution {
    double *p_t;  /* [n_symbols] */
    double *p_y;  /* [n_classes] */
    double *p_ty; /* [n_symbols][n_classes] */
} distribution;

static void add_point(const qtl_layer *layer, size_t i, double *p_y)
{
    const double p = p_of_x(layer, i);
    if (!layer->p_y_given_x) {
        p_y[layer->label[i]] += p;
        return;
    }
    for (size_t y = 0; y < layer->n_classes; y++) {
        p_y[y] += p * layer->p_y_given_x[i * layer->n_classes + y];
    }
}

/* H(Y|T) = sum_t p(t) H(Y|T=t), by entropies of p(y|t): a pure symbol adds exactly 0. */
static double conditional_entropy(const distribution *weights, size_t n_symbols, size_t k)
{
    double h = 0;
    for (size_t t = 0; t < n_symbols; t++) {
        const double *p_ty = weights->p_ty + t * k;
        double p_t = 0;
        for (size_t y = 0; y < k; y++) {
            p_t += p_ty[y];
        }
        for (size_t y = 0; y < k && p_t > 0; y++) {
            h += p_t * qtl_minus_p_log_p(p_ty[y] / p_t);
        }
    }
    return h;
}

static void count_weights(const qtl_layer *layer, const qtl_symbols *symbols,
                          const distribution *weights, double *h_t, double *i_ty)
{
    const size_t k = layer->n_classes;
    for (size_t i = 0; i < symbols->n_points; i++) {
        const size_t t = symbols->of_point[i];
        weights->p_t[t] += p_of_x(layer, i);
        if (k) {
            add_point(layer, i, weights->p_ty + t * k);
        }
    }
    for (size_t at = 0; at < symbols->n_symbols * k; at++) {
        weights->p_y[at % k] += weights->p_ty[at];
    }
    if (layer->p_x) {
        *h_t = qtl_entropy_of_weights(weights->p_t, symbols->n_symbols);
    }
    if (k) {
        const double h_y = qtl_entropy_of_weights(weights->p_y, k);
        *i_ty =
            bounded(h_y - conditional_entropy(weights, symbols->n_symbols, k), *h_t, h_y);
    }
}

static qtl_status count_reals(const qtl_layer *layer, const qtl_symbols *symbols,
                              double *h_t, double *i_ty)
{
    const size_t k = layer->n_classes;
    const size_t s = symbols->n_symbols;
    double *memory = NULL;
    QTL_ALLOC(memory, s + k + s * k);
    const distribution weights = {
        .p_t = memory, .p_y = memory + s, .p_ty = memory + s + k};
    count_weights(layer, symbols, &weights, h_t, i_ty);
    free(memory);
    return QTL_OK;
}

qtl_status qtl_counted_information(const qtl_layer *layer, const qtl_symbols *symbols,
                                   qtl_layer_information *out)
{
    double h_t = NAN;
    double i_ty = NAN;
    if (!layer->p_x) {
        QTL_TRY(count_integers(layer, symbols, &h_t, &i_ty));
    }
    if (layer->p_x || layer->p_y_given_x) {
        QTL_TRY(count_reals(layer, symbols, &h_t, &i_ty));
    }
    *out = (qtl_layer_information){.i_xt = {h_t, NAN}, .i_ty = {i_ty, NAN}};
    return QTL_OK;
}
