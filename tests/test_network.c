#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "quantal/snapshot.h"
#include "suite.h"
#include "toy_network.h"

static const qtl_training adam = {
    .optimizer = QTL_ADAM, .learning_rate = 1e-2, .batch_size = 128};

/* A network after some epochs on 80 % of 4096 inputs, and its snapshot. */
typedef struct setting {
    qtl_dataset *dataset;
    qtl_network *network;
    qtl_snapshot *snapshot;
} setting;

static setting trained(const qtl_network_spec *spec, size_t n_epochs)
{
    setting s = {toy_dataset(12, 4096, false), toy_network(spec, 4), NULL};
    uint32_t *train = qtl_alloc(3277, sizeof *train);
    for (uint32_t i = 0; i < 3277; i++) {
        train[i] = i;
    }
    qtl_trainer *trainer = NULL;
    ck_ok(qtl_trainer_create(s.network, s.dataset, train, 3277, &adam, 1, 0, &trainer));
    for (size_t epoch = 0; epoch < n_epochs; epoch++) {
        ck_ok(qtl_trainer_epoch(trainer, NULL));
    }
    qtl_trainer_free(trainer);
    free(train);
    ck_ok(qtl_snapshot_create(s.network, 4096, &s.snapshot));
    ck_ok(qtl_snapshot_take(s.network, s.dataset, s.snapshot));
    return s;
}

static void tear_down(setting s)
{
    qtl_snapshot_free(s.snapshot);
    qtl_network_free(s.network);
    qtl_dataset_free(s.dataset);
}

static bool same_codes(const qtl_snapshot *snapshot, size_t l, size_t a, size_t b)
{
    bool same = true;
    for (size_t j = 0; j < snapshot->widths[l]; j++) {
        const uint16_t *row = snapshot->codes[l] + j * snapshot->n_points;
        same = same && row[a] == row[b];
    }
    return same;
}

static uint32_t hash_codes(const qtl_snapshot *snapshot, size_t l, size_t point)
{
    uint32_t hash = 2166136261U;
    for (size_t j = 0; j < snapshot->widths[l]; j++) {
        hash = (hash ^ snapshot->codes[l][j * snapshot->n_points + point]) * 16777619U;
    }
    return hash % 8192;
}

/* Whatever two inputs look the same to layer l look the same to layer l + 1. Returns how
 * many distinct codes layer l has. */
static size_t check_function(const qtl_snapshot *snapshot, size_t l)
{
    uint32_t *first = qtl_alloc(8192, sizeof *first); /* point + 1 by hash; open */
    size_t n_distinct = 0;
    for (size_t i = 0; i < snapshot->n_points; i++) {
        uint32_t slot = hash_codes(snapshot, l, i);
        while (first[slot] && !same_codes(snapshot, l, first[slot] - 1, i)) {
            slot = (slot + 1) % 8192;
        }
        if (!first[slot]) {
            first[slot] = (uint32_t)i + 1;
            n_distinct++;
        } else if (l + 1 < snapshot->n_layers) {
            ck_assert(same_codes(snapshot, l + 1, first[slot] - 1, i));
        }
    }
    free(first);
    return n_distinct;
}

/* Data processing holds exactly, as a dependence, for coarse grids too, where many inputs
 * share their codes. */
START_TEST(each_layer_is_a_function_of_the_one_before)
{
    static const uint32_t level_counts[] = {2, 5, 256};
    const char *name = qtl_activation_at((size_t)_i / QTL_RANGE_COUNT)->name;
    for (size_t i = 0; i < 3; i++) {
        qtl_network_spec spec = toy_spec(name, level_counts[i]);
        spec.quantization.range = (qtl_range)(_i % QTL_RANGE_COUNT);
        spec.quantization.weights_8bit = i == 1;
        const setting s = trained(&spec, 3);
        size_t previous = 4096;
        for (size_t l = 0; l < spec.n_layers; l++) {
            const size_t n_distinct = check_function(s.snapshot, l);
            ck_assert_uint_le(n_distinct, previous);
            previous = n_distinct;
        }
        tear_down(s);
    }
}
END_TEST

START_TEST(values_are_the_levels_of_the_codes)
{
    const char *name = qtl_activation_at((size_t)_i)->name;
    const uint32_t n_levels = _i % 2 ? 256 : 65536;
    qtl_network_spec spec = toy_spec(name, n_levels);
    spec.quantization.range = QTL_RANGE_LEARNED;
    const setting s = trained(&spec, 2);
    for (size_t l = 0; l < spec.n_layers; l++) {
        const double low = s.snapshot->low[l];
        const double width = s.snapshot->high[l] - low;
        for (size_t i = 0; i < s.snapshot->widths[l] * 4096; i++) {
            const double code = s.snapshot->codes[l][i];
            ck_assert_double_lt(code, n_levels);
            /* four roundings of numbers no larger than the range */
            ck_assert_double_eq_tol(s.snapshot->values[l][i],
                                    low + code * width / (n_levels - 1), 4e-7 * width);
        }
    }
    tear_down(s);
}
END_TEST

/* Weights of 100 drive tanh to exactly -1 and 1. */
START_TEST(the_first_and_the_last_code_are_reached)
{
    const qtl_network_spec spec = toy_spec("tanh", 256);
    setting s = trained(&spec, 0);
    for (size_t i = 0; i < 12 * 7; i++) {
        s.network->parameters[s.network->layers[0].weights + i] *= 100;
    }
    qtl_network_refresh(s.network);
    ck_ok(qtl_snapshot_take(s.network, s.dataset, s.snapshot));
    bool lowest = false;
    bool highest = false;
    for (size_t i = 0; i < (size_t)7 * 4096; i++) {
        const uint16_t code = s.snapshot->codes[0][i];
        ck_assert_uint_le(code, 255);
        lowest = lowest || code == 0;
        highest = highest || code == 255;
        ck_assert(s.snapshot->values[0][i] >= -1 && s.snapshot->values[0][i] <= 1);
    }
    ck_assert(lowest && highest);
    tear_down(s);
}
END_TEST

/* The first layer is off by at most half a level, 1/65535; what follows multiplies that
 * by slopes and weights, here by less than 20. */
START_TEST(a_grid_of_65536_levels_reads_a_float_network)
{
    const qtl_network_spec spec = toy_spec("tanh", 0);
    const qtl_network_spec fine = toy_spec("tanh", 65536);
    const setting s = trained(&spec, 5);
    qtl_network *reader = toy_network(&fine, 4);
    memcpy(reader->parameters, s.network->parameters,
           reader->n_parameters * sizeof *reader->parameters);
    qtl_network_refresh(reader);
    qtl_snapshot *read = NULL;
    ck_ok(qtl_snapshot_create(reader, 4096, &read));
    ck_ok(qtl_snapshot_take(reader, s.dataset, read));
    double off = 0;
    for (size_t l = 0; l < spec.n_layers; l++) {
        for (size_t i = 0; i < read->widths[l] * 4096; i++) {
            const double here = fabs(read->values[l][i] - s.snapshot->values[l][i]);
            ck_assert_double_le(here, (l ? 20 : 1) / 65535.0 + 2e-7);
            off = fmax(off, here);
        }
    }
    ck_assert_double_gt(off, 0.4 / 65535);
    qtl_snapshot_free(read);
    qtl_network_free(reader);
    tear_down(s);
}
END_TEST

/* 100 inputs repeated over four tiles, the last one partial: every lane, every place. */
START_TEST(equal_inputs_have_equal_codes_wherever_they_lie)
{
    qtl_network_spec spec = toy_spec(qtl_activation_at((size_t)_i)->name, 256);
    spec.quantization.range = QTL_RANGE_RUNNING_MAX;
    const setting s = trained(&spec, 2);
    qtl_dataset *repeated = toy_dataset(12, 999, false);
    for (size_t i = 0; i < 999; i++) {
        memcpy(repeated->x + i * 12, s.dataset->x + (i % 100) * 37 * 12,
               12 * sizeof(float));
    }
    qtl_snapshot *snapshot = NULL;
    ck_ok(qtl_snapshot_create(s.network, 999, &snapshot));
    ck_ok(qtl_snapshot_take(s.network, repeated, snapshot));
    for (size_t l = 0; l < spec.n_layers; l++) {
        for (size_t i = 100; i < 999; i++) {
            ck_assert(same_codes(snapshot, l, i, i % 100));
        }
        for (size_t i = 0; i < 100; i++) {
            ck_assert(snapshot->codes[l][i] == s.snapshot->codes[l][i * 37]);
        }
    }
    qtl_snapshot_free(snapshot);
    qtl_dataset_free(repeated);
    tear_down(s);
}
END_TEST

/* Loss in double precision; a float network of this size is within 1e-5 of it. */
START_TEST(loss_and_accuracy_equal_the_naive_ones)
{
    const qtl_network_spec spec = toy_spec("softplus", 0);
    setting s = trained(&spec, 3);
    qtl_dataset *soft = toy_dataset(12, 4096, true);
    const bool is_soft = _i == 1;
    ck_ok(qtl_snapshot_take(s.network, is_soft ? soft : s.dataset, s.snapshot));
    naive_network naive;
    toy_naive(&naive, s.network, &spec, &adam);
    for (size_t i = 0; i < 4096; i++) {
        const uint32_t label = soft->label[i];
        float target[2] = {is_soft ? 0.1F : 0, is_soft ? 0.1F : 0};
        target[label] = is_soft ? 0.9F : 1;
        const double loss = naive_forward(&naive, s.dataset->x + i * 12, target);
        const naive_real *p = naive.layer[3].value;
        ck_assert_double_eq_tol(s.snapshot->loss[i], loss, 1e-5 * (1 + loss));
        ck_assert_double_eq_tol(s.snapshot->values[3][i], p[0], 1e-5);
        if (fabs(p[0] - p[1]) > 1e-5) {
            ck_assert(s.snapshot->correct[i] == target[p[1] > p[0]]);
        }
    }
    naive_free(&naive);
    qtl_dataset_free(soft);
    tear_down(s);
}
END_TEST

START_TEST(equal_outputs_choose_the_first_class)
{
    const qtl_network_spec spec = toy_spec("tanh", 256);
    setting s = trained(&spec, 0);
    memset(s.network->parameters, 0, s.network->n_parameters * sizeof(float));
    ck_ok(qtl_snapshot_take(s.network, s.dataset, s.snapshot));
    for (size_t i = 0; i < 4096; i++) {
        ck_assert(s.snapshot->correct[i] == (float)(s.dataset->label[i] == 0));
        ck_assert_float_eq_tol(s.snapshot->loss[i], 0.69314718F, 1e-6F);
        ck_assert_uint_eq(s.snapshot->codes[3][i], 128); /* 127.5 is a tie: even */
    }
    tear_down(s);
}
END_TEST

START_TEST(ends_are_those_of_the_range)
{
    qtl_network_spec spec = toy_spec("relu", 16);
    spec.quantization.clip = 2.5;
    setting s = trained(&spec, 0);
    ck_assert(s.snapshot->low[0] == 0 && s.snapshot->high[0] == 2.5);
    ck_assert(s.snapshot->low[3] == 0 && s.snapshot->high[3] == 1);
    tear_down(s);
    const qtl_network_spec continuous = toy_spec("linear", 0);
    s = trained(&continuous, 1);
    ck_assert_ptr_null(s.snapshot->codes);
    float low = s.snapshot->values[1][0];
    float high = low;
    for (size_t i = 0; i < (size_t)5 * 4096; i++) {
        low = fminf(low, s.snapshot->values[1][i]);
        high = fmaxf(high, s.snapshot->values[1][i]);
    }
    ck_assert(s.snapshot->low[1] == low && s.snapshot->high[1] == high);
    tear_down(s);
    const qtl_network_spec bounded = toy_spec("sigmoid", 0);
    s = trained(&bounded, 0);
    ck_assert(s.snapshot->low[1] == 0 && s.snapshot->high[1] == 1);
    tear_down(s);
}
END_TEST

/* Batches follow the largest magnitude; learned ranges move. */
START_TEST(ranges_move_in_training_as_they_should)
{
    qtl_network_spec spec = toy_spec("relu", 256);
    for (size_t range = 0; range < QTL_RANGE_COUNT; range++) {
        spec.quantization.range = (qtl_range)range;
        spec.quantization.clip = 0.5;
        const setting before = trained(&spec, 0);
        const setting after = trained(&spec, 4);
        ck_assert(before.snapshot->high[0] == 0.5 ||
                  fabs(before.snapshot->high[0] - 0.5) < 1e-7);
        ck_assert((after.snapshot->high[0] == 0.5) == (range == QTL_RANGE_FIXED));
        tear_down(before);
        tear_down(after);
    }
}
END_TEST

START_TEST(eight_bit_weights_lie_on_255_levels)
{
    qtl_network_spec spec = toy_spec("tanh", 256);
    spec.quantization.weights_8bit = true;
    const setting s = trained(&spec, 2);
    for (size_t l = 0; l < spec.n_layers; l++) {
        const qtl_layer *layer = &s.network->layers[l];
        const float *w = s.network->parameters + layer->weights;
        const float *used = s.network->effective + layer->weights;
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
        ck_assert_mem_eq(s.network->effective + layer->biases,
                         s.network->parameters + layer->biases,
                         layer->n_out * sizeof(float));
    }
    tear_down(s);
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

START_TEST(snapshots_that_do_not_fit_are_refused)
{
    const qtl_network_spec spec = toy_spec("tanh", 256);
    const qtl_network_spec continuous = toy_spec("tanh", 0);
    const qtl_layer_spec layers[] = {
        {.width = 7}, {.width = 6}, {.width = 3}, {.width = 2}};
    qtl_network_spec other = spec;
    other.layers = layers;
    const setting s = trained(&spec, 0);
    qtl_network *networks[] = {toy_network(&continuous, 1), toy_network(&other, 1)};
    qtl_dataset *shorter = toy_dataset(12, 100, false);
    qtl_snapshot *none = NULL;
    ck_fails(qtl_snapshot_take(s.network, shorter, s.snapshot), QTL_EINVAL,
             "4096 inputs");
    ck_fails(qtl_snapshot_take(networks[0], s.dataset, s.snapshot), QTL_EINVAL,
             "quantized");
    ck_fails(qtl_snapshot_take(networks[1], s.dataset, s.snapshot), QTL_EINVAL,
             "layer 2 has 5 neurons, the network's has 6");
    ck_fails(qtl_snapshot_take(s.network, NULL, s.snapshot), QTL_EINVAL, "NULL");
    ck_fails(qtl_snapshot_create(s.network, 0, &none), QTL_EEMPTY, "no inputs");
    ck_fails(qtl_snapshot_create(NULL, 1, &none), QTL_EINVAL, "NULL");
    ck_fails(qtl_snapshot_create(s.network, (size_t)1 << 62, &none), QTL_ENOMEM,
             "memory");
    ck_assert_ptr_null(none);
    qtl_snapshot_free(NULL);
    qtl_network_free(networks[0]);
    qtl_network_free(networks[1]);
    qtl_dataset_free(shorter);
    tear_down(s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("network");
    TCase *tcase = tcase_create("network");
    tcase_set_timeout(tcase, 300);
    tcase_add_loop_test(tcase, each_layer_is_a_function_of_the_one_before, 0,
                        QTL_ACTIVATION_COUNT * QTL_RANGE_COUNT);
    tcase_add_loop_test(tcase, values_are_the_levels_of_the_codes, 0,
                        QTL_ACTIVATION_COUNT);
    tcase_add_test(tcase, the_first_and_the_last_code_are_reached);
    tcase_add_test(tcase, a_grid_of_65536_levels_reads_a_float_network);
    tcase_add_loop_test(tcase, equal_inputs_have_equal_codes_wherever_they_lie, 0,
                        QTL_ACTIVATION_COUNT);
    tcase_add_loop_test(tcase, loss_and_accuracy_equal_the_naive_ones, 0, 2);
    tcase_add_test(tcase, equal_outputs_choose_the_first_class);
    tcase_add_test(tcase, ends_are_those_of_the_range);
    tcase_add_test(tcase, ranges_move_in_training_as_they_should);
    tcase_add_test(tcase, eight_bit_weights_lie_on_255_levels);
    tcase_add_loop_test(tcase, initial_weights_have_their_variance, 0,
                        QTL_INITIALIZER_COUNT);
    tcase_add_test(tcase, names_are_found);
    tcase_add_test(tcase, impossible_networks_are_refused);
    tcase_add_test(tcase, impossible_quantizers_are_refused);
    tcase_add_test(tcase, snapshots_that_do_not_fit_are_refused);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
