/* As if everything were Gaussian, in nats until the end:
 *   h(X) = (1/2) ln((2 pi e)^d det C), I(X;Y) = (1/2) ln(det C_x det C_y / det C_xy)
 * with covariances over N - 1; on a layer, covariances over N plus v on the diagonal,
 *   I(X;T+Z) = (1/2) ln(det(C + v) / v^d),
 *   I(T+Z;Y) = (1/2) ln det(C + v) - sum_y p(y) (1/2) ln det(C_y + v).
 * Cover & Thomas (2006), eqs. 8.34 and 8.47. Determinants come from a QR factorization of
 * the centred data, which keeps the digits that forming C would square away. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "information/classes.h"
#include "information/estimators.h"
#include "information/knn.h"
#include "information/noise.h"

enum { VARIANCE, LANES = 16 };

/* A column that keeps less than this part of itself next to the others is one of them up
 * to rounding. */
#define SINGULAR 1e-13

/* 16 partial sums, added in order: the same at any SIMD width. */
static double dot(const double *a, const double *b, size_t n)
{
    double sums[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        for (size_t lane = 0; lane < LANES; lane++) {
            sums[lane] += a[i + lane] * b[i + lane];
        }
    }
    for (; i < n; i++) {
        sums[i % LANES] += a[i] * b[i];
    }
    double sum = 0;
    for (size_t lane = 0; lane < LANES; lane++) {
        sum += sums[lane];
    }
    return sum;
}

/* Columns to factorize, [d][rows]; each divided by its scale against overflow. */
typedef struct column_set {
    size_t d, rows;
    double *data;
    double *log_scale; /* [d] */
} column_set;

static void columns_free(column_set *columns)
{
    free(columns->data);
    free(columns->log_scale);
}

static qtl_status columns_create(size_t d, size_t rows, column_set *out)
{
    *out = (column_set){.d = d, .rows = rows};
    QTL_ALLOC(out->data, d * rows);
    QTL_ALLOC(out->log_scale, d);
    return QTL_OK;
}

/* Subtracts the mean from n values and returns the largest magnitude left. The mean is
 * taken of values halved, so that it cannot overflow where the values do not. */
static double centre(const double *values, size_t n, double *out)
{
    double mean = 0;
    for (size_t i = 0; i < n; i++) {
        mean += values[i] / (double)n;
    }
    double correction = 0;
    for (size_t i = 0; i < n; i++) {
        correction += (values[i] - mean) / (double)n;
    }
    mean += correction;
    double largest = 0;
    for (size_t i = 0; i < n; i++) {
        out[i] = values[i] - mean;
        largest = fabs(out[i]) > largest ? fabs(out[i]) : largest;
    }
    return largest;
}

/* Whether n values are one value but for the rounding of their mean. */
static bool constant(const double *values, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (values[i] != values[0]) {
            return false;
        }
    }
    return true;
}

/* Centred columns of v, from column `at` on. */
static qtl_status add_variable(const qtl_variable *v, size_t n, size_t at,
                               column_set *out)
{
    for (size_t j = 0; j < v->d; j++) {
        const double *values = v->values + j * n;
        QTL_REQUIRE(!constant(values, n), QTL_EUNSUPPORTED,
                    "gaussian: a column is constant (%g), its variance is 0", values[0]);
        double *column = out->data + (at + j) * out->rows;
        const double scale = centre(values, n, column);
        QTL_REQUIRE(scale > 0 && scale <= DBL_MAX, QTL_ERANGE,
                    "gaussian: the spread of a column is out of range; rescale it");
        for (size_t i = 0; i < n; i++) {
            column[i] /= scale;
        }
        out->log_scale[at + j] = log(scale);
    }
    return QTL_OK;
}

/* Sum of ln |R_jj| over columns from..d-1 of the factorization of all columns (modified
 * Gram-Schmidt; destroys the data), scales included: half a log-determinant. */
static qtl_status half_log_det(column_set *c, size_t from, double *nats)
{
    double sum = 0;
    for (size_t j = 0; j < c->d; j++) {
        double *column = c->data + j * c->rows;
        const double whole = sqrt(dot(column, column, c->rows));
        for (size_t before = 0; before < j; before++) {
            const double *q = c->data + before * c->rows;
            const double along = dot(q, column, c->rows);
            for (size_t i = 0; i < c->rows; i++) {
                column[i] -= along * q[i];
            }
        }
        const double left = sqrt(dot(column, column, c->rows));
        QTL_REQUIRE(left > SINGULAR * whole, QTL_EUNSUPPORTED,
                    "gaussian: the covariance is singular, column %zu is a linear "
                    "combination of the others",
                    j);
        for (size_t i = 0; i < c->rows; i++) {
            column[i] /= left;
        }
        sum += j < from ? 0 : log(left) + c->log_scale[j];
    }
    *nats = sum;
    return QTL_OK;
}

/* Half the log-determinant of the scatter matrix N - 1 times the covariance of y given x;
 * x may be NULL. */
static qtl_status conditional(const qtl_variable *x, const qtl_variable *y, size_t n,
                              double *nats)
{
    const size_t d_x = x ? x->d : 0;
    column_set c;
    qtl_status status = columns_create(d_x + y->d, n, &c);
    if (status == QTL_OK && x) {
        status = add_variable(x, n, 0, &c);
    }
    if (status == QTL_OK) {
        status = add_variable(y, n, d_x, &c);
    }
    if (status == QTL_OK) {
        status = half_log_det(&c, d_x, nats);
    }
    columns_free(&c);
    return status;
}

static qtl_status sample_nats(const qtl_sample *s, double *nats)
{
    double h_y = 0;
    double h_y_given_x = 0;
    if (s->y.d) {
        QTL_TRY(conditional(NULL, &s->y, s->n, &h_y));
        QTL_TRY(conditional(&s->x, &s->y, s->n, &h_y_given_x));
        *nats = h_y - h_y_given_x;
        return QTL_OK;
    }
    const double d = (double)s->x.d;
    QTL_TRY(conditional(NULL, &s->x, s->n, nats));
    *nats += d / 2 * (log(2 * M_PI) + 1 - log((double)(s->n - 1)));
    return QTL_OK;
}

static qtl_status gaussian_sample(const qtl_sample *sample, const qtl_params *given,
                                  qtl_estimate *out)
{
    (void)given;
    QTL_TRY(qtl_sample_continuous(sample, "gaussian"));
    const size_t d = sample->x.d + sample->y.d;
    QTL_REQUIRE(sample->n > d, QTL_EUNSUPPORTED,
                "gaussian: %zu samples in %zu dimensions have a singular covariance; %zu "
                "are needed",
                sample->n, d, d + 1);
    double nats = 0;
    QTL_TRY(sample_nats(sample, &nats));
    *out = (qtl_estimate){nats * M_LOG2E, NAN};
    return QTL_OK;
}

/* (1/2) ln det(C / v + 1) of values[d][n], C over n: columns T / sqrt(n v) on top of the
 * identity. */
static qtl_status noisy_nats(const double *values, size_t n, size_t d, double variance,
                             double *nats)
{
    column_set c;
    qtl_status status = columns_create(d, n + d, &c);
    const double scale = 1 / sqrt((double)n * variance);
    for (size_t j = 0; j < d && status == QTL_OK; j++) {
        double *column = c.data + j * c.rows;
        centre(values + j * n, n, column);
        for (size_t i = 0; i < n; i++) {
            column[i] *= scale;
        }
        column[n + j] = 1;
    }
    if (status == QTL_OK) {
        status = half_log_det(&c, 0, nats);
    }
    columns_free(&c);
    return status;
}

static qtl_status class_nats(const qtl_layer *layer, const qtl_classes *classes,
                             double variance, double *nats)
{
    double *own = NULL;
    QTL_ALLOC(own, layer->n_points * layer->width);
    qtl_status status = QTL_OK;
    double sum = 0;
    for (size_t y = 0; y < classes->n && status == QTL_OK; y++) {
        const size_t n = qtl_classes_size(classes, y);
        double within = 0;
        if (n > 0) {
            qtl_classes_gather(classes, y, layer->values, layer->width, own);
            status = noisy_nats(own, n, layer->width, variance, &within);
        }
        sum += (double)n / (double)layer->n_points * within;
    }
    free(own);
    *nats = sum;
    return status;
}

static qtl_status label_nats(const qtl_layer *layer, double variance, double *nats)
{
    qtl_classes classes;
    qtl_status status =
        qtl_classes_of_labels(layer->label, layer->n_points, layer->n_classes, &classes);
    if (status == QTL_OK) {
        status = class_nats(layer, &classes, variance, nats);
    }
    qtl_classes_free(&classes);
    return status;
}

static qtl_status gaussian_layer(const qtl_layer *layer, const qtl_params *given,
                                 qtl_layer_information *out)
{
    QTL_TRY(qtl_layer_is_sample(layer, "gaussian"));
    const double variance = given->value[VARIANCE];
    double all = 0;
    double within = NAN;
    QTL_TRY(noisy_nats(layer->values, layer->n_points, layer->width, variance, &all));
    if (layer->n_classes) {
        QTL_TRY(label_nats(layer, variance, &within));
    }
    *out = (qtl_layer_information){.i_xt = {all * M_LOG2E, NAN},
                                   .i_ty = {(all - within) * M_LOG2E, NAN}};
    return QTL_OK;
}

static const qtl_param_spec params[] = {
    [VARIANCE] = {"variance", QTL_PARAM_REAL, 0.1, QTL_VARIANCE_MIN, QTL_VARIANCE_MAX,
                  NULL, "of the Gaussian noise on every neuron of a layer"},
    {0}};

const qtl_estimator qtl_estimator_gaussian = {
    .name = "gaussian",
    .summary = "from covariances, as if everything were Gaussian",
    .target = "noisy layer",
    .cite = "Cover & Thomas (2006), eqs. 8.34 and 8.47",
    .params = params,
    .layer = gaussian_layer,
    .sample = gaussian_sample,
};
