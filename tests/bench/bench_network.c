/* One training epoch of the network that the field argues about, beside the naive way. */
#include <stdio.h>
#include <stdlib.h>

#define NAIVE_REAL float
#include "bench.h"
#include "naive_network.h"

enum { N_TRAIN = 3277, BATCH = 256 }; /* 80 % of 4096; Lorenzen et al. 2022 */

typedef struct epoch_state {
    qtl_dataset *dataset;
    qtl_network *network;
    qtl_trainer *trainer;
    uint32_t train[N_TRAIN];
    naive_network naive;
    const float *x[N_TRAIN], *targets[N_TRAIN];
} epoch_state;

static void must(qtl_status status)
{
    if (status != QTL_OK) {
        fprintf(stderr, "bench: %s\n", qtl_error_message());
        abort();
    }
}

static void set_naive(epoch_state *state, const qtl_network_spec *spec,
                      const qtl_training *training)
{
    static const float one_hot[2][2] = {{1, 0}, {0, 1}};
    naive_create(&state->naive, spec, training);
    for (size_t l = 0; l < spec->n_layers; l++) {
        naive_layer *layer = &state->naive.layer[l];
        for (size_t i = 0; i < layer->n_in * layer->n_out; i++) {
            layer->w[i] = 0.5F * ((float)(i * 37 % 64) / 32 - 1);
        }
    }
    for (size_t i = 0; i < N_TRAIN; i++) {
        state->x[i] = state->dataset->x + (size_t)state->train[i] * 12;
        state->targets[i] = one_hot[state->dataset->label[state->train[i]]];
    }
}

static void *set_up(uint32_t n_levels)
{
    static const qtl_layer_spec layers[] = {{.width = 10}, {.width = 7}, {.width = 5},
                                            {.width = 4},  {.width = 3}, {.width = 2}};
    epoch_state *state = calloc(1, sizeof *state);
    if (!state) {
        abort();
    }
    qtl_network_spec spec = {.n_inputs = 12,
                             .n_layers = 6,
                             .layers = layers,
                             .quantization = {.n_levels = n_levels}};
    const qtl_training training = {.optimizer = QTL_ADAM,
                                   .learning_rate = 1e-4,
                                   .beta1 = 0.9,
                                   .beta2 = 0.999,
                                   .epsilon = 1e-7,
                                   .batch_size = BATCH};
    must(qtl_activation_find("tanh", &spec.activation));
    must(qtl_dataset_create("tishby", NULL, &state->dataset));
    for (uint32_t i = 0; i < N_TRAIN; i++) {
        state->train[i] = i * 5 % 4096;
    }
    must(qtl_network_create(&spec, 1, 0, &state->network));
    must(qtl_trainer_create(state->network, state->dataset, state->train, N_TRAIN,
                            &training, 1, 0, &state->trainer));
    set_naive(state, &spec, &training);
    return state;
}

static void *set_up_continuous(void)
{
    return set_up(0);
}

static void *set_up_quantized(void)
{
    return set_up(256);
}

static void epoch(void *context)
{
    epoch_state *state = context;
    must(qtl_trainer_epoch(state->trainer, NULL));
}

static double flops(void *context)
{
    const epoch_state *state = context;
    return bench_epoch_flops(state->network, N_TRAIN);
}

static void naive_epoch(void *context)
{
    epoch_state *state = context;
    for (size_t at = 0; at < N_TRAIN; at += BATCH) {
        const size_t n = N_TRAIN - at < BATCH ? N_TRAIN - at : BATCH;
        naive_train_batch(&state->naive, state->x + at, state->targets + at, n);
    }
}

static void tear_down(void *context)
{
    epoch_state *state = context;
    qtl_trainer_free(state->trainer);
    qtl_network_free(state->network);
    qtl_dataset_free(state->dataset);
    naive_free(&state->naive);
    free(state);
}

const bench_case bench_network[] = {
    {"epoch 12-10-7-5-4-3-2 continuous", N_TRAIN, set_up_continuous, epoch, tear_down,
     "naive C, float, -O3", naive_epoch, 0, flops},
    {"epoch 12-10-7-5-4-3-2 quantized", N_TRAIN, set_up_quantized, epoch, tear_down,
     "naive C, float, -O3", naive_epoch, 0, flops},
    {0},
};
