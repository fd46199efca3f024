/* Symmetric positive definite matrices of a few rows, dense and row-major. */
#ifndef QTL_INFORMATION_SMALL_MATRIX_H
#define QTL_INFORMATION_SMALL_MATRIX_H

#include <stdbool.h>
#include <stddef.h>

/* a [n][n] = L L', L into the lower triangle of a (the upper one is neither read nor
 * written). False, with a spoilt, unless a is positive definite. O(n^3). */
bool qtl_cholesky(double *a, size_t n);

/* b [n] becomes (L L')^-1 b. O(n^2). */
void qtl_cholesky_solve(const double *l, size_t n, double *b);

/* inverse [n][n] = (L L')^-1, both triangles. O(n^3). */
void qtl_cholesky_inverse(const double *l, size_t n, double *inverse);

/* ln det L L'. */
double qtl_cholesky_ln_det(const double *l, size_t n);

#endif
