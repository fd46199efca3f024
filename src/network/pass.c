/* One mini-batch through a network and back. */
#include "network/layers.h"

/* Whether layer l has an activation, slopes and a range of its own. */
static bool is_active(const qtl_network *network, size_t l)
{
    return l + 1 < network->n_layers && network->layers[l].kind != QTL_MAX_POOL;
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

void qtl_network_forward_layer(const qtl_network *network, const qtl_workspace *workspace,
                               size_t l)
{
    qtl_layer_forward(network, workspace, l, false);
    if (is_active(network, l)) {
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

/* The grid of a pooling layer is that of the layer below, which may have moved. */
static void track_range(qtl_network *network, const qtl_workspace *workspace, size_t l)
{
    if (!qtl_network_tracks_range(network)) {
        return;
    }
    if (is_active(network, l)) {
        widen_range(network, workspace->values[l], l);
    } else {
        qtl_network_refresh_range(network, l);
    }
}

void qtl_network_forward_training(qtl_network *network, const qtl_workspace *workspace)
{
    for (size_t l = 0; l < network->n_layers; l++) {
        qtl_layer_forward(network, workspace, l, true);
        if (is_active(network, l)) {
            activate(network, workspace, l);
        }
        track_range(network, workspace, l);
        if (is_active(network, l)) {
            put_on_levels(network, workspace, l);
        }
    }
}

/* Gradient of log c of layer l, and then of its net inputs: deltas on the far side of a
 * range become those on the near side. */
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
    const bool active = is_active(network, l - 1);
    const bool learns = qtl_network_learns_range(network);
    const float *slopes = workspace->slopes[l - 1].data;
    qtl_layer_backward(network, workspace, l, active && !learns ? slopes : NULL);
    if (active && learns) {
        through_range(network, workspace, l - 1, gradient);
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
        qtl_layer_gradient(network, workspace, l, gradient);
        to_previous(network, workspace, l, gradient);
    }
    qtl_layer_gradient(network, workspace, 0, gradient);
}
