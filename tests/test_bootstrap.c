/* Intervals against published values, closed forms and simulated coverage. */
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_randist.h>

#include "core/random.h"
#include "experiment/bootstrap.h"
#include "suite.h"

enum { SIMULATIONS = 2000, N_MAX = 50 };

/* What a quantity of a run may look like, with its mean. */
static double draw_normal(gsl_rng *rng)
{
    return 3 + gsl_ran_gaussian(rng, 0.5);
}

static double draw_exponential(gsl_rng *rng)
{
    return gsl_ran_exponential(rng, 1);
}

static double draw_lognormal(gsl_rng *rng)
{
    return gsl_ran_lognormal(rng, 0, 0.5);
}

static double draw_gamma(gsl_rng *rng)
{
    return gsl_ran_gamma(rng, 2, 1);
}

/* Most runs fall by about 2.5 bits, a few by about 5. */
static double draw_two_kinds(gsl_rng *rng)
{
    return (gsl_rng_uniform(rng) < 0.7 ? 2.5 : 5) + gsl_ran_gaussian(rng, 0.5);
}

static const struct {
    double (*draw)(gsl_rng *rng);
    double mean;
} quantities[] = {{draw_normal, 3},
                  {draw_exponential, 1},
                  {draw_lognormal, 1.1331484530668263}, /* exp(1/8) */
                  {draw_gamma, 2},
                  {draw_two_kinds, 3.25}};
enum { N_QUANTITIES = sizeof quantities / sizeof quantities[0] };

static double coverage(size_t kind, size_t n)
{
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(1, QTL_FOR_TESTS, 100 * kind + n, &rng));
    size_t covered = 0;
    for (size_t s = 0; s < SIMULATIONS; s++) {
        double values[N_MAX];
        for (size_t i = 0; i < n; i++) {
            values[i] = quantities[kind].draw(rng);
        }
        qtl_interval interval = {0};
        ck_ok(qtl_bootstrap_mean(values, n, &interval));
        covered += interval.low <= quantities[kind].mean &&
                   quantities[kind].mean <= interval.high;
    }
    gsl_rng_free(rng);
    return (double)covered / SIMULATIONS;
}

/* 2000 simulations know a coverage of 0.95 to 0.005 (one standard error). */
START_TEST(intervals_cover_the_mean_in_92_to_97_of_100_cases)
{
    static const size_t n_runs[] = {10, 20, 50};
    for (size_t kind = 0; kind < N_QUANTITIES; kind++) {
        for (size_t i = 0; i < 3; i++) {
            const double share = coverage(kind, n_runs[i]);
            ck_assert_msg(share >= 0.92 && share <= 0.97,
                          "quantity %zu, %zu runs: covered %.3f", kind, n_runs[i], share);
        }
    }
}
END_TEST

START_TEST(five_runs_cover_nearly_as_often)
{
    for (size_t kind = 0; kind < N_QUANTITIES; kind++) {
        const double share = coverage(kind, 5);
        ck_assert_msg(share >= 0.89 && share <= 0.97, "quantity %zu: covered %.3f", kind,
                      share);
    }
}
END_TEST

/* Symmetric values have no skewness: Student's t, here 0.975 quantile 2.776 for 4. */
START_TEST(few_symmetric_values_have_students_interval)
{
    const double values[] = {-2, -1, 0, 1, 2};
    qtl_interval interval = {0};
    ck_ok(qtl_bootstrap_mean(values, 5, &interval));
    const double half = 2.7764451052 * sqrt(2.5 / 5);
    ck_assert_double_eq_tol(interval.value, 0, 1e-15);
    ck_assert_double_eq_tol(interval.high, half, 1e-8);
    ck_assert_double_eq_tol(interval.low, -half, 1e-8);
}
END_TEST

START_TEST(a_skewed_sample_has_a_leaning_interval)
{
    for (size_t n = 8; n <= 20; n += 12) {
        double values[20];
        for (size_t i = 0; i < n; i++) {
            values[i] = pow(1.4, (double)i);
        }
        qtl_interval interval = {0};
        ck_ok(qtl_bootstrap_mean(values, n, &interval));
        ck_assert(interval.high - interval.value > 1.3 * (interval.value - interval.low));
    }
}
END_TEST

START_TEST(shifting_and_scaling_values_does_the_same_to_the_interval)
{
    for (size_t n = 4; n <= 12; n += 8) {
        double values[12];
        double changed[12];
        for (size_t i = 0; i < n; i++) {
            values[i] = (double)(i * i);
            changed[i] = 7 + 4 * values[i];
        }
        qtl_interval a = {0};
        qtl_interval b = {0};
        ck_ok(qtl_bootstrap_mean(values, n, &a));
        ck_ok(qtl_bootstrap_mean(changed, n, &b));
        ck_assert_double_eq_tol(b.low, 7 + 4 * a.low, 1e-9);
        ck_assert_double_eq_tol(b.high, 7 + 4 * a.high, 1e-9);
    }
}
END_TEST

START_TEST(one_run_has_no_interval_and_gaps_are_no_runs)
{
    const double values[] = {NAN, 5, NAN};
    qtl_interval interval = {0};
    ck_ok(qtl_bootstrap_mean(values, 3, &interval));
    ck_assert_double_eq(interval.value, 5);
    ck_assert_uint_eq(interval.n, 1);
    ck_assert(!qtl_interval_known(&interval));
    ck_ok(qtl_bootstrap_mean(values, 1, &interval));
    ck_assert(isnan(interval.value));
    ck_assert_uint_eq(interval.n, 0);
}
END_TEST

START_TEST(equal_values_are_known_exactly)
{
    double values[12];
    for (size_t i = 0; i < 12; i++) {
        values[i] = 0.1;
    }
    qtl_interval interval = {0};
    ck_ok(qtl_bootstrap_mean(values, 12, &interval));
    ck_assert_double_eq(interval.value, 0.1);
    ck_assert_double_eq(interval.low, 0.1);
    ck_assert_double_eq(interval.high, 0.1);
}
END_TEST

START_TEST(one_odd_run_leaves_a_finite_interval)
{
    double values[12] = {[7] = 3};
    qtl_interval interval = {0};
    ck_ok(qtl_bootstrap_mean(values, 12, &interval));
    ck_assert(interval.low <= 0.25 && interval.high > 0.25);
    ck_assert(isfinite(interval.low) && isfinite(interval.high));
}
END_TEST

/* Newcombe (1998), Statist. Med. 17, 857, table I, method 3. */
/* One or two values that stand out of many that are all but equal say little of how far
 * the mean may lie: most resamples are without them, and Student's t of those is without
 * bound. The interval must stay in reach of the values, twice the largest: falls of
 * saturated layers with the last digit of a table, and runs of which one compresses. */
START_TEST(odd_runs_among_nearly_equal_ones_leave_an_interval_in_reach)
{
    static const double rounded[] = {0, 1e-10, 0, 0, 2e-10, 0, 1e-10, 0, 0, 0, 0.0014};
    static const double one_falls[] = {0.01,  0.012, 0.008, 0.011, 0.009,
                                       0.013, 0.007, 0.01,  0.012, 3.9};
    static const double two_fall[] = {0.01,  0.012, 0.008, 0.011, 0.009,
                                      0.013, 0.007, 0.01,  3.1,   3.9};
    const struct {
        const double *values;
        size_t n;
        double most;
    } cases[] = {{rounded, 11, 0.0014}, {one_falls, 10, 3.9}, {two_fall, 10, 3.9}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        qtl_interval interval = {0};
        ck_ok(qtl_bootstrap_mean(cases[i].values, cases[i].n, &interval));
        ck_assert_double_lt(interval.low, interval.value);
        ck_assert_double_gt(interval.high, interval.value);
        ck_assert_double_gt(interval.low, -2 * cases[i].most);
        ck_assert_double_lt(interval.high, 2 * cases[i].most);
    }
}
END_TEST

/* The mean of few shares has an interval that leaves [0, 1] (of t: -0.66 to 1.06). */
START_TEST(an_interval_is_cut_to_what_can_be)
{
    const double shares[] = {0.6, 0, 0};
    qtl_interval interval = {0};
    ck_ok(qtl_bootstrap_mean(shares, 3, &interval));
    ck_assert_double_lt(interval.low, 0);
    const double high = interval.high;
    qtl_interval_limit(&interval, 0, 1);
    ck_assert_double_eq(interval.low, 0);
    ck_assert_double_eq(interval.value, 0.6 / 3);
    ck_assert_double_eq(interval.high, fmin(high, 1));
    qtl_interval unknown = {NAN, NAN, NAN, 0};
    qtl_interval_limit(&unknown, 0, 1);
    ck_assert(isnan(unknown.value) && isnan(unknown.low) && isnan(unknown.high));
    interval.high = 7;
    qtl_interval_limit(&interval, 0, NAN); /* no ceiling */
    ck_assert_double_eq(interval.high, 7);
}
END_TEST

START_TEST(proportions_have_wilsons_interval)
{
    static const struct {
        size_t k, n;
        double low, high;
    } published[] = {{81, 263, 0.2553, 0.3662},
                     {15, 148, 0.0624, 0.1605},
                     {0, 20, 0.0000, 0.1611},
                     {1, 29, 0.0061, 0.1718}};
    for (size_t i = 0; i < 4; i++) {
        const qtl_interval p = qtl_proportion(published[i].k, published[i].n);
        ck_assert_double_eq_tol(p.low, published[i].low, 5e-5);
        ck_assert_double_eq_tol(p.high, published[i].high, 5e-5);
    }
    ck_assert_double_eq(qtl_proportion(4, 4).high, 1);
    ck_assert(!qtl_interval_known(&(qtl_interval){NAN, NAN, NAN, 0}));
    ck_assert(isnan(qtl_proportion(0, 0).value));
}
END_TEST

START_TEST(ranks_correlate_whatever_the_scale)
{
    double x[12];
    double y[12];
    for (size_t i = 0; i < 12; i++) {
        x[i] = (double)i;
        y[i] = -exp((double)i);
    }
    y[11] = NAN;
    qtl_interval r = {0};
    ck_ok(qtl_rank_correlation(x, y, 12, &r));
    ck_assert_double_eq_tol(r.value, -1, 1e-12);
    ck_assert_uint_eq(r.n, 11);
}
END_TEST

/* Ranks 1..10 against 2 1 4 3 6 5 8 7 10 9: sum d^2 = 10, rho = 1 - 60 / 990. */
START_TEST(a_rank_correlation_has_bonett_and_wrights_interval)
{
    double x[10];
    double y[10];
    for (size_t i = 0; i < 10; i++) {
        x[i] = (double)i;
        y[i] = (double)(i ^ 1);
    }
    const double rho = 1 - 60.0 / 990;
    const double half = 1.959963985 * sqrt((1 + rho * rho / 2) / 7);
    qtl_interval r = {0};
    ck_ok(qtl_rank_correlation(x, y, 10, &r));
    ck_assert_double_eq_tol(r.value, rho, 1e-12);
    ck_assert_double_eq_tol(r.low, tanh(atanh(rho) - half), 1e-9);
    ck_assert_double_eq_tol(r.high, tanh(atanh(rho) + half), 1e-9);
}
END_TEST

/* The rank correlation of normal variables is 6 / pi asin(rho / 2) (Pearson 1907). */
START_TEST(rank_correlations_are_covered_in_92_to_97_of_100_cases)
{
    const double rhos[] = {0, 0.5, 0.8};
    for (size_t r = 0; r < 3; r++) {
        gsl_rng *rng = NULL;
        ck_ok(qtl_random_create(2, QTL_FOR_TESTS, r, &rng));
        const double truth = 6 / 3.14159265358979 * asin(rhos[r] / 2);
        size_t covered = 0;
        for (size_t s = 0; s < SIMULATIONS; s++) {
            double x[N_MAX];
            double y[N_MAX];
            for (size_t i = 0; i < N_MAX; i++) {
                gsl_ran_bivariate_gaussian(rng, 1, 1, rhos[r], &x[i], &y[i]);
            }
            qtl_interval found = {0};
            ck_ok(qtl_rank_correlation(x, y, N_MAX, &found));
            covered += found.low <= truth && truth <= found.high;
        }
        gsl_rng_free(rng);
        ck_assert_uint_ge(covered, 92 * SIMULATIONS / 100);
        ck_assert_uint_le(covered, 97 * SIMULATIONS / 100);
    }
}
END_TEST

START_TEST(nothing_correlates_with_what_does_not_vary)
{
    const double x[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    const double same[12] = {0};
    qtl_interval r = {0};
    ck_ok(qtl_rank_correlation(x, same, 12, &r));
    ck_assert(isnan(r.value));
    ck_ok(qtl_rank_correlation(x, x, 9, &r)); /* too few for bounds */
    ck_assert(!qtl_interval_known(&r));
}
END_TEST

QTL_SUITE("bootstrap", intervals_cover_the_mean_in_92_to_97_of_100_cases,
          five_runs_cover_nearly_as_often, few_symmetric_values_have_students_interval,
          a_skewed_sample_has_a_leaning_interval,
          shifting_and_scaling_values_does_the_same_to_the_interval,
          one_run_has_no_interval_and_gaps_are_no_runs, equal_values_are_known_exactly,
          one_odd_run_leaves_a_finite_interval,
          odd_runs_among_nearly_equal_ones_leave_an_interval_in_reach,
          an_interval_is_cut_to_what_can_be, proportions_have_wilsons_interval,
          ranks_correlate_whatever_the_scale,
          a_rank_correlation_has_bonett_and_wrights_interval,
          rank_correlations_are_covered_in_92_to_97_of_100_cases,
          nothing_correlates_with_what_does_not_vary)
