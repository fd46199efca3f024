#include "network/network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"

enum { DEFAULT_CLIP = 6 }; /* that of ReLU6, inside PACT's 6 to 10 */

/* More would overflow 32-bit counts elsewhere, and no machine here could train it. */
static const size_t max_parameters = (size_t)1 << 31;

const char *qtl_range_name(size_t i)
{
    static const char *const names[QTL_RANGE_COUNT] = {
        [QTL_RANGE_FIXED] = "fixed",
        [QTL_RANGE_LEARNED] = "learned",
        [QTL_RANGE_RUNNING_MAX] = "running-max",
    };
    return i < QTL_RANGE_COUNT ? names[i] : NULL;
}

bool qtl_network_learns_range(const qtl_network *network)
{
    return network->quantization.n_levels && !network->activation->bounded &&
           network->quantization.range == QTL_RANGE_LEARNED;
}

bool qtl_network_tracks_range(const qtl_network *network)
{
    return network->quantization.n_levels && !network->activation->bounded &&
           network->quantization.range == QTL_RANGE_RUNNING_MAX;
}

void qtl_network_use(qtl_network *network, qtl_isa isa)
{
    network->kernels = qtl_kernels_for(isa);
    qtl_network_refresh(network);
}

static qtl_status check_quantization(const qtl_quantization *quantization)
{
    const uint32_t n_levels = quantization->n_levels;
    QTL_REQUIRE(n_levels == 0 || (n_levels >= 2 && n_levels <= 65536), QTL_ERANGE,
                "network: %u levels; use 0 (continuous) or 2 to 65536", n_levels);
    QTL_REQUIRE((unsigned)quantization->range < QTL_RANGE_COUNT, QTL_ERANGE,
                "network: no range kind %d", (int)quantization->range);
    QTL_REQUIRE(isfinite(quantization->clip) && quantization->clip >= 0, QTL_ERANGE,
                "network: clip %g must be positive, or 0 for %d", quantization->clip,
                DEFAULT_CLIP);
    return QTL_OK;
}

/* Layer l, counted from 1, and how many parameters there are with it. */
static qtl_status check_layer(size_t l, size_t n_in, size_t n_out, size_t *total)
{
    QTL_REQUIRE(n_out > 0, QTL_ERANGE, "network: layer %zu has width 0", l);
    QTL_REQUIRE(n_in < max_parameters && n_out < max_parameters / (n_in + 2), QTL_ERANGE,
                "network: layer %zu, %zu x %zu, is too large", l, n_in, n_out);
    *total += (n_in + 2) * n_out;
    QTL_REQUIRE(*total < max_parameters, QTL_ERANGE, "network: too many parameters");
    return QTL_OK;
}

static qtl_status check_widths(const qtl_network_spec *spec)
{
    QTL_REQUIRE(spec->n_inputs > 0, QTL_ERANGE, "network: it needs at least one input");
    QTL_REQUIRE(spec->n_layers > 0 && spec->widths, QTL_ERANGE,
                "network: it needs at least the output layer");
    size_t total = 0;
    size_t n_in = spec->n_inputs;
    for (size_t l = 0; l < spec->n_layers; l++) {
        QTL_TRY(check_layer(l + 1, n_in, spec->widths[l], &total));
        n_in = spec->widths[l];
    }
    return n_in >= 2
               ? QTL_OK
               : QTL_FAIL(QTL_ERANGE, "network: the output layer needs two classes");
}

static qtl_status check_spec(const qtl_network_spec *spec)
{
    QTL_REQUIRE(spec->activation, QTL_EINVAL, "network: no activation");
    size_t id = 0;
    while (qtl_activation_at(id) && qtl_activation_at(id) != spec->activation) {
        id++;
    }
    QTL_REQUIRE(qtl_activation_at(id), QTL_EUNKNOWN,
                "network: the activation must come from the table");
    QTL_REQUIRE((unsigned)spec->initializer < QTL_INITIALIZER_COUNT, QTL_ERANGE,
                "network: no initializer %d", (int)spec->initializer);
    QTL_TRY(check_widths(spec));
    return check_quantization(&spec->quantization);
}

/* Where each layer's numbers lie among the parameters; returns how many there are. */
static size_t lay_out(qtl_network *network, const qtl_network_spec *spec)
{
    size_t at = 0;
    size_t n_in = spec->n_inputs;
    for (size_t l = 0; l < spec->n_layers; l++) {
        qtl_layer *layer = &network->layers[l];
        layer->n_in = n_in;
        layer->n_out = spec->widths[l];
        layer->weights = at;
        layer->biases = at + n_in * layer->n_out;
        layer->theta = layer->biases + layer->n_out;
        at = layer->theta + 1;
        n_in = layer->n_out;
    }
    return (at + QTL_LANES - 1) / QTL_LANES * QTL_LANES;
}

static void set_first_ranges(qtl_network *network)
{
    const double clip =
        network->quantization.clip > 0 ? network->quantization.clip : DEFAULT_CLIP;
    for (size_t l = 0; l < network->n_layers; l++) {
        network->layers[l].clip = (float)clip;
        if (qtl_network_learns_range(network) && l + 1 < network->n_layers) {
            network->parameters[network->layers[l].theta] = (float)log(clip);
        }
    }
}

static qtl_status build(qtl_network *network, const qtl_network_spec *spec)
{
    network->kernels = qtl_kernels_for(qtl_isa_best());
    network->n_layers = spec->n_layers;
    network->activation = spec->activation;
    network->id = (qtl_activation_id)(spec->activation - qtl_activation_at(0));
    network->initializer = spec->initializer;
    network->quantization = spec->quantization;
    QTL_ALLOC(network->layers, spec->n_layers);
    network->n_parameters = lay_out(network, spec);
    QTL_ALLOC(network->parameters, network->n_parameters);
    network->effective = network->parameters;
    if (spec->quantization.weights_8bit) {
        QTL_ALLOC(network->effective, network->n_parameters);
    }
    set_first_ranges(network);
    return QTL_OK;
}

qtl_status qtl_network_create(const qtl_network_spec *spec, uint64_t seed, uint64_t run,
                              qtl_network **out)
{
    QTL_REQUIRE(spec && out, QTL_EINVAL, "network: spec and out must not be NULL");
    QTL_TRY(check_spec(spec));
    qtl_network *network = NULL;
    QTL_ALLOC(network, 1);
    qtl_status status = build(network, spec);
    if (status == QTL_OK) {
        status = qtl_network_initialize(network, seed, run);
    }
    if (status != QTL_OK) {
        qtl_network_free(network);
        return status;
    }
    qtl_network_refresh(network);
    *out = network;
    return QTL_OK;
}

void qtl_network_free(qtl_network *network)
{
    if (!network) {
        return;
    }
    if (network->effective != network->parameters) {
        free(network->effective);
    }
    free(network->parameters);
    free(network->layers);
    free(network);
}

/* Ends of the codes of layer l; the output's are those of a probability. */
static qtl_grid grid_of(const qtl_network *network, size_t l)
{
    const qtl_activation *activation = network->activation;
    const bool output = l + 1 == network->n_layers;
    const float clip = activation->bounded ? 1.0F : network->layers[l].clip;
    const float low = output ? 0.0F : (float)activation->low * clip;
    const float high = output ? 1.0F : (float)activation->high * clip;
    const float top = (float)network->quantization.n_levels - 1.0F;
    return (qtl_grid){low, high, (high - low) / top, top / (high - low)};
}

void qtl_network_refresh_range(qtl_network *network, size_t l)
{
    qtl_layer *layer = &network->layers[l];
    if (qtl_network_learns_range(network)) {
        layer->clip =
            network->kernels->activation->exponential(network->parameters[layer->theta]);
    } else if (qtl_network_tracks_range(network) && layer->seen > 0) {
        layer->clip = layer->seen;
    }
    layer->grid = grid_of(network, l);
}

void qtl_network_refresh(qtl_network *network)
{
    for (size_t l = 0; l < network->n_layers && network->quantization.n_levels; l++) {
        qtl_network_refresh_range(network, l);
    }
    if (!network->quantization.weights_8bit) {
        return;
    }
    memcpy(network->effective, network->parameters,
           network->n_parameters * sizeof *network->effective);
    for (size_t l = 0; l < network->n_layers; l++) {
        const qtl_layer *layer = &network->layers[l];
        network->kernels->optimizer->eight_bits(network->parameters + layer->weights,
                                                network->effective + layer->weights,
                                                layer->n_in * layer->n_out);
    }
}
