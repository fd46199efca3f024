#include "toy_network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/random.h"
#include "suite.h"

qtl_dataset *toy_dataset(size_t n_features, size_t n_inputs, bool soft)
{
    qtl_dataset *dataset = qtl_alloc(1, sizeof *dataset);
    *dataset = (qtl_dataset){.name = "toy",
                             .n_inputs = n_inputs,
                             .n_features = n_features,
                             .n_classes = 2,
                             .x = qtl_alloc(n_inputs * n_features, sizeof(float)),
                             .label = qtl_alloc(n_inputs, sizeof(uint32_t))};
    dataset->p_y_given_x = soft ? qtl_alloc(n_inputs * 2, sizeof(double)) : NULL;
    for (size_t i = 0; i < n_inputs; i++) {
        int score = -1;
        for (size_t j = 0; j < n_features; j++) {
            const int bit = (int)(i >> j & 1);
            dataset->x[i * n_features + j] = (float)bit;
            score += j < n_features / 2 ? 3 * bit : -2 * bit;
        }
        dataset->label[i] = score > 0;
        if (soft) {
            dataset->p_y_given_x[2 * i + dataset->label[i]] = 0.9;
            dataset->p_y_given_x[2 * i + 1 - dataset->label[i]] = 0.1;
        }
    }
    return dataset;
}

qtl_network_spec toy_spec(const char *activation, size_t n_levels)
{
    static const qtl_layer_spec layers[] = {
        {.width = 7}, {.width = 5}, {.width = 3}, {.width = 2}};
    qtl_network_spec spec = {.n_inputs = 12,
                             .n_layers = 4,
                             .layers = layers,
                             .quantization = {.n_levels = (uint32_t)n_levels}};
    ck_ok(qtl_activation_find(activation, &spec.activation));
    return spec;
}

qtl_network *toy_network(const qtl_network_spec *spec, uint64_t run)
{
    qtl_network *network = NULL;
    ck_ok(qtl_network_create(spec, 7, run, &network));
    return network;
}

void toy_train(qtl_network *network, const qtl_dataset *dataset, size_t n_epochs)
{
    static const qtl_training adam = {
        .optimizer = QTL_ADAM, .learning_rate = 1e-2, .batch_size = 128};
    const size_t n_train = (dataset->n_inputs * 4 + 4) / 5;
    uint32_t *train = qtl_alloc(n_train, sizeof *train);
    for (uint32_t i = 0; i < n_train; i++) {
        train[i] = i;
    }
    qtl_trainer *trainer = NULL;
    ck_ok(qtl_trainer_create(network, dataset, train, n_train, &adam, 1, 0, &trainer));
    for (size_t epoch = 0; epoch < n_epochs; epoch++) {
        ck_ok(qtl_trainer_epoch(trainer, NULL));
    }
    qtl_trainer_free(trainer);
    free(train);
}

void toy_naive(naive_network *naive, const qtl_network *network,
               const qtl_network_spec *spec, const qtl_training *training)
{
    qtl_training resolved = *training;
    resolved.momentum = resolved.momentum > 0 ? resolved.momentum : 0.9;
    resolved.beta1 = resolved.beta1 > 0 ? resolved.beta1 : 0.9;
    resolved.beta2 = resolved.beta2 > 0 ? resolved.beta2 : 0.999;
    resolved.epsilon = resolved.epsilon > 0 ? resolved.epsilon : 1e-7;
    naive_create(naive, spec, &resolved);
    for (size_t l = 0; l < spec->n_layers; l++) {
        const qtl_layer *layer = &network->layers[l];
        for (size_t i = 0; i < layer->n_weights; i++) {
            naive->layer[l].w[i] = network->parameters[layer->weights + i];
        }
        for (size_t j = 0; j < layer->n_biases; j++) {
            naive->layer[l].b[j] = network->parameters[layer->biases + j];
        }
        if (qtl_network_learns_range(network)) {
            naive->layer[l].theta = network->parameters[layer->theta];
        }
    }
}

double toy_distance(const naive_network *naive, const qtl_network *network)
{
    double largest = 0;
    for (size_t l = 0; l < network->n_layers; l++) {
        const qtl_layer *layer = &network->layers[l];
        const naive_layer *other = &naive->layer[l];
        const float *own = network->parameters;
        for (size_t i = 0; i < layer->n_weights; i++) {
            largest = fmax(largest, fabs(own[layer->weights + i] - other->w[i]));
        }
        for (size_t j = 0; j < layer->n_biases; j++) {
            largest = fmax(largest, fabs(own[layer->biases + j] - other->b[j]));
        }
        if (qtl_network_learns_range(network) && l + 1 < network->n_layers) {
            largest = fmax(largest, fabs(own[layer->theta] - other->theta));
        }
    }
    return largest;
}

/* p(y|x) of one input. */
static void target_of(const qtl_dataset *dataset, size_t input, float target[2])
{
    for (size_t k = 0; k < 2; k++) {
        target[k] = dataset->p_y_given_x ? (float)dataset->p_y_given_x[2 * input + k]
                                         : (float)(dataset->label[input] == k);
    }
}

void toy_epoch(naive_network *naive, toy_batches *batches)
{
    const qtl_dataset *dataset = batches->dataset;
    const size_t n = batches->n_train;
    const float **x = qtl_alloc(n, sizeof *x);
    const float **targets = qtl_alloc(n, sizeof *targets);
    float(*target)[2] = qtl_alloc(n, sizeof *target);
    qtl_random_shuffle(batches->rng, batches->order, n);
    for (size_t i = 0; i < n; i++) {
        const uint32_t input = batches->order[i];
        x[i] = dataset->x + input * dataset->n_features;
        target_of(dataset, batches->from ? batches->from[input] : input, target[i]);
        targets[i] = target[i];
    }
    for (size_t at = 0; at < n; at += batches->batch_size) {
        const size_t left = n - at;
        const size_t size = left < batches->batch_size ? left : batches->batch_size;
        naive_train_batch(naive, x + at, targets + at, size);
    }
    free((void *)x);
    free((void *)targets);
    free(target);
}
