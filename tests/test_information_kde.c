/* The kernel density bounds. */
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "core/random.h"
#include "information.h"
#include "information/kde.h"
#include "information/kde_kernels.h"

static double p_of(const qtl_layer *layer, size_t i)
{
    return layer->p_x ? layer->p_x[i] : 1 / (double)layer->n_points;
}

static double p_y_of(const qtl_layer *layer, size_t i, size_t y)
{
    return layer->p_y_given_x ? layer->p_y_given_x[i * layer->n_classes + y]
                              : layer->label[i] == y;
}

static double squared_distance(const qtl_layer *layer, size_t i, size_t j)
{
    double sum = 0;
    for (size_t k = 0; k < layer->width; k++) {
        const double *column = layer->values + k * layer->n_points;
        sum += (column[i] - column[j]) * (column[i] - column[j]);
    }
    return sum;
}

/* I_up in nats of the points weighted by w: Kolchinsky & Tracey (2017), eq. 10. */
static double naive_bound(const qtl_layer *layer, const double *w, double variance)
{
    double bound = 0;
    for (size_t i = 0; i < layer->n_points; i++) {
        double sum = 0;
        for (size_t j = 0; j < layer->n_points; j++) {
            sum += w[j] * exp(-squared_distance(layer, i, j) / (2 * variance));
        }
        bound -= w[i] > 0 ? w[i] * log(sum) : 0;
    }
    return bound;
}

static test_bits naive_kde(const qtl_layer *layer, double variance)
{
    double *w = calloc(layer->n_points, sizeof *w);
    for (size_t i = 0; i < layer->n_points; i++) {
        w[i] = p_of(layer, i);
    }
    const double all = naive_bound(layer, w, variance);
    double rest = 0;
    for (size_t y = 0; y < layer->n_classes; y++) {
        double p_y = 0;
        for (size_t i = 0; i < layer->n_points; i++) {
            p_y += p_of(layer, i) * p_y_of(layer, i, y);
        }
        for (size_t i = 0; i < layer->n_points && p_y > 0; i++) {
            w[i] = p_of(layer, i) * p_y_of(layer, i, y) / p_y;
        }
        rest += p_y > 0 ? p_y * naive_bound(layer, w, variance) : 0;
    }
    free(w);
    return (test_bits){all / log(2), (all - rest) / log(2)};
}

/* Values in [-scale, scale] + shift; a fifth of the points doubles another. */
static test_layer random_points(size_t n, size_t width, size_t k, double scale,
                                double shift, uint64_t stream)
{
    gsl_rng *rng = test_stream(stream);
    test_layer t = test_layer_create(n, width, 65536, k, rng);
    for (size_t i = 0; i < n * width; i++) {
        t.values[i] = shift + scale * (t.values[i] / 32768 - 1);
    }
    for (size_t i = 5; i < n; i += 5) {
        for (size_t d = 0; d < width; d++) {
            t.values[d * n + i] = t.values[d * n + i / 2];
        }
    }
    test_layer_weigh(&t, rng);
    gsl_rng_free(rng);
    return t;
}

static void check_against_naive(const qtl_layer *layer)
{
    const struct {
        const char *method;
        double variance;
    } cases[] = {{"kde", 0.1},
                 {"kde:bound=lower", 0.4}, /* the lower bound is the upper one at 4 v */
                 {"kde:variance=0.001", 0.001},
                 {"kde:variance=30,bound=upper", 30}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const test_bits naive = naive_kde(layer, cases[i].variance);
        const test_bits got = test_measure(cases[i].method, layer);
        ck_assert_double_eq_tol(got.i_xt, naive.i_xt, 1e-11);
        ck_assert_double_eq_tol(got.i_ty, naive.i_ty, 1e-11);
    }
}

START_TEST(kde_agrees_with_the_plain_double_sum)
{
    const size_t sizes[][3] = {{1, 1, 1},   {2, 3, 2},    {9, 1, 3},
                               {100, 2, 2}, {333, 10, 4}, {150, 130, 2}};
    for (size_t i = 0; i < 6; i++) {
        test_layer t = random_points(sizes[i][0], sizes[i][1], sizes[i][2], 1, 0, i);
        check_against_naive(&t.layer);
        t.layer.p_x = t.p_x;
        check_against_naive(&t.layer);
        t.layer.p_y_given_x = t.soft;
        check_against_naive(&t.layer);
        t.layer.p_x = NULL;
        check_against_naive(&t.layer);
        test_layer_free(&t);
    }
}
END_TEST

START_TEST(layers_far_from_zero_lose_no_digits)
{
    test_layer near = random_points(200, 3, 2, 1, 0, 7);
    test_layer far = random_points(200, 3, 2, 1, 1048576, 7); /* exact: 2^20 + k 2^-15 */
    for (int i = 0; i < 2; i++) {
        const char *method = i ? "kde" : "kde:variance=0.0001";
        const test_bits a = test_measure(method, &near.layer);
        const test_bits b = test_measure(method, &far.layer);
        ck_assert_double_eq_tol(a.i_xt, b.i_xt, 1e-12);
        ck_assert_double_eq_tol(a.i_ty, b.i_ty, 1e-12);
    }
    test_layer_free(&near);
    test_layer_free(&far);
}
END_TEST

START_TEST(rotating_a_layer_changes_nothing)
{
    test_layer t = random_points(200, 2, 2, 1, 0, 8);
    const test_bits before = test_measure("kde", &t.layer);
    const double c = cos(0.7);
    const double s = sin(0.7);
    for (size_t i = 0; i < 200; i++) {
        const double x = t.values[i];
        const double y = t.values[200 + i];
        t.values[i] = c * x - s * y;
        t.values[200 + i] = s * x + c * y;
    }
    const test_bits after = test_measure("kde", &t.layer);
    ck_assert_double_eq_tol(before.i_xt, after.i_xt, 1e-12);
    ck_assert_double_eq_tol(before.i_ty, after.i_ty, 1e-12);
    test_layer_free(&t);
}
END_TEST

START_TEST(one_point_has_no_information)
{
    const double value = 3;
    const uint32_t label = 0;
    const qtl_layer layer = {
        .n_points = 1, .width = 1, .values = &value, .n_classes = 1, .label = &label};
    ck_assert_double_eq(test_measure("kde", &layer).i_xt, 0);
    ck_assert_double_eq(test_measure("kde", &layer).i_ty, 0);
}
END_TEST

START_TEST(two_points_follow_the_closed_form)
{
    const double distances[] = {0, 1e-3, 0.1, 0.5, 1, 2, 5, 100, 1e150};
    const uint32_t label[] = {0, 1};
    for (size_t i = 0; i < sizeof distances / sizeof distances[0]; i++) {
        const double d = distances[i];
        const double values[] = {0, d};
        const qtl_layer layer = {
            .n_points = 2, .width = 1, .values = values, .n_classes = 2, .label = label};
        /* -log2 of (1 + exp(-D / 2v)) / 2; each class alone has none */
        const double upper = -log2((1 + exp(-d * d / 0.2)) / 2);
        const double lower = -log2((1 + exp(-d * d / 0.8)) / 2);
        ck_assert_double_eq_tol(test_measure("kde", &layer).i_xt, upper, 1e-14);
        ck_assert_double_eq_tol(test_measure("kde", &layer).i_ty, upper, 1e-14);
        ck_assert_double_eq_tol(test_measure("kde:bound=lower", &layer).i_xt, lower,
                                1e-14);
    }
}
END_TEST

START_TEST(bounds_are_ordered_and_below_log_n)
{
    const double variances[] = {1e-6, 1e-3, 0.1, 1, 100};
    test_layer t = random_points(400, 3, 2, 1, 0, 9);
    t.layer.n_classes = 0;
    for (size_t i = 0; i < 5; i++) {
        char upper[64];
        char lower[64];
        snprintf(upper, sizeof upper, "kde:variance=%g", variances[i]);
        snprintf(lower, sizeof lower, "kde:variance=%g,bound=lower", variances[i]);
        const test_bits up = test_measure(upper, &t.layer);
        const test_bits low = test_measure(lower, &t.layer);
        ck_assert_double_le(low.i_xt, up.i_xt);
        ck_assert_double_le(up.i_xt, log2(400));
        ck_assert_double_ge(low.i_xt, 0);
        ck_assert(isnan(up.i_ty));
    }
    test_layer_free(&t);
}
END_TEST

START_TEST(points_far_apart_have_the_entropy_of_the_inputs)
{
    test_layer t = random_points(256, 2, 2, 1000, 0, 10);
    const test_bits exact_values =
        test_measure("binning:rule=floor,width=1e-6", &t.layer);
    const test_bits kde = test_measure("kde:variance=1e-6", &t.layer);
    ck_assert_double_eq_tol(kde.i_xt, exact_values.i_xt, 1e-12);
    test_layer_free(&t);
}
END_TEST

START_TEST(instruction_sets_and_threads_change_no_bit)
{
    const int most = omp_get_max_threads();
    for (int round = 0; round < 4; round++) {
        test_layer t = random_points(700, 7, 3, 1, 0, 11);
        t.layer.p_y_given_x = round % 2 ? t.soft : NULL;
        const double variance = round < 2 ? 0.1 : 1e-3; /* products, differences */
        qtl_layer_information expected;
        ck_ok(
            qtl_kde_information(&t.layer, variance, false, QTL_ISA_BASELINE, &expected));
        for (qtl_isa isa = QTL_ISA_BASELINE; isa < QTL_ISA_COUNT; isa++) {
            for (int threads = 1; threads <= 3 && qtl_isa_supported(isa); threads++) {
                qtl_layer_information got;
                omp_set_num_threads(threads);
                ck_ok(qtl_kde_information(&t.layer, variance, false, isa, &got));
                ck_assert_double_eq(got.i_xt.value_bits, expected.i_xt.value_bits);
                ck_assert_double_eq(got.i_ty.value_bits, expected.i_ty.value_bits);
            }
        }
        omp_set_num_threads(most);
        test_layer_free(&t);
    }
}
END_TEST

START_TEST(exp2_is_right_to_a_few_units_in_the_last_place)
{
    enum { N = 80000 };
    double *x = aligned_alloc(64, N * sizeof *x);
    for (qtl_isa isa = QTL_ISA_BASELINE; isa < QTL_ISA_COUNT; isa++) {
        if (!qtl_isa_supported(isa)) {
            continue;
        }
        for (size_t i = 0; i < N; i++) {
            x[i] = -(double)i / N * 1000;
        }
        qtl_kde_kernels_for(isa)->exp2(x, N);
        ck_assert_double_eq(x[0], 1);
        for (size_t i = 0; i < N; i++) {
            const double libm = exp2(-(double)i / N * 1000);
            ck_assert_double_eq_tol(x[i] / libm, 1, 1e-15);
        }
    }
    free(x);
}
END_TEST

QTL_SUITE("information kde", kde_agrees_with_the_plain_double_sum,
          layers_far_from_zero_lose_no_digits, rotating_a_layer_changes_nothing,
          one_point_has_no_information, two_points_follow_the_closed_form,
          bounds_are_ordered_and_below_log_n,
          points_far_apart_have_the_entropy_of_the_inputs,
          instruction_sets_and_threads_change_no_bit,
          exp2_is_right_to_a_few_units_in_the_last_place)
