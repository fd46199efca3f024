/* Dense networks whose neurons take n_levels discrete values, or are continuous. */
#ifndef QUANTAL_NETWORK_H
#define QUANTAL_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "quantal/dataset.h"
#include "quantal/status.h"

#pragma GCC visibility push(default)

/* An activation function. Its codes cover [low, high] if bounded; otherwise
 * [low * c, high * c] with a clip c that the network keeps (low is 0 or -1, high is 1).
 */
typedef struct qtl_activation {
    const char *name;    /* e.g. "tanh" */
    const char *summary; /* the formula */
    double low, high;
    bool bounded;
    double (*value)(double net_input); /* reference, double precision */
    double (*slope)(double net_input); /* its derivative */
} qtl_activation;
const qtl_activation *qtl_activation_at(size_t i); /* NULL past the end */
QTL_NODISCARD qtl_status qtl_activation_find(const char *name,
                                             const qtl_activation **out);

/* How initial weights are drawn; biases start at 0. */
typedef enum qtl_initializer {
    QTL_GLOROT_UNIFORM,    /* U(-a, a), a = sqrt(6 / (fan_in + fan_out)); Glorot & Bengio
                              2010 */
    QTL_HE,                /* N(0, 2 / fan_in); He et al. 2015 */
    QTL_TRUNCATED_FAN_IN,  /* N(0, 1 / fan_in) redrawn beyond 2 sd; Shwartz-Ziv & Tishby's
                              code */
    QTL_TRUNCATED_FAN_OUT, /* N(0, 1 / fan_out) redrawn beyond 2 sd; Saxe et al.'s code */
    QTL_INITIALIZER_COUNT
} qtl_initializer;
const char *qtl_initializer_name(size_t i); /* "glorot-uniform", ...; NULL past the end */

/* Where the range of an unbounded activation's codes comes from. */
typedef enum qtl_range {
    QTL_RANGE_FIXED,       /* c = clip, never moves */
    QTL_RANGE_LEARNED,     /* c = exp(theta), theta learned (PACT, Choi et al. 2018) */
    QTL_RANGE_RUNNING_MAX, /* c = largest magnitude seen in training so far */
    QTL_RANGE_COUNT
} qtl_range;
const char *
qtl_range_name(size_t i); /* "fixed", "learned", "running-max"; NULL past the end */

/* Codes 0 .. n_levels - 1, code = round((a - lo) / (hi - lo) * (n_levels - 1)), ties to
 * even. */
typedef struct qtl_quantization {
    uint32_t n_levels; /* 0: continuous neurons; else 2..65536 */
    qtl_range range;
    double clip;       /* first c of an unbounded activation; 0: 6 */
    bool weights_8bit; /* weights on 255 levels -127..127, scale max|w| / 127 per layer */
} qtl_quantization;

typedef struct qtl_network_spec {
    size_t n_inputs;
    size_t n_layers;                  /* hidden layers and the softmax output */
    const size_t *widths;             /* [n_layers]; the last is the number of classes */
    const qtl_activation *activation; /* of the hidden layers */
    qtl_initializer initializer;
    qtl_quantization quantization;
} qtl_network_spec;

typedef struct qtl_network qtl_network; /* opaque */

/* A network with initial weights drawn from the stream (seed, QTL_FOR_WEIGHTS, run):
 * twins with the same seed and run start from the same weights. */
QTL_NODISCARD qtl_status qtl_network_create(const qtl_network_spec *spec, uint64_t seed,
                                            uint64_t run, qtl_network **out);
void qtl_network_free(qtl_network *network);

/* What every layer says about every input, and how well the output does.
 * The next layer reads exactly `values`, so layer l+1 is a function of layer l's codes.
 */
typedef struct qtl_snapshot {
    size_t n_points, n_layers;
    size_t *widths;   /* [n_layers] */
    float **values;   /* [n_layers] -> [width][n_points]: levels if quantized, else
                         activations */
    uint16_t **codes; /* [n_layers] -> [width][n_points]; NULL for a continuous network */
    double *low,
        *high;   /* [n_layers] range of the codes; for a continuous network the bounded
                    range, or the smallest and largest value in the layer */
    float *loss; /* [n_points] cross-entropy of the float softmax against p(y|x), nats */
    float *correct; /* [n_points] p(y = argmax output | x); 0 or 1 for hard labels */
} qtl_snapshot;

/* Allocates room for the snapshots of `network` on n_points inputs. */
QTL_NODISCARD qtl_status qtl_snapshot_create(const qtl_network *network, size_t n_points,
                                             qtl_snapshot **out);
/* Runs the network over the whole data set. Does not change the network. O(N * weights).
 */
QTL_NODISCARD qtl_status qtl_snapshot_take(const qtl_network *network,
                                           const qtl_dataset *dataset,
                                           qtl_snapshot *snapshot);
void qtl_snapshot_free(qtl_snapshot *snapshot);

#pragma GCC visibility pop
#endif
