/* What a layer that was counted on a sample says about the distribution that the sample
 * came from. */
#ifndef QUANTAL_SAMPLING_H
#define QUANTAL_SAMPLING_H

#include <stdbool.h>
#include <stddef.h>

#include "quantal/estimator.h"
#include "quantal/status.h"

#pragma GCC visibility push(default)

/* A layer within this of H(X) keeps the inputs apart and cannot show compression. */
#define QTL_SATURATED_BITS 0.01

/* Whether I(X;T) >= H(X) - QTL_SATURATED_BITS; false if either is NaN, not known. */
bool qtl_layer_is_saturated(double i_xt_bits, double h_x_bits);

/* N samples and the codes (rows of a layer) that occurred among them. */
typedef struct qtl_sampling {
    qtl_layer_information exact; /* of the empirical distribution, as `exact` counts it */
    bool saturated;              /* see qtl_layer_is_saturated */
    size_t n_samples;            /* N */
    size_t n_distinct;           /* codes that occurred */
    size_t n_singletons;         /* f1, codes that occurred once */
    size_t n_doubletons;         /* f2, twice */
    double singleton_fraction;   /* f1 / N, of the samples; in [0, 1] */
    double coverage; /* 1 - f1/N: probability of the codes that occurred, in [0, 1]. Good
                        (1953), Biometrika 40, 237 */
    /* 1 - (f1/N) (N-1) f1 / ((N-1) f1 + 2 f2), without doubletons
     * 1 - (f1/N) (N-1) (f1-1) / ((N-1) (f1-1) + 2): less bias in small samples. In [0,
     * 1], and 1 at f1 = 1 without doubletons. Chao & Jost (2012), Ecology 93, 2533, eq.
     * 4a. */
    double coverage_refined;
} qtl_sampling;

/* Counts a discrete layer whose points are samples: equiprobable rows, of which some may
 * be equal. On inputs that are the whole distribution and no sample (all 4096 patterns)
 * `exact` is all there is to know and the coverage means nothing. With every code a
 * singleton the coverage is 0: then I(X;T) = log2 N says how many samples there were, and
 * no correction of the bias mends that.
 *   h_x_bits  H(X) of the inputs, for `saturated`; NaN: not known
 * Fails as qtl_method_layer does for `exact`; QTL_EUNSUPPORTED with p_x. *out is
 * untouched on failure. Costs what `exact` costs, and about 1 ns a sample. */
QTL_NODISCARD qtl_status qtl_sampling_count(const qtl_layer *layer, double h_x_bits,
                                            qtl_sampling *out);

#pragma GCC visibility pop
#endif
