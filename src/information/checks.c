#include "information/checks.h"

#include <float.h>
#include <math.h>

#include "core/fail.h"
#include "information/symbols.h"

static const double sum_tolerance = 1e-9;

static bool all_finite(const double *values, size_t n)
{
    int bad = 0;
    for (size_t i = 0; i < n; i++) {
        bad |= !(fabs(values[i]) <= DBL_MAX);
    }
    return !bad;
}

/* `column` and `row` say in messages what the two indices of values [width][n] are. */
static qtl_status check_values(const double *values, size_t n, size_t width,
                               const char *column, const char *row)
{
    for (size_t k = 0; k < width; k++) {
        const double *of_column = values + k * n;
        if (all_finite(of_column, n)) {
            continue;
        }
        size_t i = 0;
        while (isfinite(of_column[i])) {
            i++;
        }
        return QTL_FAIL(QTL_EINVAL, "the value of %s %zu at %s %zu is %g", column, k, row,
                        i, of_column[i]);
    }
    return QTL_OK;
}

static qtl_status check_distribution(const double *p, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        QTL_REQUIRE(p[i] >= 0 && p[i] <= DBL_MAX, QTL_EINVAL,
                    "has the entry %g at %zu; probabilities are 0 or more", p[i], i);
        sum += p[i];
    }
    QTL_REQUIRE(fabs(sum - 1) <= sum_tolerance, QTL_EINVAL, "sums to %.12g, not 1", sum);
    return QTL_OK;
}

static qtl_status check_soft_labels(const double *p_y_given_x, size_t n, size_t k)
{
    for (size_t i = 0; i < n; i++) {
        const qtl_status status = check_distribution(p_y_given_x + i * k, k);
        if (status != QTL_OK) {
            return qtl_fail_within(status, "p(y|x) of point %zu", i);
        }
    }
    return QTL_OK;
}

static qtl_status check_labels(const qtl_layer *layer)
{
    const size_t k = layer->n_classes;
    if (layer->p_y_given_x) {
        return check_soft_labels(layer->p_y_given_x, layer->n_points, k);
    }
    QTL_REQUIRE(layer->label, QTL_EINVAL, "the layer has %zu classes but no labels", k);
    for (size_t i = 0; i < layer->n_points; i++) {
        QTL_REQUIRE(layer->label[i] < k, QTL_ERANGE,
                    "label %u of point %zu is not below the %zu classes",
                    (unsigned)layer->label[i], i, k);
    }
    return QTL_OK;
}

static qtl_status check_size(const qtl_layer *layer)
{
    QTL_REQUIRE(layer->n_points > 0 && layer->width > 0, QTL_EEMPTY,
                "the layer is empty: %zu points of %zu neurons", layer->n_points,
                layer->width);
    QTL_REQUIRE(layer->n_points <= QTL_POINTS_MAX, QTL_ERANGE,
                "%zu points are more than 2^30", layer->n_points);
    QTL_REQUIRE(layer->width <= UINT32_MAX && layer->n_classes <= QTL_POINTS_MAX,
                QTL_ERANGE, "%zu neurons and %zu classes are too many", layer->width,
                layer->n_classes);
    return QTL_OK;
}

/* Activations, or codes if those are what the estimator reads. */
static qtl_status check_activations(const qtl_layer *layer,
                                    const qtl_estimator *estimator)
{
    QTL_REQUIRE(!layer->codes || !layer->byte_codes, QTL_EINVAL,
                "the layer has codes of 16 bits and of 8: give one of both");
    if (estimator->needs_codes) {
        QTL_REQUIRE(
            qtl_layer_is_discrete(layer), QTL_EUNSUPPORTED,
            "%s needs discrete codes and this layer is continuous: quantize it or "
            "pass integers",
            estimator->name);
        return QTL_OK;
    }
    QTL_REQUIRE(layer->values, QTL_EINVAL, "the layer has no values");
    return check_values(layer->values, layer->n_points, layer->width, "neuron", "point");
}

static qtl_status check_inputs(const qtl_layer *layer)
{
    const qtl_status status =
        layer->p_x ? check_distribution(layer->p_x, layer->n_points) : QTL_OK;
    return status == QTL_OK ? QTL_OK : qtl_fail_within(status, "p(x)");
}

qtl_status qtl_layer_check(const qtl_layer *layer, const qtl_estimator *estimator)
{
    QTL_TRY(check_size(layer));
    QTL_TRY(check_activations(layer, estimator));
    QTL_TRY(check_inputs(layer));
    return layer->n_classes ? check_labels(layer) : QTL_OK;
}

static qtl_status check_variable(const qtl_variable *variable, size_t n, const char *name)
{
    QTL_REQUIRE(variable->values, QTL_EINVAL, "%s has %zu columns but no values", name,
                variable->d);
    QTL_REQUIRE(variable->d <= UINT32_MAX, QTL_ERANGE, "%s has %zu columns: too many",
                name, variable->d);
    const qtl_status status =
        check_values(variable->values, n, variable->d, "column", "row");
    return status == QTL_OK ? QTL_OK : qtl_fail_within(status, "%s", name);
}

qtl_status qtl_sample_check(const qtl_sample *sample)
{
    QTL_REQUIRE(sample->n > 0 && sample->x.d > 0, QTL_EEMPTY,
                "the sample is empty: %zu rows of %zu columns", sample->n, sample->x.d);
    QTL_REQUIRE(sample->n <= QTL_POINTS_MAX, QTL_ERANGE, "%zu rows are more than 2^30",
                sample->n);
    QTL_TRY(check_variable(&sample->x, sample->n, "x"));
    return sample->y.d ? check_variable(&sample->y, sample->n, "y") : QTL_OK;
}
