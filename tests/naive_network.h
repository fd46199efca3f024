/* The plain way to train the same networks: loops over samples and neurons, libm, no
 * vectors, no blocking. Written from the formulas, it shares no code with the library.
 * In double precision it is what the kernels are tested against; in single precision what
 * they are timed against. */
#ifndef QTL_TESTS_NAIVE_NETWORK_H
#define QTL_TESTS_NAIVE_NETWORK_H

#include <stddef.h>
#include <stdint.h>

#include "quantal/trainer.h"

#ifndef NAIVE_REAL
#define NAIVE_REAL double
#endif
typedef NAIVE_REAL naive_real;

enum { NAIVE_MAX_LAYERS = 8, NAIVE_MAX_WIDTH = 128 };

typedef struct naive_layer {
    qtl_layer_spec spec;
    qtl_image in, out;
    size_t n_in, n_out, n_weights, n_biases;
    naive_real *w, *b; /* [n_out][n_in], [n_out]; [filter][channel][side][side] */
    naive_real theta, seen;
    naive_real *gw, *gb, gtheta;       /* gradients */
    naive_real *mw, *mb, mtheta;       /* first moments */
    naive_real *vw, *vb, vtheta;       /* second moments */
    naive_real *used;                  /* weights, on 8 bits if asked */
    naive_real a[NAIVE_MAX_WIDTH];     /* activations before rounding */
    naive_real value[NAIVE_MAX_WIDTH]; /* what the next layer reads */
    naive_real slope[NAIVE_MAX_WIDTH];
    naive_real delta[NAIVE_MAX_WIDTH];
    size_t from[NAIVE_MAX_WIDTH]; /* the first largest of a window */
} naive_layer;

typedef struct naive_network {
    qtl_network_spec spec;
    qtl_training training;
    naive_layer layer[NAIVE_MAX_LAYERS];
    size_t step;
} naive_network;

/* Parameters start at 0 (theta at log c); the caller sets weights. */
void naive_create(naive_network *network, const qtl_network_spec *spec,
                  const qtl_training *training);
void naive_free(naive_network *network);

/* Loss of one input under targets [n_classes]; fills values, and probabilities as the
 * last layer's values. */
naive_real naive_forward(naive_network *network, const float *x, const float *targets);

/* Gradient of the mean loss over n inputs x [n][n_inputs], targets [n][n_classes]. */
void naive_gradient(naive_network *network, const float *const *x,
                    const float *const *targets, size_t n);

/* A gradient of the batch, the penalty, and one step of the optimizer. */
void naive_train_batch(naive_network *network, const float *const *x,
                       const float *const *targets, size_t n);

#endif
