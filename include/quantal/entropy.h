/* Exact (plug-in) entropy and mutual information from counts. All results in bits. */
#ifndef QUANTAL_ENTROPY_H
#define QUANTAL_ENTROPY_H

#include <stddef.h>
#include <stdint.h>

#include "quantal/status.h"

#pragma GCC visibility push(default)

/* Entropy H(T) of a histogram: log2 N - (1/N) sum_k c_k log2 c_k.
 *   counts  [n] occurrences of each symbol; zeros allowed
 *   h_bits  out, in [0, log2 N]; untouched on failure
 * QTL_EINVAL on NULL, QTL_EEMPTY if every count is zero, QTL_ERANGE if the counts add up
 * to 2^53 or more. O(n), no allocation. Cover & Thomas (2006), eq. 2.1. */
QTL_NODISCARD qtl_status qtl_entropy(const uint64_t *counts, size_t n, double *h_bits);

/* Mutual information I(T;Y) = H(T) + H(Y) - H(T,Y) of a table of joint counts.
 *   joint    [n_t][n_y] occurrences of each pair; zeros allowed
 *   mi_bits  out, in [0, min(H(T), H(Y))]; untouched on failure
 * Fails as qtl_entropy does, and with QTL_ENOMEM. O(n_t n_y), one allocation.
 * Cover & Thomas (2006), eq. 2.45. */
QTL_NODISCARD qtl_status qtl_mutual_information(const uint64_t *joint, size_t n_t,
                                                size_t n_y, double *mi_bits);

#pragma GCC visibility pop
#endif
