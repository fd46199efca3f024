#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "suite.h"
#include "toy_network.h"

enum { N_SAMPLES = 37 }; /* two full chunks of 16 and a part */

static const qtl_training plain = {.optimizer = QTL_SGD, .learning_rate = 0.1};

typedef struct sample_set {
    qtl_dataset *dataset;
    const float *x[N_SAMPLES], *targets[N_SAMPLES];
    float target[N_SAMPLES][2];
} sample_set;

static sample_set *samples(bool soft)
{
    sample_set *set = qtl_alloc(1, sizeof *set);
    set->dataset = toy_dataset(12, 4096, soft);
    for (size_t s = 0; s < N_SAMPLES; s++) {
        const size_t input = s * 97 % 4096;
        const uint32_t label = set->dataset->label[input];
        set->x[s] = set->dataset->x + input * 12;
        set->target[s][label] = soft ? 0.9F : 1;
        set->target[s][1 - label] = soft ? 0.1F : 0;
        set->targets[s] = set->target[s];
    }
    return set;
}

static void free_samples(sample_set *set)
{
    qtl_dataset_free(set->dataset);
    free(set);
}

static double mean_loss(naive_network *naive, const sample_set *set)
{
    double sum = 0;
    for (size_t s = 0; s < N_SAMPLES; s++) {
        sum += naive_forward(naive, set->x[s], set->targets[s]);
    }
    return sum / N_SAMPLES;
}

/* Central differences in double precision: the error is h^2 f''' / 6, about 1e-10 at
 * h = 1e-5, and 1e-16 / h from rounding; 1e-7 leaves room for steep third derivatives.
 * No sample lies within h of a kink for these weights. */
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

START_TEST(the_naive_gradient_equals_finite_differences)
{
    const qtl_network_spec spec = toy_spec(qtl_activation_at((size_t)_i)->name, 0);
    qtl_network *network = toy_network(&spec, 1);
    sample_set *set = samples(_i % 2 == 1);
    naive_network naive;
    toy_naive(&naive, network, &spec, &plain);
    for (size_t j = 0; j < 7; j++) {
        naive.layer[0].b[j] = 0.05 * (double)j - 0.17; /* away from kinks at 0 */
    }
    naive_gradient(&naive, set->x, set->targets, N_SAMPLES);
    for (size_t l = 0; l < spec.n_layers; l++) {
        naive_layer *layer = &naive.layer[l];
        for (size_t i = 0; i < layer->n_in * layer->n_out; i++) {
            compare_with_differences(&naive, set, &layer->w[i], layer->gw[i]);
        }
        for (size_t j = 0; j < layer->n_out; j++) {
            compare_with_differences(&naive, set, &layer->b[j], layer->gb[j]);
        }
    }
    naive_free(&naive);
    qtl_network_free(network);
    free_samples(set);
}
END_TEST

/* The library's gradient of the samples, [n_parameters]. */
static float *own_gradient(qtl_network *network, const sample_set *set)
{
    qtl_workspace workspace;
    ck_ok(qtl_workspace_create(network, N_SAMPLES, &workspace));
    for (size_t s = 0; s < workspace.n_lanes; s++) {
        const size_t from = s < N_SAMPLES ? s : 0;
        for (size_t i = 0; i < 12; i++) {
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

/* Every number on the way has a relative error of some 1e-7 and at most 40 are summed; no
 * gradient here exceeds 1. A value that rounds to another level would show as 1e-4. */
static void compare_gradients(const qtl_network *network, const naive_network *naive,
                              const float *own)
{
    for (size_t l = 0; l < network->n_layers; l++) {
        const qtl_layer *layer = &network->layers[l];
        const naive_layer *other = &naive->layer[l];
        for (size_t i = 0; i < layer->n_in * layer->n_out; i++) {
            ck_assert_double_eq_tol(own[layer->weights + i], other->gw[i], 3e-6);
        }
        for (size_t j = 0; j < layer->n_out; j++) {
            ck_assert_double_eq_tol(own[layer->biases + j], other->gb[j], 3e-6);
        }
        if (qtl_network_learns_range(network)) {
            ck_assert_double_eq_tol(own[layer->theta], other->gtheta, 3e-6);
        }
    }
}

static void check_gradients(const qtl_network_spec *spec, bool soft)
{
    qtl_network *network = toy_network(spec, 2);
    sample_set *set = samples(soft);
    naive_network naive;
    toy_naive(&naive, network, spec, &plain);
    naive_gradient(&naive, set->x, set->targets, N_SAMPLES);
    float *own = own_gradient(network, set);
    compare_gradients(network, &naive, own);
    free(own);
    naive_free(&naive);
    qtl_network_free(network);
    free_samples(set);
}

START_TEST(continuous_gradients_equal_the_naive_ones)
{
    const qtl_network_spec spec = toy_spec(qtl_activation_at((size_t)_i)->name, 0);
    check_gradients(&spec, false);
    check_gradients(&spec, true);
}
END_TEST

/* A clip of 0.4 puts many samples outside the range. */
START_TEST(straight_through_gradients_equal_the_naive_ones)
{
    for (size_t range = 0; range < QTL_RANGE_COUNT; range++) {
        qtl_network_spec spec = toy_spec(qtl_activation_at((size_t)_i)->name, 256);
        spec.quantization.range = (qtl_range)range;
        spec.quantization.clip = 0.4;
        check_gradients(&spec, range == 1);
        spec.quantization.weights_8bit = true;
        check_gradients(&spec, false);
    }
}
END_TEST

/* One linear neuron z = 10 x with x = 1 is clipped to c = 2; the logits are v_k c, so
 * d loss / d log c = c sum_k (p_k - y_k) v_k, and nothing reaches the first weight. */
START_TEST(the_range_gradient_has_its_closed_form)
{
    const qtl_layer_spec chain[] = {{.width = 1}, {.width = 2}};
    qtl_network_spec spec = {.n_inputs = 1, .n_layers = 2, .layers = chain};
    spec.quantization = (qtl_quantization){256, QTL_RANGE_LEARNED, 2, false};
    ck_ok(qtl_activation_find("linear", &spec.activation));
    qtl_network *network = toy_network(&spec, 0);
    const qtl_layer *layers = network->layers;
    network->parameters[layers[0].weights] = 10;
    network->parameters[layers[1].weights] = 0.3F;
    network->parameters[layers[1].weights + 1] = -0.5F;
    qtl_network_refresh(network);
    qtl_workspace workspace;
    ck_ok(qtl_workspace_create(network, 1, &workspace));
    for (size_t s = 0; s < workspace.n_lanes; s++) {
        workspace.input.data[s] = 1;
        workspace.targets.data[s] = 1;
    }
    float *gradient = qtl_alloc(network->n_parameters, sizeof *gradient);
    qtl_network_forward_training(network, &workspace);
    qtl_network_backward(network, &workspace, 1, gradient);
    const double p = 1 / (1 + exp(-2 * 0.8));
    ck_assert_double_eq_tol(gradient[layers[0].theta],
                            2 * ((p - 1) * 0.3 + (1 - p) * -0.5), 1e-6);
    ck_assert(gradient[layers[0].weights] == 0);
    free(gradient);
    qtl_workspace_free(&workspace);
    qtl_network_free(network);
}
END_TEST

QTL_LOOPS("network gradients",
          {the_naive_gradient_equals_finite_differences, QTL_ACTIVATION_COUNT},
          {continuous_gradients_equal_the_naive_ones, QTL_ACTIVATION_COUNT},
          {straight_through_gradients_equal_the_naive_ones, QTL_ACTIVATION_COUNT},
          {the_range_gradient_has_its_closed_form, 1})
