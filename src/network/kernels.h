/* The inner loops. Each *_kernels.c is compiled once per instruction set into one table.
 *
 * A mini-batch is a set of rows, one per neuron, [n_rows][stride]; sample s is lane s of
 * every row. n_lanes is the number of samples rounded up to QTL_LANES; the lanes past the
 * last sample repeat a sample and get no gradient. Rows are 64-byte aligned. */
#ifndef QTL_NETWORK_KERNELS_H
#define QTL_NETWORK_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/isa.h"
#include "quantal/network.h"

enum { QTL_LANES = 16 };

typedef struct qtl_rows {
    float *data; /* [n_rows][stride] */
    size_t n_rows, stride, n_lanes;
} qtl_rows;

/* Forward: out_j = bias_j + sum over k, ascending, of matrix[j, k] * in_k.
 * Backward: out_j = factor_j * that sum. */
typedef struct qtl_product {
    const float *matrix;      /* element (j, k) at j * out_step + k * in_step */
    size_t out_step, in_step; /* swapping them transposes */
    const float *bias;        /* [out.n_rows]; forward */
    const float *factor;      /* rows like out; backward */
    qtl_rows in, out;
} qtl_product;

/* Sums over samples of delta_j * in_i and of delta_j. */
typedef struct qtl_outer {
    qtl_rows delta, in;
    float *weights; /* [delta.n_rows][in.n_rows] */
    float *biases;  /* [delta.n_rows] */
} qtl_outer;

/* An input that is not 0. */
typedef struct qtl_nonzero {
    uint32_t feature;
    float value;
} qtl_nonzero;

/* A batch of inputs without their zeros: sample s is input index[s], and input i has
 * nonzeros start[i] .. start[i + 1], features ascending. */
typedef struct qtl_sparse_rows {
    qtl_nonzero *nonzeros; /* and room for one more input, which is only prefetched */
    size_t *start;
    const uint32_t *index; /* [n_lanes] */
    float *scratch;        /* [qtl_sparse_scratch(n_features, n_lanes)] */
} qtl_sparse_rows;

/* Row r of `out` gets, at lane s, element r of line index[s] of the table. The table has
 * `pitch` >= out.n_rows numbers a line. */
typedef struct qtl_gathering {
    const float *table;
    size_t pitch;
    const uint32_t *index; /* [out.n_lanes] */
    qtl_rows out;
} qtl_gathering;

/* A convolution between images of neurons (qtl_image), stride 1, no padding. */
typedef struct qtl_convolution {
    const float *weights; /* [filter][channel][side][side] */
    const float *biases;  /* [filter]; forward */
    size_t side;
    qtl_image below, above; /* above.channels: filters */
    qtl_rows in, out; /* forward: values of both; backward: deltas from above to below */
    const float *factor; /* rows like out, or NULL; backward */
} qtl_convolution;

/* Its gradient: sums over samples and places of delta above times value below. */
typedef struct qtl_convolution_gradient {
    qtl_rows delta, in;
    size_t side;
    qtl_image below, above;
    float *weights, *biases; /* as above */
} qtl_convolution_gradient;

/* Largest of side x side neurons. The gradient goes to the first of equal ones. */
typedef struct qtl_pooling {
    size_t side;
    qtl_image below, above;
    qtl_rows in, out;    /* values; backward reads both */
    qtl_rows delta, to;  /* deltas above and below; backward */
    const float *factor; /* rows like `to`, or NULL; backward */
} qtl_pooling;

typedef struct qtl_image_kernels {
    void (*convolve)(const qtl_convolution *task);
    void (*convolve_back)(const qtl_convolution *task);
    void (*convolve_gradient)(const qtl_convolution_gradient *task);
    void (*pool)(const qtl_pooling *task);
    void (*pool_back)(const qtl_pooling *task);
} qtl_image_kernels;

typedef struct qtl_product_kernels {
    void (*forward)(const qtl_product *task);
    void (*backward)(const qtl_product *task);
    void (*outer)(const qtl_outer *task);
    void (*sum_rows)(qtl_rows rows, float *sums); /* over samples; what `outer` does */
    void (*gather)(const qtl_gathering *task);
} qtl_product_kernels;

/* The same bits (but for the sign of a sum that is 0) as `forward` and `outer` above,
 * when `in` lists what task->in.data would hold, which is not read. Weights that are not
 * finite, times 0, are left out. */
typedef struct qtl_sparse_kernels {
    void (*forward)(const qtl_product *task, const qtl_sparse_rows *in); /* in_step 1 */
    void (*outer)(const qtl_outer *task, const qtl_sparse_rows *in);
} qtl_sparse_kernels;

/* Lines of weights or of a tree of five partial sums, and of deltas. */
static inline size_t qtl_sparse_scratch(size_t n_features, size_t n_lanes)
{
    return (5 * n_features + n_lanes) * QTL_LANES;
}

/* Levels low + code * step, code = nearest((a - low) * scale). */
typedef struct qtl_grid {
    float low, high, step, scale;
} qtl_grid;

/* Index of an activation in its table, and of its kernel. */
typedef enum qtl_activation_id {
    QTL_TANH,
    QTL_RELU,
    QTL_LEAKY_RELU,
    QTL_ELU,
    QTL_SIGMOID,
    QTL_HARD_TANH,
    QTL_SOFTSIGN,
    QTL_SOFTPLUS,
    QTL_SWISH,
    QTL_LINEAR,
    QTL_ACTIVATION_COUNT
} qtl_activation_id;

/* What softmax leaves behind besides probabilities. */
typedef struct qtl_scoring {
    qtl_rows logits;  /* [n_classes] rows */
    qtl_rows targets; /* p(y|x) */
    float *loss;      /* [n_lanes] cross-entropy, nats */
    float *correct;   /* [n_lanes] p(y = argmax | x), the first of equal maxima */
} qtl_scoring;

typedef struct qtl_activation_kernels {
    /* values: net inputs become activations; slopes: derivatives, rows like values. */
    void (*activate[QTL_ACTIVATION_COUNT])(qtl_rows values, float *slopes);
    /* The same and then quantized, for a bounded activation. */
    void (*activate_on[QTL_ACTIVATION_COUNT])(qtl_rows values, float *slopes,
                                              const qtl_grid *grid);
    /* Activations become levels; slopes outside [low, high] become 0. */
    void (*quantize)(qtl_rows values, float *slopes, const qtl_grid *grid);
    /* Codes of levels: out[row * pitch + lane]. */
    void (*encode)(qtl_rows levels, const qtl_grid *grid, uint16_t *out);
    float (*peak)(qtl_rows values); /* largest magnitude */
    void (*softmax)(qtl_rows values);
    /* delta = (probability - target) / n_samples; 0 in the lanes past them. */
    void (*output_delta)(qtl_rows probabilities, const float *targets, float *delta,
                         size_t n_samples);
    /* Sum of delta * level over samples outside the range: d loss / d log c. */
    float (*range_gradient)(qtl_rows levels, const float *slopes, const float *delta,
                            const qtl_grid *grid);
    void (*scale)(qtl_rows values, const float *factor); /* values *= factor */
    void (*score)(const qtl_scoring *task);
    float (*exponential)(float x);
    float (*logarithm)(float x); /* of a normal positive number */
} qtl_activation_kernels;

/* n numbers, a multiple of QTL_LANES. */
typedef struct qtl_step {
    float *parameters;
    const float *gradient;
    float *first, *second; /* moments */
    size_t n;
    float rate, momentum, beta1, beta2, epsilon;
} qtl_step;

typedef struct qtl_optimizer_kernels {
    void (*step[3])(const qtl_step *task); /* in the order of qtl_optimizer */
    /* out = nearest(in / s) * s with s = max|in| / 127. */
    void (*eight_bits)(const float *in, float *out, size_t n);
} qtl_optimizer_kernels;

typedef struct qtl_kernels {
    const qtl_product_kernels *product;
    const qtl_sparse_kernels *sparse;
    const qtl_image_kernels *image;
    const qtl_activation_kernels *activation;
    const qtl_optimizer_kernels *optimizer;
} qtl_kernels;

const qtl_kernels *qtl_kernels_for(qtl_isa isa);

#define QTL_DECLARE_KERNELS(isa)                                                         \
    extern const qtl_product_kernels qtl_product_kernels_##isa;                          \
    extern const qtl_sparse_kernels qtl_sparse_kernels_##isa;                            \
    extern const qtl_image_kernels qtl_image_kernels_##isa;                              \
    extern const qtl_activation_kernels qtl_activation_kernels_##isa;                    \
    extern const qtl_optimizer_kernels qtl_optimizer_kernels_##isa
QTL_DECLARE_KERNELS(baseline);
QTL_DECLARE_KERNELS(avx2);
QTL_DECLARE_KERNELS(avx512);

#endif
