#include "network/network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/memory.h"
#include "network/blas.h"
#include "network/layers.h"

enum { DEFAULT_CLIP = 6 }; /* that of ReLU6, inside PACT's 6 to 10 */

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

/* No image, or one of n neurons. */
static bool is_image_of(const qtl_image *image, size_t n)
{
    size_t area = 0;
    size_t all = 0;
    if (__builtin_mul_overflow(image->rows, image->columns, &area) ||
        __builtin_mul_overflow(area, image->channels, &all)) {
        return false;
    }
    return all == n || (!image->rows && !image->columns && !image->channels);
}

static qtl_status check_sizes(const qtl_network_spec *spec)
{
    QTL_REQUIRE(spec->n_inputs > 0, QTL_ERANGE, "network: it needs at least one input");
    QTL_REQUIRE(spec->n_layers > 0 && spec->layers, QTL_ERANGE,
                "network: it needs at least the output layer");
    const qtl_image *image = &spec->image;
    QTL_REQUIRE(is_image_of(image, spec->n_inputs), QTL_ERANGE,
                "network: an image of %zu x %zu x %zu has not %zu inputs", image->rows,
                image->columns, image->channels, spec->n_inputs);
    return QTL_OK;
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
    QTL_TRY(check_sizes(spec));
    return check_quantization(&spec->quantization);
}

static qtl_status check_output(const qtl_layer *output)
{
    QTL_REQUIRE(output->kind == QTL_DENSE, QTL_ERANGE,
                "network: the output layer must be dense");
    QTL_REQUIRE(output->n_out >= 2, QTL_ERANGE,
                "network: the output layer needs two classes");
    return QTL_OK;
}

/* Shapes, and where each layer's numbers lie among the parameters. */
static qtl_status lay_out(qtl_network *network, const qtl_network_spec *spec)
{
    const qtl_layer input = {.n_out = spec->n_inputs, .out = spec->image};
    size_t at = 0;
    for (size_t l = 0; l < spec->n_layers; l++) {
        qtl_layer *layer = &network->layers[l];
        QTL_TRY(qtl_layer_shape(&spec->layers[l], l, l ? &layer[-1] : &input, layer));
        layer->weights = at;
        layer->biases = at + layer->n_weights;
        layer->theta = layer->biases + layer->n_biases;
        at = layer->theta + 1;
        QTL_REQUIRE(at < QTL_MAX_PARAMETERS, QTL_ERANGE, "network: too many parameters");
    }
    network->n_parameters = (at + QTL_LANES - 1) / QTL_LANES * QTL_LANES;
    return check_output(&network->layers[spec->n_layers - 1]);
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

/* Refused in words here, rather than by the kernel when the memory is touched: weights,
 * their 8-bit copies, gradients, two moments, and two sums in double precision. */
static qtl_status check_memory(const qtl_network *network)
{
    const double bytes = (double)network->n_parameters * (5 * sizeof(float) + 16);
    const double most = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    QTL_REQUIRE(bytes < most || most <= 0, QTL_ENOMEM,
                "network: %zu weights take %.1f GiB to train, and this machine has %.1f; "
                "make the largest layers smaller",
                network->n_parameters, bytes / 0x1p30, most / 0x1p30);
    return QTL_OK;
}

static qtl_status hold_parameters(qtl_network *network)
{
    QTL_TRY(check_memory(network));
    QTL_ALLOC(network->parameters, network->n_parameters);
    network->effective = network->parameters;
    if (network->quantization.weights_8bit) {
        QTL_ALLOC(network->effective, network->n_parameters);
    }
    return QTL_OK;
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
    QTL_TRY(lay_out(network, spec));
    QTL_TRY(hold_parameters(network));
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

const char *qtl_network_blas(const qtl_network *network)
{
    for (size_t l = 0; network && l < network->n_layers; l++) {
        if (qtl_layer_uses_blas(&network->layers[l])) {
            return qtl_blas_name();
        }
    }
    return NULL;
}

const float *qtl_network_first_weights(const qtl_network *network, size_t *n_out,
                                       size_t *n_in)
{
    const qtl_layer *first = &network->layers[0];
    if (first->kind != QTL_DENSE) {
        return NULL;
    }
    *n_out = first->n_out;
    *n_in = first->n_in;
    return network->parameters + first->weights;
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
    layer->grid = layer->kind == QTL_MAX_POOL ? layer[-1].grid : grid_of(network, l);
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
                                                layer->n_weights);
    }
}
