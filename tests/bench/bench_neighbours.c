/* The nearest-neighbour estimators beside what published ones took for the same work, one
 * core of the same kind of machine; N = 10^3 to 10^6 for growth, 2 threads for scaling.
 */
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_randist.h>

#include "bench.h"
#include "core/random.h"
#include "quantal/estimator.h"

typedef struct problem {
    qtl_method method;
    qtl_sample sample;
    double *values; /* [d][n], x then y */
} problem;

/* Gaussian x and y of d dimensions each, correlated in pairs (0.9); y_levels > 0: y is
 * one label instead, which shifts x. */
static void *create(size_t n, size_t d, unsigned y_levels, const char *method)
{
    omp_set_num_threads(1); /* figures are for one core unless their name says more */
    problem *p = calloc(1, sizeof *p);
    gsl_rng *rng = NULL;
    if (!p || qtl_method_parse(method, &p->method) != QTL_OK ||
        qtl_random_create(1, QTL_FOR_TESTS, n + d, &rng) != QTL_OK) {
        abort();
    }
    p->values = calloc(2 * d * n, sizeof(double));
    for (size_t i = 0; i < n * d; i++) {
        const double x = gsl_ran_ugaussian(rng);
        p->values[i] = x;
        p->values[n * d + i] = 0.9 * x + sqrt(1 - 0.81) * gsl_ran_ugaussian(rng);
    }
    for (size_t i = 0; i < n && y_levels > 0; i++) {
        p->values[n * d + i] = qtl_random_below(rng, y_levels);
        p->values[i] += p->values[n * d + i];
    }
    gsl_rng_free(rng);
    p->sample = (qtl_sample){.n = n,
                             .x = {.d = d, .values = p->values},
                             .y = {.d = y_levels ? 1 : d,
                                   .values = p->values + n * d,
                                   .discrete = y_levels > 0}};
    if (strcmp(p->method.estimator->name, "kl") == 0) {
        p->sample.x.d *= 2; /* the joint entropy */
        p->sample.y.d = 0;
    }
    return p;
}

static void run(void *state)
{
    const problem *p = state;
    qtl_estimate out;
    if (qtl_method_sample(&p->method, &p->sample, &out) != QTL_OK) {
        abort();
    }
}

static void destroy(void *state)
{
    problem *p = state;
    free(p->values);
    free(p);
}

#define SETUP(name, n, d, y_levels, method)                                              \
    static void *name(void)                                                              \
    {                                                                                    \
        return create(n, d, y_levels, method);                                           \
    }
SETUP(ksg1_10k, 10000, 1, 0, "ksg:k=3")
SETUP(ksg2_10k, 10000, 1, 0, "ksg:k=3,variant=2")
SETUP(ross_10k, 10000, 1, 4, "ross:k=3")
SETUP(mixed_10k, 10000, 1, 0, "mixed-ksg:k=5")
SETUP(kl_10k, 10000, 1, 0, "kl:k=3")
SETUP(kl_l2_10k, 10000, 1, 0, "kl:k=5,norm=l2")
SETUP(gaussian_10k, 10000, 1, 0, "gaussian")
SETUP(ksg1_5_5, 4096, 5, 0, "ksg:k=3")
SETUP(ksg2_5_5, 4096, 5, 0, "ksg:k=3,variant=2")
SETUP(kl_10, 4096, 5, 0, "kl:k=3")
SETUP(kl_40, 4096, 20, 0, "kl:k=3")
SETUP(ross_10, 4096, 10, 2, "ross:k=3")
SETUP(ksg1_1k, 1000, 1, 0, "ksg:k=3")
SETUP(ksg1_100k, 100000, 1, 0, "ksg:k=3")
static void *ksg1_100k_threads(void)
{
    void *state = ksg1_100k();
    omp_set_num_threads(2);
    return state;
}
SETUP(ksg1_1m, 1000000, 1, 0, "ksg:k=3")

#define CASE(name, items, setup, reference, seconds)                                     \
    {                                                                                    \
        name, items, setup, run, destroy, reference, NULL, seconds, NULL                 \
    }
const bench_case bench_neighbours[] = {
    CASE("ksg variant 1, 1+1, N=10000", 10000, ksg1_10k, "scikit-learn", 0.0372327),
    CASE("ksg variant 2, 1+1, N=10000", 10000, ksg2_10k, "JIDT", 0.0867242),
    CASE("ross, 1 + label, N=10000", 10000, ross_10k, "scikit-learn (KSG)", 0.0372327),
    CASE("mixed-ksg, 1+1, N=10000", 10000, mixed_10k, "mixed_KSG", 0.28823),
    CASE("kl entropy, d=2, N=10000", 10000, kl_10k, "NPEET", 0.0197021),
    CASE("kl entropy L2, d=2, N=10000", 10000, kl_l2_10k, "lnn", 0.167568),
    CASE("gaussian, 1+1, N=10000", 10000, gaussian_10k, "JIDT", 0.00494728),
    CASE("ksg variant 1, 5+5, N=4096", 4096, ksg1_5_5, "NPEET (tanh layer)", 0.126937),
    CASE("ksg variant 2, 5+5, N=4096", 4096, ksg2_5_5, "JIDT (tanh layer)", 0.345876),
    CASE("kl entropy, d=10, N=4096", 4096, kl_10, "NPEET (tanh layer)", 0.0451551),
    CASE("kl entropy, d=40, N=4096", 4096, kl_40, "", 0),
    CASE("ross, 10 + label, N=4096", 4096, ross_10, "JIDT (tanh layer)", 0.334682),
    CASE("ksg variant 1, 1+1, N=1000", 1000, ksg1_1k, "", 0),
    CASE("ksg variant 1, 1+1, N=100000", 100000, ksg1_100k, "", 0),
    CASE("ksg variant 1, 1+1, N=100000, 2 threads", 100000, ksg1_100k_threads, "", 0),
    CASE("ksg variant 1, 1+1, N=1000000", 1000000, ksg1_1m, "", 0),
    {0}};
