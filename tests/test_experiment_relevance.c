/* What a run says about the relevant and the irrelevant part of its input. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/csv.h"
#include "core/file.h"
#include "core/text.h"
#include "quantal/experiment.h"
#include "quantal/run.h"
#include "quantal/summary.h"
#include "suite.h"

static const char small[] =
    "name: small\n"
    "dataset: {name: relevant, relevant: 4, irrelevant: 3}\n"
    "network: {hidden: [5, 3], activation: tanh}\n"
    "training: {optimizer: adam, learning_rate: 1e-2, batch_size: 16, epochs: 60}\n"
    "measure: {epochs: [0, 1, 5, 20, 60], estimators: [exact, binning]}\n"
    "runs: 2\n"
    "seed: 7\n";

enum { LAYERS = 3, EPOCHS = 5, RUNS = 2, QUANTITIES = 6 };
enum { VARIANT = 1, LAYER = 3, ESTIMATOR = 5, QUANTITY = 7, VALUE };

static const char *const quantities[QUANTITIES] = {"I(X;T)", "I(T;Y)",   "I(T;R)",
                                                   "I(T;N)", "I(T;R|N)", "I(T;N|R)"};

/* Runs `small` with an override and reads the measures; the manifest into `manifest`. */
static qtl_csv run_small(const char *override, char **manifest)
{
    char *folder = qtl_test_folder();
    char *file = qtl_format("%s/small.yaml", folder);
    char *results = qtl_format("%s/results", folder);
    char *measures = qtl_format("%s/measures.csv", results);
    char *entries = qtl_format("%s/manifest.yaml", results);
    qtl_test_write(file, small);
    qtl_experiment *experiment = NULL;
    ck_ok(qtl_experiment_load(file, &override, 1, &experiment));
    const qtl_run_options options = {.directory = results, .n_jobs = 1};
    ck_ok(qtl_experiment_run(experiment, &options));
    qtl_csv table = {0};
    size_t size = 0;
    ck_ok(qtl_csv_read(measures, &table));
    ck_ok(qtl_read_file(entries, manifest, &size));
    qtl_experiment_free(experiment);
    qtl_test_remove(folder);
    free(file);
    free(results);
    free(measures);
    free(entries);
    return table;
}

/* The six values of the rows from `row` on, which must be those of one layer. */
static void read_six(const qtl_csv *table, size_t row, double *value)
{
    for (size_t q = 0; q < QUANTITIES; q++) {
        ck_assert_str_eq(qtl_csv_cell(table, row + q, QUANTITY), quantities[q]);
        ck_assert_str_eq(qtl_csv_cell(table, row + q, LAYER),
                         qtl_csv_cell(table, row, LAYER));
        ck_assert_str_eq(qtl_csv_cell(table, row + q, VARIANT), "quantized");
        ck_assert(qtl_parse_double(qtl_csv_cell(table, row + q, VALUE), &value[q]));
    }
}

/* Every row obeys the chain rule; R and N are independent, so knowing one never hurts. */
static void check_rows(const qtl_csv *table)
{
    size_t n_layers = 0;
    for (size_t row = 1; row < table->n_rows; row++) {
        const bool first = strcmp(qtl_csv_cell(table, row, ESTIMATOR), "exact") == 0 &&
                           strcmp(qtl_csv_cell(table, row, QUANTITY), "I(X;T)") == 0;
        if (!first) {
            continue;
        }
        double v[QUANTITIES];
        read_six(table, row, v);
        ck_assert_double_eq_tol(v[2] + v[5], v[0], 1e-9);
        ck_assert_double_eq_tol(v[3] + v[4], v[0], 1e-9);
        ck_assert_double_ge(v[4], v[2] - 1e-9);
        ck_assert_double_ge(v[5], v[3] - 1e-9);
        ck_assert_double_le(v[1], v[2] + 1e-9); /* Y is made from R alone */
        n_layers++;
    }
    ck_assert_uint_eq(n_layers, (size_t)RUNS * EPOCHS * LAYERS);
}

static size_t count_rows(const qtl_csv *table, const char *estimator)
{
    size_t n = 0;
    for (size_t row = 1; row < table->n_rows; row++) {
        n += strcmp(qtl_csv_cell(table, row, ESTIMATOR), estimator) == 0;
    }
    return n;
}

START_TEST(every_row_of_a_run_obeys_the_chain_rule)
{
    const char *const settings[] = {"dataset.rule=parity", "dataset.rate=0.3",
                                    "dataset.flip=0.1", "dataset.rule=random-balanced"};
    char *manifest = NULL;
    qtl_csv table = run_small(settings[_i], &manifest);
    check_rows(&table);
    ck_assert_uint_eq(count_rows(&table, "exact"),
                      (size_t)RUNS * EPOCHS * LAYERS * QUANTITIES);
    ck_assert_ptr_nonnull(strstr(manifest, "\nrelevant_entropy_bits: "));
    free(manifest);
    qtl_csv_free(&table);
}
END_TEST

/* "I(T;R)" heads a panel of the summary of `small`, and of no other data. */
START_TEST(the_summary_has_a_panel_for_each_pair_of_quantities)
{
    char *folder = qtl_test_folder();
    char *file = qtl_format("%s/small.yaml", folder);
    char *results = qtl_format("%s/results", folder);
    qtl_test_write(file, small);
    for (int known = 0; known < 2; known++) {
        const char *const override = known ? "runs=1" : "dataset={name: tishby}";
        const qtl_run_options options = {.directory = results, .n_jobs = 1};
        qtl_experiment *experiment = NULL;
        char *text = NULL;
        ck_ok(qtl_remove_tree(results));
        ck_ok(qtl_experiment_load(file, &override, 1, &experiment));
        ck_ok(qtl_experiment_run(experiment, &options));
        ck_ok(qtl_summary(results, &text));
        ck_assert_int_eq(strstr(text, "I(T;R) ") != NULL, known);
        ck_assert_int_eq(strstr(text, "I(T;R|N) [bits]") != NULL, known);
        ck_assert_int_eq(strstr(text, "I(T;N|R) [bits]") != NULL, known);
        free(text);
        qtl_experiment_free(experiment);
    }
    qtl_test_remove(folder);
    free(file);
    free(results);
}
END_TEST

/* H of 4 and of 3 coins with P(1) = 0.3. */
START_TEST(the_manifest_has_the_entropy_of_each_part)
{
    char *manifest = NULL;
    qtl_csv table = run_small("dataset.rate=0.3", &manifest);
    const double coin = -0.3 * log2(0.3) - 0.7 * log2(0.7);
    char *r = qtl_format("\nrelevant_entropy_bits: %.9g", 4 * coin);
    char *n = qtl_format("\nirrelevant_entropy_bits: %.9g", 3 * coin);
    r[strlen(r) - 1] = n[strlen(n) - 1] = '\0'; /* the last digit is rounded */
    ck_assert_ptr_nonnull(strstr(manifest, r));
    ck_assert_ptr_nonnull(strstr(manifest, n));
    free(r);
    free(n);
    free(manifest);
    qtl_csv_free(&table);
}
END_TEST

START_TEST(data_without_known_parts_have_the_two_quantities_alone)
{
    char *manifest = NULL;
    qtl_csv table = run_small("dataset={name: tishby}", &manifest);
    ck_assert_uint_eq(count_rows(&table, "exact"), (size_t)RUNS * EPOCHS * LAYERS * 2);
    ck_assert_ptr_null(strstr(manifest, "relevant_entropy_bits"));
    free(manifest);
    qtl_csv_free(&table);
}
END_TEST

QTL_LOOPS("experiment relevance", {every_row_of_a_run_obeys_the_chain_rule, 4},
          {the_summary_has_a_panel_for_each_pair_of_quantities, 1},
          {the_manifest_has_the_entropy_of_each_part, 1},
          {data_without_known_parts_have_the_two_quantities_alone, 1})
