/* Local nearest-neighbour likelihood, against a naive version, its published constants
 * and distributions whose entropy is known. */
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_linalg.h>
#include <gsl/gsl_randist.h>

#include "core/random.h"
#include "information/lnn_bias.h"
#include "information/lnn_entropy.h"
#include "information/neighbours.h"
#include "quantal/estimator.h"
#include "reference.h"
#include "suite.h"

static gsl_rng *stream(uint64_t index)
{
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(2016, QTL_FOR_TESTS, index, &rng));
    return rng;
}

/* n points of N(0, 1) in d dimensions, [d][n]. */
static double *gaussians(size_t n, size_t d, uint64_t index)
{
    gsl_rng *rng = stream(index);
    double *x = malloc(n * d * sizeof *x);
    for (size_t i = 0; i < n * d; i++) {
        x[i] = gsl_ran_gaussian(rng, 1);
    }
    gsl_rng_free(rng);
    return x;
}

static double entropy(const double *x, size_t n, size_t d, const char *method)
{
    const qtl_sample sample = {.n = n, .x = {.d = d, .values = x}};
    qtl_method parsed;
    qtl_estimate out;
    ck_ok(qtl_method_parse(method, &parsed));
    ck_ok(qtl_method_sample(&parsed, &sample, &out));
    ck_assert(isnan(out.stderr_bits));
    return out.value_bits;
}

static double information(const double *x, size_t d_x, const double *y, size_t d_y,
                          size_t n, const char *method)
{
    const qtl_sample sample = {
        .n = n, .x = {.d = d_x, .values = x}, .y = {.d = d_y, .values = y}};
    qtl_method parsed;
    qtl_estimate out;
    ck_ok(qtl_method_parse(method, &parsed));
    ck_ok(qtl_method_sample(&parsed, &sample, &out));
    return out.value_bits;
}

/* --- the naive version: all distances, sorted; moments as their definition has them ---
 */
typedef struct near_point {
    double distance;
    size_t j;
} near_point;

static int nearer(const void *a, const void *b)
{
    const near_point *x = a;
    const near_point *y = b;
    return (x->distance > y->distance) - (x->distance < y->distance);
}

static double naive_point(const double *x, size_t n, size_t d, size_t i,
                          const near_point *near, const qtl_lnn_options *options)
{
    const double h = near[options->k - 1].distance;
    double s0 = 0;
    gsl_vector *s1 = gsl_vector_calloc(d);
    gsl_matrix *s2 = gsl_matrix_calloc(d, d);
    for (size_t q = 0; q < options->neighbours; q++) {
        const double w = exp(-pow(near[q].distance / h, 2) / 2);
        s0 += w;
        for (size_t a = 0; a < d; a++) {
            const double u = (x[a * n + near[q].j] - x[a * n + i]) / h;
            *gsl_vector_ptr(s1, a) += w * u;
            for (size_t b = 0; b < d; b++) {
                *gsl_matrix_ptr(s2, a, b) +=
                    w * u * (x[b * n + near[q].j] - x[b * n + i]) / h;
            }
        }
    }
    gsl_vector_scale(s1, 1 / s0);
    gsl_matrix_scale(s2, 1 / s0);
    double value = (double)d * (log(2 * M_PI) / 2 + log(h)) - log(s0);
    double square = 0;
    if (options->order == 1) {
        gsl_blas_ddot(s1, s1, &square);
    } else {
        gsl_vector *solved = gsl_vector_alloc(d);
        gsl_blas_dger(-1, s1, s1, s2);
        gsl_linalg_cholesky_decomp1(s2);
        gsl_linalg_cholesky_solve(s2, s1, solved);
        gsl_blas_ddot(s1, solved, &square);
        for (size_t a = 0; a < d; a++) {
            value += log(gsl_matrix_get(s2, a, a));
        }
        gsl_vector_free(solved);
    }
    gsl_vector_free(s1);
    gsl_matrix_free(s2);
    return value + square / 2;
}

static double naive_entropy(const double *x, size_t n, size_t d,
                            const qtl_lnn_options *options)
{
    near_point *near = malloc(n * sizeof *near);
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            double square = 0;
            for (size_t a = 0; a < d; a++) {
                square += pow(x[a * n + j] - x[a * n + i], 2);
            }
            near[j] = (near_point){j == i ? INFINITY : sqrt(square), j};
        }
        qsort(near, n, sizeof *near, nearer);
        sum += naive_point(x, n, d, i, near, options);
    }
    free(near);
    return sum / (double)n + log((double)(options->order == 1 ? n : n - 1));
}

START_TEST(equals_the_naive_version)
{
    const size_t widths[] = {1, 2, 3, 4, 7, 10, 20};
    for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++) {
        const size_t d = widths[w];
        enum { N = 150 };
        double *x = gaussians(N, d, d);
        for (int order = 1; order <= 2; order++) {
            const qtl_lnn_options options = {
                .order = order, .k = 5, .neighbours = d < 10 ? 17 : 31};
            double own = 0;
            ck_ok(qtl_lnn_entropy(x, N, d, &options, &own));
            ck_assert_double_eq_tol(own, naive_entropy(x, N, d, &options), 1e-9);
        }
        free(x);
    }
}
END_TEST

/* The naive version with the bandwidth of the joint space in both margins. */
START_TEST(joint_bandwidth_is_that_of_the_joint_space)
{
    enum { N = 100, K = 4 };
    double *x = gaussians(N, 2, 30);
    double bandwidth[N];
    qtl_neighbours *set = NULL;
    ck_ok(qtl_neighbours_create(x, N, 2, QTL_NORM_L2, &set));
    ck_ok(qtl_neighbours_kth(set, K, bandwidth));
    qtl_neighbours_free(set);
    qtl_lnn_options options = {.order = 2, .k = K, .neighbours = 20};
    double h[3];
    ck_ok(qtl_lnn_entropy(x, N, 2, &options, &h[2]));
    options.bandwidth = bandwidth;
    ck_ok(qtl_lnn_entropy(x, N, 1, &options, &h[0]));
    ck_ok(qtl_lnn_entropy(x + N, N, 1, &options, &h[1]));
    const double bits = information(x, 1, x + N, 1, N,
                                    "lnn:k=4,neighbours=20,correction=none,"
                                    "bandwidth=joint");
    ck_assert_double_eq_tol(bits, (h[0] + h[1] - h[2]) * M_LOG2E, 1e-12);
    free(x);
}
END_TEST

/* --- the constant ------------------------------------------------------------------- */

/* Simulated elsewhere with 1e5 to 4e5 draws: errors up to 0.005 nat. */
START_TEST(constants_are_those_of_an_independent_simulation)
{
    const struct {
        qtl_lnn_shape shape;
        double nats;
    } known[] = {
        {{2, 5, 30, 1}, -0.025},   {{2, 5, 30, 2}, -0.174},   {{2, 5, 30, 3}, -0.555},
        {{2, 5, 30, 4}, -1.032},   {{2, 5, 30, 5}, -1.544},   {{2, 5, 30, 6}, -2.081},
        {{2, 5, 30, 8}, -3.221},   {{2, 5, 30, 10}, -4.456},  {{2, 5, 30, 12}, -5.797},
        {{2, 5, 30, 16}, -8.774},  {{2, 5, 30, 20}, -12.132}, {{1, 5, 30, 1}, -0.009},
        {{1, 5, 30, 2}, 0.061},    {{1, 5, 30, 3}, 0.419},    {{1, 5, 30, 4}, 1.031},
        {{1, 5, 30, 5}, 1.806},    {{1, 5, 30, 6}, 2.690},    {{1, 5, 30, 8}, 4.712},
        {{1, 5, 30, 10}, 6.987},   {{1, 5, 30, 12}, 9.449},   {{1, 5, 30, 16}, 14.837},
        {{1, 5, 30, 20}, 20.708},  {{2, 5, 100, 1}, -0.0243}, {{2, 5, 100, 2}, -0.0726},
        {{2, 5, 100, 3}, -0.2245}, {{1, 5, 100, 3}, 0.065},   {{2, 4, 100, 2}, -0.0873}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        qtl_lnn_bias bias;
        ck_ok(qtl_lnn_bias_of(&known[i].shape, &bias));
        ck_assert_double_le(bias.stderr_nats, 0.005);
        ck_assert_double_le(fabs(bias.nats - known[i].nats),
                            4 * bias.stderr_nats + 0.006);
    }
}
END_TEST

START_TEST(table_is_what_the_simulator_draws)
{
    for (int order = 1; order <= 2; order++) {
        for (size_t d = 1; d <= QTL_LNN_TABLE_D; d++) {
            const qtl_lnn_shape shape = {order, QTL_LNN_TABLE_K,
                                         qtl_lnn_default_neighbours(d), d};
            const qtl_lnn_bias table = qtl_lnn_bias_table[order - 1][d - 1];
            ck_assert_double_gt(table.stderr_nats, 0);
            ck_assert_double_le(table.stderr_nats, d <= 10 ? 0.0004 : 0.0015);
            if (d > 6 && d % 5) {
                continue; /* every fifth is enough */
            }
            qtl_lnn_bias again;
            ck_ok(qtl_lnn_bias_simulate(&shape, 0.02, 1 << 16, 7, &again));
            ck_assert_double_le(fabs(again.nats - table.nats),
                                4 * hypot(again.stderr_nats, table.stderr_nats));
        }
    }
}
END_TEST

START_TEST(simulation_does_not_depend_on_threads)
{
    const qtl_lnn_shape shape = {2, 4, 12, 2};
    qtl_lnn_bias one;
    qtl_lnn_bias three;
    omp_set_num_threads(1);
    ck_ok(qtl_lnn_bias_simulate(&shape, 0.05, 1 << 15, 1, &one));
    omp_set_num_threads(3);
    ck_ok(qtl_lnn_bias_simulate(&shape, 0.05, 1 << 15, 1, &three));
    ck_assert_mem_eq(&one, &three, sizeof one);
}
END_TEST

/* --- truth -------------------------------------------------------------------------- */

static double mean_information(size_t d_x, size_t d_y, size_t n, const char *method)
{
    enum { REPEATS = 4 };
    double sum = 0;
    for (uint64_t i = 0; i < REPEATS; i++) {
        double *x = gaussians(n, d_x + d_y, 100 + i);
        sum += information(x, d_x, x + d_x * n, d_y, n, method);
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
    gsl_rng *rng = stream(7);
    for (size_t i = 0; i < N; i++) {
        x[i] = gsl_rng_uniform(rng);
        x[N + i] = x[i] + 1e-7 * gsl_rng_uniform(rng);
    }
    gsl_rng_free(rng);
    const double truth = (0.5e-7 - log(1e-7)) * M_LOG2E;
    ck_assert_double_eq_tol(information(x, 1, x + N, 1, N, "lnn"), truth, truth / 10);
}
END_TEST

START_TEST(uniform_square_has_entropy_zero)
{
    enum { N = 4000 };
    double *x = malloc(2 * N * sizeof *x);
    gsl_rng *rng = stream(8);
    for (size_t i = 0; i < (size_t)2 * N; i++) {
        x[i] = gsl_rng_uniform(rng);
    }
    gsl_rng_free(rng);
    ck_assert_double_eq_tol(entropy(x, N, 2, "lnn"), 0, 0.1);
    ck_assert_double_eq_tol(entropy(x, N, 2, "lnn:order=1"), 0, 0.1);
    free(x);
}
END_TEST

/* --- invariances -------------------------------------------------------------------- */

static const char *const methods[] = {"lnn", "lnn:order=1",
                                      "lnn:k=3,neighbours=12,correction=none"};
enum { METHODS = sizeof methods / sizeof methods[0] };

START_TEST(entropy_moves_with_scale_and_not_with_shift_or_rotation)
{
    enum { N = 300, D = 3 };
    double *x = gaussians(N, D, 9);
    double moved[N * D];
    for (int m = 0; m < METHODS; m++) {
        const double h = entropy(x, N, D, methods[m]);
        for (size_t i = 0; i < N; i++) {
            const double a = x[i];
            const double b = x[N + i];
            moved[i] = 3 * (0.6 * a - 0.8 * b) + 10; /* rotated, scaled, shifted */
            moved[N + i] = 3 * (0.8 * a + 0.6 * b) - 5;
            moved[2 * N + i] = -3 * x[2 * N + i];
        }
        ck_assert_double_eq_tol(entropy(moved, N, D, methods[m]), h + D * log2(3), 1e-9);
    }
    free(x);
}
END_TEST

START_TEST(order_of_samples_does_not_matter)
{
    enum { N = 200 };
    double *x = gaussians(N, 2, 10);
    double backwards[2 * N];
    for (size_t i = 0; i < N; i++) {
        backwards[i] = x[N - 1 - i];
        backwards[N + i] = x[2 * N - 1 - i];
    }
    for (int m = 0; m < METHODS; m++) {
        ck_assert_double_eq_tol(
            information(x, 1, x + N, 1, N, methods[m]),
            information(backwards, 1, backwards + N, 1, N, methods[m]), 1e-11);
        ck_assert_double_eq_tol(information(x, 1, x + N, 1, N, methods[m]),
                                information(x + N, 1, x, 1, N, methods[m]), 1e-9);
    }
    free(x);
}
END_TEST

START_TEST(every_processor_and_thread_count_gives_the_same_bits)
{
    enum { N = 700, D = 3 };
    double *x = gaussians(N, D, 11);
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

/* --- edges and refusals --------------------------------------------------------------
 */

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
    double *x = gaussians(31, 1, 12);
    refuses(x, 30, 1, "lnn", QTL_ERANGE, "30 samples are too few for 30 neighbours");
    refuses(x, 1, 1, "lnn", QTL_ERANGE, "1 samples");
    ck_assert(isfinite(entropy(x, 31, 1, "lnn")));
    refuses(x, 31, 1, "lnn:k=9,neighbours=8", QTL_ERANGE, "k=9");
    refuses(x, 31, 1, "lnn:k=3", QTL_ERANGE, "k=4");
    refuses(x, 10, 3, "lnn:neighbours=7", QTL_ERANGE, "neighbours=8");
    refuses(x, 10, 3, "lnn:neighbours=3,k=2,correction=none", QTL_ERANGE, "neighbours=4");
    free(x);
}
END_TEST

START_TEST(wide_variables_need_no_correction)
{
    double *x = gaussians(100, 70, 13);
    refuses(x, 100, 70, "lnn", QTL_ERANGE, "up to 64");
    ck_assert(isfinite(entropy(x, 100, 70, "lnn:correction=none")));
    free(x);
}
END_TEST

START_TEST(what_has_no_density_is_refused)
{
    enum { N = 60 };
    double *x = gaussians(N, 2, 14);
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

/* A few duplicates, fewer than k of each, are no reason to give up or to drop a point. */
START_TEST(pairs_of_equal_samples_are_taken)
{
    enum { N = 100 };
    double *x = gaussians(N, 2, 15);
    for (size_t i = 0; i < N; i += 10) {
        x[i + 1] = x[i];
        x[N + i + 1] = x[N + i];
    }
    const qtl_lnn_options options = {.order = 2, .k = 5, .neighbours = 30};
    double h = 0;
    ck_ok(qtl_lnn_entropy(x, N, 2, &options, &h));
    ck_assert_double_eq_tol(h, naive_entropy(x, N, 2, &options), 1e-9);
    free(x);
}
END_TEST

START_TEST(far_scales_are_taken_or_refused)
{
    enum { N = 50 };
    double *x = gaussians(N, 2, 16);
    const double h = entropy(x, N, 2, "lnn");
    for (size_t i = 0; i < (size_t)2 * N; i++) {
        x[i] *= 1e120;
    }
    ck_assert_double_eq_tol(entropy(x, N, 2, "lnn"), h + 2 * log2(1e120), 1e-8);
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

/* --- layers ------------------------------------------------------------------------- */

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
    double *values = gaussians(40, 1, 17);
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
    double *x = gaussians(N, 1, 18);
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

/* lnn.py of wgao9/lnn */
START_TEST(agrees_with_published_code)
{
    const char *const names[] = {"lnn"};
    ck_assert_uint_eq(qtl_check_reference(names, 1), 52);
}
END_TEST

QTL_SUITE("information lnn", layer_of_separate_clusters_has_their_entropy,
          small_classes_are_refused, discrete_partner_divides_the_samples,
          agrees_with_published_code, equals_the_naive_version,
          joint_bandwidth_is_that_of_the_joint_space,
          constants_are_those_of_an_independent_simulation,
          table_is_what_the_simulator_draws, simulation_does_not_depend_on_threads,
          correction_takes_the_excess_of_independent_variables,
          what_remains_in_four_dimensions_shrinks_with_samples,
          strong_dependence_stays_within_a_tenth, uniform_square_has_entropy_zero,
          entropy_moves_with_scale_and_not_with_shift_or_rotation,
          order_of_samples_does_not_matter,
          every_processor_and_thread_count_gives_the_same_bits,
          too_few_samples_are_refused, wide_variables_need_no_correction,
          what_has_no_density_is_refused, pairs_of_equal_samples_are_taken,
          far_scales_are_taken_or_refused, parameters_must_go_together)
