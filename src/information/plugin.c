/* The plug-in entropy and the two oldest corrections of its bias, -(K - 1) / 2N. */
#include <math.h>

#include "information/discrete.h"
#include "information/estimators.h"

/* Mean of ln(N / n) over the samples; the logarithm stays exact when n is almost N. */
static double plugin(const qtl_tally *tally, const qtl_params *params)
{
    (void)params;
    double sum = 0;
    for (size_t i = 0; i < tally->n_entries; i++) {
        const qtl_tally_entry *e = &tally->entries[i];
        sum += e->symbols * (e->count * log1p((tally->n_samples - e->count) / e->count));
    }
    return sum / tally->n_samples;
}

static double miller_madow(const qtl_tally *tally, const qtl_params *params)
{
    return plugin(tally, params) + (tally->observed - 1) / (2 * tally->n_samples);
}

/* d(n) = n ln n - (n - 1) ln(n - 1). */
static double step_of_n_log_n(double n)
{
    return n > 1 ? log(n) - (n - 1) * log1p(-1 / n) : 0;
}

/* N H - (N - 1) / N sum_i n_i H(one sample of symbol i less) is, with the plug-in H
 * written out, the mean of d(N) - d(n) over the samples: no difference of large terms. */
static double jackknife(const qtl_tally *tally, const qtl_params *params)
{
    (void)params;
    const double whole = step_of_n_log_n(tally->n_samples);
    double sum = 0;
    for (size_t i = 0; i < tally->n_entries; i++) {
        const qtl_tally_entry *e = &tally->entries[i];
        sum += e->symbols * (e->count * (whole - step_of_n_log_n(e->count)));
    }
    return sum / tally->n_samples;
}

QTL_DISCRETE_FUNCTIONS(plugin, QTL_SUPPORT_UNUSED)
QTL_DISCRETE_FUNCTIONS(miller_madow, QTL_SUPPORT_UNUSED)
QTL_DISCRETE_FUNCTIONS(jackknife, QTL_SUPPORT_UNUSED)

const qtl_estimator qtl_estimator_plugin = {
    .name = "plugin",
    .summary = "entropy of the observed frequencies, no correction",
    .target = "codes",
    .cite = "Cover & Thomas (2006), eq. 2.1; bias: Paninski (2003)",
    .params = qtl_no_params,
    .needs_codes = true,
    .layer = plugin_layer,
    .sample = plugin_sample,
};

const qtl_estimator qtl_estimator_miller_madow = {
    .name = "miller-madow",
    .summary = "plug-in + (observed symbols - 1) / 2N",
    .target = "codes",
    .cite = "Miller (1955); Paninski (2003), Neural Computation 15, 1191",
    .params = qtl_no_params,
    .needs_codes = true,
    .layer = miller_madow_layer,
    .sample = miller_madow_sample,
};

const qtl_estimator qtl_estimator_jackknife = {
    .name = "jackknife",
    .summary = "plug-in, bias of order 1/N removed by leaving one sample out",
    .target = "codes",
    .cite = "Zahl (1977), Ecology 58, 907; Paninski (2003)",
    .params = qtl_no_params,
    .needs_codes = true,
    .layer = jackknife_layer,
    .sample = jackknife_sample,
};
