/* Experiments from end to end at a small size: tables, reproducibility, resume, refusals.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/csv.h"
#include "core/file.h"
#include "core/text.h"
#include "quantal/experiment.h"
#include "quantal/run.h"
#include "quantal/summary.h"
#include "suite.h"

static const char small[] =
    "name: small\n"
    "dataset: {name: tishby, split: stratified, train_fraction: 0.8}\n"
    "network: {hidden: [10, 7, 5, 4, 3], activation: tanh}\n"
    "training: {optimizer: adam, learning_rate: 3e-3, epochs: 40}\n"
    "measure:\n"
    "  epochs: [0, 1, 2, 5, 12, 40]\n"
    "  estimators: [exact, 'binning:bins=30,low=-1,high=1']\n"
    "runs: 3\n"
    "seed: 7\n";

static const char *const merged[] = {"measures.csv", "training.csv", "gradients.csv",
                                     "codes.csv",    "bias.csv",     "bias-samples.csv",
                                     "scores.csv",   "sampling.csv"};
enum { N_MERGED = 8, N_MEASURED = 6, N_LAYERS = 6, N_RUNS = 3 };

/* A folder with an experiment file in it. */
typedef struct place {
    char *folder, *file;
} place;

static place make_place(const char *text)
{
    place p = {.folder = qtl_test_folder()};
    p.file = qtl_format("%s/small.yaml", p.folder);
    qtl_test_write(p.file, text);
    return p;
}

static void free_place(place *p)
{
    ck_ok(qtl_remove_tree(p->folder));
    free(p->folder);
    free(p->file);
}

static qtl_status run_with(const place *p, const char *name, const char *override,
                           int n_jobs, bool resume)
{
    qtl_experiment *experiment = NULL;
    ck_ok(qtl_experiment_load(p->file, &override, override ? 1 : 0, &experiment));
    char *directory = qtl_format("%s/%s", p->folder, name);
    const qtl_run_options options = {
        .directory = directory, .n_jobs = n_jobs, .resume = resume};
    const qtl_status status = qtl_experiment_run(experiment, &options);
    free(directory);
    qtl_experiment_free(experiment);
    return status;
}

static char *table_text(const place *p, const char *name, const char *table)
{
    char *path = qtl_format("%s/%s/%s", p->folder, name, table);
    char *text = NULL;
    size_t size = 0;
    ck_ok(qtl_read_file(path, &text, &size));
    free(path);
    return text;
}

static void assert_same_tables(const place *p, const char *a, const char *b)
{
    for (size_t t = 0; t < N_MERGED; t++) {
        char *left = table_text(p, a, merged[t]);
        char *right = table_text(p, b, merged[t]);
        ck_assert_msg(strcmp(left, right) == 0, "%s differs between %s and %s", merged[t],
                      a, b);
        free(left);
        free(right);
    }
}

static qtl_csv table_of(const place *p, const char *name, const char *table)
{
    char *path = qtl_format("%s/%s/%s", p->folder, name, table);
    qtl_csv csv = {0};
    ck_ok(qtl_csv_read(path, &csv));
    free(path);
    return csv;
}

static double number(const qtl_csv *csv, size_t row, size_t col)
{
    double value = NAN;
    ck_assert_msg(qtl_parse_double(qtl_csv_cell(csv, row, col), &value), "row %zu", row);
    return value;
}

START_TEST(tables_do_not_depend_on_jobs)
{
    place p = make_place(small);
    ck_ok(run_with(&p, "one", NULL, 1, false));
    ck_ok(run_with(&p, "two", NULL, 2, false));
    ck_ok(run_with(&p, "five", NULL, 5, false));
    assert_same_tables(&p, "one", "two");
    assert_same_tables(&p, "one", "five");
    free_place(&p);
}
END_TEST

START_TEST(tables_have_a_row_for_everything_logged)
{
    place p = make_place(small);
    ck_ok(run_with(&p, "r", NULL, 2, false));
    /* exact on one variant, binning on two; two quantities each */
    qtl_csv measures = table_of(&p, "r", "measures.csv");
    ck_assert_uint_eq(measures.n_rows - 1, N_RUNS * N_MEASURED * N_LAYERS * 3 * 2);
    qtl_csv training = table_of(&p, "r", "training.csv");
    ck_assert_uint_eq(training.n_rows - 1, N_RUNS * N_MEASURED * 2);
    /* the untrained network of epoch 0 has no gradient */
    qtl_csv gradients = table_of(&p, "r", "gradients.csv");
    ck_assert_uint_eq(gradients.n_rows - 1, N_RUNS * (N_MEASURED - 1) * N_LAYERS * 2);
    qtl_csv_free(&measures);
    qtl_csv_free(&training);
    qtl_csv_free(&gradients);
    free_place(&p);
}
END_TEST

START_TEST(shares_of_codes_sum_to_one)
{
    place p = make_place(small);
    ck_ok(run_with(&p, "r", NULL, 2, false));
    qtl_csv codes = table_of(&p, "r", "codes.csv");
    double sum = 0;
    for (size_t row = 1; row < codes.n_rows; row++) {
        sum += number(&codes, row, 6);
    }
    /* written with 9 digits */
    ck_assert_double_eq_tol(sum, 2 * N_MEASURED * N_LAYERS, 1e-6);
    qtl_csv_free(&codes);
    free_place(&p);
}
END_TEST

START_TEST(twins_are_near_after_an_epoch_but_not_equal)
{
    place p = make_place(small);
    ck_ok(run_with(&p, "r", NULL, 2, false));
    qtl_csv gradients = table_of(&p, "r", "gradients.csv");
    const size_t per_variant = (N_MEASURED - 1) * N_LAYERS;
    for (size_t row = 1; row <= N_LAYERS; row++) {
        /* same weights and batches: 13 Adam steps of 3e-3 move no weight by more than
         * 0.04, a small part of a norm of about 2 */
        const double quantized = number(&gradients, row, 4);
        const double continuous = number(&gradients, row + per_variant, 4);
        ck_assert_double_ne(quantized, continuous);
        ck_assert_double_eq_tol(quantized, continuous, 0.1 * continuous);
    }
    qtl_csv_free(&gradients);
    free_place(&p);
}
END_TEST

/* One exact row: 0 I(X;T), 1 I(T;Y). */
static void read_exact(const qtl_csv *t, double bits[N_RUNS][N_MEASURED][N_LAYERS][2])
{
    size_t n = 0;
    for (size_t row = 1; row < t->n_rows; row++) {
        if (strcmp(qtl_csv_cell(t, row, 5), "exact") == 0) {
            const size_t quantity = strcmp(qtl_csv_cell(t, row, 7), "I(T;Y)") == 0;
            const size_t layer = (size_t)number(t, row, 3) - 1;
            const size_t run = (size_t)number(t, row, 0) - 1;
            const size_t epoch = n / (2 * N_LAYERS) % N_MEASURED;
            bits[run][epoch][layer][quantity] = number(t, row, 8);
            n++;
        }
    }
    ck_assert_uint_eq(n, N_RUNS * N_MEASURED * N_LAYERS * 2);
}

static void assert_exact_bounds(const double (*layers)[2])
{
    const double h_y_bits =
        0.999157120850; /* of 2118 ones in 4096, as the table has it */
    for (size_t l = 0; l < N_LAYERS; l++) {
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
        place p = make_place(small);
        char *override = qtl_format("network.activation=%s", activations[a]);
        ck_ok(run_with(&p, "r", override, 2, false));
        free(override);
        qtl_csv measures = table_of(&p, "r", "measures.csv");
        static double bits[N_RUNS][N_MEASURED][N_LAYERS][2];
        read_exact(&measures, bits);
        for (size_t i = 0; i < N_RUNS * N_MEASURED; i++) {
            assert_exact_bounds((const double(*)[2])bits[i / N_MEASURED][i % N_MEASURED]);
        }
        qtl_csv_free(&measures);
        free_place(&p);
    }
}
END_TEST

START_TEST(a_resumed_experiment_gives_the_same_bytes)
{
    place p = make_place(small);
    ck_ok(run_with(&p, "whole", NULL, 2, false));
    ck_ok(run_with(&p, "torn", NULL, 2, false));
    /* as kill -9 leaves it: a run missing, one half-written, the merge half-written */
    char *gone = qtl_format("%s/torn/runs/quantized-2", p.folder);
    char *half = qtl_format("%s/torn/runs/.partial-quantized-2", p.folder);
    char *table = qtl_format("%s/torn/measures.csv", p.folder);
    char *temporary = qtl_format("%s/torn/measures.csv.123.partial", p.folder);
    ck_assert_int_eq(rename(gone, half), 0);
    ck_assert_int_eq(rename(table, temporary), 0);
    ck_ok(run_with(&p, "torn", NULL, 2, true));
    assert_same_tables(&p, "whole", "torn");
    ck_assert_int_ne(access(half, F_OK), 0);
    ck_assert_int_ne(access(temporary, F_OK), 0);
    free(gone);
    free(half);
    free(table);
    free(temporary);
    free_place(&p);
}
END_TEST

START_TEST(runs_can_be_added_to_a_finished_experiment)
{
    place p = make_place(small);
    ck_ok(run_with(&p, "three", NULL, 2, false));
    ck_ok(run_with(&p, "grown", "runs=1", 2, false));
    ck_ok(run_with(&p, "grown", NULL, 2, true));
    assert_same_tables(&p, "three", "grown");
    free_place(&p);
}
END_TEST

START_TEST(results_are_never_overwritten_or_mixed)
{
    place p = make_place(small);
    ck_ok(run_with(&p, "r", "runs=1", 2, false));
    char *before = table_text(&p, "r", "measures.csv");
    ck_fails(run_with(&p, "r", "runs=1", 2, false), QTL_EINVAL, "--resume");
    ck_fails(run_with(&p, "r", "training.learning_rate=1e-4", 2, true), QTL_EINVAL,
             "config_sha256");
    char *after = table_text(&p, "r", "measures.csv");
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    free_place(&p);
}
END_TEST

START_TEST(an_unwritable_folder_is_one_clear_line)
{
    place p = make_place(small);
    char *file = qtl_format("%s/file", p.folder);
    qtl_test_write(file, "in the way\n");
    ck_fails(run_with(&p, "file/results", NULL, 1, false), QTL_EIO, "file");
    free(file);
    free_place(&p);
}
END_TEST

START_TEST(a_diverging_run_says_which_and_keeps_the_finished)
{
    place p = make_place(small);
    ck_ok(run_with(&p, "r", "runs=1", 1, false));
    ck_fails(run_with(&p, "d",
                      "training={optimizer: sgd, learning_rate: 1e30, l2: 1, epochs: 40}",
                      1, false),
             QTL_ENUMERIC, "run 1, quantized, epoch");
    char *kept = qtl_format("%s/r/runs/quantized-1/measures.csv", p.folder);
    ck_assert_int_eq(access(kept, F_OK), 0);
    free(kept);
    free_place(&p);
}
END_TEST

START_TEST(a_sweep_makes_a_result_folder_a_value)
{
    place p = make_place(small);
    ck_ok(
        run_with(&p, "s", "sweep={key: quantization.levels, values: [2, 16]}", 2, false));
    qtl_csv two = table_of(&p, "s/levels-2", "measures.csv");
    qtl_csv sixteen = table_of(&p, "s/levels-16", "measures.csv");
    ck_assert_uint_eq(two.n_rows, sixteen.n_rows);
    /* two levels of two output neurons are at most four symbols */
    ck_assert_str_eq(qtl_csv_cell(&two, 1, 5), "exact");
    for (size_t row = 1; row < two.n_rows; row++) {
        if (strcmp(qtl_csv_cell(&two, row, 5), "exact") == 0 &&
            number(&two, row, 4) == 2) {
            ck_assert_double_le(number(&two, row, 8), 2);
        }
    }
    qtl_csv_free(&two);
    qtl_csv_free(&sixteen);
    free_place(&p);
}
END_TEST

START_TEST(the_summary_marks_saturated_layers)
{
    place p = make_place(small);
    ck_ok(run_with(&p, "r", NULL, 2, false));
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
    free_place(&p);
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
    place p = make_place(small);
    ck_ok(run_with(&p, "r",
                   "measure.estimators=[exact, {method: ross, epochs: [5, 7], runs: 2, "
                   "inputs: [64, 32], layers: [5, 6]}, {method: kde, runs: 1}]",
                   2, false));
    qtl_csv t = table_of(&p, "r", "measures.csv");
    /* the count is also taken at epoch 7, where ross measures */
    ck_assert_uint_eq(count_rows(&t, "exact", ""),
                      N_RUNS * (N_MEASURED + 1) * N_LAYERS * 2);
    /* runs x twins x epochs x layers, of I(T;Y) alone */
    ck_assert_uint_eq(count_rows(&t, "ross", "inputs=64"), 2 * 2 * 2 * 2);
    ck_assert_uint_eq(count_rows(&t, "ross", "inputs=32"), 2 * 2 * 2 * 2);
    ck_assert_uint_eq(count_rows(&t, "kde", ""), 2 * N_MEASURED * N_LAYERS * 2);
    qtl_csv_free(&t);
    /* epoch 7 is logged for ross alone */
    t = table_of(&p, "r", "training.csv");
    ck_assert_uint_eq(t.n_rows - 1, N_RUNS * (N_MEASURED + 1) * 2);
    qtl_csv_free(&t);
    free_place(&p);
}
END_TEST

START_TEST(a_sub_sample_of_all_inputs_says_the_same_as_all_inputs)
{
    place p = make_place(small);
    ck_ok(run_with(&p, "r",
                   "measure.estimators=[binning, {method: binning, inputs: 4096}]", 2,
                   false));
    qtl_csv t = table_of(&p, "r", "measures.csv");
    ck_assert_uint_eq(count_rows(&t, "binning", "inputs=4096"), (t.n_rows - 1) / 2);
    /* both quantities of the one, then both of the other */
    for (size_t row = 1; row + 2 < t.n_rows; row += row % 4 == 2 ? 3 : 1) {
        ck_assert_str_eq(qtl_csv_cell(&t, row, 7), qtl_csv_cell(&t, row + 2, 7));
        ck_assert_str_eq(qtl_csv_cell(&t, row, 8), qtl_csv_cell(&t, row + 2, 8));
    }
    qtl_csv_free(&t);
    ck_fails(run_with(&p, "more", "measure.estimators=[{method: kde, inputs: 4097}]", 2,
                      false),
             QTL_ERANGE, "kde wants 4097 inputs, but tishby has 4096");
    free_place(&p);
}
END_TEST

/* `exact` has nothing to count on continuous networks. */
START_TEST(an_experiment_without_any_measure_still_ends_well)
{
    place p = make_place(small);
    ck_ok(run_with(&p, "r",
                   "measure={epochs: [1], estimators: [{method: exact, runs: 1}]}", 2,
                   false));
    qtl_experiment *experiment = NULL;
    const char *const overrides[] = {"measure={estimators: [exact]}",
                                     "variants=[continuous]"};
    ck_ok(qtl_experiment_load(p.file, overrides, 2, &experiment));
    char *directory = qtl_format("%s/none", p.folder);
    ck_ok(qtl_experiment_run(experiment, &(qtl_run_options){.directory = directory}));
    qtl_csv t = table_of(&p, "none", "bias.csv");
    ck_assert_uint_eq(t.n_rows, 1);
    char *text = NULL;
    ck_ok(qtl_summary(directory, &text));
    ck_assert_ptr_nonnull(strstr(text, "small: 3 runs"));
    free(text);
    qtl_csv_free(&t);
    free(directory);
    qtl_experiment_free(experiment);
    free_place(&p);
}
END_TEST

START_TEST(sampling_says_how_the_counted_inputs_fill_their_codes)
{
    place p = make_place(small);
    ck_ok(run_with(&p, "r", NULL, 2, false));
    qtl_csv t = table_of(&p, "r", "sampling.csv");
    qtl_csv measures = table_of(&p, "r", "measures.csv");
    ck_assert_uint_eq(t.n_rows - 1, N_RUNS * N_MEASURED * N_LAYERS);
    size_t measure = 0;
    for (size_t row = 1; row < t.n_rows; row++) {
        do {
            measure++;
        } while (strcmp(qtl_csv_cell(&measures, measure, 5), "exact") != 0 ||
                 strcmp(qtl_csv_cell(&measures, measure, 7), "I(X;T)") != 0);
        const double i_xt = number(&measures, measure, 8);
        const double codes = number(&t, row, 6);
        const double singletons = number(&t, row, 7);
        const double doubletons = number(&t, row, 8);
        ck_assert_str_eq(qtl_csv_cell(&t, row, 1), "quantized");
        ck_assert_double_eq(number(&t, row, 5), 4096);
        ck_assert_double_le(i_xt, log2(codes) + 1e-9);
        ck_assert_double_le(singletons + 2 * doubletons, 4096);
        ck_assert_double_le(singletons + doubletons, codes);
        /* the patterns are all there are: no coverage */
        ck_assert_str_eq(qtl_csv_cell(&t, row, 9), "");
        ck_assert_int_eq((int)number(&t, row, 10), i_xt >= 12 - 0.01);
    }
    qtl_csv_free(&t);
    qtl_csv_free(&measures);
    free_place(&p);
}
END_TEST

QTL_SUITE("experiment", an_experiment_without_any_measure_still_ends_well,
          sampling_says_how_the_counted_inputs_fill_their_codes,
          a_schedule_measures_what_it_says_and_nothing_else,
          a_sub_sample_of_all_inputs_says_the_same_as_all_inputs,
          tables_do_not_depend_on_jobs, tables_have_a_row_for_everything_logged,
          shares_of_codes_sum_to_one, twins_are_near_after_an_epoch_but_not_equal,
          exact_measures_keep_every_inequality, a_resumed_experiment_gives_the_same_bytes,
          runs_can_be_added_to_a_finished_experiment,
          results_are_never_overwritten_or_mixed, an_unwritable_folder_is_one_clear_line,
          a_diverging_run_says_which_and_keeps_the_finished,
          a_sweep_makes_a_result_folder_a_value, the_summary_marks_saturated_layers)
