/* The neighbourhood of one point in its own units: Gaussian weights, their moments and
 * the entropy density that a local Gaussian fit gives. What `lnn` and `lga` share. */
#ifndef QTL_INFORMATION_LOCAL_H
#define QTL_INFORMATION_LOCAL_H

#include <stdbool.h>
#include <stddef.h>

#include "core/isa.h"
#include "information/kde_kernels.h"
#include "information/local_kernels.h"
#include "quantal/status.h"

/* Room for one neighbourhood of n points in d dimensions; u and roots are padded with
 * zeros to `stride`, a multiple of 8. */
typedef struct qtl_local {
    size_t d, n, stride;
    double *u;      /* [d][stride] (x_j - x_i) / h; spent by qtl_local_factor */
    double *roots;  /* [stride] square roots of the weights exp(-|u_j|^2 / 2) */
    double *mean;   /* [d] weighted mean */
    double *before; /* [d] spread of each coordinate, root of the weighted variance */
    double *factor; /* [d][d] upper triangular: factor' factor is the covariance */
    double *solved; /* [d] room of qtl_local_mahalanobis */
    double s0;      /* sum of the weights */
    const qtl_kde_kernels *exp_kernels;
    const qtl_local_kernels *kernels;
} qtl_local;

QTL_NODISCARD qtl_status qtl_local_create(size_t n, size_t d, qtl_isa isa,
                                          qtl_local *out);
void qtl_local_free(qtl_local *local);

/* From u: roots, s0 and mean. O(n d), n exponentials. */
void qtl_local_weigh(qtl_local *local);

/* From u and the above: before and factor, by orthogonalisation, so that a variance of
 * 1e-24 times the largest still has its leading digits. O(n d^2). False if some
 * coordinate is a linear function of those before it within its rounding: the spread left
 * is below 1e-13 of its own, or below least[c] (may be NULL: 0). */
bool qtl_local_factor(qtl_local *local, const double *least);

/* Half of the squared Mahalanobis length of the mean, mean' covariance^-1 mean / 2. */
double qtl_local_mahalanobis(const qtl_local *local);

/* -ln of the local likelihood density at the centre in units of 1 / h^d, without the
 * number of samples: -ln s0 + (d/2) ln 2pi + |mean|^2 / 2 (order 1), or + (ln det
 * covariance + mean' covariance^-1 mean) / 2 (order 2). Loader (1996), Hjort & Jones
 * (1996); Gao, Oh & Viswanath (2016), prop. 1 and eq. 8. Order 2 after
 * qtl_local_factor. */
double qtl_local_minus_ln_density(const qtl_local *local, int order);

#endif
