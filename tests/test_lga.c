/* The local Gaussian approximation: nothing published runs to compare with, so that the
 * likelihood is checked against its definition, and the estimates against the truth. */
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_randist.h>

#include "core/random.h"
#include "information/lga_entropy.h"
#include "information/lga_fit.h"
#include "information/small_matrix.h"
#include "quantal/estimator.h"
#include "suite.h"

static gsl_rng *stream(uint64_t index)
{
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(536, QTL_FOR_TESTS, index, &rng));
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

static double information(const double *xy, size_t n, const char *method)
{
    const qtl_sample sample = {
        .n = n, .x = {.d = 1, .values = xy}, .y = {.d = 1, .values = xy + n}};
    qtl_method parsed;
    qtl_estimate out;
    ck_ok(qtl_method_parse(method, &parsed));
    ck_ok(qtl_method_sample(&parsed, &sample, &out));
    return out.value_bits;
}

static double entropy(const double *x, size_t n, size_t d, const qtl_lga_options *options)
{
    double h = 0;
    size_t failures = 0;
    ck_ok(qtl_lga_entropy(x, n, d, options, &h, &failures));
    ck_assert_uint_le(failures * 100, n);
    return h;
}

/* --- the fit -------------------------------------------------------------------------
 */
enum { D_MAX = 3, NEAR = 40 };

/* ln N(x; mean, covariance) */
static double ln_gaussian(const double *x, const double *mean, const double *covariance,
                          size_t d)
{
    double l[D_MAX * D_MAX];
    double difference[D_MAX];
    double solved[D_MAX];
    memcpy(l, covariance, d * d * sizeof *l);
    ck_assert(qtl_cholesky(l, d));
    double square = 0;
    for (size_t c = 0; c < d; c++) {
        difference[c] = solved[c] = x[c] - mean[c];
    }
    qtl_cholesky_solve(l, d, solved);
    for (size_t c = 0; c < d; c++) {
        square += difference[c] * solved[c];
    }
    return -(square + qtl_cholesky_ln_det(l, d) + (double)d * log(2 * M_PI)) / 2;
}

/* The local likelihood as the paper has it, with h = 1 and the kernel N(u; 0, 1):
 * (1/(n-1)) sum_j K(u_j) ln N(u_j; m, S) - N(0; m, S + 1). */
static double likelihood(const double *u, size_t d, size_t n, const double *mean,
                         const double *covariance)
{
    const double zero[D_MAX] = {0};
    const double unit[] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    double wider[D_MAX * D_MAX];
    double identity[D_MAX * D_MAX];
    for (size_t i = 0; i < d * d; i++) {
        identity[i] = unit[i / d * D_MAX + i % d];
        wider[i] = covariance[i] + identity[i];
    }
    double sum = 0;
    for (size_t j = 0; j < NEAR; j++) {
        const double *point = u + j * d;
        sum += exp(ln_gaussian(point, zero, identity, d)) *
               ln_gaussian(point, mean, covariance, d);
    }
    return sum / (double)(n - 1) - exp(ln_gaussian(zero, mean, wider, d));
}

/* Central differences of the likelihood per weight, along every mean and covariance, in
 * units of the spread: 0 at a maximum. */
static void check_stationary(const double *u, size_t d, size_t n, double *mean,
                             double *covariance)
{
    const double per_weight = (double)(n - 1) / 5;
    for (size_t i = 0; i < d; i++) {
        const double old = mean[i];
        const double step = 1e-4 * sqrt(covariance[i * d + i]);
        mean[i] = old + step;
        const double up = likelihood(u, d, n, mean, covariance);
        mean[i] = old - step;
        const double down = likelihood(u, d, n, mean, covariance);
        mean[i] = old;
        ck_assert_double_le(fabs(up - down) / 2e-4 * per_weight, 1e-4);
        for (size_t j = 0; j <= i; j++) {
            const double at = covariance[i * d + j];
            const double width =
                1e-4 * sqrt(covariance[i * d + i] * covariance[j * d + j]) * 0.1;
            covariance[i * d + j] = covariance[j * d + i] = at + width;
            const double more = likelihood(u, d, n, mean, covariance);
            covariance[i * d + j] = covariance[j * d + i] = at - width;
            const double less = likelihood(u, d, n, mean, covariance);
            covariance[i * d + j] = covariance[j * d + i] = at;
            ck_assert_double_le(fabs(more - less) / 2e-5 * per_weight, 1e-3);
        }
    }
}

START_TEST(fits_are_stationary_points_of_the_likelihood)
{
    const size_t n = 60;
    for (size_t d = 1; d <= D_MAX; d++) {
        qtl_lga_fit *fit = NULL;
        qtl_local local;
        ck_ok(qtl_lga_fit_create(d, &fit));
        ck_ok(qtl_local_create(NEAR, d, QTL_ISA_BASELINE, &local));
        for (uint64_t seed = 0; seed < 10; seed++) {
            double *u = gaussians(NEAR, d, 100 + seed); /* [NEAR][d] */
            for (size_t i = 0; i < NEAR * d; i++) {
                u[i] *= i % d == 0 ? 1.4 : 0.6; /* wider than the kernel, and narrower */
                local.u[i % d * local.stride + i / d] = u[i];
            }
            double minus_ln_density = 0;
            double mean[D_MAX];
            double covariance[D_MAX * D_MAX];
            const double zero[D_MAX] = {0};
            qtl_local_weigh(&local);
            ck_assert(qtl_local_factor(&local, NULL));
            ck_assert(qtl_lga_fit_at(fit, &local, n, &minus_ln_density));
            qtl_lga_fit_gaussian(fit, &local, mean, covariance);
            ck_assert_double_eq_tol(-ln_gaussian(zero, mean, covariance, d),
                                    minus_ln_density, 1e-8);
            check_stationary(u, d, n, mean, covariance);
            free(u);
        }
        qtl_local_free(&local);
        qtl_lga_fit_free(fit);
    }
    qtl_lga_fit_free(NULL);
}
END_TEST

START_TEST(small_matrices_solve_and_invert)
{
    const double a[] = {4, 2, 0.6, 2, 3, 0.4, 0.6, 0.4, 2};
    double l[9];
    double inverse[9];
    memcpy(l, a, sizeof l);
    ck_assert(qtl_cholesky(l, 3));
    qtl_cholesky_inverse(l, 3, inverse);
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < 3; j++) {
            double sum = 0;
            for (size_t k = 0; k < 3; k++) {
                sum += a[i * 3 + k] * inverse[k * 3 + j];
            }
            ck_assert_double_eq_tol(sum, i == j, 1e-14);
        }
    }
    /* det by Sarrus' rule */
    const double det = 4 * 3 * 2 + 2 * (2 * 0.4 * 0.6) - 3 * 0.36 - 4 * 0.16 - 2 * 4;
    ck_assert_double_eq_tol(qtl_cholesky_ln_det(l, 3), log(det), 1e-14);
    double indefinite[] = {1, 2, 2, 1};
    ck_assert(!qtl_cholesky(indefinite, 2));
}
END_TEST

/* --- truth ---------------------------------------------------------------------------
 */

/* Mean of the estimates less the truth, and its standard error, in nats. */
static void gaussian_bias(double rho, double *bias, double *error)
{
    enum { REPEATS = 4, N = 500 };
    double sum = 0;
    double squares = 0;
    for (uint64_t repeat = 0; repeat < REPEATS; repeat++) {
        double *x = gaussians(N, 2, 200 + repeat);
        for (size_t i = 0; i < N; i++) {
            x[N + i] = rho * x[i] + sqrt(1 - rho * rho) * x[N + i];
        }
        const double nats = information(x, N, "lga") * M_LN2;
        sum += nats;
        squares += nats * nats;
        free(x);
    }
    const double mean = sum / REPEATS;
    *error = sqrt((squares / REPEATS - mean * mean) / (REPEATS - 1));
    *bias = mean + log(1 - rho * rho) / 2;
}

/* Cover & Thomas (2006), example 8.5.1: I = -ln(1 - rho^2) / 2. */
START_TEST(gaussians_are_unbiased_within_their_confidence)
{
    const double rho[] = {0, 0.6, 0.9, 0.99, 0.999};
    for (int r = 0; r < 5; r++) {
        double bias = 0;
        double error = 0;
        gaussian_bias(rho[r], &bias, &error);
        ck_assert_double_le(error, 0.06);
        ck_assert_double_le(fabs(bias), 3 * error);
    }
}
END_TEST

/* y = x + width u, I = width / 2 - ln width nats. ksg has less than half of it at 1e-7.
 */
START_TEST(strong_linear_dependence_is_found)
{
    enum { N = 500 };
    const double widths[] = {1e-7, 1e-5, 1e-3, 0.1};
    for (int w = 0; w < 4; w++) {
        double x[2 * N];
        gsl_rng *rng = stream(300);
        for (size_t i = 0; i < N; i++) {
            x[i] = gsl_rng_uniform(rng);
            x[N + i] = x[i] + widths[w] * gsl_rng_uniform(rng);
        }
        gsl_rng_free(rng);
        const double truth = (widths[w] / 2 - log(widths[w])) * M_LOG2E;
        ck_assert_double_eq_tol(information(x, N, "lga"), truth, truth / 10);
        if (w == 0) {
            ck_assert_double_lt(information(x, N, "ksg"), truth / 2);
        }
    }
}
END_TEST

/* N(0, 1) in d dimensions: (d / 2) ln(2 pi e). */
START_TEST(many_dimensions_have_their_entropy)
{
    const size_t widths[] = {1, 2, 3, 5, 8};
    for (int w = 0; w < 5; w++) {
        const size_t d = widths[w];
        double *x = gaussians(150, d, 400 + d);
        const qtl_lga_options options = {.k = 5, .corrected = true};
        const double truth = (double)d / 2 * (log(2 * M_PI) + 1);
        /* the sample's own mean of -ln f has a standard deviation of sqrt(d / 300) */
        ck_assert_double_eq_tol(entropy(x, 150, d, &options), truth,
                                4 * sqrt((double)d / 300));
        free(x);
    }
}
END_TEST

/* --- invariances ----------------------------------------------------------------------
 */

START_TEST(entropy_moves_with_scale_and_not_with_shift_or_rotation)
{
    enum { N = 120, D = 2 };
    double *x = gaussians(N, D, 500);
    double moved[N * D];
    double turned[N * D];
    double backwards[N * D];
    for (size_t i = 0; i < N; i++) {
        for (size_t c = 0; c < D; c++) {
            moved[c * N + i] = 4 * x[c * N + i] + 8;
            backwards[c * N + i] = x[c * N + N - 1 - i];
        }
        turned[i] = 0.6 * x[i] - 0.8 * x[N + i];
        turned[N + i] = 0.8 * x[i] + 0.6 * x[N + i];
    }
    qtl_lga_options options = {.k = 5};
    const double h = entropy(x, N, D, &options);
    ck_assert_double_eq_tol(entropy(turned, N, D, &options), h, 1e-5);
    ck_assert_double_eq_tol(entropy(backwards, N, D, &options), h, 1e-12);
    options.corrected = true;
    const double corrected = entropy(x, N, D, &options);
    ck_assert_double_eq_tol(entropy(moved, N, D, &options), corrected + D * log(4), 1e-5);
    free(x);
}
END_TEST

START_TEST(every_processor_and_thread_count_gives_the_same_bits)
{
    enum { N = 600, D = 2 };
    double *x = gaussians(N, D, 501);
    qtl_lga_options options = {.k = 5, .corrected = true};
    const double first = entropy(x, N, D, &options);
    for (int isa = 0; isa < QTL_ISA_COUNT; isa++) {
        for (int threads = 1; threads < 4 && qtl_isa_supported((qtl_isa)isa);
             threads += 2) {
            omp_set_num_threads(threads);
            options.isa = (qtl_isa)isa;
            const double h = entropy(x, N, D, &options);
            ck_assert_mem_eq(&h, &first, sizeof h);
        }
    }
    free(x);
}
END_TEST

/* --- layers, edges and refusals --------------------------------------------------------
 */

/* T + Z is two separate Gaussians: 1 bit of input and of label. */
START_TEST(layer_of_two_clusters_has_one_bit)
{
    enum { N = 400 };
    double values[N];
    uint32_t label[N];
    for (size_t i = 0; i < N; i++) {
        label[i] = i % 2;
        values[i] = 50.0 * (double)(i % 2);
    }
    const qtl_layer layer = {
        .n_points = N, .width = 1, .values = values, .n_classes = 2, .label = label};
    qtl_method method;
    qtl_layer_information out;
    ck_ok(qtl_method_parse("lga:variance=0.5", &method));
    ck_ok(qtl_method_layer(&method, &layer, &out));
    ck_assert_double_eq_tol(out.i_xt.value_bits, 1, 0.2);
    ck_assert_double_eq_tol(out.i_ty.value_bits, 1, 0.2);
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
}

START_TEST(what_cannot_be_is_refused)
{
    enum { N = 60 };
    double *x = gaussians(N, 21, 502);
    refuses(x, N, 21, "lga", QTL_ERANGE, "up to 20");
    refuses(x, 1, 1, "lga", QTL_ERANGE, "too few");
    refuses(x, 4, 3, "lga", QTL_ERANGE, "5 at least");
    refuses(x, N, 1, "lga:neighbours=60", QTL_ERANGE, "60 samples");
    refuses(x, N, 1, "lga:k=9,neighbours=8", QTL_ERANGE, "k=9");
    for (size_t i = 0; i < N; i++) {
        x[N + i] = 3;
    }
    refuses(x, N, 2, "lga", QTL_EUNSUPPORTED, "constant");
    for (size_t i = 0; i < N; i++) {
        x[N + i] = 2 * x[i] + 1;
    }
    refuses(x, N, 2, "lga", QTL_ENUMERIC, "linearly dependent");
    for (size_t i = 0; i < N; i++) {
        x[i] = (double)(i % 3);
    }
    refuses(x, N, 1, "lga", QTL_EUNSUPPORTED, "coincides");
    free(x);
}
END_TEST

START_TEST(few_samples_use_all_others)
{
    double *x = gaussians(20, 1, 503);
    const qtl_lga_options all = {.k = 5, .neighbours = 19};
    const qtl_lga_options unasked = {.k = 5};
    ck_assert_double_eq(entropy(x, 20, 1, &all), entropy(x, 20, 1, &unasked));
    free(x);
}
END_TEST

QTL_SUITE("information lga", fits_are_stationary_points_of_the_likelihood,
          small_matrices_solve_and_invert, gaussians_are_unbiased_within_their_confidence,
          strong_linear_dependence_is_found, many_dimensions_have_their_entropy,
          entropy_moves_with_scale_and_not_with_shift_or_rotation,
          every_processor_and_thread_count_gives_the_same_bits,
          layer_of_two_clusters_has_one_bit, what_cannot_be_is_refused,
          few_samples_use_all_others)
