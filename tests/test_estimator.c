/* The estimator table, methods as text, and the checks that every estimator relies on. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "information.h"
#include "quantal/estimator.h"
#include "suite.h"

START_TEST(every_estimator_is_found_by_its_name)
{
    size_t n = 0;
    for (; qtl_estimator_at(n); n++) {
        const qtl_estimator *listed = qtl_estimator_at(n);
        const qtl_estimator *found = NULL;
        ck_ok(qtl_estimator_find(listed->name, &found));
        ck_assert_ptr_eq(found, listed);
        ck_assert(listed->summary && listed->target && listed->cite && listed->params);
        ck_assert(listed->layer || listed->sample);
        size_t n_params = 0;
        while (listed->params[n_params].key) {
            ck_assert_ptr_nonnull(listed->params[n_params].summary);
            n_params++;
        }
        ck_assert_uint_le(n_params, QTL_PARAMS_MAX);
    }
    ck_assert_uint_ge(n, 3);
    ck_assert_ptr_null(qtl_estimator_at(n + 1));
}
END_TEST

START_TEST(an_unknown_estimator_suggests_the_nearest)
{
    const qtl_estimator *out = NULL;
    ck_fails(qtl_estimator_find("binnign", &out), QTL_EUNKNOWN,
             "unknown estimator \"binnign\"; did you mean \"binning\"?");
    ck_fails(qtl_estimator_find("xyzzyxyzzyxyzzy", &out), QTL_EUNKNOWN,
             "there is: exact");
    ck_fails(qtl_estimator_find("", &out), QTL_EUNKNOWN, "unknown estimator");
    ck_fails(qtl_estimator_find(NULL, &out), QTL_EINVAL, "must not be NULL");
    ck_fails(qtl_estimator_find("exact", NULL), QTL_EINVAL, "must not be NULL");
    ck_assert_ptr_null(out);
}
END_TEST

static const char *canonical(const char *text)
{
    static char params[256];
    qtl_method method;
    ck_ok(qtl_method_parse(text, &method));
    qtl_method_params(&method, params, sizeof params);
    return params;
}

START_TEST(given_parameters_are_written_in_table_order)
{
    ck_assert_str_eq(canonical("exact"), "");
    ck_assert_str_eq(canonical("kde"), "");
    ck_assert_str_eq(canonical("kde:bound=lower,variance=0.100"),
                     "variance=0.1,bound=lower");
    ck_assert_str_eq(canonical("kde:variance=0.30000000000000004"),
                     "variance=0.30000000000000004");
    ck_assert_str_eq(canonical("kde:variance=1e-3"), "variance=0.001");
    ck_assert_str_eq(canonical("binning:high=1,low=-1,bins=30"), "bins=30,low=-1,high=1");
    ck_assert_str_eq(canonical("binning:bins=65536"), "bins=65536");
    ck_assert_str_eq(canonical("binning:rule=uniform"), "rule=uniform");
}
END_TEST

START_TEST(canonical_text_reads_back_as_the_same_method)
{
    const char *text = "binning:rule=input,bins=77,low=-3.3333333333333335,high=0.1";
    qtl_method a;
    qtl_method b;
    char again[256] = "binning:";
    ck_ok(qtl_method_parse(text, &a));
    qtl_method_params(&a, again + 8, sizeof again - 8);
    ck_ok(qtl_method_parse(again, &b));
    for (int i = 0; i < QTL_PARAMS_MAX; i++) {
        ck_assert(a.params.given[i] == b.params.given[i]);
        ck_assert(!a.params.given[i] || a.params.value[i] == b.params.value[i]);
    }
}
END_TEST

START_TEST(canonical_text_is_cut_to_the_room_there_is)
{
    qtl_method method;
    char text[8] = "1234567";
    ck_ok(qtl_method_parse("binning:bins=30,low=-1,high=1", &method));
    qtl_method_params(&method, text, sizeof text);
    ck_assert_str_eq(text, "bins=30");
    qtl_method_params(&method, text, 5);
    ck_assert_str_eq(text, "bins");
    qtl_method_params(&method, text, 1);
    ck_assert_str_eq(text, "");
    text[0] = 'x';
    qtl_method_params(&method, text, 0);
    ck_assert_int_eq(text[0], 'x');
}
END_TEST

START_TEST(what_is_not_given_has_its_default)
{
    qtl_method method;
    ck_ok(qtl_method_parse("kde", &method));
    ck_assert_str_eq(method.estimator->params[0].key, "variance");
    ck_assert_double_eq(method.params.value[0], 0.1);
    ck_assert(!method.params.given[0]);
    ck_ok(qtl_method_parse("kde:variance=2", &method));
    ck_assert_double_eq(method.params.value[0], 2);
    ck_assert(method.params.given[0]);
}
END_TEST

START_TEST(bad_methods_are_refused_in_one_line)
{
    qtl_method out = {0};
    ck_fails(qtl_method_parse("kd:variance=1", &out), QTL_EUNKNOWN,
             "did you mean \"kde\"");
    ck_fails(qtl_method_parse("kde:varianse=1", &out), QTL_EUNKNOWN,
             "kde: unknown parameter \"varianse\"; did you mean \"variance\"?");
    ck_fails(qtl_method_parse("kde:q=1", &out), QTL_EUNKNOWN,
             "there is: variance, bound");
    ck_fails(qtl_method_parse("exact:k=1", &out), QTL_EUNKNOWN, "there is: none");
    ck_fails(qtl_method_parse("kde:bound=uper", &out), QTL_EUNKNOWN,
             "unknown bound \"uper\"; did you mean \"upper\"?");
    ck_fails(qtl_method_parse("kde:", &out), QTL_EINVAL, "not of the form key=value");
    ck_fails(qtl_method_parse("kde:variance", &out), QTL_EINVAL,
             "\"variance\" is not of the form key=value");
    ck_fails(qtl_method_parse("kde:=1", &out), QTL_EINVAL, "not of the form key=value");
    ck_fails(qtl_method_parse("kde:variance=1,", &out), QTL_EINVAL, "\"\" is not of");
    ck_fails(qtl_method_parse("kde:variance=1,variance=1", &out), QTL_EINVAL,
             "variance is given twice");
    ck_fails(qtl_method_parse("kde:variance=", &out), QTL_EINVAL, "not a finite number");
    ck_fails(qtl_method_parse("kde:variance=nan", &out), QTL_EINVAL,
             "not a finite number");
    ck_fails(qtl_method_parse("kde:variance=1x", &out), QTL_EINVAL,
             "not a finite number");
    ck_fails(qtl_method_parse("kde:variance=0", &out), QTL_ERANGE,
             "kde: variance=0 is out of range: 1e-12 to 1000000000000 is allowed");
    ck_fails(qtl_method_parse("kde:variance=-1", &out), QTL_ERANGE, "out of range");
    ck_fails(qtl_method_parse("binning:bins=3.5", &out), QTL_EINVAL, "not an integer");
    ck_fails(qtl_method_parse("binning:bins=99999999999999999999", &out), QTL_EINVAL,
             "not an integer");
    ck_fails(qtl_method_parse("", &out), QTL_EUNKNOWN, "unknown estimator");
    ck_fails(qtl_method_parse(NULL, &out), QTL_EINVAL, "must not be NULL");
    ck_fails(qtl_method_parse("kde", NULL), QTL_EINVAL, "must not be NULL");
    ck_assert_ptr_null(out.estimator);
}
END_TEST

START_TEST(a_very_long_method_is_refused_in_one_line)
{
    char *text = malloc(100000);
    qtl_method out = {0};
    memset(text, 'x', 99999);
    text[99999] = '\0';
    ck_fails(qtl_method_parse(text, &out), QTL_EUNKNOWN, "unknown estimator");
    memcpy(text, "kde:", 4);
    ck_fails(qtl_method_parse(text, &out), QTL_EINVAL, "not of the form");
    free(text);
}
END_TEST

/* Asks `method` for a layer that is refused; the output must stay as it was. */
static void refused(const char *text, const qtl_layer *layer, qtl_status status,
                    const char *words)
{
    qtl_method method;
    qtl_layer_information out = {{42, 42}, {42, 42}};
    ck_ok(qtl_method_parse(text, &method));
    ck_fails(qtl_method_layer(&method, layer, &out), status, words);
    ck_assert_double_eq(out.i_xt.value_bits, 42);
    ck_assert_double_eq(out.i_ty.stderr_bits, 42);
}

START_TEST(layers_of_the_wrong_shape_are_refused)
{
    gsl_rng *rng = test_stream(1);
    test_layer t = test_layer_create(10, 2, 4, 3, rng);
    qtl_layer layer = t.layer;
    layer.n_points = 0;
    refused("kde", &layer, QTL_EEMPTY, "0 points of 2 neurons");
    layer = t.layer;
    layer.width = 0;
    refused("exact", &layer, QTL_EEMPTY, "10 points of 0 neurons");
    layer = t.layer;
    layer.n_points = (size_t)1 << 31;
    refused("exact", &layer, QTL_ERANGE, "more than 2^30");
    layer = t.layer;
    layer.width = (size_t)1 << 40;
    refused("exact", &layer, QTL_ERANGE, "too many");
    layer = t.layer;
    layer.n_classes = (size_t)1 << 40;
    refused("exact", &layer, QTL_ERANGE, "too many");
    layer = t.layer;
    layer.values = NULL;
    refused("kde", &layer, QTL_EINVAL, "no values");
    (void)test_measure("exact", &layer); /* which needs none */
    layer = t.layer;
    layer.codes = NULL;
    refused("exact", &layer, QTL_EUNSUPPORTED, "quantize it or pass integers");
    uint8_t bytes[20] = {0};
    layer = test_layer_in_bytes(&t.layer, bytes);
    (void)test_measure("exact", &layer);
    layer.codes = t.layer.codes;
    refused("exact", &layer, QTL_EINVAL, "16 bits and of 8");
    refused("kde", &layer, QTL_EINVAL, "16 bits and of 8");
    layer = t.layer;
    layer.label = NULL;
    refused("kde", &layer, QTL_EINVAL, "3 classes but no labels");
    test_layer_free(&t);
    gsl_rng_free(rng);
}
END_TEST

START_TEST(bad_numbers_in_a_layer_are_refused_by_name)
{
    gsl_rng *rng = test_stream(2);
    test_layer t = test_layer_create(10, 2, 4, 3, rng);
    t.values[13] = NAN;
    refused("binning", &t.layer, QTL_EINVAL, "neuron 1 at point 3 is nan");
    t.values[13] = -INFINITY;
    refused("kde", &t.layer, QTL_EINVAL, "neuron 1 at point 3 is -inf");
    t.values[13] = 0;
    t.label[4] = 3;
    refused("exact", &t.layer, QTL_ERANGE, "label 3 of point 4 is not below the 3");
    t.label[4] = 2;
    test_layer_weigh(&t, rng);
    t.layer.p_x = t.p_x;
    t.layer.p_y_given_x = t.soft;
    (void)test_measure("exact", &t.layer);
    t.p_x[0] += 1e-8;
    refused("exact", &t.layer, QTL_EINVAL, "p(x): sums to 1.00000001, not 1");
    t.p_x[0] = -t.p_x[0];
    refused("exact", &t.layer, QTL_EINVAL, "probabilities are 0 or more");
    t.p_x[0] = NAN;
    refused("exact", &t.layer, QTL_EINVAL, "p(x): has the entry nan at 0");
    t.layer.p_x = NULL;
    t.soft[8] = 2;
    refused("kde", &t.layer, QTL_EINVAL, "p(y|x) of point 2");
    test_layer_free(&t);
    gsl_rng_free(rng);
}
END_TEST

START_TEST(null_arguments_are_refused)
{
    qtl_method method = {0};
    qtl_layer layer = {0};
    qtl_sample sample = {0};
    qtl_layer_information out;
    qtl_estimate estimate;
    ck_fails(qtl_method_layer(NULL, &layer, &out), QTL_EINVAL, "must not be NULL");
    ck_fails(qtl_method_layer(&method, &layer, &out), QTL_EINVAL, "must not be NULL");
    ck_fails(qtl_method_sample(&method, &sample, &estimate), QTL_EINVAL,
             "must not be NULL");
    ck_ok(qtl_method_parse("exact", &method));
    ck_fails(qtl_method_layer(&method, NULL, &out), QTL_EINVAL, "must not be NULL");
    ck_fails(qtl_method_layer(&method, &layer, NULL), QTL_EINVAL, "must not be NULL");
}
END_TEST

static qtl_status count_rows(const qtl_sample *sample, const qtl_params *params,
                             qtl_estimate *out)
{
    (void)params;
    *out = (qtl_estimate){(double)sample->n, NAN};
    return QTL_OK;
}

START_TEST(samples_are_checked_once_for_every_estimator)
{
    const qtl_estimator counter = {.name = "counter", .sample = count_rows};
    const qtl_method method = {.estimator = &counter};
    double values[] = {1, 2, 3, 4, 5, 6};
    qtl_sample sample = {.n = 3, .x = {.d = 2, .values = values}};
    qtl_estimate out = {42, 42};
    qtl_layer_information of_layer;
    qtl_method exact;
    ck_ok(qtl_method_parse("exact", &exact));
    ck_fails(qtl_method_sample(&exact, &sample, &out), QTL_EUNSUPPORTED,
             "exact is for layers, not for samples");
    ck_fails(qtl_method_layer(&method, &(qtl_layer){0}, &of_layer), QTL_EUNSUPPORTED,
             "counter is not for layers");
    values[4] = INFINITY;
    ck_fails(qtl_method_sample(&method, &sample, &out), QTL_EINVAL,
             "x: the value of column 1 at row 1 is inf");
    values[4] = 0;
    sample.y = (qtl_variable){.d = 1};
    ck_fails(qtl_method_sample(&method, &sample, &out), QTL_EINVAL,
             "y has 1 columns but no values");
    sample.y.d = 0;
    sample.n = 0;
    ck_fails(qtl_method_sample(&method, &sample, &out), QTL_EEMPTY, "0 rows of 2");
    sample.n = (size_t)1 << 31;
    ck_fails(qtl_method_sample(&method, &sample, &out), QTL_ERANGE, "more than 2^30");
    sample.n = 3;
    sample.x.d = (size_t)1 << 40;
    ck_fails(qtl_method_sample(&method, &sample, &out), QTL_ERANGE, "too many");
    ck_assert_double_eq(out.value_bits, 42);
    sample.x.d = 2;
    ck_ok(qtl_method_sample(&method, &sample, &out));
    ck_assert_double_eq(out.value_bits, 3);
}
END_TEST

QTL_SUITE("estimator", every_estimator_is_found_by_its_name,
          an_unknown_estimator_suggests_the_nearest,
          given_parameters_are_written_in_table_order,
          canonical_text_reads_back_as_the_same_method,
          canonical_text_is_cut_to_the_room_there_is, what_is_not_given_has_its_default,
          bad_methods_are_refused_in_one_line, a_very_long_method_is_refused_in_one_line,
          layers_of_the_wrong_shape_are_refused,
          bad_numbers_in_a_layer_are_refused_by_name, null_arguments_are_refused,
          samples_are_checked_once_for_every_estimator)
