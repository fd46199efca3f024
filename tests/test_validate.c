/* quantal validate: a known bias comes out, the table is what its contract says, and
 * refusals. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/csv.h"
#include "core/text.h"
#include "data_files.h"
#include "quantal/score_card.h"
#include "quantal/validate.h"
#include "suite.h"
#include "tables.h"
#include "validations.h"

enum { DX = 2, DY, SAMPLES, ESTIMATOR, PARAMS, TRUTH, MEAN, BIAS, STD, RMSE, REPEATS };
enum { FAILURES = REPEATS + 1, SECONDS, COLUMNS };

static double number(const qtl_csv *table, size_t row, size_t col)
{
    double value = NAN;
    const char *text = qtl_csv_cell(table, row, col);
    ck_assert_msg(qtl_parse_double(text, &value), "row %zu, column %zu: %s", row, col,
                  text);
    return value;
}

/* The row of an estimator at a task; 0 if there is none. */
static size_t row_of(const qtl_csv *table, const char *task, const char *estimator)
{
    for (size_t row = 1; row < table->n_rows; row++) {
        if (strcmp(qtl_csv_cell(table, row, 1), task) == 0 &&
            strcmp(qtl_csv_cell(table, row, ESTIMATOR), estimator) == 0) {
            return row;
        }
    }
    return 0;
}

START_TEST(the_bias_of_the_plug_in_entropy_is_found)
{
    /* Paninski (2003): -(K - 1) / 2N + (1 - K^2) / 12 N^2 nats, K = 100, N = 2000; the
     * deviation of an entropy of uniform symbols is sqrt((K - 1) / 2) / N, and of the
     * mean of 100 a tenth */
    const double bias = -(99.0 / 4000 + 9999.0 / (12 * 4e6)) * M_LOG2E;
    const double deviation = sqrt(99.0 / 2) / 2000 * M_LOG2E;
    char *folder = qtl_test_folder();
    char *directory = qtl_test_path(folder, "v");
    const size_t size = 2000;
    const char *const suite = "discrete";
    qtl_method plugin;
    ck_ok(qtl_method_parse("plugin", &plugin));
    const qtl_validate_options options = {.directory = directory,
                                          .suites = &suite,
                                          .n_suites = 1,
                                          .methods = &plugin,
                                          .n_methods = 1,
                                          .samples = &size,
                                          .n_samples = 1,
                                          .repeats = 100};
    ck_ok(qtl_validate_run(&options));
    qtl_csv table = qtl_test_table(directory, "validate.csv");
    const size_t row = row_of(&table, "uniform-100", "plugin");
    ck_assert_double_eq_tol(number(&table, row, TRUTH), log2(100), 1e-11);
    ck_assert_double_eq_tol(number(&table, row, BIAS), bias, 4 * deviation / 10);
    /* the sample deviation of 100 scatters by 1 / sqrt(200) of itself */
    ck_assert_double_eq_tol(number(&table, row, STD), deviation, 0.3 * deviation);
    ck_assert_double_ge(number(&table, row, SECONDS), 0);
    qtl_csv_free(&table);
    free(directory);
    qtl_test_remove(folder);
}
END_TEST

static void check_row(const qtl_csv *table, size_t row)
{
    ck_assert_double_eq(number(table, row, REPEATS), 3);
    ck_assert_str_eq(qtl_csv_cell(table, row, SECONDS), "");
    ck_assert_double_ge(number(table, row, DX), 1);
    const double n = 3 - number(table, row, FAILURES);
    if (n < 2) {
        ck_assert_str_eq(qtl_csv_cell(table, row, STD), "");
        return;
    }
    const double bias = number(table, row, BIAS);
    const double std = number(table, row, STD);
    ck_assert_double_eq_tol(number(table, row, MEAN) - number(table, row, TRUTH), bias,
                            1e-10);
    /* mean square = bias^2 + (n - 1) / n times the sample variance */
    ck_assert_double_eq_tol(number(table, row, RMSE),
                            sqrt(bias * bias + std * std * (n - 1) / n), 1e-9);
}

START_TEST(the_table_is_as_the_contract_says)
{
    char *folder = qtl_test_folder();
    char *directory = qtl_test_path(folder, "v");
    qtl_validate_options options = validation_small(directory);
    ck_ok(qtl_validate_run(&options));
    char *text = qtl_test_text(directory, "validate.csv");
    ck_assert_int_eq(strncmp(text, validation_header, strlen(validation_header)), 0);
    free(text);
    qtl_csv table = qtl_test_table(directory, "validate.csv");
    ck_assert_uint_eq(table.n_cols, COLUMNS);
    for (size_t row = 1; row < table.n_rows; row++) {
        check_row(&table, row);
    }
    /* entropies have no second variable, and in the order of the suites sizes come as
     * asked for */
    const size_t entropy = row_of(&table, "zipf-100", "plugin");
    ck_assert_str_eq(qtl_csv_cell(&table, entropy, DY), "0");
    ck_assert_str_eq(qtl_csv_cell(&table, 1, 0), "mixed");
    ck_assert_str_eq(qtl_csv_cell(&table, 1, SAMPLES), "60");
    /* what does not apply has no row: no discrete estimator for a continuous variable */
    ck_assert_uint_eq(row_of(&table, "half-discrete-rho0", "plugin"), 0);
    ck_assert_uint_ne(row_of(&table, "steps-5", "ross"), 0);
    qtl_csv_free(&table);
    free(directory);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(an_estimator_that_fails_is_counted_and_leaves_its_numbers_empty)
{
    char *folder = qtl_test_folder();
    char *directory = qtl_test_path(folder, "v");
    qtl_validate_options options = validation_small(directory);
    const char *const suite = "gaussian";
    const size_t size = 8; /* fewer than the neighbours that are asked for */
    qtl_method ksg;
    ck_ok(qtl_method_parse("ksg:k=20", &ksg));
    options.suites = &suite;
    options.n_suites = 1;
    options.samples = &size;
    options.n_samples = 1;
    options.methods = &ksg;
    options.n_methods = 1;
    ck_ok(qtl_validate_run(&options));
    qtl_csv table = qtl_test_table(directory, "validate.csv");
    const size_t row = row_of(&table, "1x1-rho0.6", "ksg");
    ck_assert_str_eq(qtl_csv_cell(&table, row, PARAMS), "k=20");
    ck_assert_double_eq_tol(number(&table, row, TRUTH), -0.5 * log2(1 - 0.36), 1e-11);
    for (size_t col = MEAN; col <= RMSE; col++) {
        ck_assert_str_eq(qtl_csv_cell(&table, row, col), "");
    }
    ck_assert_str_eq(qtl_csv_cell(&table, row, REPEATS), "3");
    ck_assert_str_eq(qtl_csv_cell(&table, row, FAILURES), "3");
    qtl_csv_free(&table);
    char *card = NULL;
    ck_ok(qtl_score_card(directory, &card));
    ck_assert_ptr_nonnull(strstr(card, "42 of 42"));
    free(card);
    free(directory);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(layers_are_measured_against_the_noisy_truth)
{
    char *folder = qtl_test_folder();
    char *directory = qtl_test_path(folder, "v");
    qtl_validate_options options = validation_small(directory);
    const char *const suite = "noisy-layer";
    options.suites = &suite;
    options.n_suites = 1;
    options.samples = validation_sizes;
    options.n_samples = 1;
    ck_ok(qtl_validate_run(&options));
    qtl_csv table = qtl_test_table(directory, "validate.csv");
    /* the bound holds for the exact value; the truth has an error below 0.01 bit */
    static const char *const tasks[] = {"inputs-width2-gain5", "inputs-width10-gain1"};
    for (size_t i = 0; i < 2; i++) {
        const size_t row = row_of(&table, tasks[i], "kde");
        ck_assert_double_gt(number(&table, row, BIAS), -0.03);
        ck_assert_double_le(number(&table, row, TRUTH), log2(60) + 0.03);
    }
    const size_t itself = row_of(&table, "inputs-width5-gain5", "noisy-truth");
    ck_assert_double_lt(number(&table, itself, RMSE), 0.04);
    /* no codes, no exact count; no labels in it, I(T;Y) has a row too */
    ck_assert_uint_eq(row_of(&table, "inputs-width2-gain5", "exact"), 0);
    ck_assert_uint_ne(row_of(&table, "label-width2-gain5", "kde"), 0);
    qtl_csv_free(&table);
    free(directory);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(impossible_options_are_refused_and_nothing_is_written)
{
    char *folder = qtl_test_folder();
    char *directory = qtl_test_path(folder, "v");
    qtl_validate_options options = validation_small(directory);
    ck_fails(qtl_validate_run(NULL), QTL_EINVAL, "NULL");
    ck_fails(qtl_validate_check(NULL), QTL_EINVAL, "NULL");

    const char *names[] = {"gausian", "zzzzzzzzz", "mixed", "mixed", NULL};
    options.suites = names;
    options.n_suites = 1;
    ck_fails(qtl_validate_run(&options), QTL_EUNKNOWN, "did you mean gaussian");
    ck_fails(qtl_validate_check(&options), QTL_EUNKNOWN, "did you mean gaussian");
    options.suites = names + 1;
    ck_fails(qtl_validate_run(&options), QTL_EUNKNOWN, "quantal list suites");
    options.suites = names + 2;
    options.n_suites = 2;
    ck_fails(qtl_validate_run(&options), QTL_EINVAL, "mixed is given twice");
    options.n_suites = 0;
    ck_fails(qtl_validate_run(&options), QTL_EEMPTY, "no suite");
    options.suites = names + 4;
    options.n_suites = 1;
    ck_fails(qtl_validate_run(&options), QTL_EINVAL, "NULL");

    options = validation_small(directory);
    size_t sizes[] = {5, 0, 1000001, 5};
    options.samples = sizes;
    options.n_samples = 0;
    ck_fails(qtl_validate_run(&options), QTL_EEMPTY, "number of samples");
    options.n_samples = 2;
    ck_fails(qtl_validate_run(&options), QTL_ERANGE, "0 samples; 1 to 1000000");
    sizes[1] = 6;
    options.n_samples = 3;
    ck_fails(qtl_validate_run(&options), QTL_ERANGE, "1000001 samples");
    sizes[2] = 5;
    ck_fails(qtl_validate_run(&options), QTL_EINVAL, "5 samples are given twice");

    options = validation_small(directory);
    options.repeats = 1000001;
    ck_fails(qtl_validate_run(&options), QTL_ERANGE, "1000001 repeats");
    const qtl_method none = {0};
    options = validation_small(directory);
    options.methods = &none;
    ck_fails(qtl_validate_run(&options), QTL_EEMPTY, "no estimator");
    options.n_methods = 1;
    ck_fails(qtl_validate_run(&options), QTL_EINVAL, "method 0 has no estimator");
    ck_assert_int_ne(access(directory, F_OK), 0);
    free(directory);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(results_are_never_overwritten_nor_mixed)
{
    char *folder = qtl_test_folder();
    char *directory = qtl_test_path(folder, "v");
    qtl_validate_options options = validation_small(directory);
    options.n_suites = 1;
    ck_ok(qtl_validate_run(&options));
    char *before = qtl_test_text(directory, "validate.csv");
    ck_fails(qtl_validate_run(&options), QTL_EINVAL, "already holds results");
    options.resume = true;
    options.seed = 8;
    ck_fails(qtl_validate_run(&options), QTL_EINVAL, "config_sha256");
    options.seed = 0;
    char *damaged = qtl_test_path(directory, "tasks/mixed-steps-2-40.csv");
    qtl_test_write(damaged, "suite\n");
    ck_fails(qtl_validate_run(&options), QTL_EFORMAT, "steps-2-40.csv is no table");
    char *after = qtl_test_text(directory, "validate.csv");
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    free(damaged);
    char *blocked = qtl_test_path(folder, "v/manifest.yaml/below");
    options.directory = blocked;
    ck_fails(qtl_validate_run(&options), QTL_EIO, "");
    free(blocked);
    free(directory);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(suites_are_named_and_described)
{
    size_t n = 0;
    for (; qtl_suite_name(n); n++) {
        ck_assert_ptr_nonnull(qtl_suite_summary(n));
    }
    ck_assert_uint_eq(n, 6);
    ck_assert_ptr_null(qtl_suite_summary(n));
}
END_TEST

QTL_SUITE("validate", the_bias_of_the_plug_in_entropy_is_found,
          the_table_is_as_the_contract_says,
          an_estimator_that_fails_is_counted_and_leaves_its_numbers_empty,
          layers_are_measured_against_the_noisy_truth,
          impossible_options_are_refused_and_nothing_is_written,
          results_are_never_overwritten_nor_mixed, suites_are_named_and_described)
