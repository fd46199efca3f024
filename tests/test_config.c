/* qtl_experiment_load: what a good file becomes. */
#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/text.h"
#include "experiment/config.h"
#include "quantal/experiment.h"
#include "quantal/split.h"
#include "suite.h"

/* The example of the design, with the estimators that exist. */
static const char design[] =
    "name: tishby-tanh\n"
    "source: Shwartz-Ziv & Tishby 2017, figs 2-3; Lorenzen, Igel & Nielsen 2022, fig. 2\n"
    "dataset: {name: tishby, split: stratified, train_fraction: 0.8}\n"
    "network: {hidden: [10, 7, 5, 4, 3], activation: tanh, initializer: glorot-uniform}\n"
    "quantization: {levels: 256, range: fixed, weights: float}\n"
    "training: {optimizer: adam, learning_rate: 1e-4, batch_size: 256, epochs: 8000}\n"
    "measure:\n"
    "  epochs: {spacing: log, count: 120}\n"
    "  estimators: [exact, \"binning:bins=30,low=-1,high=1\", "
    "\"kde:variance=0.001,bound=upper\"]\n"
    "variants: [quantized, continuous]\n"
    "runs: 50\n"
    "seed: 1000\n";

/* As little as an experiment can say. */
static const char least[] = "name: small\n"
                            "dataset: tishby\n"
                            "network: {hidden: [3]}\n"
                            "training: {learning_rate: 0.01, epochs: 100}\n";

/* training.epochs is 100; 100^(i/4) = 1, 3.16, 10, 31.6, 100. */
static const char scheduled[] =
    "name: small\ndataset: tishby\nnetwork: {hidden: [3, 2]}\n"
    "training: {learning_rate: 0.01, epochs: 100}\n"
    "measure:\n"
    "  epochs: {spacing: linear, every: 50}\n"
    "  estimators:\n"
    "    - exact\n"
    "    - {method: 'kde:variance=0.1', epochs: {spacing: log, count: 5}, runs: 2,\n"
    "       layers: [3, 1]}\n"
    "    - method: ross\n"
    "      epochs: [7, 0]\n"
    "      inputs: [64, 16]\n"
    "    - {method: ross, inputs: 32}\n"
    "runs: 4\n";

/* Loads `text` as a file, with up to two overrides (NULL: none). */
static qtl_experiment *loaded(const char *text, const char *first, const char *second)
{
    char *folder = qtl_test_folder();
    char *path = qtl_format("%s/x.yaml", folder);
    qtl_test_write(path, text);
    const char *const overrides[] = {first, second};
    const size_t n = (size_t)(first != NULL) + (size_t)(second != NULL);
    qtl_experiment *experiment = NULL;
    ck_ok(qtl_experiment_load(path, overrides, n, &experiment));
    ck_assert_str_eq(experiment->file, path);
    remove(path);
    remove(folder);
    free(path);
    free(folder);
    return experiment;
}

START_TEST(bits_of_the_relevant_data_set_have_their_keys)
{
    qtl_experiment *e = loaded(least, "dataset=relevant", "seed=7");
    ck_assert_uint_eq(e->dataset_options.n_relevant, 6);
    ck_assert_uint_eq(e->dataset_options.n_irrelevant, 6);
    ck_assert_uint_eq(e->dataset_options.rule, 0);
    ck_assert_double_eq(e->dataset_options.rate, 0.5);
    ck_assert_double_eq(e->dataset_options.flip, 0);
    ck_assert_uint_eq(e->dataset_options.seed, 7);
    qtl_experiment_free(e);
    e = loaded(least,
               "dataset={name: relevant, relevant: 3, irrelevant: 4, rule: parity, "
               "rate: 0.25, flip: 0.1}",
               NULL);
    ck_assert_uint_eq(e->dataset_options.n_relevant, 3);
    ck_assert_uint_eq(e->dataset_options.n_irrelevant, 4);
    ck_assert_uint_eq(e->dataset_options.rule, 1);
    ck_assert_double_eq(e->dataset_options.rate, 0.25);
    ck_assert_double_eq(e->dataset_options.flip, 0.1);
    ck_assert_ptr_nonnull(strstr(e->resolved, "  rule: parity\n"));
    qtl_experiment_free(e);
}
END_TEST

START_TEST(the_design_example_loads)
{
    qtl_experiment *e = loaded(design, NULL, NULL);
    static const size_t widths[] = {10, 7, 5, 4, 3};
    ck_assert_str_eq(e->name, "tishby-tanh");
    ck_assert_ptr_nonnull(strstr(e->source, "Shwartz-Ziv & Tishby 2017, figs 2-3"));
    ck_assert_str_eq(e->dataset, "tishby");
    ck_assert_int_eq(e->split, QTL_SPLIT_STRATIFIED);
    ck_assert_double_eq(e->train_fraction, 0.8);
    ck_assert_uint_eq(e->n_hidden, 5);
    for (size_t l = 0; l < 5; l++) {
        ck_assert_int_eq(e->hidden[l].kind, QTL_DENSE);
        ck_assert_uint_eq(e->hidden[l].width, widths[l]);
    }
    ck_assert_str_eq(e->activation->name, "tanh");
    ck_assert_int_eq(e->initializer, QTL_GLOROT_UNIFORM);
    ck_assert_uint_eq(e->quantization.n_levels, 256);
    ck_assert_int_eq(e->quantization.range, QTL_RANGE_FIXED);
    ck_assert(!e->quantization.weights_8bit);
    ck_assert_int_eq(e->training.optimizer, QTL_ADAM);
    ck_assert_double_eq(e->training.learning_rate, 1e-4);
    ck_assert_uint_eq(e->training.batch_size, 256);
    ck_assert_uint_eq(e->epochs, 8000);
    ck_assert_uint_eq(e->n_measurements, 3);
    ck_assert_str_eq(e->measurements[0].method.estimator->name, "exact");
    ck_assert_str_eq(e->measurements[2].method.estimator->name, "kde");
    ck_assert(e->variants[QTL_QUANTIZED] && e->variants[QTL_CONTINUOUS]);
    ck_assert_uint_eq(e->runs, 50);
    ck_assert_uint_eq(e->seed, 1000);
    ck_assert_uint_eq(e->n_sweep, 0);
    qtl_experiment_free(e);
}
END_TEST

START_TEST(what_is_not_said_has_the_documented_default)
{
    qtl_experiment *e = loaded(least, NULL, NULL);
    ck_assert_str_eq(e->source, "");
    ck_assert_int_eq(e->split, QTL_SPLIT_STRATIFIED);
    ck_assert_double_eq(e->train_fraction, 0.8);
    ck_assert_double_eq(e->dataset_options.label_gain, 0);
    ck_assert_str_eq(e->activation->name, "tanh");
    ck_assert_int_eq(e->initializer, QTL_GLOROT_UNIFORM);
    ck_assert_uint_eq(e->quantization.n_levels, 256);
    ck_assert_double_eq(e->quantization.clip, 6);
    ck_assert_int_eq(e->training.optimizer, QTL_ADAM);
    ck_assert_double_eq(e->training.momentum, 0.9);
    ck_assert_double_eq(e->training.beta1, 0.9);
    ck_assert_double_eq(e->training.beta2, 0.999);
    ck_assert_double_eq(e->training.epsilon, 1e-7);
    ck_assert_double_eq(e->training.l2, 0);
    ck_assert_uint_eq(e->training.batch_size, 256);
    ck_assert_uint_eq(e->training.shuffled_label_epochs, 0);
    ck_assert_uint_eq(e->n_measurements, 1);
    ck_assert_str_eq(e->measurements[0].method.estimator->name, "exact");
    ck_assert(e->variants[QTL_QUANTIZED] && e->variants[QTL_CONTINUOUS]);
    ck_assert_uint_eq(e->runs, 1);
    ck_assert_uint_eq(e->seed, 1000);
    qtl_experiment_free(e);
}
END_TEST

START_TEST(every_key_reaches_its_field)
{
    qtl_experiment *e = loaded(
        "name: a-1\n"
        "dataset: {name: tishby, split: ordered, train_fraction: 1, label_gain: 30.5}\n"
        "network: {hidden: [], activation: relu, initializer: he}\n"
        "quantization: {levels: 65536, range: running-max, clip: 2.5, weights: 8-bit}\n"
        "training: {optimizer: momentum, learning_rate: 0.5, momentum: 0.5, beta1: 0.1,\n"
        "  beta2: 0.2, epsilon: 1e-8, l2: 1e-3, batch_size: full, epochs: 1e4,\n"
        "  shuffled_label_epochs: 1000}\n"
        "variants: [continuous]\n"
        "runs: 3\n"
        "seed: 9007199254740991\n",
        NULL, NULL);
    ck_assert_int_eq(e->split, QTL_SPLIT_ORDERED);
    ck_assert_double_eq(e->train_fraction, 1);
    ck_assert_double_eq(e->dataset_options.label_gain, 30.5);
    ck_assert_uint_eq(e->n_hidden, 0);
    ck_assert_str_eq(e->activation->name, "relu");
    ck_assert_int_eq(e->initializer, QTL_HE);
    ck_assert_uint_eq(e->quantization.n_levels, 65536);
    ck_assert_int_eq(e->quantization.range, QTL_RANGE_RUNNING_MAX);
    ck_assert_double_eq(e->quantization.clip, 2.5);
    ck_assert(e->quantization.weights_8bit);
    ck_assert_int_eq(e->training.optimizer, QTL_MOMENTUM);
    ck_assert_double_eq(e->training.momentum, 0.5);
    ck_assert_double_eq(e->training.beta1, 0.1);
    ck_assert_double_eq(e->training.beta2, 0.2);
    ck_assert_double_eq(e->training.epsilon, 1e-8);
    ck_assert_double_eq(e->training.l2, 1e-3);
    ck_assert_uint_eq(e->training.batch_size, 0);
    ck_assert_uint_eq(e->training.shuffled_label_epochs, 1000);
    ck_assert_uint_eq(e->epochs, 10000);
    ck_assert(!e->variants[QTL_QUANTIZED] && e->variants[QTL_CONTINUOUS]);
    ck_assert_uint_eq(e->runs, 3);
    ck_assert_uint_eq(e->seed, 9007199254740991u);
    qtl_experiment_free(e);
}
END_TEST

START_TEST(an_official_split_has_no_fraction)
{
    qtl_experiment *e = loaded(least, "dataset.split=official", NULL);
    ck_assert_int_eq(e->split, QTL_SPLIT_OFFICIAL);
    ck_assert_ptr_nonnull(strstr(e->resolved, "  split: official\n"));
    ck_assert_ptr_null(strstr(e->resolved, "train_fraction"));
    qtl_experiment_free(e);
}
END_TEST

START_TEST(the_resolved_text_loads_again_to_itself)
{
    static const char swept[] =
        "name: s\ndataset: tishby\nnetwork: {hidden: [3]}\nsource: 'a \"b\" # c'\n"
        "training: {learning_rate: 0.1, epochs: 9, batch_size: full}\n"
        "measure: {epochs: [9, 3, 3, 0]}\n"
        "sweep: {key: network.hidden, values: [[], [2], [3, 2]]}\n";
    const char *const texts[] = {design, least, swept, scheduled};
    for (size_t i = 0; i < 4; i++) {
        qtl_experiment *once = loaded(texts[i], NULL, NULL);
        qtl_experiment *twice = loaded(once->resolved, NULL, NULL);
        ck_assert_str_eq(once->resolved, twice->resolved);
        ck_assert_str_eq(once->config_sha256, twice->config_sha256);
        ck_assert_uint_eq(once->n_measured, twice->n_measured);
        ck_assert_mem_eq(once->measured, twice->measured,
                         once->n_measured * sizeof *once->measured);
        ck_assert_uint_eq(once->n_sweep, twice->n_sweep);
        qtl_experiment_free(once);
        qtl_experiment_free(twice);
    }
}
END_TEST

START_TEST(the_resolved_text_is_canonical)
{
    qtl_experiment *e = loaded(least, NULL, NULL);
    ck_assert_str_eq(e->resolved, "name: small\n"
                                  "source: \"\"\n"
                                  "dataset:\n"
                                  "  name: tishby\n"
                                  "  split: stratified\n"
                                  "  train_fraction: 0.8\n"
                                  "  label_gain: 0\n"
                                  "network:\n"
                                  "  hidden: [3]\n"
                                  "  activation: tanh\n"
                                  "  initializer: glorot-uniform\n"
                                  "quantization:\n"
                                  "  levels: 256\n"
                                  "  range: fixed\n"
                                  "  clip: 6\n"
                                  "  weights: float\n"
                                  "training:\n"
                                  "  optimizer: adam\n"
                                  "  learning_rate: 0.01\n"
                                  "  momentum: 0.9\n"
                                  "  beta1: 0.9\n"
                                  "  beta2: 0.999\n"
                                  "  epsilon: 1e-07\n"
                                  "  l2: 0\n"
                                  "  batch_size: 256\n"
                                  "  epochs: 100\n"
                                  "  shuffled_label_epochs: 0\n"
                                  "measure:\n"
                                  "  epochs:\n"
                                  "    spacing: log\n"
                                  "    count: 120\n"
                                  "  estimators: [exact]\n"
                                  "variants: [quantized, continuous]\n"
                                  "runs: 1\n"
                                  "seed: 1000\n");
    qtl_experiment_free(e);
}
END_TEST

/* The order of keys, comments, quotes and notation say nothing. */
START_TEST(the_checksum_is_of_the_meaning_without_the_runs)
{
    static const char same[] = "# again\n"
                               "training:\n  epochs: 1e2\n  learning_rate: 1e-2\n"
                               "  optimizer: \"adam\"\n"
                               "runs: 7\n"
                               "network: {hidden: ['3']}\n"
                               "dataset: {name: tishby}\n"
                               "name: 'small'\n";
    qtl_experiment *a = loaded(least, NULL, NULL);
    qtl_experiment *b = loaded(same, NULL, NULL);
    qtl_experiment *other = loaded(least, "seed=1", NULL);
    ck_assert_str_eq(a->config_sha256, b->config_sha256);
    ck_assert_str_ne(a->resolved, b->resolved);
    ck_assert_str_ne(a->config_sha256, other->config_sha256);
    char hex[QTL_SHA256_SIZE];
    char *runs = strstr(a->resolved, "runs: 1\n");
    memmove(runs, runs + strlen("runs: 1\n"), strlen(runs + strlen("runs: 1\n")) + 1);
    qtl_sha256(a->resolved, strlen(a->resolved), hex);
    ck_assert_str_eq(hex, a->config_sha256);
    qtl_experiment_free(a);
    qtl_experiment_free(b);
    qtl_experiment_free(other);
}
END_TEST

START_TEST(overrides_come_before_checking)
{
    qtl_experiment *e = loaded(least, "training.learning_rate=2", "runs=4");
    ck_assert_double_eq(e->training.learning_rate, 2);
    ck_assert_uint_eq(e->runs, 4);
    qtl_experiment_free(e);
    e = loaded(least, "dataset.split=random", "network.hidden=[4, 5]");
    ck_assert_int_eq(e->split, QTL_SPLIT_RANDOM);
    ck_assert_uint_eq(e->hidden[1].width, 5);
    qtl_experiment_free(e);
    e = loaded("name: s\ndataset: tishby\nnetwork: {hidden: [0]}\n"
               "training: {learning_rate: -1, epochs: 1}\n",
               "network.hidden=[1]", "training.learning_rate=1");
    ck_assert_double_eq(e->training.learning_rate, 1);
    qtl_experiment_free(e);
    e = loaded(design, "measure=", "quantization=null");
    ck_assert_uint_eq(e->n_measurements, 1);
    qtl_experiment_free(e);
}
END_TEST

static void measures(const char *spacing, const size_t *epochs, size_t n)
{
    char *override = qtl_format("measure.epochs=%s", spacing);
    qtl_experiment *e = loaded(least, override, NULL);
    ck_assert_uint_eq(e->n_measured, n);
    ck_assert_mem_eq(e->measured, epochs, n * sizeof *epochs);
    free(override);
    qtl_experiment_free(e);
}

/* training.epochs is 100. Log points by hand: 100^(i/4) = 1, 3.16, 10, 31.6, 100. */
START_TEST(measured_epochs_follow_the_spacing)
{
    measures("{spacing: log, count: 5}", (size_t[]){1, 3, 10, 32, 100}, 5);
    measures("{spacing: log, count: 1}", (size_t[]){1, 100}, 2);
    measures("{spacing: log, count: 2}", (size_t[]){1, 100}, 2);
    measures("{spacing: linear, every: 40}", (size_t[]){1, 40, 80, 100}, 4);
    measures("{spacing: linear, every: 50}", (size_t[]){1, 50, 100}, 3);
    measures("{spacing: linear, every: 1000}", (size_t[]){1, 100}, 2);
    measures("{spacing: list, list: [7, 0, 99, 7]}", (size_t[]){0, 7, 99}, 3);
    measures("[1, 10, 100]", (size_t[]){1, 10, 100}, 3);
}
END_TEST

START_TEST(log_spacing_is_ascending_and_spans_the_training)
{
    qtl_experiment *e = loaded(design, NULL, NULL);
    ck_assert_uint_le(e->n_measured, 120);
    ck_assert_uint_ge(e->n_measured, 80);
    ck_assert_uint_eq(e->measured[0], 1);
    ck_assert_uint_eq(e->measured[e->n_measured - 1], 8000);
    for (size_t i = 1; i < e->n_measured; i++) {
        ck_assert_uint_gt(e->measured[i], e->measured[i - 1]);
    }
    qtl_experiment_free(e);
    e = loaded(least, "training.epochs=1", NULL);
    ck_assert_uint_eq(e->n_measured, 1);
    ck_assert_uint_eq(e->measured[0], 1);
    qtl_experiment_free(e);
}
END_TEST

static void has_epochs(const qtl_measurement *m, const size_t *epochs, size_t n)
{
    ck_assert_uint_eq(m->n_epochs, n);
    ck_assert_mem_eq(m->epochs, epochs, n * sizeof *epochs);
}

START_TEST(an_estimator_may_have_its_own_epochs_runs_inputs_and_layers)
{
    qtl_experiment *e = loaded(scheduled, NULL, NULL);
    static const size_t all[] = {0, 1, 3, 7, 10, 32, 50, 100};
    ck_assert_uint_eq(e->n_measured, 8);
    ck_assert_mem_eq(e->measured, all, sizeof all);
    ck_assert_uint_eq(e->n_measurements, 5);
    const qtl_measurement *m = e->measurements;
    has_epochs(&m[0], all, 8); /* the count stands beside every estimate */
    has_epochs(&m[1], (size_t[]){1, 3, 10, 32, 100}, 5);
    has_epochs(&m[2], (size_t[]){0, 7}, 2);
    has_epochs(&m[3], (size_t[]){0, 7}, 2);
    has_epochs(&m[4], (size_t[]){1, 50, 100}, 3);
    const size_t inputs[] = {0, 0, 64, 16, 32};
    for (size_t i = 0; i < 5; i++) {
        ck_assert_uint_eq(m[i].n_inputs, inputs[i]);
    }
    ck_assert(qtl_measurement_covers(&m[0], 4, 50, 2));
    ck_assert(!qtl_measurement_covers(&m[0], 4, 11, 2));
    ck_assert(qtl_measurement_covers(&m[1], 2, 32, 1));
    ck_assert(!qtl_measurement_covers(&m[1], 3, 32, 1)); /* run */
    ck_assert(!qtl_measurement_covers(&m[1], 2, 32, 2)); /* layer */
    ck_assert(!qtl_measurement_covers(&m[1], 2, 50, 1)); /* epoch */
    qtl_experiment_free(e);
}
END_TEST

START_TEST(a_count_with_epochs_of_its_own_is_taken_at_no_other)
{
    qtl_experiment *e =
        loaded(scheduled, "measure.estimators=[{method: exact, epochs: [5]}, kde]", NULL);
    has_epochs(&e->measurements[0], (size_t[]){5}, 1);
    has_epochs(&e->measurements[1], (size_t[]){1, 50, 100}, 3);
    qtl_experiment_free(e);
}
END_TEST

START_TEST(the_inputs_of_a_sub_sample_are_in_the_parameters)
{
    qtl_experiment *e = loaded(scheduled, NULL, NULL);
    static const char *const expected[] = {"", "variance=0.1", "inputs=64", "inputs=16",
                                           "inputs=32"};
    char params[64];
    for (size_t i = 0; i < 5; i++) {
        qtl_measurement_params(&e->measurements[i], params, sizeof params);
        ck_assert_str_eq(params, expected[i]);
    }
    qtl_measurement of_kde = e->measurements[1];
    of_kde.n_inputs = 9;
    qtl_measurement_params(&of_kde, params, sizeof params);
    ck_assert_str_eq(params, "variance=0.1,inputs=9");
    qtl_experiment_free(e);
}
END_TEST

START_TEST(schedules_are_written_out_and_can_be_overridden)
{
    qtl_experiment *e = loaded(scheduled, NULL, NULL);
    ck_assert_ptr_nonnull(strstr(
        e->resolved,
        "  estimators: [exact, {method: \"kde:variance=0.1\", epochs: {spacing: log, "
        "count: 5}, runs: 2, layers: [1, 3]}, {method: ross, epochs: {spacing: list, "
        "list: [7, 0]}, inputs: [64, 16]}, {method: ross, inputs: [32]}]\n"));
    qtl_experiment_free(e);
    e = loaded(least, "measure.estimators=[{method: kde, epochs: [4], inputs: 8}]",
               "measure.epochs=[2]");
    ck_assert_uint_eq(e->n_measurements, 1);
    ck_assert_uint_eq(e->measurements[0].n_inputs, 8);
    ck_assert_uint_eq(e->n_measured, 2);
    qtl_experiment_free(e);
}
END_TEST

START_TEST(a_sweep_is_one_experiment_a_value)
{
    qtl_experiment *e =
        loaded(least, "sweep={key: quantization.levels, values: [4, 65536]}", "runs=2");
    ck_assert_uint_eq(e->n_sweep, 2);
    ck_assert_str_eq(e->sweep[0]->name, "levels-4");
    ck_assert_str_eq(e->sweep[1]->name, "levels-65536");
    ck_assert_uint_eq(e->sweep[0]->quantization.n_levels, 4);
    ck_assert_uint_eq(e->sweep[1]->quantization.n_levels, 65536);
    ck_assert_uint_eq(e->sweep[1]->runs, 2);
    ck_assert_uint_eq(e->sweep[0]->n_sweep, 0);
    ck_assert_str_ne(e->sweep[0]->config_sha256, e->sweep[1]->config_sha256);
    ck_assert_ptr_null(strstr(e->sweep[0]->resolved, "sweep"));
    ck_assert_ptr_nonnull(strstr(e->resolved, "sweep:\n"
                                              "  key: quantization.levels\n"
                                              "  values: [4, 65536]\n"));
    qtl_experiment_free(e);
}
END_TEST

START_TEST(swept_lists_and_words_make_names)
{
    qtl_experiment *e =
        loaded(least, "sweep={key: network.hidden, values: [[], [3], [10, 7]]}", NULL);
    ck_assert_str_eq(e->sweep[0]->name, "hidden");
    ck_assert_uint_eq(e->sweep[0]->n_hidden, 0);
    ck_assert_str_eq(e->sweep[2]->name, "hidden-10-7");
    ck_assert_uint_eq(e->sweep[2]->hidden[1].width, 7);
    qtl_experiment_free(e);
    e = loaded(least, "sweep={key: dataset.train_fraction, values: [0.05, 8.5e-1]}",
               NULL);
    ck_assert_str_eq(e->sweep[0]->name, "train-fraction-0-05");
    ck_assert_double_eq(e->sweep[1]->train_fraction, 0.85);
    qtl_experiment_free(e);
    e = loaded(least, "sweep={key: measure.estimators, values: [[exact]]}", NULL);
    ck_assert_str_eq(e->sweep[0]->name, "estimators-exact");
    qtl_experiment_free(e);
}
END_TEST

START_TEST(an_override_can_take_the_sweep_away)
{
    qtl_experiment *e =
        loaded(least, "sweep={key: quantization.levels, values: [4, 8]}", "sweep=null");
    ck_assert_uint_eq(e->n_sweep, 0);
    qtl_experiment_free(e);
}
END_TEST

START_TEST(freeing_nothing_is_fine)
{
    qtl_experiment_free(NULL);
}
END_TEST

START_TEST(every_experiment_of_the_repository_loads)
{
    glob_t found;
    ck_assert_int_eq(glob("experiments/*.yaml", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        qtl_experiment *e = NULL;
        ck_ok(qtl_experiment_load(found.gl_pathv[i], NULL, 0, &e));
        const char *stem = strrchr(found.gl_pathv[i], '/') + 1;
        ck_assert_uint_eq(strlen(e->name) + strlen(".yaml"), strlen(stem));
        ck_assert_int_eq(strncmp(e->name, stem, strlen(e->name)), 0);
        qtl_experiment_free(e);
    }
    ck_assert_uint_ge(found.gl_pathc, 4);
    globfree(&found);
}
END_TEST

static void assert_documented(const char *text, const qtl_schema *schema)
{
    for (size_t i = 0; i < schema->n; i++) {
        const qtl_field *field = &schema->fields[i];
        char *quoted = qtl_format("`%s`", field->path);
        ck_assert_msg(strstr(text, quoted) != NULL, "%s is not documented", field->path);
        ck_assert_str_ne(field->help, "");
        free(quoted);
    }
}

START_TEST(the_documentation_has_every_key)
{
    char *text = NULL;
    size_t size = 0;
    ck_ok(qtl_read_file("experiments/README.md", &text, &size));
    assert_documented(text, &qtl_experiment_schema);
    assert_documented(text, &qtl_schedule_schema);
    free(text);
}
END_TEST

START_TEST(layers_are_read_and_written)
{
    qtl_experiment *e =
        loaded(least, "network.hidden=[conv3x3x2, pool2, conv5x5x4, pool2, 16]", NULL);
    static const qtl_layer_spec expected[] = {{QTL_CONVOLUTION, 2, 3},
                                              {QTL_MAX_POOL, 0, 2},
                                              {QTL_CONVOLUTION, 4, 5},
                                              {QTL_MAX_POOL, 0, 2},
                                              {QTL_DENSE, 16, 0}};
    ck_assert_uint_eq(e->n_hidden, 5);
    for (size_t l = 0; l < 5; l++) {
        ck_assert_int_eq(e->hidden[l].kind, expected[l].kind);
        ck_assert_uint_eq(e->hidden[l].width, expected[l].width);
        ck_assert_uint_eq(e->hidden[l].side, expected[l].side);
    }
    ck_assert(strstr(e->resolved, "[conv3x3x2, pool2, conv5x5x4, pool2, 16]"));
    qtl_experiment_free(e);
}
END_TEST

QTL_SUITE("experiment config",
          an_estimator_may_have_its_own_epochs_runs_inputs_and_layers,
          a_count_with_epochs_of_its_own_is_taken_at_no_other,
          the_inputs_of_a_sub_sample_are_in_the_parameters,
          schedules_are_written_out_and_can_be_overridden, the_design_example_loads,
          bits_of_the_relevant_data_set_have_their_keys,
          what_is_not_said_has_the_documented_default, layers_are_read_and_written,
          every_key_reaches_its_field, an_official_split_has_no_fraction,
          the_resolved_text_loads_again_to_itself, the_resolved_text_is_canonical,
          the_checksum_is_of_the_meaning_without_the_runs, overrides_come_before_checking,
          measured_epochs_follow_the_spacing,
          log_spacing_is_ascending_and_spans_the_training,
          a_sweep_is_one_experiment_a_value, swept_lists_and_words_make_names,
          an_override_can_take_the_sweep_away, freeing_nothing_is_fine,
          every_experiment_of_the_repository_loads, the_documentation_has_every_key)
