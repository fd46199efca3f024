/* Local nearest-neighbour likelihood where the entropy is known, invariances, refusals.
 */
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "information/lnn_entropy.h"
#include "lnn_samples.h"
#include "quantal/estimator.h"
#include "suite.h"

static double mean_information(size_t d_x, size_t d_y, size_t n, const char *method)
{
    enum { REPEATS = 4 };
    double sum = 0;
    for (uint64_t i = 0; i < REPEATS; i++) {
        double *x = lnn_gaussians(n, d_x + d_y, 100 + i);
        sum += lnn_information(x, d_x, x + d_x * n, d_y, n, method);
        free(x);
    }
    return sum / REPEATS;
}

/* Independent: the truth is 0, the published code says 0.12 nat = 0.17 bit. */
START_TEST(correction_takes_the_excess_of_independent_variables)
{
    const double plain = mean_information(1, 1, 4000, "lnn:correction=none");
    const double corrected = mean_information(1, 1, 4000, "lnn");
    ck_assert_double_eq_tol(plain * M_LN2, 0.12, 0.025);
    ck_assert_double_le(fabs(corrected), 0.05);
    ck_assert_double_le(fabs(mean_information(1, 1, 4000, "lnn:order=1")), 0.05);
}
END_TEST

/* 30 of 4000 neighbours are not local in 4 dimensions; more samples make them so. */
START_TEST(what_remains_in_four_dimensions_shrinks_with_samples)
{
    const size_t splits[][2] = {{1, 3}, {2, 2}};
    for (int s = 0; s < 2; s++) {
        const double few = mean_information(splits[s][0], splits[s][1], 500, "lnn");
        const double many = mean_information(splits[s][0], splits[s][1], 8000, "lnn");
        ck_assert_double_lt(fabs(many), fabs(few));
        ck_assert_double_lt(fabs(many), 0.25);
    }
}
END_TEST

/* y = x + 1e-7 u: I = a / 2 - ln a nats with a = 1e-7 (uniform and trapezium). */
START_TEST(strong_dependence_stays_within_a_tenth)
{
    enum { N = 500 };
    double x[2 * N];
    gsl_rng *rng = lnn_stream(7);
    for (size_t i = 0; i < N; i++) {
        x[i] = gsl_rng_uniform(rng);
        x[N + i] = x[i] + 1e-7 * gsl_rng_uniform(rng);
    }
    gsl_rng_free(rng);
    const double truth = (0.5e-7 - log(1e-7)) * M_LOG2E;
    ck_assert_double_eq_tol(lnn_information(x, 1, x + N, 1, N, "lnn"), truth, truth / 10);
}
END_TEST

START_TEST(uniform_square_has_entropy_zero)
{
    enum { N = 4000 };
    double *x = malloc(2 * N * sizeof *x);
    gsl_rng *rng = lnn_stream(8);
    for (size_t i = 0; i < (size_t)2 * N; i++) {
        x[i] = gsl_rng_uniform(rng);
    }
    gsl_rng_free(rng);
    ck_assert_double_eq_tol(lnn_bits(x, N, 2, "lnn"), 0, 0.1);
    ck_assert_double_eq_tol(lnn_bits(x, N, 2, "lnn:order=1"), 0, 0.1);
    free(x);
}
END_TEST

static const char *const methods[] = {"lnn", "lnn:order=1",
                                      "lnn:k=3,neighbours=12,correction=none"};
enum { METHODS = sizeof methods / sizeof methods[0] };

START_TEST(entropy_moves_with_scale_and_not_with_shift_or_rotation)
{
    enum { N = 300, D = 3 };
    double *x = lnn_gaussians(N, D, 9);
    double moved[N * D];
    for (int m = 0; m < METHODS; m++) {
        const double h = lnn_bits(x, N, D, methods[m]);
        for (size_t i = 0; i < N; i++) {
            const double a = x[i];
            const double b = x[N + i];
            moved[i] = 3 * (0.6 * a - 0.8 * b) + 10; /* rotated, scaled, shifted */
            moved[N + i] = 3 * (0.8 * a + 0.6 * b) - 5;
            moved[2 * N + i] = -3 * x[2 * N + i];
        }
        ck_assert_double_eq_tol(lnn_bits(moved, N, D, methods[m]), h + D * log2(3), 1e-9);
    }
    free(x);
}
END_TEST

START_TEST(order_of_samples_does_not_matter)
{
    enum { N = 200 };
    double *x = lnn_gaussians(N, 2, 10);
    double backwards[2 * N];
    for (size_t i = 0; i < N; i++) {
        backwards[i] = x[N - 1 - i];
        backwards[N + i] = x[2 * N - 1 - i];
    }
    for (int m = 0; m < METHODS; m++) {
        ck_assert_double_eq_tol(
            lnn_information(x, 1, x + N, 1, N, methods[m]),
            lnn_information(backwards, 1, backwards + N, 1, N, methods[m]), 1e-11);
        ck_assert_double_eq_tol(lnn_information(x, 1, x + N, 1, N, methods[m]),
                                lnn_information(x + N, 1, x, 1, N, methods[m]), 1e-9);
    }
    free(x);
}
END_TEST

START_TEST(every_processor_and_thread_count_gives_the_same_bits)
{
    enum { N = 700, D = 3 };
    double *x = lnn_gaussians(N, D, 11);
    qtl_lnn_options options = {.order = 2, .k = 5, .corrected = true};
    double first = 0;
    ck_ok(qtl_lnn_entropy(x, N, D, &options, &first));
    for (int isa = 0; isa < QTL_ISA_COUNT; isa++) {
        for (int threads = 1; threads < 4 && qtl_isa_supported((qtl_isa)isa); threads++) {
            omp_set_num_threads(threads);
            double h = 0;
            options.isa = (qtl_isa)isa;
            ck_ok(qtl_lnn_entropy(x, N, D, &options, &h));
            ck_assert_mem_eq(&h, &first, sizeof h);
        }
    }
    free(x);
}
END_TEST

static void refuses(const double *x, size_t n, size_t d, const char *method,
                    qtl_status status, const char *words)
{
    const qtl_sample sample = {.n = n, .x = {.d = d, .values = x}};
    qtl_method parsed;
    qtl_estimate out = {5, 6};
    ck_ok(qtl_method_parse(method, &parsed));
    ck_fails(qtl_method_sample(&parsed, &sample, &out), status, words);
    ck_assert_double_eq(out.value_bits, 5);
    ck_assert_double_eq(out.stderr_bits, 6);
}

START_TEST(too_few_samples_are_refused)
{
    double *x = lnn_gaussians(31, 1, 12);
    refuses(x, 30, 1, "lnn", QTL_ERANGE, "30 samples are too few for 30 neighbours");
    refuses(x, 1, 1, "lnn", QTL_ERANGE, "1 samples");
    ck_assert(isfinite(lnn_bits(x, 31, 1, "lnn")));
    refuses(x, 31, 1, "lnn:k=9,neighbours=8", QTL_ERANGE, "k=9");
    refuses(x, 31, 1, "lnn:k=3", QTL_ERANGE, "k=4");
    refuses(x, 10, 3, "lnn:neighbours=7", QTL_ERANGE, "neighbours=8");
    refuses(x, 10, 3, "lnn:neighbours=3,k=2,correction=none", QTL_ERANGE, "neighbours=4");
    free(x);
}
END_TEST

START_TEST(wide_variables_need_no_correction)
{
    double *x = lnn_gaussians(100, 70, 13);
    refuses(x, 100, 70, "lnn", QTL_ERANGE, "up to 64");
    ck_assert(isfinite(lnn_bits(x, 100, 70, "lnn:correction=none")));
    free(x);
}
END_TEST

START_TEST(what_has_no_density_is_refused)
{
    enum { N = 60 };
    double *x = lnn_gaussians(N, 2, 14);
    double y[2 * N];
    memcpy(y, x, sizeof y);
    for (size_t i = 0; i < N; i++) {
        y[N + i] = 0.1;
    }
    refuses(y, N, 2, "lnn:order=1", QTL_EUNSUPPORTED, "column 1 is constant");
    for (size_t i = 0; i < N; i++) {
        y[N + i] = 2 * y[i] + 1; /* a line, up to rounding */
    }
    refuses(y, N, 2, "lnn", QTL_ENUMERIC, "linearly dependent");
    for (size_t i = 0; i < N; i++) {
        y[i] = (double)(i % 3);
    }
    refuses(y, N, 1, "lnn", QTL_EUNSUPPORTED, "coincides");
    free(x);
}
END_TEST

START_TEST(far_scales_are_taken_or_refused)
{
    enum { N = 50 };
    double *x = lnn_gaussians(N, 2, 16);
    const double h = lnn_bits(x, N, 2, "lnn");
    for (size_t i = 0; i < (size_t)2 * N; i++) {
        x[i] *= 1e120;
    }
    ck_assert_double_eq_tol(lnn_bits(x, N, 2, "lnn"), h + 2 * log2(1e120), 1e-8);
    free(x);
}
END_TEST

START_TEST(parameters_must_go_together)
{
    qtl_method method;
    ck_fails(qtl_method_parse("lnn:bandwidth=joint", &method), QTL_EINVAL,
             "correction=none");
    const double x[] = {1, 2, 3};
    const qtl_sample discrete = {.n = 3, .x = {.d = 1, .values = x, .discrete = true}};
    qtl_estimate out;
    ck_ok(qtl_method_parse("lnn", &method));
    ck_fails(qtl_method_sample(&method, &discrete, &out), QTL_EUNSUPPORTED, "continuous");
}
END_TEST

/* T + Z is 4 separate Gaussians, so that it tells 4 equiprobable values apart, 2 bits,
 * and the label, which is one of halves, 1 bit. */
START_TEST(layer_of_separate_clusters_has_their_entropy)
{
    enum { CLUSTERS = 4, EACH = 500, N = CLUSTERS * EACH };
    double values[N];
    uint32_t label[N];
    for (size_t i = 0; i < N; i++) {
        values[i] = 100.0 * (double)(i % CLUSTERS);
        label[i] = i % CLUSTERS < 2;
    }
    qtl_layer layer = {
        .n_points = N, .width = 1, .values = values, .n_classes = 2, .label = label};
    const char *const both[] = {"lnn", "lnn:order=1,variance=0.01"};
    for (int m = 0; m < 2; m++) {
        qtl_method method;
        qtl_layer_information out;
        ck_ok(qtl_method_parse(both[m], &method));
        ck_ok(qtl_method_layer(&method, &layer, &out));
        ck_assert_double_eq_tol(out.i_xt.value_bits, 2, 0.1);
        ck_assert_double_eq_tol(out.i_ty.value_bits, 1, 0.1);
        layer.n_classes = 0;
        ck_ok(qtl_method_layer(&method, &layer, &out));
        ck_assert(isnan(out.i_ty.value_bits));
        layer.n_classes = 2;
    }
}
END_TEST

START_TEST(small_classes_are_refused)
{
    double *values = lnn_gaussians(40, 1, 17);
    uint32_t label[40] = {[7] = 1};
    const qtl_layer layer = {
        .n_points = 40, .width = 1, .values = values, .n_classes = 2, .label = label};
    qtl_method method;
    qtl_layer_information out;
    ck_ok(qtl_method_parse("lnn", &method));
    ck_fails(qtl_method_layer(&method, &layer, &out), QTL_ERANGE, "class of sample 7");
    free(values);
}
END_TEST

/* h(X) - sum_y p(y) h(X|y): two unit Gaussians 20 apart say which of the two it was. */
START_TEST(discrete_partner_divides_the_samples)
{
    enum { N = 1000 };
    double *x = lnn_gaussians(N, 1, 18);
    double y[N];
    for (size_t i = 0; i < N; i++) {
        y[i] = (double)(i % 2);
        x[i] += 20 * y[i];
    }
    const qtl_sample sample = {
        .n = N, .x = {.d = 1, .values = x}, .y = {.d = 1, .values = y, .discrete = true}};
    const qtl_sample swapped = {.n = N, .x = sample.y, .y = sample.x};
    qtl_method method;
    qtl_estimate out;
    qtl_estimate other;
    ck_ok(qtl_method_parse("lnn", &method));
    ck_ok(qtl_method_sample(&method, &sample, &out));
    ck_ok(qtl_method_sample(&method, &swapped, &other));
    ck_assert_double_eq_tol(out.value_bits, 1, 0.05);
    ck_assert_double_eq(out.value_bits, other.value_bits);
    free(x);
}
END_TEST

QTL_SUITE("information lnn", correction_takes_the_excess_of_independent_variables,
          what_remains_in_four_dimensions_shrinks_with_samples,
          strong_dependence_stays_within_a_tenth, uniform_square_has_entropy_zero,
          entropy_moves_with_scale_and_not_with_shift_or_rotation,
          order_of_samples_does_not_matter,
          every_processor_and_thread_count_gives_the_same_bits,
          too_few_samples_are_refused, wide_variables_need_no_correction,
          what_has_no_density_is_refused, far_scales_are_taken_or_refused,
          parameters_must_go_together, layer_of_separate_clusters_has_their_entropy,
          small_classes_are_refused, discrete_partner_divides_the_samples)
