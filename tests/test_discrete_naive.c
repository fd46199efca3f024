/* The discrete entropies against their published formulas, written out slowly. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/random.h"
#include "discrete.h"
#include "suite.h"

static const long double gamma_l = 0.577215664901532860606512090082402431L;
static const long double ln2_l = 0.693147180559945309417232121458176568L;

enum { CELLS_MAX = 300 };

/* Counts of an alphabet, zeros for the symbols that did not occur. */
typedef struct cells {
    size_t count[CELLS_MAX];
    size_t k;
} cells;

static long double total(const cells *c)
{
    long double n = 0;
    for (size_t i = 0; i < c->k; i++) {
        n += c->count[i];
    }
    return n;
}

static long double with_count(const cells *c, size_t count)
{
    long double n = 0;
    for (size_t i = 0; i < c->k; i++) {
        n += c->count[i] == count;
    }
    return n;
}

static long double entropy_of_p(const long double *p, size_t k)
{
    long double h = 0;
    for (size_t i = 0; i < k; i++) {
        h -= p[i] > 0 ? p[i] * logl(p[i]) : 0;
    }
    return h;
}

static long double smoothed(const cells *c, long double a)
{
    long double p[CELLS_MAX];
    for (size_t i = 0; i < c->k; i++) {
        p[i] = (c->count[i] + a) / (total(c) + c->k * a);
    }
    return entropy_of_p(p, c->k);
}

static long double naive_plugin(const cells *c)
{
    return smoothed(c, 0);
}

static long double naive_miller_madow(const cells *c)
{
    return naive_plugin(c) + (c->k - with_count(c, 0) - 1) / (2 * total(c));
}

static long double naive_jackknife(const cells *c)
{
    const long double n = total(c);
    long double left_out = 0;
    cells less = *c;
    for (size_t i = 0; i < c->k; i++) {
        if (c->count[i]) {
            less.count[i]--;
            left_out += c->count[i] * naive_plugin(&less);
            less.count[i]++;
        }
    }
    return n * naive_plugin(c) - (n - 1) / n * left_out;
}

static long double psi_of_integer(size_t n)
{
    long double sum = -gamma_l;
    for (size_t j = 1; j < n; j++) {
        sum += 1.0L / j;
    }
    return sum;
}

/* Recurrence of the 2003 paper. */
static long double g_by_recurrence(size_t n)
{
    long double g = -gamma_l - ln2_l;
    for (size_t m = 2; m <= n; m += 2) {
        g += 2.0L / (m - 1);
    }
    return g;
}

static long double naive_grassberger_2003(const cells *c)
{
    long double h = logl(total(c));
    for (size_t i = 0; i < c->k; i++) {
        h -= c->count[i] ? c->count[i] / total(c) * g_by_recurrence(c->count[i]) : 0;
    }
    return h;
}

static long double naive_grassberger_1988(const cells *c)
{
    long double h = 0;
    for (size_t i = 0; i < c->k; i++) {
        const size_t n = c->count[i];
        const long double sign = n % 2 ? -1 : 1;
        h += n ? n / total(c) *
                     (logl(total(c)) - psi_of_integer(n) - sign / (long double)(n + 1))
               : 0;
    }
    return h;
}

/* Product form: sum_i n_i/N sum_v 1/v prod_{j<=v} (1 - (n_i - 1) / (N - j)). */
static long double naive_zhang(const cells *c)
{
    const size_t n = (size_t)total(c);
    long double h = 0;
    for (size_t i = 0; i < c->k; i++) {
        long double product = 1;
        for (size_t v = 1; c->count[i] && v <= n - c->count[i]; v++) {
            product *= 1 - (long double)(c->count[i] - 1) / (n - v);
            h += product / v * c->count[i] / n;
        }
    }
    return h;
}

static long double naive_chao_shen(const cells *c)
{
    const long double n = total(c);
    const long double f1 = with_count(c, 1) == n ? n - 1 : with_count(c, 1);
    long double h = 0;
    for (size_t i = 0; i < c->k; i++) {
        const long double p = (1 - f1 / n) * c->count[i] / n;
        h -= p > 0 ? p * logl(p) / (1 - powl(1 - p, n)) : 0;
    }
    return h;
}

/* As printed in the paper. */
static long double naive_chao_wang_jost(const cells *c)
{
    const long double n = total(c);
    const long double f1 = with_count(c, 1);
    const long double f2 = with_count(c, 2);
    long double h = 0;
    for (size_t i = 0; i < c->k; i++) {
        for (size_t k = c->count[i]; c->count[i] && k < (size_t)n; k++) {
            h += c->count[i] / n / k;
        }
    }
    if (f1 == 0 || n == 1) {
        return h;
    }
    const long double a =
        f2 > 0 ? 2 * f2 / ((n - 1) * f1 + 2 * f2) : 2 / ((n - 1) * (f1 - 1) + 2);
    long double bracket = -logl(a);
    for (size_t r = 1; r < (size_t)n; r++) {
        bracket -= powl(1 - a, r) / r;
    }
    return a < 1 ? h + f1 / n * powl(1 - a, 1 - n) * bracket : h;
}

static long double naive_jeffreys(const cells *c)
{
    return smoothed(c, 0.5L);
}

static long double naive_laplace(const cells *c)
{
    return smoothed(c, 1);
}

static long double naive_schurmann_grassberger(const cells *c)
{
    return smoothed(c, 1.0L / c->k);
}

static long double naive_minimax(const cells *c)
{
    return smoothed(c, sqrtl(total(c)) / c->k);
}

static long double naive_shrink(const cells *c)
{
    const long double n = total(c);
    long double p[CELLS_MAX];
    long double variance = 0;
    long double distance = 0;
    for (size_t i = 0; i < c->k; i++) {
        const long double u = c->count[i] / n;
        variance += u * (1 - u) / (n - 1);
        distance += (u - 1.0L / c->k) * (u - 1.0L / c->k);
    }
    const long double weight = n == 1 || variance >= distance ? 1 : variance / distance;
    for (size_t i = 0; i < c->k; i++) {
        p[i] = weight / c->k + (1 - weight) * c->count[i] / n;
    }
    return entropy_of_p(p, c->k);
}

static const struct naive {
    const char *method;
    long double (*h_nats)(const cells *c);
    bool has_support;
} naives[] = {
    {"plugin", naive_plugin, false},
    {"miller-madow", naive_miller_madow, false},
    {"jackknife", naive_jackknife, false},
    {"grassberger", naive_grassberger_2003, false},
    {"grassberger:year=1988", naive_grassberger_1988, false},
    {"zhang", naive_zhang, false},
    {"chao-shen", naive_chao_shen, false},
    {"chao-wang-jost", naive_chao_wang_jost, false},
    {"jeffreys", naive_jeffreys, true},
    {"laplace", naive_laplace, true},
    {"schurmann-grassberger", naive_schurmann_grassberger, true},
    {"minimax", naive_minimax, true},
    {"shrink", naive_shrink, true},
};
enum { N_NAIVES = sizeof naives / sizeof naives[0] };

/* Cells without those that did not occur. */
static cells seen(const cells *c)
{
    cells out = {0};
    for (size_t i = 0; i < c->k; i++) {
        if (c->count[i]) {
            out.count[out.k++] = c->count[i];
        }
    }
    return out;
}

static void check_naive(const struct naive *each, const cells *c)
{
    const cells observed = seen(c);
    const double got = entropy_of_counts(each->method, c->count, c->k);
    const double naive = (double)(each->h_nats(&observed) / ln2_l);
    ck_assert_msg(fabs(got - naive) <= 1e-12 * fmax(1, fabs(naive)),
                  "%s: %.17g for %.17g", each->method, got, naive);
    if (each->has_support) {
        char method[64];
        snprintf(method, sizeof method, "%s:support=%zu", each->method, c->k);
        const double whole = (double)(each->h_nats(c) / ln2_l);
        ck_assert_double_eq_tol(entropy_of_counts(method, c->count, c->k), whole,
                                1e-12 * fmax(1, whole));
    }
}

/* n samples over k cells, cell i being picked below a random bound: skewed. */
static cells random_cells(gsl_rng *rng, size_t n, size_t k)
{
    cells c = {.k = k};
    for (size_t i = 0; i < n; i++) {
        c.count[qtl_random_below(rng, 1 + qtl_random_below(rng, (uint32_t)k))]++;
    }
    return c;
}

START_TEST(every_formula_equals_its_naive_version_on_random_counts)
{
    static const size_t sizes[][2] = {{1, 5},   {2, 3},    {3, 300},  {10, 4},
                                      {20, 20}, {50, 100}, {200, 40}, {500, 250}};
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(1, QTL_FOR_TESTS, 0, &rng));
    for (size_t i = 0; i < 8 * sizeof sizes / sizeof sizes[0]; i++) {
        const cells c = random_cells(rng, sizes[i / 8][0], sizes[i / 8][1]);
        for (size_t m = 0; m < N_NAIVES; m++) {
            check_naive(&naives[m], &c);
        }
    }
    gsl_rng_free(rng);
}
END_TEST

START_TEST(every_formula_equals_its_naive_version_at_the_edges)
{
    static const cells edges[] = {
        {{1}, 1},                      /* N = 1 */
        {{2}, 1},                      /* one symbol */
        {{77}, 1},                     /* one symbol, often */
        {{0, 1, 0}, 3},                /* N = 1 of 3 symbols */
        {{1, 1}, 2},                   /* all singletons */
        {{1, 1, 1, 1, 1, 1, 1, 1}, 8}, /* the same */
        {{1, 9}, 2},                   /* f1 = 1, f2 = 0 */
        {{1, 1, 9}, 3},                /* f1 = 2, f2 = 0 */
        {{1, 2, 9}, 3},                /* f1 = f2 = 1 */
        {{2, 2, 2}, 3},                /* f1 = 0 */
        {{1, 2, 2, 2, 2, 2, 2}, 7},    /* large A in chao-wang-jost */
        {{5, 5, 5, 5}, 4},             /* uniform: shrink keeps it */
    };
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        for (size_t m = 0; m < N_NAIVES; m++) {
            check_naive(&naives[m], &edges[i]);
        }
    }
}
END_TEST

START_TEST(entropies_stay_within_log_of_the_alphabet)
{
    static const char *const bounded[] = {"plugin",  "jeffreys", "laplace",
                                          "minimax", "shrink",   "schurmann-grassberger",
                                          "nsb"};
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(3, QTL_FOR_TESTS, 0, &rng));
    for (size_t i = 0; i < 30; i++) {
        const cells c = random_cells(rng, 1 + 7 * i, 1 + i);
        const cells observed = seen(&c);
        for (size_t m = 0; m < 7; m++) {
            const double h_bits = entropy_of_counts(bounded[m], c.count, c.k);
            ck_assert_double_ge(h_bits, 0);
            ck_assert_double_le(h_bits, log2((double)observed.k) + 1e-12);
        }
    }
    gsl_rng_free(rng);
}
END_TEST

QTL_SUITE("discrete naive", every_formula_equals_its_naive_version_on_random_counts,
          every_formula_equals_its_naive_version_at_the_edges,
          entropies_stay_within_log_of_the_alphabet)
