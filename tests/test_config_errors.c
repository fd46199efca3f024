/* qtl_experiment_load: what a bad file is told. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "quantal/experiment.h"
#include "suite.h"

/* A good file whose line i is the i-th line here. */
static const char good[] = "name: small\n"                               /* 1 */
                           "dataset: {name: tishby, split: random}\n"    /* 2 */
                           "network:\n"                                  /* 3 */
                           "  hidden: [10, 7]\n"                         /* 4 */
                           "  activation: tanh\n"                        /* 5 */
                           "quantization: {levels: 256, range: fixed}\n" /* 6 */
                           "training:\n"                                 /* 7 */
                           "  learning_rate: 0.01\n"                     /* 8 */
                           "  epochs: 100\n"                             /* 9 */
                           "measure:\n"                                  /* 10 */
                           "  epochs: {spacing: log, count: 5}\n"        /* 11 */
                           "  estimators: [exact, kde]\n"                /* 12 */
                           "variants: [quantized, continuous]\n"         /* 13 */
                           "sweep:\n"                                    /* 14 */
                           "  key: quantization.levels\n"                /* 15 */
                           "  values: [4,\n"                             /* 16 */
                           "    16]\n";                                  /* 17 */

static char *folder;
static char *path;

static void write_to_folder(const char *text, size_t size)
{
    FILE *stream = fopen(path, "w");
    ck_assert_ptr_nonnull(stream);
    ck_assert_uint_eq(fwrite(text, 1, size, stream), size);
    ck_assert_int_eq(fclose(stream), 0);
}

static void enter_folder(void)
{
    folder = qtl_test_folder();
    path = qtl_format("%s/x.yaml", folder);
}

static void leave_folder(void)
{
    remove(path);
    remove(folder);
    free(path);
    free(folder);
}

/* The good file with `from` replaced by `to` fails with "<file>:<message>". */
static void complains(const char *from, const char *to, qtl_status status,
                      const char *message)
{
    const char *at = strstr(good, from);
    ck_assert_ptr_nonnull(at);
    char *text = qtl_format("%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
    char *expected = qtl_format("%s:%s", path, message);
    write_to_folder(text, strlen(text));
    qtl_experiment *out = NULL;
    ck_fails(qtl_experiment_load(path, NULL, 0, &out), status, expected);
    ck_assert_ptr_null(out);
    free(text);
    free(expected);
}

START_TEST(unknown_keys_suggest_the_nearest)
{
    enter_folder();
    complains("learning_rate", "learning_rat", QTL_EUNKNOWN,
              "8: training.learning_rat: unknown key; did you mean learning_rate?");
    complains("network:", "netwrok:", QTL_EUNKNOWN,
              "3: netwrok: unknown key; did you mean network?");
    complains("count", "cuont", QTL_EUNKNOWN,
              "11: measure.epochs.cuont: unknown key; did you mean count?");
    complains("name: small", "name: small\nbatch_size: 1", QTL_EUNKNOWN,
              "2: batch_size: unknown key; did you mean training.batch_size?");
    complains("name: small", "name: small\ntraining.epochs: 1", QTL_EUNKNOWN,
              "2: training.epochs: unknown key; did you mean training.epochs?");
    complains("split", "zzzzzzzzzzzz", QTL_EUNKNOWN,
              "2: dataset.zzzzzzzzzzzz: unknown key; known here are name, path, "
              "labels, split, train_fraction, label_gain");
    complains("name: small", "name: small\n\"a\\nb\\e\": 1", QTL_EUNKNOWN, "2: a?b?: ");
    leave_folder();
}
END_TEST

START_TEST(keys_of_another_data_set_are_out_of_place)
{
    enter_folder();
    complains("split", "rule: parity, split", QTL_EINVAL,
              "2: dataset.rule: only goes with dataset.name=relevant");
    complains("name: tishby", "name: relevant, rule: pairty", QTL_EUNKNOWN,
              "2: dataset.rule: \"pairty\"");
    complains("name: tishby", "name: relevant, flip: 0.6", QTL_ERANGE,
              "2: dataset.flip: 0.6 is out of range");
    complains("name: tishby", "name: relevant, rate: 1", QTL_ERANGE,
              "2: dataset.rate: 1 is out of range");
    complains("name: tishby", "name: relevant, relevant: 0", QTL_ERANGE,
              "2: dataset.relevant: 0 is out of range");
    leave_folder();
}
END_TEST

START_TEST(missing_keys_are_named)
{
    enter_folder();
    complains("name: small\n", "", QTL_EINVAL, "1: name: required, but missing; give ");
    complains("name: tishby, ", "", QTL_EINVAL,
              "2: dataset.name: required, but missing; give the name of a data set");
    complains("  hidden: [10, 7]\n", "", QTL_EINVAL,
              "3: network.hidden: required, but missing; give a list of whole numbers");
    complains("learning_rate: 0.01", "learning_rate:", QTL_EINVAL,
              "7: training.learning_rate: required, but missing; give a number above 0");
    complains("  epochs: 100\n", "", QTL_EINVAL,
              "7: training.epochs: required, but missing; give a whole number from 1 ");
    complains("  key: quantization.levels\n", "", QTL_EINVAL,
              "14: sweep.key: required, but missing");
    complains("{spacing: log, count: 5}", "{spacing: linear}", QTL_EINVAL,
              "11: measure.epochs.every: required, but missing");
    leave_folder();
}
END_TEST

START_TEST(numbers_out_of_range_say_what_is_allowed)
{
    enter_folder();
    complains("levels: 256", "levels: 1", QTL_ERANGE,
              "6: quantization.levels: 1 is out of range; give a whole number from 2 to "
              "65536");
    complains("levels: 256", "levels: 65537", QTL_ERANGE,
              "6: quantization.levels: 65537");
    complains("learning_rate: 0.01", "learning_rate: -1", QTL_ERANGE,
              "8: training.learning_rate: -1 is out of range; give a number above 0");
    complains("learning_rate: 0.01", "learning_rate: 0", QTL_ERANGE,
              "8: training.learning_rate: 0 is out of range");
    complains("[10, 7]", "[10, 0]", QTL_ERANGE,
              "4: network.hidden[1]: 0 is out of range");
    complains("epochs: 100", "epochs: 0", QTL_ERANGE, "9: training.epochs: 0 is out of");
    complains("split: random", "train_fraction: 1.5", QTL_ERANGE,
              "2: dataset.train_fraction: 1.5 is out of range; give a number above 0 and "
              "at most 1");
    complains("epochs: 100", "epochs: 100\n  momentum: 1", QTL_ERANGE,
              "10: training.momentum: 1 is out of range; give a number above 0 and below "
              "1");
    complains("epochs: 100", "epochs: 100\n  batch_size: 0", QTL_ERANGE,
              "10: training.batch_size: 0 is out of range; give a whole number from 1 to "
              "1000000000, or full");
    complains(
        "{spacing: log, count: 5}", "[1, 101]", QTL_ERANGE,
        "11: measure.epochs.list[1]: 101 is past the last epoch; training.epochs is "
        "100");
    leave_folder();
}
END_TEST

START_TEST(wrong_types_say_what_is_wanted)
{
    enter_folder();
    complains("epochs: 100", "epochs: many", QTL_EINVAL,
              "9: training.epochs: \"many\" is no number; give a whole number from 1");
    complains("epochs: 100", "epochs: 1.5", QTL_EINVAL,
              "9: training.epochs: \"1.5\" is no whole number; give");
    complains("epochs: 100", "epochs: [1]", QTL_EINVAL,
              "9: training.epochs: a list is out of place here; give");
    complains("learning_rate: 0.01", "learning_rate: fast", QTL_EINVAL,
              "8: training.learning_rate: \"fast\" is no number; give a number above 0");
    complains("learning_rate: 0.01", "learning_rate: nan", QTL_EINVAL,
              "8: training.lear");
    complains("learning_rate: 0.01", "learning_rate: {a: 1}", QTL_EINVAL,
              "8: training.learning_rate: keys are out of place here; give");
    complains("[10, 7]", "10", QTL_EINVAL,
              "4: network.hidden: this is no list; give a list of whole numbers from 1");
    complains("[10, 7]", "[10, x]", QTL_EINVAL,
              "4: network.hidden[1]: \"x\" is no layer; give");
    complains("[10, 7]", "[10, ~]", QTL_EINVAL,
              "4: network.hidden[1]: there is no value here; give");
    complains("network:\n  hidden: [10, 7]\n  activation: tanh\n", "network: 3\n",
              QTL_EINVAL,
              "3: network: this is a section; give keys: hidden, activation, ");
    complains("{levels: 256, range: fixed}", "[256]", QTL_EINVAL,
              "6: quantization: this is a section; give keys: levels, range, ");
    complains("[quantized, continuous]", "quantized", QTL_EINVAL,
              "13: variants: this is no list; give a list of quantized or continuous");
    complains("[quantized, continuous]", "[]", QTL_ERANGE,
              "13: variants: the list is empty; give a list of quantized or continuous");
    complains("[exact, kde]", "exact", QTL_EINVAL, "12: measure.estimators: this is no ");
    complains("small", "Not A Folder", QTL_EINVAL,
              "1: name: \"Not A Folder\" cannot name a folder; give up to 64 lower-case");
    complains("small", "../../x", QTL_EINVAL,
              "1: name: \"../../x\" cannot name a folder");
    leave_folder();
}
END_TEST

START_TEST(unknown_words_suggest_the_nearest)
{
    enter_folder();
    complains(
        "range: fixed", "range: fixd", QTL_EUNKNOWN,
        "6: quantization.range: \"fixd\" is unknown; did you mean fixed; give fixed, "
        "learned or running-max");
    complains("tishby", "tishbi", QTL_EUNKNOWN, "2: dataset.name: ");
    complains("activation: tanh", "activation: tahn", QTL_EUNKNOWN,
              "5: network.activation: ");
    complains("[quantized, continuous]", "[qantized]", QTL_EUNKNOWN,
              "13: variants[0]: \"qantized\" is unknown; did you mean quantized");
    complains("split: random", "split: zzzzzzzzz", QTL_EUNKNOWN,
              "2: dataset.split: \"zzzzzzzzz\" is unknown; give random, stratified, "
              "ordered or official");
    complains("[exact, kde]", "[exact, kdee]", QTL_EUNKNOWN,
              "12: measure.estimators[1]: ");
    complains("[exact, kde]", "[exact, 'kde:varianze=1']", QTL_EUNKNOWN,
              "12: measure.estimators[1]: ");
    complains("[exact, kde]", "[exact, 'kde:variance=-1']", QTL_ERANGE,
              "12: measure.estimators[1]: ");
    leave_folder();
}
END_TEST

START_TEST(items_of_estimators_are_checked_like_sections)
{
    static const char *const list = "[exact, kde]";
    enter_folder();
    complains(list, "[exact, {metod: kde}]", QTL_EUNKNOWN,
              "12: measure.estimators[1].metod: unknown key; did you mean method?");
    complains(list, "[exact, {method: kde, seed: 1}]", QTL_EUNKNOWN,
              "12: measure.estimators[1].seed: unknown key; known here are method, "
              "epochs, runs, inputs, layers");
    complains(list, "[exact, {epochs: [1]}]", QTL_EINVAL,
              "12: measure.estimators[1].method: required, but missing; give an "
              "estimator");
    complains(list, "[exact,\n    {method: kde,\n     runs: 0}]", QTL_ERANGE,
              "14: measure.estimators[1].runs: 0 is out of range; give a whole number "
              "from 1");
    complains(
        list, "[exact, {method: kde, epochs: {spacing: linea}}]", QTL_EUNKNOWN,
        "12: measure.estimators[1].epochs.spacing: \"linea\" is unknown; did you mean "
        "linear");
    complains(list, "[exact, {method: kde, epochs: {spacing: linear}}]", QTL_EINVAL,
              "12: measure.estimators[1].epochs.every: required, but missing");
    complains(list, "[exact, {method: kde, epochs: {count: 2, every: 5}}]", QTL_EINVAL,
              "12: measure.estimators[1].epochs.every: only goes with "
              "epochs.spacing=linear");
    complains(list, "[exact, {method: kde, epochs: [101]}]", QTL_ERANGE,
              "12: measure.estimators[1].epochs.list[0]: 101 is past the last epoch");
    complains(list, "[exact, {method: kde, epochs: 4}]", QTL_EINVAL,
              "12: measure.estimators[1].epochs: this is a section; give keys: spacing");
    complains(
        list, "[exact, {method: kde, layers: [1, 4]}]", QTL_ERANGE,
        "12: measure.estimators[1].layers[1]: there is no layer 4; the output layer "
        "is 3");
    complains(list, "[exact, {method: kde, inputs: [64, 64]}]", QTL_EINVAL,
              "12: measure.estimators[1].inputs[1]: 64 is there twice");
    complains(list, "[exact, {method: kde, inputs: many}]", QTL_EINVAL,
              "12: measure.estimators[1].inputs: \"many\" is no number; give one or a "
              "list of whole numbers from 2");
    complains(list, "[{method: exact, inputs: 100}]", QTL_EINVAL,
              "12: measure.estimators[0].inputs: exact counts all inputs");
    complains(list, "[{method: kde, inputs: 9}, {method: kde, inputs: [8, 9]}]",
              QTL_EINVAL, "12: measure.estimators[1]: \"kde\" is there twice");
    complains(list, "[kde, {method: kde, runs: 1}]", QTL_EINVAL,
              "12: measure.estimators[1]: \"kde\" is there twice");
    complains(list, "[exact, {}]", QTL_EINVAL,
              "12: measure.estimators[1].method: required, but missing");
    leave_folder();
}
END_TEST

START_TEST(repetitions_are_refused)
{
    enter_folder();
    complains("epochs: 100", "epochs: 100\n  epochs: 7", QTL_EFORMAT,
              "10: training.epochs: duplicate key; it is on line 9 already");
    complains("[exact, kde]", "[kde, exact, kde]", QTL_EINVAL,
              "12: measure.estimators[2]: \"kde\" is there twice");
    complains("[quantized, continuous]", "[quantized, quantized]", QTL_EINVAL,
              "13: variants[1]: \"quantized\" is there twice");
    complains("16]", "4]", QTL_EINVAL, "17: sweep.values[1]: this is there twice");
    leave_folder();
}
END_TEST

START_TEST(keys_of_another_spacing_are_refused)
{
    enter_folder();
    complains("count: 5", "every: 5", QTL_EINVAL,
              "11: measure.epochs.every: only goes with measure.epochs.spacing=linear");
    complains("count: 5", "list: [1]", QTL_EINVAL,
              "11: measure.epochs.list: only goes with measure.epochs.spacing=list");
    leave_folder();
}
END_TEST

START_TEST(keys_of_another_data_set_or_split_are_refused)
{
    enter_folder();
    complains(
        "random", "official, train_fraction: 0.5", QTL_EINVAL,
        "2: dataset.train_fraction: does not go with dataset.split=official; leave");
    complains("random", "random, path: x.npy", QTL_EINVAL,
              "2: dataset.path: only goes with dataset.name=files");
    complains("random", "random, labels: y.npy", QTL_EINVAL,
              "2: dataset.labels: only goes with dataset.name=files");
    leave_folder();
}
END_TEST

START_TEST(every_value_of_a_sweep_is_checked)
{
    enter_folder();
    complains("16]", "1]", QTL_ERANGE,
              "17: quantization.levels: 1 is out of range; give a whole number from 2");
    complains("16]", "many]", QTL_EINVAL,
              "17: quantization.levels: \"many\" is no number");
    complains("16]", "[[1]]]", QTL_EINVAL, "17: sweep.values[1][0]: a list is out of ");
    complains("16]", "'4 ']", QTL_EINVAL, "17: sweep.values[1]: a second value called ");
    complains("[4,\n    16]", "[]", QTL_ERANGE, "16: sweep.values: the list is empty");
    complains("key: quantization.levels", "key: quantization.level", QTL_EUNKNOWN,
              "15: sweep.key: unknown key; did you mean levels?");
    complains("key: quantization.levels", "key: runs", QTL_EINVAL,
              "15: sweep.key: \"runs\" cannot be swept");
    leave_folder();
}
END_TEST

static void complains_of(const char *override, qtl_status status, const char *message)
{
    qtl_experiment *out = NULL;
    ck_fails(qtl_experiment_load(path, &override, 1, &out), status, message);
    ck_assert_ptr_eq(qtl_error_message(), strstr(qtl_error_message(), message));
    ck_assert_ptr_null(out);
}

START_TEST(overrides_are_named_where_they_are_wrong)
{
    enter_folder();
    write_to_folder(good, strlen(good));
    complains_of("training.learning_rat=1", QTL_EUNKNOWN,
                 "--set training.learning_rat=1: unknown key; did you mean "
                 "learning_rate?");
    complains_of("learning_rate=1", QTL_EUNKNOWN,
                 "--set learning_rate=1: unknown key; did you mean "
                 "training.learning_rate?");
    complains_of("trainin.epochs=1", QTL_EUNKNOWN,
                 "--set trainin.epochs=1: trainin: unknown key; did you mean training?");
    complains_of("training.epochs=-1", QTL_ERANGE,
                 "--set training.epochs=-1: -1 is out of range; give a whole number");
    complains_of("network.hidden=[1, 0]", QTL_ERANGE,
                 "--set network.hidden=[1, 0]: network.hidden[1]: 0 is out of range");
    complains_of("network.hidden.x=1", QTL_EINVAL,
                 "--set network.hidden.x=1: hidden: this is a value; it has no keys");
    complains_of("runs", QTL_EINVAL, "--set runs: write KEY=VALUE");
    complains_of("runs=[", QTL_EFORMAT, "--set runs=[: not YAML: ");
    leave_folder();
}
END_TEST

START_TEST(files_that_are_no_experiment_are_named)
{
    enter_folder();
    qtl_experiment *out = NULL;
    ck_fails(qtl_experiment_load(NULL, NULL, 0, &out), QTL_EINVAL, "NULL");
    ck_fails(qtl_experiment_load("/nowhere/x.yaml", NULL, 0, &out), QTL_EIO,
             "/nowhere/x");
    ck_fails(qtl_experiment_load(folder, NULL, 0, &out), QTL_EIO, folder);
    write_to_folder("", 0);
    ck_fails(qtl_experiment_load(path, NULL, 0, &out), QTL_EEMPTY, "the file is empty");
    write_to_folder("\x7f"
                    "ELF\x02\0\0\xff\xfe",
                    9);
    ck_fails(qtl_experiment_load(path, NULL, 0, &out), QTL_EFORMAT, "not text");
    complains("hidden: [10, 7]", "hidden: [10, 7", QTL_EFORMAT, "6: not YAML: ");
    ck_assert_ptr_null(out);
    leave_folder();
}
END_TEST

/* Either it loads or it fails with one line. */
static void survives(const char *text, size_t size)
{
    write_to_folder(text, size);
    qtl_experiment *out = NULL;
    const qtl_status status = qtl_experiment_load(path, NULL, 0, &out);
    if (status != QTL_OK) {
        ck_assert_ptr_null(out);
        ck_assert_ptr_null(strchr(qtl_error_message(), '\n'));
        ck_assert_str_ne(qtl_error_message(), "");
    }
    qtl_experiment_free(out);
}

START_TEST(files_cut_at_any_byte_are_survived)
{
    enter_folder();
    for (size_t size = 0; size < sizeof good; size++) {
        survives(good, size);
    }
    leave_folder();
}
END_TEST

START_TEST(files_spoilt_at_any_byte_are_survived)
{
    static const char bytes[] = "\0\xff\"'[]{}:#&*!|>%@`\n\t -,~9x.";
    enter_folder();
    for (size_t i = 0; i + 1 < sizeof good; i++) {
        char text[sizeof good];
        memcpy(text, good, sizeof good);
        for (size_t b = 0; b + 1 < sizeof bytes; b++) {
            text[i] = bytes[b];
            survives(text, sizeof good - 1);
        }
    }
    leave_folder();
}
END_TEST

START_TEST(wrong_layers_suggest_the_nearest)
{
    static const char *const words[][2] = {
        {"network.hidden=[conv3x2]",
         "\"conv3x2\" is no layer; did you mean \"conv3x3x2\"?"},
        {"network.hidden=[conv]", "did you mean \"conv3x3x2\"?"},
        {"network.hidden=[convolution5x5x8]", "did you mean \"conv5x5x8\"?"},
        {"network.hidden=[conv3x4x2]", "did you mean \"conv3x3x2\"?"},
        {"network.hidden=[conv0x0x2]", "did you mean \"conv3x3x2\"?"},
        {"network.hidden=[conv3x3x2x2]", "did you mean \"conv3x3x2\"?"},
        {"network.hidden=[conv3x3x99999]", "did you mean"},
        {"network.hidden=[conv3x3x2, maxpool2]", "did you mean \"pool2\"?"},
        {"network.hidden=[conv3x3x2, pool]", "did you mean \"pool2\"?"},
        {"network.hidden=[conv3x3x2, pool2x2]", "did you mean \"pool2\"?"},
        {"network.hidden=[dense10]", "is no layer; give a list of whole numbers from 1"},
        {"network.hidden=[pool2]", "put a convolution such as conv3x3x2 before it"},
        {"network.hidden=[9, conv3x3x2]", "needs an image below it; put it before"},
        {"network.hidden=[1.5]", "is no whole number"},
    };
    enter_folder();
    write_to_folder(good, strlen(good));
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        qtl_experiment *out = NULL;
        ck_fails(qtl_experiment_load(path, &words[i][0], 1, &out), QTL_EINVAL,
                 words[i][1]);
        ck_assert_ptr_null(out);
    }
    leave_folder();
}
END_TEST

QTL_SUITE("experiment config errors", unknown_keys_suggest_the_nearest,
          wrong_layers_suggest_the_nearest, keys_of_another_data_set_are_out_of_place,
          missing_keys_are_named, numbers_out_of_range_say_what_is_allowed,
          wrong_types_say_what_is_wanted, unknown_words_suggest_the_nearest,
          items_of_estimators_are_checked_like_sections, repetitions_are_refused,
          keys_of_another_spacing_are_refused,
          keys_of_another_data_set_or_split_are_refused,
          every_value_of_a_sweep_is_checked, overrides_are_named_where_they_are_wrong,
          files_that_are_no_experiment_are_named, files_cut_at_any_byte_are_survived,
          files_spoilt_at_any_byte_are_survived)
