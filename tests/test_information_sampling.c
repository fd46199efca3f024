/* Sampled layers: coverage and saturation. */
#include <math.h>
#include <stdlib.h>

#include "core/random.h"
#include "information.h"
#include "quantal/sampling.h"

/* A layer of one neuron whose codes 0, 1, 2 ... occur counts[0], counts[1] ... times. */
static qtl_sampling sampling_of(const size_t *counts, size_t n_counts)
{
    uint16_t codes[600];
    size_t n = 0;
    for (size_t s = 0; s < n_counts; s++) {
        for (size_t i = 0; i < counts[s]; i++) {
            codes[n++] = (uint16_t)s;
        }
    }
    const qtl_layer layer = {.n_points = n, .width = 1, .codes = codes};
    qtl_sampling got;
    ck_ok(qtl_sampling_count(&layer, NAN, &got));
    return got;
}

START_TEST(coverage_is_what_good_and_chao_write)
{
    const size_t counts[] = {1, 5, 1, 2, 1, 3, 2, 1}; /* N = 16, f1 = 4, f2 = 2 */
    const qtl_sampling got = sampling_of(counts, 8);
    ck_assert_uint_eq(got.n_samples, 16);
    ck_assert_uint_eq(got.n_distinct, 8);
    ck_assert_uint_eq(got.n_singletons, 4);
    ck_assert_uint_eq(got.n_doubletons, 2);
    ck_assert_double_eq(got.singleton_fraction, 0.25);
    ck_assert_double_eq(got.coverage, 0.75);
    /* By hand: 1 - (4/16) (15 * 4) / (15 * 4 + 2 * 2) = 1 - 60/256. */
    ck_assert_double_eq_tol(got.coverage_refined, 196. / 256, 1e-15);
    ck_assert(!got.saturated); /* H(X) is not known */
}
END_TEST

START_TEST(coverage_without_doubletons_or_singletons)
{
    const size_t no_doubletons[] = {1, 1, 1, 7}; /* by hand: 1 - (3/10) 18/20 */
    qtl_sampling got = sampling_of(no_doubletons, 4);
    ck_assert_double_eq_tol(got.coverage, 0.7, 1e-15);
    ck_assert_double_eq_tol(got.coverage_refined, 0.73, 1e-15);
    const size_t no_singletons[] = {2, 2, 3};
    got = sampling_of(no_singletons, 3);
    ck_assert_double_eq(got.coverage, 1);
    ck_assert_double_eq(got.coverage_refined, 1);
    const size_t one_singleton[] = {1, 9};
    got = sampling_of(one_singleton, 2);
    ck_assert_double_eq(got.coverage, 0.9);
    ck_assert_double_eq(got.coverage_refined, 1);
}
END_TEST

START_TEST(a_sample_of_singletons_covers_nothing)
{
    size_t counts[512];
    for (size_t i = 0; i < 512; i++) {
        counts[i] = 1;
    }
    for (size_t n = 2; n <= 512; n *= 2) {
        const qtl_sampling got = sampling_of(counts, n);
        ck_assert_uint_eq(got.n_singletons, n);
        ck_assert_double_eq(got.coverage, 0);
        const double squared = (double)(n - 1) * (double)(n - 1); /* eq. 4a, f1 = N */
        ck_assert_double_eq_tol(got.coverage_refined, 2 / (squared + 2), 1e-15);
        ck_assert_double_eq(got.exact.i_xt.value_bits, log2((double)n));
    }
}
END_TEST

/* The expected coverage of a known distribution: sum of the p of the codes that occurred.
 * Both estimates are close to unbiased (Good 1953; Chao & Jost 2012). */
START_TEST(coverage_is_the_probability_of_what_occurred)
{
    enum { K = 400, N = 300, ROUNDS = 400 };
    gsl_rng *rng = test_stream(1);
    double error = 0;
    double refined_error = 0;
    for (int round = 0; round < ROUNDS; round++) {
        size_t counts[K] = {0};
        for (size_t i = 0; i < N; i++) {
            counts[qtl_random_below(rng, K)]++;
        }
        double truth = 0;
        for (size_t s = 0; s < K; s++) {
            truth += (counts[s] > 0) / (double)K;
        }
        const qtl_sampling got = sampling_of(counts, K);
        error += (got.coverage - truth) / ROUNDS;
        refined_error += (got.coverage_refined - truth) / ROUNDS;
    }
    /* One round scatters by about 0.04, the mean of 400 by 0.002. */
    ck_assert_double_eq_tol(error, 0, 0.008);
    ck_assert_double_eq_tol(refined_error, 0, 0.008);
    gsl_rng_free(rng);
}
END_TEST

START_TEST(sampling_counts_what_exact_counts)
{
    gsl_rng *rng = test_stream(2);
    test_layer t = test_layer_create(2000, 3, 9, 4, rng);
    uint8_t bytes[6000];
    const qtl_layer same = test_layer_in_bytes(&t.layer, bytes);
    const test_bits exact = test_measure("exact", &t.layer);
    qtl_sampling got;
    qtl_sampling of_bytes;
    ck_ok(qtl_sampling_count(&t.layer, exact.i_xt + 0.009, &got));
    ck_ok(qtl_sampling_count(&same, exact.i_xt + 0.011, &of_bytes));
    ck_assert_double_eq(got.exact.i_xt.value_bits, exact.i_xt);
    ck_assert_double_eq(got.exact.i_ty.value_bits, exact.i_ty);
    ck_assert_double_eq(of_bytes.exact.i_ty.value_bits, exact.i_ty);
    ck_assert_uint_eq(of_bytes.n_singletons, got.n_singletons);
    ck_assert(got.saturated);
    ck_assert(!of_bytes.saturated);
    test_layer_free(&t);
    gsl_rng_free(rng);
}
END_TEST

START_TEST(saturation_is_within_a_hundredth_of_a_bit)
{
    ck_assert(qtl_layer_is_saturated(12, 12));
    ck_assert(qtl_layer_is_saturated(11.991, 12));
    ck_assert(!qtl_layer_is_saturated(11.989, 12));
    ck_assert(!qtl_layer_is_saturated(12, NAN));
    ck_assert(!qtl_layer_is_saturated(NAN, 12));
}
END_TEST

START_TEST(a_layer_that_is_no_sample_has_no_coverage)
{
    gsl_rng *rng = test_stream(3);
    test_layer t = test_layer_create(10, 2, 4, 3, rng);
    test_layer_weigh(&t, rng);
    qtl_sampling out = {.n_samples = 42};
    qtl_layer layer = t.layer;
    layer.p_x = t.p_x;
    ck_fails(qtl_sampling_count(&layer, 3, &out), QTL_EUNSUPPORTED, "equiprobable");
    layer = t.layer;
    layer.codes = NULL;
    ck_fails(qtl_sampling_count(&layer, 3, &out), QTL_EUNSUPPORTED, "discrete codes");
    layer.n_points = 0;
    ck_fails(qtl_sampling_count(&layer, 3, &out), QTL_EEMPTY, "0 points");
    ck_fails(qtl_sampling_count(NULL, 3, &out), QTL_EINVAL, "NULL");
    ck_fails(qtl_sampling_count(&t.layer, 3, NULL), QTL_EINVAL, "NULL");
    ck_assert_uint_eq(out.n_samples, 42);
    test_layer_free(&t);
    gsl_rng_free(rng);
}
END_TEST

QTL_SUITE("information sampling", coverage_is_what_good_and_chao_write,
          coverage_without_doubletons_or_singletons,
          a_sample_of_singletons_covers_nothing,
          coverage_is_the_probability_of_what_occurred, sampling_counts_what_exact_counts,
          saturation_is_within_a_hundredth_of_a_bit,
          a_layer_that_is_no_sample_has_no_coverage)
