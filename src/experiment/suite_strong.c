/* y = f(x) + a U(0, 1), x uniform on (0, 1) in each dimension, the noise a down to 1e-7:
 * I(X;Y) = h(Y) - ln a, up to 22 bits from samples that seem to lie on a line.
 *
 * The density of Y is p(y) = P(y - a < f(X) < y) / a. Each density below takes t, the
 * distance from the low end of its piece, and keeps every digit there even for tiny a. */
#include <math.h>

#include <gsl/gsl_rng.h>

#include "experiment/quadrature.h"
#include "experiment/suites.h"

enum { NOISE }; /* parameter: a */

static void add_noise(const qtl_known *known, gsl_rng *rng, double value, double *y)
{
    *y = value + known->p[NOISE] * gsl_rng_uniform_pos(rng);
}

static double neg_p_ln_p(double p)
{
    return p > 0 ? -p * log(p) : 0;
}

/* One piece of a density: of noise a, at t from its low end. */
typedef double (*piece)(double a, double t);

typedef struct piece_context {
    piece density;
    double a;
} piece_context;

static double entropy_integrand(double t, const void *context)
{
    const piece_context *at = context;
    return neg_p_ln_p(at->density(at->a, t));
}

static double entropy_nats(piece density, double a, double length)
{
    const piece_context context = {density, a};
    return qtl_integrate(entropy_integrand, &context, length);
}

static double truth_bits(double h_nats, double a)
{
    return (h_nats - log(a)) * M_LOG2E;
}

/* --- y = x ------------------------------------------------------------------ */

/* h(Y) of a trapezoid is a / 2. */
static double linear_truth(const qtl_known *known)
{
    return truth_bits(known->p[NOISE] / 2, known->p[NOISE]);
}

static void linear_draw(const qtl_known *known, gsl_rng *rng, qtl_draw *draw)
{
    for (size_t i = 0; i < draw->n; i++) {
        draw->x[i] = gsl_rng_uniform_pos(rng);
        add_noise(known, rng, draw->x[i], &draw->y[i]);
    }
}

/* --- y = x^2: P(f(X) < v) = sqrt(v) ------------------------------------------ */

static double square_low(double a, double t) /* from y = 0 to a */
{
    return sqrt(t) / a;
}

static double square_middle(double a, double t) /* from a to 1 */
{
    return 1 / (sqrt(a + t) + sqrt(t));
}

static double square_high(double a, double t) /* from 1 + a down to 1 */
{
    return t / (a * (1 + sqrt(1 - t)));
}

static double square_truth(const qtl_known *known)
{
    const double a = known->p[NOISE];
    return truth_bits(entropy_nats(square_low, a, a) +
                          entropy_nats(square_middle, a, 1 - a) +
                          entropy_nats(square_high, a, a),
                      a);
}

static void square_draw(const qtl_known *known, gsl_rng *rng, qtl_draw *draw)
{
    for (size_t i = 0; i < draw->n; i++) {
        const double x = gsl_rng_uniform_pos(rng);
        draw->x[i] = x;
        add_noise(known, rng, x * x, &draw->y[i]);
    }
}

/* --- y = sin 4 pi x: P(f(X) < v - 1) = 2/pi asin sqrt(v/2); symmetric --------- */

static double sine_low(double a, double t) /* from y = -1 to a - 1 */
{
    return M_2_PI * asin(sqrt(t / 2)) / a;
}

static double sine_half(double a, double t) /* from a - 1 to the middle, a / 2 */
{
    const double sum = asin(sqrt((t + a) / 2)) + asin(sqrt(t / 2));
    return M_2_PI * asin(a / (2 * sin(sum))) / a;
}

static double sine_truth(const qtl_known *known)
{
    const double a = known->p[NOISE];
    return truth_bits(
        2 * (entropy_nats(sine_low, a, a) + entropy_nats(sine_half, a, 1 - a / 2)), a);
}

static void sine_draw(const qtl_known *known, gsl_rng *rng, qtl_draw *draw)
{
    for (size_t i = 0; i < draw->n; i++) {
        draw->x[i] = gsl_rng_uniform_pos(rng);
        add_noise(known, rng, sin(4 * M_PI * draw->x[i]), &draw->y[i]);
    }
}

/* --- y = x_1 + x_2: a triangle, smoothed; symmetric ---------------------------- */

static double sum_low(double a, double t) /* from y = 0 to a */
{
    return t * t / (2 * a);
}

static double sum_rise(double a, double t) /* from a to 1 */
{
    return t + a / 2;
}

static double sum_top(double a, double t) /* from 1 to the middle, 1 + a / 2 */
{
    const double below = a - t; /* of the window is below the top */
    return ((1 - below / 2) * below + (1 - t / 2) * t) / a;
}

static double sum_truth(const qtl_known *known)
{
    const double a = known->p[NOISE];
    return truth_bits(2 * (entropy_nats(sum_low, a, a) +
                           entropy_nats(sum_rise, a, 1 - a) +
                           entropy_nats(sum_top, a, a / 2)),
                      a);
}

static void sum_draw(const qtl_known *known, gsl_rng *rng, qtl_draw *draw)
{
    double *second = draw->x + draw->n;
    for (size_t i = 0; i < draw->n; i++) {
        draw->x[i] = gsl_rng_uniform_pos(rng);
        second[i] = gsl_rng_uniform_pos(rng);
        add_noise(known, rng, draw->x[i] + second[i], &draw->y[i]);
    }
}

#define STRONG(title, f, d, noise)                                                       \
    {                                                                                    \
        .name = (title), .dx = (d), .dy = 1, .p = {[NOISE] = (noise)},                   \
        .truth_bits = f##_truth, .draw = f##_draw                                        \
    }

static const qtl_known tasks[] = {
    STRONG("linear-1e-1", linear, 1, 1e-1),    STRONG("linear-1e-3", linear, 1, 1e-3),
    STRONG("linear-1e-5", linear, 1, 1e-5),    STRONG("linear-1e-7", linear, 1, 1e-7),
    STRONG("quadratic-1e-1", square, 1, 1e-1), STRONG("quadratic-1e-3", square, 1, 1e-3),
    STRONG("quadratic-1e-5", square, 1, 1e-5), STRONG("quadratic-1e-7", square, 1, 1e-7),
    STRONG("sine-1e-1", sine, 1, 1e-1),        STRONG("sine-1e-3", sine, 1, 1e-3),
    STRONG("sine-1e-5", sine, 1, 1e-5),        STRONG("sine-1e-7", sine, 1, 1e-7),
    STRONG("3d-plane-1e-1", sum, 2, 1e-1),     STRONG("3d-plane-1e-3", sum, 2, 1e-3),
    STRONG("3d-plane-1e-5", sum, 2, 1e-5),     STRONG("3d-plane-1e-7", sum, 2, 1e-7),
};

const qtl_known_suite qtl_suite_strong = {
    .name = "strong",
    .summary = "y = f(x) + noise down to 1e-7: line, parabola, sine, plane; 3 to 23 bits",
    .tasks = tasks,
    .n_tasks = sizeof tasks / sizeof tasks[0],
    .sizes = {250, 1000, 4000}};
