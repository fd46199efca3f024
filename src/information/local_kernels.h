/* Weighted moments of one neighbourhood: the inner loops of `lnn` and `lga`. */
#ifndef QTL_INFORMATION_LOCAL_KERNELS_H
#define QTL_INFORMATION_LOCAL_KERNELS_H

#include <stddef.h>

#include "core/isa.h"

enum { QTL_LOCAL_LANES = 8 }; /* neighbours of a block */

/* What orthogonalisation gives: factor' factor = sum_j w_j (u_j - mean)(u_j - mean)'. */
typedef struct qtl_local_factors {
    const double *mean; /* [d] in */
    double *before;     /* [d] the length of each column at first */
    double *factor;     /* [d][d] upper triangular */
} qtl_local_factors;

/* A neighbourhood is [d][8 n_blocks] differences u to its centre, 64-byte aligned. */
typedef struct qtl_local_kernels {
    /* exponents[j] = -log2(e) |u_j|^2 / 4, but -1000 at least, so that the square of
     * 2^exponents[j] is exp(-|u_j|^2 / 2). */
    void (*exponents)(const double *u, size_t d, size_t n_blocks, double *exponents);
    /* With weights w_j = roots[j]^2: mean[c] = sum_j w_j u_cj / S0; returns S0 = sum_j
     * w_j. */
    double (*mean)(const double *u, size_t d, const double *roots, size_t n_blocks,
                   double *mean);
    /* Modified Gram-Schmidt of the columns roots[j] (u_cj - mean[c]): u becomes the
     * orthogonal basis, unit length. A column of length 0 stays 0. */
    void (*factor)(double *u, size_t d, const double *roots, size_t n_blocks,
                   const qtl_local_factors *out);
} qtl_local_kernels;

extern const qtl_local_kernels qtl_local_kernels_baseline;
extern const qtl_local_kernels qtl_local_kernels_avx2;
extern const qtl_local_kernels qtl_local_kernels_avx512;

const qtl_local_kernels *qtl_local_kernels_for(qtl_isa isa);

#endif
