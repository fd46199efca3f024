/* The tasks of Czyz et al. (2023), "Beyond normal: on the evaluation of mutual
 * information estimators": normal and Student variables, their images under bijections of
 * x and of y, which leave the information as it was, and additive uniform noise. */
#include <math.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_psi.h>

#include "experiment/suites.h"

static double normal_cdf(double z)
{
    return 0.5 * erfc(-z * M_SQRT1_2);
}

/* --- Student variables, independent but for their common scale --------------------- */

/* Entropy of the scale as nu degrees of freedom see it, up to what cancels. */
static double scale_term(double nu)
{
    int sign = 0;
    return lgamma_r(nu / 2, &sign) - nu / 2 * gsl_sf_psi(nu / 2);
}

/* Arellano-Valle, Contreras-Reyes & Genton (2013), with an identity as dispersion. */
static double student_truth(const qtl_known *known)
{
    const double nu = known->p[0];
    const double m = (double)known->dx;
    const double n = (double)known->dy;
    return M_LOG2E * (scale_term(nu) + scale_term(nu + m + n) - scale_term(nu + m) -
                      scale_term(nu + n));
}

static void student_draw(const qtl_known *known, gsl_rng *rng, qtl_draw *draw)
{
    for (size_t i = 0; i < draw->n; i++) {
        const double scale = sqrt(known->p[0] / gsl_ran_chisq(rng, known->p[0]));
        for (size_t k = 0; k < known->dx; k++) {
            draw->x[k * draw->n + i] = scale * gsl_ran_gaussian_ziggurat(rng, 1);
        }
        for (size_t k = 0; k < known->dy; k++) {
            draw->y[k * draw->n + i] = scale * gsl_ran_gaussian_ziggurat(rng, 1);
        }
    }
}

/* --- y = x + uniform noise in (-e, e), x uniform on (0, 1) ---------------------------
 */

static double additive_truth(const qtl_known *known)
{
    const double e = known->p[0];
    return M_LOG2E * (e <= 0.5 ? e - log(2 * e) : 1 / (4 * e));
}

static void additive_draw(const qtl_known *known, gsl_rng *rng, qtl_draw *draw)
{
    for (size_t i = 0; i < draw->n; i++) {
        draw->x[i] = gsl_rng_uniform_pos(rng);
        draw->y[i] = draw->x[i] + known->p[0] * (2 * gsl_rng_uniform_pos(rng) - 1);
    }
}

/* --- bijections of single numbers ----------------------------------------------------
 */

typedef double (*map)(double z);

static void map_all(map f, double *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = f(values[i]);
    }
}

static void map_both(const qtl_known *known, qtl_draw *draw, map of_x, map of_y)
{
    map_all(of_x, draw->x, known->dx * draw->n);
    map_all(of_y, draw->y, known->dy * draw->n);
}

static double half_cube(double z)
{
    return copysign(pow(fabs(z), 1.5), z);
}

static double wiggly_x(double z)
{
    return z + 0.4 * sin(z) + 0.2 * sin(1.7 * z + 1) + 0.03 * sin(3.3 * z - 2.5);
}

static double wiggly_y(double z)
{
    return z - 0.4 * sin(0.4 * z) + 0.17 * sin(1.3 * z + 3.5) + 0.02 * sin(4.3 * z - 2.5);
}

/* Where the distribution function of low_share N(low, 1) + (1 - low_share) N(high, 1) is
 * that of N(0, 1) at z. */
static double two_humps(double z, double low_share, double low, double high)
{
    const double p = normal_cdf(z);
    double from = low - 10;
    double to = high + 10;
    for (int step = 0; step < 60; step++) {
        const double middle = 0.5 * (from + to);
        const double below = low_share * normal_cdf(middle - low) +
                             (1 - low_share) * normal_cdf(middle - high);
        *(below < p ? &from : &to) = middle;
    }
    return 0.5 * (from + to);
}

static double bimodal_x(double z)
{
    return two_humps(z, 0.3, 0, 5);
}

static double bimodal_y(double z)
{
    return two_humps(z, 0.5, -1, 3);
}

static void bend_cdf(const qtl_known *known, qtl_draw *draw)
{
    map_both(known, draw, normal_cdf, normal_cdf);
}

static void bend_asinh(const qtl_known *known, qtl_draw *draw)
{
    map_both(known, draw, asinh, asinh);
}

static void bend_half_cube(const qtl_known *known, qtl_draw *draw)
{
    map_both(known, draw, half_cube, half_cube);
}

static void bend_wiggly(const qtl_known *known, qtl_draw *draw)
{
    map_both(known, draw, wiggly_x, wiggly_y);
}

static void bend_bimodal(const qtl_known *known, qtl_draw *draw)
{
    map_both(known, draw, bimodal_x, bimodal_y);
}

/* --- bijections of vectors ------------------------------------------------------------
 */

/* x, made uniform, is rolled up in the plane; x has room for two columns. */
static void bend_swiss_roll(const qtl_known *known, qtl_draw *draw)
{
    const size_t n = draw->n;
    for (size_t i = 0; i < n; i++) {
        const double angle = 1.5 * M_PI * (1 + 2 * normal_cdf(draw->x[i]));
        draw->x[i] = angle * cos(angle) / 21;
        draw->x[n + i] = angle * sin(angle) / 21;
    }
    map_all(normal_cdf, draw->y, known->dy * n);
}

/* Turns columns a and b by an angle that grows with the squared norm of all d. */
static void spiral(double *values, size_t n, size_t d, size_t a, size_t b)
{
    for (size_t i = 0; i < n; i++) {
        double norm = 0;
        for (size_t k = 0; k < d; k++) {
            norm += values[k * n + i] * values[k * n + i];
        }
        const double angle = norm / (double)d;
        const double u = values[a * n + i];
        const double v = values[b * n + i];
        values[a * n + i] = cos(angle) * u - sin(angle) * v;
        values[b * n + i] = sin(angle) * u + cos(angle) * v;
    }
}

static void bend_spiral(const qtl_known *known, qtl_draw *draw)
{
    spiral(draw->x, draw->n, known->dx, 0, 1);
    spiral(draw->y, draw->n, known->dy, 1, 2);
}

/* ----------------------------------------------------------------------------------------
 */

#define TASK(title, m, n, base, first, second)                                           \
    .name = (title), .dx = (m), .dy = (n), .p = {(first), (second)},                     \
    .truth_bits = base##_truth, .draw = base##_draw

/* One pair correlated by 0.75, two by 0.8, all by 0.5. */
#define NORMAL(title) TASK(title, 1, 1, qtl_gaussian_pairs, 0.75, 1)
#define PAIRS(title, d) TASK(title, d, d, qtl_gaussian_pairs, 0.8, 2)
#define DENSE(title, d) TASK(title, d, d, qtl_gaussian_dense, 0.5, 0)
#define STUDENT(title, d, nu) TASK(title, d, d, student, nu, 0)

static const qtl_known tasks[] = {
    {NORMAL("1x1-normal")},
    {NORMAL("1x1-normal-cdf"), .bend = bend_cdf},
    {NORMAL("1x1-bimodal"), .bend = bend_bimodal},
    {NORMAL("1x1-wiggly"), .bend = bend_wiggly},
    {NORMAL("1x1-half-cube"), .bend = bend_half_cube},
    {TASK("2x1-swiss-roll", 2, 1, qtl_gaussian_pairs, 0.75, 1), .bend = bend_swiss_roll},
    {TASK("1x1-additive-0.1", 1, 1, additive, 0.1, 0)},
    {TASK("1x1-additive-0.75", 1, 1, additive, 0.75, 0)},
    {STUDENT("1x1-student-1", 1, 1)},
    {STUDENT("1x1-student-1-asinh", 1, 1), .bend = bend_asinh},
    {STUDENT("2x2-student-1", 2, 1)},
    {STUDENT("2x2-student-2", 2, 2)},
    {STUDENT("3x3-student-2", 3, 2)},
    {STUDENT("3x3-student-3", 3, 3)},
    {STUDENT("5x5-student-2", 5, 2)},
    {STUDENT("5x5-student-2-asinh", 5, 2), .bend = bend_asinh},
    {STUDENT("5x5-student-3", 5, 3)},
    {DENSE("2x2-dense", 2)},
    {DENSE("3x3-dense", 3)},
    {DENSE("5x5-dense", 5)},
    {DENSE("25x25-dense", 25)},
    {DENSE("50x50-dense", 50)},
    {PAIRS("2x2-pairs", 2)},
    {PAIRS("3x3-pairs", 3)},
    {PAIRS("3x3-pairs-cdf", 3), .bend = bend_cdf},
    {PAIRS("3x3-pairs-half-cube", 3), .bend = bend_half_cube},
    {PAIRS("3x3-pairs-spiral", 3), .bend = bend_spiral},
    {PAIRS("5x5-pairs", 5)},
    {PAIRS("5x5-pairs-cdf", 5), .bend = bend_cdf},
    {PAIRS("5x5-pairs-half-cube", 5), .bend = bend_half_cube},
    {PAIRS("5x5-pairs-spiral", 5), .bend = bend_spiral},
    {PAIRS("25x25-pairs", 25)},
    {PAIRS("25x25-pairs-spiral", 25), .bend = bend_spiral},
};

const qtl_known_suite qtl_suite_beyond_normal = {
    .name = "beyond-normal",
    .summary = "tasks of Czyz et al. (2023): bent normals, Student tails, uniform noise",
    .tasks = tasks,
    .n_tasks = sizeof tasks / sizeof tasks[0],
    .sizes = {250, 1000, 4000}};
