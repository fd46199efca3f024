/* Layers as estimators of densities see them: equiprobable points with Gaussian noise. */
#ifndef QTL_INFORMATION_NOISE_H
#define QTL_INFORMATION_NOISE_H

#include <stdint.h>

#include "quantal/estimator.h"

/* Limits of the parameters `variance` (of estimators that cannot do without noise) and
 * `seed`. */
#define QTL_VARIANCE_MIN 1e-12
#define QTL_VARIANCE_MAX 1e12
#define QTL_SEED_MAX 9007199254740992.0 /* 2^53 */

/* Refuses, on behalf of an estimator that works on samples, layers whose inputs are not
 * equiprobable (1e-9 relative) or whose labels are soft. */
QTL_NODISCARD qtl_status qtl_layer_is_sample(const qtl_layer *layer,
                                             const char *estimator);

/* T + Z, Z ~ N(0, variance) on every neuron: [d][N], from the random stream (seed,
 * QTL_FOR_ESTIMATOR, 0), neuron by neuron. The caller frees. */
QTL_NODISCARD qtl_status qtl_noisy_layer(const qtl_layer *layer, double variance,
                                         uint64_t seed, double **out);

#endif
