/* Entropies that put digamma functions of the counts in place of logarithms. */
#include <math.h>

#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_psi.h>

#include "information/discrete.h"
#include "information/estimators.h"

/* Mean of whole - term(n) over the samples. */
static double mean_difference(const qtl_tally *tally, double whole,
                              double (*term)(double n))
{
    double sum = 0;
    for (size_t i = 0; i < tally->n_entries; i++) {
        const qtl_tally_entry *e = &tally->entries[i];
        sum += e->symbols * (e->count * (whole - term(e->count)));
    }
    return sum / tally->n_samples;
}

/* G(n) = psi(n) + (-1)^n / 2 [psi((n + 1) / 2) - psi(n / 2)], by the duplication formula
 * of psi: G(1) = -gamma - ln 2, G(2) = G(3) = 2 - gamma - ln 2. */
static double g_2003(double n)
{
    return M_LN2 + gsl_sf_psi(floor(n / 2) + 0.5);
}

static double g_1988(double n)
{
    const double sign = fmod(n, 2) == 0 ? 1 : -1;
    return gsl_sf_psi(n) + sign / (n + 1);
}

static double (*const g_of_year[])(double n) = {g_2003, g_1988};

static double grassberger(const qtl_tally *tally, const qtl_params *params)
{
    return mean_difference(tally, log(tally->n_samples),
                           g_of_year[(size_t)params->value[0]]);
}

/* The sum over Zhang's Z_v in closed form; the product form loses digits. */
static double zhang(const qtl_tally *tally, const qtl_params *params)
{
    (void)params;
    return mean_difference(tally, gsl_sf_psi(tally->n_samples), gsl_sf_psi);
}

QTL_DISCRETE_FUNCTIONS(grassberger, QTL_SUPPORT_UNUSED)
QTL_DISCRETE_FUNCTIONS(zhang, QTL_SUPPORT_UNUSED)

static const char *const years[] = {"2003", "1988", NULL};

static const qtl_param_spec grassberger_params[] = {
    {"year", QTL_PARAM_CHOICE, 0, 0, 0, years,
     "2003: G(n), the better one; 1988: psi(n) + (-1)^n / (n + 1)"},
    {0}};

const qtl_estimator qtl_estimator_grassberger = {
    .name = "grassberger",
    .summary = "ln N - mean of G(n), nearly unbiased where n is not small",
    .target = "codes",
    .cite =
        "Grassberger (2003), arXiv physics/0307138; Grassberger (1988), Phys. Lett. A "
        "128, 369",
    .params = grassberger_params,
    .needs_codes = true,
    .layer = grassberger_layer,
    .sample = grassberger_sample,
};

const qtl_estimator qtl_estimator_zhang = {
    .name = "zhang",
    .summary = "mean of psi(N) - psi(n), bias falling exponentially in N",
    .target = "codes",
    .cite = "Zhang (2012), Neural Computation 24, 1368; closed form: Schuermann (2015)",
    .params = qtl_no_params,
    .needs_codes = true,
    .layer = zhang_layer,
    .sample = zhang_sample,
};
