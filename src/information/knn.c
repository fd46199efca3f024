#include "information/knn.h"

#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_math.h>

#include "core/fail.h"
#include "core/memory.h"

qtl_status qtl_digamma_create(size_t n, double **out)
{
    double *psi = NULL;
    QTL_ALLOC(psi, n + 1);
    double sum = -M_EULER;
    double lost = 0; /* what rounding has taken from sum (Kahan 1965) */
    for (size_t m = 1; m <= n; m++) {
        psi[m] = sum;
        const double term = 1 / (double)m - lost;
        const double next = sum + term;
        lost = (next - sum) - term;
        sum = next;
    }
    *out = psi;
    return QTL_OK;
}

qtl_status qtl_sample_join(const qtl_sample *sample, double **out)
{
    const size_t n_x = sample->n * sample->x.d;
    const size_t n_y = sample->n * sample->y.d;
    double *joint = NULL;
    QTL_ALLOC(joint, n_x + n_y);
    memcpy(joint, sample->x.values, n_x * sizeof *joint);
    memcpy(joint + n_x, sample->y.values, n_y * sizeof *joint);
    *out = joint;
    return QTL_OK;
}

qtl_status qtl_sample_continuous(const qtl_sample *sample, const char *estimator)
{
    const bool x = sample->x.discrete;
    QTL_REQUIRE(
        !x && !(sample->y.d && sample->y.discrete), QTL_EUNSUPPORTED,
        "%s is for continuous variables and %s is discrete; declare it continuous "
        "if its values are measurements",
        estimator, x ? "x" : "y");
    return QTL_OK;
}

qtl_status qtl_sample_has_y(const qtl_sample *sample, const char *estimator)
{
    QTL_REQUIRE(sample->y.d > 0, QTL_EUNSUPPORTED,
                "%s has no entropy, only mutual information: give it x and y", estimator);
    return QTL_OK;
}

qtl_status qtl_knn_distance(const double *values, size_t n, size_t d, size_t k,
                            double *distance)
{
    qtl_neighbours *set = NULL;
    QTL_TRY(qtl_neighbours_create(values, n, d, QTL_NORM_MAX, &set));
    const qtl_status status = qtl_neighbours_kth(set, k, distance);
    qtl_neighbours_free(set);
    return status;
}

qtl_status qtl_knn_count(const double *values, size_t n, size_t d, const double *radius,
                         bool or_equal, uint32_t *count)
{
    qtl_neighbours *set = NULL;
    QTL_TRY(qtl_neighbours_create(values, n, d, QTL_NORM_MAX, &set));
    const qtl_status status = qtl_neighbours_count(set, radius, or_equal, count);
    qtl_neighbours_free(set);
    return status;
}
