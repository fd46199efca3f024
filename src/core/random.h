/* Random streams. A stream is named by (seed, purpose, index), so that what one part of a
 * run draws never depends on what another part drew, nor on order or threads. */
#ifndef QTL_CORE_RANDOM_H
#define QTL_CORE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#include <gsl/gsl_rng.h>

#include "quantal/status.h"

typedef enum qtl_purpose {
    QTL_FOR_SPLIT = 1,
    QTL_FOR_WEIGHTS,
    QTL_FOR_BATCHES,
    QTL_FOR_LABEL_SHUFFLE,
    QTL_FOR_ESTIMATOR,
    QTL_FOR_TESTS,
    QTL_FOR_VALIDATION,
    QTL_FOR_RESAMPLING,
    QTL_FOR_DATA,
    QTL_FOR_SUBSAMPLES
} qtl_purpose;

/* A GSL generator (taus2, period 2^88) seeded by a splitmix64 hash of the three numbers.
 * Free with gsl_rng_free. */
QTL_NODISCARD qtl_status qtl_random_create(uint64_t seed, qtl_purpose purpose,
                                           uint64_t index, gsl_rng **out);

/* Uniform integer in [0, n), unbiased, n < 2^32 (Lemire 2019, alg. 5). */
static inline uint32_t qtl_random_below(gsl_rng *rng, uint32_t n)
{
    uint64_t product = (uint64_t)(uint32_t)gsl_rng_get(rng) * n;
    if ((uint32_t)product < n) {
        const uint32_t threshold = -n % n;
        while ((uint32_t)product < threshold) {
            product = (uint64_t)(uint32_t)gsl_rng_get(rng) * n;
        }
    }
    return (uint32_t)(product >> 32);
}

/* Fisher-Yates shuffle of n < 2^32 indices. Below 2^16 one 32-bit word serves two steps
 * (Brackett-Rozinsky & Lemire 2024, batched draws), still unbiased. */
void qtl_random_shuffle(gsl_rng *rng, uint32_t *items, size_t n);

#endif
