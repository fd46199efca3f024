#include "experiment/bootstrap.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/random.h"

enum { RESAMPLES = 999, TAIL = 25, RESAMPLE_FROM = 10, CORRELATE_FROM = 10 };
static const double z_975 = 1.959963984540054;
static const double p_975 = 0.975;
static const double least_share_of_variance = 0.01; /* that a resample must keep */

bool qtl_interval_known(const qtl_interval *interval)
{
    return !isnan(interval->low) && !isnan(interval->high);
}

static double within(double value, double least, double most)
{
    return isnan(value) ? value : fmin(most, fmax(least, value));
}

void qtl_interval_limit(qtl_interval *interval, double least, double most)
{
    interval->value = within(interval->value, least, most);
    interval->low = within(interval->low, least, most);
    interval->high = within(interval->high, least, most);
}

static bool varies(const double *v, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (v[i] != v[0]) {
            return true;
        }
    }
    return false;
}

/* --- means ----------------------------------------------------------------------- */

/* Mean, standard deviation (n - 1) and skewness. */
typedef struct moments {
    double mean, sd, skewness;
} moments;

static moments moments_of(const double *v, size_t n)
{
    const double count = (double)n;
    moments m = {0};
    for (size_t i = 0; i < n; i++) {
        m.mean += v[i] / count;
    }
    double squares = 0;
    double cubes = 0;
    for (size_t i = 0; i < n; i++) {
        const double d = v[i] - m.mean;
        squares += d * d;
        cubes += d * d * d;
    }
    m.sd = sqrt(squares / (count - 1));
    m.skewness = squares > 0 ? cubes / count / pow(squares / count, 1.5) : 0;
    return m;
}

/* Hall (1992): with S = (mean - mu) / sd and g the skewness, sqrt n times
 *   f(S) = S + g S^2 / 3 + g^2 S^3 / 27 + g / (6 n)
 * is nearly Student's t; f(S) = u has the one solution returned. */
static double hall_inverse(double u, double g, double n)
{
    return fabs(g) < 1e-6 ? u : 3 / g * (cbrt(1 + g * (u - g / (6 * n))) - 1);
}

static void hall_bounds(const moments *m, qtl_interval *out)
{
    const double n = (double)out->n;
    const double u = gsl_cdf_tdist_Pinv(p_975, n - 1) / sqrt(n);
    out->low = m->mean - m->sd * hall_inverse(u, m->skewness, n);
    out->high = m->mean - m->sd * hall_inverse(-u, m->skewness, n);
}

/* (mean of a resample - mean) / its standard error; infinite when next to nothing of the
 * sample's variance is left in it. */
static double studentized(gsl_rng *rng, const double *v, size_t n, const moments *m)
{
    double sum = 0;
    double squares = 0;
    for (size_t i = 0; i < n; i++) {
        const double d = v[qtl_random_below(rng, (uint32_t)n)] - m->mean;
        sum += d;
        squares += d * d;
    }
    const double count = (double)n;
    const double shift = sum / count;
    const double variance = (squares - sum * shift) / (count - 1);
    const bool spread = variance > least_share_of_variance * m->sd * m->sd;
    return shift == 0 ? 0 : shift / sqrt(spread ? variance / count : 0);
}

/* False if the tails are made of resamples without spread: then one or two values are
 * all that varies, and the interval would reach as far as the others are equal. */
static qtl_status resampled_bounds(const double *v, const moments *m, qtl_interval *out,
                                   bool *useful)
{
    gsl_rng *rng = NULL;
    QTL_TRY(qtl_random_create(0, QTL_FOR_RESAMPLING, 0, &rng));
    double t[RESAMPLES];
    for (size_t b = 0; b < RESAMPLES; b++) {
        t[b] = studentized(rng, v, out->n, m);
    }
    gsl_rng_free(rng);
    gsl_sort(t, 1, RESAMPLES);
    const double high = t[RESAMPLES - TAIL];
    const double low = t[TAIL - 1];
    *useful = isfinite(low) && isfinite(high);
    if (*useful) {
        const double error = m->sd / sqrt((double)out->n);
        out->low = m->mean - high * error;
        out->high = m->mean - low * error;
    }
    return QTL_OK;
}

static qtl_status set_bounds(const double *v, qtl_interval *out)
{
    if (!varies(v, out->n)) {
        out->value = out->low = out->high = v[0];
        return QTL_OK;
    }
    const moments m = moments_of(v, out->n);
    bool done = false;
    if (out->n >= RESAMPLE_FROM) {
        QTL_TRY(resampled_bounds(v, &m, out, &done));
    }
    if (!done) {
        hall_bounds(&m, out);
    }
    return QTL_OK;
}

qtl_status qtl_bootstrap_mean(const double *values, size_t n, qtl_interval *out)
{
    double *v = NULL;
    QTL_ALLOC(v, n);
    qtl_interval interval = {.low = NAN, .high = NAN};
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(values[i])) {
            v[interval.n++] = values[i];
            sum += values[i];
        }
    }
    interval.value = sum / (double)interval.n;
    const qtl_status status = interval.n > 1 ? set_bounds(v, &interval) : QTL_OK;
    free(v);
    if (status == QTL_OK) {
        *out = interval;
    }
    return status;
}

/* --- proportions and correlations ------------------------------------------------ */

qtl_interval qtl_proportion(size_t k, size_t n)
{
    if (n == 0) {
        return (qtl_interval){NAN, NAN, NAN, 0};
    }
    const double count = (double)n;
    const double p = (double)k / count;
    const double zz = z_975 * z_975;
    const double centre = (p + zz / (2 * count)) / (1 + zz / count);
    const double half =
        z_975 / (1 + zz / count) * sqrt(p * (1 - p) / count + zz / (4 * count * count));
    return (qtl_interval){p, fmax(0, centre - half), fmin(1, centre + half), n};
}

/* `pairs` holds x[room], y[room] and 2 room of work space. */
static qtl_interval correlate(double *pairs, size_t room, size_t n)
{
    double *x = pairs;
    double *y = pairs + room;
    if (n < 2 || !varies(x, n) || !varies(y, n)) {
        return (qtl_interval){NAN, NAN, NAN, n};
    }
    qtl_interval r = {gsl_stats_spearman(x, 1, y, 1, n, y + room), NAN, NAN, n};
    if (n >= CORRELATE_FROM) {
        const double variance = (1 + r.value * r.value / 2) / (double)(n - 3);
        const double half = z_975 * sqrt(variance);
        const double z = atanh(fmax(-1, fmin(1, r.value)));
        r.low = tanh(z - half);
        r.high = tanh(z + half);
    }
    return r;
}

qtl_status qtl_rank_correlation(const double *x, const double *y, size_t n,
                                qtl_interval *out)
{
    double *pairs = NULL;
    QTL_ALLOC(pairs, 4 * n);
    size_t n_pairs = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(x[i]) && !isnan(y[i])) {
            pairs[n_pairs] = x[i];
            pairs[n + n_pairs++] = y[i];
        }
    }
    *out = correlate(pairs, n, n_pairs);
    free(pairs);
    return QTL_OK;
}
