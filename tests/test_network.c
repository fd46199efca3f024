#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "suite.h"
#include "toy_network.h"

/* The network after some epochs on 4096 inputs. */
static qtl_network *trained(const qtl_network_spec *spec, size_t n_epochs)
{
    qtl_dataset *dataset = toy_dataset(12, 4096, false);
    qtl_network *network = toy_network(spec, 4);
    toy_train(network, dataset, n_epochs);
    qtl_dataset_free(dataset);
    return network;
}

/* Batches follow the largest magnitude; learned ranges move. */
START_TEST(ranges_move_in_training_as_they_should)
{
    qtl_network_spec spec = toy_spec("relu", 256);
    for (size_t range = 0; range < QTL_RANGE_COUNT; range++) {
        spec.quantization.range = (qtl_range)range;
        spec.quantization.clip = 0.5;
        qtl_network *before = trained(&spec, 0);
        qtl_network *after = trained(&spec, 4);
        ck_assert_float_eq_tol(before->layers[0].grid.high, 0.5F, 1e-7F);
        ck_assert((after->layers[0].grid.high == 0.5F) == (range == QTL_RANGE_FIXED));
        qtl_network_free(before);
        qtl_network_free(after);
    }
}
END_TEST

START_TEST(eight_bit_weights_lie_on_255_levels)
{
    qtl_network_spec spec = toy_spec("tanh", 256);
    spec.quantization.weights_8bit = true;
    qtl_network *network = trained(&spec, 2);
    for (size_t l = 0; l < spec.n_layers; l++) {
        const qtl_layer *layer = &network->layers[l];
        const float *w = network->parameters + layer->weights;
        const float *used = network->effective + layer->weights;
        float largest = 0;
        for (size_t i = 0; i < layer->n_in * layer->n_out; i++) {
            largest = fmaxf(largest, fabsf(w[i]));
        }
        for (size_t i = 0; i < layer->n_in * layer->n_out; i++) {
            const double code = used[i] / (largest / 127.0);
            ck_assert_double_eq_tol(code, nearbyint(code), 1e-4);
            ck_assert_double_le(fabs(code), 127.001);
            ck_assert_double_le(fabs(used[i] - w[i]), largest / 127 * 0.5001);
        }
        ck_assert_mem_eq(network->effective + layer->biases,
                         network->parameters + layer->biases,
                         layer->n_out * sizeof(float));
    }
    qtl_network_free(network);
}
END_TEST

/* 40,000 weights: sample moments within five standard errors of the formulas. The
 * variance of a normal cut at two sd is 0.7737 of the whole. */
START_TEST(initial_weights_have_their_variance)
{
    static const double expected[QTL_INITIALIZER_COUNT] = {
        [QTL_GLOROT_UNIFORM] = 2.0 / 500,
        [QTL_HE] = 2.0 / 100,
        [QTL_TRUNCATED_FAN_IN] = 0.7737 / 100,
        [QTL_TRUNCATED_FAN_OUT] = 0.7737 / 400,
    };
    const qtl_layer_spec layers[] = {{.width = 400}, {.width = 2}};
    qtl_network_spec spec = {.n_inputs = 100, .n_layers = 2, .layers = layers};
    spec.activation = qtl_activation_at(0);
    spec.initializer = (qtl_initializer)_i;
    qtl_network *network = toy_network(&spec, 0);
    double sum = 0;
    double squares = 0;
    double largest = 0;
    for (size_t i = 0; i < 40000; i++) {
        const double w = network->parameters[i];
        sum += w;
        squares += w * w;
        largest = fmax(largest, fabs(w));
    }
    const double variance = expected[_i];
    ck_assert_double_le(fabs(sum / 40000), 5 * sqrt(variance / 40000));
    ck_assert_double_le(fabs(squares / 40000 - variance), 5 * variance * sqrt(2.0 / 4e4));
    if (_i >= QTL_TRUNCATED_FAN_IN) {
        ck_assert_double_le(largest, 2 * sqrt(variance / 0.7737) * 1.000001);
    }
    qtl_network_free(network);
}
END_TEST

START_TEST(optimizers_have_names)
{
    const char *const names[] = {"sgd", "momentum", "adam"};
    for (size_t i = 0; i < QTL_OPTIMIZER_COUNT; i++) {
        ck_assert_str_eq(qtl_optimizer_name(i), names[i]);
        ck_assert_ptr_nonnull(qtl_optimizer_summary(i));
    }
    ck_assert_ptr_null(qtl_optimizer_name(QTL_OPTIMIZER_COUNT));
    ck_assert_ptr_null(qtl_optimizer_summary(QTL_OPTIMIZER_COUNT));
}
END_TEST

START_TEST(names_are_found)
{
    for (size_t i = 0; qtl_activation_at(i); i++) {
        const qtl_activation *found = NULL;
        ck_ok(qtl_activation_find(qtl_activation_at(i)->name, &found));
        ck_assert_ptr_eq(found, qtl_activation_at(i));
    }
    const qtl_activation *found = NULL;
    ck_fails(qtl_activation_find("tahn", &found), QTL_EUNKNOWN, "\"tanh\"");
    ck_fails(qtl_activation_find("no such thing", &found), QTL_EUNKNOWN, "quantal list");
    ck_fails(qtl_activation_find(NULL, &found), QTL_EINVAL, "NULL");
    ck_assert_ptr_null(found);
    ck_assert_str_eq(qtl_initializer_name(QTL_TRUNCATED_FAN_IN), "truncated-fan-in");
    ck_assert_ptr_null(qtl_initializer_name(QTL_INITIALIZER_COUNT));
    ck_assert_str_eq(qtl_range_name(QTL_RANGE_RUNNING_MAX), "running-max");
    ck_assert_ptr_null(qtl_range_name(QTL_RANGE_COUNT));
}
END_TEST

static void refuse(const qtl_network_spec *spec, qtl_status status, const char *words)
{
    qtl_network *network = NULL;
    ck_fails(qtl_network_create(spec, 1, 0, &network), status, words);
    ck_assert_ptr_null(network);
}

START_TEST(impossible_networks_are_refused)
{
    const qtl_network_spec good = toy_spec("tanh", 256);
    const qtl_layer_spec hole[] = {{.width = 7}, {.width = 0}, {.width = 2}};
    const qtl_layer_spec one_class[] = {{.width = 7}, {.width = 1}};
    const qtl_layer_spec huge[] = {{.width = (size_t)1 << 62}, {.width = 2}};
    const qtl_layer_spec many[] = {
        {.width = 40000}, {.width = 40000}, {.width = 40000}, {.width = 2}};
    const qtl_activation stranger = *good.activation;
    qtl_network_spec s = good;
    s.n_inputs = 0;
    refuse(&s, QTL_ERANGE, "at least one input");
    s = good, s.n_layers = 0;
    refuse(&s, QTL_ERANGE, "output layer");
    s = good, s.layers = NULL;
    refuse(&s, QTL_ERANGE, "output layer");
    s = good, s.layers = hole, s.n_layers = 3;
    refuse(&s, QTL_ERANGE, "layer 2 has width 0");
    s = good, s.layers = one_class, s.n_layers = 2;
    refuse(&s, QTL_ERANGE, "two classes");
    s = good, s.layers = huge, s.n_layers = 2;
    refuse(&s, QTL_ERANGE, "too large");
    s = good, s.layers = many, s.n_layers = 4;
    refuse(&s, QTL_ERANGE, "too many");
    s = good, s.activation = NULL;
    refuse(&s, QTL_EINVAL, "no activation");
    s = good, s.activation = &stranger;
    refuse(&s, QTL_EUNKNOWN, "table");
    s = good, s.initializer = QTL_INITIALIZER_COUNT;
    refuse(&s, QTL_ERANGE, "initializer");
    refuse(NULL, QTL_EINVAL, "NULL");
    qtl_network_free(NULL);
}
END_TEST

START_TEST(impossible_quantizers_are_refused)
{
    const qtl_network_spec good = toy_spec("tanh", 256);
    qtl_network_spec s = good;
    s.quantization.n_levels = 1;
    refuse(&s, QTL_ERANGE, "1 levels");
    s = good, s.quantization.n_levels = 65537;
    refuse(&s, QTL_ERANGE, "65537 levels");
    s = good, s.quantization.range = QTL_RANGE_COUNT;
    refuse(&s, QTL_ERANGE, "range");
    s = good, s.quantization.clip = -1;
    refuse(&s, QTL_ERANGE, "clip -1");
    s = good, s.quantization.clip = NAN;
    refuse(&s, QTL_ERANGE, "clip");
}
END_TEST

QTL_LOOPS("network", {ranges_move_in_training_as_they_should, 1},
          {eight_bit_weights_lie_on_255_levels, 1},
          {initial_weights_have_their_variance, QTL_INITIALIZER_COUNT},
          {names_are_found, 1}, {optimizers_have_names, 1},
          {impossible_networks_are_refused, 1}, {impossible_quantizers_are_refused, 1})
