/* qtl_entropy and qtl_mutual_information. */
#include <math.h>
#include <string.h>

#include "quantal/entropy.h"
#include "suite.h"

static double entropy(const uint64_t *counts, size_t n)
{
    double h = NAN;
    ck_ok(qtl_entropy(counts, n, &h));
    return h;
}

START_TEST(uniform_levels_have_eight_bits)
{
    uint64_t counts[256];
    for (int i = 0; i < 256; i++) {
        counts[i] = 7;
    }
    ck_assert_double_eq_tol(entropy(counts, 256), 8, 1e-14); /* closed form: log2 256 */
}
END_TEST

START_TEST(entropy_of_a_quarter_and_three)
{
    const uint64_t counts[] = {1, 0, 3};
    /* closed form: 2 - 3/4 log2 3 */
    ck_assert_double_eq_tol(entropy(counts, 3), 2 - 0.75 * log2(3), 1e-15);
}
END_TEST

START_TEST(one_symbol_has_no_entropy)
{
    const uint64_t counts[] = {0, 12345, 0};
    ck_assert_double_eq(entropy(counts, 3), 0);
    ck_assert(!signbit(entropy(counts, 3)));
}
END_TEST

START_TEST(the_largest_total_is_just_below_two_to_53)
{
    const uint64_t counts[] = {UINT64_C(1) << 52, (UINT64_C(1) << 52) - 1};
    ck_assert_double_eq_tol(entropy(counts, 2), 1, 1e-15);
}
END_TEST

START_TEST(mutual_information_of_a_channel)
{
    /* binary symmetric channel with error 1/4: 1 - h(1/4) */
    const uint64_t joint[] = {3, 1, 1, 3};
    double mi = NAN;
    ck_ok(qtl_mutual_information(joint, 2, 2, &mi));
    ck_assert_double_eq_tol(mi, 1 - (2 - 0.75 * log2(3)), 1e-15);
}
END_TEST

START_TEST(independent_variables_share_nothing)
{
    const uint64_t joint[] = {1, 2, 3, 2, 4, 6};
    double mi = NAN;
    ck_ok(qtl_mutual_information(joint, 2, 3, &mi));
    ck_assert_double_ge(mi, 0);
    ck_assert_double_eq_tol(mi, 0, 1e-15);
}
END_TEST

START_TEST(a_function_shares_the_whole_entropy)
{
    const uint64_t joint[] = {4, 0, 0, 5, 7, 0}; /* y is a function of t */
    const uint64_t of_y[] = {11, 5};
    double mi = NAN;
    ck_ok(qtl_mutual_information(joint, 3, 2, &mi));
    ck_assert_double_le(mi, entropy(of_y, 2));
    ck_assert_double_eq_tol(mi, entropy(of_y, 2), 1e-15);
}
END_TEST

START_TEST(transposing_the_table_changes_nothing)
{
    const uint64_t joint[] = {3, 1, 4, 1, 5, 9};
    const uint64_t turned[] = {3, 1, 1, 5, 4, 9};
    double a = NAN;
    double b = NAN;
    ck_ok(qtl_mutual_information(joint, 2, 3, &a));
    ck_ok(qtl_mutual_information(turned, 3, 2, &b));
    ck_assert_double_eq_tol(a, b, 1e-15);
}
END_TEST

START_TEST(failures_leave_the_output_alone)
{
    const uint64_t zeros[] = {0, 0};
    const uint64_t huge[] = {UINT64_C(1) << 53, 0};
    const uint64_t wraps[] = {UINT64_MAX, 2};
    double out = 42;
    ck_fails(qtl_entropy(NULL, 2, &out), QTL_EINVAL, "must not be NULL");
    ck_fails(qtl_entropy(zeros, 2, NULL), QTL_EINVAL, "must not be NULL");
    ck_fails(qtl_entropy(zeros, 2, &out), QTL_EEMPTY, "all of the 2 counts are zero");
    ck_fails(qtl_entropy(zeros, 0, &out), QTL_EEMPTY, "all of the 0 counts");
    ck_fails(qtl_entropy(huge, 2, &out), QTL_ERANGE, "2^53");
    ck_fails(qtl_entropy(wraps, 2, &out), QTL_ERANGE, "2^53");
    ck_fails(qtl_mutual_information(NULL, 1, 2, &out), QTL_EINVAL, "must not be NULL");
    ck_fails(qtl_mutual_information(zeros, 1, 2, NULL), QTL_EINVAL, "must not be NULL");
    ck_fails(qtl_mutual_information(zeros, 0, 2, &out), QTL_EEMPTY, "empty 0 x 2");
    ck_fails(qtl_mutual_information(zeros, 1, 2, &out), QTL_EEMPTY, "are zero");
    ck_fails(qtl_mutual_information(wraps, 2, 1, &out), QTL_ERANGE, "2^53");
    ck_assert_double_eq(out, 42);
}
END_TEST

QTL_SUITE("information entropy", uniform_levels_have_eight_bits,
          entropy_of_a_quarter_and_three, one_symbol_has_no_entropy,
          the_largest_total_is_just_below_two_to_53, mutual_information_of_a_channel,
          independent_variables_share_nothing, a_function_shares_the_whole_entropy,
          transposing_the_table_changes_nothing, failures_leave_the_output_alone)
