#include "information/local_kernels.h"

#include <math.h>
#include <stdint.h>

enum { LANES = QTL_LOCAL_LANES };

typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));
typedef int64_t mask __attribute__((vector_size(LANES * sizeof(int64_t))));

static const double lowest_exponent = -1000;
static const double scale = -0.36067376022224085; /* -log2(e) / 4 */

/* In order, so that the sum is the same on every machine. */
static inline double sum_of(lanes v)
{
    double sum = 0;
    for (int lane = 0; lane < LANES; lane++) {
        sum += v[lane];
    }
    return sum;
}

static void exponents_of(const double *u, size_t d, size_t n_blocks, double *exponents)
{
    for (size_t b = 0; b < n_blocks; b++) {
        lanes square = {0};
        for (size_t c = 0; c < d; c++) {
            const lanes x = ((const lanes *)(u + c * n_blocks * LANES))[b];
            square += x * x;
        }
        square *= scale;
        const mask live = square > lowest_exponent;
        const lanes lowest = lowest_exponent + (lanes){0};
        ((lanes *)exponents)[b] = (lanes)(((mask)square & live) | ((mask)lowest & ~live));
    }
}

static double mean_of(const double *u, size_t d, const double *roots, size_t n_blocks,
                      double *mean)
{
    const lanes *root = (const lanes *)roots;
    lanes total = {0};
    for (size_t b = 0; b < n_blocks; b++) {
        total += root[b] * root[b];
    }
    const double s0 = sum_of(total);
    for (size_t c = 0; c < d; c++) {
        const lanes *column = (const lanes *)u + c * n_blocks;
        lanes sum = {0};
        for (size_t b = 0; b < n_blocks; b++) {
            sum += root[b] * root[b] * column[b];
        }
        mean[c] = sum_of(sum) / s0;
    }
    return s0;
}

static inline double dot(const lanes *a, const lanes *b, size_t n_blocks)
{
    lanes sum = {0};
    for (size_t i = 0; i < n_blocks; i++) {
        sum += a[i] * b[i];
    }
    return sum_of(sum);
}

/* column -= projection on the unit vector, and returns its length. */
static inline double project_out(lanes *column, const lanes *unit, size_t n_blocks)
{
    const double projection = dot(unit, column, n_blocks);
    for (size_t b = 0; b < n_blocks; b++) {
        column[b] -= projection * unit[b];
    }
    return projection;
}

static inline double normalize(lanes *column, size_t n_blocks)
{
    const double length = sqrt(dot(column, column, n_blocks));
    for (size_t b = 0; b < n_blocks; b++) {
        column[b] /= length > 0 ? length : 1;
    }
    return length;
}

static void factor_of(double *u, size_t d, const double *roots, size_t n_blocks,
                      const qtl_local_factors *out)
{
    lanes *basis = (lanes *)u;
    const lanes *root = (const lanes *)roots;
    for (size_t c = 0; c < d; c++) {
        lanes *column = basis + c * n_blocks;
        for (size_t b = 0; b < n_blocks; b++) {
            column[b] = (column[b] - out->mean[c]) * root[b];
        }
        out->before[c] = sqrt(dot(column, column, n_blocks));
        for (size_t r = 0; r < c; r++) {
            out->factor[r * d + c] = project_out(column, basis + r * n_blocks, n_blocks);
        }
        out->factor[c * d + c] = normalize(column, n_blocks);
    }
}

const qtl_local_kernels QTL_ISA_NAME(qtl_local_kernels) = {
    .exponents = exponents_of,
    .mean = mean_of,
    .factor = factor_of,
};
