#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/random.h"
#include "quantal/reading.h"
#include "suite.h"
#include "toy_network.h"

enum { N_SAMPLES = 37, N_PIXELS = 7 * 6 * 2 };

static const qtl_training plain = {.optimizer = QTL_SGD, .learning_rate = 0.1};

/* 7x6x2 -> 5x4x3 -> (a row is left over) 2x2x3 -> 1x1x2 -> 4 -> 2. */
static const qtl_layer_spec image_layers[] = {{QTL_CONVOLUTION, 3, 3},
                                              {QTL_MAX_POOL, 0, 2},
                                              {QTL_CONVOLUTION, 2, 2},
                                              {QTL_DENSE, 4, 0},
                                              {QTL_DENSE, 2, 0}};

static qtl_network_spec image_spec(const char *activation, uint32_t n_levels)
{
    qtl_network_spec spec = {.n_inputs = N_PIXELS,
                             .image = {7, 6, 2},
                             .n_layers = 5,
                             .layers = image_layers,
                             .quantization = {.n_levels = n_levels}};
    ck_ok(qtl_activation_find(activation, &spec.activation));
    return spec;
}

/* Random pictures, label 1 when the left side is brighter. */
static qtl_dataset *pictures(size_t n)
{
    qtl_dataset *dataset = qtl_alloc(1, sizeof *dataset);
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(5, QTL_FOR_TESTS, 0, &rng));
    *dataset = (qtl_dataset){.name = "pictures",
                             .n_inputs = n,
                             .n_features = N_PIXELS,
                             .n_classes = 2,
                             .rows = 7,
                             .columns = 6,
                             .channels = 2,
                             .x = qtl_alloc(n * N_PIXELS, sizeof(float)),
                             .label = qtl_alloc(n, sizeof(uint32_t))};
    for (size_t i = 0; i < n; i++) {
        double score = 0;
        for (size_t j = 0; j < N_PIXELS; j++) {
            const double x = gsl_rng_uniform(rng);
            dataset->x[i * N_PIXELS + j] = (float)x;
            score += j % 6 < 3 ? x : -x;
        }
        dataset->label[i] = score > 0;
    }
    gsl_rng_free(rng);
    return dataset;
}

/* --- by hand ---------------------------------------------------------------- */

/* 1..9 under (1 2; 3 4) with bias 1: 1 + 4 + 12 + 20 + 1 = 38 at the upper left. */
START_TEST(a_convolution_equals_one_worked_by_hand)
{
    _Alignas(64) float in[9 * 16];
    _Alignas(64) float out[4 * 16];
    const float weights[] = {1, 2, 3, 4};
    const float bias = 1;
    const float expected[] = {38, 48, 68, 78};
    for (size_t i = 0; i < sizeof in / sizeof *in; i++) {
        in[i] = (float)(i / 16 + 1);
    }
    const qtl_convolution task = {.weights = weights,
                                  .biases = &bias,
                                  .side = 2,
                                  .below = {3, 3, 1},
                                  .above = {2, 2, 1},
                                  .in = {in, 9, 16, 16},
                                  .out = {out, 4, 16, 16}};
    qtl_kernels_for(qtl_isa_best())->image->convolve(&task);
    for (size_t i = 0; i < sizeof out / sizeof *out; i++) {
        ck_assert_float_eq(out[i], expected[i / 16]);
    }
}
END_TEST

/* (1 3 3 | 2; 0 3 1 | 5) in windows of 2: 3, the upper of two equal ones, and 5. */
START_TEST(the_gradient_of_pooling_goes_to_the_first_maximum)
{
    const float picture[] = {1, 3, 3, 2, 0, 3, 1, 5};
    const float expected[] = {0, 10, 0, 0, 0, 0, 0, 20};
    _Alignas(64) float in[8 * 16];
    _Alignas(64) float out[2 * 16];
    _Alignas(64) float delta[2 * 16];
    _Alignas(64) float to[8 * 16];
    for (size_t i = 0; i < sizeof in / sizeof *in; i++) {
        in[i] = picture[i / 16];
        delta[i % 32] = i % 32 < 16 ? 10 : 20;
    }
    const qtl_pooling task = {.side = 2,
                              .below = {2, 4, 1},
                              .above = {1, 2, 1},
                              .in = {in, 8, 16, 16},
                              .out = {out, 2, 16, 16},
                              .delta = {delta, 2, 16, 16},
                              .to = {to, 8, 16, 16}};
    const qtl_image_kernels *kernels = qtl_kernels_for(qtl_isa_best())->image;
    kernels->pool(&task);
    kernels->pool_back(&task);
    ck_assert(out[0] == 3 && out[16] == 5);
    for (size_t i = 0; i < sizeof to / sizeof *to; i++) {
        ck_assert_float_eq(to[i], expected[i / 16]);
    }
}
END_TEST

/* --- gradients -------------------------------------------------------------- */

typedef struct sample_set {
    qtl_dataset *dataset;
    const float *x[N_SAMPLES], *targets[N_SAMPLES];
} sample_set;

static sample_set samples(void)
{
    static const float one_hot[2][2] = {{1, 0}, {0, 1}};
    sample_set set = {.dataset = pictures(N_SAMPLES)};
    for (size_t s = 0; s < N_SAMPLES; s++) {
        set.x[s] = set.dataset->x + s * N_PIXELS;
        set.targets[s] = one_hot[set.dataset->label[s]];
    }
    return set;
}

static double mean_loss(naive_network *naive, const sample_set *set)
{
    double sum = 0;
    for (size_t s = 0; s < N_SAMPLES; s++) {
        sum += naive_forward(naive, set->x[s], set->targets[s]);
    }
    return sum / N_SAMPLES;
}

/* As in test_network_gradients.c: h^2 f''' / 6 is about 1e-10. Two neurons of a window
 * are nowhere within h of each other here. */
static void compare_with_differences(naive_network *naive, const sample_set *set,
                                     double *parameter, double gradient)
{
    const double h = 1e-5;
    const double at = *parameter;
    *parameter = at + h;
    const double above = mean_loss(naive, set);
    *parameter = at - h;
    const double below = mean_loss(naive, set);
    *parameter = at;
    ck_assert_double_eq_tol((above - below) / (2 * h), gradient, 1e-7);
}

START_TEST(the_naive_gradient_of_images_equals_finite_differences)
{
    const qtl_network_spec spec = image_spec(_i ? "tanh" : "swish", 0);
    qtl_network *network = toy_network(&spec, 5);
    sample_set set = samples();
    naive_network naive;
    toy_naive(&naive, network, &spec, &plain);
    naive_gradient(&naive, set.x, set.targets, N_SAMPLES);
    for (size_t l = 0; l < spec.n_layers; l++) {
        naive_layer *layer = &naive.layer[l];
        for (size_t i = 0; i < layer->n_weights; i++) {
            compare_with_differences(&naive, &set, &layer->w[i], layer->gw[i]);
        }
        for (size_t j = 0; j < layer->n_biases; j++) {
            compare_with_differences(&naive, &set, &layer->b[j], layer->gb[j]);
        }
    }
    naive_free(&naive);
    qtl_network_free(network);
    qtl_dataset_free(set.dataset);
}
END_TEST

static float *own_gradient(qtl_network *network, const sample_set *set)
{
    qtl_workspace workspace;
    ck_ok(qtl_workspace_create(network, N_SAMPLES, &workspace));
    for (size_t s = 0; s < workspace.n_lanes; s++) {
        const size_t from = s < N_SAMPLES ? s : 0;
        for (size_t i = 0; i < N_PIXELS; i++) {
            workspace.input.data[i * workspace.stride + s] = set->x[from][i];
        }
        for (size_t k = 0; k < 2; k++) {
            workspace.targets.data[k * workspace.stride + s] = set->targets[from][k];
        }
    }
    float *gradient = qtl_alloc(network->n_parameters, sizeof *gradient);
    qtl_network_forward_training(network, &workspace);
    qtl_network_backward(network, &workspace, N_SAMPLES, gradient);
    qtl_workspace_free(&workspace);
    return gradient;
}

/* As in test_network_gradients.c: relative errors of some 1e-7, sums of a few hundred. */
static void compare_gradients(const qtl_network *network, const naive_network *naive,
                              const float *own)
{
    for (size_t l = 0; l < network->n_layers; l++) {
        const qtl_layer *layer = &network->layers[l];
        const naive_layer *other = &naive->layer[l];
        for (size_t i = 0; i < layer->n_weights; i++) {
            ck_assert_double_eq_tol(own[layer->weights + i], other->gw[i], 5e-6);
        }
        for (size_t j = 0; j < layer->n_biases; j++) {
            ck_assert_double_eq_tol(own[layer->biases + j], other->gb[j], 5e-6);
        }
        if (qtl_network_learns_range(network) && layer->kind != QTL_MAX_POOL) {
            ck_assert_double_eq_tol(own[layer->theta], other->gtheta, 5e-6);
        }
    }
}

static void check_gradients(const qtl_network_spec *spec)
{
    qtl_network *network = toy_network(spec, 2);
    sample_set set = samples();
    naive_network naive;
    toy_naive(&naive, network, spec, &plain);
    naive_gradient(&naive, set.x, set.targets, N_SAMPLES);
    float *own = own_gradient(network, &set);
    compare_gradients(network, &naive, own);
    free(own);
    naive_free(&naive);
    qtl_network_free(network);
    qtl_dataset_free(set.dataset);
}

START_TEST(gradients_of_images_equal_the_naive_ones)
{
    const char *name = qtl_activation_at((size_t)_i)->name;
    qtl_network_spec spec = image_spec(name, 0);
    check_gradients(&spec);
    for (size_t range = 0; range < QTL_RANGE_COUNT; range++) {
        spec = image_spec(name, 256);
        spec.quantization.range = (qtl_range)range;
        spec.quantization.clip = 0.4;
        check_gradients(&spec);
        spec.quantization.weights_8bit = true;
        check_gradients(&spec);
    }
}
END_TEST

START_TEST(every_instruction_set_gives_the_same_image_gradients)
{
    const qtl_network_spec spec = image_spec("relu", 256);
    qtl_network *network = toy_network(&spec, 3);
    sample_set set = samples();
    qtl_network_use(network, QTL_ISA_BASELINE);
    float *base = own_gradient(network, &set);
    for (qtl_isa isa = QTL_ISA_AVX2; isa < QTL_ISA_COUNT; isa++) {
        if (qtl_isa_supported(isa)) {
            qtl_network_use(network, isa);
            float *own = own_gradient(network, &set);
            ck_assert_mem_eq(own, base, network->n_parameters * sizeof *own);
            free(own);
        }
    }
    free(base);
    qtl_network_free(network);
    qtl_dataset_free(set.dataset);
}
END_TEST

/* --- codes ------------------------------------------------------------------ */

/* The largest code of a 2 x 2 window of a 5 x 4 plane, from the codes below. */
static uint8_t largest_code(const uint8_t *below, size_t neuron, size_t point)
{
    const size_t channel = neuron / 4;
    const size_t row = neuron / 2 % 2 * 2;
    const size_t column = neuron % 2 * 2;
    uint8_t largest = 0;
    for (size_t k = 0; k < 4; k++) {
        const size_t at = (channel * 5 + row + k / 2) * 4 + column + k % 2;
        const uint8_t code = below[at * 100 + point];
        largest = code > largest ? code : largest;
    }
    return largest;
}

START_TEST(pooled_codes_are_codes_of_the_layer_below)
{
    qtl_network_spec spec = image_spec(_i % 2 ? "tanh" : "relu", 256);
    spec.quantization.range = (qtl_range)(_i / 2);
    spec.quantization.clip = 0.4;
    qtl_network *network = toy_network(&spec, 4);
    qtl_dataset *dataset = pictures(100);
    uint32_t train[100];
    for (uint32_t i = 0; i < 100; i++) {
        train[i] = i;
    }
    qtl_trainer *trainer = NULL;
    qtl_reading *reading = NULL;
    qtl_layer_reading layer;
    uint8_t below[60 * 100];
    ck_ok(qtl_trainer_create(network, dataset, train, 100, &plain, 1, 0, &trainer));
    ck_ok(qtl_trainer_epoch(trainer, NULL));
    ck_ok(qtl_reading_create(network, dataset, &reading));
    ck_assert(qtl_reading_next(reading, &layer) && layer.width == 60);
    memcpy(below, layer.byte_codes, sizeof below);
    ck_assert(qtl_reading_next(reading, &layer) && layer.width == 12);
    for (size_t i = 0; i < 12 * 100; i++) {
        ck_assert_uint_eq(layer.byte_codes[i], largest_code(below, i / 100, i % 100));
    }
    qtl_reading_free(reading);
    qtl_trainer_free(trainer);
    qtl_network_free(network);
    qtl_dataset_free(dataset);
}
END_TEST

/* --- misfits ---------------------------------------------------------------- */

static void refuse(const qtl_layer_spec *layers, size_t n_layers, qtl_image image,
                   const char *words)
{
    qtl_network_spec spec = image_spec("relu", 256);
    spec.layers = layers;
    spec.n_layers = n_layers;
    spec.image = image;
    qtl_network *network = NULL;
    ck_fails(qtl_network_create(&spec, 1, 0, &network), QTL_ERANGE, words);
    ck_assert_ptr_null(network);
}

START_TEST(layers_that_do_not_fit_are_refused)
{
    const qtl_image image = {7, 6, 2};
    const qtl_layer_spec output = {QTL_DENSE, 2, 0};
    const qtl_layer_spec large[] = {{QTL_CONVOLUTION, 2, 7}, output};
    const qtl_layer_spec first[] = {{QTL_MAX_POOL, 0, 2}, output};
    const qtl_layer_spec after[] = {{QTL_DENSE, 9, 0}, {QTL_CONVOLUTION, 1, 3}, output};
    const qtl_layer_spec last[] = {{QTL_CONVOLUTION, 2, 3}};
    const qtl_layer_spec wide[] = {{QTL_CONVOLUTION, (size_t)1 << 60, 3}, output};
    const qtl_layer_spec none[] = {{QTL_CONVOLUTION, 2, 0}, output};
    refuse(large, 2, image, "layer 1, conv7x7x2, does not fit into the 7 x 6 neurons");
    refuse(first, 2, image, "layer 1 pools the inputs");
    refuse(after, 3, image, "layer 2, conv3x3x1, needs an image below it; put it before");
    refuse(last, 1, image, "the output layer must be dense");
    refuse(wide, 2, image, "too large");
    refuse(none, 2, image, "has side 0");
    refuse(none, 2, (qtl_image){0}, "the inputs are none");
    refuse(image_layers, 5, (qtl_image){7, 6, 3}, "an image of 7 x 6 x 3 has not 84");
}
END_TEST

QTL_LOOPS("network images", {a_convolution_equals_one_worked_by_hand, 1},
          {the_gradient_of_pooling_goes_to_the_first_maximum, 1},
          {the_naive_gradient_of_images_equals_finite_differences, 2},
          {gradients_of_images_equal_the_naive_ones, QTL_ACTIVATION_COUNT},
          {every_instruction_set_gives_the_same_image_gradients, 1},
          {pooled_codes_are_codes_of_the_layer_below, 6},
          {layers_that_do_not_fit_are_refused, 1})
