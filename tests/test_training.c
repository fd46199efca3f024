#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/random.h"
#include "suite.h"
#include "toy_network.h"

enum { N_TRAIN = 200, EPOCHS = 4 };

static void fill_train(uint32_t *train, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        train[i] = (uint32_t)(i * 13 % 4096);
    }
}

/* Trains the library's network and the naive one alike; the largest difference between
 * their parameters. */
static double compare_training(const qtl_network_spec *spec, const qtl_training *training,
                               bool soft)
{
    uint32_t train[N_TRAIN];
    uint32_t order[N_TRAIN];
    fill_train(train, N_TRAIN);
    fill_train(order, N_TRAIN);
    qtl_dataset *dataset = toy_dataset(12, 4096, soft);
    qtl_network *network = toy_network(spec, 3);
    qtl_trainer *trainer = NULL;
    ck_ok(qtl_trainer_create(network, dataset, train, N_TRAIN, training, 7, 3, &trainer));
    naive_network naive;
    toy_naive(&naive, network, spec, training);
    toy_batches batches = {.dataset = dataset,
                           .order = order,
                           .n_train = N_TRAIN,
                           .batch_size =
                               training->batch_size ? training->batch_size : N_TRAIN};
    ck_ok(qtl_random_create(7, QTL_FOR_BATCHES, 3, &batches.rng));
    for (size_t epoch = 0; epoch < EPOCHS; epoch++) {
        ck_ok(qtl_trainer_epoch(trainer, NULL));
        toy_epoch(&naive, &batches);
    }
    const double distance = toy_distance(&naive, network);
    gsl_rng_free(batches.rng);
    naive_free(&naive);
    qtl_trainer_free(trainer);
    qtl_network_free(network);
    qtl_dataset_free(dataset);
    return distance;
}

/* 28 steps of at most 0.05 a weight, each with a relative error of some 1e-6: an Adam
 * step divides by its own size, so small gradients give full steps with the relative
 * error of a sum that cancels. */
static const double TOLERANCE = 28 * 0.05 * 1e-5;

static const qtl_training trainings[] = {
    {.optimizer = QTL_SGD, .learning_rate = 0.2, .batch_size = 32},
    {.optimizer = QTL_MOMENTUM, .learning_rate = 0.05, .batch_size = 32},
    {.optimizer = QTL_MOMENTUM, .learning_rate = 0.05, .momentum = 0.5, .batch_size = 64},
    {.optimizer = QTL_ADAM, .learning_rate = 0.01, .batch_size = 32},
    {.optimizer = QTL_ADAM,
     .learning_rate = 0.01,
     .beta1 = 0.5,
     .beta2 = 0.9,
     .epsilon = 1e-3,
     .batch_size = 50},
    {.optimizer = QTL_SGD, .learning_rate = 0.2, .l2 = 0.01, .batch_size = 32},
    {.optimizer = QTL_ADAM, .learning_rate = 0.01, .l2 = 0.003, .batch_size = 33},
    {.optimizer = QTL_SGD, .learning_rate = 0.5},
};

START_TEST(every_optimizer_follows_the_naive_one)
{
    const qtl_network_spec spec = toy_spec("tanh", 0);
    ck_assert_double_le(compare_training(&spec, &trainings[_i], _i % 2 == 0), TOLERANCE);
}
END_TEST

START_TEST(every_activation_follows_the_naive_one)
{
    const qtl_network_spec spec = toy_spec(qtl_activation_at((size_t)_i)->name, 0);
    ck_assert_double_le(compare_training(&spec, &trainings[0], false), TOLERANCE);
}
END_TEST

/* A float and a double may round to neighbouring levels when a value lies within 1e-6 of
 * a tie. There are 28 batches with 32 * 15 values, and levels are 1/128 apart (6/128 for
 * unbounded ones), so a few such events happen; each moves the gradient by at most a
 * level's width / 32, one step by 0.2 times that. */
START_TEST(quantized_training_follows_the_naive_one)
{
    const char *const names[] = {"tanh", "sigmoid", "relu", "elu", "softplus"};
    for (size_t range = 0; range < QTL_RANGE_COUNT; range++) {
        qtl_network_spec spec = toy_spec(names[_i], 256);
        spec.quantization.range = (qtl_range)range;
        spec.quantization.clip = 1.5;
        const double event = 0.2 * (3.0 / 255) / 32;
        ck_assert_double_le(compare_training(&spec, &trainings[0], false), 5 * event);
    }
}
END_TEST

/* The data set, a network and its trainer. */
typedef struct setting {
    qtl_dataset *dataset;
    qtl_network *network;
    qtl_trainer *trainer;
} setting;

static setting set_up(const qtl_network_spec *spec, const qtl_training *training,
                      size_t n_train, uint64_t run)
{
    setting s = {toy_dataset(12, 4096, false), toy_network(spec, run), NULL};
    uint32_t *train = qtl_alloc(n_train, sizeof *train);
    fill_train(train, n_train);
    ck_ok(qtl_trainer_create(s.network, s.dataset, train, n_train, training, 7, run,
                             &s.trainer));
    free(train);
    return s;
}

static void tear_down(setting s)
{
    qtl_trainer_free(s.trainer);
    qtl_network_free(s.network);
    qtl_dataset_free(s.dataset);
}

static const qtl_training adam = {
    .optimizer = QTL_ADAM, .learning_rate = 1e-3, .batch_size = 256};

/* Levels 2^-15 apart are nearly continuous: with the same weights and batches, the twins
 * stay as close as rounding by half a level in four layers allows. Another batch order
 * moves weights by the size of a step, 1e-3. */
START_TEST(twins_share_weights_and_batches)
{
    const qtl_network_spec continuous = toy_spec("tanh", 0);
    const qtl_network_spec fine = toy_spec("tanh", 65536);
    const qtl_training sgd = {
        .optimizer = QTL_SGD, .learning_rate = 0.3, .batch_size = 20};
    const setting a = set_up(&continuous, &sgd, 300, 5);
    const setting b = set_up(&fine, &sgd, 300, 5);
    const setting c = set_up(&continuous, &sgd, 300, 6);
    const size_t bytes = a.network->n_parameters * sizeof(float);
    ck_assert_mem_eq(a.network->parameters, b.network->parameters, bytes);
    ck_assert(memcmp(a.network->parameters, c.network->parameters, bytes) != 0);
    memcpy(c.network->parameters, a.network->parameters, bytes);
    ck_ok(qtl_trainer_epoch(a.trainer, NULL));
    ck_ok(qtl_trainer_epoch(b.trainer, NULL));
    ck_ok(qtl_trainer_epoch(c.trainer, NULL));
    double twins = 0;
    double strangers = 0;
    for (size_t i = 0; i < a.network->n_parameters; i++) {
        const double w = a.network->parameters[i];
        twins = fmax(twins, fabs(w - b.network->parameters[i]));
        strangers = fmax(strangers, fabs(w - c.network->parameters[i]));
    }
    ck_assert_double_gt(twins, 0);
    ck_assert_double_lt(twins, 15 * 0.3 * 4.0 / 65536);
    ck_assert_double_gt(strangers, 1e-3);
    tear_down(a);
    tear_down(b);
    tear_down(c);
}
END_TEST

/* Everything that decides bits: rounding, ranges, reductions, the optimizer. */
START_TEST(every_instruction_set_trains_to_the_same_bits)
{
    const char *name = qtl_activation_at((size_t)_i / 4)->name;
    qtl_network_spec spec = toy_spec(name, _i % 4 ? 256 : 0);
    spec.quantization.range = (qtl_range)(_i % 4 ? _i % 4 - 1 : 0);
    spec.quantization.weights_8bit = _i % 4 == 2;
    setting base = set_up(&spec, &adam, 777, 1);
    qtl_network_use(base.network, QTL_ISA_BASELINE);
    for (size_t epoch = 0; epoch < 5; epoch++) {
        ck_ok(qtl_trainer_epoch(base.trainer, NULL));
    }
    for (qtl_isa isa = QTL_ISA_AVX2; isa < QTL_ISA_COUNT; isa++) {
        if (qtl_isa_supported(isa)) {
            setting other = set_up(&spec, &adam, 777, 1);
            qtl_network_use(other.network, isa);
            for (size_t epoch = 0; epoch < 5; epoch++) {
                ck_ok(qtl_trainer_epoch(other.trainer, NULL));
            }
            ck_assert_mem_eq(base.network->parameters, other.network->parameters,
                             base.network->n_parameters * sizeof(float));
            tear_down(other);
        }
    }
    tear_down(base);
}
END_TEST

/* The permutation is the documented stream's; after its epoch the true labels return. */
START_TEST(the_first_epochs_train_on_shuffled_labels)
{
    const qtl_network_spec spec = toy_spec("tanh", 0);
    qtl_training training = trainings[0];
    training.shuffled_label_epochs = 2;
    const setting s = set_up(&spec, &training, N_TRAIN, 3);
    uint32_t order[N_TRAIN];
    uint32_t shuffled[N_TRAIN];
    uint32_t from[4096] = {0};
    fill_train(order, N_TRAIN);
    fill_train(shuffled, N_TRAIN);
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(7, QTL_FOR_LABEL_SHUFFLE, 3, &rng));
    qtl_random_shuffle(rng, shuffled, N_TRAIN);
    gsl_rng_free(rng);
    for (size_t i = 0; i < N_TRAIN; i++) {
        from[order[i]] = shuffled[i];
    }
    naive_network naive;
    toy_naive(&naive, s.network, &spec, &training);
    toy_batches batches = {
        .dataset = s.dataset, .order = order, .n_train = N_TRAIN, .batch_size = 32};
    ck_ok(qtl_random_create(7, QTL_FOR_BATCHES, 3, &batches.rng));
    for (size_t epoch = 0; epoch < 4; epoch++) {
        batches.from = epoch < 2 ? from : NULL;
        ck_ok(qtl_trainer_epoch(s.trainer, NULL));
        toy_epoch(&naive, &batches);
        ck_assert_double_le(toy_distance(&naive, s.network), TOLERANCE);
    }
    gsl_rng_free(batches.rng);
    naive_free(&naive);
    tear_down(s);
}
END_TEST

START_TEST(a_full_batch_has_no_gradient_deviation)
{
    const qtl_network_spec spec = toy_spec("tanh", 0);
    const qtl_training full = {.optimizer = QTL_SGD, .learning_rate = 0.1};
    const setting s = set_up(&spec, &full, 500, 1);
    qtl_gradient_stats stats[4];
    ck_ok(qtl_trainer_epoch(s.trainer, stats));
    for (size_t l = 0; l < 4; l++) {
        ck_assert_double_gt(stats[l].gradient_mean_norm, 0);
        ck_assert(stats[l].gradient_std_norm == 0);
    }
    tear_down(s);
}
END_TEST

/* With a rate of 1e-30 nothing moves: the mean over equal batches is the full gradient,
 * and SGD at rate 1 moves the weights by exactly that. */
START_TEST(gradient_statistics_are_those_of_the_batches)
{
    const qtl_network_spec spec = toy_spec("tanh", 0);
    const qtl_training still = {
        .optimizer = QTL_SGD, .learning_rate = 1e-30, .batch_size = 100};
    const qtl_training full = {.optimizer = QTL_SGD, .learning_rate = 1};
    const setting a = set_up(&spec, &still, 500, 1);
    const setting b = set_up(&spec, &full, 500, 1);
    qtl_gradient_stats stats[4];
    ck_ok(qtl_trainer_epoch(a.trainer, stats));
    ck_ok(qtl_trainer_epoch(b.trainer, NULL));
    for (size_t l = 0; l < 4; l++) {
        const qtl_layer *layer = &a.network->layers[l];
        double norm = 0;
        double gradient = 0;
        for (size_t i = 0; i < layer->n_in * layer->n_out; i++) {
            const double w = a.network->parameters[layer->weights + i];
            norm += w * w;
            gradient += pow(b.network->parameters[layer->weights + i] - w, 2);
        }
        ck_assert_double_eq_tol(stats[l].weight_norm, sqrt(norm), 1e-12);
        ck_assert_double_eq_tol(stats[l].gradient_mean_norm, sqrt(gradient / norm), 1e-6);
        ck_assert_double_gt(stats[l].gradient_std_norm, 0);
    }
    tear_down(a);
    tear_down(b);
}
END_TEST

START_TEST(statistics_do_not_change_the_training)
{
    const qtl_network_spec spec = toy_spec("relu", 256);
    const setting a = set_up(&spec, &adam, 700, 1);
    const setting b = set_up(&spec, &adam, 700, 1);
    qtl_gradient_stats stats[4];
    for (size_t epoch = 0; epoch < 3; epoch++) {
        ck_ok(qtl_trainer_epoch(a.trainer, stats));
        ck_ok(qtl_trainer_epoch(b.trainer, NULL));
    }
    ck_assert_mem_eq(a.network->parameters, b.network->parameters,
                     a.network->n_parameters * sizeof(float));
    tear_down(a);
    tear_down(b);
}
END_TEST

START_TEST(a_huge_rate_is_a_numerical_failure)
{
    const qtl_network_spec spec = toy_spec("relu", 0);
    const qtl_training wild = {
        .optimizer = QTL_SGD, .learning_rate = 1e30, .batch_size = 32};
    const setting s = set_up(&spec, &wild, N_TRAIN, 1);
    qtl_status status = QTL_OK;
    for (size_t epoch = 0; epoch < 20 && status == QTL_OK; epoch++) {
        status = qtl_trainer_epoch(s.trainer, NULL);
    }
    ck_assert_int_eq(status, QTL_ENUMERIC);
    ck_assert_ptr_nonnull(strstr(qtl_error_message(), "learning rate"));
    tear_down(s);
}
END_TEST

static const struct {
    qtl_training training;
    const char *words;
} wrong[] = {
    {{.optimizer = QTL_ADAM}, "learning rate"},
    {{.optimizer = QTL_ADAM, .learning_rate = -1}, "learning rate"},
    {{.optimizer = QTL_ADAM, .learning_rate = NAN}, "learning rate"},
    {{.optimizer = QTL_ADAM, .learning_rate = INFINITY}, "learning rate"},
    {{.optimizer = QTL_OPTIMIZER_COUNT, .learning_rate = 1}, "optimizer"},
    {{.learning_rate = 1, .momentum = 1}, "momentum"},
    {{.learning_rate = 1, .momentum = -0.1}, "momentum"},
    {{.learning_rate = 1, .beta1 = 1}, "beta1"},
    {{.learning_rate = 1, .beta2 = NAN}, "beta2"},
    {{.learning_rate = 1, .epsilon = -1}, "epsilon"},
    {{.learning_rate = 1, .l2 = -1}, "l2"},
};

START_TEST(wrong_trainings_are_refused)
{
    const qtl_network_spec spec = toy_spec("tanh", 0);
    qtl_network *network = toy_network(&spec, 0);
    qtl_dataset *dataset = toy_dataset(12, 64, false);
    const uint32_t train[2] = {0, 1};
    qtl_trainer *trainer = NULL;
    ck_fails(qtl_trainer_create(network, dataset, train, 2, &wrong[_i].training, 1, 0,
                                &trainer),
             QTL_ERANGE, wrong[_i].words);
    ck_assert_ptr_null(trainer);
    qtl_network_free(network);
    qtl_dataset_free(dataset);
}
END_TEST

START_TEST(data_that_does_not_fit_is_refused)
{
    const qtl_network_spec spec = toy_spec("tanh", 0);
    qtl_network *network = toy_network(&spec, 0);
    qtl_dataset *dataset = toy_dataset(12, 64, false);
    qtl_dataset *narrow = toy_dataset(11, 64, false);
    const uint32_t train[2] = {0, 64};
    qtl_trainer *trainer = NULL;
    ck_fails(qtl_trainer_create(network, dataset, train, 2, &adam, 1, 0, &trainer),
             QTL_ERANGE, "input 64 of 64");
    ck_fails(qtl_trainer_create(network, dataset, train, 0, &adam, 1, 0, &trainer),
             QTL_EEMPTY, "no training inputs");
    ck_fails(qtl_trainer_create(network, narrow, train, 1, &adam, 1, 0, &trainer),
             QTL_EINVAL, "12 inputs, the data set 11");
    dataset->n_classes = 3;
    ck_fails(qtl_trainer_create(network, dataset, train, 1, &adam, 1, 0, &trainer),
             QTL_EINVAL, "2 classes, the data set 3");
    dataset->n_classes = 2;
    dataset->n_inputs = 0;
    ck_fails(qtl_trainer_create(network, dataset, train, 1, &adam, 1, 0, &trainer),
             QTL_EEMPTY, "empty");
    dataset->n_inputs = 64;
    dataset->label[5] = 77;
    ck_fails(qtl_trainer_create(network, dataset, train, 1, &adam, 1, 0, &trainer),
             QTL_ERANGE, "label 77 of input 5");
    ck_fails(qtl_trainer_create(NULL, dataset, train, 1, &adam, 1, 0, &trainer),
             QTL_EINVAL, "NULL");
    ck_fails(qtl_trainer_epoch(NULL, NULL), QTL_EINVAL, "NULL");
    ck_assert_ptr_null(trainer);
    qtl_trainer_free(NULL);
    qtl_network_free(network);
    qtl_dataset_free(dataset);
    qtl_dataset_free(narrow);
}
END_TEST

QTL_LOOPS("training",
          {every_optimizer_follows_the_naive_one,
           (int)(sizeof trainings / sizeof trainings[0])},
          {every_activation_follows_the_naive_one, QTL_ACTIVATION_COUNT},
          {quantized_training_follows_the_naive_one, 5},
          {twins_share_weights_and_batches, 1},
          {every_instruction_set_trains_to_the_same_bits, 4 * QTL_ACTIVATION_COUNT},
          {the_first_epochs_train_on_shuffled_labels, 1},
          {a_full_batch_has_no_gradient_deviation, 1},
          {gradient_statistics_are_those_of_the_batches, 1},
          {statistics_do_not_change_the_training, 1},
          {a_huge_rate_is_a_numerical_failure, 1},
          {wrong_trainings_are_refused, (int)(sizeof wrong / sizeof wrong[0])},
          {data_that_does_not_fit_is_refused, 1})
