/* Distances between one point and eight at a time. Included by neighbours_kernels.c
 * alone, which is compiled once per instruction set. */
#ifndef QTL_INFORMATION_NEIGHBOURS_LANES_H
#define QTL_INFORMATION_NEIGHBOURS_LANES_H

#include <immintrin.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LANES = 8,
    STRETCH = 8 /* coordinates between two looks at whether to go on */
};

/* Eight lanes in vectors of the width that the hardware has. */
#if defined(__AVX512F__)
enum { WIDTH = 8 };
#elif defined(__AVX2__)
enum { WIDTH = 4 };
#else
enum { WIDTH = 2 };
#endif
enum { PARTS = LANES / WIDTH };
typedef double vector __attribute__((vector_size(WIDTH * sizeof(double))));
typedef int64_t mask __attribute__((vector_size(WIDTH * sizeof(int64_t))));
typedef struct lanes {
    vector part[PARTS];
} lanes;

static inline lanes load(const double *from)
{
    lanes loaded;
    for (int p = 0; p < PARTS; p++) {
        loaded.part[p] = *(const vector *)(from + (size_t)p * WIDTH);
    }
    return loaded;
}

static inline void store(lanes from, double *to)
{
    for (int p = 0; p < PARTS; p++) {
        *(vector *)(to + (size_t)p * WIDTH) = from.part[p];
    }
}

/* The larger of two numbers, lane by lane; there are no NaNs. */
static inline vector larger(vector a, vector b)
{
#if defined(__AVX512F__)
    return (vector)_mm512_max_pd((__m512d)a, (__m512d)b);
#elif defined(__AVX2__)
    return (vector)_mm256_max_pd((__m256d)a, (__m256d)b);
#else
    return (vector)_mm_max_pd((__m128d)a, (__m128d)b);
#endif
}

static inline vector magnitude(vector a)
{
    return (vector)((mask)a & INT64_MAX);
}

/* Bit i says whether lane i of a is at most the limit. */
static inline unsigned at_most(lanes a, double limit)
{
    unsigned bits = 0;
    for (int p = 0; p < PARTS; p++) {
#if defined(__AVX512F__)
        bits = _mm512_cmp_pd_mask((__m512d)a.part[p], _mm512_set1_pd(limit), _CMP_LE_OQ);
#elif defined(__AVX2__)
        const mask low = a.part[p] <= _mm256_set1_pd(limit);
        bits |= (unsigned)_mm256_movemask_pd((__m256d)low) << (p * WIDTH);
#else
        const mask low = a.part[p] <= _mm_set1_pd(limit);
        bits |= (unsigned)_mm_movemask_pd((__m128d)low) << (p * WIDTH);
#endif
    }
    return bits;
}

/* Distances grow coordinate by coordinate. Every step is monotone, rounding included: so
 * a bound from the corners of a box holds exactly for the computed distances inside. */
static inline vector grow(vector distance, vector difference, bool l2)
{
    return l2 ? distance + difference * difference : larger(distance, difference);
}

/* Distances between a point and a block. Gives up (returns more than the limit) when all
 * exceed the limit after some of the coordinates. */
static inline lanes distances(const double *block, const double *point, size_t d,
                              double limit, bool l2)
{
    lanes sum = {{{0}}};
    size_t j = 0;
    while (j < d) {
        const size_t end = d - j > STRETCH ? j + STRETCH : d;
        for (; j < end; j++) {
            const lanes x = load(block + j * LANES);
            for (int p = 0; p < PARTS; p++) {
                const vector difference = magnitude(x.part[p] - point[j * LANES]);
                sum.part[p] = grow(sum.part[p], difference, l2);
            }
        }
        if (j < d && !at_most(sum, limit)) {
            break;
        }
    }
    return sum;
}

/* The least distances that points in the eight children of a node can have. */
static inline lanes nearest_in(const double *boxes, const double *point, size_t d,
                               bool l2)
{
    lanes sum = {{{0}}};
    for (size_t j = 0; j < d; j++) {
        const lanes low = load(boxes + j * LANES);
        const lanes high = load(boxes + (d + j) * LANES);
        for (int p = 0; p < PARTS; p++) {
            const vector outside =
                larger(low.part[p] - point[j * LANES], point[j * LANES] - high.part[p]);
            sum.part[p] = grow(sum.part[p], larger(outside, (vector){0}), l2);
        }
    }
    return sum;
}

/* The largest. */
static inline lanes farthest_in(const double *boxes, const double *point, size_t d,
                                bool l2)
{
    lanes sum = {{{0}}};
    for (size_t j = 0; j < d; j++) {
        const lanes low = load(boxes + j * LANES);
        const lanes high = load(boxes + (d + j) * LANES);
        for (int p = 0; p < PARTS; p++) {
            const vector across =
                larger(point[j * LANES] - low.part[p], high.part[p] - point[j * LANES]);
            sum.part[p] = grow(sum.part[p], across, l2);
        }
    }
    return sum;
}

#endif
