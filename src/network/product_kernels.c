/* Matrix products of a layer, register-blocked. Every sum runs in one fixed order: over
 * inputs ascending, or over chunks of 16 samples ascending with 16 partial sums that are
 * added as a tree. Blocking changes which sums share registers, never their order. */
#include "network/blocks.h"

/* n_j outputs for n_v vectors of samples; `forward`: with bias, else with factor. */
INLINE void product_block(block task, const size_t n_j, const size_t n_v,
                          const bool forward)
{
    vf sum[MAX_OUT][MAX_CHUNKS];
    start(sum, forward ? task.bias : NULL, n_j, n_v);
    accumulate(sum, task, n_j, n_v);
    UNROLL
    for (size_t b = 0; b < n_j; b++) {
        const size_t row = b * task.out_stride;
        UNROLL
        for (size_t v = 0; v < n_v; v++) {
            const size_t at = row + v * WIDTH;
            store(task.out + at,
                  forward ? sum[b][v] : sum[b][v] * load(task.factor + at));
        }
    }
}

/* n_j outputs from output j on, for all samples. */
INLINE void product_lanes(const qtl_product *task, size_t j, const size_t n_j,
                          const bool forward)
{
    block at = {.weight = task->matrix + j * task->out_step,
                .in = task->in.data,
                .bias = forward ? task->bias + j : NULL,
                .factor = forward ? NULL : task->factor + j * task->out.stride,
                .out = task->out.data + j * task->out.stride,
                .out_step = task->out_step,
                .in_step = task->in_step,
                .in_stride = task->in.stride,
                .out_stride = task->out.stride,
                .n_in = task->in.n_rows};
    const size_t n_lanes = task->out.n_lanes;
    size_t lane = 0;
    for (; lane + MAX_CHUNKS * WIDTH <= n_lanes; lane += MAX_CHUNKS * WIDTH) {
        product_block(at, n_j, MAX_CHUNKS, forward);
        at.in += MAX_CHUNKS * WIDTH;
        at.out += MAX_CHUNKS * WIDTH;
        at.factor += forward ? 0 : MAX_CHUNKS * WIDTH;
    }
    for (; lane < n_lanes; lane += WIDTH) {
        product_block(at, n_j, 1, forward);
        at.in += WIDTH;
        at.out += WIDTH;
        at.factor += forward ? 0 : WIDTH;
    }
}

#define PRODUCT_OF(n)                                                                    \
    static void forward_##n(const qtl_product *task, size_t j)                           \
    {                                                                                    \
        product_lanes(task, j, n, true);                                                 \
    }                                                                                    \
    static void backward_##n(const qtl_product *task, size_t j)                          \
    {                                                                                    \
        product_lanes(task, j, n, false);                                                \
    }
PRODUCT_OF(1)
PRODUCT_OF(2)
PRODUCT_OF(3)
#if WIDTH == 16
PRODUCT_OF(4)
PRODUCT_OF(5)
#endif

typedef void product_of(const qtl_product *task, size_t j);

static void product(const qtl_product *task, product_of *const of[MAX_OUT])
{
    size_t j = 0;
    while (j < task->out.n_rows) {
        const size_t left = task->out.n_rows - j;
        const size_t n_j = left < MAX_OUT ? left : MAX_OUT;
        of[n_j - 1](task, j);
        j += n_j;
    }
}

static void forward(const qtl_product *task)
{
    static product_of *const of[MAX_OUT] = {
        forward_1,
        forward_2,
        forward_3,
#if WIDTH == 16
        forward_4,
        forward_5,
#endif
    };
    product(task, of);
}

static void backward(const qtl_product *task)
{
    static product_of *const of[MAX_OUT] = {
        backward_1,
        backward_2,
        backward_3,
#if WIDTH == 16
        backward_4,
        backward_5,
#endif
    };
    product(task, of);
}

/* Where a block of pairs (j, i) begins in the rows. */
typedef struct pairs {
    const float *delta, *in;
    size_t delta_stride, in_stride, n_lanes;
} pairs;

/* Partial sums of delta_j * in_i for n_j x n_i pairs, samples `first`, first + 16, ... */
INLINE void outer_partials(pairs at, size_t first, float partial[MAX_OUT][4][QTL_LANES],
                           const size_t n_j, const size_t n_i)
{
    vf sum[MAX_OUT][MAX_IN];
    UNROLL
    for (size_t p = 0; p < n_j * n_i; p++) {
        sum[p / n_i][p % n_i] = all(0);
    }
    for (size_t lane = first; lane < at.n_lanes; lane += QTL_LANES) {
        UNROLL
        for (size_t b = 0; b < n_j; b++) {
            const vf d = load(at.delta + b * at.delta_stride + lane);
            UNROLL
            for (size_t c = 0; c < n_i; c++) {
                sum[b][c] += d * load(at.in + c * at.in_stride + lane);
            }
        }
    }
    UNROLL
    for (size_t p = 0; p < n_j * n_i; p++) {
        store(partial[p / n_i][p % n_i] + first, sum[p / n_i][p % n_i]);
    }
}

INLINE void outer_block(const qtl_outer *task, size_t j, size_t i, const size_t n_j,
                        const size_t n_i)
{
    const pairs at = {task->delta.data + j * task->delta.stride,
                      task->in.data + i * task->in.stride, task->delta.stride,
                      task->in.stride, task->in.n_lanes};
    _Alignas(64) float partial[MAX_OUT][4][QTL_LANES];
    for (size_t first = 0; first < QTL_LANES; first += WIDTH) {
        outer_partials(at, first, partial, n_j, n_i);
    }
    for (size_t b = 0; b < n_j; b++) {
        for (size_t c = n_i; c < 4; c++) {
            __builtin_memset(partial[b][c], 0, sizeof partial[b][c]);
        }
        const v4 sums = sum_lanes(partial[b]);
        float *out = task->weights + (j + b) * task->in.n_rows + i;
        __builtin_memcpy(out, &sums, n_i * sizeof *out);
    }
}

/* The declaration at the end is for the semicolon that formatters want. */
#define OUTER_OF(n, m)                                                                   \
    static void outer_##n##_##m(const qtl_outer *task, size_t j, size_t i)               \
    {                                                                                    \
        outer_block(task, j, i, n, m);                                                   \
    }                                                                                    \
    static void outer_##n##_##m(const qtl_outer *task, size_t j, size_t i)
OUTER_OF(1, 1);
OUTER_OF(1, 2);
OUTER_OF(1, 3);
OUTER_OF(2, 1);
OUTER_OF(2, 2);
OUTER_OF(2, 3);
OUTER_OF(3, 1);
OUTER_OF(3, 2);
OUTER_OF(3, 3);
#if WIDTH == 16
OUTER_OF(1, 4);
OUTER_OF(2, 4);
OUTER_OF(3, 4);
OUTER_OF(4, 1);
OUTER_OF(4, 2);
OUTER_OF(4, 3);
OUTER_OF(4, 4);
OUTER_OF(5, 1);
OUTER_OF(5, 2);
OUTER_OF(5, 3);
OUTER_OF(5, 4);
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

/* Sixteen partial sums of each of four rows, which do not wait for one another. */
INLINE void row_partials(const float *const row[4], size_t n_lanes,
                         float partial[4][QTL_LANES])
{
    for (size_t first = 0; first < QTL_LANES; first += WIDTH) {
        vf sum[4] = {all(0), all(0), all(0), all(0)};
        for (size_t lane = first; lane < n_lanes; lane += QTL_LANES) {
            UNROLL
            for (size_t b = 0; b < 4; b++) {
                sum[b] += load(row[b] + lane);
            }
        }
        UNROLL
        for (size_t b = 0; b < 4; b++) {
            store(partial[b] + first, sum[b]);
        }
    }
}

/* The last group takes its last row again for those that it lacks. */
static void sum_rows(qtl_rows rows, float *sums)
{
    for (size_t j = 0; j < rows.n_rows; j += 4) {
        const size_t left = rows.n_rows - j;
        const float *row[4];
        for (size_t b = 0; b < 4; b++) {
            row[b] = rows.data + (b < left ? j + b : rows.n_rows - 1) * rows.stride;
        }
        _Alignas(64) float partial[4][QTL_LANES];
        row_partials(row, rows.n_lanes, partial);
        const v4 sum = sum_lanes(partial);
        __builtin_memcpy(sums + j, &sum, (left < 4 ? left : 4) * sizeof *sums);
    }
}

static void outer(const qtl_outer *task)
{
    outer_weights(task);
    sum_rows(task->delta, task->biases);
}

/* n columns of four samples, whose lines are at `line`. */
INLINE void gather_square(const float *const line[4], float *out, size_t stride, size_t n)
{
    v4 r[4];
    UNROLL
    for (int s = 0; s < 4; s++) {
        r[s] = *(const v4_anywhere *)line[s];
    }
    transpose(r);
    UNROLL
    for (size_t c = 0; c < 4; c++) {
        if (c < n) {
            *(v4 *)(out + c * stride) = r[c];
        }
    }
}

/* Four samples from `lane` on: squares of 4 x 4 while the table has 4 more numbers. */
INLINE void gather_four(const qtl_gathering *task, size_t lane)
{
    const size_t n = task->out.n_rows;
    const size_t stride = task->out.stride;
    const size_t pitch = task->pitch;
    float *out = task->out.data + lane;
    const float *line[4];
    UNROLL
    for (size_t s = 0; s < 4; s++) {
        line[s] = task->table + task->index[lane + s] * pitch;
    }
    size_t column = 0;
    for (; column + 4 <= n; column += 4, out += 4 * stride) {
        gather_square(line, out, stride, 4);
        UNROLL
        for (int s = 0; s < 4; s++) {
            line[s] += 4;
        }
    }
    if (column < n && column + 4 <= pitch) {
        gather_square(line, out, stride, n - column);
        return;
    }
    for (size_t c = 0; column + c < n; c++) {
        for (size_t s = 0; s < 4; s++) {
            out[c * stride + s] = line[s][c];
        }
    }
}

static void gather(const qtl_gathering *task)
{
    for (size_t lane = 0; lane < task->out.n_lanes; lane += 4) {
        gather_four(task, lane);
    }
}

const qtl_product_kernels QTL_ISA_NAME(qtl_product_kernels) = {
    .forward = forward,
    .backward = backward,
    .outer = outer,
    .sum_rows = sum_rows,
    .gather = gather,
};
