/* Gaussians in the natural parameters of the local Gaussian approximation, and the means
 * and covariances of its statistics (v, v_i v_j for i <= j), p = d + d (d + 1) / 2. */
#ifndef QTL_INFORMATION_LGA_GAUSSIAN_H
#define QTL_INFORMATION_LGA_GAUSSIAN_H

#include <stdbool.h>
#include <stddef.h>

/* exp(e'v - v'Lv / 2 - A); everything lies in the memory of a fit. */
typedef struct qtl_lga_gaussian {
    double *precision;  /* [d][d] L */
    double *cholesky;   /* [d][d] */
    double *covariance; /* [d][d] S */
    double *mean;       /* [d] m */
    double a;           /* A */
} qtl_lga_gaussian;

/* The next n doubles of *memory, and the 3 d d + d of a Gaussian. */
double *qtl_lga_take(double **memory, size_t n);
qtl_lga_gaussian qtl_lga_gaussian_take(double **memory, size_t d);

double qtl_lga_dot(const double *a, const double *b, size_t n);

/* Everything from the precision and e = slope [d]; false if that is no Gaussian. */
bool qtl_lga_gaussian_complete(qtl_lga_gaussian *g, const double *slope, size_t d);

/* t [p] = the mean of the statistics under this mean and covariance (NULL: the unit
 * matrix). */
void qtl_lga_expected(const double *mean, const double *covariance, size_t d, double *t);

/* Adds `weight` times the covariance of the statistics under g to matrix [p][p]. */
void qtl_lga_add_information(const qtl_lga_gaussian *g, size_t d, double weight,
                             double *matrix);

#endif
