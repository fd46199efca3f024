/* quantal validate: a known bias comes out, the table is what its contract says, the same
 * bytes whatever the jobs and interruptions, refusals, and the score card. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/csv.h"
#include "core/file.h"
#include "core/text.h"
#include "quantal/score_card.h"
#include "quantal/validate.h"
#include "suite.h"

static const char header[] =
    "suite,task,dimension_x,dimension_y,samples,estimator,params,truth_bits,mean_bits,"
    "bias_bits,std_bits,rmse_bits,repeats,failures,seconds\n";
enum { DX = 2, DY, SAMPLES, ESTIMATOR, PARAMS, TRUTH, MEAN, BIAS, STD, RMSE, REPEATS };
enum { FAILURES = REPEATS + 1, SECONDS, COLUMNS };

static const size_t small_sizes[] = {60, 40};
static const char *const two_suites[] = {"mixed", "discrete"};

/* A small validation, untimed. */
static qtl_validate_options small(const char *directory)
{
    return (qtl_validate_options){.directory = directory,
                                  .suites = two_suites,
                                  .n_suites = 2,
                                  .samples = small_sizes,
                                  .n_samples = 2,
                                  .repeats = 3,
                                  .n_jobs = 1,
                                  .untimed = true};
}

static char *in(const char *folder, const char *name)
{
    return qtl_format("%s/%s", folder, name);
}

static char *text_of(const char *directory, const char *name)
{
    char *path = in(directory, name);
    char *text = NULL;
    size_t size = 0;
    ck_ok(qtl_read_file(path, &text, &size));
    free(path);
    return text;
}

static void assert_same(const char *a, const char *b)
{
    char *left = text_of(a, "validate.csv");
    char *right = text_of(b, "validate.csv");
    ck_assert_msg(strcmp(left, right) == 0, "%s and %s differ", a, b);
    free(left);
    free(right);
}

static qtl_csv table_of(const char *directory)
{
    char *path = in(directory, "validate.csv");
    qtl_csv table;
    ck_ok(qtl_csv_read(path, &table));
    free(path);
    return table;
}

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

static void end(char *folder)
{
    ck_ok(qtl_remove_tree(folder));
    free(folder);
}

/* --- what is measured -------------------------------------------------------------- */

START_TEST(the_bias_of_the_plug_in_entropy_is_found)
{
    /* Paninski (2003): -(K - 1) / 2N + (1 - K^2) / 12 N^2 nats, K = 100, N = 2000; the
     * deviation of an entropy of uniform symbols is sqrt((K - 1) / 2) / N, and of the
     * mean of 100 a tenth */
    const double bias = -(99.0 / 4000 + 9999.0 / (12 * 4e6)) * M_LOG2E;
    const double deviation = sqrt(99.0 / 2) / 2000 * M_LOG2E;
    char *folder = qtl_test_folder();
    char *directory = in(folder, "v");
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
    qtl_csv table = table_of(directory);
    const size_t row = row_of(&table, "uniform-100", "plugin");
    ck_assert_double_eq_tol(number(&table, row, TRUTH), log2(100), 1e-11);
    ck_assert_double_eq_tol(number(&table, row, BIAS), bias, 4 * deviation / 10);
    /* the sample deviation of 100 scatters by 1 / sqrt(200) of itself */
    ck_assert_double_eq_tol(number(&table, row, STD), deviation, 0.3 * deviation);
    ck_assert_double_ge(number(&table, row, SECONDS), 0);
    qtl_csv_free(&table);
    free(directory);
    end(folder);
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
    char *directory = in(folder, "v");
    qtl_validate_options options = small(directory);
    ck_ok(qtl_validate_run(&options));
    char *text = text_of(directory, "validate.csv");
    ck_assert_int_eq(strncmp(text, header, strlen(header)), 0);
    free(text);
    qtl_csv table = table_of(directory);
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
    end(folder);
}
END_TEST

START_TEST(an_estimator_that_fails_is_counted_and_leaves_its_numbers_empty)
{
    char *folder = qtl_test_folder();
    char *directory = in(folder, "v");
    qtl_validate_options options = small(directory);
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
    qtl_csv table = table_of(directory);
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
    end(folder);
}
END_TEST

START_TEST(layers_are_measured_against_the_noisy_truth)
{
    char *folder = qtl_test_folder();
    char *directory = in(folder, "v");
    qtl_validate_options options = small(directory);
    const char *const suite = "noisy-layer";
    options.suites = &suite;
    options.n_suites = 1;
    options.samples = small_sizes;
    options.n_samples = 1;
    ck_ok(qtl_validate_run(&options));
    qtl_csv table = table_of(directory);
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
    end(folder);
}
END_TEST

/* --- the same bytes --------------------------------------------------------------------
 */

START_TEST(jobs_do_not_change_a_byte)
{
    char *folder = qtl_test_folder();
    char *one = in(folder, "one");
    char *two = in(folder, "two");
    qtl_validate_options options = small(one);
    ck_ok(qtl_validate_run(&options));
    options = small(two);
    options.n_jobs = 2;
    ck_ok(qtl_validate_run(&options));
    assert_same(one, two);
    free(one);
    free(two);
    end(folder);
}
END_TEST

static void remove_in(const char *directory, const char *name)
{
    char *path = in(directory, name);
    ck_assert_int_eq(unlink(path), 0);
    free(path);
}

START_TEST(a_resumed_validation_is_the_same_and_keeps_what_is_done)
{
    char *folder = qtl_test_folder();
    char *whole = in(folder, "whole");
    char *torn = in(folder, "torn");
    qtl_validate_options options = small(whole);
    ck_ok(qtl_validate_run(&options));
    options = small(torn);
    options.n_suites = 1; /* the second suite is added on resuming */
    ck_ok(qtl_validate_run(&options));
    remove_in(torn, "validate.csv");
    remove_in(torn, "tasks/mixed-steps-5-60.csv");
    char *kept = in(torn, "tasks/mixed-steps-2-40.csv");
    char *text = text_of(torn, "tasks/mixed-steps-2-40.csv");
    const size_t length = strlen(text);
    text = realloc(text, length + 16);
    memcpy(text + length - 1, "1\n", 3); /* a second, at the end of the last line */
    qtl_test_write(kept, text);
    char *half = in(torn, "tasks/mixed-steps-5-60.csv.1.partial");
    qtl_test_write(half, "suite");
    options = small(torn);
    options.resume = true;
    ck_ok(qtl_validate_run(&options));
    char *resumed = text_of(torn, "validate.csv");
    char *expected = text_of(whole, "validate.csv");
    ck_assert_uint_eq(strlen(resumed), strlen(expected) + 1); /* it was not run again */
    ck_assert_int_ne(access(half, F_OK), 0); /* what a kill left is swept up */
    free(half);
    free(resumed);
    free(expected);
    text[length - 1] = '\n';
    text[length] = '\0';
    qtl_test_write(kept, text);
    ck_ok(qtl_validate_run(&options));
    assert_same(whole, torn);
    free(text);
    free(kept);
    free(whole);
    free(torn);
    end(folder);
}
END_TEST

START_TEST(a_row_depends_neither_on_other_suites_nor_on_other_methods)
{
    char *folder = qtl_test_folder();
    char *all = in(folder, "all");
    char *alone = in(folder, "alone");
    qtl_validate_options options = small(all);
    ck_ok(qtl_validate_run(&options));
    qtl_method plugin;
    ck_ok(qtl_method_parse("plugin", &plugin));
    options = small(alone);
    options.suites = two_suites + 1;
    options.n_suites = 1;
    options.methods = &plugin;
    options.n_methods = 1;
    ck_ok(qtl_validate_run(&options));
    char *rows = text_of(all, "validate.csv");
    char *few = text_of(alone, "validate.csv");
    size_t n_rows = 0;
    char *rest = NULL;
    for (char *line = strtok_r(few, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest), n_rows++) {
        ck_assert_msg(strstr(rows, line) != NULL, "%s", line);
    }
    ck_assert_uint_gt(n_rows, 10);
    free(few);
    free(rows);
    free(all);
    free(alone);
    end(folder);
}
END_TEST

START_TEST(another_seed_draws_other_samples)
{
    char *folder = qtl_test_folder();
    char *one = in(folder, "one");
    char *two = in(folder, "two");
    qtl_validate_options options = small(one);
    ck_ok(qtl_validate_run(&options));
    options = small(two);
    options.seed = 1;
    ck_ok(qtl_validate_run(&options));
    char *left = text_of(one, "validate.csv");
    char *right = text_of(two, "validate.csv");
    ck_assert_str_ne(left, right);
    free(left);
    free(right);
    free(one);
    free(two);
    end(folder);
}
END_TEST

/* --- refusals
 * ----------------------------------------------------------------------------- */

START_TEST(impossible_options_are_refused_and_nothing_is_written)
{
    char *folder = qtl_test_folder();
    char *directory = in(folder, "v");
    qtl_validate_options options = small(directory);
    ck_fails(qtl_validate_run(NULL), QTL_EINVAL, "NULL");

    const char *names[] = {"gausian", "zzzzzzzzz", "mixed", "mixed", NULL};
    options.suites = names;
    options.n_suites = 1;
    ck_fails(qtl_validate_run(&options), QTL_EUNKNOWN, "did you mean gaussian");
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

    options = small(directory);
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

    options = small(directory);
    options.repeats = 1000001;
    ck_fails(qtl_validate_run(&options), QTL_ERANGE, "1000001 repeats");
    const qtl_method none = {0};
    options = small(directory);
    options.methods = &none;
    ck_fails(qtl_validate_run(&options), QTL_EEMPTY, "no estimator");
    options.n_methods = 1;
    ck_fails(qtl_validate_run(&options), QTL_EINVAL, "method 0 has no estimator");
    ck_assert_int_ne(access(directory, F_OK), 0);
    free(directory);
    end(folder);
}
END_TEST

START_TEST(results_are_never_overwritten_nor_mixed)
{
    char *folder = qtl_test_folder();
    char *directory = in(folder, "v");
    qtl_validate_options options = small(directory);
    options.n_suites = 1;
    ck_ok(qtl_validate_run(&options));
    char *before = text_of(directory, "validate.csv");
    ck_fails(qtl_validate_run(&options), QTL_EINVAL, "already holds results");
    options.resume = true;
    options.seed = 8;
    ck_fails(qtl_validate_run(&options), QTL_EINVAL, "config_sha256");
    options.seed = 0;
    char *damaged = in(directory, "tasks/mixed-steps-2-40.csv");
    qtl_test_write(damaged, "suite\n");
    ck_fails(qtl_validate_run(&options), QTL_EFORMAT, "steps-2-40.csv is no table");
    char *after = text_of(directory, "validate.csv");
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    free(damaged);
    char *blocked = in(folder, "v/manifest.yaml/below");
    options.directory = blocked;
    ck_fails(qtl_validate_run(&options), QTL_EIO, "");
    free(blocked);
    free(directory);
    end(folder);
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

/* --- the score card
 * -------------------------------------------------------------------------- */

static void write_table(const char *folder, const char *rows)
{
    char *path = in(folder, "validate.csv");
    char *text = qtl_format("%s%s", header, rows);
    qtl_test_write(path, text);
    free(text);
    free(path);
}

START_TEST(the_card_ranks_by_the_median_of_absolute_bias)
{
    char *folder = qtl_test_folder();
    write_table(folder, "s,t1,1,1,10,bad,,1,1.5,0.5,0.1,0.6,4,0,0.002\n"
                        "s,t1,1,1,10,good,k=1,1,1,0.01,0.1,0.2,4,0,0.001\n"
                        "s,t2,1,1,10,bad,,1,0.5,-0.7,0.1,0.8,4,1,0.002\n"
                        "s,t2,1,1,10,good,k=1,1,1,-0.03,0.1,0.4,4,0,0.003\n"
                        "s,t3,1,1,10,good,k=1,1,9,8,0.1,8,4,0,0.002\n"
                        "s,t1,1,1,10,none,,1,,,,,4,4,\n"
                        "r,t1,1,1,10,bad,,1,1.5,0.25,,0.25,1,0,\n");
    char *card = NULL;
    ck_ok(qtl_score_card(folder, &card));
    const char *good = strstr(card, "1  good:k=1");
    const char *bad = strstr(card, "2  bad");
    const char *none = strstr(card, "3  none");
    const char *other = strstr(card, "\nr\n");
    ck_assert(good && bad && none && other);
    ck_assert(good < bad && bad < none && none < other);
    /* medians of 0.01, 0.03, 8 and of 0.2, 0.4, 8; worst and where; mean milliseconds */
    ck_assert_ptr_nonnull(strstr(good, "3   0.0300   0.4000   +8.0000  t3, 10 "));
    ck_assert_ptr_nonnull(strstr(good, "0 of 12         2.000\n"));
    ck_assert_ptr_nonnull(strstr(bad, "2   0.6000   0.7000   -0.7000  t2, 10 "));
    ck_assert_ptr_nonnull(strstr(bad, "1 of 8"));
    ck_assert_ptr_nonnull(strstr(other, "1  bad"));
    free(card);
    end(folder);
}
END_TEST

START_TEST(a_damaged_table_has_no_card)
{
    char *folder = qtl_test_folder();
    char *card = folder;
    ck_fails(qtl_score_card(NULL, &card), QTL_EINVAL, "NULL");
    ck_fails(qtl_score_card(folder, NULL), QTL_EINVAL, "NULL");
    ck_fails(qtl_score_card(folder, &card), QTL_EIO, "validate.csv");
    write_table(folder, "");
    ck_fails(qtl_score_card(folder, &card), QTL_EEMPTY, "no row");
    write_table(folder, "s,t1,1,1,10,bad,,1,1.5,x,0.1,0.6,4,0,0.002\n");
    ck_fails(qtl_score_card(folder, &card), QTL_EFORMAT, "line 2: bias_bits \"x\"");
    write_table(folder, "s,t1\n");
    ck_fails(qtl_score_card(folder, &card), QTL_EFORMAT, "validate.csv");
    char *path = in(folder, "validate.csv");
    qtl_test_write(path, "a,b\n1,2\n");
    ck_fails(qtl_score_card(folder, &card), QTL_EFORMAT, "no table of quantal validate");
    ck_assert_ptr_eq(card, folder);
    free(path);
    end(folder);
}
END_TEST

QTL_SUITE("validate", the_bias_of_the_plug_in_entropy_is_found,
          the_table_is_as_the_contract_says,
          an_estimator_that_fails_is_counted_and_leaves_its_numbers_empty,
          layers_are_measured_against_the_noisy_truth, jobs_do_not_change_a_byte,
          a_resumed_validation_is_the_same_and_keeps_what_is_done,
          a_row_depends_neither_on_other_suites_nor_on_other_methods,
          another_seed_draws_other_samples,
          impossible_options_are_refused_and_nothing_is_written,
          results_are_never_overwritten_nor_mixed, suites_are_named_and_described,
          the_card_ranks_by_the_median_of_absolute_bias, a_damaged_table_has_no_card)
