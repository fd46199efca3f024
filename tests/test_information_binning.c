/* The `binning` estimator. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/random.h"
#include "information.h"

/* A layer of one neuron without labels. */
static double binned(const char *method, const double *values, size_t n)
{
    const qtl_layer layer = {.n_points = n, .width = 1, .values = values};
    return test_measure(method, &layer).i_xt;
}

/* Entropy of cells given one by one. */
static double entropy_of_cells(const long *cells, size_t n)
{
    double h = 0;
    for (size_t i = 0; i < n; i++) {
        double count = 0;
        for (size_t j = 0; j < n; j++) {
            count += cells[j] == cells[i];
        }
        h += log2((double)n / count) / (double)n;
    }
    return h;
}

static double normal_cdf(double x)
{
    return erfc(-x / sqrt(2)) / 2;
}

/* Saxe et al. (2018), section 2: x ~ N(0,1), h = tanh(w x), 30 equal bins on [-1, 1]. The
 * entropy of the bins comes from the Gaussian distribution function. */
static double entropy_of_minimal_model(double w)
{
    double h = 0;
    for (int b = 0; b < 30; b++) {
        const double low = b == 0 ? -INFINITY : atanh(-1 + 2 * b / 30.0) / w;
        const double high = b == 29 ? INFINITY : atanh(-1 + 2 * (b + 1) / 30.0) / w;
        const double p = normal_cdf(high) - normal_cdf(low);
        h -= p > 0 ? p * log2(p) : 0;
    }
    return h;
}

START_TEST(the_minimal_model_of_saxe_rises_then_falls)
{
    enum { N = 40001 };
    const double weights[] = {0.05, 0.3, 1, 1.7, 3, 10, 40};
    double *values = calloc(N, sizeof *values);
    double *p_x = calloc(N, sizeof *p_x);
    const double step = 16.0 / (N - 1); /* x from -8 to 8 */
    qtl_layer layer = {.n_points = N, .width = 1, .values = values, .p_x = p_x};
    double first = 0;
    double largest = 0;
    double last = 0;
    for (size_t m = 0; m < sizeof weights / sizeof weights[0]; m++) {
        for (int i = 0; i < N; i++) {
            const double x = -8 + i * step;
            values[i] = tanh(weights[m] * x);
            p_x[i] = normal_cdf(x + step / 2) - normal_cdf(x - step / 2);
        }
        last = test_measure("binning:bins=30,low=-1,high=1", &layer).i_xt;
        /* the grid moves a bin's edge by up to half a step of 4e-4 */
        ck_assert_double_eq_tol(last, entropy_of_minimal_model(weights[m]), 5e-3);
        first = m == 0 ? last : first;
        largest = fmax(largest, last);
    }
    ck_assert_double_gt(largest, first + 1);
    ck_assert_double_gt(largest, last + 2);
    ck_assert_double_lt(last, 1.5); /* on its way to one bit, the sign of x */
    free(values);
    free(p_x);
}
END_TEST

START_TEST(uniform_puts_the_maximum_in_the_last_cell)
{
    const double values[] = {0, 0.24, 0.26, 0.5, 0.75, 1};
    const long cells[] = {0, 0, 1, 2, 3, 3};
    ck_assert_double_eq_tol(binned("binning:bins=4", values, 6),
                            entropy_of_cells(cells, 6), 1e-15);
}
END_TEST

START_TEST(values_outside_fall_in_the_end_cells)
{
    const double values[] = {-5, 0.1, 0.4, 0.6, 0.9, 7};
    const long cells[] = {0, 0, 0, 1, 1, 1};
    ck_assert_double_eq_tol(binned("binning:bins=2,low=0,high=1", values, 6),
                            entropy_of_cells(cells, 6), 1e-15);
    const long upper[] = {0, 0, 0, 0, 0, 1}; /* low is the minimum, -5: cut at 2.5 */
    ck_assert_double_eq_tol(binned("binning:bins=2,high=10", values, 6),
                            entropy_of_cells(upper, 6), 1e-15);
}
END_TEST

START_TEST(a_constant_layer_says_nothing_under_any_rule)
{
    const double values[] = {0.3, 0.3, 0.3, 0.3};
    const char *methods[] = {"binning",
                             "binning:scope=neuron",
                             "binning:rule=edges",
                             "binning:rule=floor",
                             "binning:rule=quantile",
                             "binning:rule=input",
                             "binning:low=0.5,high=1",
                             "binning:low=5"};
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        ck_assert_double_eq(binned(methods[i], values, 4), 0);
    }
}
END_TEST

START_TEST(scope_neuron_stretches_every_neuron)
{
    const double values[] = {0, 0.1, 0.2, 0.3, 0, 10, 20, 30};
    const qtl_layer layer = {.n_points = 4, .width = 2, .values = values};
    ck_assert_double_eq(test_measure("binning:bins=4,scope=neuron", &layer).i_xt, 2);
    const qtl_layer small = {.n_points = 4, .width = 1, .values = values};
    ck_assert_double_eq(test_measure("binning:bins=4", &small).i_xt, 2);
    const double mixed[] = {0, 0.1, 0.2, 0.3, 30, 30, 30, 30};
    const qtl_layer dull = {.n_points = 4, .width = 2, .values = mixed};
    ck_assert_double_eq(test_measure("binning:bins=4,scope=layer", &dull).i_xt, 0);
}
END_TEST

/* numpy.digitize(t, numpy.linspace(-1, 1, bins)) - 1 with index -1 meaning the last. */
static long published_cell(double t, int bins)
{
    long cell = -1;
    for (int i = 0; i < bins; i++) {
        const float edge = i + 1 == bins ? 1.0F : (float)(i * (2.0 / (bins - 1)) - 1);
        cell += t >= (double)edge;
    }
    return cell < 0 ? bins - 1 : cell;
}

START_TEST(edges_wraps_low_values_into_the_last_cell)
{
    const double values[] = {-1.5, -1, -0.5, 0, 0.3, 0.9999, 1, 2, 300};
    long cells[9];
    for (int i = 0; i < 9; i++) {
        cells[i] = published_cell(values[i], 5);
    }
    ck_assert_int_eq(cells[0], cells[8]);
    ck_assert_double_eq_tol(binned("binning:rule=edges,bins=5", values, 9),
                            entropy_of_cells(cells, 9), 1e-15);
}
END_TEST

START_TEST(floor_cells_are_anchored_at_zero_and_have_any_index)
{
    const double values[] = {-0.5, -1e-9, 0, 0.49, 0.5, 1e9, 1e9 + 0.4, 1e300, -1e300};
    const long cells[] = {-1, -1, 0, 0, 1, 2, 2, 3, 4};
    ck_assert_double_eq_tol(binned("binning:rule=floor", values, 9),
                            entropy_of_cells(cells, 9), 1e-15);
    ck_assert_double_eq(
        binned("binning:rule=floor", values, 9),
        binned("binning:rule=floor,width=0.5", values, 9)); /* the default */
}
END_TEST

START_TEST(more_than_65536_cells_are_told_apart)
{
    enum { N = 1 << 17 };
    double *values = calloc(N, sizeof *values);
    for (int i = 0; i < N; i++) {
        values[i] = i;
    }
    ck_assert_double_eq(binned("binning:rule=floor,width=1", values, N), 17);
    ck_assert_double_eq(binned("binning:bins=65536", values, N), 16);
    free(values);
}
END_TEST

START_TEST(quantiles_hold_equal_counts_and_never_part_equal_values)
{
    const double values[] = {100, 1, 2, 3, 50, 4, 5, 6};
    ck_assert_double_eq(binned("binning:rule=quantile,bins=4", values, 8), 2);
    const double ties[] = {0, 0, 0, 0, 0, 1, 2, 3};
    /* cuts after 2, 4, 6: at 0, 0 and 1.5; zeros go above their cuts */
    const long cells[] = {2, 2, 2, 2, 2, 2, 3, 3};
    ck_assert_double_eq_tol(binned("binning:rule=quantile,bins=4", ties, 8),
                            entropy_of_cells(cells, 8), 1e-15);
    /* more cells than values */
    ck_assert_double_eq(binned("binning:rule=quantile,bins=100", values, 8), 3);
    ck_assert_double_eq(binned("binning:rule=quantile,bins=1", values, 8), 0);
}
END_TEST

START_TEST(quantiles_ignore_a_monotone_rescaling)
{
    gsl_rng *rng = test_stream(1);
    test_layer t = test_layer_create(500, 3, 1000, 2, rng);
    const test_bits before = test_measure("binning:rule=quantile", &t.layer);
    for (size_t i = 0; i < 1500; i++) {
        t.values[i] = exp(t.values[i] / 100);
    }
    const test_bits after = test_measure("binning:rule=quantile", &t.layer);
    ck_assert_double_eq(before.i_xt, after.i_xt);
    ck_assert_double_eq(before.i_ty, after.i_ty);
    test_layer_free(&t);
    gsl_rng_free(rng);
}
END_TEST

static double relu(double x)
{
    return x > 0 ? x : 0;
}

static double parabola(double x)
{
    return x * x;
}

START_TEST(input_cells_are_even_before_the_activation)
{
    double values[10];
    double through_relu[10];
    for (int i = 0; i < 10; i++) {
        values[i] = tanh(i - 4.5); /* one in each of ten cells of width 1 */
        through_relu[i] = relu(i - 4.5);
    }
    const char *method = "binning:rule=input,bins=10,low=-5,high=5";
    ck_assert_double_eq_tol(binned(method, values, 10), log2(10), 1e-15);
    const long cells[] = {0, 0, 0, 0, 0, 0, 1, 2, 3, 4}; /* all cuts below 0 are at 0 */
    qtl_layer layer = {
        .n_points = 10, .width = 1, .values = through_relu, .activation = relu};
    ck_assert_double_eq_tol(test_measure(method, &layer).i_xt,
                            entropy_of_cells(cells, 10), 1e-15);
    qtl_method parsed;
    qtl_layer_information out = {.i_xt = {42, 42}};
    layer.activation = parabola;
    ck_ok(qtl_method_parse(method, &parsed));
    ck_fails(qtl_method_layer(&parsed, &layer, &out), QTL_EUNSUPPORTED, "never falls");
    ck_assert_double_eq(out.i_xt.value_bits, 42);
}
END_TEST

START_TEST(as_many_bins_as_levels_count_the_codes)
{
    gsl_rng *rng = test_stream(2);
    test_layer t = test_layer_create(800, 2, 256, 3, rng);
    t.values[0] = 0;
    t.codes[0] = 0;
    t.values[1] = 255;
    t.codes[1] = 255;
    const test_bits exact = test_measure("exact", &t.layer);
    const char *methods[] = {"binning:bins=256", "binning:bins=256,low=0,high=255",
                             "binning:rule=floor,width=1"};
    for (int i = 0; i < 3; i++) {
        const test_bits got = test_measure(methods[i], &t.layer);
        ck_assert_double_eq(got.i_xt, exact.i_xt);
        ck_assert_double_eq(got.i_ty, exact.i_ty);
    }
    test_layer_free(&t);
    gsl_rng_free(rng);
}
END_TEST

START_TEST(huge_values_do_not_overflow)
{
    const double values[] = {-1.7e308, -0.5e308, 0.5e308, 1.7e308};
    ck_assert_double_eq(binned("binning:bins=4", values, 4), 2);
    ck_assert_double_eq(binned("binning:rule=quantile,bins=4", values, 4), 2);
}
END_TEST

START_TEST(parameters_that_do_not_go_together_are_refused)
{
    qtl_method out = {0};
    ck_fails(qtl_method_parse("binning:rule=floor,bins=30", &out), QTL_EINVAL,
             "binning: rule=floor does not use bins");
    ck_fails(qtl_method_parse("binning:width=0.5", &out), QTL_EINVAL,
             "rule=uniform does not use width");
    ck_fails(qtl_method_parse("binning:rule=edges,scope=neuron", &out), QTL_EINVAL,
             "does not use scope");
    ck_fails(qtl_method_parse("binning:rule=quantile,low=0", &out), QTL_EINVAL,
             "does not use low");
    ck_fails(qtl_method_parse("binning:rule=edges,bins=1", &out), QTL_ERANGE,
             "at least 2");
    ck_fails(qtl_method_parse("binning:low=1,high=1", &out), QTL_EINVAL,
             "low=1 is not below high=1");
    ck_fails(qtl_method_parse("binning:rule=input,low=60", &out), QTL_EINVAL,
             "low=60 is not below high=50");
    ck_fails(qtl_method_parse("binning:bins=0", &out), QTL_ERANGE, "1 to 65536");
    ck_fails(qtl_method_parse("binning:bins=65537", &out), QTL_ERANGE, "1 to 65536");
    ck_fails(qtl_method_parse("binning:rule=quantil", &out), QTL_EUNKNOWN,
             "did you mean \"quantile\"");
    ck_assert_ptr_null(out.estimator);
}
END_TEST

QTL_SUITE("information binning", the_minimal_model_of_saxe_rises_then_falls,
          uniform_puts_the_maximum_in_the_last_cell, values_outside_fall_in_the_end_cells,
          a_constant_layer_says_nothing_under_any_rule,
          scope_neuron_stretches_every_neuron, edges_wraps_low_values_into_the_last_cell,
          floor_cells_are_anchored_at_zero_and_have_any_index,
          more_than_65536_cells_are_told_apart,
          quantiles_hold_equal_counts_and_never_part_equal_values,
          quantiles_ignore_a_monotone_rescaling,
          input_cells_are_even_before_the_activation,
          as_many_bins_as_levels_count_the_codes, huge_values_do_not_overflow,
          parameters_that_do_not_go_together_are_refused)
