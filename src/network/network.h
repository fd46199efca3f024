/* Inside of a network: layers, parameters, and the buffers a mini-batch passes through.
 */
#ifndef QTL_NETWORK_NETWORK_H
#define QTL_NETWORK_NETWORK_H

#include "network/kernels.h"
#include "quantal/network.h"

typedef struct qtl_layer {
    qtl_layer_kind kind;
    size_t n_in, n_out;            /* neurons below it, and its own */
    size_t side;                   /* of the kernel or window */
    qtl_image in, out;             /* shapes of both; no image below or in a dense one */
    size_t fan_in, fan_out;        /* of one neuron; for the initializers */
    size_t n_weights, n_biases;    /* 0 of pooling */
    size_t weights, biases, theta; /* where they are among the parameters */
    float clip;                    /* c; theta = log c is learned */
    float seen;                    /* largest magnitude in training so far */
    qtl_grid grid;                 /* of its codes; unused in a continuous network */
} qtl_layer;

struct qtl_network {
    const qtl_kernels *kernels;
    qtl_layer *layers; /* [n_layers] */
    size_t n_layers;
    const qtl_activation *activation;
    qtl_activation_id id;
    qtl_initializer initializer;
    qtl_quantization quantization;
    size_t n_parameters; /* a multiple of QTL_LANES; the rest is 0 */
    float *parameters;   /* layer by layer: weights ([n_out][n_in], or
                            [filter][channel][side][side]), biases, theta */
    float *effective;    /* what products use: `parameters`, or them on 8 bits */
};

/* More would overflow 32-bit counts elsewhere, and no machine here could train it. */
#define QTL_MAX_PARAMETERS ((size_t)1 << 31)

/* Shapes and sizes of `layer` as described, on top of `below` (for l = 0 the input: only
 * n_out and out are read). l counts from 0 and is for the message of a misfit. */
QTL_NODISCARD qtl_status qtl_layer_shape(const qtl_layer_spec *spec, size_t l,
                                         const qtl_layer *below, qtl_layer *layer);

/* Fills the weights of `network` from a stream of its own. */
QTL_NODISCARD qtl_status qtl_network_initialize(qtl_network *network, uint64_t seed,
                                                uint64_t run);

/* Recomputes what depends on the parameters: ranges, grids, 8-bit weights. */
void qtl_network_refresh(qtl_network *network);
void qtl_network_refresh_range(qtl_network *network, size_t l);

/* Uses the kernels of one instruction set; for tests. */
void qtl_network_use(qtl_network *network, qtl_isa isa);

/* The codes depend on a range that training moves. */
bool qtl_network_learns_range(const qtl_network *network);
bool qtl_network_tracks_range(const qtl_network *network);

/* Buffers for one mini-batch. All rows share one stride. */
typedef struct qtl_workspace {
    float *memory; /* of all rows */
    float *zeros;  /* [widest layer] */
    size_t stride, n_lanes;
    qtl_rows input;
    const qtl_sparse_rows *sparse; /* in place of `input`; NULL: dense. Not owned */
    qtl_rows targets;
    qtl_rows *values; /* [n_layers] what the next layer reads; the last: softmax */
    qtl_rows *slopes; /* [n_layers] derivatives of the activations */
    qtl_rows delta[2];
} qtl_workspace;

QTL_NODISCARD qtl_status qtl_workspace_create(const qtl_network *network,
                                              size_t n_samples, qtl_workspace *out);
void qtl_workspace_free(qtl_workspace *workspace);

/* From now on the batch has n_samples samples. */
void qtl_workspace_resize(qtl_workspace *workspace, const qtl_network *network,
                          size_t n_samples);

/* Input rows to logits, through the codes of every hidden layer. */
void qtl_network_forward(const qtl_network *network, const qtl_workspace *workspace);

/* Layer l alone, from values[l - 1] (or the input) to values[l]; the last: logits. */
void qtl_network_forward_layer(const qtl_network *network, const qtl_workspace *workspace,
                               size_t l);

/* The same in training, where the ranges may follow the largest magnitude and wide layers
 * may use BLAS. */
void qtl_network_forward_training(qtl_network *network, const qtl_workspace *workspace);

/* Gradient of the mean cross-entropy of n_samples; logits become probabilities. */
void qtl_network_backward(const qtl_network *network, const qtl_workspace *workspace,
                          size_t n_samples, float *gradient);

#endif
