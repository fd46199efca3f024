/* Products of a dense layer with inputs that are mostly 0: one lane an output, 16 outputs
 * at once, and only the inputs that are not. A sum keeps its order, and a product with 0
 * leaves it as it is, so the bits are those of product_kernels.c. */
#include "network/lanes.h"

enum { PARTS = QTL_LANES / WIDTH, DEPTH = 5, AHEAD = 2 };

static const qtl_product_kernels *const products = &QTL_ISA_NAME(qtl_product_kernels);

/* Columns of up to 16 rows from row j on become lines of 16; a row that lacks is the
 * last. */
static void turn(const float *rows, size_t stride, size_t n_rows, qtl_rows lines)
{
    uint32_t index[QTL_LANES];
    for (uint32_t b = 0; b < QTL_LANES; b++) {
        index[b] = b < n_rows ? b : (uint32_t)n_rows - 1;
    }
    const qtl_gathering task = {rows, stride, index, lines};
    products->gather(&task);
}

static qtl_rows lines_at(float *data, size_t n)
{
    return (qtl_rows){data, n, QTL_LANES, QTL_LANES};
}

/* Net inputs of sample s for 16 outputs. Lists lie anywhere in memory, so that of a
 * sample to come is asked for meanwhile. */
INLINE void sum_inputs(const qtl_sparse_rows *in, size_t s, size_t next,
                       const float *weights, vf sum[PARTS])
{
    const qtl_nonzero *from = in->nonzeros + in->start[in->index[s]];
    const qtl_nonzero *end = in->nonzeros + in->start[in->index[s] + 1];
    const qtl_nonzero *to_come = in->nonzeros + in->start[in->index[next]];
    for (; from < end; from++) {
        const vf x = all(from->value);
        const float *w = weights + (size_t)from->feature * QTL_LANES;
        UNROLL
        for (size_t p = 0; p < PARTS; p++) {
            sum[p] += load(w + p * WIDTH) * x;
        }
        __builtin_prefetch(to_come++);
    }
}

/* n_j outputs from output j on, for 16 samples from s on. */
INLINE void forward_tile(const qtl_product *task, const qtl_sparse_rows *in,
                         const float *weights, size_t j, size_t s)
{
    const size_t left = task->out.n_rows - j;
    const size_t n_j = left < QTL_LANES ? left : QTL_LANES;
    _Alignas(64) float bias[QTL_LANES] = {0};
    _Alignas(64) float tile[QTL_LANES][QTL_LANES];
    __builtin_memcpy(bias, task->bias + j, n_j * sizeof *bias);
    for (size_t t = 0; t < QTL_LANES; t++) {
        vf sum[PARTS];
        UNROLL
        for (size_t p = 0; p < PARTS; p++) {
            sum[p] = load(bias + p * WIDTH);
        }
        const size_t next = s + t + AHEAD;
        sum_inputs(in, s + t, next < task->out.n_lanes ? next : s, weights, sum);
        UNROLL
        for (size_t p = 0; p < PARTS; p++) {
            store(tile[t] + p * WIDTH, sum[p]);
        }
    }
    float *out = task->out.data + j * task->out.stride + s;
    turn(tile[0], QTL_LANES, QTL_LANES,
         (qtl_rows){out, n_j, task->out.stride, QTL_LANES});
}

static void forward(const qtl_product *task, const qtl_sparse_rows *in)
{
    float *weights = in->scratch;
    for (size_t j = 0; j < task->out.n_rows; j += QTL_LANES) {
        turn(task->matrix + j * task->out_step, task->out_step, task->out.n_rows - j,
             lines_at(weights, task->in.n_rows));
        for (size_t s = 0; s < task->out.n_lanes; s += QTL_LANES) {
            forward_tile(task, in, weights, j, s);
        }
    }
}

/* sum += delta * inputs over samples `lane`, lane + 16, ... */
static void add_lane(const qtl_sparse_rows *in, const float *delta, size_t n_lanes,
                     size_t lane, float *sum)
{
    for (size_t s = lane; s < n_lanes; s += QTL_LANES) {
        const qtl_nonzero *from = in->nonzeros + in->start[in->index[s]];
        const qtl_nonzero *end = in->nonzeros + in->start[in->index[s] + 1];
        vf d[PARTS];
        UNROLL
        for (size_t p = 0; p < PARTS; p++) {
            d[p] = load(delta + s * QTL_LANES + p * WIDTH);
        }
        for (; from < end; from++) {
            const vf x = all(from->value);
            float *to = sum + (size_t)from->feature * QTL_LANES;
            UNROLL
            for (size_t p = 0; p < PARTS; p++) {
                store(to + p * WIDTH, load(to + p * WIDTH) + d[p] * x);
            }
        }
    }
}

static void add(float *sum, const float *more, size_t n)
{
    for (size_t i = 0; i < n; i += WIDTH) {
        store(sum + i, load(sum + i) + load(more + i));
    }
}

/* The tree of sum_lanes: partners are lanes 8 apart, then 4, 2 and 1. Lanes come in the
 * order of their bits reversed, and a sum meets its partner as soon as that is there. */
static void add_lanes(const qtl_sparse_rows *in, const float *delta, size_t n_lanes,
                      float *sums, size_t n)
{
    float *top = sums;
    for (size_t i = 0; i < QTL_LANES; i++) {
        const size_t lane = (i & 1) << 3 | (i & 2) << 1 | (i & 4) >> 1 | i >> 3;
        __builtin_memset(top, 0, n * sizeof *top);
        add_lane(in, delta, n_lanes, lane, top);
        for (size_t pairs = i; pairs & 1; pairs >>= 1) {
            top -= n;
            add(top, top + n, n);
        }
        top += n;
    }
}

static void outer(const qtl_outer *task, const qtl_sparse_rows *in)
{
    const size_t n_in = task->in.n_rows;
    const qtl_rows delta = task->delta;
    float *sums = in->scratch;
    float *turned = sums + DEPTH * n_in * QTL_LANES;
    for (size_t j = 0; j < delta.n_rows; j += QTL_LANES) {
        const size_t left = delta.n_rows - j;
        turn(delta.data + j * delta.stride, delta.stride, left,
             lines_at(turned, delta.n_lanes));
        add_lanes(in, turned, delta.n_lanes, sums, n_in * QTL_LANES);
        for (size_t b = 0; b < left && b < QTL_LANES; b++) {
            for (size_t i = 0; i < n_in; i++) {
                task->weights[(j + b) * n_in + i] = sums[i * QTL_LANES + b];
            }
        }
    }
    products->sum_rows(delta, task->biases);
}

const qtl_sparse_kernels QTL_ISA_NAME(qtl_sparse_kernels) = {
    .forward = forward,
    .outer = outer,
};
