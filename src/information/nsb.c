/* Nemenman, Shafee & Bialek: a mixture of symmetric Dirichlet priors whose expected
 * entropy is uniform on [0, ln K]. The posterior mean of the entropy is the ratio of two
 * integrals over beta, here over u = ln beta: the integrand is analytic there and falls
 * at least like exp(-|u|), so the trapezoidal rule converges exponentially. */
#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_psi.h>

#include "information/discrete.h"
#include "information/estimators.h"

enum {
    FEW = 32,        /* factors that are multiplied one by one */
    ASYMPTOTIC = 20, /* arguments from here on have asymptotic series */
    NEGLIGIBLE = 45, /* exp(-45) of the peak is nothing */
    POINTS_MAX = 1 << 18
};

/* Sum_{j<n} ln(1 + j / a) = ln[Gamma(a + n) / (Gamma(a) a^n)], which stays small where
 * the Gamma functions are huge. */
static double log_rising(double a, double n)
{
    if (n <= FEW) {
        double sum = 0;
        for (int j = 1; j < (int)n; j++) {
            sum += log1p(j / a);
        }
        return sum;
    }
    if (a < ASYMPTOTIC) {
        return gsl_sf_lngamma(a + n) - gsl_sf_lngamma(a) - n * log(a);
    }
    const double stirling = (1 / (a + n) - 1 / a) / 12 -
                            (pow(a + n, -3) - pow(a, -3)) / 360 +
                            (pow(a + n, -5) - pow(a, -5)) / 1260;
    return (a + n - 0.5) * log1p(n / a) - n + stirling;
}

/* x psi1(x + 1), from 0 to 1. */
static double saturation(double x)
{
    return x * gsl_sf_psi_1(x + 1);
}

/* 1 - x psi1(x + 1) for large x (Abramowitz & Stegun 6.4.12). */
static double shortfall(double x)
{
    const double z = 1 / (x * x);
    return 0.5 / x - z * (1. / 6 - z * (1. / 30 - z * (1. / 42 - z / 30)));
}

/* beta d xi / d beta, with the expected entropy xi = psi(K beta + 1) - psi(beta + 1). */
static double prior(double beta, double support)
{
    const double whole = beta * support;
    if (beta >= ASYMPTOTIC) {
        return shortfall(beta) - shortfall(whole);
    }
    return (whole >= ASYMPTOTIC ? 1 - shortfall(whole) : saturation(whole)) -
           saturation(beta);
}

/* Log of the integrand of the normalisation, but for a constant. */
static double log_weight(const qtl_tally *tally, double u)
{
    const double beta = exp(u);
    const double density = prior(beta, tally->support);
    if (!(density > 0)) {
        return -INFINITY;
    }
    double sum = log(density) - log_rising(tally->support * beta, tally->n_samples);
    for (size_t i = 0; i < tally->n_entries; i++) {
        const qtl_tally_entry *e = &tally->entries[i];
        sum += e->symbols * log_rising(beta, e->count);
    }
    return sum;
}

/* Posterior mean of the entropy for one beta (Wolpert & Wolf 1995). */
static double mean_entropy(const qtl_tally *tally, double u)
{
    const double beta = exp(u);
    const double total = tally->n_samples + tally->support * beta;
    const double whole = gsl_sf_psi(total + 1);
    const double unseen = tally->support - tally->observed;
    double sum = unseen * beta * (whole - gsl_sf_psi(beta + 1));
    for (size_t i = 0; i < tally->n_entries; i++) {
        const qtl_tally_entry *e = &tally->entries[i];
        sum += e->symbols * (e->count + beta) * (whole - gsl_sf_psi(e->count + beta + 1));
    }
    return sum / total;
}

/* Where the integrand is not negligible. */
typedef struct range {
    double low, high; /* of u */
    double peak, log_peak;
} range;

/* Golden-section search for the peak between low and high. */
static void refine_peak(const qtl_tally *tally, double low, double high, range *out)
{
    const double golden = (sqrt(5) - 1) / 2;
    while (high - low > 1e-5) {
        const double left = high - golden * (high - low);
        const double right = low + golden * (high - low);
        if (log_weight(tally, left) < log_weight(tally, right)) {
            low = left;
        } else {
            high = right;
        }
    }
    out->peak = (low + high) / 2;
    out->log_peak = log_weight(tally, out->peak);
}

static double expand(const qtl_tally *tally, const range *found, double direction)
{
    double step = 1e-3;
    while (log_weight(tally, found->peak + direction * step) >
           found->log_peak - NEGLIGIBLE) {
        step *= 1.25;
    }
    return found->peak + direction * step;
}

/* Scans all of u in steps of 1/2 for the highest point, then refines. Left of `first` and
 * right of `last` the integrand falls like exp(-|u|). */
static void find_range(const qtl_tally *tally, range *out)
{
    const double first = -log(tally->support) - NEGLIGIBLE;
    const double last = 2 * log(tally->n_samples) + NEGLIGIBLE;
    double best = first;
    double log_best = -INFINITY;
    for (size_t i = 0; i < (size_t)(2 * (last - first)); i++) {
        const double u = first + 0.5 * (double)i;
        const double here = log_weight(tally, u);
        if (here > log_best) {
            best = u;
            log_best = here;
        }
    }
    refine_peak(tally, best - 0.5, best + 0.5, out);
    out->low = expand(tally, out, -1);
    out->high = expand(tally, out, 1);
}

/* Adds n points from u in steps of h. */
static void add_points(const qtl_tally *tally, double log_peak, double u, double h,
                       size_t n, double sums[2])
{
    for (size_t i = 0; i < n; i++) {
        const double at = u + (double)i * h;
        const double weight = exp(log_weight(tally, at) - log_peak);
        sums[0] += weight;
        sums[1] += weight * mean_entropy(tally, at);
    }
}

/* Halves the step, keeping the points, until the ratio settles. */
static double integrate(const qtl_tally *tally, const range *over)
{
    size_t n = 32;
    double h = (over->high - over->low) / (double)n;
    double sums[2] = {0};
    add_points(tally, over->log_peak, over->low, h, n, sums);
    double before = NAN;
    double ratio = sums[1] / sums[0];
    while (!(fabs(ratio - before) <= 1e-11 * ratio)) {
        if (n > POINTS_MAX) {
            return NAN;
        }
        add_points(tally, over->log_peak, over->low + h / 2, h, n, sums);
        n *= 2;
        h /= 2;
        before = ratio;
        ratio = sums[1] / sums[0];
    }
    return ratio;
}

static double nsb(const qtl_tally *tally, const qtl_params *params)
{
    (void)params;
    if (tally->support == 1) {
        return 0;
    }
    range over;
    find_range(tally, &over);
    return integrate(tally, &over);
}

QTL_DISCRETE_FUNCTIONS(nsb, QTL_SUPPORT_GIVEN)

const qtl_estimator qtl_estimator_nsb = {
    .name = "nsb",
    .summary = "Bayesian, prior uniform in the entropy of an alphabet of K symbols",
    .target = "codes",
    .cite = "Nemenman, Shafee & Bialek (2002), arXiv physics/0108025",
    .params = qtl_support_params,
    .needs_codes = true,
    .layer = nsb_layer,
    .sample = nsb_sample,
};
