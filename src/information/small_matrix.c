#include "information/small_matrix.h"

#include <math.h>

bool qtl_cholesky(double *a, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        double *of_j = a + j * n;
        for (size_t k = 0; k < j; k++) {
            of_j[j] -= of_j[k] * of_j[k];
        }
        if (!(of_j[j] > 0)) {
            return false;
        }
        of_j[j] = sqrt(of_j[j]);
        for (size_t i = j + 1; i < n; i++) {
            double *of_i = a + i * n;
            double sum = of_i[j];
            for (size_t k = 0; k < j; k++) {
                sum -= of_i[k] * of_j[k];
            }
            of_i[j] = sum / of_j[j];
        }
    }
    return true;
}

void qtl_cholesky_solve(const double *l, size_t n, double *b)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++) {
            b[i] -= l[i * n + k] * b[k];
        }
        b[i] /= l[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++) {
            b[i] -= l[k * n + i] * b[k];
        }
        b[i] /= l[i * n + i];
    }
}

void qtl_cholesky_inverse(const double *l, size_t n, double *inverse)
{
    for (size_t row = 0; row < n; row++) {
        double *of_row = inverse + row * n;
        for (size_t c = 0; c < n; c++) {
            of_row[c] = c == row;
        }
        qtl_cholesky_solve(l, n, of_row);
    }
}

double qtl_cholesky_ln_det(const double *l, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += log(l[i * n + i]);
    }
    return 2 * sum;
}
