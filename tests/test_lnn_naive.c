/* Local nearest-neighbour likelihood, against a naive version, published code and its
 * published constants. */
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_linalg.h>

#include "information/lnn_bias.h"
#include "information/lnn_entropy.h"
#include "information/neighbours.h"
#include "lnn_samples.h"
#include "reference.h"
#include "suite.h"

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
        double *x = lnn_gaussians(N, d, d);
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
    double *x = lnn_gaussians(N, 2, 30);
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
    const double bits = lnn_information(x, 1, x + N, 1, N,
                                        "lnn:k=4,neighbours=20,correction=none,"
                                        "bandwidth=joint");
    ck_assert_double_eq_tol(bits, (h[0] + h[1] - h[2]) * M_LOG2E, 1e-12);
    free(x);
}
END_TEST

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

/* A few duplicates, fewer than k of each, are no reason to give up or to drop a point. */
START_TEST(pairs_of_equal_samples_are_taken)
{
    enum { N = 100 };
    double *x = lnn_gaussians(N, 2, 15);
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

/* lnn.py of wgao9/lnn */
START_TEST(agrees_with_published_code)
{
    const char *const names[] = {"lnn"};
    ck_assert_uint_eq(qtl_check_reference(names, 1), 52);
}
END_TEST

QTL_SUITE("lnn against naive and published code", equals_the_naive_version,
          joint_bandwidth_is_that_of_the_joint_space,
          constants_are_those_of_an_independent_simulation,
          table_is_what_the_simulator_draws, simulation_does_not_depend_on_threads,
          pairs_of_equal_samples_are_taken, agrees_with_published_code)
