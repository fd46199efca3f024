/* Networks on pictures of 784 numbers, one core: epochs of as many images as MNIST has
 * for training, 60,000, and the reading of a tenth of them. The pictures are fabricated,
 * so that no file is needed; a fifth of the numbers is not 0, as in MNIST. */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "quantal/reading.h"
#include "quantal/trainer.h"

enum { N_IMAGES = 60000, N_READ = N_IMAGES / 10, N_PIXELS = 784, N_CLASSES = 10 };

typedef struct wide_state {
    qtl_dataset dataset;
    qtl_network *network;
    qtl_trainer *trainer;
    qtl_reading *reading;
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

static void fabricate(qtl_dataset *dataset, size_t n_images)
{
    *dataset = (qtl_dataset){.name = "fabricated",
                             .n_inputs = n_images,
                             .n_features = N_PIXELS,
                             .n_classes = N_CLASSES,
                             .x = room(n_images * N_PIXELS, sizeof(float)),
                             .label = room(n_images, sizeof(uint32_t)),
                             .rows = 28,
                             .columns = 28,
                             .channels = 1};
    uint32_t state = 1;
    for (size_t i = 0; i < n_images * N_PIXELS; i++) {
        state = state * 1664525U + 1013904223U;
        const uint32_t gray = state >> 24;
        dataset->x[i] = gray > 204 ? (float)gray / 255 : 0;
        dataset->label[i / N_PIXELS] = (uint32_t)(i / N_PIXELS) % N_CLASSES;
    }
}

typedef struct wide_plan {
    qtl_layer_spec layers[8];
    size_t n_layers, batch;
} wide_plan;

static const wide_plan wide = {
    {{.width = 1024}, {.width = 20}, {.width = 20}, {.width = 20}, {.width = 10}},
    5,
    128};
static const wide_plan bottleneck = {
    {{.width = 16}, {.width = 8}, {.width = 4}, {.width = 2}, {.width = 10}}, 5, 256};
static const wide_plan convolutions = {{{QTL_CONVOLUTION, 2, 3},
                                        {QTL_MAX_POOL, 0, 2},
                                        {QTL_CONVOLUTION, 2, 3},
                                        {QTL_MAX_POOL, 0, 2},
                                        {.width = 16},
                                        {.width = 10}},
                                       6,
                                       256};

static wide_state *set_up(const wide_plan *plan, size_t n_images)
{
    wide_state *state = room(1, sizeof *state);
    fabricate(&state->dataset, n_images);
    qtl_network_spec spec = {.n_inputs = N_PIXELS,
                             .image = {28, 28, 1},
                             .n_layers = plan->n_layers,
                             .layers = plan->layers,
                             .quantization = {.n_levels = 256}};
    must(qtl_activation_find("relu", &spec.activation));
    must(qtl_network_create(&spec, 1, 0, &state->network));
    return state;
}

static void *set_up_training(const wide_plan *plan)
{
    static uint32_t train[N_IMAGES];
    wide_state *state = set_up(plan, N_IMAGES);
    const qtl_training training = {
        .optimizer = QTL_ADAM, .learning_rate = 1e-4, .batch_size = plan->batch};
    for (uint32_t i = 0; i < N_IMAGES; i++) {
        train[i] = i;
    }
    must(qtl_trainer_create(state->network, &state->dataset, train, N_IMAGES, &training,
                            1, 0, &state->trainer));
    return state;
}

static void *set_up_reading(const wide_plan *plan)
{
    wide_state *state = set_up(plan, N_READ);
    must(qtl_reading_create(state->network, &state->dataset, &state->reading));
    return state;
}

static void *train_wide(void)
{
    return set_up_training(&wide);
}

static void *train_bottleneck(void)
{
    return set_up_training(&bottleneck);
}

static void *train_convolutions(void)
{
    return set_up_training(&convolutions);
}

static void *read_wide(void)
{
    return set_up_reading(&wide);
}

static void *read_bottleneck(void)
{
    return set_up_reading(&bottleneck);
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

static double flops(void *context)
{
    const wide_state *state = context;
    return bench_epoch_flops(state->network, N_IMAGES);
}

#define EPOCH(name, set_up, reference, seconds)                                          \
    {                                                                                    \
        "epoch " name, N_IMAGES, set_up, epoch, tear_down, reference, NULL, seconds,     \
            flops                                                                        \
    }
#define READING(name, set_up)                                                            \
    {                                                                                    \
        "reading 6000 inputs, " name, N_READ, set_up, reading, tear_down, "", NULL, 0,   \
            NULL                                                                         \
    }
const bench_case bench_wide[] = {
    EPOCH("784-1024-20-20-20-10, batch 128", train_wide, "PyTorch 1.13, one core", 5.9),
    READING("784-1024-20-20-20-10", read_wide),
    EPOCH("784-16-8-4-2-10, batch 256", train_bottleneck, "", 0),
    READING("784-16-8-4-2-10", read_bottleneck),
    EPOCH("conv3x3x2-pool2-conv3x3x2-pool2-16, 256", train_convolutions, "", 0),
    {0},
};
