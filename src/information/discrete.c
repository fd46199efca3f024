#include "information/discrete.h"

#include <stdbool.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "information/symbols.h"

static const char *const observed_word[] = {"observed", NULL};

const qtl_param_spec qtl_support_params[] = {
    {"support", QTL_PARAM_INT, NAN, 1, 9007199254740992, observed_word,
     "symbols of the alphabet of x, and of y; observed: those that occur"},
    {0}};

const qtl_param_spec qtl_no_params[] = {{0}};

static int by_count(const void *a, const void *b)
{
    const uint64_t left = *(const uint64_t *)a;
    const uint64_t right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

static qtl_status count_samples(const uint64_t *counts, size_t n, double *n_samples)
{
    uint64_t sum = 0;
    bool fits = true;
    for (size_t i = 0; i < n; i++) {
        fits = fits && !__builtin_add_overflow(sum, counts[i], &sum) && sum >> 53 == 0;
    }
    QTL_REQUIRE(fits, QTL_ERANGE, "the counts add up to 2^53 or more");
    QTL_REQUIRE(sum > 0, QTL_EEMPTY, "every count is zero");
    *n_samples = (double)sum;
    return QTL_OK;
}

static size_t count_runs(const uint64_t *sorted, size_t n)
{
    size_t runs = 0;
    for (size_t i = 0; i < n; i++) {
        runs += sorted[i] && (i == 0 || sorted[i] != sorted[i - 1]);
    }
    return runs;
}

qtl_status qtl_tally_create(uint64_t *counts, size_t n, qtl_tally *out)
{
    qtl_tally tally = {0};
    QTL_TRY(count_samples(counts, n, &tally.n_samples));
    qsort(counts, n, sizeof *counts, by_count);
    QTL_ALLOC(tally.entries, count_runs(counts, n));
    for (size_t i = 0; i < n; i++) {
        if (counts[i] == 0) {
            continue;
        }
        if (i == 0 || counts[i] != counts[i - 1]) {
            tally.entries[tally.n_entries++].count = (double)counts[i];
        }
        tally.entries[tally.n_entries - 1].symbols += 1;
        tally.observed += 1;
    }
    tally.support = tally.observed;
    *out = tally;
    return QTL_OK;
}

void qtl_tally_free(qtl_tally *tally)
{
    if (tally) {
        free(tally->entries);
        *tally = (qtl_tally){0};
    }
}

double qtl_tally_symbols(const qtl_tally *tally, double count)
{
    for (size_t i = 0; i < tally->n_entries; i++) {
        if (tally->entries[i].count == count) {
            return tally->entries[i].symbols;
        }
    }
    return 0;
}

/* A variable as symbols 0 .. n_symbols - 1 of n points. */
typedef struct variable {
    const char *name; /* for messages */
    const uint32_t *of_point;
    size_t n_symbols; /* some may not occur */
    double support;   /* NaN: observed */
} variable;

typedef struct rule {
    qtl_entropy_nats entropy;
    const qtl_params *params;
} rule;

static qtl_status tally_variable(const variable *v, size_t n, qtl_tally *out)
{
    uint64_t *counts = NULL;
    QTL_ALLOC(counts, v->n_symbols);
    for (size_t i = 0; i < n; i++) {
        counts[v->of_point[i]]++;
    }
    const qtl_status status = qtl_tally_create(counts, v->n_symbols, out);
    free(counts);
    return status;
}

static qtl_status entropy_of_tally(const rule *by, const variable *v, qtl_tally *tally,
                                   double *h_bits)
{
    QTL_REQUIRE(isnan(v->support) || v->support >= tally->observed, QTL_ERANGE,
                "support=%.15g is too small: %s has %.15g different symbols", v->support,
                v->name, tally->observed);
    tally->support = isnan(v->support) ? tally->observed : v->support;
    const double nats = by->entropy(tally, by->params);
    QTL_REQUIRE(isfinite(nats), QTL_ENUMERIC, "the entropy of %s did not converge",
                v->name);
    *h_bits = nats / M_LN2;
    return QTL_OK;
}

static qtl_status entropy_of(const rule *by, const variable *v, size_t n, double *h_bits)
{
    qtl_tally tally;
    QTL_TRY(tally_variable(v, n, &tally));
    const qtl_status status = entropy_of_tally(by, v, &tally, h_bits);
    qtl_tally_free(&tally);
    return status;
}

/* H(a) + H(b) - H(a,b), given H(a). */
static qtl_status information(const rule *by, const variable *a, const variable *b,
                              size_t n, double h_a, double *i_bits)
{
    double h_b = 0;
    double h_ab = 0;
    QTL_TRY(entropy_of(by, b, n, &h_b));
    qtl_symbols pairs;
    QTL_TRY(qtl_symbols_of_pairs(a->of_point, b->of_point, n, &pairs));
    const variable joint = {"the pair", pairs.of_point, pairs.n_symbols,
                            a->support * b->support};
    const qtl_status status = entropy_of(by, &joint, n, &h_ab);
    qtl_symbols_free(&pairs);
    *i_bits = h_a + h_b - h_ab;
    return status;
}

static qtl_status measure_layer(const rule *by, const variable *t, const qtl_layer *layer,
                                qtl_layer_information *out)
{
    const double k = (double)layer->n_classes;
    const variable y = {"the label", layer->label, layer->n_classes,
                        isnan(t->support) ? t->support : k};
    double h_t = NAN;
    double i_ty = NAN;
    QTL_TRY(entropy_of(by, t, layer->n_points, &h_t));
    const qtl_status status =
        layer->n_classes ? information(by, t, &y, layer->n_points, h_t, &i_ty) : QTL_OK;
    *out = (qtl_layer_information){{h_t, NAN}, {i_ty, NAN}};
    return status;
}

qtl_status qtl_discrete_layer(qtl_entropy_nats entropy, double support,
                              const qtl_layer *layer, const qtl_params *params,
                              qtl_layer_information *out)
{
    QTL_REQUIRE(!layer->p_x, QTL_EUNSUPPORTED,
                "it counts samples: inputs must be equiprobable");
    QTL_REQUIRE(!layer->n_classes || !layer->p_y_given_x, QTL_EUNSUPPORTED,
                "it counts samples: labels must be hard");
    qtl_symbols symbols;
    QTL_TRY(qtl_symbols_of_layer(layer, &symbols));
    const rule by = {entropy, params};
    const variable t = {"the layer", symbols.of_point, symbols.n_symbols, support};
    const qtl_status status = measure_layer(&by, &t, layer, out);
    qtl_symbols_free(&symbols);
    return status;
}

static qtl_status symbols_of(const qtl_variable *from, size_t n, qtl_symbols *out)
{
    return qtl_symbols_of_values(from->values, n, from->d, NULL, out);
}

static qtl_status measure_sample(const rule *by, const variable *x,
                                 const qtl_sample *sample, double *bits)
{
    double h_x = 0;
    QTL_TRY(entropy_of(by, x, sample->n, &h_x));
    if (!sample->y.d) {
        *bits = h_x;
        return QTL_OK;
    }
    qtl_symbols symbols;
    QTL_TRY(symbols_of(&sample->y, sample->n, &symbols));
    const variable y = {"y", symbols.of_point, symbols.n_symbols, x->support};
    const qtl_status status = information(by, x, &y, sample->n, h_x, bits);
    qtl_symbols_free(&symbols);
    return status;
}

static qtl_status require_discrete(const qtl_variable *v, const char *name)
{
    QTL_REQUIRE(v->d == 0 || v->discrete, QTL_EUNSUPPORTED,
                "%s is continuous: --%s-kind discrete takes its values as symbols", name,
                name);
    return QTL_OK;
}

qtl_status qtl_discrete_sample(qtl_entropy_nats entropy, double support,
                               const qtl_sample *sample, const qtl_params *params,
                               qtl_estimate *out)
{
    QTL_TRY(require_discrete(&sample->x, "x"));
    QTL_TRY(require_discrete(&sample->y, "y"));
    qtl_symbols symbols;
    QTL_TRY(symbols_of(&sample->x, sample->n, &symbols));
    const rule by = {entropy, params};
    const variable x = {"x", symbols.of_point, symbols.n_symbols, support};
    double bits = NAN;
    const qtl_status status = measure_sample(&by, &x, sample, &bits);
    qtl_symbols_free(&symbols);
    if (status == QTL_OK) {
        *out = (qtl_estimate){bits, NAN};
    }
    return status;
}
