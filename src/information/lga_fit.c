#include "information/lga_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "information/lga_gaussian.h"
#include "information/small_matrix.h"

enum { STEPS_MAX = 1000, HALVINGS_MAX = 50 };

/* Converged when J cannot grow by more than the first and ln of the density at the
 * origin of e and L, -A, has just moved by less than the second. */
static const double growth_tolerance = 1e-9;
static const double density_tolerance = 1e-7;

/* Of the growth that the derivative promises, a step must keep this share (Armijo). */
static const double armijo_share = 1e-4;

/* The parameters with what follows from them. */
typedef struct parameters {
    double *slope;           /* [d] e */
    qtl_lga_gaussian own;    /* L */
    qtl_lga_gaussian tilted; /* L + K */
    double r, j;
} parameters;

struct qtl_lga_fit {
    size_t d, p; /* p = d + d (d + 1) / 2 */
    double *memory;
    double *kernel; /* [d][d] K */
    double *mean;   /* [d] nu */
    double a;
    parameters now, next;
    double *gradient, *difference; /* [p] of J; t_tilted - t_own */
    double *step, *along;          /* [p] */
    double *hessian;               /* [p][p] */
};

static parameters take_parameters(double **memory, size_t d)
{
    return (parameters){.slope = qtl_lga_take(memory, d),
                        .own = qtl_lga_gaussian_take(memory, d),
                        .tilted = qtl_lga_gaussian_take(memory, d)};
}

qtl_status qtl_lga_fit_create(size_t d, qtl_lga_fit **out)
{
    const size_t p = d + d * (d + 1) / 2;
    qtl_lga_fit *fit = NULL;
    QTL_ALLOC(fit, 1);
    double *memory = qtl_alloc(13 * d * d + 7 * d + 4 * p + p * p, sizeof *memory);
    if (!memory) {
        free(fit);
        return QTL_ENOMEM;
    }
    fit->memory = memory;
    fit->d = d;
    fit->p = p;
    fit->kernel = qtl_lga_take(&memory, d * d);
    fit->mean = qtl_lga_take(&memory, d);
    fit->now = take_parameters(&memory, d);
    fit->next = take_parameters(&memory, d);
    fit->gradient = qtl_lga_take(&memory, p);
    fit->difference = qtl_lga_take(&memory, p);
    fit->step = qtl_lga_take(&memory, p);
    fit->along = qtl_lga_take(&memory, p);
    fit->hessian = qtl_lga_take(&memory, p * p);
    *out = fit;
    return QTL_OK;
}

void qtl_lga_fit_free(qtl_lga_fit *fit)
{
    if (fit) {
        free(fit->memory);
        free(fit);
    }
}

static double quadratic(const double *matrix, const double *x, size_t d)
{
    double sum = 0;
    for (size_t i = 0; i < d; i++) {
        sum += x[i] * qtl_lga_dot(matrix + i * d, x, d);
    }
    return sum;
}

/* From slope and own precision to the rest; false outside the domain. */
static bool evaluate(const qtl_lga_fit *fit, parameters *at)
{
    const size_t d = fit->d;
    double trace = 0;
    for (size_t i = 0; i < d; i++) {
        trace += at->own.precision[i * d + i];
    }
    for (size_t i = 0; i < d * d; i++) {
        at->tilted.precision[i] = at->own.precision[i] + fit->kernel[i];
    }
    if (!qtl_lga_gaussian_complete(&at->own, at->slope, d) ||
        !qtl_lga_gaussian_complete(&at->tilted, at->slope, d)) {
        return false;
    }
    at->r = fit->a * exp(at->tilted.a - at->own.a);
    at->j = qtl_lga_dot(at->slope, fit->mean, d) -
            (trace + quadratic(at->own.precision, fit->mean, d)) / 2 - at->own.a - at->r;
    return isfinite(at->j);
}

/* gradient = t_w - (1 - r) t_own - r t_tilted, and t_tilted - t_own. */
static void differentiate(qtl_lga_fit *fit)
{
    const parameters *now = &fit->now;
    const size_t d = fit->d;
    double *own = fit->along;
    qtl_lga_expected(fit->mean, NULL, d, fit->gradient);
    qtl_lga_expected(now->own.mean, now->own.covariance, d, own);
    qtl_lga_expected(now->tilted.mean, now->tilted.covariance, d, fit->difference);
    for (size_t i = 0; i < fit->p; i++) {
        fit->difference[i] -= own[i];
        fit->gradient[i] -= own[i] + now->r * fit->difference[i];
    }
}

/* hessian = r C_tilted + weight C_own, the covariances of (v, vv'). */
static void mix_information(qtl_lga_fit *fit, double weight)
{
    memset(fit->hessian, 0, fit->p * fit->p * sizeof(double));
    qtl_lga_add_information(&fit->now.tilted, fit->d, fit->now.r, fit->hessian);
    qtl_lga_add_information(&fit->now.own, fit->d, weight, fit->hessian);
}

/* The exact step, if the Hessian is definite: near a maximum with r > 1. */
static bool exact_step(qtl_lga_fit *fit)
{
    const size_t p = fit->p;
    mix_information(fit, 1 - fit->now.r);
    for (size_t i = 0; i < p; i++) {
        for (size_t j = 0; j <= i; j++) {
            fit->hessian[i * p + j] +=
                fit->now.r * fit->difference[i] * fit->difference[j];
        }
    }
    memcpy(fit->step, fit->gradient, p * sizeof(double));
    if (!qtl_cholesky(fit->hessian, p)) {
        return false;
    }
    qtl_cholesky_solve(fit->hessian, p, fit->step);
    return true;
}

/* The step without C_own where r > 1 makes its weight negative. The last term of the
 * Hessian may be larger than the others by 10^12: Sherman and Morrison's formula. False
 * if rounding has made the rest singular. */
static bool definite_step(qtl_lga_fit *fit)
{
    const size_t p = fit->p;
    const double r = fit->now.r;
    mix_information(fit, fmax(1 - r, 0));
    if (!qtl_cholesky(fit->hessian, p)) {
        return false;
    }
    memcpy(fit->step, fit->gradient, p * sizeof(double));
    memcpy(fit->along, fit->difference, p * sizeof(double));
    qtl_cholesky_solve(fit->hessian, p, fit->step);
    qtl_cholesky_solve(fit->hessian, p, fit->along);
    const double share = r * qtl_lga_dot(fit->difference, fit->step, p) /
                         (1 + r * qtl_lga_dot(fit->difference, fit->along, p));
    for (size_t i = 0; i < p; i++) {
        fit->step[i] -= share * fit->along[i];
    }
    return true;
}

/* The Newton step, -Hessian = (1 - r) C_own + r C_tilted + r difference difference', and
 * the derivative of J along it, 0 or more. */
static bool newton_step(qtl_lga_fit *fit, double *growth)
{
    if (!(fit->now.r > 1 && exact_step(fit)) && !definite_step(fit)) {
        return false;
    }
    *growth = qtl_lga_dot(fit->gradient, fit->step, fit->p);
    return true;
}

/* next = now + length * step; the parameter of v_i v_j is -L_ii / 2 or -L_ij. */
static void move(qtl_lga_fit *fit, double length)
{
    const size_t d = fit->d;
    for (size_t i = 0; i < d; i++) {
        fit->next.slope[i] = fit->now.slope[i] + length * fit->step[i];
    }
    size_t at = d;
    for (size_t i = 0; i < d; i++) {
        for (size_t j = i; j < d; j++) {
            const double change = length * fit->step[at++] * (i == j ? 2 : 1);
            fit->next.own.precision[i * d + j] =
                fit->now.own.precision[i * d + j] - change;
            fit->next.own.precision[j * d + i] = fit->next.own.precision[i * d + j];
        }
    }
}

/* Halves the step until J grows enough; false if it never does. */
static bool line_search(qtl_lga_fit *fit, double growth)
{
    double length = 1;
    for (int halving = 0; halving < HALVINGS_MAX; halving++) {
        move(fit, length);
        if (evaluate(fit, &fit->next) &&
            fit->next.j >= fit->now.j + armijo_share * length * growth) {
            return true;
        }
        length /= 2;
    }
    return false;
}

static void accept(qtl_lga_fit *fit)
{
    const parameters previous = fit->now;
    fit->now = fit->next;
    fit->next = previous;
}

/* In the coordinates v = factor'^-1 u: nu and K = factor factor'. */
static void whiten(qtl_lga_fit *fit, const qtl_local *local)
{
    const size_t d = fit->d;
    (void)qtl_local_mahalanobis(local);
    memcpy(fit->mean, local->solved, d * sizeof(double));
    for (size_t i = 0; i < d; i++) {
        for (size_t j = 0; j < d; j++) {
            fit->kernel[i * d + j] =
                qtl_lga_dot(local->factor + i * d, local->factor + j * d, d);
        }
    }
}

static void set_precision(qtl_lga_fit *fit, double share)
{
    for (size_t i = 0; i < fit->d * fit->d; i++) {
        fit->now.own.precision[i] = (i % (fit->d + 1) == 0) - share * fit->kernel[i];
    }
}

/* L = 1 - share K for the largest share of 1, 1/2, 1/4, ... that makes a Gaussian, less a
 * tenth of it: so that L >= 1/10, and the mean L^-1 e is not at the ends of the world. */
static bool start(qtl_lga_fit *fit)
{
    memcpy(fit->now.slope, fit->mean, fit->d * sizeof(double));
    double share = 1;
    for (int halving = 0; halving < HALVINGS_MAX; halving++) {
        set_precision(fit, share);
        if (evaluate(fit, &fit->now)) {
            set_precision(fit, 0.9 * share);
            return evaluate(fit, &fit->now);
        }
        share /= 2;
    }
    return false;
}

static bool climb(qtl_lga_fit *fit)
{
    double moved = INFINITY;
    for (int step = 0; step < STEPS_MAX; step++) {
        double growth = 0;
        differentiate(fit);
        if (!newton_step(fit, &growth)) {
            return false;
        }
        if (growth <= growth_tolerance && moved <= density_tolerance) {
            return true;
        }
        if (!line_search(fit, growth)) {
            return growth <= growth_tolerance;
        }
        moved = fabs(fit->next.own.a - fit->now.own.a);
        accept(fit);
    }
    return false;
}

bool qtl_lga_fit_at(qtl_lga_fit *fit, const qtl_local *local, size_t n,
                    double *minus_ln_density)
{
    const size_t d = fit->d;
    whiten(fit, local);
    fit->a = (double)(n - 1) / local->s0;
    const bool converged = start(fit) && climb(fit);
    double ln_scale = 0;
    for (size_t c = 0; c < d; c++) {
        ln_scale += log(local->factor[c * d + c]);
    }
    *minus_ln_density = fit->now.own.a + ln_scale;
    return converged;
}

/* u = factor' v */
void qtl_lga_fit_gaussian(const qtl_lga_fit *fit, const qtl_local *local, double *mean,
                          double *covariance)
{
    const size_t d = fit->d;
    const double *factor = local->factor;
    for (size_t i = 0; i < d; i++) {
        mean[i] = 0;
        for (size_t a = 0; a < d; a++) {
            mean[i] += factor[a * d + i] * fit->now.own.mean[a];
        }
        for (size_t j = 0; j < d; j++) {
            double sum = 0;
            for (size_t ab = 0; ab < d * d; ab++) {
                sum += factor[ab / d * d + i] * fit->now.own.covariance[ab] *
                       factor[ab % d * d + j];
            }
            covariance[i * d + j] = sum;
        }
    }
}
