/* What must hold for nearest-neighbour estimators whatever the data: closed forms,
 * invariances, refusals. */
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_math.h>

#include "core/random.h"
#include "information/noise.h"
#include "knn_samples.h"
#include "suite.h"

static const char *const continuous[] = {"ksg:k=3", "ksg:k=3,variant=2", "mixed-ksg:k=3",
                                         "kl:k=3",  "kl:k=3,norm=l2",    "gaussian"};
enum { CONTINUOUS = sizeof continuous / sizeof continuous[0] };

/* --- closed forms --- */

/* I = -(1/2) log2(1 - rho^2). The mean of the log density ratio has variance rho^2 / N,
 * the neighbour distances add about 3 trigamma(3) / N (= 1.2 / N) nat^2 for three
 * entropies; 5 standard deviations are allowed. */
START_TEST(normal_variables_have_the_information_of_their_correlation)
{
    const double rhos[] = {0, 0.6, 0.9};
    for (size_t r = 0; r < 3; r++) {
        const size_t n = 4000;
        knn_sample s = knn_normal(n, 1, 1, rhos[r], 11);
        const double truth = -0.5 * log2(1 - rhos[r] * rhos[r]);
        const double sigma = sqrt((rhos[r] * rhos[r] + 1.2) / (double)n) / M_LN2;
        for (size_t i = 0; i < CONTINUOUS; i++) {
            ck_assert_double_eq_tol(knn_bits(continuous[i], &s.sample), truth, 5 * sigma);
        }
        knn_free(&s);
    }
}
END_TEST

/* h = (1/2) log2(2 pi e) a coordinate; variance of ln p is 1/2, of ln e about
 * trigamma(3) = 0.4. */
START_TEST(a_standard_normal_has_its_entropy)
{
    knn_sample s = knn_normal(4000, 1, 0, 0, 3);
    const double truth = 0.5 * log2(2 * M_PI * M_E);
    const double tolerance = 5 * sqrt(0.9 / 4000) / M_LN2;
    ck_assert_double_eq_tol(knn_bits("kl", &s.sample), truth, tolerance);
    ck_assert_double_eq_tol(knn_bits("kl:norm=l2", &s.sample), truth, tolerance);
    ck_assert_double_eq_tol(knn_bits("gaussian", &s.sample), truth, tolerance);
    knn_free(&s);
}
END_TEST

START_TEST(gaussian_has_the_closed_form_of_two_and_four_points)
{
    const double two[] = {-1, 1}; /* variance 2 over N - 1 */
    const qtl_sample pair = {.n = 2, .x = {.d = 1, .values = two}};
    ck_assert_double_eq_tol(knn_bits("gaussian", &pair), 0.5 * log2(4 * M_PI * M_E),
                            1e-14);
    const double x[] = {0, 1, 0, 1, 0, 1, 1, 1}; /* r^2 = 1/3: x y has covariance 1/4 */
    const qtl_sample four = {4, {.d = 1, .values = x}, {.d = 1, .values = x + 4}};
    ck_assert_double_eq_tol(knn_bits("gaussian", &four), -0.5 * log2(1 - 1.0 / 3), 1e-14);
}
END_TEST

/* y = x + 1e-7 u: 1 - r^2 is 1e-14 and would drown in a covariance matrix. By long double
 * arithmetic on the same data, (1/2) log2(var y / var(y|x)). */
START_TEST(gaussian_keeps_digits_where_the_covariance_is_nearly_singular)
{
    knn_sample s = knn_normal(500, 1, 1, 0, 9);
    long double sum[5] = {0};
    for (size_t i = 0; i < 500; i++) {
        s.values[500 + i] = s.values[i] + 1e-7 * s.values[500 + i];
        const long double x = s.values[i];
        const long double u = (long double)s.values[500 + i] - x;
        const long double terms[] = {x, u, x * x, x * u, u * u};
        for (int t = 0; t < 5; t++) {
            sum[t] += terms[t] / 500;
        }
    }
    const long double xx = sum[2] - sum[0] * sum[0];
    const long double xu = sum[3] - sum[0] * sum[1];
    const long double uu = sum[4] - sum[1] * sum[1];
    const double truth = (double)(0.5L * log2l((xx + 2 * xu + uu) / (uu - xu * xu / xx)));
    ck_assert_double_eq_tol(knn_bits("gaussian", &s.sample), truth, 1e-6);
    knn_free(&s);
}
END_TEST

START_TEST(a_constant_tells_nothing)
{
    knn_sample s = knn_normal(300, 1, 1, 0.5, 2);
    for (size_t i = 0; i < 300; i++) {
        s.values[i] = 4;
    }
    ck_assert_double_eq_tol(knn_bits("ksg", &s.sample), 0, 1e-12);
    /* mixed-ksg has ln N in place of psi(N) */
    ck_assert_double_eq_tol(knn_bits("mixed-ksg", &s.sample), 0, 1 / 300.0);
    s.sample.x.discrete = true;
    ck_assert_double_eq_tol(knn_bits("ross", &s.sample), 0, 1e-12);
    ck_assert_double_eq_tol(knn_bits("kl", &s.sample), 0, 1e-12);
    knn_free(&s);
}
END_TEST

/* --- invariances --- */

static void check_same(const char *method, const qtl_sample *a, const qtl_sample *b,
                       double tolerance)
{
    ck_assert_double_eq_tol(knn_bits(method, a), knn_bits(method, b), tolerance);
}

START_TEST(order_of_samples_and_of_arguments_does_not_matter)
{
    knn_sample s = knn_normal(400, 2, 3, 0.7, 21);
    knn_sample shuffled = knn_normal(400, 2, 3, 0.7, 21);
    uint32_t order[400];
    for (uint32_t i = 0; i < 400; i++) {
        order[i] = i;
    }
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(1, QTL_FOR_TESTS, 0, &rng));
    qtl_random_shuffle(rng, order, 400);
    gsl_rng_free(rng);
    for (size_t i = 0; i < 2000; i++) {
        shuffled.values[i] = s.values[i / 400 * 400 + order[i % 400]];
    }
    const qtl_sample swapped = {400, s.sample.y, s.sample.x};
    for (size_t i = 0; i < CONTINUOUS; i++) {
        check_same(continuous[i], &s.sample, &shuffled.sample, 1e-12);
        check_same(continuous[i], &s.sample, &swapped, 1e-12);
    }
    knn_free(&s);
    knn_free(&shuffled);
}
END_TEST

/* By powers of two and by shifts that lose no bit: exactly the same distances. */
START_TEST(units_of_the_whole_do_not_matter)
{
    knn_sample s = knn_rounded(300, 2, 2, 0x1p-30, 8);
    knn_sample scaled = knn_rounded(300, 2, 2, 0x1p-30, 8);
    for (int e = -400; e <= 400; e += 400) {
        for (size_t i = 0; i < 1200; i++) {
            scaled.values[i] = ldexp(s.values[i] + 3, e);
        }
        for (size_t i = 0; i < CONTINUOUS; i++) {
            check_same(continuous[i], &s.sample, &scaled.sample, 1e-11);
        }
    }
    knn_free(&s);
    knn_free(&scaled);
}
END_TEST

START_TEST(rotation_does_not_matter_to_l2_and_gaussian)
{
    knn_sample s = knn_normal(300, 2, 1, 0.7, 5);
    knn_sample turned = knn_normal(300, 2, 1, 0.7, 5);
    for (size_t i = 0; i < 300; i++) {
        turned.values[i] = 0.6 * s.values[i] - 0.8 * s.values[300 + i];
        turned.values[300 + i] = 0.8 * s.values[i] + 0.6 * s.values[300 + i];
    }
    check_same("kl:norm=l2", &s.sample, &turned.sample, 1e-11);
    check_same("gaussian", &s.sample, &turned.sample, 1e-11);
    knn_free(&s);
    knn_free(&turned);
}
END_TEST

START_TEST(names_of_labels_do_not_matter)
{
    knn_sample s = knn_labelled(300, 2, 3, 6);
    knn_sample renamed = knn_labelled(300, 2, 3, 6);
    const double names[] = {1e300, -7, 0.5};
    for (size_t i = 600; i < 900; i++) {
        renamed.values[i] = names[(size_t)s.values[i]];
    }
    check_same("ross", &s.sample, &renamed.sample, 1e-12);
    check_same("kl", &s.sample, &renamed.sample, 1e-12);
    knn_free(&s);
    knn_free(&renamed);
}
END_TEST

START_TEST(every_number_of_threads_gives_the_same_bits)
{
    knn_sample s = knn_normal(3000, 2, 1, 0.7, 5);
    for (size_t i = 0; i < CONTINUOUS; i++) {
        omp_set_num_threads(1);
        const double one = knn_bits(continuous[i], &s.sample);
        omp_set_num_threads(3);
        ck_assert(knn_bits(continuous[i], &s.sample) == one);
    }
    knn_free(&s);
}
END_TEST

/* --- refusals --- */

START_TEST(what_is_not_continuous_is_refused)
{
    knn_sample s = knn_rounded(60, 1, 1, 1, 1);
    ck_fails(knn_status("ksg", &s.sample), QTL_EUNSUPPORTED, "mixed-ksg");
    ck_fails(knn_status("ksg:variant=2", &s.sample), QTL_EUNSUPPORTED, "exact copies");
    ck_fails(knn_status("kl", &s.sample), QTL_EUNSUPPORTED, "exact copies");
    ck_fails(knn_status("ross", &s.sample), QTL_EUNSUPPORTED, "both are continuous");
    s.sample.y.discrete = true;
    ck_fails(knn_status("ksg", &s.sample), QTL_EUNSUPPORTED, "y is discrete");
    ck_fails(knn_status("gaussian", &s.sample), QTL_EUNSUPPORTED, "y is discrete");
    s.sample.x.discrete = true;
    ck_fails(knn_status("kl", &s.sample), QTL_EUNSUPPORTED, "x is discrete");
    ck_fails(knn_status("ross", &s.sample), QTL_EUNSUPPORTED, "both are discrete");
    knn_free(&s);
}
END_TEST

START_TEST(too_few_samples_are_refused)
{
    knn_sample s = knn_normal(5, 2, 3, 0.5, 1);
    const char *const needs[] = {"ksg:k=5", "ksg:k=5,variant=2", "mixed-ksg:k=7",
                                 "kl:k=5"};
    for (size_t i = 0; i < 4; i++) {
        ck_fails(knn_status(needs[i], &s.sample), QTL_ERANGE, "there are 5");
    }
    ck_fails(knn_status("gaussian", &s.sample), QTL_EUNSUPPORTED, "6 are needed");
    s.sample.x.d = s.sample.y.d = 1;
    s.sample.n = 1;
    for (size_t i = 0; i < 4; i++) {
        ck_fails(knn_status(needs[i], &s.sample), QTL_ERANGE, "there are 1");
    }
    ck_fails(knn_status("gaussian", &s.sample), QTL_EUNSUPPORTED, "1 samples");
    s.sample.y.discrete = true;
    ck_fails(knn_status("ross", &s.sample), QTL_EUNSUPPORTED, "same discrete value");
    ck_fails(knn_status("kl:k=1", &s.sample), QTL_ERANGE, "there are 1");
    s.sample.n = 5;
    ck_fails(knn_status("kl:k=1", &s.sample), QTL_EUNSUPPORTED, "no other member");
    ck_fails(knn_status("ross", &s.sample), QTL_EUNSUPPORTED, "same discrete value");
    knn_free(&s);
}
END_TEST

START_TEST(quantities_that_an_estimator_has_not_are_refused)
{
    knn_sample s = knn_normal(50, 2, 0, 0, 1);
    ck_fails(knn_status("ksg", &s.sample), QTL_EUNSUPPORTED, "only mutual information");
    ck_fails(knn_status("ross", &s.sample), QTL_EUNSUPPORTED, "only mutual information");
    ck_fails(knn_status("mixed-ksg", &s.sample), QTL_EUNSUPPORTED,
             "only mutual information");
    knn_free(&s);
}
END_TEST

START_TEST(a_singular_covariance_is_refused)
{
    knn_sample s = knn_normal(50, 2, 1, 0.4, 1);
    for (size_t i = 0; i < 50; i++) {
        s.values[100 + i] = s.values[i] - 3 * s.values[50 + i];
    }
    ck_fails(knn_status("gaussian", &s.sample), QTL_EUNSUPPORTED, "singular");
    for (size_t i = 0; i < 50; i++) {
        s.values[100 + i] = 0.1;
    }
    ck_fails(knn_status("gaussian", &s.sample), QTL_EUNSUPPORTED, "constant (0.1)");
    for (size_t i = 0; i < 50; i++) {
        s.values[100 + i] = i ? 1.7e308 : -1.7e308;
    }
    ck_fails(knn_status("gaussian", &s.sample), QTL_ERANGE, "rescale");
    ck_fails(knn_status("ksg", &s.sample), QTL_ERANGE, "rescale");
    knn_free(&s);
}
END_TEST

QTL_SUITE("properties of nearest-neighbour estimators",
          normal_variables_have_the_information_of_their_correlation,
          a_standard_normal_has_its_entropy,
          gaussian_has_the_closed_form_of_two_and_four_points,
          gaussian_keeps_digits_where_the_covariance_is_nearly_singular,
          a_constant_tells_nothing, order_of_samples_and_of_arguments_does_not_matter,
          units_of_the_whole_do_not_matter, rotation_does_not_matter_to_l2_and_gaussian,
          names_of_labels_do_not_matter, every_number_of_threads_gives_the_same_bits,
          what_is_not_continuous_is_refused, too_few_samples_are_refused,
          quantities_that_an_estimator_has_not_are_refused,
          a_singular_covariance_is_refused)
