/* Means over strata that were drawn from equally often, with a control variate: a
 * quantity beside the one asked for whose expectation is known, and that moves with it.
 * Owen (2013), Monte Carlo theory, methods and examples, sections 8.4 and 8.9. */
#ifndef QTL_INFORMATION_STRATA_H
#define QTL_INFORMATION_STRATA_H

#include <stddef.h>

#include "quantal/estimator.h"

/* The draws of one stratum: means, and sums of squares and products of deviations. All 0
 * before the first draw. */
typedef struct qtl_stratum {
    double mean, control_mean;
    double squares, control_squares, product;
} qtl_stratum;

/* Adds draw number n, from 1. */
void qtl_stratum_add(qtl_stratum *sum, double value, double control, size_t n);

/* Mean of n strata of weight[n] after `draws` from each, 2 at least, with its standard
 * error. `expected` is the expectation of the control in every stratum. The slope is
 * common to all and comes from the draws, so the mean has a bias of the order of one part
 * in the number of all draws. O(n). */
qtl_estimate qtl_strata_mean(const qtl_stratum *strata, const double *weight, size_t n,
                             size_t draws, double expected);

#endif
