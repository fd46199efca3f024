/* Vectors for kernels: as many floats as one register of the instruction set holds.
 * A kernel that treats every lane alike gives the same bits at any width; one that sums
 * over samples keeps QTL_LANES partial sums, whatever the width. */
#ifndef QTL_NETWORK_LANES_H
#define QTL_NETWORK_LANES_H

#include <stddef.h>
#include <stdint.h>
#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include "network/kernels.h"

#if defined(__AVX512F__)
#define WIDTH 16UL
#elif defined(__AVX2__)
#define WIDTH 8UL
#else
#define WIDTH 4UL
#endif

typedef float vf __attribute__((vector_size(4 * WIDTH)));
typedef int32_t vi __attribute__((vector_size(4 * WIDTH)));
typedef float v4 __attribute__((vector_size(16)));
typedef float v4_anywhere __attribute__((vector_size(16), aligned(4)));

#define INLINE static inline __attribute__((always_inline))
#if defined(__clang__)
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 32")
#endif

INLINE vf load(const float *from)
{
    return *(const vf *)from;
}

INLINE void store(float *to, vf x)
{
    *(vf *)to = x;
}

INLINE vf all(float x)
{
#if WIDTH == 16
    return (vf){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
#elif WIDTH == 8
    return (vf){x, x, x, x, x, x, x, x};
#else
    return (vf){x, x, x, x};
#endif
}

/* Lanes of `yes` where the mask is all ones, of `no` where it is zero. */
INLINE vf choose(vi mask, vf yes, vf no)
{
    return (vf)((mask & (vi)yes) | (~mask & (vi)no));
}

/* Minimum and maximum give `b` when a lane of either is NaN; square roots are exact. */
#if WIDTH == 16
INLINE vf vmin(vf a, vf b)
{
    return (vf)_mm512_min_ps((__m512)a, (__m512)b);
}
INLINE vf vmax(vf a, vf b)
{
    return (vf)_mm512_max_ps((__m512)a, (__m512)b);
}
INLINE vf vsqrt(vf a)
{
    return (vf)_mm512_sqrt_ps((__m512)a);
}
#elif WIDTH == 8
INLINE vf vmin(vf a, vf b)
{
    return (vf)_mm256_min_ps((__m256)a, (__m256)b);
}
INLINE vf vmax(vf a, vf b)
{
    return (vf)_mm256_max_ps((__m256)a, (__m256)b);
}
INLINE vf vsqrt(vf a)
{
    return (vf)_mm256_sqrt_ps((__m256)a);
}
#elif defined(__SSE2__)
INLINE vf vmin(vf a, vf b)
{
    return (vf)_mm_min_ps((__m128)a, (__m128)b);
}
INLINE vf vmax(vf a, vf b)
{
    return (vf)_mm_max_ps((__m128)a, (__m128)b);
}
INLINE vf vsqrt(vf a)
{
    return (vf)_mm_sqrt_ps((__m128)a);
}
#else
INLINE vf vmin(vf a, vf b)
{
    return choose((vi)(a < b), a, b);
}
INLINE vf vmax(vf a, vf b)
{
    return choose((vi)(a > b), a, b);
}
INLINE vf vsqrt(vf a)
{
    UNROLL
    for (size_t i = 0; i < WIDTH; i++) {
        a[i] = __builtin_sqrtf(a[i]);
    }
    return a;
}
#endif

INLINE vf vabs(vf x)
{
    return (vf)((vi)x & 0x7fffffff);
}

/* The smaller of two numbers >= 0; `b` when a is NaN. */
INLINE vf smaller(vf a, vf b)
{
#if WIDTH == 16
    return (vf)_mm512_min_epi32((__m512i)a, (__m512i)b);
#elif WIDTH == 8
    return (vf)_mm256_min_epi32((__m256i)a, (__m256i)b);
#else
    return vmin(a, b);
#endif
}

/* Nearest integer, ties to even, of |x| < 2^22: the sum has no room for a fraction. */
INLINE vf nearest(vf x)
{
    const vf magic = all(0x1.8p23f);
    return (x + magic) - magic;
}

/* Four rows of four become four columns. */
INLINE void transpose(v4 r[4])
{
    const v4 a = __builtin_shufflevector(r[0], r[1], 0, 4, 1, 5);
    const v4 b = __builtin_shufflevector(r[0], r[1], 2, 6, 3, 7);
    const v4 c = __builtin_shufflevector(r[2], r[3], 0, 4, 1, 5);
    const v4 d = __builtin_shufflevector(r[2], r[3], 2, 6, 3, 7);
    r[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
    r[1] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
    r[2] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
    r[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
}

#endif
