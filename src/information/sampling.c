#include "quantal/sampling.h"

#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "information/checks.h"
#include "information/counting.h"
#include "information/estimators.h"
#include "information/symbols.h"

bool qtl_layer_is_saturated(double i_xt_bits, double h_x_bits)
{
    return i_xt_bits >= h_x_bits - QTL_SATURATED_BITS;
}

/* Codes that occurred once and twice. */
static qtl_status count_rare(const qtl_symbols *symbols, qtl_sampling *out)
{
    uint32_t *counts = NULL;
    QTL_ALLOC(counts, symbols->n_symbols);
    for (size_t i = 0; i < symbols->n_points; i++) {
        counts[symbols->of_point[i]]++;
    }
    for (size_t t = 0; t < symbols->n_symbols; t++) {
        out->n_singletons += counts[t] == 1;
        out->n_doubletons += counts[t] == 2;
    }
    free(counts);
    return QTL_OK;
}

/* Chao & Jost's factor of f1/N: the share of singletons that one sample more leaves. */
static double refinement(double n, double f1, double f2)
{
    const double odds = f2 > 0 ? (n - 1) * f1 / (2 * f2) : (n - 1) * (f1 - 1) / 2;
    return odds / (odds + 1);
}

static void set_coverage(qtl_sampling *of)
{
    const double n = (double)of->n_samples;
    const double f1 = (double)of->n_singletons;
    of->singleton_fraction = f1 / n;
    of->coverage = 1 - f1 / n;
    of->coverage_refined =
        f1 > 0 ? 1 - f1 / n * refinement(n, f1, (double)of->n_doubletons) : 1;
}

static qtl_status count_symbols(const qtl_layer *layer, const qtl_symbols *symbols,
                                double h_x_bits, qtl_sampling *out)
{
    qtl_sampling all = {.n_samples = symbols->n_points, .n_distinct = symbols->n_symbols};
    QTL_TRY(qtl_counted_information(layer, symbols, &all.exact));
    QTL_TRY(count_rare(symbols, &all));
    set_coverage(&all);
    all.saturated = qtl_layer_is_saturated(all.exact.i_xt.value_bits, h_x_bits);
    *out = all;
    return QTL_OK;
}

qtl_status qtl_sampling_count(const qtl_layer *layer, double h_x_bits, qtl_sampling *out)
{
    QTL_REQUIRE(layer && out, QTL_EINVAL, "layer and out must not be NULL");
    QTL_TRY(qtl_layer_check(layer, &qtl_estimator_exact));
    QTL_REQUIRE(!layer->p_x, QTL_EUNSUPPORTED,
                "coverage counts samples: inputs must be equiprobable");
    qtl_symbols symbols;
    QTL_TRY(qtl_symbols_of_layer(layer, &symbols));
    const qtl_status status = count_symbols(layer, &symbols, h_x_bits, out);
    qtl_symbols_free(&symbols);
    return status;
}
