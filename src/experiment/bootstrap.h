/* 95 % intervals of what many runs say together. */
#ifndef QTL_EXPERIMENT_BOOTSTRAP_H
#define QTL_EXPERIMENT_BOOTSTRAP_H

#include <stdbool.h>
#include <stddef.h>

#include "quantal/status.h"

/* An estimate and its 95 % interval. low and high are NaN where there is none: one value,
 * no value. */
typedef struct qtl_interval {
    double value; /* NaN: nothing to estimate from */
    double low, high;
    size_t n; /* values it rests on, gaps not counted */
} qtl_interval;

/* Whether there are bounds. */
bool qtl_interval_known(const qtl_interval *interval);

/* Cuts off what cannot be: a share is in [0, 1], a fall at least 0. Covers no less. */
void qtl_interval_limit(qtl_interval *interval, double least, double most);

/* Mean of values[n] over runs; NaN is a gap.
 *   From 10 values on: the studentized (percentile-t) bootstrap, 999 resamples of a fixed
 * stream, equal tails. Its interval leans with the skewness of the values, which that of
 * Student's t does not: over 4000 simulations it covers the mean of exponential values in
 * 93.8 % (t: 89.2 %) of samples of 10 and 94.7 % (92.2 %) of 20, of normal values in
 * 94.6 % and 94.8 %, of uniform ones in 96.9 % and 97.0 %. The BCa interval of 10 normal
 * values is too narrow (89.4 %). Of 2 to 9 values, and where one or two values are all
 * that varies (a tail of the resamples keeps less than 1 % of the variance), there is not
 * enough to resample: Student's t after Hall's cubic
 * transformation, which removes the skewness by formula (5 exponential values: 91.6 %,
 * t 88.1 %). Equal values have the interval [v, v]. Below about 10 runs, or with a
 * skewness of 6, both are optimistic. The same values give the same interval. O(999 n).
 * Efron & Tibshirani (1993), section 12.5; Hall (1992), J. R. Statist. Soc. B 54, 221. */
QTL_NODISCARD qtl_status qtl_bootstrap_mean(const double *values, size_t n,
                                            qtl_interval *out);

/* Proportion k / n by Wilson's score interval (1927), which stays in [0, 1] and has one
 * for k = 0 and k = n. n = 0: NaN. */
qtl_interval qtl_proportion(size_t k, size_t n);

/* Spearman's rank correlation of x[n] and y[n]; pairs with a gap are left out. Fisher's z
 * with variance (1 + r^2 / 2) / (n - 3) (Bonett & Wright 2000), which wants 10 pairs:
 * with fewer there are no bounds. NaN when x or y does not vary. */
QTL_NODISCARD qtl_status qtl_rank_correlation(const double *x, const double *y, size_t n,
                                              qtl_interval *out);

#endif
