/* Entropy by the local Gaussian approximation. */
#ifndef QTL_INFORMATION_LGA_ENTROPY_H
#define QTL_INFORMATION_LGA_ENTROPY_H

#include <stdbool.h>
#include <stddef.h>

#include "core/isa.h"
#include "quantal/status.h"

typedef struct qtl_lga_options {
    size_t k;          /* the neighbour whose L2 distance is the bandwidth */
    size_t neighbours; /* in the likelihood, k at least; 0: 50, 4 k or d + 10, whichever
                          is largest, but all others if those are fewer */
    bool corrected;    /* minus the error on a Gaussian twin */
    qtl_isa isa;
} qtl_lga_options;

/* h(X) in nats of the n points values[d][n]: the mean of -ln f(x_i), f(x_i) the density
 * at x_i of the Gaussian that qtl_lga_fit finds there; x_i is not among its neighbours.
 *
 * With few neighbours that is off by up to a tenth of a nat on any density, even a
 * Gaussian one. `corrected` measures this on twins, n draws (fixed seed) of a Gaussian
 * with the covariance of the points, whose own mean of -ln f is known, and subtracts it:
 * a parametric bootstrap (Efron & Tibshirani 1993, section 10.3) that leaves Gaussians
 * unbiased at any covariance. The fits of 1 + 4000 / n twins, 40 at most, are its cost.
 *
 * *failures counts the fits (of twins too) that did not converge; the best Gaussian
 * on the way stands in for them, and QTL_ENUMERIC refuses more than 1 % of the points.
 * Refused too: d
 * > 20, k > neighbours or neighbours >= n or < d + 2 (QTL_ERANGE); a constant column or a
 * point that coincides with its k nearest (QTL_EUNSUPPORTED); columns that are linearly
 * dependent around some point (QTL_ENUMERIC). */
QTL_NODISCARD qtl_status qtl_lga_entropy(const double *values, size_t n, size_t d,
                                         const qtl_lga_options *options, double *h_nats,
                                         size_t *failures);

#endif
