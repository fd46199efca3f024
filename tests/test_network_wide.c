#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/memory.h"
#include "core/random.h"
#include "network/blas.h"
#include "network/layers.h"
#include "quantal/reading.h"
#include "suite.h"
#include "toy_network.h"

enum { N_INPUTS = 300, N_FEATURES = 400, WIDTH = 256, N_PATTERNS = 4096 };

static const qtl_layer_spec wide_layers[] = {
    {.width = WIDTH}, {.width = 20}, {.width = 2}};

static qtl_network_spec wide_spec(const char *activation, uint32_t n_levels)
{
    qtl_network_spec spec = {.n_inputs = N_FEATURES,
                             .n_layers = 3,
                             .layers = wide_layers,
                             .quantization = {.n_levels = n_levels}};
    ck_ok(qtl_activation_find(activation, &spec.activation));
    return spec;
}

static float *uniform(size_t n, uint64_t index)
{
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(11, QTL_FOR_TESTS, index, &rng));
    float *x = qtl_alloc(n, sizeof *x);
    for (size_t i = 0; i < n; i++) {
        x[i] = (float)(2 * gsl_rng_uniform(rng) - 1);
    }
    gsl_rng_free(rng);
    return x;
}

static qtl_dataset *wide_dataset(void)
{
    qtl_dataset *dataset = qtl_alloc(1, sizeof *dataset);
    *dataset = (qtl_dataset){.name = "wide",
                             .n_inputs = N_INPUTS,
                             .n_features = N_FEATURES,
                             .n_classes = 2,
                             .x = uniform(N_INPUTS * N_FEATURES, 1),
                             .label = qtl_alloc(N_INPUTS, sizeof(uint32_t))};
    for (size_t i = 0; i < N_INPUTS; i++) {
        dataset->label[i] = dataset->x[i * N_FEATURES] > 0;
    }
    return dataset;
}

static void train(qtl_network *network, const qtl_dataset *dataset, size_t n_epochs)
{
    const qtl_training training = {
        .optimizer = QTL_ADAM, .learning_rate = 1e-3, .batch_size = 64};
    uint32_t all[N_INPUTS];
    for (uint32_t i = 0; i < N_INPUTS; i++) {
        all[i] = i;
    }
    qtl_trainer *trainer = NULL;
    ck_ok(qtl_trainer_create(network, dataset, all, N_INPUTS, &training, 1, 0, &trainer));
    for (size_t epoch = 0; epoch < n_epochs; epoch++) {
        ck_ok(qtl_trainer_epoch(trainer, NULL));
    }
    qtl_trainer_free(trainer);
}

/* Levels or activations [layer][neuron][input] of all layers, one after the other. */
static double *values_of(const qtl_network *network, const qtl_dataset *dataset)
{
    const size_t n_neurons = WIDTH + 20 + 2;
    double *values = qtl_alloc(n_neurons * dataset->n_inputs, sizeof *values);
    qtl_reading *reading = NULL;
    ck_ok(qtl_reading_create(network, dataset, &reading));
    qtl_reading_begin(reading);
    qtl_layer_reading layer;
    double *next = values;
    while (qtl_reading_next(reading, &layer)) {
        qtl_layer_reading_values(&layer, next);
        next += layer.width * dataset->n_inputs;
    }
    ck_assert_uint_eq((size_t)(next - values), n_neurons * dataset->n_inputs);
    qtl_reading_free(reading);
    return values;
}

/* Input i of the n_a of one reading is input to[i] of the n_b of another. */
static void compare_readings(const double *a, size_t n_a, const double *b, size_t n_b,
                             const uint32_t *to)
{
    for (size_t j = 0; j < WIDTH + 20 + 2; j++) {
        for (size_t i = 0; i < n_a; i++) {
            ck_assert(a[j * n_a + i] == b[j * n_b + to[i]]);
        }
    }
}

/* --- reading ---------------------------------------------------------------- */

/* The data set once more, backwards, and cut: no input has its old place in a batch, and
 * the last batch another size. */
START_TEST(an_input_has_the_same_codes_wherever_it_lies)
{
    const qtl_network_spec spec = wide_spec(_i ? "tanh" : "relu", _i == 2 ? 0 : 256);
    qtl_network *network = toy_network(&spec, 1);
    qtl_dataset *dataset = wide_dataset();
    train(network, dataset, 2);
    double *forth = values_of(network, dataset);
    uint32_t to[N_INPUTS];
    float *backwards = qtl_alloc(N_INPUTS * N_FEATURES, sizeof *backwards);
    for (size_t i = 0; i < N_INPUTS; i++) {
        to[i] = (uint32_t)(N_INPUTS - 1 - i);
        memcpy(backwards + to[i] * N_FEATURES, dataset->x + i * N_FEATURES,
               N_FEATURES * sizeof *backwards);
    }
    float *x = dataset->x;
    dataset->x = backwards;
    double *back = values_of(network, dataset);
    compare_readings(forth, N_INPUTS, back, N_INPUTS, to);
    dataset->n_inputs = 3;
    double *cut = values_of(network, dataset);
    compare_readings(cut, 3, forth, N_INPUTS, (const uint32_t[]){299, 298, 297});
    dataset->x = x;
    free(backwards);
    free(forth);
    free(back);
    free(cut);
    qtl_network_free(network);
    qtl_dataset_free(dataset);
}
END_TEST

START_TEST(equal_inputs_have_equal_codes)
{
    const qtl_network_spec spec = wide_spec("relu", 256);
    qtl_network *network = toy_network(&spec, 1);
    qtl_dataset *dataset = wide_dataset();
    train(network, dataset, 1);
    for (size_t i = 1; i < N_INPUTS; i++) {
        memcpy(dataset->x + i * N_FEATURES, dataset->x, N_FEATURES * sizeof(float));
    }
    double *values = values_of(network, dataset);
    const uint32_t first[N_INPUTS] = {0};
    compare_readings(values, N_INPUTS, values, N_INPUTS, first);
    free(values);
    qtl_network_free(network);
    qtl_dataset_free(dataset);
}
END_TEST

/* --- training --------------------------------------------------------------- */

/* Sums of up to 400 products of numbers under 1, each rounded at 2^-24: 1e-4 is ample. */
static void compare(const float *a, const float *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ck_assert_float_eq_tol(a[i], b[i], 1e-4F);
    }
}

START_TEST(blas_gives_the_sums_of_the_kernels)
{
    enum { STRIDE = 80, LANES = 48 };
    const qtl_product_kernels *kernels = qtl_kernels_for(qtl_isa_best())->product;
    float *in = uniform(N_FEATURES * STRIDE, 2);
    float *delta = uniform(WIDTH * STRIDE, 3);
    float *matrix = uniform(WIDTH * N_FEATURES, 4);
    float *zeros = qtl_alloc(N_FEATURES, sizeof *zeros);
    float *own = qtl_alloc(N_FEATURES * WIDTH, sizeof *own);
    float *other = qtl_alloc(N_FEATURES * WIDTH, sizeof *other);
    qtl_product task = {.matrix = matrix,
                        .out_step = N_FEATURES,
                        .in_step = 1,
                        .bias = matrix,
                        .in = {in, N_FEATURES, STRIDE, LANES},
                        .out = {own, WIDTH, STRIDE, LANES}};
    kernels->forward(&task);
    task.out.data = other;
    qtl_blas_forward(&task);
    compare(own, other, WIDTH * STRIDE);
    task = (qtl_product){.matrix = matrix,
                         .out_step = 1,
                         .in_step = N_FEATURES,
                         .bias = zeros,
                         .in = {delta, WIDTH, STRIDE, LANES},
                         .out = {own, N_FEATURES, STRIDE, LANES}};
    kernels->forward(&task);
    task.out.data = other;
    qtl_blas_backward(&task);
    compare(own, other, N_FEATURES * STRIDE);
    float *sums = qtl_alloc(WIDTH, sizeof *sums);
    qtl_outer outer = {
        {delta, WIDTH, STRIDE, LANES}, {in, N_FEATURES, STRIDE, LANES}, own, sums};
    kernels->outer(&outer);
    outer.weights = other;
    qtl_blas_outer(&outer);
    compare(own, other, WIDTH * N_FEATURES);
    float *all[] = {in, delta, matrix, zeros, own, other, sums};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        free(all[i]);
    }
}
END_TEST

START_TEST(training_through_blas_repeats_to_the_bit)
{
    const qtl_network_spec spec = wide_spec("relu", 256);
    qtl_network *networks[] = {toy_network(&spec, 1), toy_network(&spec, 1)};
    qtl_dataset *dataset = wide_dataset();
    for (size_t i = 0; i < 2; i++) {
        ck_assert_ptr_nonnull(qtl_network_blas(networks[i]));
        train(networks[i], dataset, 3);
    }
    ck_assert_mem_eq(networks[0]->parameters, networks[1]->parameters,
                     networks[0]->n_parameters * sizeof(float));
    qtl_network_free(networks[0]);
    qtl_network_free(networks[1]);
    qtl_dataset_free(dataset);
}
END_TEST

/* The published small networks keep their bits on every machine. */
START_TEST(narrow_networks_are_trained_without_blas)
{
    static const size_t shapes[][2] = {{12, 10},   {784, 16},  {784, 127}, {1024, 20},
                                       {20, 1024}, {4096, 63}, {50, 16}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        ck_assert(!qtl_blas_pays(shapes[i][0], shapes[i][1]));
    }
    ck_assert(qtl_blas_pays(784, 1024) && qtl_blas_pays(1024, 1024));
    const qtl_network_spec spec = toy_spec("tanh", 256);
    qtl_network *network = toy_network(&spec, 1);
    ck_assert_ptr_null(qtl_network_blas(network));
    ck_assert_ptr_null(qtl_network_blas(NULL));
    qtl_network_free(network);
}
END_TEST

/* FNV-1a of the parameters after 20 epochs on all patterns, from version 0.1.0. */
START_TEST(small_networks_keep_the_bits_of_the_first_version)
{
    static const uint64_t expected[] = {5853065333781497509U, 15018972520701361952U,
                                        17712311294744915740U};
    qtl_network_spec spec = toy_spec(_i ? "relu" : "tanh", 256);
    spec.quantization.range = _i == 2 ? QTL_RANGE_LEARNED : QTL_RANGE_FIXED;
    spec.quantization.weights_8bit = _i == 2;
    qtl_network *network = toy_network(&spec, 1);
    qtl_dataset *dataset = toy_dataset(12, N_PATTERNS, false);
    const qtl_training training = {
        .optimizer = QTL_ADAM, .learning_rate = 1e-3, .batch_size = 250};
    uint32_t all[N_PATTERNS];
    for (uint32_t i = 0; i < N_PATTERNS; i++) {
        all[i] = i;
    }
    qtl_trainer *trainer = NULL;
    ck_ok(
        qtl_trainer_create(network, dataset, all, N_PATTERNS, &training, 1, 0, &trainer));
    for (size_t epoch = 0; epoch < 20; epoch++) {
        ck_ok(qtl_trainer_epoch(trainer, NULL));
    }
    uint64_t hash = 14695981039346656037U;
    const unsigned char *bytes = (const unsigned char *)network->parameters;
    for (size_t i = 0; i < network->n_parameters * sizeof(float); i++) {
        hash = (hash ^ bytes[i]) * 1099511628211U;
    }
    ck_assert_uint_eq(hash, expected[_i]);
    qtl_trainer_free(trainer);
    qtl_network_free(network);
    qtl_dataset_free(dataset);
}
END_TEST

/* Two billion weights are 72 GiB; only a machine with more could train them. */
START_TEST(a_network_larger_than_the_machine_is_refused)
{
    const qtl_layer_spec layers[] = {{.width = 45000}, {.width = 45000}, {.width = 2}};
    qtl_network_spec spec = wide_spec("tanh", 256);
    spec.layers = layers;
    const double memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    qtl_network *network = NULL;
    if (memory < 64 * 0x1p30) {
        ck_fails(qtl_network_create(&spec, 1, 0, &network), QTL_ENOMEM, "GiB to train");
    }
    ck_assert_ptr_null(network);
}
END_TEST

QTL_LOOPS("network wide", {an_input_has_the_same_codes_wherever_it_lies, 3},
          {equal_inputs_have_equal_codes, 1}, {blas_gives_the_sums_of_the_kernels, 1},
          {training_through_blas_repeats_to_the_bit, 1},
          {narrow_networks_are_trained_without_blas, 1},
          {a_network_larger_than_the_machine_is_refused, 1},
          {small_networks_keep_the_bits_of_the_first_version, 3})
