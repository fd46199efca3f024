#include <math.h>

#include <gsl/gsl_randist.h>

#include "core/random.h"
#include "network/network.h"

typedef double (*draw)(gsl_rng *rng, double fan_in, double fan_out);

static double glorot_uniform(gsl_rng *rng, double fan_in, double fan_out)
{
    const double limit = sqrt(6 / (fan_in + fan_out));
    return limit * (2 * gsl_rng_uniform(rng) - 1);
}

static double he(gsl_rng *rng, double fan_in, double fan_out)
{
    (void)fan_out;
    return gsl_ran_gaussian(rng, sqrt(2 / fan_in));
}

static double truncated(gsl_rng *rng, double sd)
{
    double x = gsl_ran_gaussian(rng, sd);
    while (fabs(x) > 2 * sd) {
        x = gsl_ran_gaussian(rng, sd);
    }
    return x;
}

static double truncated_fan_in(gsl_rng *rng, double fan_in, double fan_out)
{
    (void)fan_out;
    return truncated(rng, sqrt(1 / fan_in));
}

static double truncated_fan_out(gsl_rng *rng, double fan_in, double fan_out)
{
    (void)fan_in;
    return truncated(rng, sqrt(1 / fan_out));
}

static const struct {
    const char *name;
    draw draw;
} initializers[QTL_INITIALIZER_COUNT] = {
    [QTL_GLOROT_UNIFORM] = {"glorot-uniform", glorot_uniform},
    [QTL_HE] = {"he", he},
    [QTL_TRUNCATED_FAN_IN] = {"truncated-fan-in", truncated_fan_in},
    [QTL_TRUNCATED_FAN_OUT] = {"truncated-fan-out", truncated_fan_out},
};

const char *qtl_initializer_name(size_t i)
{
    return i < QTL_INITIALIZER_COUNT ? initializers[i].name : NULL;
}

qtl_status qtl_network_initialize(qtl_network *network, uint64_t seed, uint64_t run)
{
    gsl_rng *rng = NULL;
    const qtl_status status = qtl_random_create(seed, QTL_FOR_WEIGHTS, run, &rng);
    if (status != QTL_OK) {
        return status;
    }
    const draw draw_weight = initializers[network->initializer].draw;
    for (size_t l = 0; l < network->n_layers; l++) {
        const qtl_layer *layer = &network->layers[l];
        const double fan_in = (double)layer->fan_in;
        const double fan_out = (double)layer->fan_out;
        for (size_t i = 0; i < layer->n_weights; i++) {
            network->parameters[layer->weights + i] =
                (float)draw_weight(rng, fan_in, fan_out);
        }
    }
    gsl_rng_free(rng);
    return QTL_OK;
}
