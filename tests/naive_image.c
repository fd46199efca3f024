#include "naive_image.h"

#include <math.h>

void naive_shape(const qtl_network_spec *spec, naive_layer *layer, size_t l)
{
    const qtl_layer_spec *own = &spec->layers[l];
    const size_t side = own->side;
    layer->spec = *own;
    layer->in = l ? layer[-1].out : spec->image;
    layer->n_in = l ? layer[-1].n_out : spec->n_inputs;
    layer->n_out = layer->n_biases = own->width;
    layer->n_weights = layer->n_in * layer->n_out;
    const qtl_image *in = &layer->in;
    if (own->kind == QTL_CONVOLUTION) {
        layer->out = (qtl_image){in->rows - side + 1, in->columns - side + 1, own->width};
        layer->n_weights = own->width * in->channels * side * side;
    } else if (own->kind == QTL_MAX_POOL) {
        layer->out = (qtl_image){in->rows / side, in->columns / side, in->channels};
        layer->n_weights = layer->n_biases = 0;
    }
    if (own->kind != QTL_DENSE) {
        layer->n_out = layer->out.rows * layer->out.columns * layer->out.channels;
    }
}

/* Visits every (neuron above, neuron below) that a kernel or window joins. */
typedef void visit(naive_layer *layer, naive_real *numbers, size_t above, size_t below,
                   size_t weight);

static void visit_kernel(naive_layer *layer, naive_real *numbers, size_t f,
                         size_t channel, visit *each)
{
    const size_t side = layer->spec.side;
    const size_t step = layer->spec.kind == QTL_MAX_POOL ? side : 1;
    for (size_t r = 0; r < layer->out.rows; r++) {
        for (size_t c = 0; c < layer->out.columns; c++) {
            for (size_t k = 0; k < side * side; k++) {
                const size_t row = r * step + k / side;
                const size_t column = c * step + k % side;
                each(layer, numbers, (f * layer->out.rows + r) * layer->out.columns + c,
                     (channel * layer->in.rows + row) * layer->in.columns + column,
                     (f * layer->in.channels + channel) * side * side + k);
            }
        }
    }
}

static void visit_all(naive_layer *layer, naive_real *numbers, visit *each)
{
    for (size_t f = 0; f < layer->out.channels; f++) {
        for (size_t channel = 0; channel < layer->in.channels; channel++) {
            if (layer->spec.kind == QTL_CONVOLUTION || channel == f) {
                visit_kernel(layer, numbers, f, channel, each);
            }
        }
    }
}

static void add_product(naive_layer *layer, naive_real *in, size_t above, size_t below,
                        size_t weight)
{
    layer->a[above] += layer->used[weight] * in[below];
}

static void take_larger(naive_layer *layer, naive_real *in, size_t above, size_t below,
                        size_t weight)
{
    (void)weight;
    if (in[below] > layer->a[above]) {
        layer->a[above] = in[below];
        layer->from[above] = below;
    }
}

void naive_image_forward(naive_layer *layer, naive_real *in)
{
    const bool convolves = layer->spec.kind == QTL_CONVOLUTION;
    const size_t area = layer->out.rows * layer->out.columns;
    for (size_t j = 0; j < layer->n_out; j++) {
        layer->a[j] = convolves ? layer->b[j / area] : (naive_real)-HUGE_VAL;
    }
    visit_all(layer, in, convolves ? add_product : take_larger);
}

static void add_weight(naive_layer *layer, naive_real *in, size_t above, size_t below,
                       size_t weight)
{
    layer->gw[weight] += layer->delta[above] * in[below];
}

void naive_image_gradient(naive_layer *layer, naive_real *in)
{
    const size_t area = layer->out.rows * layer->out.columns;
    if (layer->spec.kind == QTL_CONVOLUTION) {
        for (size_t j = 0; j < layer->n_out; j++) {
            layer->gb[j / area] += layer->delta[j];
        }
        visit_all(layer, in, add_weight);
    }
}

static void add_back(naive_layer *layer, naive_real *sums, size_t above, size_t below,
                     size_t weight)
{
    sums[below] += layer->used[weight] * layer->delta[above];
}

void naive_image_back(naive_layer *layer, naive_real *sums)
{
    if (layer->spec.kind == QTL_CONVOLUTION) {
        visit_all(layer, sums, add_back);
        return;
    }
    for (size_t j = 0; j < layer->n_out; j++) {
        sums[layer->from[j]] += layer->delta[j];
    }
}
