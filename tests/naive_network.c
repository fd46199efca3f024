#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "naive_image.h"

static naive_real *numbers(size_t n)
{
    naive_real *memory = calloc(n, sizeof *memory);
    if (!memory) {
        abort();
    }
    return memory;
}

static naive_real first_clip(const qtl_network_spec *spec)
{
    return (naive_real)(spec->quantization.clip > 0 ? spec->quantization.clip : 6);
}

void naive_create(naive_network *network, const qtl_network_spec *spec,
                  const qtl_training *training)
{
    memset(network, 0, sizeof *network);
    network->spec = *spec;
    network->training = *training;
    for (size_t l = 0; l < spec->n_layers; l++) {
        naive_layer *layer = &network->layer[l];
        naive_shape(spec, layer, l);
        naive_real **weights[] = {&layer->w, &layer->gw, &layer->mw, &layer->vw,
                                  &layer->used};
        naive_real **biases[] = {&layer->b, &layer->gb, &layer->mb, &layer->vb};
        for (size_t i = 0; i < 5; i++) {
            *weights[i] = numbers(layer->n_weights + 1);
        }
        for (size_t i = 0; i < 4; i++) {
            *biases[i] = numbers(layer->n_biases + 1);
        }
        layer->theta = (naive_real)log(first_clip(spec));
    }
}

void naive_free(naive_network *network)
{
    for (size_t l = 0; l < network->spec.n_layers; l++) {
        naive_layer *layer = &network->layer[l];
        naive_real *all[] = {layer->w, layer->gw, layer->mw, layer->vw, layer->used,
                             layer->b, layer->gb, layer->mb, layer->vb};
        for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
            free(all[i]);
        }
    }
}

static naive_real clip_of(const naive_network *network, size_t l)
{
    const naive_layer *layer = &network->layer[l];
    if (network->spec.activation->bounded) {
        return 1;
    }
    switch (network->spec.quantization.range) {
    case QTL_RANGE_LEARNED:
        return (naive_real)exp(layer->theta);
    case QTL_RANGE_RUNNING_MAX:
        return layer->seen > 0 ? layer->seen : first_clip(&network->spec);
    default:
        return first_clip(&network->spec);
    }
}

/* Weights as the products use them. */
static void use_weights(naive_network *network)
{
    for (size_t l = 0; l < network->spec.n_layers; l++) {
        naive_layer *layer = &network->layer[l];
        const size_t n = layer->n_weights;
        naive_real largest = 0;
        for (size_t i = 0; i < n; i++) {
            largest = fmax(largest, fabs(layer->w[i]));
        }
        const naive_real step = largest / 127;
        for (size_t i = 0; i < n; i++) {
            layer->used[i] = network->spec.quantization.weights_8bit && step > 0
                                 ? (naive_real)nearbyint(layer->w[i] / step) * step
                                 : layer->w[i];
        }
    }
}

static void dense(naive_layer *layer, const naive_real *in)
{
    for (size_t j = 0; j < layer->n_out; j++) {
        naive_real sum = layer->b[j];
        for (size_t i = 0; i < layer->n_in; i++) {
            sum += layer->used[j * layer->n_in + i] * in[i];
        }
        layer->a[j] = sum;
    }
}

static void net_inputs(naive_layer *layer, naive_real *in)
{
    if (layer->spec.kind == QTL_DENSE) {
        dense(layer, in);
    } else {
        naive_image_forward(layer, in);
    }
}

/* The table's functions are in double precision; tanh is the one that is timed. */
static void activate(const naive_network *network, naive_layer *layer)
{
    const qtl_activation *activation = network->spec.activation;
    for (size_t j = 0; j < layer->n_out; j++) {
        const naive_real z = layer->a[j];
        if (sizeof z == sizeof(float) && activation->value == tanh) {
            layer->a[j] = tanhf((float)z);
            layer->slope[j] = 1 - layer->a[j] * layer->a[j];
        } else {
            layer->a[j] = (naive_real)activation->value(z);
            layer->slope[j] = (naive_real)activation->slope(z);
        }
        layer->value[j] = layer->a[j];
    }
}

static void round_to_levels(const naive_network *network, naive_layer *layer, size_t l)
{
    const naive_real c = clip_of(network, l);
    const naive_real low = (naive_real)network->spec.activation->low * c;
    const naive_real high = (naive_real)network->spec.activation->high * c;
    const naive_real top = (naive_real)network->spec.quantization.n_levels - 1;
    for (size_t j = 0; j < layer->n_out; j++) {
        naive_real a = layer->a[j];
        if (a < low || a > high) {
            layer->slope[j] = 0;
            a = a < low ? low : high;
        }
        const naive_real code =
            sizeof a == sizeof(float)
                ? (naive_real)rintf((float)((a - low) / (high - low) * top))
                : (naive_real)rint((a - low) / (high - low) * top);
        layer->value[j] = low + code * (high - low) / top;
    }
}

static void softmax(naive_layer *layer)
{
    naive_real largest = layer->a[0];
    for (size_t k = 1; k < layer->n_out; k++) {
        largest = layer->a[k] > largest ? layer->a[k] : largest;
    }
    naive_real sum = 0;
    for (size_t k = 0; k < layer->n_out; k++) {
        layer->value[k] = sizeof sum == sizeof(float)
                              ? (naive_real)expf((float)(layer->a[k] - largest))
                              : (naive_real)exp(layer->a[k] - largest);
        sum += layer->value[k];
    }
    for (size_t k = 0; k < layer->n_out; k++) {
        layer->value[k] /= sum;
    }
}

/* Up to the net inputs and activations of layer l; layers before it are done. */
static void pass_layer(naive_network *network, naive_real *in, size_t l)
{
    naive_layer *layer = &network->layer[l];
    net_inputs(layer, in);
    if (layer->spec.kind == QTL_MAX_POOL) {
        memcpy(layer->value, layer->a, sizeof layer->value);
        return;
    }
    if (l + 1 == network->spec.n_layers) {
        softmax(layer);
        return;
    }
    activate(network, layer);
    if (network->spec.quantization.n_levels) {
        round_to_levels(network, layer, l);
    }
}

static void pass(naive_network *network, const float *x, size_t n_layers)
{
    naive_real in[NAIVE_MAX_WIDTH];
    for (size_t i = 0; i < network->spec.n_inputs; i++) {
        in[i] = x[i];
    }
    for (size_t l = 0; l < n_layers; l++) {
        pass_layer(network, l ? network->layer[l - 1].value : in, l);
    }
}

naive_real naive_forward(naive_network *network, const float *x, const float *targets)
{
    use_weights(network);
    pass(network, x, network->spec.n_layers);
    const naive_layer *output = &network->layer[network->spec.n_layers - 1];
    naive_real loss = 0;
    for (size_t k = 0; k < output->n_out; k++) {
        loss -= targets[k] > 0 ? targets[k] * (naive_real)log(output->value[k]) : 0;
    }
    return loss;
}

static void add_outer(naive_layer *layer, naive_real *in)
{
    if (layer->spec.kind != QTL_DENSE) {
        naive_image_gradient(layer, in);
        return;
    }
    for (size_t j = 0; j < layer->n_out; j++) {
        layer->gb[j] += layer->delta[j];
        for (size_t i = 0; i < layer->n_in; i++) {
            layer->gw[j * layer->n_in + i] += layer->delta[j] * in[i];
        }
    }
}

/* d loss / d value of the layer below. */
static void back(naive_layer *layer, naive_real *sums)
{
    if (layer->spec.kind != QTL_DENSE) {
        naive_image_back(layer, sums);
        return;
    }
    for (size_t i = 0; i < layer->n_in; i++) {
        for (size_t j = 0; j < layer->n_out; j++) {
            sums[i] += layer->used[j * layer->n_in + i] * layer->delta[j];
        }
    }
}

/* d loss / d value of layer l - 1, then through its rounding and activation. */
static void to_previous(naive_network *network, size_t l)
{
    naive_layer *below = &network->layer[l - 1];
    const naive_real c = clip_of(network, l - 1);
    naive_real sums[NAIVE_MAX_WIDTH] = {0};
    back(&network->layer[l], sums);
    if (below->spec.kind == QTL_MAX_POOL) {
        memcpy(below->delta, sums, sizeof sums);
        return;
    }
    for (size_t i = 0; i < below->n_out; i++) {
        const naive_real sum = sums[i];
        if (below->a[i] > c ||
            below->a[i] < (naive_real)network->spec.activation->low * c) {
            below->gtheta += sum * below->value[i];
        }
        below->delta[i] = sum * below->slope[i];
    }
}

static void add_gradient(naive_network *network, const float *x, const float *targets,
                         size_t n)
{
    const size_t last = network->spec.n_layers - 1;
    naive_layer *output = &network->layer[last];
    for (size_t k = 0; k < output->n_out; k++) {
        output->delta[k] = (output->value[k] - targets[k]) / (naive_real)n;
    }
    for (size_t l = last; l > 0; l--) {
        add_outer(&network->layer[l], network->layer[l - 1].value);
        to_previous(network, l);
    }
    naive_real in[NAIVE_MAX_WIDTH];
    for (size_t i = 0; i < network->spec.n_inputs; i++) {
        in[i] = x[i];
    }
    add_outer(&network->layer[0], in);
}

/* Layer by layer: its range is known only when the whole batch has come that far. */
static void track_ranges(naive_network *network, const float *const *x, size_t n)
{
    for (size_t l = 0; l + 1 < network->spec.n_layers; l++) {
        naive_layer *layer = &network->layer[l];
        for (size_t s = 0; s < n; s++) {
            pass(network, x[s], l + 1);
            for (size_t j = 0; j < layer->n_out; j++) {
                layer->seen = fmax(layer->seen, fabs(layer->a[j]));
            }
        }
    }
}

static void clear(naive_network *network)
{
    for (size_t l = 0; l < network->spec.n_layers; l++) {
        naive_layer *layer = &network->layer[l];
        memset(layer->gw, 0, layer->n_weights * sizeof *layer->gw);
        memset(layer->gb, 0, layer->n_biases * sizeof *layer->gb);
        layer->gtheta = 0;
    }
}

void naive_gradient(naive_network *network, const float *const *x,
                    const float *const *targets, size_t n)
{
    clear(network);
    use_weights(network);
    if (network->spec.quantization.n_levels && !network->spec.activation->bounded &&
        network->spec.quantization.range == QTL_RANGE_RUNNING_MAX) {
        track_ranges(network, x, n);
    }
    for (size_t s = 0; s < n; s++) {
        pass(network, x[s], network->spec.n_layers);
        add_gradient(network, x[s], targets[s], n);
    }
}

static void move(const naive_network *network, naive_real *w, naive_real g, naive_real *m,
                 naive_real *v)
{
    const qtl_training *training = &network->training;
    const naive_real rate = (naive_real)training->learning_rate;
    const naive_real beta1 = (naive_real)training->beta1;
    const naive_real beta2 = (naive_real)training->beta2;
    const naive_real t = (naive_real)network->step;
    switch (training->optimizer) {
    case QTL_SGD:
        *w -= rate * g;
        break;
    case QTL_MOMENTUM:
        *m = (naive_real)training->momentum * *m - rate * g;
        *w += *m;
        break;
    default:
        *m = beta1 * *m + (1 - beta1) * g;
        *v = beta2 * *v + (1 - beta2) * g * g;
        *w -= rate * (naive_real)(sqrt(1 - pow(beta2, t)) / (1 - pow(beta1, t))) * *m /
              ((naive_real)sqrt(*v) + (naive_real)training->epsilon);
    }
}

static void move_layer(const naive_network *network, naive_layer *layer)
{
    for (size_t i = 0; i < layer->n_weights; i++) {
        layer->gw[i] += 2 * (naive_real)network->training.l2 * layer->w[i];
        move(network, &layer->w[i], layer->gw[i], &layer->mw[i], &layer->vw[i]);
    }
    for (size_t j = 0; j < layer->n_biases; j++) {
        move(network, &layer->b[j], layer->gb[j], &layer->mb[j], &layer->vb[j]);
    }
    if (network->spec.quantization.range == QTL_RANGE_LEARNED) {
        move(network, &layer->theta, layer->gtheta, &layer->mtheta, &layer->vtheta);
    }
}

void naive_train_batch(naive_network *network, const float *const *x,
                       const float *const *targets, size_t n)
{
    naive_gradient(network, x, targets, n);
    network->step++;
    for (size_t l = 0; l < network->spec.n_layers; l++) {
        move_layer(network, &network->layer[l]);
    }
}
