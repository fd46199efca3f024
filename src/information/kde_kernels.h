/* Sums of Gaussian kernels over pairs of points: the inner loop of `kde`. */
#ifndef QTL_INFORMATION_KDE_KERNELS_H
#define QTL_INFORMATION_KDE_KERNELS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/isa.h"

enum { QTL_KDE_LANES = 8 }; /* points of a block */

/* The kernels 2^e between block `row` and blocks from..to-1, summed with weights, over
 * P = 8 n_blocks points. Either e = scale |x_i - x_j|^2, or, if `height` is there,
 * e = x_i x_j - height_i - height_j: a third less work, but it cancels, so it is only for
 * small heights |x|^2 / 2. */
typedef struct qtl_kde_strip {
    const double *x;      /* [n_blocks][width][8] */
    const double *height; /* [stride] or NULL */
    size_t width;
    size_t row, from, to;
    double scale;          /* below 0 */
    double cutoff;         /* exponents below this count as a kernel of 0 */
    const double *weights; /* [n_channels][stride] */
    double *sums;          /* [n_channels][stride], added to */
    size_t n_channels;     /* weightings of the same kernels */
    size_t stride;         /* P */
    bool both;       /* adds to the points of the columns too, not only of the row */
    double *scratch; /* [n_channels][8][8], 64-byte aligned, zero, left zero */
} qtl_kde_strip;

typedef struct qtl_kde_kernels {
    void (*strip)(const qtl_kde_strip *strip);
    void (*exp2)(double *x,
                 size_t n); /* 2^x of n numbers in [-1000, 0]; n a multiple of 8 */
} qtl_kde_kernels;

extern const qtl_kde_kernels qtl_kde_kernels_baseline;
extern const qtl_kde_kernels qtl_kde_kernels_avx2;
extern const qtl_kde_kernels qtl_kde_kernels_avx512;

const qtl_kde_kernels *qtl_kde_kernels_for(qtl_isa isa);

#endif
