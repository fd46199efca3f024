#include "information/noise.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_randist.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/random.h"

static bool equiprobable(const qtl_layer *layer)
{
    const double n = (double)layer->n_points;
    for (size_t i = 0; layer->p_x && i < layer->n_points; i++) {
        if (fabs(n * layer->p_x[i] - 1) > 1e-9) {
            return false;
        }
    }
    return true;
}

qtl_status qtl_layer_is_sample(const qtl_layer *layer, const char *estimator)
{
    QTL_REQUIRE(equiprobable(layer), QTL_EUNSUPPORTED,
                "%s is for equiprobable inputs, and p(x) is not uniform", estimator);
    QTL_REQUIRE(!layer->n_classes || !layer->p_y_given_x, QTL_EUNSUPPORTED,
                "%s is for hard labels, and p(y|x) is soft", estimator);
    return QTL_OK;
}

qtl_status qtl_noisy_layer(const qtl_layer *layer, double variance, uint64_t seed,
                           double **out)
{
    gsl_rng *rng = NULL;
    QTL_TRY(qtl_random_create(seed, QTL_FOR_ESTIMATOR, 0, &rng));
    const size_t n_values = layer->width * layer->n_points;
    double *noisy = qtl_alloc(n_values, sizeof *noisy);
    const double sigma = sqrt(variance);
    for (size_t i = 0; noisy && i < n_values; i++) {
        noisy[i] = layer->values[i] + gsl_ran_gaussian_ziggurat(rng, sigma);
    }
    gsl_rng_free(rng);
    if (!noisy) {
        return QTL_ENOMEM;
    }
    *out = noisy;
    return QTL_OK;
}
