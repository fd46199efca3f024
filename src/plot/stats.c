#include "plot/stats.h"

#include <math.h>
#include <stdio.h>

#include <gsl/gsl_cdf.h>

/* Sums of what is no gap, of values or of their logarithms. */
typedef struct sums {
    double sum, least, greatest;
    size_t n;
} sums;

static double as_is(double value)
{
    return value;
}

static double log_or_gap(double value)
{
    return value > 0 ? log(value) : NAN;
}

static sums sum_up(const double *values, size_t n, double (*map)(double))
{
    sums s = {0, INFINITY, -INFINITY, 0};
    for (size_t i = 0; i < n; i++) {
        const double value = map(values[i]);
        if (!isnan(value)) {
            s.sum += value;
            s.least = fmin(s.least, value);
            s.greatest = fmax(s.greatest, value);
            s.n++;
        }
    }
    return s;
}

/* Half the width of the 95 % interval of the mean. */
static double half_interval(const double *values, size_t n, double (*map)(double),
                            const sums *s)
{
    const double mean = s->sum / (double)s->n;
    double squares = 0;
    for (size_t i = 0; i < n; i++) {
        const double value = map(values[i]);
        squares += isnan(value) ? 0 : (value - mean) * (value - mean);
    }
    const double freedom = (double)(s->n - 1);
    return gsl_cdf_tdist_Pinv(0.975, freedom) * sqrt(squares / freedom / (double)s->n);
}

static qtl_band band(const double *values, size_t n, double (*map)(double))
{
    const sums s = sum_up(values, n, map);
    if (s.n == 0) {
        return (qtl_band){NAN, NAN, NAN, 0};
    }
    const double mean = s.sum / (double)s.n;
    if (s.n < QTL_INTERVAL_RUNS) {
        return (qtl_band){mean, s.least, s.greatest, s.n};
    }
    const double half = half_interval(values, n, map, &s);
    return (qtl_band){mean, mean - half, mean + half, s.n};
}

qtl_band qtl_band_of(const double *values, size_t n)
{
    return band(values, n, as_is);
}

qtl_band qtl_band_of_logs(const double *values, size_t n)
{
    const qtl_band logs = band(values, n, log_or_gap);
    return (qtl_band){exp(logs.mean), exp(logs.low), exp(logs.high), logs.n};
}

qtl_pair_means qtl_means_of_pairs(const double *x, const double *y, size_t n)
{
    qtl_pair_means sum = {0, 0};
    size_t n_pairs = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(x[i]) && !isnan(y[i])) {
            sum.x += x[i];
            sum.y += y[i];
            n_pairs++;
        }
    }
    return n_pairs > 0
               ? (qtl_pair_means){sum.x / (double)n_pairs, sum.y / (double)n_pairs}
               : (qtl_pair_means){NAN, NAN};
}

bool qtl_is_saturated(const qtl_result_tables *tables, size_t variant, size_t method,
                      size_t layer)
{
    const qtl_cube *cube = &tables->cube[QTL_MEASURES];
    const size_t series = qtl_measure_series(variant, method, QTL_I_XT);
    const double least = tables->manifest.h_x_bits - QTL_SATURATED_BITS;
    size_t n = 0;
    for (size_t e = 0; e < cube->epochs.n; e++) {
        const qtl_band band =
            qtl_band_of(qtl_cube_runs(cube, series, layer, e), cube->runs.n);
        if (band.n > 0 && !(band.mean >= least)) {
            return false;
        }
        n += band.n;
    }
    return n > 0;
}

static bool has_value_in_run(const qtl_cube *cube, size_t series, size_t run)
{
    const double *cells = qtl_cube_runs(cube, series, 0, 0) + run;
    const size_t n = cube->layers.n * cube->epochs.n;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(cells[i * cube->runs.n])) {
            return true;
        }
    }
    return false;
}

size_t qtl_runs_measured(const qtl_cube *cube, size_t series)
{
    size_t n = 0;
    for (size_t run = 0; run < cube->runs.n; run++) {
        n += has_value_in_run(cube, series, run);
    }
    return n;
}

void qtl_run_range_add(qtl_run_range *runs, const qtl_cube *cube, size_t series)
{
    const size_t n = qtl_runs_measured(cube, series);
    if (n > 0) {
        runs->least = runs->least == 0 || n < runs->least ? n : runs->least;
        runs->most = n > runs->most ? n : runs->most;
    }
}

void qtl_run_words(const qtl_run_range *runs, char words[QTL_LABEL_SIZE])
{
    (void)snprintf(words, QTL_LABEL_SIZE, "%s%zu runs",
                   runs->least < runs->most ? "up to " : "", runs->most);
}

void qtl_run_count_words(const qtl_run_range *runs, size_t n, char words[QTL_LABEL_SIZE])
{
    words[0] = '\0';
    if (n > 0 && runs->least < runs->most) {
        (void)snprintf(words, QTL_LABEL_SIZE, " (%zu run%s)", n, n == 1 ? "" : "s");
    }
}

bool qtl_band_words(const qtl_run_range *runs, char words[QTL_LABEL_SIZE])
{
    char of[QTL_LABEL_SIZE];
    words[0] = '\0';
    if (runs->most < 2) {
        return false;
    }
    qtl_run_words(runs, of);
    const bool intervals = runs->most >= QTL_INTERVAL_RUNS;
    const bool both = intervals && runs->least < QTL_INTERVAL_RUNS;
    (void)snprintf(words, QTL_LABEL_SIZE, "%s of %.40s%s",
                   intervals ? "95 % t interval of the mean" : "least to greatest", of,
                   both ? "; range if under 5" : "");
    return true;
}
