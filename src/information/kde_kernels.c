#include "information/kde_kernels.h"

#include <stdint.h>
#if defined(__AVX512F__)
#include <immintrin.h>
#endif

enum { LANES = QTL_KDE_LANES, ROWS = 4 };

/* A block is taken in vectors of the hardware's width: GCC does not split larger ones
 * well. Every operation is on lanes alone, so the width changes no bit. */
#if defined(__AVX512F__)
enum { VECTOR_LANES = 8 };
#elif defined(__AVX__)
enum { VECTOR_LANES = 4 };
#else
enum { VECTOR_LANES = 2 };
#endif
typedef double lanes __attribute__((vector_size(VECTOR_LANES * sizeof(double))));
typedef int64_t mask __attribute__((vector_size(VECTOR_LANES * sizeof(int64_t))));
typedef uint64_t bits __attribute__((vector_size(VECTOR_LANES * sizeof(uint64_t))));

/* 2^(k/16) as bits, less k << 48: adding 16 n + k, shifted to 48, makes 2^(n + k/16). */
static const uint64_t exp2_steps[] = {
    0x3ff0000000000000, 0x3fefb5586cf9890f, 0x3fef72b83c7d517b, 0x3fef387a6e756238,
    0x3fef06fe0a31b715, 0x3feedea64c123422, 0x3feebfdad5362a27, 0x3feeab07dd485429,
    0x3feea09e667f3bcd, 0x3feea11473eb0187, 0x3feeace5422aa0db, 0x3feec49182a3f090,
    0x3feee89f995ad3ad, 0x3fef199bdd85529c, 0x3fef5818dcfba487, 0x3fefa4afa2a490da};

#if defined(__AVX512F__)
static inline bits step_at(bits k)
{
    const __m512i low = _mm512_loadu_si512(exp2_steps);
    const __m512i high = _mm512_loadu_si512(exp2_steps + 8);
    return (bits)_mm512_permutex2var_epi64(low, (__m512i)k, high);
}
#else
static inline bits step_at(bits k)
{
    bits step = {0};
    for (int lane = 0; lane < VECTOR_LANES; lane++) {
        step[lane] = exp2_steps[k[lane] % 16];
    }
    return step;
}
#endif

/* 2^f = 1 + f (c1 + ... + c6 f^5) on [-1/32, 1/32]: minimax for the relative error
 * (8e-18), found with Remez' algorithm at 60 digits. */
static const double exp2_terms[] = {0x1.62e42fefa39fcp-1,  0x1.ebfbdff82c5a4p-3,
                                    0x1.c6b08d6e9a3c0p-5,  0x1.3b2ab6f9be8adp-7,
                                    0x1.5d89b97b92546p-10, 0x1.430b7e275a4eep-13};
enum { EXP2_TERMS = sizeof exp2_terms / sizeof exp2_terms[0] };

/* 2^e for e in [-1000, 0]; anything at all for other e. Adding 1.5 * 2^48 rounds e to
 * sixteenths that then stand in the low bits: the last four choose from the table, and
 * shifted they are the exponent. The polynomials are evaluated side by side: one alone
 * waits for itself. */
static inline void exp2_rows(const lanes e[ROWS], lanes result[ROWS])
{
    const double shifter = 0x1.8p48;
    lanes shifted[ROWS];
    lanes f[ROWS];
    lanes p[ROWS];
    for (int r = 0; r < ROWS; r++) {
        shifted[r] = e[r] + shifter;
        f[r] = e[r] - (shifted[r] - shifter);
        p[r] = f[r] * exp2_terms[EXP2_TERMS - 1] + exp2_terms[EXP2_TERMS - 2];
    }
#pragma GCC unroll 16
    for (int k = EXP2_TERMS - 3; k >= 0; k--) {
#pragma GCC unroll 4
        for (int r = 0; r < ROWS; r++) {
            p[r] = p[r] * f[r] + exp2_terms[k];
        }
    }
    for (int r = 0; r < ROWS; r++) {
        const bits sixteenths = (bits)shifted[r];
        const lanes step = (lanes)(step_at(sixteenths) + (sixteenths << 48));
        result[r] = step + step * (p[r] * f[r]);
    }
}

static inline bool any(mask m)
{
    int64_t some = 0;
    for (int lane = 0; lane < VECTOR_LANES; lane++) {
        some |= m[lane];
    }
    return some != 0;
}

static inline lanes load(const double *from)
{
    return *(const lanes *)from;
}

/* A vector of points against four: `rows` and `column` are their first neurons, the next
 * neuron is LANES further on. */
typedef struct tile {
    const double *rows, *column;
    size_t row, at; /* places of the first point of each side */
} tile;

/* Differences, not |x|^2 + |y|^2 - 2 x y: that cancels for layers far from 0. */
static inline void by_differences(const qtl_kde_strip *strip, const tile *place,
                                  lanes exponent[ROWS])
{
    lanes squares[ROWS] = {{0}};
    for (size_t k = 0; k < strip->width * LANES; k += LANES) {
        const lanes column = load(place->column + k);
        for (size_t r = 0; r < ROWS; r++) {
            const lanes difference = column - place->rows[k + r];
            squares[r] += difference * difference;
        }
    }
    for (int r = 0; r < ROWS; r++) {
        exponent[r] = squares[r] * strip->scale;
    }
}

static inline void by_products(const qtl_kde_strip *strip, const tile *place,
                               lanes exponent[ROWS])
{
    const lanes height = load(strip->height + place->at);
    lanes sums[ROWS];
    for (size_t r = 0; r < ROWS; r++) {
        sums[r] = -height - strip->height[place->row + r];
    }
    for (size_t k = 0; k < strip->width * LANES; k += LANES) {
        const lanes column = load(place->column + k);
        for (size_t r = 0; r < ROWS; r++) {
            sums[r] += column * place->rows[k + r];
        }
    }
    for (int r = 0; r < ROWS; r++) {
        exponent[r] = sums[r];
    }
}

/* False if every kernel is 0. */
static inline bool kernels_of(const qtl_kde_strip *strip, const lanes exponent[ROWS],
                              lanes kernel[ROWS])
{
    mask live[ROWS];
    mask some = {0};
    for (int r = 0; r < ROWS; r++) {
        live[r] = exponent[r] >= strip->cutoff;
        some |= live[r];
    }
    if (!any(some)) {
        return false;
    }
    exp2_rows(exponent, kernel);
    for (int r = 0; r < ROWS; r++) {
        kernel[r] = (lanes)((mask)kernel[r] & live[r]);
    }
    return true;
}

/* Adds four rows of kernels, weighted, to the sums of both sides. */
static inline void add_kernels(const qtl_kde_strip *strip, const lanes kernel[ROWS],
                               const tile *place)
{
    const size_t first = place->row % LANES * LANES + place->at % LANES;
    for (size_t c = 0; c < strip->n_channels; c++) {
        const double *weights = strip->weights + c * strip->stride;
        const lanes weight = load(weights + place->at);
        double *rows = strip->scratch + c * LANES * LANES + first;
        for (size_t r = 0; r < ROWS; r++) {
            *(lanes *)(rows + r * LANES) += weight * kernel[r];
        }
        if (strip->both) {
            const double *of_row = weights + place->row;
            lanes added = kernel[0] * of_row[0];
            for (int r = 1; r < ROWS; r++) {
                added += kernel[r] * of_row[r];
            }
            *(lanes *)(strip->sums + c * strip->stride + place->at) += added;
        }
    }
}

/* Lanes are added in order, so the sums are the same on every machine. */
static void finish_rows(const qtl_kde_strip *strip)
{
    for (size_t c = 0; c < strip->n_channels; c++) {
        double *sums = strip->sums + c * strip->stride + strip->row * LANES;
        double *rows = strip->scratch + c * LANES * LANES;
        for (int i = 0; i < LANES * LANES; i += LANES) {
            double sum = 0;
            for (int lane = 0; lane < LANES; lane++) {
                sum += rows[i + lane];
                rows[i + lane] = 0;
            }
            sums[i / LANES] += sum;
        }
    }
}

/* One block of columns; `products` is a constant where this is called. */
static inline void add_block(const qtl_kde_strip *strip, size_t block, bool products)
{
    const size_t block_size = strip->width * LANES;
    for (size_t at = 0; at < (size_t)LANES * LANES / ROWS; at += VECTOR_LANES) {
        const size_t half = at / LANES * ROWS;
        const size_t lane = at % LANES;
        const tile place = {.rows = strip->x + strip->row * block_size + half,
                            .column = strip->x + block * block_size + lane,
                            .row = strip->row * LANES + half,
                            .at = block * LANES + lane};
        lanes exponent[ROWS];
        lanes kernel[ROWS];
        if (products) {
            by_products(strip, &place, exponent);
        } else {
            by_differences(strip, &place, exponent);
        }
        if (kernels_of(strip, exponent, kernel)) {
            add_kernels(strip, kernel, &place);
        }
    }
}

static void strip_sums(const qtl_kde_strip *shared)
{
    const qtl_kde_strip strip = *shared; /* of our own, so it stays in registers */
    if (strip.height) {
        for (size_t block = strip.from; block < strip.to; block++) {
            add_block(&strip, block, true);
        }
    } else {
        for (size_t block = strip.from; block < strip.to; block++) {
            add_block(&strip, block, false);
        }
    }
    finish_rows(&strip);
}

static void exp2_all(double *x, size_t n)
{
    for (size_t i = 0; i < n; i += VECTOR_LANES) {
        const lanes e[ROWS] = {load(x + i)};
        lanes result[ROWS];
        exp2_rows(e, result);
        *(lanes *)(x + i) = result[0];
    }
}

const qtl_kde_kernels QTL_ISA_NAME(qtl_kde_kernels) = {
    .strip = strip_sums,
    .exp2 = exp2_all,
};
