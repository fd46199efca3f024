/* Bias of the discrete entropies on the Zipf source p_i ~ 1/i over 100 symbols, at 50,
 * 200 and 1000 samples: facts known from theory and from the papers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/random.h"
#include "discrete.h"
#include "suite.h"

enum { SYMBOLS = 100, REPEATS = 200 };

static void zipf(double *p)
{
    double sum = 0;
    for (size_t i = 0; i < SYMBOLS; i++) {
        p[i] = 1 / (double)(i + 1);
        sum += p[i];
    }
    for (size_t i = 0; i < SYMBOLS; i++) {
        p[i] /= sum;
    }
}

static double truth_bits(const double *p)
{
    double h = 0;
    for (size_t i = 0; i < SYMBOLS; i++) {
        h -= p[i] * log2(p[i]);
    }
    return h;
}

static void draw(gsl_rng *rng, const double *p, double *column, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        double u = gsl_rng_uniform(rng);
        size_t i = 0;
        while (i < SYMBOLS - 1 && u >= p[i]) {
            u -= p[i++];
        }
        column[j] = (double)i;
    }
}

typedef struct bias {
    double mean_bits, stderr_bits;
} bias;

/* Every method sees the same REPEATS samples of size n. */
static bias measure(const char *method, size_t n)
{
    double p[SYMBOLS];
    zipf(p);
    double *column = calloc(n, sizeof *column);
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(5, QTL_FOR_TESTS, n, &rng));
    double sum = 0;
    double squares = 0;
    for (size_t r = 0; r < REPEATS; r++) {
        draw(rng, p, column, n);
        const double error = entropy_of_column(method, column, n) - truth_bits(p);
        sum += error;
        squares += error * error;
    }
    gsl_rng_free(rng);
    free(column);
    const double mean = sum / REPEATS;
    return (bias){mean, sqrt((squares / REPEATS - mean * mean) / (REPEATS - 1))};
}

/* Expected plug-in entropy of n samples: each count is binomial. */
static double expected_plugin_bits(const double *p, size_t n)
{
    double h = 0;
    for (size_t i = 0; i < SYMBOLS; i++) {
        double log_binomial = 0;
        for (size_t k = 1; k <= n; k++) {
            log_binomial += log((double)(n - k + 1) / (double)k);
            const double probability = exp(log_binomial + (double)k * log(p[i]) +
                                           (double)(n - k) * log1p(-p[i]));
            const double u = (double)k / (double)n;
            h -= probability * u * log2(u);
        }
    }
    return h;
}

/* Zhang (2012): the estimator is unbiased for sum_{v<n} 1/v sum_i p_i (1 - p_i)^v. */
static double expected_zhang_bits(const double *p, size_t n)
{
    double h = 0;
    for (size_t i = 0; i < SYMBOLS; i++) {
        for (size_t v = 1; v < n; v++) {
            h += p[i] * pow(1 - p[i], (double)v) / (double)v;
        }
    }
    return h / M_LN2;
}

static const size_t sizes[] = {50, 200, 1000};

START_TEST(plugin_bias_is_what_the_binomial_says)
{
    double p[SYMBOLS];
    zipf(p);
    for (size_t i = 0; i < 3; i++) {
        const bias got = measure("plugin", sizes[i]);
        ck_assert_double_lt(got.mean_bits, 0);
        ck_assert_double_eq_tol(got.mean_bits,
                                expected_plugin_bits(p, sizes[i]) - truth_bits(p),
                                4 * got.stderr_bits);
    }
}
END_TEST

/* Miller (1955): -(K - 1) / 2N; Harris (1975): next term (1 - sum 1/p_i) / 12 N^2. */
START_TEST(plugin_bias_is_near_the_first_two_orders_where_n_is_large)
{
    double p[SYMBOLS];
    zipf(p);
    double inverse = 0;
    for (size_t i = 0; i < SYMBOLS; i++) {
        inverse += 1 / p[i];
    }
    const double n = 5000;
    const double first = -(SYMBOLS - 1) / (2 * n * M_LN2);
    const double second = (1 - inverse) / (12 * n * n * M_LN2);
    const bias got = measure("plugin", 5000);
    ck_assert_double_eq_tol(got.mean_bits, first + second, 4 * got.stderr_bits);
    ck_assert_double_eq_tol(expected_plugin_bits(p, 5000) - truth_bits(p), first + second,
                            0.01 * -first);
}
END_TEST

START_TEST(zhang_bias_is_the_missing_tail_of_its_series)
{
    double p[SYMBOLS];
    zipf(p);
    for (size_t i = 0; i < 3; i++) {
        const bias got = measure("zhang", sizes[i]);
        ck_assert_double_eq_tol(got.mean_bits,
                                expected_zhang_bits(p, sizes[i]) - truth_bits(p),
                                4 * got.stderr_bits);
    }
}
END_TEST

START_TEST(corrections_have_less_bias_than_the_plugin)
{
    static const char *const corrected[] = {"miller-madow",
                                            "jackknife",
                                            "grassberger",
                                            "grassberger:year=1988",
                                            "zhang",
                                            "chao-wang-jost",
                                            "chao-shen",
                                            "nsb:support=100",
                                            "shrink:support=100"};
    for (size_t i = 0; i < 3; i++) {
        const bias plugin = measure("plugin", sizes[i]);
        for (size_t m = 0; m < sizeof corrected / sizeof corrected[0]; m++) {
            const bias got = measure(corrected[m], sizes[i]);
            ck_assert_msg(fabs(got.mean_bits) < fabs(plugin.mean_bits), "%s at %zu: %g",
                          corrected[m], sizes[i], got.mean_bits);
        }
    }
}
END_TEST

/* Grassberger (2003): G(n) improves on 1988; Chao, Wang & Jost (2013): the unseen part
 * improves on the seen one, which is Zhang's. */
START_TEST(later_corrections_improve_on_earlier_ones)
{
    static const char *const pairs[][2] = {{"grassberger", "grassberger:year=1988"},
                                           {"chao-wang-jost", "zhang"}};
    for (size_t i = 0; i < 3; i++) {
        for (size_t m = 0; m < 2; m++) {
            const bias later = measure(pairs[m][0], sizes[i]);
            const bias earlier = measure(pairs[m][1], sizes[i]);
            ck_assert_msg(fabs(later.mean_bits) <
                              fabs(earlier.mean_bits) + 2 * later.stderr_bits,
                          "%s at %zu: %g", pairs[m][0], sizes[i], later.mean_bits);
        }
    }
}
END_TEST

START_TEST(every_bias_shrinks_with_more_samples)
{
    for (size_t m = 0; discrete_methods[m]; m++) {
        const bias few = measure(discrete_methods[m], 50);
        const bias many = measure(discrete_methods[m], 5000);
        ck_assert_msg(fabs(many.mean_bits) < fabs(few.mean_bits) + 2 * few.stderr_bits,
                      "%s: %g then %g", discrete_methods[m], few.mean_bits,
                      many.mean_bits);
        ck_assert_msg(fabs(many.mean_bits) < 0.1, "%s: %g", discrete_methods[m],
                      many.mean_bits);
    }
}
END_TEST

QTL_SUITE("discrete bias", plugin_bias_is_what_the_binomial_says,
          plugin_bias_is_near_the_first_two_orders_where_n_is_large,
          zhang_bias_is_the_missing_tail_of_its_series,
          corrections_have_less_bias_than_the_plugin,
          later_corrections_improve_on_earlier_ones, every_bias_shrinks_with_more_samples)
