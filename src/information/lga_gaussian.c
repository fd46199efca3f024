#include "information/lga_gaussian.h"

#include <math.h>
#include <string.h>

#include "information/small_matrix.h"

double *qtl_lga_take(double **memory, size_t n)
{
    double *taken = *memory;
    *memory += n;
    return taken;
}

qtl_lga_gaussian qtl_lga_gaussian_take(double **memory, size_t d)
{
    return (qtl_lga_gaussian){.precision = qtl_lga_take(memory, d * d),
                              .cholesky = qtl_lga_take(memory, d * d),
                              .covariance = qtl_lga_take(memory, d * d),
                              .mean = qtl_lga_take(memory, d)};
}

double qtl_lga_dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

bool qtl_lga_gaussian_complete(qtl_lga_gaussian *g, const double *slope, size_t d)
{
    memcpy(g->cholesky, g->precision, d * d * sizeof(double));
    if (!qtl_cholesky(g->cholesky, d)) {
        return false;
    }
    qtl_cholesky_inverse(g->cholesky, d, g->covariance);
    for (size_t i = 0; i < d; i++) {
        g->mean[i] = qtl_lga_dot(g->covariance + i * d, slope, d);
    }
    g->a = (qtl_lga_dot(slope, g->mean, d) - qtl_cholesky_ln_det(g->cholesky, d) +
            (double)d * log(2 * M_PI)) /
           2;
    return true;
}

void qtl_lga_expected(const double *mean, const double *covariance, size_t d, double *t)
{
    memcpy(t, mean, d * sizeof *t);
    size_t at = d;
    for (size_t i = 0; i < d; i++) {
        for (size_t j = i; j < d; j++) {
            t[at++] = (covariance ? covariance[i * d + j] : i == j) + mean[i] * mean[j];
        }
    }
}

/* Row of the covariances of v_a with (v, vv'), times `weight`, added. */
static void add_linear_row(const qtl_lga_gaussian *g, size_t d, size_t a, double weight,
                           double *row)
{
    const double *of_a = g->covariance + a * d;
    const double *m = g->mean;
    for (size_t b = 0; b < d; b++) {
        row[b] += weight * of_a[b];
    }
    size_t at = d;
    for (size_t i = 0; i < d; i++) {
        for (size_t j = i; j < d; j++) {
            row[at++] += weight * (m[i] * of_a[j] + m[j] * of_a[i]);
        }
    }
}

/* The same of v_a v_b. */
static void add_product_row(const qtl_lga_gaussian *g, size_t d, const size_t pair[2],
                            double weight, double *row)
{
    const double *of_a = g->covariance + pair[0] * d;
    const double *of_b = g->covariance + pair[1] * d;
    const double *m = g->mean;
    const double m_a = weight * m[pair[0]];
    const double m_b = weight * m[pair[1]];
    for (size_t c = 0; c < d; c++) {
        row[c] += m_a * of_b[c] + m_b * of_a[c];
    }
    size_t at = d;
    for (size_t i = 0; i < d; i++) {
        for (size_t j = i; j < d; j++) {
            row[at++] += weight * (of_a[i] * of_b[j] + of_a[j] * of_b[i]) +
                         m_a * (m[i] * of_b[j] + m[j] * of_b[i]) +
                         m_b * (m[i] * of_a[j] + m[j] * of_a[i]);
        }
    }
}

void qtl_lga_add_information(const qtl_lga_gaussian *g, size_t d, double weight,
                             double *matrix)
{
    const size_t p = d + d * (d + 1) / 2;
    double *row = matrix;
    for (size_t a = 0; a < d; a++, row += p) {
        add_linear_row(g, d, a, weight, row);
    }
    for (size_t a = 0; a < d; a++) {
        for (size_t b = a; b < d; b++, row += p) {
            add_product_row(g, d, (const size_t[2]){a, b}, weight, row);
        }
    }
}
