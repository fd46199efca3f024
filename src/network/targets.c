#include "network/targets.h"

#include "core/fail.h"
#include "network/network.h"

size_t qtl_targets_pitch(size_t n_classes)
{
    return (n_classes + 3) / 4 * 4;
}

void qtl_targets_set(const qtl_dataset *dataset, size_t input, float *line)
{
    const size_t n = dataset->n_classes;
    for (size_t k = 0; k < n; k++) {
        line[k] = dataset->p_y_given_x ? (float)dataset->p_y_given_x[input * n + k]
                                       : (float)(dataset->label[input] == k);
    }
}

void qtl_targets_fill(const qtl_dataset *dataset, float *table)
{
    const size_t pitch = qtl_targets_pitch(dataset->n_classes);
    for (size_t i = 0; i < dataset->n_inputs; i++) {
        qtl_targets_set(dataset, i, table + i * pitch);
    }
}

qtl_status qtl_network_fits(const qtl_network *network, const qtl_dataset *dataset)
{
    const qtl_layer *output = &network->layers[network->n_layers - 1];
    QTL_REQUIRE(dataset->n_features == network->layers[0].n_in, QTL_EINVAL,
                "network: it has %zu inputs, the data set %zu", network->layers[0].n_in,
                dataset->n_features);
    QTL_REQUIRE(dataset->n_classes == output->n_out, QTL_EINVAL,
                "network: it has %zu classes, the data set %zu", output->n_out,
                dataset->n_classes);
    return qtl_dataset_check(dataset);
}
