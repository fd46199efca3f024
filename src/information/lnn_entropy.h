/* Entropy by local nearest-neighbour likelihood: a Gaussian kernel as wide as the k-th
 * neighbour is far, a polynomial fit of the log density under it. */
#ifndef QTL_INFORMATION_LNN_ENTROPY_H
#define QTL_INFORMATION_LNN_ENTROPY_H

#include <stdbool.h>
#include <stddef.h>

#include "core/isa.h"
#include "quantal/status.h"

typedef struct qtl_lnn_options {
    int order;         /* 1 or 2 */
    size_t k;          /* the neighbour whose L2 distance is the bandwidth */
    size_t neighbours; /* in the sums, k at least; 0: qtl_lnn_default_neighbours(d) */
    bool corrected;    /* minus the constant B of lnn_bias.h */
    const double *bandwidth; /* [n] in place of that distance (not with `corrected`) */
    qtl_isa isa;
} qtl_lnn_options;

/* h(X) in nats of the n points values[d][n], the mean over the points of
 *   order 1: ln N     - ln S0 + (d/2) ln 2pi + d ln h + |mean|^2 / 2
 *   order 2: ln(N-1)  - ln S0 + (d/2) ln 2pi + d ln h
 *                     + (ln det cov + mean' cov^-1 mean) / 2
 * with the weighted moments of qtl_local. Gao, Oh & Viswanath (2016), eqs. 8 and 9.
 *
 * No point is left out. Refused: N <= neighbours; a constant column, or a point that
 * coincides with its k nearest (QTL_EUNSUPPORTED: no density); a point around which some
 * column is to its rounding a linear function of the others (order 2, QTL_ENUMERIC);
 * neighbours too few for order 2 (d + 1, corrected d + 5 at least), or corrected k < 4 in
 * order 2 (B has heavy tails) or d > 64 (QTL_ERANGE). */
QTL_NODISCARD qtl_status qtl_lnn_entropy(const double *values, size_t n, size_t d,
                                         const qtl_lnn_options *options, double *h_nats);

#endif
