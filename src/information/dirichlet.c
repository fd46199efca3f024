/* Plug-in entropies of smoothed frequencies: pseudo-counts, and shrinkage to uniform. */
#include <math.h>

#include "information/discrete.h"
#include "information/estimators.h"

static double minus_p_log_p(double p)
{
    return p > 0 ? -p * log(p) : 0;
}

/* Every cell's frequency is (base + slope * count) / total; cells that did not occur have
 * count 0. */
static double entropy_of_line(const qtl_tally *tally, double base, double slope,
                              double total)
{
    double h = 0;
    for (size_t i = 0; i < tally->n_entries; i++) {
        const qtl_tally_entry *e = &tally->entries[i];
        h += e->symbols * minus_p_log_p((base + slope * e->count) / total);
    }
    return h + (tally->support - tally->observed) * minus_p_log_p(base / total);
}

/* Posterior mean frequencies (n + a) / (N + K a) under a symmetric Dirichlet prior. */
static double entropy_with_pseudo_count(const qtl_tally *tally, double a)
{
    return entropy_of_line(tally, a, 1, tally->n_samples + tally->support * a);
}

static double jeffreys(const qtl_tally *tally, const qtl_params *params)
{
    (void)params;
    return entropy_with_pseudo_count(tally, 0.5);
}

static double laplace(const qtl_tally *tally, const qtl_params *params)
{
    (void)params;
    return entropy_with_pseudo_count(tally, 1);
}

static double schurmann_grassberger(const qtl_tally *tally, const qtl_params *params)
{
    (void)params;
    return entropy_with_pseudo_count(tally, 1 / tally->support);
}

static double minimax(const qtl_tally *tally, const qtl_params *params)
{
    (void)params;
    return entropy_with_pseudo_count(tally, sqrt(tally->n_samples) / tally->support);
}

/* Weight of the uniform target: summed variance of the frequencies u over their summed
 * squared distance to it, at most 1. One sample says nothing of the variance: weight 1.
 */
static double shrinkage(const qtl_tally *tally)
{
    const double n = tally->n_samples;
    const double uniform = 1 / tally->support;
    double variance = 0;
    double distance = (tally->support - tally->observed) * uniform * uniform;
    for (size_t i = 0; i < tally->n_entries; i++) {
        const qtl_tally_entry *e = &tally->entries[i];
        const double u = e->count / n;
        variance += e->symbols * (u * ((n - e->count) / n));
        distance += e->symbols * ((u - uniform) * (u - uniform));
    }
    return variance < distance * (n - 1) ? variance / (distance * (n - 1)) : 1;
}

static double shrink(const qtl_tally *tally, const qtl_params *params)
{
    (void)params;
    const double weight = shrinkage(tally);
    return entropy_of_line(tally, weight * tally->n_samples / tally->support, 1 - weight,
                           tally->n_samples);
}

QTL_DISCRETE_FUNCTIONS(jeffreys, QTL_SUPPORT_GIVEN)
QTL_DISCRETE_FUNCTIONS(laplace, QTL_SUPPORT_GIVEN)
QTL_DISCRETE_FUNCTIONS(schurmann_grassberger, QTL_SUPPORT_GIVEN)
QTL_DISCRETE_FUNCTIONS(minimax, QTL_SUPPORT_GIVEN)
QTL_DISCRETE_FUNCTIONS(shrink, QTL_SUPPORT_GIVEN)

const qtl_estimator qtl_estimator_jeffreys = {
    .name = "jeffreys",
    .summary = "plug-in of counts + 1/2",
    .target = "codes",
    .cite = "Krichevsky & Trofimov (1981); Hausser & Strimmer (2009)",
    .params = qtl_support_params,
    .needs_codes = true,
    .layer = jeffreys_layer,
    .sample = jeffreys_sample,
};

const qtl_estimator qtl_estimator_laplace = {
    .name = "laplace",
    .summary = "plug-in of counts + 1",
    .target = "codes",
    .cite = "Holste, Grosse & Herzel (1998); Hausser & Strimmer (2009)",
    .params = qtl_support_params,
    .needs_codes = true,
    .layer = laplace_layer,
    .sample = laplace_sample,
};

const qtl_estimator qtl_estimator_schurmann_grassberger = {
    .name = "schurmann-grassberger",
    .summary = "plug-in of counts + 1/K",
    .target = "codes",
    .cite = "Schuermann & Grassberger (1996), Chaos 6, 414; Hausser & Strimmer (2009)",
    .params = qtl_support_params,
    .needs_codes = true,
    .layer = schurmann_grassberger_layer,
    .sample = schurmann_grassberger_sample,
};

const qtl_estimator qtl_estimator_minimax = {
    .name = "minimax",
    .summary = "plug-in of counts + sqrt(N)/K",
    .target = "codes",
    .cite = "Trybula (1958); Hausser & Strimmer (2009)",
    .params = qtl_support_params,
    .needs_codes = true,
    .layer = minimax_layer,
    .sample = minimax_sample,
};

const qtl_estimator qtl_estimator_shrink = {
    .name = "shrink",
    .summary = "plug-in of frequencies shrunk towards uniform (James-Stein)",
    .target = "codes",
    .cite = "Hausser & Strimmer (2009), JMLR 10, 1469",
    .params = qtl_support_params,
    .needs_codes = true,
    .layer = shrink_layer,
    .sample = shrink_sample,
};
