/* Stratified means with a control variate, against values worked by hand. */
#include <math.h>
#include <string.h>

#include "information/strata.h"
#include "quantal/estimator.h"
#include "suite.h"

/* By hand: value = 3 + 2 control in one stratum, 5 + 2 control in the other, and the
 * control's expectation is 0.5. */
START_TEST(a_control_that_says_all_leaves_no_error)
{
    const double control[] = {0.1, 0.9, -4, 2.25};
    const double weight[] = {0.25, 0.75};
    qtl_stratum strata[2] = {{0}};
    for (size_t n = 0; n < 4; n++) {
        qtl_stratum_add(&strata[0], 3 + 2 * control[n], control[n], n + 1);
        qtl_stratum_add(&strata[1], 5 - 2 * control[n], -control[n], n + 1);
    }
    const qtl_estimate mean = qtl_strata_mean(strata, weight, 2, 4, 0.5);
    ck_assert_double_eq_tol(mean.value_bits, 0.25 * 4 + 0.75 * 6, 1e-14);
    ck_assert_double_le(mean.stderr_bits, 1e-7); /* the root of a rounded 0 */
}
END_TEST

START_TEST(without_a_control_the_mean_is_the_mean_of_means)
{
    qtl_stratum strata[2] = {{0}};
    const double values[2][3] = {{1, 2, 6}, {10, 10, 13}}; /* squares: 14, 6 */
    for (size_t n = 0; n < 3; n++) {
        qtl_stratum_add(&strata[0], values[0][n], 7, n + 1);
        qtl_stratum_add(&strata[1], values[1][n], 7, n + 1);
    }
    const qtl_estimate mean =
        qtl_strata_mean(strata, (const double[]){0.5, 0.5}, 2, 3, 1);
    ck_assert_double_eq_tol(mean.value_bits, 7, 1e-14); /* of 3 and 11 */
    /* (1/4) (14 / (3 * 2) + 6 / (3 * 2)) */
    ck_assert_double_eq_tol(mean.stderr_bits, sqrt(20. / 24), 1e-14);
}
END_TEST

QTL_SUITE("strata", a_control_that_says_all_leaves_no_error,
          without_a_control_the_mean_is_the_mean_of_means)
