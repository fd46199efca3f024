/* The estimator `lga`: entropies of the local Gaussian approximation, and sums of them.
 */
#include "information/entropy_sums.h"
#include "information/estimators.h"
#include "information/knn.h"
#include "information/lga_entropy.h"
#include "information/noise.h"

enum { K, NEIGHBOURS, CORRECTION, VARIANCE, SEED };

static const char *const corrections[] = {"gaussian", "none", NULL};

static const qtl_param_spec params[] = {
    [K] = {"k", QTL_PARAM_INT, 5, QTL_K_MIN, QTL_K_MAX, NULL,
           "the neighbour whose distance is the bandwidth"},
    [NEIGHBOURS] = {"neighbours", QTL_PARAM_INT, 50, QTL_K_MIN, QTL_K_MAX, NULL,
                    "in the likelihood (unless given, 4 k or d + 10 where that is more)"},
    [CORRECTION] = {"correction", QTL_PARAM_CHOICE, 0, 0, 0, corrections,
                    "gaussian: minus the error on a Gaussian of the same covariance; "
                    "none: as published"},
    [VARIANCE] = {"variance", QTL_PARAM_REAL, 0.1, QTL_VARIANCE_MIN, QTL_VARIANCE_MAX,
                  NULL, "of the Gaussian noise on every neuron of a layer"},
    [SEED] = {"seed", QTL_PARAM_INT, 1, 0, QTL_SEED_MAX, NULL, "of that noise"},
    {0}};

static qtl_lga_options options_of(const qtl_params *given)
{
    return (qtl_lga_options){
        .k = (size_t)given->value[K],
        .neighbours = given->given[NEIGHBOURS] ? (size_t)given->value[NEIGHBOURS] : 0,
        .corrected = (int)given->value[CORRECTION] == 0,
        .isa = qtl_isa_best(),
    };
}

static qtl_status entropy(const double *values, size_t n, size_t d, const void *options,
                          double *h_nats)
{
    size_t failures = 0;
    return qtl_lga_entropy(values, n, d, options, h_nats, &failures);
}

static qtl_status lga_sample(const qtl_sample *sample, const qtl_params *given,
                             qtl_estimate *out)
{
    const qtl_lga_options options = options_of(given);
    const qtl_entropy_method method = {"lga", entropy, &options};
    return qtl_entropy_sum_sample(&method, sample, out);
}

static qtl_status lga_layer(const qtl_layer *layer, const qtl_params *given,
                            qtl_layer_information *out)
{
    const qtl_lga_options options = options_of(given);
    const qtl_entropy_method method = {"lga", entropy, &options};
    return qtl_entropy_sum_layer(&method, layer, given->value[VARIANCE],
                                 (uint64_t)given->value[SEED], out);
}

const qtl_estimator qtl_estimator_lga = {
    .name = "lga",
    .summary = "local Gaussian approximation",
    .target = "noisy layer",
    .cite = "Gao, Ver Steeg & Galstyan (2015, UAI), eq. 29",
    .params = params,
    .layer = lga_layer,
    .sample = lga_sample,
};
