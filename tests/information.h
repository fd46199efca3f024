/* Layers to measure, for the tests of src/information. */
#ifndef QTL_TESTS_INFORMATION_H
#define QTL_TESTS_INFORMATION_H

#include <gsl/gsl_rng.h>

#include "quantal/estimator.h"
#include "suite.h"

/* A layer that owns its arrays; `layer` borrows them. */
typedef struct test_layer {
    double *values;  /* [d][N] */
    uint16_t *codes; /* [d][N], values are the codes as numbers */
    uint32_t *label; /* [N] */
    double *p_x;     /* [N], not used by `layer` unless set there */
    double *soft;    /* [N][K], likewise */
    qtl_layer layer;
} test_layer;

/* A stream for test number `index`; free with gsl_rng_free. */
gsl_rng *test_stream(uint64_t index);

/* n points of `width` codes below n_levels and labels below n_classes, all uniform. */
test_layer test_layer_create(size_t n, size_t width, uint32_t n_levels, size_t n_classes,
                             gsl_rng *rng);
void test_layer_free(test_layer *layer);

/* Fills p_x and soft with random distributions (some entries 0). */
void test_layer_weigh(test_layer *layer, gsl_rng *rng);

/* The same layer with its codes as bytes, which `bytes` [d][N] must have room for. */
qtl_layer test_layer_in_bytes(const qtl_layer *layer, uint8_t *bytes);

/* Measures; the call must succeed. Bits. */
typedef struct test_bits {
    double i_xt, i_ty;
} test_bits;
test_bits test_measure(const char *method, const qtl_layer *layer);

/* Moves point i to order[i], in every array. */
void test_layer_permute(test_layer *layer, const uint32_t *order);

#endif
