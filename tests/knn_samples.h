/* Samples for the tests of nearest-neighbour estimators. */
#ifndef QTL_TESTS_KNN_SAMPLES_H
#define QTL_TESTS_KNN_SAMPLES_H

#include <stdbool.h>
#include <stdint.h>

#include "quantal/estimator.h"

/* Two variables side by side that own their values. */
typedef struct knn_sample {
    qtl_sample sample;
    double *values; /* [x.d + y.d][n] */
} knn_sample;

/* y = rho x + sqrt(1 - rho^2) noise, both standard normal, coordinate by coordinate (the
 * shorter one decides). */
knn_sample knn_normal(size_t n, size_t d_x, size_t d_y, double rho, uint64_t seed);

/* The same rounded to multiples of `step`: ties and copies. */
knn_sample knn_rounded(size_t n, size_t d_x, size_t d_y, double step, uint64_t seed);

/* x normal of d dimensions, its first coordinate shifted by the label y in 0..levels-1.
 */
knn_sample knn_labelled(size_t n, size_t d, unsigned levels, uint64_t seed);

void knn_free(knn_sample *sample);

/* The estimate in bits, which must succeed. */
double knn_bits(const char *method, const qtl_sample *sample);

/* What the method says about a sample that it refuses. */
qtl_status knn_status(const char *method, const qtl_sample *sample);

/* Max-norm distance in one variable. */
double knn_distance(const qtl_variable *v, size_t n, size_t a, size_t b);

#endif
