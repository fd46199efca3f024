/* Register blocks and sums that products and convolutions share. */
#ifndef QTL_NETWORK_BLOCKS_H
#define QTL_NETWORK_BLOCKS_H

#include "network/lanes.h"

#if WIDTH == 16
enum { MAX_OUT = 5, MAX_IN = 4, MAX_CHUNKS = 4 }; /* 20 sums in 32 registers */
#else
enum { MAX_OUT = 3, MAX_IN = 3, MAX_CHUNKS = 2 }; /* 9 or 6 sums in 16 registers */
#endif

/* The task in local variables: the compiler need not fear that a store changes it. */
typedef struct block {
    const float *weight, *in, *bias, *factor; /* of the first output and sample */
    float *out;
    size_t out_step, in_step, in_stride, out_stride, n_in;
} block;

INLINE void start(vf sum[MAX_OUT][MAX_CHUNKS], const float *bias, const size_t n_j,
                  const size_t n_v)
{
    UNROLL
    for (size_t b = 0; b < n_j; b++) {
        UNROLL
        for (size_t v = 0; v < n_v; v++) {
            sum[b][v] = all(bias ? bias[b] : 0.0F);
        }
    }
}

INLINE void accumulate(vf sum[MAX_OUT][MAX_CHUNKS], block task, const size_t n_j,
                       const size_t n_v)
{
    for (size_t k = 0; k < task.n_in; k++) {
        UNROLL
        for (size_t b = 0; b < n_j; b++) {
            const vf w = all(task.weight[b * task.out_step]);
            UNROLL
            for (size_t v = 0; v < n_v; v++) {
                sum[b][v] += w * load(task.in + v * WIDTH);
            }
        }
        task.in += task.in_stride;
        task.weight += task.in_step;
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

#endif
