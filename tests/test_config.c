/* qtl_experiment_load: what a good file becomes. */
#include <glob.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/text.h"
#include "experiment/config.h"
#include "experiment/config_difference.h"
#include "experiment_text.h"
#include "quantal/experiment.h"
#include "quantal/split.h"
#include "suite.h"

START_TEST(bits_of_the_relevant_data_set_have_their_keys)
{
    qtl_experiment *e = experiment_of(experiment_least, "dataset=relevant", "seed=7");
    ck_assert_uint_eq(e->dataset_options.n_relevant, 6);
    ck_assert_uint_eq(e->dataset_options.n_irrelevant, 6);
    ck_assert_uint_eq(e->dataset_options.rule, 0);
    ck_assert_double_eq(e->dataset_options.rate, 0.5);
    ck_assert_double_eq(e->dataset_options.flip, 0);
    ck_assert_uint_eq(e->dataset_options.seed, 7);
    qtl_experiment_free(e);
    e = experiment_of(
        experiment_least,
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
    qtl_experiment *e = experiment_of(experiment_design, NULL, NULL);
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
    qtl_experiment *e = experiment_of(experiment_least, NULL, NULL);
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
    qtl_experiment *e = experiment_of(
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
    qtl_experiment *e = experiment_of(experiment_least, "dataset.split=official", NULL);
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
    const char *const texts[] = {experiment_design, experiment_least, swept,
                                 experiment_scheduled};
    for (size_t i = 0; i < 4; i++) {
        qtl_experiment *once = experiment_of(texts[i], NULL, NULL);
        qtl_experiment *twice = experiment_of(once->resolved, NULL, NULL);
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
    qtl_experiment *e = experiment_of(experiment_least, NULL, NULL);
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
    qtl_experiment *a = experiment_of(experiment_least, NULL, NULL);
    qtl_experiment *b = experiment_of(same, NULL, NULL);
    qtl_experiment *other = experiment_of(experiment_least, "seed=1", NULL);
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

/* They are kept as they were given, for the manifest, and say nothing to the checksum. */
START_TEST(overrides_are_kept_beside_the_checksum)
{
    qtl_experiment *plain = experiment_of(experiment_least, NULL, NULL);
    qtl_experiment *same =
        experiment_of(experiment_least, "training.epochs=1e2", "runs=3");
    ck_assert_uint_eq(plain->n_overrides, 0);
    ck_assert_uint_eq(same->n_overrides, 2);
    ck_assert_str_eq(same->overrides[0], "training.epochs=1e2");
    ck_assert_str_eq(same->overrides[1], "runs=3");
    ck_assert_str_eq(plain->config_sha256, same->config_sha256);
    qtl_experiment_free(plain);
    qtl_experiment_free(same);
}
END_TEST

/* Only the configuration, two spaces deeper. */
static qtl_yaml *manifest_of(const qtl_experiment *experiment)
{
    qtl_text text = {0};
    qtl_text_add(&text, "configuration:\n");
    for (const char *line = experiment->resolved; *line;) {
        const int length = (int)strcspn(line, "\n");
        qtl_text_add(&text, "  %.*s\n", length, line);
        line += length + (line[length] == '\n');
    }
    qtl_yaml *manifest = NULL;
    ck_ok(qtl_yaml_parse("manifest", text.data, text.size, &manifest));
    free(text.data);
    return manifest;
}

START_TEST(the_first_key_that_differs_is_named)
{
    static const struct difference {
        const char *there, *words;
    } differences[] = {
        {"training.epochs=30", "training.epochs is 30 there and 100 here"},
        {"runs=30", ""},
        {"network.hidden=[3, 4]", "network.hidden is [3, 4] there and [3] here"},
        {"training.optimizer=sgd", "training.optimizer is sgd there and adam here"},
        {NULL, ""},
    };
    qtl_experiment *here = experiment_of(experiment_least, NULL, NULL);
    for (size_t i = 0; i < sizeof differences / sizeof differences[0]; i++) {
        qtl_experiment *there =
            experiment_of(experiment_least, differences[i].there, NULL);
        qtl_yaml *manifest = manifest_of(there);
        qtl_text text = {0};
        ck_ok(qtl_config_difference(manifest, here->resolved, &text));
        ck_assert_str_eq(text.data ? text.data : "", differences[i].words);
        free(text.data);
        qtl_yaml_free(manifest);
        qtl_experiment_free(there);
    }
    qtl_experiment_free(here);
}
END_TEST

START_TEST(overrides_come_before_checking)
{
    qtl_experiment *e =
        experiment_of(experiment_least, "training.learning_rate=2", "runs=4");
    ck_assert_double_eq(e->training.learning_rate, 2);
    ck_assert_uint_eq(e->runs, 4);
    qtl_experiment_free(e);
    e = experiment_of(experiment_least, "dataset.split=random", "network.hidden=[4, 5]");
    ck_assert_int_eq(e->split, QTL_SPLIT_RANDOM);
    ck_assert_uint_eq(e->hidden[1].width, 5);
    qtl_experiment_free(e);
    e = experiment_of("name: s\ndataset: tishby\nnetwork: {hidden: [0]}\n"
                      "training: {learning_rate: -1, epochs: 1}\n",
                      "network.hidden=[1]", "training.learning_rate=1");
    ck_assert_double_eq(e->training.learning_rate, 1);
    qtl_experiment_free(e);
    e = experiment_of(experiment_design, "measure=", "quantization=null");
    ck_assert_uint_eq(e->n_measurements, 1);
    qtl_experiment_free(e);
}
END_TEST

START_TEST(a_sweep_is_one_experiment_a_value)
{
    qtl_experiment *e =
        experiment_of(experiment_least,
                      "sweep={key: quantization.levels, values: [4, 65536]}", "runs=2");
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
        experiment_of(experiment_least,
                      "sweep={key: network.hidden, values: [[], [3], [10, 7]]}", NULL);
    ck_assert_str_eq(e->sweep[0]->name, "hidden");
    ck_assert_uint_eq(e->sweep[0]->n_hidden, 0);
    ck_assert_str_eq(e->sweep[2]->name, "hidden-10-7");
    ck_assert_uint_eq(e->sweep[2]->hidden[1].width, 7);
    qtl_experiment_free(e);
    e = experiment_of(experiment_least,
                      "sweep={key: dataset.train_fraction, values: [0.05, 8.5e-1]}",
                      NULL);
    ck_assert_str_eq(e->sweep[0]->name, "train-fraction-0-05");
    ck_assert_double_eq(e->sweep[1]->train_fraction, 0.85);
    qtl_experiment_free(e);
    e = experiment_of(experiment_least,
                      "sweep={key: measure.estimators, values: [[exact]]}", NULL);
    ck_assert_str_eq(e->sweep[0]->name, "estimators-exact");
    qtl_experiment_free(e);
}
END_TEST

START_TEST(an_override_can_take_the_sweep_away)
{
    qtl_experiment *e =
        experiment_of(experiment_least,
                      "sweep={key: quantization.levels, values: [4, 8]}", "sweep=null");
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
        experiment_of(experiment_least,
                      "network.hidden=[conv3x3x2, pool2, conv5x5x4, pool2, 16]", NULL);
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

QTL_SUITE("experiment config", bits_of_the_relevant_data_set_have_their_keys,
          the_design_example_loads, what_is_not_said_has_the_documented_default,
          every_key_reaches_its_field, an_official_split_has_no_fraction,
          the_resolved_text_loads_again_to_itself, the_resolved_text_is_canonical,
          the_checksum_is_of_the_meaning_without_the_runs,
          overrides_are_kept_beside_the_checksum, the_first_key_that_differs_is_named,
          overrides_come_before_checking, a_sweep_is_one_experiment_a_value,
          swept_lists_and_words_make_names, an_override_can_take_the_sweep_away,
          freeing_nothing_is_fine, every_experiment_of_the_repository_loads,
          the_documentation_has_every_key, layers_are_read_and_written)
