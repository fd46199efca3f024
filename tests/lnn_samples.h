/* Samples and estimates for the tests of lnn. */
#ifndef QTL_TESTS_LNN_SAMPLES_H
#define QTL_TESTS_LNN_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

#include <gsl/gsl_rng.h>

/* Stream `index`; freed with gsl_rng_free. */
gsl_rng *lnn_stream(uint64_t index);

/* n points of N(0, 1) in d dimensions, [d][n]; freed by the caller. */
double *lnn_gaussians(size_t n, size_t d, uint64_t index);

/* h(X) of x [d][n] in bits, which must succeed. */
double lnn_bits(const double *x, size_t n, size_t d, const char *method);

/* I(X;Y) of x [d_x][n] and y [d_y][n], likewise. */
double lnn_information(const double *x, size_t d_x, const double *y, size_t d_y, size_t n,
                       const char *method);

#endif
