/* Matrix products of a layer, register-blocked. Every sum runs in one fixed order: over
 * inputs ascending, or over chunks of 16 samples ascending with 16 partial sums that are
 * added as a tree. Blocking changes which sums share registers, never their order. */
#include "network/lanes.h"

#if WIDTH == 16
enum { MAX_OUT = 5, MAX_IN = 4 }; /* 20 sums and 5 operands in 32 registers */
#else
enum { MAX_OUT = 3, MAX_IN = 3 }; /* 9 sums and 4 operands in 16 registers */
#endif
enum { MAX_CHUNKS = 2 };

/* n_j outputs for n_v vectors of samples from `lane` on. */
INLINE void product_block(const qtl_product *task, size_t j, size_t lane, const int n_j,
                          const int n_v)
{
    vf sum[MAX_OUT][MAX_CHUNKS];
    UNROLL
    for (int b = 0; b < n_j; b++) {
        UNROLL
        for (int v = 0; v < n_v; v++) {
            sum[b][v] = all(task->bias ? task->bias[j + (size_t)b] : 0.0F);
        }
    }
    const float *in = task->in.data + lane;
    const float *weight = task->matrix + j * task->out_step;
    const size_t out_step = task->out_step;
    for (size_t k = 0; k < task->in.n_rows; k++) {
        UNROLL
        for (int b = 0; b < n_j; b++) {
            const vf w = all(weight[(size_t)b * out_step]);
            UNROLL
            for (int v = 0; v < n_v; v++) {
                sum[b][v] += w * load(in + v * WIDTH);
            }
        }
        in += task->in.stride;
        weight += task->in_step;
    }
    UNROLL
    for (int b = 0; b < n_j; b++) {
        const size_t at = (j + (size_t)b) * task->out.stride + lane;
        UNROLL
        for (int v = 0; v < n_v; v++) {
            const size_t here = at + (size_t)v * WIDTH;
            const vf y = task->factor ? sum[b][v] * load(task->factor + here) : sum[b][v];
            store(task->out.data + here, y);
        }
    }
}

INLINE void product_lanes(const qtl_product *task, size_t j, const int n_j)
{
    size_t lane = 0;
    for (; lane + MAX_CHUNKS * WIDTH <= task->out.n_lanes; lane += MAX_CHUNKS * WIDTH) {
        product_block(task, j, lane, n_j, MAX_CHUNKS);
    }
    if (lane < task->out.n_lanes) {
        product_block(task, j, lane, n_j, 1);
    }
}

#define PRODUCT_OF(n)                                                                    \
    static void product_##n(const qtl_product *task, size_t j)                           \
    {                                                                                    \
        product_lanes(task, j, n);                                                       \
    }
PRODUCT_OF(1)
PRODUCT_OF(2)
PRODUCT_OF(3)
#if WIDTH == 16
PRODUCT_OF(4)
PRODUCT_OF(5)
#endif

static void product(const qtl_product *task)
{
    static void (*const of[])(const qtl_product *, size_t) = {
        product_1,
        product_2,
        product_3,
#if WIDTH == 16
        product_4,
        product_5,
#endif
    };
    size_t j = 0;
    while (j < task->out.n_rows) {
        const size_t left = task->out.n_rows - j;
        const size_t n_j = left < MAX_OUT ? left : MAX_OUT;
        of[n_j - 1](task, j);
        j += n_j;
    }
}

/* Four sums of 16 partial sums each: lanes 8 apart, then 4, 2 and 1. */
INLINE v4 sum_lanes(float partial[4][QTL_LANES])
{
    v4 r[4];
    UNROLL
    for (int c = 0; c < 4; c++) {
        const v4 *p = (const v4 *)(const void *)partial[c];
        r[c] = (p[0] + p[2]) + (p[1] + p[3]);
    }
    transpose(r);
    return (r[0] + r[2]) + (r[1] + r[3]);
}

/* Partial sums of delta_j * in_i for n_j x n_i pairs, samples `first`, first + 16, ... */
INLINE void outer_partials(const qtl_outer *task, size_t j, size_t i, size_t first,
                           float partial[MAX_OUT][4][QTL_LANES], const int n_j,
                           const int n_i)
{
    vf sum[MAX_OUT][MAX_IN];
    UNROLL
    for (int b = 0; b < n_j; b++) {
        UNROLL
        for (int c = 0; c < n_i; c++) {
            sum[b][c] = all(0);
        }
    }
    const float *delta = task->delta.data + j * task->delta.stride;
    const float *in = task->in.data + i * task->in.stride;
    for (size_t lane = first; lane < task->in.n_lanes; lane += QTL_LANES) {
        UNROLL
        for (int b = 0; b < n_j; b++) {
            const vf d = load(delta + (size_t)b * task->delta.stride + lane);
            UNROLL
            for (int c = 0; c < n_i; c++) {
                sum[b][c] += d * load(in + (size_t)c * task->in.stride + lane);
            }
        }
    }
    UNROLL
    for (int b = 0; b < n_j; b++) {
        UNROLL
        for (int c = 0; c < n_i; c++) {
            store(partial[b][c] + first, sum[b][c]);
        }
    }
}

INLINE void outer_block(const qtl_outer *task, size_t j, size_t i, const int n_j,
                        const int n_i)
{
    _Alignas(64) float partial[MAX_OUT][4][QTL_LANES];
    for (size_t first = 0; first < QTL_LANES; first += WIDTH) {
        outer_partials(task, j, i, first, partial, n_j, n_i);
    }
    for (int b = 0; b < n_j; b++) {
        for (int c = n_i; c < 4; c++) {
            __builtin_memset(partial[b][c], 0, sizeof partial[b][c]);
        }
        const v4 sums = sum_lanes(partial[b]);
        float *out = task->weights + (j + (size_t)b) * task->in.n_rows + i;
        __builtin_memcpy(out, &sums, (size_t)n_i * sizeof *out);
    }
}

#define OUTER_OF(n, m)                                                                   \
    static void outer_##n##_##m(const qtl_outer *task, size_t j, size_t i)               \
    {                                                                                    \
        outer_block(task, j, i, n, m);                                                   \
    }
OUTER_OF(1, 1)
OUTER_OF(1, 2) OUTER_OF(1, 3) OUTER_OF(2, 1) OUTER_OF(2, 2) OUTER_OF(2, 3) OUTER_OF(3, 1)
    OUTER_OF(3, 2) OUTER_OF(3, 3)
#if WIDTH == 16
        OUTER_OF(1, 4) OUTER_OF(2, 4) OUTER_OF(3, 4) OUTER_OF(4, 1) OUTER_OF(4, 2)
            OUTER_OF(4, 3) OUTER_OF(4, 4) OUTER_OF(5, 1) OUTER_OF(5, 2) OUTER_OF(5, 3)
                OUTER_OF(5, 4)
#endif

                    static void outer_weights(const qtl_outer *task)
{
    static void (*const of[MAX_OUT][MAX_IN])(const qtl_outer *, size_t, size_t) = {
#if WIDTH == 16
        {outer_1_1, outer_1_2, outer_1_3, outer_1_4},
        {outer_2_1, outer_2_2, outer_2_3, outer_2_4},
        {outer_3_1, outer_3_2, outer_3_3, outer_3_4},
        {outer_4_1, outer_4_2, outer_4_3, outer_4_4},
        {outer_5_1, outer_5_2, outer_5_3, outer_5_4},
#else
        {outer_1_1, outer_1_2, outer_1_3},
        {outer_2_1, outer_2_2, outer_2_3},
        {outer_3_1, outer_3_2, outer_3_3},
#endif
    };
    for (size_t j = 0; j < task->delta.n_rows; j += MAX_OUT) {
        const size_t left_j = task->delta.n_rows - j;
        const size_t n_j = left_j < MAX_OUT ? left_j : MAX_OUT;
        for (size_t i = 0; i < task->in.n_rows; i += MAX_IN) {
            const size_t left_i = task->in.n_rows - i;
            const size_t n_i = left_i < MAX_IN ? left_i : MAX_IN;
            of[n_j - 1][n_i - 1](task, j, i);
        }
    }
}

static void sum_rows(qtl_rows rows, float *sums)
{
    for (size_t j = 0; j < rows.n_rows; j += 4) {
        const size_t n_j = rows.n_rows - j < 4 ? rows.n_rows - j : 4;
        _Alignas(64) float partial[4][QTL_LANES] = {{0}};
        for (size_t b = 0; b < n_j; b++) {
            const float *row = rows.data + (j + b) * rows.stride;
            for (size_t first = 0; first < QTL_LANES; first += WIDTH) {
                vf sum = all(0);
                for (size_t lane = first; lane < rows.n_lanes; lane += QTL_LANES) {
                    sum += load(row + lane);
                }
                store(partial[b] + first, sum);
            }
        }
        const v4 sum = sum_lanes(partial);
        __builtin_memcpy(sums + j, &sum, n_j * sizeof *sums);
    }
}

static void outer(const qtl_outer *task)
{
    outer_weights(task);
    sum_rows(task->delta, task->biases);
}

/* Columns `column` to column + 3 of four samples; fewer when the rows end before. */
INLINE void gather_square(const qtl_gathering *task, size_t column, size_t lane)
{
    v4 r[4];
    UNROLL
    for (size_t s = 0; s < 4; s++) {
        const float *line = task->table + task->index[lane + s] * task->pitch;
        r[s] = *(const v4_anywhere *)(line + column);
    }
    transpose(r);
    const size_t left = task->out.n_rows - column;
    const size_t n = left < 4 ? left : 4;
    for (size_t c = 0; c < n; c++) {
        *(v4 *)(task->out.data + (column + c) * task->out.stride + lane) = r[c];
    }
}

static void gather(const qtl_gathering *task)
{
    const qtl_rows out = task->out;
    for (size_t lane = 0; lane < out.n_lanes; lane += 4) {
        size_t column = 0;
        for (; column < out.n_rows && column + 4 <= task->pitch; column += 4) {
            gather_square(task, column, lane);
        }
        for (; column < out.n_rows; column++) {
            for (size_t s = lane; s < lane + 4; s++) {
                out.data[column * out.stride + s] =
                    task->table[task->index[s] * task->pitch + column];
            }
        }
    }
}

const qtl_product_kernels QTL_ISA_NAME(qtl_product_kernels) = {
    .product = product,
    .outer = outer,
    .gather = gather,
};
