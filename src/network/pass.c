/* One mini-batch through a network and back. */
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "network/network.h"

/* Every 4 KiB falls into one set of the first-level cache, so no stride may be a
 * multiple. */
static size_t stride_for(size_t n_samples)
{
    const size_t stride = (n_samples + QTL_LANES - 1) / QTL_LANES * QTL_LANES;
    return stride % 256 == 0 ? stride + QTL_LANES : stride;
}

static size_t widest(const qtl_network *network)
{
    size_t width = 0;
    for (size_t l = 0; l < network->n_layers; l++) {
        const size_t n_out = network->layers[l].n_out;
        width = n_out > width ? n_out : width;
    }
    return width;
}

static size_t count_rows(const qtl_network *network)
{
    size_t rows = network->layers[0].n_in + 2 * widest(network);
    for (size_t l = 0; l < network->n_layers; l++) {
        rows += 2 * network->layers[l].n_out;
    }
    return rows + network->layers[network->n_layers - 1].n_out;
}

static qtl_rows take_rows(qtl_workspace *workspace, float **free_memory, size_t n_rows)
{
    const qtl_rows rows = {*free_memory, n_rows, workspace->stride, workspace->n_lanes};
    *free_memory += n_rows * workspace->stride;
    return rows;
}

static qtl_status allocate(const qtl_network *network, qtl_workspace *workspace)
{
    QTL_ALLOC(workspace->values, network->n_layers);
    QTL_ALLOC(workspace->slopes, network->n_layers);
    size_t n = 0;
    QTL_REQUIRE(!__builtin_mul_overflow(count_rows(network), workspace->stride, &n),
                QTL_ENOMEM, "out of memory: batches of %zu samples", workspace->stride);
    QTL_ALLOC(workspace->memory, n);
    QTL_ALLOC(workspace->zeros, widest(network));
    return QTL_OK;
}

static void divide(const qtl_network *network, qtl_workspace *workspace)
{
    float *next = workspace->memory;
    workspace->input = take_rows(workspace, &next, network->layers[0].n_in);
    for (size_t l = 0; l < network->n_layers; l++) {
        workspace->values[l] = take_rows(workspace, &next, network->layers[l].n_out);
        workspace->slopes[l] = take_rows(workspace, &next, network->layers[l].n_out);
    }
    workspace->targets =
        take_rows(workspace, &next, network->layers[network->n_layers - 1].n_out);
    workspace->delta[0] = take_rows(workspace, &next, widest(network));
    workspace->delta[1] = take_rows(workspace, &next, widest(network));
}

qtl_status qtl_workspace_create(const qtl_network *network, size_t n_samples,
                                qtl_workspace *out)
{
    qtl_workspace workspace = {.stride = stride_for(n_samples)};
    const qtl_status status = allocate(network, &workspace);
    if (status != QTL_OK) {
        qtl_workspace_free(&workspace);
        return status;
    }
    qtl_workspace_resize(&workspace, network, n_samples);
    *out = workspace;
    return QTL_OK;
}

void qtl_workspace_free(qtl_workspace *workspace)
{
    free(workspace->memory);
    free(workspace->zeros);
    free(workspace->values);
    free(workspace->slopes);
    *workspace = (qtl_workspace){0};
}

void qtl_workspace_resize(qtl_workspace *workspace, const qtl_network *network,
                          size_t n_samples)
{
    const size_t n_lanes = (n_samples + QTL_LANES - 1) / QTL_LANES * QTL_LANES;
    if (n_lanes != workspace->n_lanes) {
        workspace->n_lanes = n_lanes;
        divide(network, workspace);
    }
}

static void net_input(const qtl_network *network, const qtl_workspace *workspace,
                      size_t l)
{
    const qtl_layer *layer = &network->layers[l];
    const qtl_product task = {
        .matrix = network->effective + layer->weights,
        .out_step = layer->n_in,
        .in_step = 1,
        .bias = network->effective + layer->biases,
        .in = l == 0 ? workspace->input : workspace->values[l - 1],
        .out = workspace->values[l],
    };
    network->kernels->product->forward(&task);
}

static void activate(const qtl_network *network, const qtl_workspace *workspace, size_t l)
{
    const qtl_activation_kernels *kernels = network->kernels->activation;
    const qtl_rows values = workspace->values[l];
    float *slopes = workspace->slopes[l].data;
    if (network->quantization.n_levels && network->activation->bounded) {
        kernels->activate_on[network->id](values, slopes, &network->layers[l].grid);
    } else {
        kernels->activate[network->id](values, slopes);
    }
}

static void put_on_levels(const qtl_network *network, const qtl_workspace *workspace,
                          size_t l)
{
    if (network->quantization.n_levels && !network->activation->bounded) {
        network->kernels->activation->quantize(
            workspace->values[l], workspace->slopes[l].data, &network->layers[l].grid);
    }
}

void qtl_network_forward_layer(const qtl_network *network,
                               const qtl_workspace *workspace, size_t l)
{
    net_input(network, workspace, l);
    if (l + 1 < network->n_layers) {
        activate(network, workspace, l);
        put_on_levels(network, workspace, l);
    }
}

void qtl_network_forward(const qtl_network *network, const qtl_workspace *workspace)
{
    for (size_t l = 0; l < network->n_layers; l++) {
        qtl_network_forward_layer(network, workspace, l);
    }
}

/* Lanes past the last sample repeat a sample, so they do not move the maximum. */
static void widen_range(qtl_network *network, qtl_rows values, size_t l)
{
    qtl_layer *layer = &network->layers[l];
    const float peak = network->kernels->activation->peak(values);
    if (peak > layer->seen) {
        layer->seen = peak;
        qtl_network_refresh_range(network, l);
    }
}

void qtl_network_forward_tracking(qtl_network *network, const qtl_workspace *workspace)
{
    if (!qtl_network_tracks_range(network)) {
        qtl_network_forward(network, workspace);
        return;
    }
    for (size_t l = 0; l + 1 < network->n_layers; l++) {
        net_input(network, workspace, l);
        activate(network, workspace, l);
        widen_range(network, workspace->values[l], l);
        put_on_levels(network, workspace, l);
    }
    net_input(network, workspace, network->n_layers - 1);
}

static void outer_product(const qtl_network *network, const qtl_workspace *workspace,
                          size_t l, float *gradient)
{
    const qtl_layer *layer = &network->layers[l];
    qtl_rows delta = workspace->delta[l % 2];
    delta.n_rows = layer->n_out;
    qtl_outer task = {
        .delta = delta,
        .in = l == 0 ? workspace->input : workspace->values[l - 1],
    };
    task.weights = gradient + layer->weights;
    task.biases = gradient + layer->biases;
    network->kernels->product->outer(&task);
}

/* Gradient of log c, and then of the net inputs: layer l - 1 has a range of its own. */
static void through_range(const qtl_network *network, const qtl_workspace *workspace,
                          size_t l, float *gradient)
{
    const qtl_activation_kernels *kernels = network->kernels->activation;
    qtl_rows delta = workspace->delta[l % 2];
    delta.n_rows = network->layers[l].n_out;
    const float *slopes = workspace->slopes[l].data;
    gradient[network->layers[l].theta] = kernels->range_gradient(
        workspace->values[l], slopes, delta.data, &network->layers[l].grid);
    kernels->scale(delta, slopes);
}

/* Deltas of layer l - 1 from those of layer l. */
static void to_previous(const qtl_network *network, const qtl_workspace *workspace,
                        size_t l, float *gradient)
{
    const qtl_layer *layer = &network->layers[l];
    qtl_product task = {
        .matrix = network->effective + layer->weights,
        .out_step = 1,
        .in_step = layer->n_in,
        .bias = workspace->zeros,
        .factor = workspace->slopes[l - 1].data,
        .in = workspace->delta[l % 2],
        .out = workspace->delta[(l - 1) % 2],
    };
    task.in.n_rows = layer->n_out;
    task.out.n_rows = layer->n_in;
    if (qtl_network_learns_range(network)) {
        network->kernels->product->forward(&task);
        through_range(network, workspace, l - 1, gradient);
    } else {
        network->kernels->product->backward(&task);
    }
}

void qtl_network_backward(const qtl_network *network, const qtl_workspace *workspace,
                          size_t n_samples, float *gradient)
{
    const size_t last = network->n_layers - 1;
    const qtl_activation_kernels *kernels = network->kernels->activation;
    kernels->softmax(workspace->values[last]);
    kernels->output_delta(workspace->values[last], workspace->targets.data,
                          workspace->delta[last % 2].data, n_samples);
    for (size_t l = last; l > 0; l--) {
        outer_product(network, workspace, l, gradient);
        to_previous(network, workspace, l, gradient);
    }
    outer_product(network, workspace, 0, gradient);
}
