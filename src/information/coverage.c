/* Entropies that estimate how much of the distribution the sample has not seen. */
#include <math.h>

#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_psi.h>

#include "information/discrete.h"
#include "information/estimators.h"

/* Good-Turing coverage C = 1 - f1 / N, one singleton fewer if all are; the frequencies
 * C n / N enter a Horvitz-Thompson sum. */
static double chao_shen(const qtl_tally *tally, const qtl_params *params)
{
    (void)params;
    const double n = tally->n_samples;
    const double singletons = qtl_tally_symbols(tally, 1);
    const double coverage = (n - (singletons == n ? n - 1 : singletons)) / n;
    double h = 0;
    for (size_t i = 0; i < tally->n_entries; i++) {
        const qtl_tally_entry *e = &tally->entries[i];
        const double p = coverage * (e->count / n);
        const double seen = -expm1(n * log1p(-p));
        h += e->symbols * (p * log(1 / p) / seen);
    }
    return h;
}

/* B = integral of t^(n-1) / (1 - t) from 0 to 1 - a, over (1 - a)^(n-1), for small a:
 * -ln a - psi(n) - gamma + sum_k (-1)^(k+1) C(n-1, k) a^k / k. */
static double unseen_by_series(double n, double a)
{
    double sum = -log(a) - gsl_sf_psi(n) - M_EULER;
    double term = -1;
    for (size_t i = 1; fabs(term) > 1e-18; i++) {
        const double k = (double)i;
        term *= -a * (n - k) / k;
        sum += term / k;
    }
    return sum * exp(-(n - 1) * log1p(-a));
}

/* The same B as the incomplete beta function B_q(n, 0) / q^(n-1), q = 1 - a, by its
 * continued fraction (DLMF 8.17.22 with b = 0), from its tail: a step m shrinks the error
 * by about exp(-4 sqrt(a)). */
static double unseen_by_fraction(double n, double a)
{
    const double q = 1 - a;
    double fraction = 1;
    for (size_t left = 20 + (size_t)(15 / sqrt(a)); left > 0; left--) {
        const double m = (double)left - 1;
        const double even = n + 2 * m;
        const double next = -(n + m) * (n + m) * q / (even * (even + 1));
        fraction = 1 + next / fraction;
        if (m > 0) {
            fraction = 1 - m * m * q / ((even - 1) * even) / fraction;
        }
    }
    return q / n / fraction;
}

/* Part of the entropy in symbols that did not occur, from f1 and f2. The paper's
 * (f1 / n) (1 - A)^(1-n) [-ln A - sum_{r<n} (1 - A)^r / r] loses every digit when A n is
 * large; its bracket is the integral above. */
static double unseen(double n, double f1, double f2)
{
    const double odds = f2 > 0 ? 2 * f2 / ((n - 1) * f1) : 2 / ((n - 1) * (f1 - 1));
    const double a = 1 / (1 + 1 / odds);
    if (f1 == 0 || !(a < 1)) {
        return 0;
    }
    return f1 / n * (a * n <= 1 ? unseen_by_series(n, a) : unseen_by_fraction(n, a));
}

static double chao_wang_jost(const qtl_tally *tally, const qtl_params *params)
{
    (void)params;
    const double n = tally->n_samples;
    const double whole = gsl_sf_psi(n);
    double seen = 0;
    for (size_t i = 0; i < tally->n_entries; i++) {
        const qtl_tally_entry *e = &tally->entries[i];
        seen += e->symbols * (e->count * (whole - gsl_sf_psi(e->count)));
    }
    return seen / n + unseen(n, qtl_tally_symbols(tally, 1), qtl_tally_symbols(tally, 2));
}

QTL_DISCRETE_FUNCTIONS(chao_shen, QTL_SUPPORT_UNUSED)
QTL_DISCRETE_FUNCTIONS(chao_wang_jost, QTL_SUPPORT_UNUSED)

const qtl_estimator qtl_estimator_chao_shen = {
    .name = "chao-shen",
    .summary = "frequencies scaled by the sample's coverage, unseen symbols allowed for",
    .target = "codes",
    .cite = "Chao & Shen (2003), Environ. Ecol. Stat. 10, 429",
    .params = qtl_no_params,
    .needs_codes = true,
    .layer = chao_shen_layer,
    .sample = chao_shen_sample,
};

const qtl_estimator qtl_estimator_chao_wang_jost = {
    .name = "chao-wang-jost",
    .summary = "slopes of the species accumulation curve, seen and extrapolated",
    .target = "codes",
    .cite = "Chao, Wang & Jost (2013), Methods Ecol. Evol. 4, 1091",
    .params = qtl_no_params,
    .needs_codes = true,
    .layer = chao_wang_jost_layer,
    .sample = chao_wang_jost_sample,
};
