#include "quantal/relevance.h"

#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "information/symbols.h"
#include "information/tally.h"

/* The variables whose entropies are needed: T, R, N, pairs and the triple. */
enum { T, R, N, TR, TN, RN, TRN, VARIABLES };

typedef struct entropies {
    double bits[VARIABLES];
} entropies;

/* Each count once in the tally. */
static double entropy_of_counts(const qtl_symbols *symbols, int64_t *count,
                                int64_t *tally)
{
    for (size_t i = 0; i < symbols->n_points; i++) {
        count[symbols->of_point[i]]++;
    }
    for (size_t s = 0; s < symbols->n_symbols; s++) {
        tally[count[s]]++;
    }
    return qtl_entropy_of_tally(tally, symbols->n_points);
}

static qtl_status count_points(const qtl_symbols *symbols, double *h_bits)
{
    int64_t *memory = NULL;
    QTL_ALLOC(memory, symbols->n_symbols + symbols->n_points + 1);
    *h_bits = entropy_of_counts(symbols, memory, memory + symbols->n_symbols);
    free(memory);
    return QTL_OK;
}

static qtl_status sum_weights(const qtl_symbols *symbols, const double *p_x,
                              double *h_bits)
{
    double *p = NULL;
    QTL_ALLOC(p, symbols->n_symbols);
    for (size_t i = 0; i < symbols->n_points; i++) {
        p[symbols->of_point[i]] += p_x[i];
    }
    *h_bits = qtl_entropy_of_weights(p, symbols->n_symbols);
    free(p);
    return QTL_OK;
}

static qtl_status entropy_of_symbols(const qtl_symbols *symbols, const double *p_x,
                                     double *h_bits)
{
    return p_x ? sum_weights(symbols, p_x, h_bits) : count_points(symbols, h_bits);
}

/* H of the pairs (a, b), b NULL: of a alone. */
static qtl_status entropy_of_pairs(const qtl_relevance_points *points, const uint32_t *a,
                                   const uint32_t *b, double *h_bits)
{
    qtl_symbols symbols;
    QTL_TRY(qtl_symbols_of_pairs(a, b, points->n_points, &symbols));
    const qtl_status status = entropy_of_symbols(&symbols, points->p_x, h_bits);
    qtl_symbols_free(&symbols);
    return status;
}

/* H(T,R) and H(T,R,N): the triples are the pairs of a pair's symbol and N. */
static qtl_status entropy_of_triples(const qtl_relevance_points *points, entropies *h)
{
    qtl_symbols pairs;
    QTL_TRY(
        qtl_symbols_of_pairs(points->symbol, points->relevant, points->n_points, &pairs));
    qtl_status status = entropy_of_symbols(&pairs, points->p_x, &h->bits[TR]);
    if (status == QTL_OK) {
        status =
            entropy_of_pairs(points, pairs.of_point, points->irrelevant, &h->bits[TRN]);
    }
    qtl_symbols_free(&pairs);
    return status;
}

static qtl_status count_all(const qtl_relevance_points *points, entropies *h)
{
    const uint32_t *const symbol = points->symbol;
    const uint32_t *const relevant = points->relevant;
    const uint32_t *const irrelevant = points->irrelevant;
    QTL_TRY(entropy_of_pairs(points, symbol, NULL, &h->bits[T]));
    QTL_TRY(entropy_of_pairs(points, relevant, NULL, &h->bits[R]));
    QTL_TRY(entropy_of_pairs(points, irrelevant, NULL, &h->bits[N]));
    QTL_TRY(entropy_of_pairs(points, symbol, irrelevant, &h->bits[TN]));
    QTL_TRY(entropy_of_pairs(points, relevant, irrelevant, &h->bits[RN]));
    return entropy_of_triples(points, h);
}

static qtl_status check_weights(const qtl_relevance_points *points)
{
    double sum = 0;
    for (size_t i = 0; i < points->n_points; i++) {
        QTL_REQUIRE(points->p_x[i] >= 0, QTL_ERANGE,
                    "relevance: p_x[%zu] is %g; a probability is at least 0", i,
                    points->p_x[i]);
        sum += points->p_x[i];
    }
    QTL_REQUIRE(fabs(sum - 1) <= 1e-9, QTL_ERANGE,
                "relevance: p_x sums to %.12g; it must sum to 1", sum);
    return QTL_OK;
}

static qtl_status check_size(size_t n_points)
{
    QTL_REQUIRE(n_points > 0, QTL_EEMPTY, "relevance: there are no points");
    QTL_REQUIRE(n_points <= QTL_POINTS_MAX, QTL_ERANGE,
                "relevance: %zu points are more than 2^30", n_points);
    return QTL_OK;
}

static qtl_status check(const qtl_relevance_points *points)
{
    QTL_REQUIRE(points->symbol && points->relevant && points->irrelevant, QTL_EINVAL,
                "relevance: symbol, relevant and irrelevant must not be NULL");
    QTL_TRY(check_size(points->n_points));
    return points->p_x ? check_weights(points) : QTL_OK;
}

/* No information is negative; rounding may be. */
static double at_least_zero(double bits)
{
    return fmax(bits, 0);
}

qtl_status qtl_relevance_count(const qtl_relevance_points *points, qtl_relevance *out)
{
    QTL_REQUIRE(points && out, QTL_EINVAL, "relevance: points and out must not be NULL");
    QTL_TRY(check(points));
    entropies of = {{0}};
    QTL_TRY(count_all(points, &of));
    const double *h = of.bits;
    *out = (qtl_relevance){
        .i_tr_bits = at_least_zero(h[T] + h[R] - h[TR]),
        .i_tn_bits = at_least_zero(h[T] + h[N] - h[TN]),
        .i_tr_given_n_bits = at_least_zero(h[TN] + h[RN] - h[N] - h[TRN]),
        .i_tn_given_r_bits = at_least_zero(h[TR] + h[RN] - h[R] - h[TRN])};
    return QTL_OK;
}

static qtl_status check_layer(const qtl_layer *layer)
{
    QTL_REQUIRE(layer, QTL_EINVAL, "relevance: layer must not be NULL");
    QTL_REQUIRE(qtl_layer_is_discrete(layer), QTL_EUNSUPPORTED,
                "relevance: the layer has no codes to count");
    return check_size(layer->n_points);
}

qtl_status qtl_relevance_layer(const qtl_layer *layer, const uint32_t *relevant,
                               const uint32_t *irrelevant, qtl_relevance *out)
{
    QTL_TRY(check_layer(layer));
    qtl_relevance_points points = {.n_points = layer->n_points,
                                   .relevant = relevant,
                                   .irrelevant = irrelevant,
                                   .p_x = layer->p_x};
    qtl_symbols symbols;
    QTL_TRY(qtl_symbols_of_layer(layer, &symbols));
    points.symbol = symbols.of_point;
    const qtl_status status = qtl_relevance_count(&points, out);
    qtl_symbols_free(&symbols);
    return status;
}
