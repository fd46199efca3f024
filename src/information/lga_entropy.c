#include "information/lga_entropy.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_randist.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/random.h"
#include "information/lga_fit.h"
#include "information/local_scan.h"

enum { NEIGHBOURS_MIN = 50, FAILURES_SHARE = 100 };
enum { TWIN_POINTS = 4000, TWINS_MAX = 40, SEED = 150800536 };

typedef struct lga_fits {
    size_t n, d;
    double *minus_ln_density; /* [n] */
    size_t failures;
} lga_fits;

static qtl_status open_room(const void *context, void **room)
{
    const lga_fits *fits = context;
    qtl_lga_fit *fit = NULL;
    QTL_TRY(qtl_lga_fit_create(fits->d, &fit));
    *room = fit;
    return QTL_OK;
}

static void close_room(void *room)
{
    qtl_lga_fit_free(room);
}

static qtl_status fit_point(void *context, void *room, const qtl_local_point *point)
{
    lga_fits *fits = context;
    QTL_REQUIRE(qtl_local_factor(point->local, point->least), QTL_ENUMERIC,
                "around sample %zu the columns are linearly dependent: no density there",
                point->i);
    double value = 0;
    if (!qtl_lga_fit_at(room, point->local, fits->n, &value)) {
#pragma omp atomic
        ++fits->failures;
    }
    value += (double)fits->d * log(point->h);
    QTL_REQUIRE(isfinite(value), QTL_ENUMERIC,
                "the distances around sample %zu are too far from 1; scale the data",
                point->i);
    fits->minus_ln_density[point->i] = value;
    return QTL_OK;
}

static size_t neighbours_of(const qtl_lga_options *options, size_t n, size_t d)
{
    if (options->neighbours) {
        return options->neighbours;
    }
    size_t most = NEIGHBOURS_MIN;
    most = 4 * options->k > most ? 4 * options->k : most;
    most = d + 10 > most ? d + 10 : most;
    return most < n ? most : n - 1;
}

static qtl_status mean_of_fits(const double *values, lga_fits *fits,
                               const qtl_lga_options *options, double *mean)
{
    const size_t n = fits->n;
    const qtl_local_scan scan = {.values = values,
                                 .n = n,
                                 .d = fits->d,
                                 .k = options->k,
                                 .neighbours = neighbours_of(options, n, fits->d),
                                 .isa = options->isa,
                                 .open = open_room,
                                 .close = close_room,
                                 .visit = fit_point,
                                 .context = fits};
    QTL_TRY(qtl_local_scan_run(&scan));
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += fits->minus_ln_density[i];
    }
    *mean = sum / (double)n;
    return QTL_OK;
}

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

static void centre(double *column, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += column[i];
    }
    for (size_t i = 0; i < n; i++) {
        column[i] -= sum / (double)n;
    }
}

/* factor' factor = covariance, by modified Gram-Schmidt on basis [d][n], the points. */
static void factor_covariance(double *basis, size_t n, size_t d, double *factor)
{
    const double root = sqrt((double)n);
    for (size_t c = 0; c < d; c++) {
        double *column = basis + c * n;
        centre(column, n);
        for (size_t r = 0; r < c; r++) {
            const double *unit = basis + r * n;
            const double projection = dot(unit, column, n);
            factor[r * d + c] = projection / root;
            for (size_t i = 0; i < n; i++) {
                column[i] -= projection * unit[i];
            }
        }
        const double length = sqrt(dot(column, column, n));
        factor[c * d + c] = length / root;
        for (size_t i = 0; i < n; i++) {
            column[i] /= length > 0 ? length : 1;
        }
    }
}

/* Fills twin [d][n] with draws of N(0, factor' factor); returns their mean of -ln f. */
static double draw_twin(const double *factor, size_t n, size_t d, gsl_rng *rng,
                        double *twin)
{
    double ln_density = 0;
    for (size_t i = 0; i < n * d; i++) {
        twin[i] = gsl_ran_gaussian_ziggurat(rng, 1);
        ln_density += twin[i] * twin[i] / 2;
    }
    ln_density /= (double)n;
    for (size_t c = d; c-- > 0;) { /* column c depends on the draws 0..c */
        double *column = twin + c * n;
        const double scale = factor[c * d + c];
        for (size_t i = 0; i < n; i++) {
            column[i] *= scale;
            for (size_t r = 0; r < c; r++) {
                column[i] += twin[r * n + i] * factor[r * d + c];
            }
        }
        ln_density += log(scale) + log(2 * M_PI) / 2;
    }
    return ln_density;
}

/* What it takes to measure the error on twins. */
typedef struct twin_room {
    double *factor; /* [d][d] of the covariance of the points */
    double *points; /* [d][n] */
} twin_room;

/* How much the mean of -ln f is too large on twin number `index`. */
static qtl_status error_on_twin(lga_fits *fits, const qtl_lga_options *options,
                                const twin_room *room, size_t index, double *error)
{
    gsl_rng *rng = NULL;
    double mean = 0;
    QTL_TRY(qtl_random_create(SEED, QTL_FOR_ESTIMATOR, index, &rng));
    const double truth = draw_twin(room->factor, fits->n, fits->d, rng, room->points);
    gsl_rng_free(rng);
    const qtl_status status = mean_of_fits(room->points, fits, options, &mean);
    *error = mean - truth;
    return status == QTL_OK ? QTL_OK : qtl_fail_within(status, "Gaussian twin");
}

/* The mean over as many twins as have 4000 points, so that it is known to some 0.01 nat
 * whatever n is. */
static qtl_status error_on_twins(lga_fits *fits, const qtl_lga_options *options,
                                 const twin_room *room, double *error)
{
    const size_t wanted = 1 + TWIN_POINTS / fits->n;
    const size_t twins = wanted < TWINS_MAX ? wanted : TWINS_MAX;
    double sum = 0;
    for (size_t index = 0; index < twins; index++) {
        double of_twin = 0;
        QTL_TRY(error_on_twin(fits, options, room, index, &of_twin));
        sum += of_twin;
    }
    *error = sum / (double)twins;
    return QTL_OK;
}

static qtl_status measure_error(const double *values, lga_fits *fits,
                                const qtl_lga_options *options, double *error)
{
    const size_t size = fits->n * fits->d;
    twin_room room = {0};
    QTL_ALLOC(room.points, size);
    room.factor = qtl_alloc(fits->d * fits->d, sizeof *room.factor);
    qtl_status status = QTL_ENOMEM;
    if (room.factor) {
        for (size_t i = 0; i < size; i++) {
            room.points[i] = values[i];
        }
        factor_covariance(room.points, fits->n, fits->d, room.factor);
        status = error_on_twins(fits, options, &room, error);
    }
    free(room.points);
    free(room.factor);
    return status;
}

static qtl_status check_shape(size_t n, size_t d, const qtl_lga_options *options)
{
    const size_t neighbours = neighbours_of(options, n, d);
    QTL_REQUIRE(d <= QTL_LGA_WIDTH_MAX, QTL_ERANGE,
                "lga is for up to %d dimensions, not %zu", QTL_LGA_WIDTH_MAX, d);
    QTL_REQUIRE(neighbours >= d + 2, QTL_ERANGE,
                "%zu neighbours are too few for lga in %zu dimensions: %zu at least",
                neighbours, d, d + 2);
    return QTL_OK;
}

static qtl_status entropy(const double *values, lga_fits *fits,
                          const qtl_lga_options *options, double *h_nats)
{
    double error = 0;
    QTL_TRY(mean_of_fits(values, fits, options, h_nats));
    QTL_REQUIRE(fits->failures * FAILURES_SHARE <= fits->n, QTL_ENUMERIC,
                "lga: %zu of %zu local fits did not converge", fits->failures, fits->n);
    if (options->corrected) {
        QTL_TRY(measure_error(values, fits, options, &error));
    }
    *h_nats -= error;
    return QTL_OK;
}

qtl_status qtl_lga_entropy(const double *values, size_t n, size_t d,
                           const qtl_lga_options *options, double *h_nats,
                           size_t *failures)
{
    QTL_TRY(check_shape(n, d, options));
    lga_fits fits = {.n = n, .d = d};
    QTL_ALLOC(fits.minus_ln_density, n);
    const qtl_status status = entropy(values, &fits, options, h_nats);
    free(fits.minus_ln_density);
    *failures = fits.failures;
    return status;
}
