/* Normal distributions: dense, where every variable tells a little of every other, and
 * sparse, where pairs tell all. */
#include <math.h>

#include <gsl/gsl_randist.h>

#include "experiment/suites.h"

static size_t count_pairs(const qtl_known *known)
{
    return known->dx < known->dy ? known->dx : known->dy;
}

void qtl_gaussian_pairs_draw(const qtl_known *known, gsl_rng *rng, qtl_draw *draw)
{
    for (size_t k = 0; k < count_pairs(known); k++) {
        const double rho = (double)k < known->p[1] ? known->p[0] : 0;
        const double rest = sqrt((1 - rho) * (1 + rho));
        for (size_t i = 0; i < draw->n; i++) {
            const double x = gsl_ran_gaussian_ziggurat(rng, 1);
            draw->x[k * draw->n + i] = x;
            draw->y[k * draw->n + i] = rho * x + rest * gsl_ran_gaussian_ziggurat(rng, 1);
        }
    }
}

double qtl_gaussian_pairs_truth(const qtl_known *known)
{
    const double rho = known->p[0];
    return -0.5 * fmin(known->p[1], (double)count_pairs(known)) *
           log2((1 - rho) * (1 + rho));
}

void qtl_gaussian_dense_draw(const qtl_known *known, gsl_rng *rng, qtl_draw *draw)
{
    const double shared = sqrt(known->p[0]);
    const double own = sqrt(1 - known->p[0]);
    const size_t n = draw->n;
    for (size_t i = 0; i < n; i++) {
        const double common = shared * gsl_ran_gaussian_ziggurat(rng, 1);
        for (size_t k = 0; k < known->dx; k++) {
            draw->x[k * n + i] = common + own * gsl_ran_gaussian_ziggurat(rng, 1);
        }
        for (size_t k = 0; k < known->dy; k++) {
            draw->y[k * n + i] = common + own * gsl_ran_gaussian_ziggurat(rng, 1);
        }
    }
}

/* log2 of the determinant of d ones on the diagonal and rho beside it. */
static double log2_det(size_t d, double rho)
{
    const double others = (double)d - 1;
    return others * log2(1 - rho) + log2(1 + others * rho);
}

double qtl_gaussian_dense_truth(const qtl_known *known)
{
    const double rho = known->p[0];
    return 0.5 * (log2_det(known->dx, rho) + log2_det(known->dy, rho) -
                  log2_det(known->dx + known->dy, rho));
}

/* `correlated` of d pairs have correlation rho. */
#define PAIRS(title, d, rho, correlated)                                                 \
    {                                                                                    \
        .name = (title), .dx = (d), .dy = (d), .p = {(rho), (correlated)},               \
        .truth_bits = qtl_gaussian_pairs_truth, .draw = qtl_gaussian_pairs_draw          \
    }
#define DENSE(title, d, rho)                                                             \
    {                                                                                    \
        .name = (title), .dx = (d), .dy = (d), .p = {(rho)},                             \
        .truth_bits = qtl_gaussian_dense_truth, .draw = qtl_gaussian_dense_draw          \
    }

static const qtl_known tasks[] = {
    PAIRS("1x1-rho0", 1, 0, 1),
    PAIRS("1x1-rho0.3", 1, 0.3, 1),
    PAIRS("1x1-rho0.6", 1, 0.6, 1),
    PAIRS("1x1-rho0.9", 1, 0.9, 1),
    PAIRS("1x1-rho0.99", 1, 0.99, 1),
    PAIRS("1x1-rho0.9999", 1, 0.9999, 1),
    PAIRS("2x2-pairs-rho0.6", 2, 0.6, 2),
    PAIRS("5x5-pairs-rho0.6", 5, 0.6, 5),
    PAIRS("5x5-sparse-rho0.9", 5, 0.9, 1),
    PAIRS("10x10-sparse-rho0.9", 10, 0.9, 1),
    PAIRS("10x10-rho0", 10, 0, 10),
    DENSE("2x2-dense-rho0.5", 2, 0.5),
    DENSE("5x5-dense-rho0.5", 5, 0.5),
    DENSE("10x10-dense-rho0.5", 10, 0.5),
};

const qtl_known_suite qtl_suite_gaussian = {
    .name = "gaussian",
    .summary = "normal variables, dense and sparse, 1 to 10 dimensions, rho 0 to 0.9999",
    .tasks = tasks,
    .n_tasks = sizeof tasks / sizeof tasks[0],
    .sizes = {250, 1000, 4000}};
