#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "quantal/reading.h"
#include "suite.h"
#include "toy_network.h"

/* All layers of a reading, kept: what the library itself never has in memory at once. */
typedef struct whole {
    qtl_layer_reading layer[4]; /* the arrays are copies */
    uint16_t *codes[4];         /* [width][N] of either size; NULL: continuous */
    double *values[4];          /* [width][N] */
} whole;

static void keep_layer(whole *kept, const qtl_layer_reading *layer)
{
    const size_t l = layer->index;
    const size_t n = layer->width * layer->n_points;
    kept->layer[l] = *layer;
    kept->values[l] = qtl_alloc(n, sizeof(double));
    qtl_layer_reading_values(layer, kept->values[l]);
    ck_assert(!!layer->byte_codes + !!layer->codes + !!layer->values == 1);
    kept->codes[l] = layer->values ? NULL : qtl_alloc(n, sizeof(uint16_t));
    for (size_t i = 0; kept->codes[l] && i < n; i++) {
        kept->codes[l][i] = layer->codes ? layer->codes[i] : layer->byte_codes[i];
    }
}

static whole keep(qtl_reading *reading)
{
    whole kept = {0};
    qtl_layer_reading layer;
    size_t n_layers = 0;
    qtl_reading_begin(reading);
    for (; qtl_reading_next(reading, &layer); n_layers++) {
        ck_assert_uint_eq(layer.index, n_layers);
        keep_layer(&kept, &layer);
    }
    ck_assert_uint_eq(n_layers, 4);
    ck_assert(!qtl_reading_next(reading, &layer));
    return kept;
}

static void free_whole(whole *kept)
{
    for (size_t l = 0; l < 4; l++) {
        free(kept->codes[l]);
        free(kept->values[l]);
    }
}

/* A network after some epochs on 80 % of 4096 inputs, and what it says. */
typedef struct setting {
    qtl_dataset *dataset;
    qtl_network *network;
    qtl_reading *reading;
    whole said;
} setting;

static setting trained(const qtl_network_spec *spec, size_t n_epochs)
{
    setting s = {.dataset = toy_dataset(12, 4096, false),
                 .network = toy_network(spec, 4)};
    toy_train(s.network, s.dataset, n_epochs);
    ck_ok(qtl_reading_create(s.network, s.dataset, &s.reading));
    s.said = keep(s.reading);
    return s;
}

static void read_again(setting *s)
{
    free_whole(&s->said);
    s->said = keep(s->reading);
}

static void tear_down(setting s)
{
    free_whole(&s.said);
    qtl_reading_free(s.reading);
    qtl_network_free(s.network);
    qtl_dataset_free(s.dataset);
}

static bool same_codes(const whole *said, size_t l, size_t a, size_t b)
{
    bool same = true;
    for (size_t j = 0; j < said->layer[l].width; j++) {
        const uint16_t *row = said->codes[l] + j * said->layer[l].n_points;
        same = same && row[a] == row[b];
    }
    return same;
}

static uint32_t hash_codes(const whole *said, size_t l, size_t point)
{
    uint32_t hash = 2166136261U;
    for (size_t j = 0; j < said->layer[l].width; j++) {
        hash = (hash ^ said->codes[l][j * said->layer[l].n_points + point]) * 16777619U;
    }
    return hash % 8192;
}

/* Whatever two inputs look the same to layer l look the same to layer l + 1. Returns how
 * many distinct codes layer l has. */
static size_t check_function(const whole *said, size_t l)
{
    uint32_t *first = qtl_alloc(8192, sizeof *first); /* point + 1 by hash; open */
    size_t n_distinct = 0;
    for (size_t i = 0; i < said->layer[l].n_points; i++) {
        uint32_t slot = hash_codes(said, l, i);
        while (first[slot] && !same_codes(said, l, first[slot] - 1, i)) {
            slot = (slot + 1) % 8192;
        }
        if (!first[slot]) {
            first[slot] = (uint32_t)i + 1;
            n_distinct++;
        } else if (l + 1 < 4) {
            ck_assert(same_codes(said, l + 1, first[slot] - 1, i));
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
            const size_t n_distinct = check_function(&s.said, l);
            ck_assert_uint_le(n_distinct, previous);
            previous = n_distinct;
        }
        tear_down(s);
    }
}
END_TEST

START_TEST(values_are_the_levels_of_the_codes)
{
    static const uint32_t level_counts[] = {256, 257, 65536};
    const char *name = qtl_activation_at((size_t)_i)->name;
    const uint32_t n_levels = level_counts[_i % 3];
    qtl_network_spec spec = toy_spec(name, n_levels);
    spec.quantization.range = QTL_RANGE_LEARNED;
    const setting s = trained(&spec, 2);
    for (size_t l = 0; l < spec.n_layers; l++) {
        const qtl_layer_reading *layer = &s.said.layer[l];
        const double width = layer->high - layer->low;
        ck_assert((layer->byte_codes != NULL) == (n_levels == 256));
        for (size_t i = 0; i < layer->width * 4096; i++) {
            const double code = s.said.codes[l][i];
            ck_assert_double_lt(code, n_levels);
            /* four roundings of numbers no larger than the range */
            ck_assert_double_eq_tol(s.said.values[l][i],
                                    layer->low + code * width / (n_levels - 1),
                                    4e-7 * width);
        }
    }
    tear_down(s);
}
END_TEST

/* Reading layer by layer gives, bit for bit, what one pass of a batch gives that keeps
 * its floats from layer to layer, as training does. */
START_TEST(layers_read_one_by_one_are_those_of_a_batch)
{
    static const uint32_t level_counts[] = {0, 256, 1000};
    qtl_network_spec spec = toy_spec(_i / 3 ? "relu" : "tanh", level_counts[_i % 3]);
    spec.quantization.range = QTL_RANGE_LEARNED;
    const setting s = trained(&spec, 3);
    qtl_workspace batch;
    ck_ok(qtl_workspace_create(s.network, 4096, &batch));
    for (size_t i = 0; i < (size_t)12 * 4096; i++) {
        batch.input.data[i % 12 * batch.input.stride + i / 12] = s.dataset->x[i];
    }
    qtl_network_forward(s.network, &batch);
    for (size_t l = 0; l + 1 < spec.n_layers; l++) {
        const qtl_rows rows = batch.values[l];
        for (size_t i = 0; i < rows.n_rows * 4096; i++) {
            const float value = rows.data[i / 4096 * rows.stride + i % 4096];
            ck_assert(s.said.values[l][i] == (double)value);
        }
    }
    qtl_workspace_free(&batch);
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
    read_again(&s);
    bool lowest = false;
    bool highest = false;
    for (size_t i = 0; i < (size_t)7 * 4096; i++) {
        const uint16_t code = s.said.codes[0][i];
        ck_assert_uint_le(code, 255);
        lowest = lowest || code == 0;
        highest = highest || code == 255;
        ck_assert(s.said.values[0][i] >= -1 && s.said.values[0][i] <= 1);
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
    qtl_reading *fine_reading = NULL;
    ck_ok(qtl_reading_create(reader, s.dataset, &fine_reading));
    whole read = keep(fine_reading);
    double off = 0;
    for (size_t l = 0; l < spec.n_layers; l++) {
        for (size_t i = 0; i < read.layer[l].width * 4096; i++) {
            const double here = fabs(read.values[l][i] - s.said.values[l][i]);
            ck_assert_double_le(here, (l ? 20 : 1) / 65535.0 + 2e-7);
            off = fmax(off, here);
        }
    }
    ck_assert_double_gt(off, 0.4 / 65535);
    free_whole(&read);
    qtl_reading_free(fine_reading);
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
    qtl_reading *reading = NULL;
    ck_ok(qtl_reading_create(s.network, repeated, &reading));
    whole said = keep(reading);
    for (size_t l = 0; l < spec.n_layers; l++) {
        for (size_t i = 100; i < 999; i++) {
            ck_assert(same_codes(&said, l, i, i % 100));
        }
        for (size_t i = 0; i < 100; i++) {
            ck_assert(said.codes[l][i] == s.said.codes[l][i * 37]);
        }
    }
    free_whole(&said);
    qtl_reading_free(reading);
    qtl_dataset_free(repeated);
    tear_down(s);
}
END_TEST

/* Loss in double precision; a float network of this size is within 1e-5 of it. */
START_TEST(loss_and_accuracy_equal_the_naive_ones)
{
    const qtl_network_spec spec = toy_spec("softplus", 0);
    const setting s = trained(&spec, 3);
    const bool is_soft = _i == 1;
    qtl_dataset *dataset = toy_dataset(12, 4096, is_soft);
    qtl_reading *reading = NULL;
    ck_ok(qtl_reading_create(s.network, dataset, &reading));
    whole said = keep(reading);
    naive_network naive;
    toy_naive(&naive, s.network, &spec, &(qtl_training){.learning_rate = 1});
    for (size_t i = 0; i < 4096; i++) {
        float target[2] = {is_soft ? 0.1F : 0, is_soft ? 0.1F : 0};
        target[dataset->label[i]] = is_soft ? 0.9F : 1;
        const double loss = naive_forward(&naive, dataset->x + i * 12, target);
        const naive_real *p = naive.layer[3].value;
        ck_assert_double_eq_tol(qtl_reading_loss(reading)[i], loss, 1e-5 * (1 + loss));
        ck_assert_double_eq_tol(said.values[3][i], p[0], 1e-5);
        if (fabs(p[0] - p[1]) > 1e-5) {
            ck_assert(qtl_reading_correct(reading)[i] == target[p[1] > p[0]]);
        }
    }
    naive_free(&naive);
    free_whole(&said);
    qtl_reading_free(reading);
    qtl_dataset_free(dataset);
    tear_down(s);
}
END_TEST

START_TEST(equal_outputs_choose_the_first_class)
{
    const qtl_network_spec spec = toy_spec("tanh", 256);
    setting s = trained(&spec, 0);
    memset(s.network->parameters, 0, s.network->n_parameters * sizeof(float));
    read_again(&s);
    for (size_t i = 0; i < 4096; i++) {
        ck_assert(qtl_reading_correct(s.reading)[i] == (float)(s.dataset->label[i] == 0));
        ck_assert_float_eq_tol(qtl_reading_loss(s.reading)[i], 0.69314718F, 1e-6F);
        ck_assert_uint_eq(s.said.codes[3][i], 128); /* 127.5 is a tie: even */
    }
    tear_down(s);
}
END_TEST

START_TEST(ends_are_those_of_the_range)
{
    qtl_network_spec spec = toy_spec("relu", 16);
    spec.quantization.clip = 2.5;
    setting s = trained(&spec, 0);
    ck_assert(s.said.layer[0].low == 0 && s.said.layer[0].high == 2.5);
    ck_assert(s.said.layer[3].low == 0 && s.said.layer[3].high == 1);
    tear_down(s);
    const qtl_network_spec continuous = toy_spec("linear", 0);
    s = trained(&continuous, 1);
    ck_assert_ptr_null(s.said.codes[1]);
    double low = s.said.values[1][0];
    double high = low;
    for (size_t i = 0; i < (size_t)5 * 4096; i++) {
        low = fmin(low, s.said.values[1][i]);
        high = fmax(high, s.said.values[1][i]);
    }
    ck_assert(s.said.layer[1].low == low && s.said.layer[1].high == high);
    tear_down(s);
    const qtl_network_spec bounded = toy_spec("sigmoid", 0);
    s = trained(&bounded, 0);
    ck_assert(s.said.layer[1].low == 0 && s.said.layer[1].high == 1);
    tear_down(s);
}
END_TEST

START_TEST(data_that_does_not_fit_is_refused)
{
    const qtl_network_spec spec = toy_spec("tanh", 256);
    qtl_network *network = toy_network(&spec, 1);
    qtl_dataset *narrow = toy_dataset(11, 100, false);
    qtl_dataset *empty = toy_dataset(12, 1, false);
    qtl_dataset *endless = toy_dataset(12, 1, false);
    empty->n_inputs = 0;
    endless->n_inputs = (size_t)1 << 62;
    qtl_reading *none = NULL;
    ck_fails(qtl_reading_create(network, narrow, &none), QTL_EINVAL,
             "12 inputs, the data set 11");
    ck_fails(qtl_reading_create(network, empty, &none), QTL_EEMPTY, "empty");
    ck_fails(qtl_reading_create(network, endless, &none), QTL_ERANGE, "2^30");
    qtl_dataset *undefined = toy_dataset(12, 100, false);
    undefined->x[12] = NAN;
    ck_fails(qtl_reading_create(network, undefined, &none), QTL_EINVAL,
             "feature of input 1 is not finite");
    qtl_dataset_free(undefined);
    ck_fails(qtl_reading_create(network, NULL, &none), QTL_EINVAL, "NULL");
    ck_fails(qtl_reading_create(NULL, narrow, &none), QTL_EINVAL, "NULL");
    ck_fails(qtl_reading_create(network, narrow, NULL), QTL_EINVAL, "NULL");
    ck_assert_ptr_null(none);
    qtl_reading_free(NULL);
    qtl_dataset_free(narrow);
    qtl_dataset_free(empty);
    qtl_dataset_free(endless);
    qtl_network_free(network);
}
END_TEST

QTL_LOOPS("reading",
          {each_layer_is_a_function_of_the_one_before,
           QTL_ACTIVATION_COUNT *QTL_RANGE_COUNT},
          {values_are_the_levels_of_the_codes, QTL_ACTIVATION_COUNT},
          {layers_read_one_by_one_are_those_of_a_batch, 6},
          {the_first_and_the_last_code_are_reached, 1},
          {a_grid_of_65536_levels_reads_a_float_network, 1},
          {equal_inputs_have_equal_codes_wherever_they_lie, QTL_ACTIVATION_COUNT},
          {loss_and_accuracy_equal_the_naive_ones, 2},
          {equal_outputs_choose_the_first_class, 1}, {ends_are_those_of_the_range, 1},
          {data_that_does_not_fit_is_refused, 1})
