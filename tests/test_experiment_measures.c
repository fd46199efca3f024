/* Experiments from end to end at a small size: what is measured when, and the summary. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/csv.h"
#include "core/text.h"
#include "quantal/experiment.h"
#include "quantal/run.h"
#include "quantal/summary.h"
#include "small_experiment.h"
#include "suite.h"

START_TEST(a_sweep_makes_a_result_folder_a_value)
{
    small_place p = small_make(small_experiment);
    ck_ok(small_run(&p, "s", "sweep={key: quantization.levels, values: [2, 16]}", 2,
                    false));
    qtl_csv two = small_table(&p, "s/levels-2", "measures.csv");
    qtl_csv sixteen = small_table(&p, "s/levels-16", "measures.csv");
    ck_assert_uint_eq(two.n_rows, sixteen.n_rows);
    /* two levels of two output neurons are at most four symbols */
    ck_assert_str_eq(qtl_csv_cell(&two, 1, 5), "exact");
    for (size_t row = 1; row < two.n_rows; row++) {
        if (strcmp(qtl_csv_cell(&two, row, 5), "exact") == 0 &&
            small_number(&two, row, 4) == 2) {
            ck_assert_double_le(small_number(&two, row, 8), 2);
        }
    }
    qtl_csv_free(&two);
    qtl_csv_free(&sixteen);
    small_free(&p);
}
END_TEST

START_TEST(the_summary_marks_saturated_layers)
{
    small_place p = small_make(small_experiment);
    ck_ok(small_run(&p, "r", NULL, 2, false));
    char *directory = qtl_format("%s/r", p.folder);
    char *text = NULL;
    ck_ok(qtl_summary(directory, &text));
    ck_assert_ptr_nonnull(
        strstr(text, "small: 3 runs, H(X) = 12.000 bits, H(Y) = 0.999"));
    ck_assert_ptr_nonnull(strstr(text, "exact, quantized network"));
    ck_assert_ptr_nonnull(
        strstr(text, "binning bins=30,low=-1,high=1, continuous network"));
    /* 10 neurons of 256 levels tell all 4096 inputs apart */
    ck_assert_ptr_nonnull(strstr(text, "saturated"));
    free(text);
    text = NULL;
    ck_fails(qtl_summary(p.folder, &text), QTL_EIO, "manifest.yaml");
    ck_assert_ptr_null(text);
    free(directory);
    small_free(&p);
}
END_TEST

/* Rows of a method: how many, and the value of each by place. */
static size_t count_rows(const qtl_csv *t, const char *estimator, const char *params)
{
    size_t n = 0;
    for (size_t row = 1; row < t->n_rows; row++) {
        n += strcmp(qtl_csv_cell(t, row, 5), estimator) == 0 &&
             strcmp(qtl_csv_cell(t, row, 6), params) == 0;
    }
    return n;
}

START_TEST(a_schedule_measures_what_it_says_and_nothing_else)
{
    small_place p = small_make(small_experiment);
    ck_ok(small_run(&p, "r",
                    "measure.estimators=[exact, {method: ross, epochs: [5, 7], runs: 2, "
                    "inputs: [64, 32], layers: [5, 6]}, {method: kde, runs: 1}]",
                    2, false));
    qtl_csv t = small_table(&p, "r", "measures.csv");
    /* the count is also taken at epoch 7, where ross measures */
    ck_assert_uint_eq(count_rows(&t, "exact", ""),
                      SMALL_RUNS * (SMALL_EPOCHS + 1) * SMALL_LAYERS * 2);
    /* runs x twins x epochs x layers, of I(T;Y) alone */
    ck_assert_uint_eq(count_rows(&t, "ross", "inputs=64"), 2 * 2 * 2 * 2);
    ck_assert_uint_eq(count_rows(&t, "ross", "inputs=32"), 2 * 2 * 2 * 2);
    ck_assert_uint_eq(count_rows(&t, "kde", ""), 2 * SMALL_EPOCHS * SMALL_LAYERS * 2);
    qtl_csv_free(&t);
    /* epoch 7 is logged for ross alone */
    t = small_table(&p, "r", "training.csv");
    ck_assert_uint_eq(t.n_rows - 1, SMALL_RUNS * (SMALL_EPOCHS + 1) * 2);
    qtl_csv_free(&t);
    small_free(&p);
}
END_TEST

START_TEST(a_sub_sample_of_all_inputs_says_the_same_as_all_inputs)
{
    small_place p = small_make(small_experiment);
    ck_ok(small_run(&p, "r",
                    "measure.estimators=[binning, {method: binning, inputs: 4096}]", 2,
                    false));
    qtl_csv t = small_table(&p, "r", "measures.csv");
    ck_assert_uint_eq(count_rows(&t, "binning", "inputs=4096"), (t.n_rows - 1) / 2);
    /* both quantities of the one, then both of the other */
    for (size_t row = 1; row + 2 < t.n_rows; row += row % 4 == 2 ? 3 : 1) {
        ck_assert_str_eq(qtl_csv_cell(&t, row, 7), qtl_csv_cell(&t, row + 2, 7));
        ck_assert_str_eq(qtl_csv_cell(&t, row, 8), qtl_csv_cell(&t, row + 2, 8));
    }
    qtl_csv_free(&t);
    ck_fails(small_run(&p, "more", "measure.estimators=[{method: kde, inputs: 4097}]", 2,
                       false),
             QTL_ERANGE, "kde wants 4097 inputs, but tishby has 4096");
    small_free(&p);
}
END_TEST

/* `exact` has nothing to count on continuous networks. */
START_TEST(an_experiment_without_any_measure_still_ends_well)
{
    small_place p = small_make(small_experiment);
    ck_ok(small_run(&p, "r",
                    "measure={epochs: [1], estimators: [{method: exact, runs: 1}]}", 2,
                    false));
    qtl_experiment *experiment = NULL;
    const char *const overrides[] = {"measure={estimators: [exact]}",
                                     "variants=[continuous]"};
    ck_ok(qtl_experiment_load(p.file, overrides, 2, &experiment));
    char *directory = qtl_format("%s/none", p.folder);
    ck_ok(qtl_experiment_run(experiment, &(qtl_run_options){.directory = directory}));
    qtl_csv t = small_table(&p, "none", "bias.csv");
    ck_assert_uint_eq(t.n_rows, 1);
    char *text = NULL;
    ck_ok(qtl_summary(directory, &text));
    ck_assert_ptr_nonnull(strstr(text, "small: 3 runs"));
    free(text);
    qtl_csv_free(&t);
    free(directory);
    qtl_experiment_free(experiment);
    small_free(&p);
}
END_TEST

START_TEST(sampling_says_how_the_counted_inputs_fill_their_codes)
{
    small_place p = small_make(small_experiment);
    ck_ok(small_run(&p, "r", NULL, 2, false));
    qtl_csv t = small_table(&p, "r", "sampling.csv");
    qtl_csv measures = small_table(&p, "r", "measures.csv");
    ck_assert_uint_eq(t.n_rows - 1, SMALL_RUNS * SMALL_EPOCHS * SMALL_LAYERS);
    size_t measure = 0;
    for (size_t row = 1; row < t.n_rows; row++) {
        do {
            measure++;
        } while (strcmp(qtl_csv_cell(&measures, measure, 5), "exact") != 0 ||
                 strcmp(qtl_csv_cell(&measures, measure, 7), "I(X;T)") != 0);
        const double i_xt = small_number(&measures, measure, 8);
        const double codes = small_number(&t, row, 6);
        const double singletons = small_number(&t, row, 7);
        const double doubletons = small_number(&t, row, 8);
        ck_assert_str_eq(qtl_csv_cell(&t, row, 1), "quantized");
        ck_assert_double_eq(small_number(&t, row, 5), 4096);
        ck_assert_double_le(i_xt, log2(codes) + 1e-9);
        ck_assert_double_le(singletons + 2 * doubletons, 4096);
        ck_assert_double_le(singletons + doubletons, codes);
        /* the patterns are all there are: no coverage */
        ck_assert_str_eq(qtl_csv_cell(&t, row, 9), "");
        ck_assert_int_eq((int)small_number(&t, row, 10), i_xt >= 12 - 0.01);
    }
    qtl_csv_free(&t);
    qtl_csv_free(&measures);
    small_free(&p);
}
END_TEST

QTL_SUITE("experiment measures", a_sweep_makes_a_result_folder_a_value,
          the_summary_marks_saturated_layers,
          a_schedule_measures_what_it_says_and_nothing_else,
          a_sub_sample_of_all_inputs_says_the_same_as_all_inputs,
          an_experiment_without_any_measure_still_ends_well,
          sampling_says_how_the_counted_inputs_fill_their_codes)
