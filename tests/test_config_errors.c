/* qtl_experiment_load: what a bad key or value is told. */
#include <string.h>

#include "experiment_file.h"
#include "suite.h"

START_TEST(unknown_keys_suggest_the_nearest)
{
    experiment_enter();
    experiment_complains(
        "learning_rate", "learning_rat", QTL_EUNKNOWN,
        "8: training.learning_rat: unknown key; did you mean learning_rate?");
    experiment_complains("network:", "netwrok:", QTL_EUNKNOWN,
                         "3: netwrok: unknown key; did you mean network?");
    experiment_complains("count", "cuont", QTL_EUNKNOWN,
                         "11: measure.epochs.cuont: unknown key; did you mean count?");
    experiment_complains("name: small", "name: small\nbatch_size: 1", QTL_EUNKNOWN,
                         "2: batch_size: unknown key; did you mean training.batch_size?");
    experiment_complains(
        "name: small", "name: small\ntraining.epochs: 1", QTL_EUNKNOWN,
        "2: training.epochs: unknown key; did you mean training.epochs?");
    experiment_complains(
        "split", "zzzzzzzzzzzz", QTL_EUNKNOWN,
        "2: dataset.zzzzzzzzzzzz: unknown key; known here are name, path, "
        "labels, split, train_fraction, label_gain");
    experiment_complains("name: small", "name: small\n\"a\\nb\\e\": 1", QTL_EUNKNOWN,
                         "2: a?b?: ");
    experiment_leave();
}
END_TEST

START_TEST(keys_of_another_data_set_are_out_of_place)
{
    experiment_enter();
    experiment_complains("split", "rule: parity, split", QTL_EINVAL,
                         "2: dataset.rule: only goes with dataset.name=relevant");
    experiment_complains("name: tishby", "name: relevant, rule: pairty", QTL_EUNKNOWN,
                         "2: dataset.rule: \"pairty\"");
    experiment_complains("name: tishby", "name: relevant, flip: 0.6", QTL_ERANGE,
                         "2: dataset.flip: 0.6 is out of range");
    experiment_complains("name: tishby", "name: relevant, rate: 1", QTL_ERANGE,
                         "2: dataset.rate: 1 is out of range");
    experiment_complains("name: tishby", "name: relevant, relevant: 0", QTL_ERANGE,
                         "2: dataset.relevant: 0 is out of range");
    experiment_leave();
}
END_TEST

START_TEST(missing_keys_are_named)
{
    experiment_enter();
    experiment_complains("name: small\n", "", QTL_EINVAL,
                         "1: name: required, but missing; give ");
    experiment_complains(
        "name: tishby, ", "", QTL_EINVAL,
        "2: dataset.name: required, but missing; give the name of a data set");
    experiment_complains(
        "  hidden: [10, 7]\n", "", QTL_EINVAL,
        "3: network.hidden: required, but missing; give a list of whole numbers");
    experiment_complains(
        "learning_rate: 0.01", "learning_rate:", QTL_EINVAL,
        "7: training.learning_rate: required, but missing; give a number above 0");
    experiment_complains(
        "  epochs: 100\n", "", QTL_EINVAL,
        "7: training.epochs: required, but missing; give a whole number from 1 ");
    experiment_complains("  key: quantization.levels\n", "", QTL_EINVAL,
                         "14: sweep.key: required, but missing");
    experiment_complains("{spacing: log, count: 5}", "{spacing: linear}", QTL_EINVAL,
                         "11: measure.epochs.every: required, but missing");
    experiment_leave();
}
END_TEST

START_TEST(numbers_out_of_range_say_what_is_allowed)
{
    experiment_enter();
    experiment_complains(
        "levels: 256", "levels: 1", QTL_ERANGE,
        "6: quantization.levels: 1 is out of range; give a whole number from 2 to "
        "65536");
    experiment_complains("levels: 256", "levels: 65537", QTL_ERANGE,
                         "6: quantization.levels: 65537");
    experiment_complains(
        "learning_rate: 0.01", "learning_rate: -1", QTL_ERANGE,
        "8: training.learning_rate: -1 is out of range; give a number above 0");
    experiment_complains("learning_rate: 0.01", "learning_rate: 0", QTL_ERANGE,
                         "8: training.learning_rate: 0 is out of range");
    experiment_complains("[10, 7]", "[10, 0]", QTL_ERANGE,
                         "4: network.hidden[1]: 0 is out of range");
    experiment_complains("epochs: 100", "epochs: 0", QTL_ERANGE,
                         "9: training.epochs: 0 is out of");
    experiment_complains(
        "split: random", "train_fraction: 1.5", QTL_ERANGE,
        "2: dataset.train_fraction: 1.5 is out of range; give a number above 0 and "
        "at most 1");
    experiment_complains(
        "epochs: 100", "epochs: 100\n  momentum: 1", QTL_ERANGE,
        "10: training.momentum: 1 is out of range; give a number above 0 and below "
        "1");
    experiment_complains(
        "epochs: 100", "epochs: 100\n  batch_size: 0", QTL_ERANGE,
        "10: training.batch_size: 0 is out of range; give a whole number from 1 to "
        "1000000000, or full");
    experiment_complains(
        "{spacing: log, count: 5}", "[1, 101]", QTL_ERANGE,
        "11: measure.epochs.list[1]: 101 is past the last epoch; training.epochs is "
        "100");
    experiment_leave();
}
END_TEST

START_TEST(wrong_types_say_what_is_wanted)
{
    experiment_enter();
    experiment_complains(
        "epochs: 100", "epochs: many", QTL_EINVAL,
        "9: training.epochs: \"many\" is no number; give a whole number from 1");
    experiment_complains("epochs: 100", "epochs: 1.5", QTL_EINVAL,
                         "9: training.epochs: \"1.5\" is no whole number; give");
    experiment_complains("epochs: 100", "epochs: [1]", QTL_EINVAL,
                         "9: training.epochs: a list is out of place here; give");
    experiment_complains(
        "learning_rate: 0.01", "learning_rate: fast", QTL_EINVAL,
        "8: training.learning_rate: \"fast\" is no number; give a number above 0");
    experiment_complains("learning_rate: 0.01", "learning_rate: nan", QTL_EINVAL,
                         "8: training.lear");
    experiment_complains("learning_rate: 0.01", "learning_rate: {a: 1}", QTL_EINVAL,
                         "8: training.learning_rate: keys are out of place here; give");
    experiment_complains(
        "[10, 7]", "10", QTL_EINVAL,
        "4: network.hidden: this is no list; give a list of whole numbers from 1");
    experiment_complains("[10, 7]", "[10, x]", QTL_EINVAL,
                         "4: network.hidden[1]: \"x\" is no layer; give");
    experiment_complains("[10, 7]", "[10, ~]", QTL_EINVAL,
                         "4: network.hidden[1]: there is no value here; give");
    experiment_complains(
        "network:\n  hidden: [10, 7]\n  activation: tanh\n", "network: 3\n", QTL_EINVAL,
        "3: network: this is a section; give keys: hidden, activation, ");
    experiment_complains(
        "{levels: 256, range: fixed}", "[256]", QTL_EINVAL,
        "6: quantization: this is a section; give keys: levels, range, ");
    experiment_complains(
        "[quantized, continuous]", "quantized", QTL_EINVAL,
        "13: variants: this is no list; give a list of quantized or continuous");
    experiment_complains(
        "[quantized, continuous]", "[]", QTL_ERANGE,
        "13: variants: the list is empty; give a list of quantized or continuous");
    experiment_complains("[exact, kde]", "exact", QTL_EINVAL,
                         "12: measure.estimators: this is no ");
    experiment_complains(
        "small", "Not A Folder", QTL_EINVAL,
        "1: name: \"Not A Folder\" cannot name a folder; give up to 64 lower-case");
    experiment_complains("small", "../../x", QTL_EINVAL,
                         "1: name: \"../../x\" cannot name a folder");
    experiment_leave();
}
END_TEST

START_TEST(unknown_words_suggest_the_nearest)
{
    experiment_enter();
    experiment_complains(
        "range: fixed", "range: fixd", QTL_EUNKNOWN,
        "6: quantization.range: \"fixd\" is unknown; did you mean fixed; give fixed, "
        "learned or running-max");
    experiment_complains("tishby", "tishbi", QTL_EUNKNOWN, "2: dataset.name: ");
    experiment_complains("activation: tanh", "activation: tahn", QTL_EUNKNOWN,
                         "5: network.activation: ");
    experiment_complains(
        "[quantized, continuous]", "[qantized]", QTL_EUNKNOWN,
        "13: variants[0]: \"qantized\" is unknown; did you mean quantized");
    experiment_complains(
        "split: random", "split: zzzzzzzzz", QTL_EUNKNOWN,
        "2: dataset.split: \"zzzzzzzzz\" is unknown; give random, stratified, "
        "ordered or official");
    experiment_complains("[exact, kde]", "[exact, kdee]", QTL_EUNKNOWN,
                         "12: measure.estimators[1]: ");
    experiment_complains("[exact, kde]", "[exact, 'kde:varianze=1']", QTL_EUNKNOWN,
                         "12: measure.estimators[1]: ");
    experiment_complains("[exact, kde]", "[exact, 'kde:variance=-1']", QTL_ERANGE,
                         "12: measure.estimators[1]: ");
    experiment_leave();
}
END_TEST

START_TEST(items_of_estimators_are_checked_like_sections)
{
    static const char *const list = "[exact, kde]";
    experiment_enter();
    experiment_complains(
        list, "[exact, {metod: kde}]", QTL_EUNKNOWN,
        "12: measure.estimators[1].metod: unknown key; did you mean method?");
    experiment_complains(
        list, "[exact, {method: kde, seed: 1}]", QTL_EUNKNOWN,
        "12: measure.estimators[1].seed: unknown key; known here are method, "
        "epochs, runs, inputs, layers");
    experiment_complains(
        list, "[exact, {epochs: [1]}]", QTL_EINVAL,
        "12: measure.estimators[1].method: required, but missing; give an "
        "estimator");
    experiment_complains(
        list, "[exact,\n    {method: kde,\n     runs: 0}]", QTL_ERANGE,
        "14: measure.estimators[1].runs: 0 is out of range; give a whole number "
        "from 1");
    experiment_complains(
        list, "[exact, {method: kde, epochs: {spacing: linea}}]", QTL_EUNKNOWN,
        "12: measure.estimators[1].epochs.spacing: \"linea\" is unknown; did you mean "
        "linear");
    experiment_complains(list, "[exact, {method: kde, epochs: {spacing: linear}}]",
                         QTL_EINVAL,
                         "12: measure.estimators[1].epochs.every: required, but missing");
    experiment_complains(list, "[exact, {method: kde, epochs: {count: 2, every: 5}}]",
                         QTL_EINVAL,
                         "12: measure.estimators[1].epochs.every: only goes with "
                         "epochs.spacing=linear");
    experiment_complains(
        list, "[exact, {method: kde, epochs: [101]}]", QTL_ERANGE,
        "12: measure.estimators[1].epochs.list[0]: 101 is past the last epoch");
    experiment_complains(
        list, "[exact, {method: kde, epochs: 4}]", QTL_EINVAL,
        "12: measure.estimators[1].epochs: this is a section; give keys: spacing");
    experiment_complains(
        list, "[exact, {method: kde, layers: [1, 4]}]", QTL_ERANGE,
        "12: measure.estimators[1].layers[1]: there is no layer 4; the output layer "
        "is 3");
    experiment_complains(list, "[exact, {method: kde, inputs: [64, 64]}]", QTL_EINVAL,
                         "12: measure.estimators[1].inputs[1]: 64 is there twice");
    experiment_complains(
        list, "[exact, {method: kde, inputs: many}]", QTL_EINVAL,
        "12: measure.estimators[1].inputs: \"many\" is no number; give one or a "
        "list of whole numbers from 2");
    experiment_complains(list, "[{method: exact, inputs: 100}]", QTL_EINVAL,
                         "12: measure.estimators[0].inputs: exact counts all inputs");
    experiment_complains(list,
                         "[{method: kde, inputs: 9}, {method: kde, inputs: [8, 9]}]",
                         QTL_EINVAL, "12: measure.estimators[1]: \"kde\" is there twice");
    experiment_complains(list, "[kde, {method: kde, runs: 1}]", QTL_EINVAL,
                         "12: measure.estimators[1]: \"kde\" is there twice");
    experiment_complains(list, "[exact, {}]", QTL_EINVAL,
                         "12: measure.estimators[1].method: required, but missing");
    experiment_leave();
}
END_TEST

START_TEST(repetitions_are_refused)
{
    experiment_enter();
    experiment_complains("epochs: 100", "epochs: 100\n  epochs: 7", QTL_EFORMAT,
                         "10: training.epochs: duplicate key; it is on line 9 already");
    experiment_complains("[exact, kde]", "[kde, exact, kde]", QTL_EINVAL,
                         "12: measure.estimators[2]: \"kde\" is there twice");
    experiment_complains("[quantized, continuous]", "[quantized, quantized]", QTL_EINVAL,
                         "13: variants[1]: \"quantized\" is there twice");
    experiment_complains("16]", "4]", QTL_EINVAL,
                         "17: sweep.values[1]: this is there twice");
    experiment_leave();
}
END_TEST

START_TEST(keys_of_another_spacing_are_refused)
{
    experiment_enter();
    experiment_complains(
        "count: 5", "every: 5", QTL_EINVAL,
        "11: measure.epochs.every: only goes with measure.epochs.spacing=linear");
    experiment_complains(
        "count: 5", "list: [1]", QTL_EINVAL,
        "11: measure.epochs.list: only goes with measure.epochs.spacing=list");
    experiment_leave();
}
END_TEST

START_TEST(keys_of_another_data_set_or_split_are_refused)
{
    experiment_enter();
    experiment_complains(
        "random", "official, train_fraction: 0.5", QTL_EINVAL,
        "2: dataset.train_fraction: does not go with dataset.split=official; leave");
    experiment_complains("random", "random, path: x.npy", QTL_EINVAL,
                         "2: dataset.path: only goes with dataset.name=files");
    experiment_complains("random", "random, labels: y.npy", QTL_EINVAL,
                         "2: dataset.labels: only goes with dataset.name=files");
    experiment_leave();
}
END_TEST

START_TEST(every_value_of_a_sweep_is_checked)
{
    experiment_enter();
    experiment_complains(
        "16]", "1]", QTL_ERANGE,
        "17: quantization.levels: 1 is out of range; give a whole number from 2");
    experiment_complains("16]", "many]", QTL_EINVAL,
                         "17: quantization.levels: \"many\" is no number");
    experiment_complains("16]", "[[1]]]", QTL_EINVAL,
                         "17: sweep.values[1][0]: a list is out of ");
    experiment_complains("16]", "'4 ']", QTL_EINVAL,
                         "17: sweep.values[1]: a second value called ");
    experiment_complains("[4,\n    16]", "[]", QTL_ERANGE,
                         "16: sweep.values: the list is empty");
    experiment_complains("key: quantization.levels", "key: quantization.level",
                         QTL_EUNKNOWN,
                         "15: sweep.key: unknown key; did you mean levels?");
    experiment_complains("key: quantization.levels", "key: runs", QTL_EINVAL,
                         "15: sweep.key: \"runs\" cannot be swept");
    experiment_leave();
}
END_TEST

QTL_SUITE("experiment config errors", unknown_keys_suggest_the_nearest,
          keys_of_another_data_set_are_out_of_place, missing_keys_are_named,
          numbers_out_of_range_say_what_is_allowed, wrong_types_say_what_is_wanted,
          unknown_words_suggest_the_nearest,
          items_of_estimators_are_checked_like_sections, repetitions_are_refused,
          keys_of_another_spacing_are_refused,
          keys_of_another_data_set_or_split_are_refused,
          every_value_of_a_sweep_is_checked)
