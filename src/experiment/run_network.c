#include "experiment/run_network.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

qtl_status qtl_run_network(const qtl_experiment *experiment, const qtl_dataset *dataset,
                           qtl_variant variant, size_t run, qtl_network **out)
{
    const size_t n_layers = experiment->n_hidden + 1;
    qtl_layer_spec *layers = NULL;
    QTL_ALLOC(layers, n_layers);
    if (experiment->n_hidden > 0) {
        memcpy(layers, experiment->hidden, experiment->n_hidden * sizeof *layers);
    }
    layers[n_layers - 1].width = dataset->n_classes;
    qtl_quantization quantization = experiment->quantization;
    if (variant == QTL_CONTINUOUS) {
        quantization = (qtl_quantization){0};
    }
    const qtl_network_spec spec = {
        .n_inputs = dataset->n_features,
        .image = {dataset->rows, dataset->columns, dataset->channels},
        .n_layers = n_layers,
        .layers = layers,
        .activation = experiment->activation,
        .initializer = experiment->initializer,
        .quantization = quantization};
    const qtl_status status = qtl_network_create(&spec, experiment->seed, run, out);
    free(layers);
    return status;
}
