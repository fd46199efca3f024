#include "information/kde_kernels.h"

#include <stdint.h>

enum { LANES = QTL_KDE_LANES, ROWS = 4 };

typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));
typedef int64_t mask __attribute__((vector_size(LANES * sizeof(int64_t))));

/* 2^f on [-1/2, 1/2]: minimax polynomial of degree 10 for the relative error (2.1e-16),
 * found with Remez' algorithm at 50 digits. */
static const double EXP2[] = {
    0x1.0000000000000p+0,  0x1.62e42fefa3a17p-1,  0x1.ebfbdff82c3b9p-3,
    0x1.c6b08d703d48ap-5,  0x1.3b2ab6fbde0f3p-7,  0x1.5d87fe9cc5ce9p-10,
    0x1.43091260573e4p-13, 0x1.ffcb55e844f93p-17, 0x1.62c157ec7ee12p-20,
    0x1.b6740fb0785eap-24, 0x1.e3992178bd0ddp-28};
enum { EXP2_DEGREE = sizeof EXP2 / sizeof EXP2[0] - 1 };

/* 2^e for e in [-1000, 0]; anything at all for other e. Adding 1.5 * 2^52 rounds e to an
 * integer that then stands in the low bits, ready to be shifted into the exponent. */
static inline lanes exp2_lanes(lanes e)
{
    const double shifter = 0x1.8p52;
    const lanes shifted = e + shifter;
    const lanes f = e - (shifted - shifter);
    lanes p = f * EXP2[EXP2_DEGREE] + EXP2[EXP2_DEGREE - 1];
    for (int k = EXP2_DEGREE - 2; k >= 0; k--) {
        p = p * f + EXP2[k];
    }
    return (lanes)((mask)p + ((mask)shifted << 52));
}

static inline bool any(mask m)
{
    int64_t some = 0;
    for (int lane = 0; lane < LANES; lane++) {
        some |= m[lane];
    }
    return some != 0;
}

/* Kernels between four points, x of neuron k at rows[8 k + r], and a block of points.
 * Differences, not |x|^2 + |y|^2 - 2 x y: that cancels for layers far from 0. False if
 * every kernel is 0. */
static inline bool kernels_of(const qtl_kde_strip *strip, const double *rows,
                              const lanes *column, lanes kernel[ROWS])
{
    lanes squares[ROWS] = {{0}};
    for (size_t k = 0; k < strip->width; k++) {
        for (int r = 0; r < ROWS; r++) {
            const lanes difference = column[k] - rows[k * LANES + (size_t)r];
            squares[r] += difference * difference;
        }
    }
    mask live[ROWS];
    mask some = {0};
    for (int r = 0; r < ROWS; r++) {
        squares[r] *= strip->scale;
        live[r] = squares[r] >= strip->cutoff;
        some |= live[r];
    }
    if (!any(some)) {
        return false;
    }
    for (int r = 0; r < ROWS; r++) {
        kernel[r] = (lanes)((mask)exp2_lanes(squares[r]) & live[r]);
    }
    return true;
}

/* Adds four rows of kernels, weighted, to the sums of both sides. */
static inline void add_kernels(const qtl_kde_strip *strip, const lanes kernel[ROWS],
                               size_t half, size_t block)
{
    for (size_t c = 0; c < strip->n_channels; c++) {
        const double *weights = strip->weights + c * strip->stride;
        const lanes weight = *(const lanes *)(weights + block * LANES);
        lanes *rows = (lanes *)strip->scratch + c * LANES + half;
        for (int r = 0; r < ROWS; r++) {
            rows[r] += weight * kernel[r];
        }
        if (strip->both) {
            const double *of_row = weights + strip->row * LANES + half;
            lanes *sum = (lanes *)(strip->sums + c * strip->stride + block * LANES);
            lanes added = kernel[0] * of_row[0];
            for (int r = 1; r < ROWS; r++) {
                added += kernel[r] * of_row[r];
            }
            *sum += added;
        }
    }
}

/* Lanes are added in order, so the sums are the same on every machine. */
static void finish_rows(const qtl_kde_strip *strip)
{
    for (size_t c = 0; c < strip->n_channels; c++) {
        double *sums = strip->sums + c * strip->stride + strip->row * LANES;
        lanes *rows = (lanes *)strip->scratch + c * LANES;
        for (int r = 0; r < LANES; r++) {
            double sum = 0;
            for (int lane = 0; lane < LANES; lane++) {
                sum += rows[r][lane];
            }
            sums[r] += sum;
            rows[r] = (lanes){0};
        }
    }
}

static void strip_sums(const qtl_kde_strip *strip)
{
    const size_t block_size = strip->width * LANES;
    const double *row = strip->x + strip->row * block_size;
    for (size_t block = strip->from; block < strip->to; block++) {
        const lanes *column = (const lanes *)(strip->x + block * block_size);
        for (size_t half = 0; half < LANES; half += ROWS) {
            lanes kernel[ROWS];
            if (kernels_of(strip, row + half, column, kernel)) {
                add_kernels(strip, kernel, half, block);
            }
        }
    }
    finish_rows(strip);
}

static void exp2_all(double *x, size_t n_blocks)
{
    for (size_t block = 0; block < n_blocks; block++) {
        lanes *at = (lanes *)(x + block * LANES);
        *at = exp2_lanes(*at);
    }
}

const qtl_kde_kernels QTL_ISA_NAME(qtl_kde_kernels) = {
    .strip = strip_sums,
    .exp2 = exp2_all,
};
