/* Tables and pages that a verdict writes, from planted tables. */
#include <stdlib.h>
#include <string.h>

#include "core/csv.h"
#include "planted.h"
#include "quantal/verdict.h"
#include "suite.h"
#include "tables.h"

enum { FEW = 7, MANY = 12 };

static const char *const files[] = {"verdict.csv", "verdict.md", "phases.csv",
                                    "twins.csv", "summary.csv"};
enum { N_FILES = 5 };

START_TEST(twins_are_compared_run_by_run)
{
    const planted p = {.n_runs = FEW,
                       .input = curve_up_and_down,
                       .label = curve_learns,
                       .estimate = curve_up_and_down};
    planted_answers a = planted_decide(&p);
    qtl_csv twins = qtl_test_table(a.folder, "twins.csv");
    ck_assert_uint_eq(twins.n_rows, 1 + PLANTED_LAYERS * PLANTED_EPOCHS);
    static const char where[] = "epoch=1000 layer=2";
    ck_assert_double_eq_tol(planted_number(&twins, where, "exact_quantized_bits"), 2,
                            1e-6);
    ck_assert_double_eq_tol(planted_number(&twins, where, "estimate_quantized_bits"), 2,
                            1e-6);
    ck_assert_double_eq_tol(planted_number(&twins, where, "estimate_continuous_bits"),
                            2.5, 1e-6);
    ck_assert_double_eq_tol(planted_number(&twins, where, "gap_bits"), 0.5, 1e-6);
    /* Runs differ, but each differs from its twin by the same. */
    ck_assert_double_eq_tol(planted_number(&twins, where, "ci_high"), 0.5, 1e-6);
    qtl_csv_free(&twins);
    planted_free(&a);
}
END_TEST

START_TEST(the_summary_has_means_of_phases_and_accuracies)
{
    const planted p = {.n_runs = FEW,
                       .input = curve_up_and_down,
                       .label = curve_learns,
                       .accuracy = curve_rises_by_half};
    planted_answers a = planted_decide(&p);
    qtl_csv t = qtl_test_table(a.folder, "summary.csv");
    ck_assert_double_eq_tol(
        planted_number(&t, "layer=1 quantity=I(X;T) statistic=last_bits", "mean"), 2,
        1e-6);
    ck_assert_double_eq_tol(
        planted_number(&t, "layer=1 quantity=I(X;T) statistic=first_bits", "mean"), 2,
        1e-6);
    ck_assert_double_eq_tol(
        planted_number(&t, "variant=quantized quantity=test_accuracy statistic=last",
                       "mean"),
        0.903, 1e-9);
    static const char lost[] = "quantity=test_accuracy "
                               "statistic=points_lost_to_quantization";
    ck_assert_double_eq_tol(planted_number(&t, lost, "mean"), 1, 1e-6);
    ck_assert_double_eq_tol(planted_number(&t, lost, "ci_low"), 1, 1e-6);
    qtl_csv_free(&t);
    planted_free(&a);
}
END_TEST

static double snr_turns_at_200(size_t layer, size_t run, double epoch)
{
    (void)layer;
    (void)run;
    return fmin(1, pow(200 / epoch, 1.5));
}

START_TEST(phases_are_listed_run_by_run)
{
    planted_answers a = planted_decide(&(planted){.n_runs = FEW,
                                                  .input = curve_output_falls,
                                                  .label = curve_learns,
                                                  .snr = snr_turns_at_200});
    qtl_csv t = qtl_test_table(a.folder, "phases.csv");
    ck_assert_uint_eq(t.n_rows, 1 + FEW * PLANTED_LAYERS * 2);
    static const char where[] = "run=7 layer=3 quantity=I(X;T)";
    ck_assert_double_eq_tol(planted_number(&t, where, "fall_bits"), 6.3, 0.05);
    ck_assert_double_eq_tol(planted_number(&t, where, "peak_epoch"), 20, 2);
    ck_assert_double_eq_tol(planted_number(&t, where, "change_epoch_1"), 20, 1);
    /* nine tenths of it are done at 20 50^0.9 = 676 of 1000 epochs */
    ck_assert_double_eq_tol(planted_number(&t, where, "settled_epoch"), 620, 60);
    ck_assert_double_eq_tol(planted_number(&t, where, "compression_share"),
                            (planted_number(&t, where, "settled_epoch") -
                             planted_number(&t, where, "onset_epoch")) /
                                1000,
                            1e-9);
    ck_assert_double_eq_tol(planted_number(&t, where, "snr_turn_epoch"), 200, 20);
    ck_assert_str_eq(planted_cell(&t, where, "saturated"), "0");
    ck_assert_str_eq(planted_cell(&t, "run=1 layer=1 quantity=I(X;T)", "saturated"), "1");
    ck_assert_str_eq(planted_cell(&t, "run=1 layer=1 quantity=I(X;T)", "onset_epoch"),
                     "");
    qtl_csv_free(&t);
    planted_free(&a);
}
END_TEST

START_TEST(the_same_tables_give_the_same_bytes)
{
    const planted p = {.n_runs = MANY,
                       .input = curve_every_other_falls,
                       .label = curve_learns,
                       .estimate = curve_up_and_down};
    planted_answers a = planted_decide(&p);
    char *before[N_FILES];
    for (size_t i = 0; i < N_FILES; i++) {
        before[i] = qtl_test_text(a.folder, files[i]);
    }
    ck_ok(qtl_verdict_write(a.folder));
    for (size_t i = 0; i < N_FILES; i++) {
        char *after = qtl_test_text(a.folder, files[i]);
        ck_assert_str_eq(before[i], after);
        free(before[i]);
        free(after);
    }
    planted_free(&a);
}
END_TEST

START_TEST(the_lines_for_the_end_of_a_run_are_those_of_exact)
{
    planted_answers a = planted_decide(&(planted){.n_runs = FEW,
                                                  .input = curve_output_falls,
                                                  .label = curve_learns,
                                                  .estimate = curve_up_and_down});
    char *lines = NULL;
    ck_ok(qtl_verdict_lines(a.folder, &lines));
    ck_assert_ptr_nonnull(strstr(lines,
                                 "  compression-output         confirmed  falls by "
                                 "more than 0.1 bit in 7 of 7 runs: 5."));
    size_t n = 0;
    for (const char *c = lines; *c; c++) {
        n += *c == '\n';
    }
    ck_assert_uint_eq(n, 1 + 7); /* a heading, and every claim but forgetting */
    free(lines);
    planted_free(&a);
}
END_TEST

START_TEST(without_exact_there_are_no_lines_but_a_verdict)
{
    planted_answers a =
        planted_decide(&(planted){.n_runs = FEW, .estimate = curve_up_and_down});
    planted_is_decided(&a.table, "claim=compression-output variant=continuous",
                       "confirmed", "in 7 of 7 runs");
    char *lines = NULL;
    ck_ok(qtl_verdict_lines(a.folder, &lines));
    ck_assert_str_eq(lines, "");
    free(lines);
    char *page = qtl_test_text(a.folder, "verdict.md");
    ck_assert_ptr_nonnull(strstr(page, "Nothing was counted"));
    free(page);
    planted_free(&a);
}
END_TEST

/* Each in turn replaces a sound file. */
START_TEST(damaged_tables_are_refused_in_one_line_and_leave_what_was_there)
{
    static const struct {
        const char *name, *text, *message;
    } damages[] = {
        {"manifest.yaml", "name: planted\n", "input_entropy_bits"},
        {"measures.csv", "run,variant\n1,quantized\n", "no column"},
        {"measures.csv",
         "run,variant,epoch,layer,width,estimator,params,quantity,value_bits,stderr_"
         "bits\n"
         "1,quantized,x,1,4,exact,,I(X;T),5,\n",
         "measures.csv:2"},
        {"measures.csv",
         "run,variant,epoch,layer,width,estimator,params,quantity,value_bits,stderr_"
         "bits\n"
         "1,quantized,1,1,4,exact,,I(X;T),5,\n"
         "1,quantized,2,1,4,exact,,I(X;T),12.0O0,\n",
         "measures.csv:3: value_bits is \"12.0O0\", no number"},
        {"training.csv", "run,variant,epoch\n", "no column train_accuracy"},
        {"training.csv",
         "run,variant,epoch,train_accuracy,test_accuracy\n1,quantized,3,0.5,good\n",
         "training.csv:2: test_accuracy is \"good\", no number"},
        {"training.csv",
         "run,variant,epoch,train_accuracy,test_accuracy\n1,other,3,0.5,0.5\n",
         "variant is \"other\""},
        {"gradients.csv", "", "gradients.csv is empty"},
        {"gradients.csv",
         "run,variant,epoch,layer,gradient_mean_norm,gradient_std_norm\n"
         "1,quantized,5,1,1,2\n1,quantized,4,1,1,2\n",
         "epoch 4 after a later one"}};
    planted_answers a = planted_decide(
        &(planted){.n_runs = FEW, .input = curve_only_up, .label = curve_learns});
    char *before = qtl_test_text(a.folder, "verdict.csv");
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        char *sound = qtl_test_text(a.folder, damages[i].name);
        planted_write(a.folder, damages[i].name, damages[i].text);
        const qtl_status status = qtl_verdict_write(a.folder);
        ck_assert_msg(status != QTL_OK, "%s was taken", damages[i].text);
        ck_assert_msg(strstr(qtl_error_message(), damages[i].message) != NULL, "%s",
                      qtl_error_message());
        ck_assert_ptr_null(strchr(qtl_error_message(), '\n'));
        planted_write(a.folder, damages[i].name, sound);
        free(sound);
    }
    char *after = qtl_test_text(a.folder, "verdict.csv");
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    planted_free(&a);
    ck_fails(qtl_verdict_write("/nowhere"), QTL_EIO, "manifest.yaml");
    ck_fails(qtl_verdict_write(NULL), QTL_EINVAL, "NULL");
}
END_TEST

QTL_SUITE("verdict tables", twins_are_compared_run_by_run,
          the_summary_has_means_of_phases_and_accuracies, phases_are_listed_run_by_run,
          the_same_tables_give_the_same_bytes,
          the_lines_for_the_end_of_a_run_are_those_of_exact,
          without_exact_there_are_no_lines_but_a_verdict,
          damaged_tables_are_refused_in_one_line_and_leave_what_was_there)
