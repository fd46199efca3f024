/* Experiments that are broken off after every epoch, against one that is not. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/file.h"
#include "core/text.h"
#include "data_files.h"
#include "quantal/matrix.h"
#include "quantal/run.h"
#include "suite.h"

enum { EPOCHS = 9 };

static const char tishby[] =
    "name: t\n"
    "dataset: tishby\n"
    "network: {hidden: [6, 4], activation: relu}\n"
    "quantization: {levels: 64, range: running-max}\n"
    "training: {learning_rate: 3e-3, epochs: 9, shuffled_label_epochs: 3}\n"
    "measure: {epochs: [0, 1, 2, 5, 7, 9], estimators: [exact, 'binning:bins=30']}\n"
    "variants: [quantized]\n";

static const char images[] =
    "name: i\n"
    "dataset: {name: notmnist, split: official}\n"
    "network: {hidden: [5]}\n"
    "training: {optimizer: momentum, learning_rate: 0.1, batch_size: 8, epochs: 9}\n"
    "measure: {epochs: [0, 3, 9], estimators: [binning]}\n"
    "variants: [continuous]\n";

static const char *const texts[] = {tishby, images};
static const char *const runs[] = {"quantized-1", "continuous-1"};

/* n images of 3 x 2 and their labels. */
static void write_half(const char *folder, const char *half, uint32_t n)
{
    uint8_t values[60 * 7];
    for (uint32_t i = 0; i < 6 * n; i++) {
        values[i] = (uint8_t)(i * 37 % 251);
    }
    for (uint32_t i = 0; i < n; i++) {
        values[6 * n + i] = (uint8_t)(i * 3 % 10);
    }
    char *path[2] = {qtl_format("%s/notmnist/%s-images-idx3-ubyte", folder, half),
                     qtl_format("%s/notmnist/%s-labels-idx1-ubyte", folder, half)};
    qtl_test_write_idx(path[0], &(qtl_test_idx){3, {n, 3, 2}, values, 6 * (size_t)n});
    qtl_test_write_idx(path[1], &(qtl_test_idx){1, {n}, values + 6 * (size_t)n, n});
    free(path[0]);
    free(path[1]);
}

typedef struct place {
    char *folder;
    qtl_experiment *experiment;
    const char *run;
} place;

static place set_up(size_t i)
{
    place p = {.folder = qtl_test_folder(), .run = runs[i]};
    char *file = qtl_test_path(p.folder, "e.yaml");
    char *letters = qtl_test_path(p.folder, "notmnist");
    ck_ok(qtl_make_folder(letters));
    write_half(p.folder, "train", 60);
    write_half(p.folder, "t10k", 20);
    qtl_test_write(file, texts[i]);
    ck_ok(qtl_experiment_load(file, NULL, 0, &p.experiment));
    free(letters);
    free(file);
    return p;
}

static void tear_down(place *p)
{
    qtl_experiment_free(p->experiment);
    qtl_test_remove(p->folder);
}

/* Runs into FOLDER/NAME; with `stop` set beforehand a run ends after one more epoch. */
static qtl_status run(const place *p, const char *name, sig_atomic_t stop)
{
    char *directory = qtl_test_path(p->folder, name);
    const volatile sig_atomic_t asked = stop;
    const qtl_run_options options = {.directory = directory,
                                     .n_jobs = 1,
                                     .resume = true,
                                     .data_directory = p->folder,
                                     .stop = &asked};
    const qtl_status status = qtl_experiment_run(p->experiment, &options);
    free(directory);
    return status;
}

static char *path_in(const place *p, const char *name, const char *prefix,
                     const char *file)
{
    return qtl_format("%s/%s/runs/%s%s/%s", p->folder, name, prefix, p->run, file);
}

static void assert_same_runs(const place *p, const char *a, const char *b)
{
    static const char *const files[] = {"measures.csv", "training.csv", "gradients.csv",
                                        "codes.csv", "weights-1.npy"};
    for (size_t f = 0; f < (p->run == runs[1] ? 5 : 4); f++) {
        char *text[2] = {NULL, NULL};
        size_t size[2] = {0};
        for (size_t i = 0; i < 2; i++) {
            char *path = path_in(p, i ? b : a, "", files[f]);
            ck_ok(qtl_read_file(path, &text[i], &size[i]));
            free(path);
        }
        ck_assert_uint_eq(size[0], size[1]);
        ck_assert_mem_eq(text[0], text[1], size[0]);
        free(text[0]);
        free(text[1]);
    }
}

/* Every start with `stop` set goes one epoch on, which the message tells: were a
 * checkpoint passed over, it would tell epoch 0 again. */
START_TEST(a_run_broken_off_after_every_epoch_has_the_same_bytes)
{
    place p = set_up((size_t)_i);
    ck_ok(run(&p, "whole", 0));
    for (size_t epoch = 0; epoch < EPOCHS; epoch++) {
        char *words = qtl_format("interrupted after epoch %zu of 9", epoch);
        ck_fails(run(&p, "pieces", 1), QTL_EINTERRUPTED, words);
        free(words);
    }
    ck_ok(run(&p, "pieces", 1)); /* nothing is left to break off */
    assert_same_runs(&p, "whole", "pieces");
    tear_down(&p);
}
END_TEST

/* What is behind the checkpoint in a table is cut off, and half a checkpoint removed. */
START_TEST(rows_past_the_checkpoint_are_written_again)
{
    place p = set_up(0);
    ck_ok(run(&p, "whole", 0));
    ck_fails(run(&p, "pieces", 1), QTL_EINTERRUPTED, "after epoch 0");
    ck_fails(run(&p, "pieces", 1), QTL_EINTERRUPTED, "after epoch 1");
    char *table = path_in(&p, "pieces", ".partial-", "measures.csv");
    char *half = path_in(&p, "pieces", ".partial-", "checkpoint.77.partial");
    FILE *stream = fopen(table, "a");
    ck_assert_ptr_nonnull(stream);
    ck_assert_int_ge(fputs("1,quantized,2,1,6,exa", stream), 0);
    ck_assert_int_eq(fclose(stream), 0);
    qtl_test_write(half, "quantal checkpoint 1\n");
    ck_fails(run(&p, "pieces", 1), QTL_EINTERRUPTED, "after epoch 2");
    ck_assert_int_ne(access(half, F_OK), 0);
    ck_ok(run(&p, "pieces", 0));
    assert_same_runs(&p, "whole", "pieces");
    free(table);
    free(half);
    tear_down(&p);
}
END_TEST

/* A table that is shorter than its checkpoint says, or none: the run begins anew. */
START_TEST(a_checkpoint_without_its_tables_is_passed_over)
{
    place p = set_up(0);
    ck_ok(run(&p, "whole", 0));
    ck_fails(run(&p, "pieces", 1), QTL_EINTERRUPTED, "after epoch 0");
    ck_fails(run(&p, "pieces", 1), QTL_EINTERRUPTED, "after epoch 1");
    char *table = path_in(&p, "pieces", ".partial-", "training.csv");
    ck_assert_int_eq(_i ? unlink(table) : truncate(table, 10), 0);
    ck_fails(run(&p, "pieces", 1), QTL_EINTERRUPTED, "after epoch 0");
    ck_ok(run(&p, "pieces", 0));
    assert_same_runs(&p, "whole", "pieces");
    free(table);
    tear_down(&p);
}
END_TEST

START_TEST(a_damaged_checkpoint_costs_time_only)
{
    place p = set_up(0);
    ck_ok(run(&p, "whole", 0));
    ck_fails(run(&p, "pieces", 1), QTL_EINTERRUPTED, "after epoch 0");
    ck_fails(run(&p, "pieces", 1), QTL_EINTERRUPTED, "after epoch 1");
    char *checkpoint = path_in(&p, "pieces", ".partial-", "checkpoint");
    ck_assert_int_eq(truncate(checkpoint, 400), 0);
    ck_fails(run(&p, "pieces", 1), QTL_EINTERRUPTED, "after epoch 0");
    ck_ok(run(&p, "pieces", 0));
    assert_same_runs(&p, "whole", "pieces");
    free(checkpoint);
    tear_down(&p);
}
END_TEST

START_TEST(a_finished_experiment_keeps_nothing_of_begun_runs)
{
    place p = set_up(0);
    ck_fails(run(&p, "whole", 1), QTL_EINTERRUPTED, "after epoch 0");
    char *other = qtl_format("%s/whole/runs/.partial-quantized-7", p.folder);
    char *checkpoint = path_in(&p, "whole", "", "checkpoint");
    ck_ok(qtl_make_folder(other));
    ck_ok(run(&p, "whole", 0));
    ck_assert_int_ne(access(other, F_OK), 0);
    ck_assert_int_ne(access(checkpoint, F_OK), 0);
    free(other);
    free(checkpoint);
    tear_down(&p);
}
END_TEST

/* Of images seen by a dense layer, and of nothing else. */
START_TEST(weights_of_the_first_layer_are_kept_for_images)
{
    place p = set_up((size_t)_i);
    ck_ok(run(&p, "whole", 0));
    char *path = path_in(&p, "whole", "", "weights-1.npy");
    qtl_matrix *weights = NULL;
    if (_i == 0) {
        ck_assert_int_ne(access(path, F_OK), 0);
    } else {
        ck_ok(qtl_matrix_read(path, &weights));
        ck_assert(weights->n_rows == 5 && weights->n_cols == 6);
    }
    qtl_matrix_free(weights);
    free(path);
    tear_down(&p);
}
END_TEST

QTL_LOOPS("resume", {a_run_broken_off_after_every_epoch_has_the_same_bytes, 2},
          {rows_past_the_checkpoint_are_written_again, 1},
          {a_checkpoint_without_its_tables_is_passed_over, 2},
          {a_damaged_checkpoint_costs_time_only, 1},
          {a_finished_experiment_keeps_nothing_of_begun_runs, 1},
          {weights_of_the_first_layer_are_kept_for_images, 2})
