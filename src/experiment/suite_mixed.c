/* A discrete variable with a continuous one, and variables that are both. */
#include <math.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_psi.h>

#include "core/random.h"
#include "experiment/suites.h"

/* --- x uniform on 0..m-1, y uniform on (x, x + 2): Gao et al. (2017), sec. 5 ---- */

/* y in the outermost unit intervals has one possible x, elsewhere two. */
static double steps_truth(const qtl_known *known)
{
    const double m = known->p[0];
    return log2(m) - (m - 1) / m;
}

static void steps_draw(const qtl_known *known, gsl_rng *rng, qtl_draw *draw)
{
    for (size_t i = 0; i < draw->n; i++) {
        draw->x[i] = qtl_random_below(rng, (uint32_t)known->p[0]);
        draw->y[i] = draw->x[i] + 2 * gsl_rng_uniform(rng);
    }
}

/* --- half the mass normal with correlation p[0], half on (+-1, +-1) -------------- */

enum { RHO, SAME }; /* p[SAME]: probability that the signs agree */

/* Whether a value is an atom is seen in x and in y alike: one bit, and then half of
 * either part. Gao et al. (2017), sec. 5. */
static double half_truth(const qtl_known *known)
{
    const double rho = known->p[RHO];
    const double same = known->p[SAME];
    const double normal = -0.5 * log2((1 - rho) * (1 + rho));
    const double signs = 1 + same * log2(same) + (1 - same) * log2(1 - same);
    return 1 + 0.5 * (normal + signs);
}

static void half_draw(const qtl_known *known, gsl_rng *rng, qtl_draw *draw)
{
    const double rho = known->p[RHO];
    const double rest = sqrt((1 - rho) * (1 + rho));
    for (size_t i = 0; i < draw->n; i++) {
        if (gsl_rng_uniform(rng) < 0.5) {
            draw->x[i] = gsl_ran_gaussian_ziggurat(rng, 1);
            draw->y[i] = rho * draw->x[i] + rest * gsl_ran_gaussian_ziggurat(rng, 1);
        } else {
            draw->x[i] = gsl_rng_uniform(rng) < 0.5 ? -1 : 1;
            draw->y[i] = gsl_rng_uniform(rng) < known->p[SAME] ? draw->x[i] : -draw->x[i];
        }
    }
}

/* --- x exponential; y = 0 with probability p, else Poisson of mean x --------------- */

/* Integral of w ln(w / mean) over w from p to 1. */
static double zero_part(double p, double mean)
{
    return (log(1 / mean) - p * p * (p > 0 ? log(p / mean) : 0)) / 2 - (1 - p * p) / 4;
}

/* I = sum over y of the integral of p(x) p(y|x) ln(p(y|x) / p(y)).
 * y = 0: with w = p + (1 - p) exp(-x), uniform on (p, 1), it is zero_part / (1 - p).
 * y > 0: p(y) = (1 - p) / 2^(y+1), and x given y is a Gamma variable of shape y + 1 and
 * rate 2, so that E x = (y + 1) / 2 and E ln x = psi(y + 1) - ln 2.
 * Gao et al. (2017) give (1 - p) times the value at p = 0, which is I(X;Y|B) for the coin
 * B and more than I(X;Y), as a 0 does not say where it is from. */
static double zip_truth(const qtl_known *known)
{
    enum { ENOUGH = 200 }; /* 2^-200 is left out */
    const double p = known->p[0];
    int sign = 0;
    double nats = zero_part(p, p + (1 - p) / 2) / (1 - p);
    for (int y = 1; y <= ENOUGH; y++) {
        const double mean_log = -(y + 1) / 2.0 + y * (gsl_sf_psi_int(y + 1) - M_LN2) -
                                lgamma_r(y + 1.0, &sign) + (y + 1) * M_LN2;
        nats += (1 - p) * ldexp(mean_log, -(y + 1));
    }
    return nats * M_LOG2E;
}

static void zip_draw(const qtl_known *known, gsl_rng *rng, qtl_draw *draw)
{
    for (size_t i = 0; i < draw->n; i++) {
        draw->x[i] = gsl_ran_exponential(rng, 1);
        const bool zero = gsl_rng_uniform(rng) < known->p[0];
        draw->y[i] = zero ? 0 : gsl_ran_poisson(rng, draw->x[i]);
    }
}

#define MIXED(title, f, first, second)                                                   \
    .name = (title), .dx = 1, .dy = 1, .p = {(first), (second)},                         \
    .truth_bits = f##_truth, .draw = f##_draw

static const qtl_known tasks[] = {
    {MIXED("steps-2", steps, 2, 0), .x_discrete = true},
    {MIXED("steps-5", steps, 5, 0), .x_discrete = true},
    {MIXED("steps-20", steps, 20, 0), .x_discrete = true},
    {MIXED("half-discrete-rho0.9", half, 0.9, 0.9)},
    {MIXED("half-discrete-rho0", half, 0, 0.5)},
    {MIXED("poisson", zip, 0, 0), .y_discrete = true},
    {MIXED("zero-inflated-poisson-0.15", zip, 0.15, 0), .y_discrete = true},
    {MIXED("zero-inflated-poisson-0.5", zip, 0.5, 0), .y_discrete = true},
};

const qtl_known_suite qtl_suite_mixed = {
    .name = "mixed",
    .summary =
        "discrete with continuous: steps, atoms in a normal, zero-inflated Poisson",
    .tasks = tasks,
    .n_tasks = sizeof tasks / sizeof tasks[0],
    .sizes = {250, 1000, 4000}};
