/* nsb against a brute-force quadrature in long double, and where it has a closed form. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "discrete.h"
#include "suite.h"

static const long double ln2_l = 0.693147180559945309417232121458176568L;

/* psi by its recurrence up to 30 and its asymptotic series from there. */
static long double digamma(long double x)
{
    long double shift = 0;
    for (; x < 30; x++) {
        shift -= 1 / x;
    }
    const long double z = 1 / (x * x);
    return shift + logl(x) - 0.5L / x -
           z * (1.0L / 12 -
                z * (1.0L / 120 - z * (1.0L / 252 - z * (1.0L / 240 - z / 132))));
}

static long double trigamma(long double x)
{
    long double shift = 0;
    for (; x < 30; x++) {
        shift += 1 / (x * x);
    }
    const long double z = 1 / (x * x);
    return shift + 1 / x + z / 2 +
           z / x * (1.0L / 6 - z * (1.0L / 30 - z * (1.0L / 42 - z * (1.0L / 30))));
}

/* The logarithm of rho(beta) d xi / d beta, and the posterior mean entropy at beta, from
 * all k cells one by one. */
static long double log_posterior(const size_t *counts, size_t k, size_t n,
                                 long double beta)
{
    const long double slope = k * trigamma(k * beta + 1) - trigamma(beta + 1);
    long double sum = logl(slope) + lgammal(k * beta) - lgammal(n + k * beta);
    for (size_t i = 0; i < k; i++) {
        sum += lgammal(counts[i] + beta) - lgammal(beta);
    }
    return sum;
}

static long double posterior_mean(const size_t *counts, size_t k, size_t n,
                                  long double beta)
{
    long double h = digamma(n + k * beta + 1);
    for (size_t i = 0; i < k; i++) {
        h -= (counts[i] + beta) / (n + k * beta) * digamma(counts[i] + beta + 1);
    }
    return h;
}

/* Midpoint rule over beta = (t / (1 - t))^2, t in (0, 1): other variable, other rule than
 * the estimator's. */
static double brute_force_bits(const size_t *counts, size_t k)
{
    enum { STEPS = 4000 };
    size_t n = 0;
    for (size_t i = 0; i < k; i++) {
        n += counts[i];
    }
    static long double log_weight[STEPS];
    long double peak = -INFINITY;
    for (size_t i = 0; i < STEPS; i++) {
        const long double t = (i + 0.5L) / STEPS;
        const long double root = t / (1 - t);
        log_weight[i] = log_posterior(counts, k, n, root * root) +
                        logl(2 * root / ((1 - t) * (1 - t)));
        peak = fmaxl(peak, log_weight[i]);
    }
    long double weights = 0;
    long double sum = 0;
    for (size_t i = 0; i < STEPS; i++) {
        const long double t = (i + 0.5L) / STEPS;
        const long double weight = expl(log_weight[i] - peak);
        weights += weight;
        sum += weight * posterior_mean(counts, k, n, t * t / ((1 - t) * (1 - t)));
    }
    return (double)(sum / weights / ln2_l);
}

/* counts [k], zeros included. */
static void check_brute_force(const size_t *counts, size_t k, double tolerance)
{
    char method[32];
    snprintf(method, sizeof method, "nsb:support=%zu", k);
    const double got = entropy_of_counts(method, counts, k);
    const double expected = brute_force_bits(counts, k);
    ck_assert_msg(fabs(got - expected) <= tolerance, "K = %zu: %.12g for %.12g", k, got,
                  expected);
}

START_TEST(nsb_equals_brute_force_quadrature)
{
    static const size_t two[2] = {7, 3};
    static const size_t pure[2] = {20, 0};
    static const size_t few[10] = {3, 1, 1, 0, 0, 0, 0, 0, 0, 0};
    static const size_t even[16] = {5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5};
    static const size_t sparse[100] = {9, 5, 4, 3, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1};
    static const size_t single[50] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    check_brute_force(two, 2, 1e-6);
    check_brute_force(pure, 2, 1e-6);
    check_brute_force(few, 10, 1e-6);
    check_brute_force(even, 16, 1e-6);
    check_brute_force(sparse, 100, 1e-6);
    check_brute_force(single, 50, 1e-6);
}
END_TEST

START_TEST(nsb_equals_brute_force_quadrature_where_the_posterior_is_narrow)
{
    size_t zipf[200];
    for (size_t i = 0; i < 200; i++) {
        zipf[i] = 1 + 4000 / (i + 1);
    }
    check_brute_force(zipf, 200, 1e-6);
}
END_TEST

/* For N = 1 the likelihood is 1/K for every beta, and the posterior mean is xi(beta)
 * itself, whose mean over [0, ln K] is half of ln K. */
START_TEST(nsb_of_one_sample_is_half_of_log_k)
{
    static const size_t one = 1;
    static const double alphabets[] = {2, 3, 10, 256, 1e6, 1e12, 9007199254740992};
    for (size_t i = 0; i < 7; i++) {
        char method[48];
        snprintf(method, sizeof method, "nsb:support=%.0f", alphabets[i]);
        ck_assert_double_eq_tol(entropy_of_counts(method, &one, 1),
                                log2(alphabets[i]) / 2, 1e-9);
    }
}
END_TEST

START_TEST(nsb_works_on_the_squared_alphabet_of_a_pair)
{
    double x[100];
    double y[100];
    for (size_t i = 0; i < 100; i++) {
        x[i] = (double)(i % 7);
        y[i] = (double)(i % 5);
    }
    const double mi = information_of_columns("nsb:support=9007199254740992", x, y, 100);
    ck_assert(isfinite(mi));
}
END_TEST

/* With many samples of each symbol the prior no longer matters, and what remains is the
 * bias of order 1/N that Miller and Madow remove. */
START_TEST(nsb_approaches_miller_madow_where_samples_abound)
{
    static const size_t counts[] = {100000, 50000, 20000, 10000};
    ck_assert_double_eq_tol(entropy_of_counts("nsb", counts, 4),
                            entropy_of_counts("miller-madow", counts, 4), 1e-5);
}
END_TEST

QTL_SUITE("discrete nsb", nsb_equals_brute_force_quadrature,
          nsb_equals_brute_force_quadrature_where_the_posterior_is_narrow,
          nsb_of_one_sample_is_half_of_log_k, nsb_works_on_the_squared_alphabet_of_a_pair,
          nsb_approaches_miller_madow_where_samples_abound)
