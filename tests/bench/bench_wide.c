/* Networks on pictures of 784 numbers, one core: epochs of a tenth of MNIST's 60,000
 * training images, and the reading pass. The pictures are fabricated, so that no file is
 * needed; a fifth of the numbers is not 0, as in MNIST. */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "quantal/reading.h"
#include "quantal/trainer.h"

enum { N_IMAGES = 6000, N_PIXELS = 784, N_CLASSES = 10 };

typedef struct wide_state {
    qtl_dataset dataset;
    qtl_network *network;
    qtl_trainer *trainer;
    qtl_reading *reading;
    uint32_t train[N_IMAGES];
} wide_state;

static void must(qtl_status status)
{
    if (status != QTL_OK) {
        fprintf(stderr, "bench: %s\n", qtl_error_message());
        abort();
    }
}

static void *room(size_t n, size_t size)
{
    void *memory = calloc(n, size);
    if (!memory) {
        abort();
    }
    return memory;
}

static void fabricate(qtl_dataset *dataset)
{
    *dataset = (qtl_dataset){.name = "fabricated",
                             .n_inputs = N_IMAGES,
                             .n_features = N_PIXELS,
                             .n_classes = N_CLASSES,
                             .x = room((size_t)N_IMAGES * N_PIXELS, sizeof(float)),
                             .label = room(N_IMAGES, sizeof(uint32_t)),
                             .rows = 28,
                             .columns = 28,
                             .channels = 1};
    uint32_t state = 1;
    for (size_t i = 0; i < (size_t)N_IMAGES * N_PIXELS; i++) {
        state = state * 1664525U + 1013904223U;
        const uint32_t gray = state >> 24;
        dataset->x[i] = gray > 204 ? (float)gray / 255 : 0;
        dataset->label[i / N_PIXELS] = (uint32_t)(i / N_PIXELS) % N_CLASSES;
    }
}

static void *set_up(const qtl_layer_spec *layers, size_t n_layers, size_t batch)
{
    wide_state *state = room(1, sizeof *state);
    fabricate(&state->dataset);
    qtl_network_spec spec = {.n_inputs = N_PIXELS,
                             .image = {28, 28, 1},
                             .n_layers = n_layers,
                             .layers = layers,
                             .quantization = {.n_levels = 256}};
    const qtl_training training = {
        .optimizer = QTL_ADAM, .learning_rate = 1e-4, .batch_size = batch};
    must(qtl_activation_find("relu", &spec.activation));
    for (uint32_t i = 0; i < N_IMAGES; i++) {
        state->train[i] = i;
    }
    must(qtl_network_create(&spec, 1, 0, &state->network));
    must(qtl_trainer_create(state->network, &state->dataset, state->train, N_IMAGES,
                            &training, 1, 0, &state->trainer));
    must(qtl_reading_create(state->network, &state->dataset, &state->reading));
    return state;
}

static void *set_up_wide(void)
{
    static const qtl_layer_spec layers[] = {
        {.width = 1024}, {.width = 20}, {.width = 20}, {.width = 20}, {.width = 10}};
    return set_up(layers, 5, 128);
}

static void *set_up_bottleneck(void)
{
    static const qtl_layer_spec layers[] = {
        {.width = 16}, {.width = 8}, {.width = 4}, {.width = 2}, {.width = 10}};
    return set_up(layers, 5, 256);
}

static void *set_up_convolution(void)
{
    static const qtl_layer_spec layers[] = {{QTL_CONVOLUTION, 2, 3}, {QTL_MAX_POOL, 0, 2},
                                            {QTL_CONVOLUTION, 2, 3}, {QTL_MAX_POOL, 0, 2},
                                            {.width = 16},           {.width = 10}};
    return set_up(layers, 6, 256);
}

static void epoch(void *context)
{
    wide_state *state = context;
    must(qtl_trainer_epoch(state->trainer, NULL));
}

static void reading(void *context)
{
    wide_state *state = context;
    qtl_layer_reading layer;
    qtl_reading_begin(state->reading);
    while (qtl_reading_next(state->reading, &layer)) {
    }
}

static void tear_down(void *context)
{
    wide_state *state = context;
    qtl_reading_free(state->reading);
    qtl_trainer_free(state->trainer);
    qtl_network_free(state->network);
    free(state->dataset.x);
    free(state->dataset.label);
    free(state);
}

const bench_case bench_wide[] = {
    {"1/10 epoch 784-1024-20-20-20-10, batch 128", N_IMAGES, set_up_wide, epoch,
     tear_down, "PyTorch 1.13, one core (5.9 s an epoch)", NULL, 0.59},
    {"reading 6000 inputs, 784-1024-20-20-20-10", N_IMAGES, set_up_wide, reading,
     tear_down, "", NULL, 0},
    {"1/10 epoch 784-16-8-4-2-10, batch 256", N_IMAGES, set_up_bottleneck, epoch,
     tear_down, "", NULL, 0},
    {"reading 6000 inputs, 784-16-8-4-2-10", N_IMAGES, set_up_bottleneck, reading,
     tear_down, "", NULL, 0},
    {"1/10 epoch conv3x3x2-pool2-conv3x3x2-pool2-16", N_IMAGES, set_up_convolution, epoch,
     tear_down, "", NULL, 0},
    {0},
};
