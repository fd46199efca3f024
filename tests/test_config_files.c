/* qtl_experiment_load: what a bad override is told, and files that are no experiment. */
#include <stdlib.h>
#include <string.h>

#include "experiment_file.h"
#include "quantal/experiment.h"
#include "suite.h"

static void complains_of(const char *override, qtl_status status, const char *message)
{
    qtl_experiment *out = NULL;
    ck_fails(qtl_experiment_load(experiment_path, &override, 1, &out), status, message);
    ck_assert_ptr_eq(qtl_error_message(), strstr(qtl_error_message(), message));
    ck_assert_ptr_null(out);
}

START_TEST(overrides_are_named_where_they_are_wrong)
{
    experiment_enter();
    experiment_write(experiment_good, strlen(experiment_good));
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
    experiment_leave();
}
END_TEST

START_TEST(files_that_are_no_experiment_are_named)
{
    experiment_enter();
    qtl_experiment *out = NULL;
    ck_fails(qtl_experiment_load(NULL, NULL, 0, &out), QTL_EINVAL, "NULL");
    ck_fails(qtl_experiment_load("/nowhere/x.yaml", NULL, 0, &out), QTL_EIO,
             "/nowhere/x");
    ck_fails(qtl_experiment_load(experiment_folder, NULL, 0, &out), QTL_EIO,
             experiment_folder);
    experiment_write("", 0);
    ck_fails(qtl_experiment_load(experiment_path, NULL, 0, &out), QTL_EEMPTY,
             "the file is empty");
    experiment_write("\x7f"
                     "ELF\x02\0\0\xff\xfe",
                     9);
    ck_fails(qtl_experiment_load(experiment_path, NULL, 0, &out), QTL_EFORMAT,
             "not text");
    experiment_complains("hidden: [10, 7]", "hidden: [10, 7", QTL_EFORMAT,
                         "6: not YAML: ");
    ck_assert_ptr_null(out);
    experiment_leave();
}
END_TEST

/* Either it loads or it fails with one line. */
static void survives(const char *text, size_t size)
{
    experiment_write(text, size);
    qtl_experiment *out = NULL;
    const qtl_status status = qtl_experiment_load(experiment_path, NULL, 0, &out);
    if (status != QTL_OK) {
        ck_assert_ptr_null(out);
        ck_assert_ptr_null(strchr(qtl_error_message(), '\n'));
        ck_assert_str_ne(qtl_error_message(), "");
    }
    qtl_experiment_free(out);
}

START_TEST(files_cut_at_any_byte_are_survived)
{
    experiment_enter();
    for (size_t size = 0; size <= strlen(experiment_good); size++) {
        survives(experiment_good, size);
    }
    experiment_leave();
}
END_TEST

START_TEST(files_spoilt_at_any_byte_are_survived)
{
    static const char bytes[] = "\0\xff\"'[]{}:#&*!|>%@`\n\t -,~9x.";
    const size_t size = strlen(experiment_good);
    char *text = strdup(experiment_good);
    experiment_enter();
    for (size_t i = 0; i < size; i++) {
        const char sound = text[i];
        for (size_t b = 0; b + 1 < sizeof bytes; b++) {
            text[i] = bytes[b];
            survives(text, size);
        }
        text[i] = sound;
    }
    experiment_leave();
    free(text);
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
    experiment_enter();
    experiment_write(experiment_good, strlen(experiment_good));
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        qtl_experiment *out = NULL;
        ck_fails(qtl_experiment_load(experiment_path, &words[i][0], 1, &out), QTL_EINVAL,
                 words[i][1]);
        ck_assert_ptr_null(out);
    }
    experiment_leave();
}
END_TEST

QTL_SUITE("experiment config files", overrides_are_named_where_they_are_wrong,
          files_that_are_no_experiment_are_named, files_cut_at_any_byte_are_survived,
          files_spoilt_at_any_byte_are_survived, wrong_layers_suggest_the_nearest)
