/* Standard errors of estimates that come without one, by leaving samples out. Every
 * result is in bits. */
#ifndef QUANTAL_RESAMPLING_H
#define QUANTAL_RESAMPLING_H

#include <stddef.h>
#include <stdint.h>

#include "quantal/estimator.h"
#include "quantal/status.h"

#pragma GCC visibility push(default)

typedef struct qtl_resampling {
    size_t n_halvings; /* B; 0: 20 */
    uint64_t seed;     /* how the samples are halved */
} qtl_resampling;

/* Standard error of `method` on `sample` by the delete-d jackknife with d = n/2: B times
 * the n samples are halved at random, and with theta_1, theta_2 the estimates of the
 * halves of n_1 and n_2 (different by one at most),
 *   stderr^2 = (1/B) sum n_1 n_2 / n^2 (theta_1 - theta_2)^2.
 * Halves share no sample, so this has the right size wherever the variance falls like
 * 1/n, also for nearest neighbours: leaving out few samples instead moves the k-th
 * neighbours of many and overstates their scatter (Efron & Stein 1981), and a bootstrap's
 * copies would be neighbours at distance 0. Of B halvings it is itself known to about one
 * part in sqrt(2 B), 16 % for 20. It leaves the bias out.
 *   how         NULL: everything as by default
 *   stderr_bits out, 0 or more; untouched on failure
 * QTL_ERANGE below two samples, above 2^20 halvings; fails as qtl_method_sample does,
 * which halving a sample can make it do. Costs 2 B estimates of n/2 samples, in parallel;
 * the result does not depend on threads. Shao & Wu (1989), sections 2 and 4; Efron &
 * Tibshirani (1993), section 11.5. */
QTL_NODISCARD qtl_status qtl_method_stderr(const qtl_method *method,
                                           const qtl_sample *sample,
                                           const qtl_resampling *how,
                                           double *stderr_bits);

#pragma GCC visibility pop
#endif
