/* Networks of dense, convolution and pooling layers whose neurons take n_levels discrete
 * values, or are continuous. */
#ifndef QUANTAL_NETWORK_H
#define QUANTAL_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "quantal/activation.h"
#include "quantal/initializer.h"
#include "quantal/status.h"

#pragma GCC visibility push(default)

/* Where the range of an unbounded activation's codes comes from. */
typedef enum qtl_range {
    QTL_RANGE_FIXED,       /* c = clip, never moves */
    QTL_RANGE_LEARNED,     /* c = exp(theta), theta learned (PACT, Choi et al. 2018) */
    QTL_RANGE_RUNNING_MAX, /* c = largest magnitude seen in training so far */
    QTL_RANGE_COUNT
} qtl_range;
/* "fixed", "learned", "running-max"; NULL past the end */
const char *qtl_range_name(size_t i);

/* Codes 0 .. n_levels - 1, code = round((a - lo) / (hi - lo) * (n_levels - 1)), ties to
 * even. */
typedef struct qtl_quantization {
    uint32_t n_levels; /* 0: continuous neurons; else 2..65536 */
    qtl_range range;
    double clip;       /* first c of an unbounded activation; 0: 6 */
    bool weights_8bit; /* weights on 255 levels -127..127, scale max|w| / 127 per layer */
} qtl_quantization;

typedef enum qtl_layer_kind {
    QTL_DENSE,
    QTL_CONVOLUTION, /* side x side kernels, stride 1, only where they fit ("valid") */
    QTL_MAX_POOL,    /* largest of side x side neurons, stride side; a rest is left out */
    QTL_LAYER_KIND_COUNT
} qtl_layer_kind;

/* One layer. A max-pooling layer follows a convolution or another pooling; it has no
 * parameters, and its codes are codes of the layer below. */
typedef struct qtl_layer_spec {
    qtl_layer_kind kind;
    size_t width; /* neurons of a dense layer, filters of a convolution */
    size_t side;  /* of the kernel or window */
} qtl_layer_spec;

/* Neurons as an image: number (channel * rows + row) * columns + column. */
typedef struct qtl_image {
    size_t rows, columns, channels; /* all 0: no image */
} qtl_image;

typedef struct qtl_network_spec {
    size_t n_inputs;
    qtl_image image;              /* of the inputs; only convolutions need it */
    size_t n_layers;              /* hidden layers and the softmax output */
    const qtl_layer_spec *layers; /* [n_layers]; the last: dense, as wide as classes */
    const qtl_activation *activation; /* of the hidden layers, out of the table; never
                                         NULL */
    qtl_initializer initializer;
    qtl_quantization quantization;
} qtl_network_spec;

typedef struct qtl_network qtl_network; /* opaque */

/* The layer as text: "10", "conv3x3x2" (side x side x filters), "pool2". */
enum { QTL_LAYER_TEXT_SIZE = 80 };
void qtl_layer_text(const qtl_layer_spec *spec, char text[QTL_LAYER_TEXT_SIZE]);

/* A network with initial weights drawn from the stream (seed, QTL_FOR_WEIGHTS, run):
 * twins with the same seed and run start from the same weights. `spec` is only read.
 *   QTL_EINVAL    spec, out or the activation is NULL
 *   QTL_EUNKNOWN  the activation is not in the table
 *   QTL_ERANGE    no layer, another number that cannot be, a layer that has no room in
 *                 what is below it or is too large, an output of one class
 *   QTL_ENOMEM    also when training would take more memory than the machine has
 * *out is untouched on failure. */
QTL_NODISCARD qtl_status qtl_network_create(const qtl_network_spec *spec, uint64_t seed,
                                            uint64_t run, qtl_network **out);
void qtl_network_free(qtl_network *network);

/* The BLAS that wide dense layers (100,000 weights and more) are trained with, as it
 * names itself, or NULL when this network has none. Training through it is reproducible
 * to the bit on one machine; without it, on all. Reading a network never uses it, so
 * equal inputs always have equal codes. Static. */
const char *qtl_network_blas(const qtl_network *network);

/* The first layer's weights [*n_out][*n_in] as they are now, borrowed, in floats whatever
 * it computes with; NULL if that layer is not dense. */
const float *qtl_network_first_weights(const qtl_network *network, size_t *n_out,
                                       size_t *n_in);

#pragma GCC visibility pop
#endif
