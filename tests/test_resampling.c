/* Standard errors by halving: against known ones, against scatter, refusals. */
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_randist.h>

#include "information.h"
#include "knn_samples.h"
#include "quantal/resampling.h"
#include "suite.h"

static qtl_method method_of(const char *text)
{
    qtl_method method;
    ck_ok(qtl_method_parse(text, &method));
    return method;
}

static double stderr_of(const char *text, const qtl_sample *sample,
                        const qtl_resampling *how)
{
    const qtl_method method = method_of(text);
    double bits = -1;
    ck_ok(qtl_method_stderr(&method, sample, how, &bits));
    ck_assert(bits >= 0);
    return bits;
}

/* The variance of B halvings has a relative standard deviation of sqrt(2 / B); the mean
 * over M samples, of sqrt(2 / (B M)). Five of those, and `finite_n` for what the
 * asymptotic variance itself is off at this N. */
static void check_variance(double mean, double expected, size_t n_samples,
                           double finite_n)
{
    const double allowed = 5 * sqrt(2.0 / (20.0 * (double)n_samples)) + finite_n;
    ck_assert_double_eq_tol(mean / expected, 1, allowed);
}

/* var I = rho^2 / N nats^2: the delta method with var r = (1 - rho^2)^2 / N. Next order:
 * a few / (N / 2). */
START_TEST(gaussian_information_has_its_asymptotic_error)
{
    enum { N = 600, SAMPLES = 60 };
    const double rho = 0.7;
    double mean = 0;
    for (uint64_t m = 0; m < SAMPLES; m++) {
        knn_sample s = knn_normal(N, 1, 1, rho, 100 + m);
        const double bits =
            stderr_of("gaussian", &s.sample, &(qtl_resampling){.seed = m});
        mean += bits * bits / SAMPLES;
        knn_free(&s);
    }
    check_variance(mean, rho * rho / N / (M_LN2 * M_LN2), SAMPLES, 4.0 / (N / 2.0));
}
END_TEST

/* var H = (sum p log2^2 p - H^2) / N: Basharin (1959). */
START_TEST(plugin_entropy_has_its_asymptotic_error)
{
    enum { N = 1000, SAMPLES = 60 };
    const double p[3] = {0.7, 0.2, 0.1};
    double h = 0;
    double square = 0;
    for (int k = 0; k < 3; k++) {
        h -= p[k] * log2(p[k]);
        square += p[k] * log2(p[k]) * log2(p[k]);
    }
    double values[N];
    const qtl_sample sample = {.n = N, .x = {.d = 1, .values = values, .discrete = true}};
    gsl_rng *rng = test_stream(7);
    double mean = 0;
    for (int m = 0; m < SAMPLES; m++) {
        for (int i = 0; i < N; i++) {
            const double u = gsl_rng_uniform(rng);
            values[i] = (u >= p[0]) + (u >= p[0] + p[1]);
        }
        const double bits = stderr_of("plugin", &sample, NULL);
        mean += bits * bits / SAMPLES;
    }
    gsl_rng_free(rng);
    check_variance(mean, (square - h * h) / N, SAMPLES, 4.0 / (N / 2.0));
}
END_TEST

/* Against the variance of the estimates of independent samples, which is known to
 * sqrt(2 / (M - 1)) and dwarfs the error of the mean stderr^2; that N and N/2 obey 1/N
 * for few neighbours is known only to some percent. */
static void check_scatter(const char *method)
{
    enum { N = 400, SAMPLES = 200 };
    double sum = 0;
    double square = 0;
    double mean = 0;
    for (uint64_t m = 0; m < SAMPLES; m++) {
        knn_sample s = knn_normal(N, 1, 1, 0.6, 500 + m);
        const double value = knn_bits(method, &s.sample);
        const double bits = stderr_of(method, &s.sample, NULL);
        sum += value;
        square += value * value;
        mean += bits * bits / SAMPLES;
        knn_free(&s);
    }
    const double variance = (square - sum * sum / SAMPLES) / (SAMPLES - 1);
    check_variance(mean, variance, SAMPLES, 5 * sqrt(2.0 / (SAMPLES - 1)));
}

START_TEST(neighbour_estimators_scatter_as_their_errors_say)
{
    check_scatter("ksg");
    check_scatter("kl");
    check_scatter("mixed-ksg");
}
END_TEST

/* Of 0, 0, 1 the half of one has no entropy, the other 1 bit or none: stderr^2 is 2/9 of
 * the share of halvings that give 1. */
START_TEST(an_odd_sample_is_weighted_by_the_sizes_of_its_halves)
{
    const double values[3] = {0, 0, 1};
    const qtl_sample sample = {.n = 3, .x = {.d = 1, .values = values, .discrete = true}};
    const double bits =
        stderr_of("plugin", &sample, &(qtl_resampling){.n_halvings = 1000, .seed = 3});
    const double count = bits * bits * 4.5 * 1000;
    ck_assert_double_eq_tol(count, rint(count), 1e-8);
    /* binomial (1000, 2/3): 5 standard deviations of 14.9 */
    ck_assert_double_eq_tol(count, 2000.0 / 3, 75);
}
END_TEST

START_TEST(what_does_not_vary_has_no_error)
{
    const double values[4] = {5, 5, 5, 5};
    qtl_sample sample = {.n = 4, .x = {.d = 1, .values = values, .discrete = true}};
    ck_assert_double_eq(stderr_of("plugin", &sample, NULL), 0);
    sample.n = 2;
    ck_assert_double_eq(stderr_of("plugin", &sample, NULL), 0);
}
END_TEST

START_TEST(the_seed_decides_and_threads_do_not)
{
    knn_sample s = knn_normal(301, 2, 1, 0.5, 9);
    const qtl_resampling how = {.seed = 12};
    const double bits = stderr_of("ksg", &s.sample, &how);
    const int threads = omp_get_max_threads();
    for (int n = 1; n <= 5; n++) {
        omp_set_num_threads(n);
        ck_assert(stderr_of("ksg", &s.sample, &how) == bits);
    }
    omp_set_num_threads(threads);
    ck_assert(stderr_of("ksg", &s.sample, &(qtl_resampling){.seed = 13}) != bits);
    ck_assert(stderr_of("ksg", &s.sample, &(qtl_resampling){20, 12}) == bits);
    ck_assert(stderr_of("ksg", &s.sample, &(qtl_resampling){21, 12}) != bits);
    ck_assert(stderr_of("ksg", &s.sample, NULL) ==
              stderr_of("ksg", &s.sample, &(qtl_resampling){0}));
    knn_free(&s);
}
END_TEST

START_TEST(what_cannot_be_halved_is_refused)
{
    const double values[6] = {1, 2, 3, 4, 5, INFINITY};
    qtl_sample sample = {.n = 5, .x = {.d = 1, .values = values}};
    const qtl_method kl = method_of("kl:k=3");
    const qtl_method kde = method_of("kde");
    double bits = -7;
    qtl_estimate whole;
    ck_fails(qtl_method_stderr(NULL, &sample, NULL, &bits), QTL_EINVAL, "not be NULL");
    ck_fails(qtl_method_stderr(&kl, NULL, NULL, &bits), QTL_EINVAL, "not be NULL");
    ck_fails(qtl_method_stderr(&kl, &sample, NULL, NULL), QTL_EINVAL, "not be NULL");
    ck_fails(qtl_method_stderr(&kde, &sample, NULL, &bits), QTL_EUNSUPPORTED,
             "of half the samples: kde is for layers");
    ck_ok(qtl_method_sample(&kl, &sample, &whole));
    ck_fails(qtl_method_stderr(&kl, &sample, NULL, &bits), QTL_ERANGE,
             "of half the samples: ");
    ck_fails(qtl_method_stderr(&kl, &sample, &(qtl_resampling){1048577, 0}, &bits),
             QTL_ERANGE, "1048577 halvings are more than 2^20");
    sample.n = 1;
    ck_fails(qtl_method_stderr(&kl, &sample, NULL, &bits), QTL_ERANGE, "no halves");
    sample.n = 0;
    ck_fails(qtl_method_stderr(&kl, &sample, NULL, &bits), QTL_EEMPTY, "empty");
    sample.n = 6;
    ck_fails(qtl_method_stderr(&kl, &sample, NULL, &bits), QTL_EINVAL, "is inf");
    ck_assert_double_eq(bits, -7);
}
END_TEST

QTL_SUITE("resampling", gaussian_information_has_its_asymptotic_error,
          plugin_entropy_has_its_asymptotic_error,
          neighbour_estimators_scatter_as_their_errors_say,
          an_odd_sample_is_weighted_by_the_sizes_of_its_halves,
          what_does_not_vary_has_no_error, the_seed_decides_and_threads_do_not,
          what_cannot_be_halved_is_refused)
