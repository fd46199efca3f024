#include "experiment/broken_line.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "core/memory.h"

/* A line of k knots is y = b0 + b1 x + b2 (x - knot1)+ + b3 (x - knot2)+ . */
enum { PLACES_MAX = 64, TERMS = 2 + QTL_KNOTS_MAX, END = 2, REFINEMENTS = 10 };

/* Sums over the points from one on, x and y counted from their means: what every inner
 * product of two terms is made of. */
typedef struct sums {
    double n, x, xx, y, xy;
} sums;

typedef struct problem {
    double x_mean, y_mean;
    double yy;                /* sum of (y - mean)^2 */
    const sums *from;         /* [n]: from[i] over the points i, ..., n - 1 */
    size_t n;                 /* points */
    const double *x;          /* [n], not counted from the mean */
    double place[PLACES_MAX]; /* x - mean of what may be a knot */
    size_t n_places;
    double knots_apart; /* at least */
    double resolution;
} problem;

typedef struct fit {
    size_t n_knots;
    double knot[QTL_KNOTS_MAX]; /* x - mean */
    double b[TERMS];
    double rss;
} fit;

static double mean_of(const double *values, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += values[i];
    }
    return sum / (double)n;
}

static void sum_up(const double *x, const double *y, size_t n, problem *p, sums *from)
{
    sums s = {0};
    for (size_t i = n; i-- > 0;) {
        const double u = x[i] - p->x_mean;
        const double v = y[i] - p->y_mean;
        s = (sums){s.n + 1, s.x + u, s.xx + u * u, s.y + v, s.xy + u * v};
        p->yy += v * v;
        from[i] = s;
    }
}

/* At most PLACES_MAX interior points, about evenly over the range. */
static void choose_places(const double *x, size_t n, problem *p)
{
    if (n < 2 * END + 2) {
        return;
    }
    const double apart = n <= PLACES_MAX ? 0 : (x[n - 1] - x[0]) / (PLACES_MAX - 1);
    for (size_t i = END; i + END < n && p->n_places < PLACES_MAX; i++) {
        const double place = x[i] - p->x_mean;
        if (p->n_places == 0 || place >= p->place[p->n_places - 1] + apart) {
            p->place[p->n_places++] = place;
        }
    }
}

/* First point behind u; there is one behind every knot. */
static size_t first_behind(const problem *p, double u)
{
    size_t low = 0;
    size_t high = p->n - 1;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (p->x[middle] - p->x_mean <= u) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Sum over the points behind both knots of (x - u) (x - v), where s sums these points. */
static double hinge_product(const sums *s, double u, double v)
{
    return s->xx - (u + v) * s->x + u * v * s->n;
}

/* Normal equations a b = c of the terms: the constant has sum 0 with x and y. */
static void set_up(const problem *p, const fit *f, double a[TERMS][TERMS],
                   double c[TERMS])
{
    const sums *all = &p->from[0];
    a[0][0] = all->n;
    a[1][0] = all->x;
    a[1][1] = all->xx;
    c[0] = all->y;
    c[1] = all->xy;
    for (size_t k = 0; k < f->n_knots; k++) {
        const double u = f->knot[k];
        const sums *s = &p->from[first_behind(p, u)];
        a[2 + k][0] = s->x - u * s->n;
        a[2 + k][1] = s->xx - u * s->x;
        c[2 + k] = s->xy - u * s->y;
        for (size_t j = 0; j <= k; j++) {
            a[2 + k][2 + j] = hinge_product(s, f->knot[j], u);
        }
    }
}

/* a = l l' in place, lower triangle; false if a is not positive definite. */
static bool factor(double a[TERMS][TERMS], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i][j];
            for (size_t k = 0; k < j; k++) {
                sum -= a[i][k] * a[j][k];
            }
            if (i == j && !(sum > 1e-12 * a[i][i])) {
                return false;
            }
            a[i][j] = i == j ? sqrt(sum) : sum / a[j][j];
        }
    }
    return true;
}

/* Least squares for the knots of f: its b and rss. |l^-1 c|^2 is what the fit explains.
 */
static void solve(const problem *p, fit *f)
{
    double a[TERMS][TERMS] = {{0}};
    double c[TERMS] = {0};
    const size_t n = 2 + f->n_knots;
    set_up(p, f, a, c);
    f->rss = INFINITY;
    if (!factor(a, n)) {
        return;
    }
    double explained = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            c[i] -= a[i][j] * c[j];
        }
        c[i] /= a[i][i];
        explained += c[i] * c[i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t j = i + 1; j < n; j++) {
            c[i] -= a[j][i] * c[j];
        }
        c[i] /= a[i][i];
        f->b[i] = c[i];
    }
    f->rss = fmax(p->yy - explained, 0);
}

/* Knots are away from the ends and from each other. */
static bool inside(const problem *p, const fit *f)
{
    const double first = p->place[0];
    const double last = p->place[p->n_places - 1];
    return f->knot[0] >= first && f->knot[f->n_knots - 1] <= last &&
           (f->n_knots < 2 || f->knot[1] - f->knot[0] >= p->knots_apart);
}

static void try_knots(const problem *p, fit f, fit *best)
{
    solve(p, &f);
    if (f.rss < best->rss) {
        *best = f;
    }
}

static fit best_of(const problem *p, size_t n_knots)
{
    fit best = {.n_knots = n_knots, .rss = INFINITY};
    if (n_knots == 0) {
        try_knots(p, (fit){0}, &best);
        return best;
    }
    for (size_t i = 0; i < p->n_places; i++) {
        if (n_knots == 1) {
            try_knots(p, (fit){.n_knots = 1, .knot = {p->place[i]}}, &best);
            continue;
        }
        for (size_t j = i + 1; j < p->n_places; j++) {
            if (p->place[j] - p->place[i] >= p->knots_apart) {
                try_knots(p, (fit){.n_knots = 2, .knot = {p->place[i], p->place[j]}},
                          &best);
            }
        }
    }
    return best;
}

static void try_moved(const problem *p, size_t k, double by, fit *best)
{
    fit moved = *best;
    moved.knot[k] += by;
    if (inside(p, &moved)) {
        try_knots(p, moved, best);
    }
}

/* Moves each knot to where it fits best between the places around it, to a thousandth. */
static void refine(const problem *p, fit *f)
{
    double step = (p->x[p->n - 1] - p->x[0]) / PLACES_MAX;
    for (size_t round = 0; round < REFINEMENTS; round++) {
        for (size_t k = 0; k < f->n_knots; k++) {
            try_moved(p, k, -step, f);
            try_moved(p, k, step, f);
        }
        step /= 2;
    }
}

static double bic(const problem *p, const fit *f)
{
    const double n = (double)p->n;
    return n * log(fmax(f->rss / n, p->resolution * p->resolution)) +
           (2 + 2 * (double)f->n_knots) * log(n);
}

static fit choose_fit(const problem *p)
{
    fit chosen = best_of(p, 0);
    for (size_t k = 1; k <= QTL_KNOTS_MAX && p->n >= 4 + 4 * k; k++) {
        fit f = best_of(p, k);
        refine(p, &f);
        if (isfinite(f.rss) && bic(p, &f) < bic(p, &chosen)) {
            chosen = f;
        }
    }
    return chosen;
}

static qtl_broken_line line_of(const problem *p, const fit *f)
{
    qtl_broken_line line = {.n_knots = f->n_knots, .slope = {f->b[1]}};
    for (size_t k = 0; k < f->n_knots; k++) {
        line.knot[k] = f->knot[k] + p->x_mean;
        line.slope[k + 1] = line.slope[k] + f->b[2 + k];
    }
    return line;
}

qtl_status qtl_broken_line_fit(const double *x, const double *y, size_t n,
                               double resolution, qtl_broken_line *out)
{
    if (n == 0) {
        *out = (qtl_broken_line){0};
        return QTL_OK;
    }
    sums *from = NULL;
    QTL_ALLOC(from, n);
    problem p = {.x_mean = mean_of(x, n),
                 .y_mean = mean_of(y, n),
                 .from = from,
                 .n = n,
                 .x = x,
                 .knots_apart = (x[n - 1] - x[0]) / 10,
                 .resolution = resolution};
    sum_up(x, y, n, &p, from);
    choose_places(x, n, &p);
    const fit f = choose_fit(&p);
    *out = line_of(&p, &f);
    free(from);
    return QTL_OK;
}
