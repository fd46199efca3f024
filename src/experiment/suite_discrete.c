/* Symbols: 100 of them, or 10 x 10 pairs, so that 10 to 2000 samples are 0.1 to 20 a
 * symbol. */
#include <math.h>
#include <string.h>

#include <gsl/gsl_randist.h>

#include "core/random.h"
#include "experiment/suites.h"

enum { SYMBOLS = 100, SIDE = 10 };

typedef struct distribution {
    double p[SYMBOLS];
} distribution;

static double entropy_bits(const double *p, size_t n)
{
    double h = 0;
    for (size_t k = 0; k < n; k++) {
        h -= p[k] > 0 ? p[k] * log2(p[k]) : 0;
    }
    return h;
}

/* Of symbol SIDE * x + y. */
static double mi_bits(const distribution *joint)
{
    double of_x[SIDE] = {0};
    double of_y[SIDE] = {0};
    for (size_t k = 0; k < SYMBOLS; k++) {
        of_x[k / SIDE] += joint->p[k];
        of_y[k % SIDE] += joint->p[k];
    }
    const double h_bits = entropy_bits(of_x, SIDE) + entropy_bits(of_y, SIDE);
    return fmax(0, h_bits - entropy_bits(joint->p, SYMBOLS)); /* not -1e-14 */
}

static double information(const qtl_known *known, const distribution *d)
{
    return known->dy ? mi_bits(d) : entropy_bits(d->p, SYMBOLS);
}

static size_t symbol_at(const double cumulative[SYMBOLS], double u)
{
    size_t k = 0;
    while (k + 1 < SYMBOLS && cumulative[k] <= u) {
        k++;
    }
    return k;
}

static void draw_symbols(const qtl_known *known, const distribution *d, gsl_rng *rng,
                         qtl_draw *draw)
{
    double cumulative[SYMBOLS];
    double sum = 0;
    for (size_t k = 0; k < SYMBOLS; k++) {
        sum += d->p[k];
        cumulative[k] = sum;
    }
    for (size_t i = 0; i < draw->n; i++) {
        const size_t k = symbol_at(cumulative, sum * gsl_rng_uniform(rng));
        draw->x[i] = (double)(known->dy ? k / SIDE : k);
        if (known->dy) {
            draw->y[i] = (double)(k % SIDE);
        }
    }
}

static void normalize(distribution *d)
{
    double sum = 0;
    for (size_t k = 0; k < SYMBOLS; k++) {
        sum += d->p[k];
    }
    for (size_t k = 0; k < SYMBOLS; k++) {
        d->p[k] /= sum;
    }
}

/* --- p_k ~ 1 / (k + 1)^p[0]; 0: uniform -------------------------------------------- */

static distribution power_law(const qtl_known *known)
{
    distribution d;
    for (size_t k = 0; k < SYMBOLS; k++) {
        d.p[k] = pow((double)k + 1, -known->p[0]);
    }
    normalize(&d);
    return d;
}

static double power_truth(const qtl_known *known)
{
    const distribution d = power_law(known);
    return information(known, &d);
}

static void power_draw(const qtl_known *known, gsl_rng *rng, qtl_draw *draw)
{
    const distribution d = power_law(known);
    draw_symbols(known, &d, rng, draw);
}

/* --- a symmetric channel: y = x, or with probability p[0] any of the others ----------
 */

static distribution channel(const qtl_known *known)
{
    distribution d;
    for (size_t k = 0; k < SYMBOLS; k++) {
        const bool same = k / SIDE == k % SIDE;
        d.p[k] = (same ? 1 - known->p[0] : known->p[0] / (SIDE - 1)) / SIDE;
    }
    return d;
}

static double channel_truth(const qtl_known *known)
{
    const distribution d = channel(known);
    return information(known, &d);
}

static void channel_draw(const qtl_known *known, gsl_rng *rng, qtl_draw *draw)
{
    const distribution d = channel(known);
    draw_symbols(known, &d, rng, draw);
}

/* --- p drawn anew for every repeat from a symmetric Dirichlet of concentration p[0] ---
 */

static void dirichlet_draw(const qtl_known *known, gsl_rng *rng, qtl_draw *draw)
{
    distribution d;
    for (size_t k = 0; k < SYMBOLS; k++) {
        d.p[k] = gsl_ran_gamma(rng, known->p[0], 1);
    }
    normalize(&d);
    draw->truth_bits = information(known, &d);
    draw_symbols(known, &d, rng, draw);
}

#define ENTROPY .dx = 1, .x_discrete = true
#define PAIR .dx = 1, .dy = 1, .x_discrete = true, .y_discrete = true

static const qtl_known tasks[] = {
    {"uniform-100", ENTROPY, .p = {0}, .truth_bits = power_truth, .draw = power_draw},
    {"zipf-100", ENTROPY, .p = {1}, .truth_bits = power_truth, .draw = power_draw},
    {"dirichlet-100-0.1", ENTROPY, .p = {0.1}, .draw = dirichlet_draw},
    {"dirichlet-100-1", ENTROPY, .p = {1}, .draw = dirichlet_draw},
    {"independent-10x10", PAIR, .p = {0}, .truth_bits = power_truth, .draw = power_draw},
    {"channel-10x10-0.3", PAIR, .p = {0.3}, .truth_bits = channel_truth,
     .draw = channel_draw},
    {"zipf-10x10", PAIR, .p = {1}, .truth_bits = power_truth, .draw = power_draw},
    {"dirichlet-10x10-0.1", PAIR, .p = {0.1}, .draw = dirichlet_draw},
    {"dirichlet-10x10-1", PAIR, .p = {1}, .draw = dirichlet_draw},
};

const qtl_known_suite qtl_suite_discrete = {
    .name = "discrete",
    .summary = "H(X) of 100 symbols and I(X;Y) of 10 x 10, 0.1 to 20 samples a symbol",
    .tasks = tasks,
    .n_tasks = sizeof tasks / sizeof tasks[0],
    .sizes = {10, 50, 200, 1000, 2000}};
