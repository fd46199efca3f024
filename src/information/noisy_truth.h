/* The truth that `kde` and the neighbour estimators aim at on a layer, by Monte Carlo. */
#ifndef QTL_INFORMATION_NOISY_TRUTH_H
#define QTL_INFORMATION_NOISY_TRUTH_H

#include "core/isa.h"
#include "quantal/estimator.h"

typedef struct qtl_noisy_truth_options {
    double variance; /* of Z, above 0 */
    size_t draws;    /* from every distinct point, 2 at least; 0: as many as bring both
                        standard errors below stderr_bits, 10^6 at most */
    uint64_t seed;
    double stderr_bits; /* above 0; not read if draws are given */
} qtl_noisy_truth_options;

/* I(X;T+Z) and I(T+Z;Y) of a layer that has been checked, with their standard errors.
 * QTL_EUNSUPPORTED for more than 1200 neurons, whose densities underflow.
 * O(draws N^2 (width + classes)) for N distinct points. */
QTL_NODISCARD qtl_status qtl_noisy_truth(const qtl_layer *layer,
                                         const qtl_noisy_truth_options *options,
                                         qtl_isa isa, qtl_layer_information *out);

#endif
