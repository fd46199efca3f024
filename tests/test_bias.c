/* bias.csv and bias-samples.csv, of measures with every gap planted. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gsl/gsl_randist.h>

#include "bias_tables.h"
#include "core/csv.h"
#include "core/random.h"
#include "core/text.h"
#include "quantal/bias.h"
#include "suite.h"

static void has_bias(const qtl_csv *t, size_t row, double gap, double error, double total)
{
    const char *const columns[] = {"definition_gap_bits", "estimation_error_bits",
                                   "total_bits"};
    const double expected[] = {gap, error, total};
    for (size_t i = 0; i < 3; i++) {
        const double found = bias_number(t, row, columns[i]);
        ck_assert_msg(isnan(expected[i]) ? isnan(found)
                                         : fabs(found - expected[i]) < 1e-8,
                      "row %zu: %s is %g, not %g", row, columns[i], found, expected[i]);
    }
}

static const char planted[] =
    "1,quantized,5,2,7,exact,,I(X;T),5,\n"
    "1,quantized,5,2,7,plugin,inputs=64,I(X;T),4.5,\n"
    "1,quantized,5,2,7,binning,bins=30,I(X;T),4,\n"
    "1,quantized,5,2,7,binning,\"bins=30,inputs=64\",I(X;T),3.75,\n"
    "1,quantized,5,2,7,binning,\"bins=8,inputs=64\",I(X;T),3,\n"
    "1,quantized,5,2,7,noisy-truth,,I(X;T),2,0.1\n"
    "1,quantized,5,2,7,kde,variance=0.1,I(X;T),2.5,\n"
    "1,quantized,5,2,7,kde,variance=0.5,I(X;T),1,\n"
    "1,quantized,5,2,7,mixed-ksg,variance=0,I(X;T),4.25,\n"
    "1,continuous,5,2,7,kde,variance=0.1,I(X;T),7,\n";

START_TEST(a_total_splits_into_definition_gap_and_estimation_error)
{
    qtl_csv t = bias_table(planted, "bias.csv");
    ck_assert_uint_eq(t.n_rows, 1 + 8);
    has_bias(&t, bias_row(&t, "plugin", "inputs=64", "I(X;T)"), 0, -0.5, -0.5);
    has_bias(&t, bias_row(&t, "binning", "bins=30", "I(X;T)"), -1, 0, -1);
    has_bias(&t, bias_row(&t, "binning", "bins=30,inputs=64", "I(X;T)"), -1, -0.25,
             -1.25);
    has_bias(&t, bias_row(&t, "noisy-truth", "", "I(X;T)"), -3, 0, -3);
    /* the truth's variance is the default, 0.1 */
    has_bias(&t, bias_row(&t, "kde", "variance=0.1", "I(X;T)"), -3, 0.5, -2.5);
    has_bias(&t, bias_row(&t, "mixed-ksg", "variance=0", "I(X;T)"), 0, -0.75, -0.75);
    qtl_csv_free(&t);
}
END_TEST

START_TEST(without_a_truth_of_the_target_there_is_only_a_total)
{
    qtl_csv t = bias_table(planted, "bias.csv");
    has_bias(&t, bias_row(&t, "binning", "bins=8,inputs=64", "I(X;T)"), NAN, NAN, -2);
    has_bias(&t, bias_row(&t, "kde", "variance=0.5", "I(X;T)"), NAN, NAN, -4);
    qtl_csv_free(&t);
}
END_TEST

START_TEST(the_target_is_named)
{
    qtl_csv t = bias_table(planted, "bias.csv");
    const char *const expected[][3] = {{"plugin", "inputs=64", "codes"},
                                       {"binning", "bins=30", "binned layer"},
                                       {"kde", "variance=0.1", "noisy layer"},
                                       {"mixed-ksg", "variance=0", "codes"}};
    for (size_t i = 0; i < 4; i++) {
        const size_t row = bias_row(&t, expected[i][0], expected[i][1], "I(X;T)");
        ck_assert_str_eq(bias_cell(&t, row, "target"), expected[i][2]);
        ck_assert_str_eq(bias_cell(&t, row, "epoch"), "5");
        ck_assert_str_eq(bias_cell(&t, row, "layer"), "2");
        ck_assert_str_eq(bias_cell(&t, row, "ci_low"), ""); /* one run */
    }
    qtl_csv_free(&t);
}
END_TEST

START_TEST(sub_samples_have_a_table_of_their_own)
{
    qtl_csv t = bias_table(planted, "bias-samples.csv");
    ck_assert_uint_eq(t.n_rows, 1 + 3);
    ck_assert_str_eq(qtl_csv_cell(&t, 0, 2), "inputs");
    const size_t row = bias_row(&t, "binning", "bins=30", "I(X;T)");
    ck_assert_str_eq(bias_cell(&t, row, "inputs"), "64");
    has_bias(&t, row, -1, -0.25, -1.25);
    qtl_csv_free(&t);
}
END_TEST

START_TEST(means_are_over_runs_that_have_what_they_need)
{
    /* totals -1, -3 in two runs; the third has no count; the truth is in run 1 alone */
    qtl_csv t = bias_table("1,quantized,1,1,3,exact,,I(T;Y),4,\n"
                           "1,quantized,1,1,3,noisy-truth,,I(T;Y),3.5,\n"
                           "1,quantized,1,1,3,kde,,I(T;Y),3,\n"
                           "2,quantized,1,1,3,exact,,I(T;Y),4,\n"
                           "2,quantized,1,1,3,kde,,I(T;Y),1,\n"
                           "3,quantized,1,1,3,kde,,I(T;Y),100,\n"
                           "3,quantized,2,1,3,kde,,I(T;Y),100,\n",
                           "bias.csv");
    const size_t row = bias_row(&t, "kde", "", "I(T;Y)");
    has_bias(&t, row, -0.5, -0.5, -2);
    ck_assert_double_le(bias_number(&t, row, "ci_low"), -2);
    ck_assert_double_ge(bias_number(&t, row, "ci_high"), -2);
    ck_assert_uint_eq(t.n_rows, 1 + 2); /* none at epoch 2, where nothing was counted */
    qtl_csv_free(&t);
}
END_TEST

START_TEST(rows_stand_by_epoch_layer_method_and_quantity)
{
    qtl_csv t = bias_table("1,quantized,9,2,3,kde,,I(X;T),1,\n"
                           "1,quantized,9,2,3,kde,,I(T;Y),1,\n"
                           "1,quantized,9,2,3,exact,,I(X;T),1,\n"
                           "1,quantized,9,2,3,exact,,I(T;Y),1,\n"
                           "1,quantized,9,2,3,binning,,I(X;T),1,\n"
                           "1,quantized,9,1,3,exact,,I(X;T),1,\n"
                           "1,quantized,9,1,3,binning,,I(X;T),1,\n"
                           "1,quantized,2,2,3,exact,,I(X;T),1,\n"
                           "1,quantized,2,2,3,kde,,I(X;T),1,\n",
                           "bias.csv");
    static const char *const expected[][4] = {{"2", "2", "kde", "I(X;T)"},
                                              {"9", "1", "binning", "I(X;T)"},
                                              {"9", "2", "kde", "I(X;T)"},
                                              {"9", "2", "kde", "I(T;Y)"},
                                              {"9", "2", "binning", "I(X;T)"}};
    ck_assert_uint_eq(t.n_rows, 1 + 5);
    for (size_t i = 0; i < 5; i++) {
        ck_assert_str_eq(bias_cell(&t, i + 1, "epoch"), expected[i][0]);
        ck_assert_str_eq(bias_cell(&t, i + 1, "layer"), expected[i][1]);
        ck_assert_str_eq(bias_cell(&t, i + 1, "estimator"), expected[i][2]);
        ck_assert_str_eq(bias_cell(&t, i + 1, "quantity"), expected[i][3]);
    }
    qtl_csv_free(&t);
}
END_TEST

/* Every epoch is another experiment of 12 runs whose totals are normal about 0.3 bit. Of
 * 1000 intervals 950 should cover that, with a standard deviation of 6.9; the bootstrap's
 * own test allows it 92 to 97 %. */
START_TEST(intervals_cover_the_planted_bias)
{
    enum { EPOCHS = 1000, RUNS = 12 };
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(17, QTL_FOR_TESTS, 0, &rng));
    qtl_text rows = {0};
    for (int run = 1; run <= RUNS; run++) {
        for (int e = 1; e <= EPOCHS; e++) {
            const double bias = 0.3 + gsl_ran_gaussian(rng, 0.2);
            qtl_text_add(&rows, "%d,quantized,%d,1,3,exact,,I(X;T),5,\n", run, e);
            qtl_text_add(&rows, "%d,quantized,%d,1,3,kde,,I(X;T),%.9g,\n", run, e,
                         5 + bias);
        }
    }
    gsl_rng_free(rng);
    qtl_csv t = bias_table(rows.data, "bias.csv");
    free(rows.data);
    size_t covered = 0;
    ck_assert_uint_eq(t.n_rows, 1 + EPOCHS);
    for (size_t row = 1; row <= EPOCHS; row++) {
        covered += bias_number(&t, row, "ci_low") <= 0.3 &&
                   bias_number(&t, row, "ci_high") >= 0.3;
    }
    ck_assert_uint_ge(covered, 920);
    ck_assert_uint_le(covered, 970);
    qtl_csv_free(&t);
}
END_TEST

START_TEST(without_exact_counts_the_tables_have_no_bias)
{
    static const char rows[] = "1,continuous,1,1,3,kde,,I(X;T),7,\n";
    static const char *const names[] = {"bias.csv", "bias-samples.csv", "scores.csv"};
    for (size_t i = 0; i < 3; i++) {
        qtl_csv t = bias_table(rows, names[i]);
        ck_assert_uint_eq(t.n_rows, 1);
        qtl_csv_free(&t);
    }
}
END_TEST

START_TEST(a_folder_that_cannot_be_read_gets_no_tables)
{
    char *folder = bias_folder("1,quantized,1,1,3,kdee,,I(X;T),7,\n");
    ck_fails(qtl_bias_write(folder), QTL_EUNKNOWN, "measures.csv: ");
    char *path = qtl_format("%s/bias.csv", folder);
    ck_assert_int_ne(access(path, F_OK), 0);
    free(path);
    path = qtl_format("%s/manifest.yaml", folder);
    qtl_test_write(path, "name: planted\n");
    ck_fails(qtl_bias_write(folder), QTL_EFORMAT, "input_entropy_bits is missing");
    ck_assert_int_eq(remove(path), 0);
    ck_fails(qtl_bias_write(folder), QTL_EIO, "manifest.yaml");
    free(path);
    qtl_test_remove(folder);
}
END_TEST

QTL_SUITE("bias", a_total_splits_into_definition_gap_and_estimation_error,
          without_a_truth_of_the_target_there_is_only_a_total, the_target_is_named,
          sub_samples_have_a_table_of_their_own,
          means_are_over_runs_that_have_what_they_need,
          rows_stand_by_epoch_layer_method_and_quantity, intervals_cover_the_planted_bias,
          without_exact_counts_the_tables_have_no_bias,
          a_folder_that_cannot_be_read_gets_no_tables)
