/* Which shape a layer has, given what is below it. */
#include <stdio.h>

#include "core/fail.h"
#include "network/network.h"

void qtl_layer_text(const qtl_layer_spec *spec, char text[QTL_LAYER_TEXT_SIZE])
{
    switch (spec->kind) {
    case QTL_CONVOLUTION:
        (void)snprintf(text, QTL_LAYER_TEXT_SIZE, "conv%zux%zux%zu", spec->side,
                       spec->side, spec->width);
        break;
    case QTL_MAX_POOL:
        (void)snprintf(text, QTL_LAYER_TEXT_SIZE, "pool%zu", spec->side);
        break;
    default:
        (void)snprintf(text, QTL_LAYER_TEXT_SIZE, "%zu", spec->width);
    }
}

/* Weights and neurons stay countable, and so small that a batch of them is. */
static qtl_status check_size(size_t l, size_t fan_in, size_t n_out)
{
    QTL_REQUIRE(n_out > 0, QTL_ERANGE, "network: layer %zu has width 0", l + 1);
    QTL_REQUIRE(fan_in < QTL_MAX_PARAMETERS && n_out < QTL_MAX_PARAMETERS / (fan_in + 2),
                QTL_ERANGE, "network: layer %zu, %zu x %zu, is too large", l + 1, fan_in,
                n_out);
    return QTL_OK;
}

static qtl_status shape_dense(const qtl_layer_spec *spec, size_t l,
                              const qtl_layer *below, qtl_layer *layer)
{
    QTL_TRY(check_size(l, below->n_out, spec->width));
    layer->n_out = spec->width;
    layer->fan_in = below->n_out;
    layer->fan_out = spec->width;
    layer->n_weights = below->n_out * spec->width;
    layer->n_biases = spec->width;
    return QTL_OK;
}

/* Convolutions and pooling need an image that a kernel or window fits into. */
static qtl_status check_image(const qtl_layer_spec *spec, size_t l,
                              const qtl_layer *below)
{
    char text[QTL_LAYER_TEXT_SIZE];
    qtl_layer_text(spec, text);
    const qtl_image *in = &below->out;
    QTL_REQUIRE(in->channels > 0, QTL_ERANGE,
                "network: layer %zu, %s, needs an image below it; %s", l + 1, text,
                l ? "put it before the dense layers" : "the inputs are none");
    QTL_REQUIRE(spec->side > 0, QTL_ERANGE, "network: layer %zu, %s, has side 0", l + 1,
                text);
    QTL_REQUIRE(spec->side <= in->rows && spec->side <= in->columns, QTL_ERANGE,
                "network: layer %zu, %s, does not fit into the %zu x %zu neurons below "
                "it; make it smaller or leave out a layer before it",
                l + 1, text, in->rows, in->columns);
    return QTL_OK;
}

static qtl_status shape_convolution(const qtl_layer_spec *spec, size_t l,
                                    const qtl_layer *below, qtl_layer *layer)
{
    QTL_TRY(check_image(spec, l, below));
    const qtl_image *in = &below->out;
    const size_t rows = in->rows - spec->side + 1;
    const size_t columns = in->columns - spec->side + 1;
    const size_t area = spec->side * spec->side;
    QTL_TRY(check_size(l, area * in->channels, spec->width));
    QTL_TRY(check_size(l, rows * columns, spec->width));
    layer->out = (qtl_image){rows, columns, spec->width};
    layer->n_out = rows * columns * spec->width;
    layer->fan_in = area * in->channels;
    layer->fan_out = area * spec->width;
    layer->n_weights = layer->fan_in * spec->width;
    layer->n_biases = spec->width;
    return QTL_OK;
}

static qtl_status shape_pool(const qtl_layer_spec *spec, size_t l, const qtl_layer *below,
                             qtl_layer *layer)
{
    QTL_REQUIRE(l > 0, QTL_ERANGE,
                "network: layer 1 pools the inputs; put a convolution before it");
    QTL_TRY(check_image(spec, l, below));
    const qtl_image *in = &below->out;
    layer->out =
        (qtl_image){in->rows / spec->side, in->columns / spec->side, in->channels};
    layer->n_out = layer->out.rows * layer->out.columns * in->channels;
    return QTL_OK;
}

qtl_status qtl_layer_shape(const qtl_layer_spec *spec, size_t l, const qtl_layer *below,
                           qtl_layer *layer)
{
    static qtl_status (*const shape[QTL_LAYER_KIND_COUNT])(
        const qtl_layer_spec *, size_t, const qtl_layer *, qtl_layer *) = {
        [QTL_DENSE] = shape_dense,
        [QTL_CONVOLUTION] = shape_convolution,
        [QTL_MAX_POOL] = shape_pool,
    };
    QTL_REQUIRE((unsigned)spec->kind < QTL_LAYER_KIND_COUNT, QTL_ERANGE,
                "network: layer %zu: no kind %d", l + 1, (int)spec->kind);
    *layer = (qtl_layer){
        .kind = spec->kind, .n_in = below->n_out, .in = below->out, .side = spec->side};
    return shape[spec->kind](spec, l, below, layer);
}
