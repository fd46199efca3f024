/* The local Gaussian approximation at one point: which Gaussian maximises the local
 * likelihood
 *   (1/N) sum_j K(x_j - x) ln N(x_j; m, S) - int K(t - x) N(t; m, S) dt. */
#ifndef QTL_INFORMATION_LGA_FIT_H
#define QTL_INFORMATION_LGA_FIT_H

#include <stdbool.h>
#include <stddef.h>

#include "information/local.h"
#include "quantal/status.h"

/* Room for the fits of one thread; opaque. */
typedef struct qtl_lga_fit qtl_lga_fit;

/* d up to 20: a fit solves systems of d (d + 3) / 2 equations. */
enum { QTL_LGA_WIDTH_MAX = 20 };
QTL_NODISCARD qtl_status qtl_lga_fit_create(size_t d, qtl_lga_fit **out);
void qtl_lga_fit_free(qtl_lga_fit *fit);

/* Fits the neighbourhood `local` (weighed and factored) of one of n points, and sets
 * *minus_ln_density to -ln of the fitted Gaussian at the centre, in units of 1 / h^d.
 * False if it has not converged in 1000 steps: then the value is that of the best
 * Gaussian on the way.
 *
 * The likelihood depends on the neighbours only through S0, their weighted mean and
 * covariance. Coordinates v in which that covariance is the unit matrix make the problem
 * as well conditioned on a thin manifold as anywhere: the kernel there is
 * exp(-v'Kv / 2). With L = S^-1 and e = L m, up to constants,
 *   J = e'nu - (tr L + nu'L nu) / 2 - A(e, L) - r,  r = a exp(A(e, L + K) - A(e, L)),
 *   A(e, L) = (e'L^-1 e - ln det L + d ln 2pi) / 2,  a = (n - 1) / S0.
 * Newton steps in (e, -L/2), in which A is the cumulant function of a Gaussian, so that
 * the Hessian is a mix of covariances of (v, vv'); it starts from the closed form of
 * order 2 (r = 1 given up), L = 1 - K, e = nu. Gao, Ver Steeg & Galstyan (2015), eq. 29.
 */
bool qtl_lga_fit_at(qtl_lga_fit *fit, const qtl_local *local, size_t n,
                    double *minus_ln_density);

/* The Gaussian of the last fit, in the coordinates u of `local`: mean [d], covariance
 * [d][d]. */
void qtl_lga_fit_gaussian(const qtl_lga_fit *fit, const qtl_local *local, double *mean,
                          double *covariance);

#endif
