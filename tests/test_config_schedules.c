/* qtl_experiment_load: when, and on what, an estimator measures. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "experiment_text.h"
#include "quantal/experiment.h"
#include "suite.h"

static void measures(const char *spacing, const size_t *epochs, size_t n)
{
    char *override = qtl_format("measure.epochs=%s", spacing);
    qtl_experiment *e = experiment_of(experiment_least, override, NULL);
    ck_assert_uint_eq(e->n_measured, n);
    ck_assert_mem_eq(e->measured, epochs, n * sizeof *epochs);
    free(override);
    qtl_experiment_free(e);
}

/* training.epochs is 100. Log points by hand: 100^(i/4) = 1, 3.16, 10, 31.6, 100. */
START_TEST(measured_epochs_follow_the_spacing)
{
    measures("{spacing: log, count: 5}", (size_t[]){1, 3, 10, 32, 100}, 5);
    measures("{spacing: log, count: 1}", (size_t[]){1, 100}, 2);
    measures("{spacing: log, count: 2}", (size_t[]){1, 100}, 2);
    measures("{spacing: linear, every: 40}", (size_t[]){1, 40, 80, 100}, 4);
    measures("{spacing: linear, every: 50}", (size_t[]){1, 50, 100}, 3);
    measures("{spacing: linear, every: 1000}", (size_t[]){1, 100}, 2);
    measures("{spacing: list, list: [7, 0, 99, 7]}", (size_t[]){0, 7, 99}, 3);
    measures("[1, 10, 100]", (size_t[]){1, 10, 100}, 3);
}
END_TEST

START_TEST(log_spacing_is_ascending_and_spans_the_training)
{
    qtl_experiment *e = experiment_of(experiment_design, NULL, NULL);
    ck_assert_uint_le(e->n_measured, 120);
    ck_assert_uint_ge(e->n_measured, 80);
    ck_assert_uint_eq(e->measured[0], 1);
    ck_assert_uint_eq(e->measured[e->n_measured - 1], 8000);
    for (size_t i = 1; i < e->n_measured; i++) {
        ck_assert_uint_gt(e->measured[i], e->measured[i - 1]);
    }
    qtl_experiment_free(e);
    e = experiment_of(experiment_least, "training.epochs=1", NULL);
    ck_assert_uint_eq(e->n_measured, 1);
    ck_assert_uint_eq(e->measured[0], 1);
    qtl_experiment_free(e);
}
END_TEST

static void has_epochs(const qtl_measurement *m, const size_t *epochs, size_t n)
{
    ck_assert_uint_eq(m->n_epochs, n);
    ck_assert_mem_eq(m->epochs, epochs, n * sizeof *epochs);
}

START_TEST(an_estimator_may_have_its_own_epochs_runs_inputs_and_layers)
{
    qtl_experiment *e = experiment_of(experiment_scheduled, NULL, NULL);
    static const size_t all[] = {0, 1, 3, 7, 10, 32, 50, 100};
    ck_assert_uint_eq(e->n_measured, 8);
    ck_assert_mem_eq(e->measured, all, sizeof all);
    ck_assert_uint_eq(e->n_measurements, 5);
    const qtl_measurement *m = e->measurements;
    has_epochs(&m[0], all, 8); /* the count stands beside every estimate */
    has_epochs(&m[1], (size_t[]){1, 3, 10, 32, 100}, 5);
    has_epochs(&m[2], (size_t[]){0, 7}, 2);
    has_epochs(&m[3], (size_t[]){0, 7}, 2);
    has_epochs(&m[4], (size_t[]){1, 50, 100}, 3);
    const size_t inputs[] = {0, 0, 64, 16, 32};
    for (size_t i = 0; i < 5; i++) {
        ck_assert_uint_eq(m[i].n_inputs, inputs[i]);
    }
    ck_assert(qtl_measurement_covers(&m[0], 4, 50, 2));
    ck_assert(!qtl_measurement_covers(&m[0], 4, 11, 2));
    ck_assert(qtl_measurement_covers(&m[1], 2, 32, 1));
    ck_assert(!qtl_measurement_covers(&m[1], 3, 32, 1)); /* run */
    ck_assert(!qtl_measurement_covers(&m[1], 2, 32, 2)); /* layer */
    ck_assert(!qtl_measurement_covers(&m[1], 2, 50, 1)); /* epoch */
    qtl_experiment_free(e);
}
END_TEST

START_TEST(a_count_with_epochs_of_its_own_is_taken_at_no_other)
{
    qtl_experiment *e =
        experiment_of(experiment_scheduled,
                      "measure.estimators=[{method: exact, epochs: [5]}, kde]", NULL);
    has_epochs(&e->measurements[0], (size_t[]){5}, 1);
    has_epochs(&e->measurements[1], (size_t[]){1, 50, 100}, 3);
    qtl_experiment_free(e);
}
END_TEST

START_TEST(the_inputs_of_a_sub_sample_are_in_the_parameters)
{
    qtl_experiment *e = experiment_of(experiment_scheduled, NULL, NULL);
    static const char *const expected[] = {"", "variance=0.1", "inputs=64", "inputs=16",
                                           "inputs=32"};
    char params[64];
    for (size_t i = 0; i < 5; i++) {
        qtl_measurement_params(&e->measurements[i], params, sizeof params);
        ck_assert_str_eq(params, expected[i]);
    }
    qtl_measurement of_kde = e->measurements[1];
    of_kde.n_inputs = 9;
    qtl_measurement_params(&of_kde, params, sizeof params);
    ck_assert_str_eq(params, "variance=0.1,inputs=9");
    qtl_experiment_free(e);
}
END_TEST

START_TEST(schedules_are_written_out_and_can_be_overridden)
{
    qtl_experiment *e = experiment_of(experiment_scheduled, NULL, NULL);
    ck_assert_ptr_nonnull(strstr(
        e->resolved,
        "  estimators: [exact, {method: \"kde:variance=0.1\", epochs: {spacing: log, "
        "count: 5}, runs: 2, layers: [1, 3]}, {method: ross, epochs: {spacing: list, "
        "list: [7, 0]}, inputs: [64, 16]}, {method: ross, inputs: [32]}]\n"));
    qtl_experiment_free(e);
    e = experiment_of(experiment_least,
                      "measure.estimators=[{method: kde, epochs: [4], inputs: 8}]",
                      "measure.epochs=[2]");
    ck_assert_uint_eq(e->n_measurements, 1);
    ck_assert_uint_eq(e->measurements[0].n_inputs, 8);
    ck_assert_uint_eq(e->n_measured, 2);
    qtl_experiment_free(e);
}
END_TEST

QTL_SUITE("config schedules", measured_epochs_follow_the_spacing,
          log_spacing_is_ascending_and_spans_the_training,
          an_estimator_may_have_its_own_epochs_runs_inputs_and_layers,
          a_count_with_epochs_of_its_own_is_taken_at_no_other,
          the_inputs_of_a_sub_sample_are_in_the_parameters,
          schedules_are_written_out_and_can_be_overridden)
