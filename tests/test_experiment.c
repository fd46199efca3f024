/* Experiments from end to end at a small size: tables, reproducibility, resume, refusals.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/csv.h"
#include "core/text.h"
#include "small_experiment.h"
#include "suite.h"

static const char *const merged[] = {"measures.csv", "training.csv", "gradients.csv",
                                     "codes.csv",    "bias.csv",     "bias-samples.csv",
                                     "scores.csv",   "sampling.csv"};

static void assert_same_tables(const small_place *p, const char *a, const char *b)
{
    for (size_t t = 0; t < sizeof merged / sizeof merged[0]; t++) {
        char *left = small_text(p, a, merged[t]);
        char *right = small_text(p, b, merged[t]);
        ck_assert_msg(strcmp(left, right) == 0, "%s differs between %s and %s", merged[t],
                      a, b);
        free(left);
        free(right);
    }
}

START_TEST(tables_do_not_depend_on_jobs)
{
    small_place p = small_make(small_experiment);
    ck_ok(small_run(&p, "one", NULL, 1, false));
    ck_ok(small_run(&p, "two", NULL, 2, false));
    ck_ok(small_run(&p, "five", NULL, 5, false));
    assert_same_tables(&p, "one", "two");
    assert_same_tables(&p, "one", "five");
    small_free(&p);
}
END_TEST

START_TEST(tables_have_a_row_for_everything_logged)
{
    small_place p = small_make(small_experiment);
    ck_ok(small_run(&p, "r", NULL, 2, false));
    /* exact on one variant, binning on two; two quantities each */
    qtl_csv measures = small_table(&p, "r", "measures.csv");
    ck_assert_uint_eq(measures.n_rows - 1,
                      SMALL_RUNS * SMALL_EPOCHS * SMALL_LAYERS * 3 * 2);
    qtl_csv training = small_table(&p, "r", "training.csv");
    ck_assert_uint_eq(training.n_rows - 1, SMALL_RUNS * SMALL_EPOCHS * 2);
    /* the untrained network of epoch 0 has no gradient */
    qtl_csv gradients = small_table(&p, "r", "gradients.csv");
    ck_assert_uint_eq(gradients.n_rows - 1,
                      SMALL_RUNS * (SMALL_EPOCHS - 1) * SMALL_LAYERS * 2);
    qtl_csv_free(&measures);
    qtl_csv_free(&training);
    qtl_csv_free(&gradients);
    small_free(&p);
}
END_TEST

START_TEST(shares_of_codes_sum_to_one)
{
    small_place p = small_make(small_experiment);
    ck_ok(small_run(&p, "r", NULL, 2, false));
    qtl_csv codes = small_table(&p, "r", "codes.csv");
    double sum = 0;
    for (size_t row = 1; row < codes.n_rows; row++) {
        sum += small_number(&codes, row, 6);
    }
    /* written with 9 digits */
    ck_assert_double_eq_tol(sum, 2 * SMALL_EPOCHS * SMALL_LAYERS, 1e-6);
    qtl_csv_free(&codes);
    small_free(&p);
}
END_TEST

START_TEST(twins_are_near_after_an_epoch_but_not_equal)
{
    small_place p = small_make(small_experiment);
    ck_ok(small_run(&p, "r", NULL, 2, false));
    qtl_csv gradients = small_table(&p, "r", "gradients.csv");
    const size_t per_variant = (SMALL_EPOCHS - 1) * SMALL_LAYERS;
    for (size_t row = 1; row <= SMALL_LAYERS; row++) {
        /* same weights and batches: 13 Adam steps of 3e-3 move no weight by more than
         * 0.04, a small part of a norm of about 2 */
        const double quantized = small_number(&gradients, row, 4);
        const double continuous = small_number(&gradients, row + per_variant, 4);
        ck_assert_double_ne(quantized, continuous);
        ck_assert_double_eq_tol(quantized, continuous, 0.1 * continuous);
    }
    qtl_csv_free(&gradients);
    small_free(&p);
}
END_TEST

/* One exact row: 0 I(X;T), 1 I(T;Y). */
static void read_exact(const qtl_csv *t,
                       double bits[SMALL_RUNS][SMALL_EPOCHS][SMALL_LAYERS][2])
{
    size_t n = 0;
    for (size_t row = 1; row < t->n_rows; row++) {
        if (strcmp(qtl_csv_cell(t, row, 5), "exact") == 0) {
            const size_t quantity = strcmp(qtl_csv_cell(t, row, 7), "I(T;Y)") == 0;
            const size_t layer = (size_t)small_number(t, row, 3) - 1;
            const size_t run = (size_t)small_number(t, row, 0) - 1;
            const size_t epoch = n / (2 * SMALL_LAYERS) % SMALL_EPOCHS;
            bits[run][epoch][layer][quantity] = small_number(t, row, 8);
            n++;
        }
    }
    ck_assert_uint_eq(n, SMALL_RUNS * SMALL_EPOCHS * SMALL_LAYERS * 2);
}

static void assert_exact_bounds(const double (*layers)[2])
{
    const double h_y_bits =
        0.999157120850; /* of 2118 ones in 4096, as the table has it */
    for (size_t l = 0; l < SMALL_LAYERS; l++) {
        ck_assert_double_ge(layers[l][1], 0);
        ck_assert_double_le(layers[l][0], 12);
        ck_assert_double_le(layers[l][1], h_y_bits);
        ck_assert_double_le(layers[l][1], layers[l][0]);
        if (l > 0) {
            ck_assert_double_le(layers[l][0], layers[l - 1][0]);
            ck_assert_double_le(layers[l][1], layers[l - 1][1]);
        }
    }
}

START_TEST(exact_measures_keep_every_inequality)
{
    static const char *const activations[] = {"tanh", "relu", "sigmoid", "elu"};
    for (size_t a = 0; a < sizeof activations / sizeof activations[0]; a++) {
        small_place p = small_make(small_experiment);
        char *override = qtl_format("network.activation=%s", activations[a]);
        ck_ok(small_run(&p, "r", override, 2, false));
        free(override);
        qtl_csv measures = small_table(&p, "r", "measures.csv");
        static double bits[SMALL_RUNS][SMALL_EPOCHS][SMALL_LAYERS][2];
        read_exact(&measures, bits);
        for (size_t i = 0; i < SMALL_RUNS * SMALL_EPOCHS; i++) {
            assert_exact_bounds(
                (const double(*)[2])bits[i / SMALL_EPOCHS][i % SMALL_EPOCHS]);
        }
        qtl_csv_free(&measures);
        small_free(&p);
    }
}
END_TEST

START_TEST(a_resumed_experiment_gives_the_same_bytes)
{
    small_place p = small_make(small_experiment);
    ck_ok(small_run(&p, "whole", NULL, 2, false));
    ck_ok(small_run(&p, "torn", NULL, 2, false));
    /* as kill -9 leaves it: a run missing, one half-written, the merge half-written */
    char *gone = qtl_format("%s/torn/runs/quantized-2", p.folder);
    char *half = qtl_format("%s/torn/runs/.partial-quantized-2", p.folder);
    char *table = qtl_format("%s/torn/measures.csv", p.folder);
    char *temporary = qtl_format("%s/torn/measures.csv.123.partial", p.folder);
    ck_assert_int_eq(rename(gone, half), 0);
    ck_assert_int_eq(rename(table, temporary), 0);
    ck_ok(small_run(&p, "torn", NULL, 2, true));
    assert_same_tables(&p, "whole", "torn");
    ck_assert_int_ne(access(half, F_OK), 0);
    ck_assert_int_ne(access(temporary, F_OK), 0);
    free(gone);
    free(half);
    free(table);
    free(temporary);
    small_free(&p);
}
END_TEST

START_TEST(runs_can_be_added_to_a_finished_experiment)
{
    small_place p = small_make(small_experiment);
    ck_ok(small_run(&p, "three", NULL, 2, false));
    ck_ok(small_run(&p, "grown", "runs=1", 2, false));
    ck_ok(small_run(&p, "grown", NULL, 2, true));
    assert_same_tables(&p, "three", "grown");
    small_free(&p);
}
END_TEST

START_TEST(results_are_never_overwritten_or_mixed)
{
    small_place p = small_make(small_experiment);
    ck_ok(small_run(&p, "r", "runs=1", 2, false));
    char *before = small_text(&p, "r", "measures.csv");
    ck_fails(small_run(&p, "r", "runs=1", 2, false), QTL_EINVAL, "--resume");
    ck_fails(small_run(&p, "r", "training.learning_rate=1e-4", 2, true), QTL_EINVAL,
             "training.learning_rate is 0.003 there and 0.0001 here");
    char *after = small_text(&p, "r", "measures.csv");
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    small_free(&p);
}
END_TEST

START_TEST(an_unwritable_folder_is_one_clear_line)
{
    small_place p = small_make(small_experiment);
    char *file = qtl_format("%s/file", p.folder);
    qtl_test_write(file, "in the way\n");
    ck_fails(small_run(&p, "file/results", NULL, 1, false), QTL_EIO, "file");
    free(file);
    small_free(&p);
}
END_TEST

START_TEST(a_diverging_run_says_which_and_keeps_the_finished)
{
    small_place p = small_make(small_experiment);
    ck_ok(small_run(&p, "r", "runs=1", 1, false));
    ck_fails(
        small_run(&p, "d",
                  "training={optimizer: sgd, learning_rate: 1e30, l2: 1, epochs: 40}", 1,
                  false),
        QTL_ENUMERIC, "run 1, quantized, epoch");
    char *kept = qtl_format("%s/r/runs/quantized-1/measures.csv", p.folder);
    ck_assert_int_eq(access(kept, F_OK), 0);
    free(kept);
    small_free(&p);
}
END_TEST

QTL_SUITE("experiment", tables_do_not_depend_on_jobs,
          tables_have_a_row_for_everything_logged, shares_of_codes_sum_to_one,
          twins_are_near_after_an_epoch_but_not_equal,
          exact_measures_keep_every_inequality, a_resumed_experiment_gives_the_same_bytes,
          runs_can_be_added_to_a_finished_experiment,
          results_are_never_overwritten_or_mixed, an_unwritable_folder_is_one_clear_line,
          a_diverging_run_says_which_and_keeps_the_finished)
