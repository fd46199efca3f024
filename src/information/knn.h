/* What the nearest-neighbour estimators share. */
#ifndef QTL_INFORMATION_KNN_H
#define QTL_INFORMATION_KNN_H

#include "information/neighbours.h"
#include "quantal/estimator.h"

/* Limits of the parameter k of every such estimator. */
#define QTL_K_MIN 1
#define QTL_K_MAX 1e6

/* psi(m) = d ln Gamma(m) / dm for m = 1..n into out[n + 1] (out[0] is 0), to the last bit
 * or two: psi(1) = -gamma, psi(m + 1) = psi(m) + 1/m, summed with compensation. The
 * caller frees. Check value psi(10) = 2.251752589066721. Abramowitz & Stegun 6.3.2. */
QTL_NODISCARD qtl_status qtl_digamma_create(size_t n, double **out);

/* x and y side by side, [x.d + y.d][n]. The caller frees. */
QTL_NODISCARD qtl_status qtl_sample_join(const qtl_sample *sample, double **out);

/* Refuses discrete variables on behalf of an estimator of densities. */
QTL_NODISCARD qtl_status qtl_sample_continuous(const qtl_sample *sample,
                                               const char *estimator);

/* Refuses samples of one variable on behalf of an estimator of I(X;Y). */
QTL_NODISCARD qtl_status qtl_sample_has_y(const qtl_sample *sample,
                                          const char *estimator);

/* distance[n] to the k-th neighbour of each of the points values[d][n], max norm. */
QTL_NODISCARD qtl_status qtl_knn_distance(const double *values, size_t n, size_t d,
                                          size_t k, double *distance);

/* count[n] of the others around each of the points values[d][n], max norm. */
QTL_NODISCARD qtl_status qtl_knn_count(const double *values, size_t n, size_t d,
                                       const double *radius, bool or_equal,
                                       uint32_t *count);

#endif
