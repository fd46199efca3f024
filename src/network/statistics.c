#include "network/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

qtl_status qtl_gradient_sums_start(qtl_gradient_sums *sums, size_t n_parameters)
{
    if (!sums->mean) {
        QTL_ALLOC(sums->mean, n_parameters);
    }
    if (!sums->squares) {
        QTL_ALLOC(sums->squares, n_parameters);
    }
    memset(sums->mean, 0, n_parameters * sizeof *sums->mean);
    memset(sums->squares, 0, n_parameters * sizeof *sums->squares);
    sums->n_parameters = n_parameters;
    sums->n_batches = 0;
    return QTL_OK;
}

void qtl_gradient_sums_free(qtl_gradient_sums *sums)
{
    free(sums->mean);
    free(sums->squares);
    *sums = (qtl_gradient_sums){0};
}

/* Welford (1962): no difference of large sums, so equal batches have deviation 0. */
void qtl_gradient_sums_add(qtl_gradient_sums *sums, const float *gradient)
{
    const double share = 1.0 / (double)++sums->n_batches;
    for (size_t i = 0; i < sums->n_parameters; i++) {
        const double off = gradient[i] - sums->mean[i];
        sums->mean[i] += off * share;
        sums->squares[i] += off * (gradient[i] - sums->mean[i]);
    }
}

void qtl_gradient_sums_finish(const qtl_gradient_sums *sums, const qtl_network *network,
                              qtl_gradient_stats *stats)
{
    for (size_t l = 0; l < network->n_layers; l++) {
        const qtl_layer *layer = &network->layers[l];
        double weight = 0;
        double mean = 0;
        double variance = 0;
        for (size_t i = 0; i < layer->n_weights; i++) {
            const size_t at = layer->weights + i;
            const double w = network->parameters[at];
            weight += w * w;
            mean += sums->mean[at] * sums->mean[at];
            variance += sums->squares[at] / (double)sums->n_batches;
        }
        if (layer->n_weights == 0) {
            stats[l] = (qtl_gradient_stats){0};
            continue;
        }
        stats[l].weight_norm = sqrt(weight);
        stats[l].gradient_mean_norm = sqrt(mean / weight);
        stats[l].gradient_std_norm = sqrt(variance / weight);
    }
}
