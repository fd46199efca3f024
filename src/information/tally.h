/* Entropies of counts and of weights, in bits, for everything that counts. */
#ifndef QTL_INFORMATION_TALLY_H
#define QTL_INFORMATION_TALLY_H

#include <stddef.h>
#include <stdint.h>

/* A tally says how often each count occurs: tally[c], c in 0..n, of the counts equal c.
 * This is sum over the counts of c log2 c, in ascending order of c: the same bits
 * whatever the order of what was counted. */
double qtl_tally_sum(const int64_t *tally, size_t n);

/* Entropy of n points whose symbols have the counts in tally[n + 1]. */
double qtl_entropy_of_tally(const int64_t *tally, size_t n);

/* -p log2 p, 0 at p = 0. */
double qtl_minus_p_log_p(double p);

/* Entropy of p[n], which sums to 1. */
double qtl_entropy_of_weights(const double *p, size_t n);

#endif
