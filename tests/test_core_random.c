#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/random.h"
#include "suite.h"

static gsl_rng *stream(uint64_t seed, qtl_purpose purpose, uint64_t index)
{
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(seed, purpose, index, &rng));
    return rng;
}

/* The header's definition written again: splitmix64, whose value at 0 is published. */
static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

START_TEST(a_stream_is_taus2_seeded_by_the_hash_of_its_name)
{
    ck_assert(mix(0) == 0xe220a8397b1dcdafu);
    const uint64_t seeds[] = {0, 1, 1000, UINT64_MAX};
    for (size_t s = 0; s < 4; s++) {
        const uint64_t hash = mix(mix(mix(seeds[s]) ^ QTL_FOR_BATCHES) ^ 7);
        gsl_rng *expected = gsl_rng_alloc(gsl_rng_taus2);
        gsl_rng_set(expected, (unsigned long)(hash >> 32));
        gsl_rng *rng = stream(seeds[s], QTL_FOR_BATCHES, 7);
        for (int i = 0; i < 100; i++) {
            ck_assert_uint_eq(gsl_rng_get(rng), gsl_rng_get(expected));
        }
        gsl_rng_free(rng);
        gsl_rng_free(expected);
    }
    ck_fails(qtl_random_create(1, QTL_FOR_SPLIT, 0, NULL), QTL_EINVAL, "NULL");
}
END_TEST

START_TEST(streams_of_different_names_differ)
{
    enum { SIDE = 6 };
    unsigned long first[SIDE * SIDE * SIDE];
    size_t n = 0;
    for (uint64_t seed = 0; seed < SIDE; seed++) {
        for (qtl_purpose purpose = QTL_FOR_SPLIT; purpose <= QTL_FOR_TESTS; purpose++) {
            for (uint64_t index = 0; index < SIDE; index++) {
                gsl_rng *rng = stream(seed, purpose, index);
                first[n++] = gsl_rng_get(rng);
                gsl_rng_free(rng);
            }
        }
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            ck_assert_uint_ne(first[i], first[j]);
        }
    }
}
END_TEST

/* Chi-squared of `n` cells about its mean n - 1, in standard deviations sqrt(2 (n - 1)).
 */
static double chi_squared_deviations(const unsigned *count, size_t n, double expected)
{
    double chi2 = 0;
    for (size_t i = 0; i < n; i++) {
        chi2 += (count[i] - expected) * (count[i] - expected) / expected;
    }
    return (chi2 - (double)(n - 1)) / sqrt(2.0 * (double)(n - 1));
}

START_TEST(integers_below_a_bound_are_uniform)
{
    const uint32_t bounds[] = {2, 3, 7, 10, 100};
    gsl_rng *rng = stream(5, QTL_FOR_TESTS, 0);
    for (size_t b = 0; b < 5; b++) {
        unsigned count[100] = {0};
        for (int i = 0; i < 100000; i++) {
            const uint32_t drawn = qtl_random_below(rng, bounds[b]);
            ck_assert_uint_lt(drawn, bounds[b]);
            count[drawn]++;
        }
        ck_assert_double_lt(chi_squared_deviations(count, bounds[b], 1e5 / bounds[b]), 6);
    }
    ck_assert_uint_eq(qtl_random_below(rng, 1), 0);
    gsl_rng_free(rng);
}
END_TEST

/* Without rejection, a third of the values below 3 * 2^30 would come twice as often: the
 * first third of each group of three would hold 1/2 instead of 1/3 of the draws. */
START_TEST(large_bounds_are_unbiased)
{
    const uint32_t bound = 3u << 30;
    unsigned count[3] = {0};
    gsl_rng *rng = stream(6, QTL_FOR_TESTS, 0);
    for (int i = 0; i < 90000; i++) {
        count[qtl_random_below(rng, bound) % 3]++;
    }
    ck_assert_double_lt(chi_squared_deviations(count, 3, 30000), 6);
    gsl_rng_free(rng);
}
END_TEST

START_TEST(shuffles_are_permutations_and_all_equally_likely)
{
    unsigned count[24] = {0};
    gsl_rng *rng = stream(7, QTL_FOR_TESTS, 0);
    for (int i = 0; i < 48000; i++) {
        uint32_t items[] = {0, 1, 2, 3};
        qtl_random_shuffle(rng, items, 4);
        ck_assert_uint_eq(
            1u << items[0] | 1u << items[1] | 1u << items[2] | 1u << items[3], 15);
        unsigned rank = 0; /* of the permutation, in the factorial number system */
        for (size_t k = 0; k < 3; k++) {
            unsigned smaller = 0;
            for (size_t j = k + 1; j < 4; j++) {
                smaller += items[j] < items[k];
            }
            rank = rank * (unsigned)(4 - k) + smaller;
        }
        count[rank]++;
    }
    ck_assert_double_lt(chi_squared_deviations(count, 24, 2000), 6);
    uint32_t one = 9;
    qtl_random_shuffle(rng, &one, 1);
    qtl_random_shuffle(rng, NULL, 0);
    ck_assert_uint_eq(one, 9);
    gsl_rng_free(rng);
}
END_TEST

QTL_SUITE("core random", a_stream_is_taus2_seeded_by_the_hash_of_its_name,
          streams_of_different_names_differ, integers_below_a_bound_are_uniform,
          large_bounds_are_unbiased, shuffles_are_permutations_and_all_equally_likely)
