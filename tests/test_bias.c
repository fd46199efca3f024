/* bias.csv, bias-samples.csv and scores.csv of result folders that are written here, with
 * every gap, violation and fall planted. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gsl/gsl_randist.h>

#include "core/csv.h"
#include "core/file.h"
#include "core/random.h"
#include "core/text.h"
#include "quantal/bias.h"
#include "suite.h"

static const char header[] =
    "run,variant,epoch,layer,width,estimator,params,quantity,value_bits,stderr_bits\n";

/* H(X) = 8, H(Y) = 1. */
static char *make_folder(const char *rows)
{
    char *folder = qtl_test_folder();
    char *path = qtl_format("%s/manifest.yaml", folder);
    qtl_test_write(path, "name: planted\ninput_entropy_bits: 8\nlabel_entropy_bits: 1\n");
    free(path);
    char *text = qtl_format("%s%s", header, rows);
    path = qtl_format("%s/measures.csv", folder);
    qtl_test_write(path, text);
    free(path);
    free(text);
    return folder;
}

static void drop(char *folder)
{
    ck_ok(qtl_remove_tree(folder));
    free(folder);
}

/* The table that is written of these rows. */
static qtl_csv table_of(const char *rows, const char *name)
{
    char *folder = make_folder(rows);
    ck_ok(qtl_bias_write(folder));
    char *path = qtl_format("%s/%s", folder, name);
    qtl_csv table = {0};
    ck_ok(qtl_csv_read(path, &table));
    free(path);
    drop(folder);
    return table;
}

static const char *cell(const qtl_csv *t, size_t row, const char *column)
{
    size_t c = 0;
    ck_assert_msg(qtl_csv_column(t, column, &c), "no column %s", column);
    return qtl_csv_cell(t, row, c);
}

/* NaN for an empty cell. */
static double number(const qtl_csv *t, size_t row, const char *column)
{
    double value = NAN;
    const char *text = cell(t, row, column);
    ck_assert_msg(!*text || qtl_parse_double(text, &value), "%s is \"%s\"", column, text);
    return value;
}

/* The first row with this estimator, these params and this quantity. */
static size_t row_of(const qtl_csv *t, const char *estimator, const char *params,
                     const char *quantity)
{
    for (size_t row = 1; row < t->n_rows; row++) {
        if (strcmp(cell(t, row, "estimator"), estimator) == 0 &&
            strcmp(cell(t, row, "params"), params) == 0 &&
            strcmp(cell(t, row, "quantity"), quantity) == 0) {
            return row;
        }
    }
    ck_abort_msg("no row of %s %s", estimator, params);
}

static void has_bias(const qtl_csv *t, size_t row, double gap, double error, double total)
{
    const char *const columns[] = {"definition_gap_bits", "estimation_error_bits",
                                   "total_bits"};
    const double expected[] = {gap, error, total};
    for (size_t i = 0; i < 3; i++) {
        const double found = number(t, row, columns[i]);
        ck_assert_msg(isnan(expected[i]) ? isnan(found)
                                         : fabs(found - expected[i]) < 1e-8,
                      "row %zu: %s is %g, not %g", row, columns[i], found, expected[i]);
    }
}

/* --- bias.csv --------------------------------------------------------------------------
 */

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
    qtl_csv t = table_of(planted, "bias.csv");
    ck_assert_uint_eq(t.n_rows, 1 + 8);
    has_bias(&t, row_of(&t, "plugin", "inputs=64", "I(X;T)"), 0, -0.5, -0.5);
    has_bias(&t, row_of(&t, "binning", "bins=30", "I(X;T)"), -1, 0, -1);
    has_bias(&t, row_of(&t, "binning", "bins=30,inputs=64", "I(X;T)"), -1, -0.25, -1.25);
    has_bias(&t, row_of(&t, "noisy-truth", "", "I(X;T)"), -3, 0, -3);
    /* the truth's variance is the default, 0.1 */
    has_bias(&t, row_of(&t, "kde", "variance=0.1", "I(X;T)"), -3, 0.5, -2.5);
    has_bias(&t, row_of(&t, "mixed-ksg", "variance=0", "I(X;T)"), 0, -0.75, -0.75);
    qtl_csv_free(&t);
}
END_TEST

START_TEST(without_a_truth_of_the_target_there_is_only_a_total)
{
    qtl_csv t = table_of(planted, "bias.csv");
    has_bias(&t, row_of(&t, "binning", "bins=8,inputs=64", "I(X;T)"), NAN, NAN, -2);
    has_bias(&t, row_of(&t, "kde", "variance=0.5", "I(X;T)"), NAN, NAN, -4);
    qtl_csv_free(&t);
}
END_TEST

START_TEST(the_target_is_named)
{
    qtl_csv t = table_of(planted, "bias.csv");
    const char *const expected[][3] = {{"plugin", "inputs=64", "codes"},
                                       {"binning", "bins=30", "binned layer"},
                                       {"kde", "variance=0.1", "noisy layer"},
                                       {"mixed-ksg", "variance=0", "codes"}};
    for (size_t i = 0; i < 4; i++) {
        const size_t row = row_of(&t, expected[i][0], expected[i][1], "I(X;T)");
        ck_assert_str_eq(cell(&t, row, "target"), expected[i][2]);
        ck_assert_str_eq(cell(&t, row, "epoch"), "5");
        ck_assert_str_eq(cell(&t, row, "layer"), "2");
        ck_assert_str_eq(cell(&t, row, "ci_low"), ""); /* one run */
    }
    qtl_csv_free(&t);
}
END_TEST

START_TEST(sub_samples_have_a_table_of_their_own)
{
    qtl_csv t = table_of(planted, "bias-samples.csv");
    ck_assert_uint_eq(t.n_rows, 1 + 3);
    ck_assert_str_eq(qtl_csv_cell(&t, 0, 2), "inputs");
    const size_t row = row_of(&t, "binning", "bins=30", "I(X;T)");
    ck_assert_str_eq(cell(&t, row, "inputs"), "64");
    has_bias(&t, row, -1, -0.25, -1.25);
    qtl_csv_free(&t);
}
END_TEST

START_TEST(means_are_over_runs_that_have_what_they_need)
{
    /* totals -1, -3 in two runs; the third has no count; the truth is in run 1 alone */
    qtl_csv t = table_of("1,quantized,1,1,3,exact,,I(T;Y),4,\n"
                         "1,quantized,1,1,3,noisy-truth,,I(T;Y),3.5,\n"
                         "1,quantized,1,1,3,kde,,I(T;Y),3,\n"
                         "2,quantized,1,1,3,exact,,I(T;Y),4,\n"
                         "2,quantized,1,1,3,kde,,I(T;Y),1,\n"
                         "3,quantized,1,1,3,kde,,I(T;Y),100,\n"
                         "3,quantized,2,1,3,kde,,I(T;Y),100,\n",
                         "bias.csv");
    const size_t row = row_of(&t, "kde", "", "I(T;Y)");
    has_bias(&t, row, -0.5, -0.5, -2);
    ck_assert_double_le(number(&t, row, "ci_low"), -2);
    ck_assert_double_ge(number(&t, row, "ci_high"), -2);
    ck_assert_uint_eq(t.n_rows, 1 + 2); /* none at epoch 2, where nothing was counted */
    qtl_csv_free(&t);
}
END_TEST

START_TEST(rows_stand_by_epoch_layer_method_and_quantity)
{
    qtl_csv t = table_of("1,quantized,9,2,3,kde,,I(X;T),1,\n"
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
        ck_assert_str_eq(cell(&t, i + 1, "epoch"), expected[i][0]);
        ck_assert_str_eq(cell(&t, i + 1, "layer"), expected[i][1]);
        ck_assert_str_eq(cell(&t, i + 1, "estimator"), expected[i][2]);
        ck_assert_str_eq(cell(&t, i + 1, "quantity"), expected[i][3]);
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
    qtl_csv t = table_of(rows.data, "bias.csv");
    free(rows.data);
    size_t covered = 0;
    ck_assert_uint_eq(t.n_rows, 1 + EPOCHS);
    for (size_t row = 1; row <= EPOCHS; row++) {
        covered += number(&t, row, "ci_low") <= 0.3 && number(&t, row, "ci_high") >= 0.3;
    }
    ck_assert_uint_ge(covered, 920);
    ck_assert_uint_le(covered, 970);
    qtl_csv_free(&t);
}
END_TEST

/* --- scores.csv ------------------------------------------------------------------------
 */

static void scores(const qtl_csv *t, size_t row, const char *score, double expected)
{
    const double found = number(t, row, score);
    ck_assert_msg(isnan(expected) ? isnan(found) : fabs(found - expected) < 1e-8,
                  "row %zu: %s is %g, not %g", row, score, found, expected);
}

START_TEST(errors_are_scored_over_epochs_layers_and_runs)
{
    /* run 1: totals +3 and -1; run 2: -4 */
    qtl_csv t = table_of("1,quantized,1,1,3,exact,,I(X;T),4,\n"
                         "1,quantized,1,1,3,kde,,I(X;T),7,\n"
                         "1,quantized,1,2,3,exact,,I(X;T),4,\n"
                         "1,quantized,1,2,3,kde,,I(X;T),3,\n"
                         "1,quantized,1,2,3,noisy-truth,,I(X;T),3.5,\n"
                         "2,quantized,1,1,3,exact,,I(X;T),5,\n"
                         "2,quantized,1,1,3,kde,,I(X;T),1,\n",
                         "scores.csv");
    const size_t row = row_of(&t, "kde", "", "I(X;T)");
    scores(&t, row, "runs", 2);
    scores(&t, row, "points", 3);
    scores(&t, row, "abs_total_bits", (2.0 + 4.0) / 2);
    scores(&t, row, "rms_total_bits", sqrt((5.0 + 16.0) / 2));
    scores(&t, row, "definition_gap_bits", -0.5);
    scores(&t, row, "estimation_error_bits", -0.5);
    ck_assert_double_lt(number(&t, row, "abs_total_bits_low"), 3);
    ck_assert_double_gt(number(&t, row, "abs_total_bits_high"), 3);
    ck_assert_double_ge(number(&t, row, "abs_total_bits_low"), 0);
    /* the gap is known in one run alone */
    scores(&t, row, "definition_gap_bits_low", NAN);
    qtl_csv_free(&t);
}
END_TEST

START_TEST(violations_of_the_inequalities_are_counted)
{
    /* I(X;T) of layers 1, 2, 3: 8.5 (above H(X) = 8), 6, 7 (above layer 2);
     * I(T;Y): 0.5, 1.25 (above H(Y) = 1 and above layer 1), 1.25 (above H(Y));
     * layer 4: I(T;Y) 0.75 above its I(X;T) 0.5 */
    qtl_csv t = table_of("1,quantized,1,1,3,kde,,I(X;T),8.5,\n"
                         "1,quantized,1,1,3,kde,,I(T;Y),0.5,\n"
                         "1,quantized,1,2,3,kde,,I(X;T),6,\n"
                         "1,quantized,1,2,3,kde,,I(T;Y),1.25,\n"
                         "1,quantized,1,3,3,kde,,I(X;T),7,\n"
                         "1,quantized,1,3,3,kde,,I(T;Y),1.25,\n"
                         "1,quantized,1,4,3,kde,,I(X;T),0.5,\n"
                         "1,quantized,1,4,3,kde,,I(T;Y),0.75,\n",
                         "scores.csv");
    size_t row = row_of(&t, "kde", "", "I(X;T)");
    scores(&t, row, "order_violations", 1.0 / 3);
    scores(&t, row, "entropy_violations", 1.0 / 4);
    scores(&t, row, "input_violations", NAN);
    scores(&t, row, "abs_total_bits", NAN); /* nothing was counted */
    row = row_of(&t, "kde", "", "I(T;Y)");
    scores(&t, row, "order_violations", 1.0 / 3);
    scores(&t, row, "entropy_violations", 2.0 / 4);
    scores(&t, row, "input_violations", 1.0 / 4);
    qtl_csv_free(&t);
}
END_TEST

START_TEST(rounding_is_no_violation)
{
    qtl_csv t = table_of("1,quantized,1,1,3,kde,,I(X;T),8.0000000005,\n"
                         "1,quantized,1,2,3,kde,,I(X;T),8.0000000010,\n",
                         "scores.csv");
    const size_t row = row_of(&t, "kde", "", "I(X;T)");
    scores(&t, row, "order_violations", 0);
    scores(&t, row, "entropy_violations", 0.0);
    qtl_csv_free(&t);
}
END_TEST

/* Writes a curve of I(X;T), one value an epoch from 1 on. */
static void add_curve(qtl_text *rows, int layer, const char *estimator,
                      const double *bits, size_t n)
{
    for (size_t e = 0; e < n; e++) {
        qtl_text_add(rows, "1,quantized,%zu,%d,3,%s,,I(X;T),%.9g,\n", e + 1, layer,
                     estimator, bits[e]);
    }
}

START_TEST(compression_that_is_not_there_and_compression_that_is_missed)
{
    /* a curve falls if it ends more than 0.1 bit below its maximum */
    static const double falls[] = {3, 5, 6, 4};
    static const double rises[] = {3, 5, 5.9, 6};
    static const double jitters[] = {3, 5, 6, 5.95};
    static const struct {
        const double *exact, *estimate;
    } layers[] = {{falls, falls},   {falls, rises},   {rises, falls},  {rises, jitters},
                  {jitters, rises}, {jitters, falls}, {falls, jitters}};
    qtl_text rows = {0};
    for (int l = 0; l < 7; l++) {
        add_curve(&rows, l + 1, "exact", layers[l].exact, 4);
        add_curve(&rows, l + 1, "kde", layers[l].estimate, 4);
    }
    qtl_csv t = table_of(rows.data, "scores.csv");
    free(rows.data);
    const size_t row = row_of(&t, "kde", "", "I(X;T)");
    scores(&t, row, "false_compression", 2.0 / 4);
    scores(&t, row, "missed_compression", 2.0 / 3);
    scores(&t, row_of(&t, "exact", "", "I(X;T)"), "false_compression", 0);
    scores(&t, row_of(&t, "exact", "", "I(X;T)"), "missed_compression", 0);
    qtl_csv_free(&t);
}
END_TEST

START_TEST(rank_correlation_is_over_the_epochs_that_both_have)
{
    /* layer 1: the ranks agree where kde is there; layer 2: reversed but for a pair, by
     * hand 1 - 6 (9 + 1 + 1 + 9) / 60 = -1 for the full reversal and
     * 1 - 6 (4 + 4 + 1 + 9) / 60 = -0.8 for 3, 4, 2, 1; layer 3: exact never changes */
    static const double exact[] = {1, 2, 3, 4};
    static const double mixed[] = {3, 4, 2, 1};
    static const double flat[] = {2, 2, 2, 2};
    qtl_text rows = {0};
    add_curve(&rows, 1, "exact", exact, 4);
    qtl_text_add(&rows, "1,quantized,2,1,3,kde,,I(X;T),-1,\n"
                        "1,quantized,4,1,3,kde,,I(X;T),0,\n"
                        "1,quantized,9,1,3,kde,,I(X;T),-5,\n");
    add_curve(&rows, 2, "exact", exact, 4);
    add_curve(&rows, 2, "kde", mixed, 4);
    add_curve(&rows, 3, "exact", flat, 4);
    add_curve(&rows, 3, "kde", mixed, 4);
    qtl_csv t = table_of(rows.data, "scores.csv");
    free(rows.data);
    const size_t row = row_of(&t, "kde", "", "I(X;T)");
    scores(&t, row, "rank_correlation", (1 - 0.8) / 2);
    scores(&t, row, "constant_curves", 1);
    scores(&t, row, "points", 2 + 4 + 4);
    qtl_csv_free(&t);
}
END_TEST

START_TEST(exact_comes_first_and_is_faultless)
{
    qtl_csv t = table_of("1,quantized,1,1,3,kde,,I(X;T),7,\n"
                         "1,quantized,1,1,3,binning,,I(X;T),7,\n"
                         "1,quantized,1,1,3,exact,,I(X;T),4,\n"
                         "1,quantized,1,1,3,lnn,,I(X;T),3,\n"
                         "1,quantized,1,2,3,exact,,I(X;T),4,\n",
                         "scores.csv");
    static const char *const expected[] = {"exact", "kde", "binning", "lnn"};
    ck_assert_uint_eq(t.n_rows, 1 + 4);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_str_eq(cell(&t, i + 1, "estimator"), expected[i]);
    }
    scores(&t, 1, "abs_total_bits", 0);
    scores(&t, 1, "estimation_error_bits", 0);
    scores(&t, 1, "order_violations", 0);
    qtl_csv_free(&t);
}
END_TEST

/* --- folders ---------------------------------------------------------------------------
 */

START_TEST(without_exact_counts_the_tables_have_no_bias)
{
    static const char rows[] = "1,continuous,1,1,3,kde,,I(X;T),7,\n";
    static const char *const names[] = {"bias.csv", "bias-samples.csv", "scores.csv"};
    for (size_t i = 0; i < 3; i++) {
        qtl_csv t = table_of(rows, names[i]);
        ck_assert_uint_eq(t.n_rows, 1);
        qtl_csv_free(&t);
    }
}
END_TEST

START_TEST(a_folder_that_cannot_be_read_gets_no_tables)
{
    char *folder = make_folder("1,quantized,1,1,3,kdee,,I(X;T),7,\n");
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
    drop(folder);
}
END_TEST

QTL_SUITE("bias", a_total_splits_into_definition_gap_and_estimation_error,
          without_a_truth_of_the_target_there_is_only_a_total, the_target_is_named,
          sub_samples_have_a_table_of_their_own,
          means_are_over_runs_that_have_what_they_need,
          rows_stand_by_epoch_layer_method_and_quantity, intervals_cover_the_planted_bias,
          errors_are_scored_over_epochs_layers_and_runs,
          violations_of_the_inequalities_are_counted, rounding_is_no_violation,
          compression_that_is_not_there_and_compression_that_is_missed,
          rank_correlation_is_over_the_epochs_that_both_have,
          exact_comes_first_and_is_faultless,
          without_exact_counts_the_tables_have_no_bias,
          a_folder_that_cannot_be_read_gets_no_tables)
