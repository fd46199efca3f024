/* Benchmarks of the local estimators and of the Monte-Carlo truth, on one core. */
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "quantal/estimator.h"

typedef struct state {
    double *values; /* [d][n] */
    qtl_sample sample;
    qtl_layer layer;
    qtl_method method;
    double sum; /* keeps the work from being optimised away */
} state;

static void must(qtl_status status)
{
    if (status != QTL_OK) {
        fprintf(stderr, "bench: %s\n", qtl_error_message());
        abort();
    }
}

static double uniform(uint64_t *stream) /* in (-1, 1), xorshift64 */
{
    *stream ^= *stream << 13;
    *stream ^= *stream >> 7;
    *stream ^= *stream << 17;
    return (double)(int64_t)*stream * 0x1p-63;
}

/* d columns, each a sum of 4 uniform numbers and the first column. */
static state *points_create(size_t n, size_t d, const char *method)
{
    omp_set_num_threads(1); /* figures are for one core */
    state *s = calloc(1, sizeof *s);
    double *x = s ? calloc(n * d, sizeof *x) : NULL;
    if (!x) {
        abort();
    }
    uint64_t stream = 88172645463325252U;
    for (size_t i = 0; i < n * d; i++) {
        x[i] = i < n ? 0 : 0.9 * x[i % n];
        for (int term = 0; term < 4; term++) {
            x[i] += uniform(&stream);
        }
    }
    s->values = x;
    s->sample = (qtl_sample){.n = n, .x = {.d = d, .values = x}};
    s->layer = (qtl_layer){.n_points = n, .width = d, .values = x};
    must(qtl_method_parse(method, &s->method));
    return s;
}

static void split(state *s)
{
    s->sample.x.d = 1;
    s->sample.y = (qtl_variable){.d = 1, .values = s->values + s->sample.n};
}

static void *lnn_2(void)
{
    return points_create(10000, 2, "lnn");
}
static void *lnn_10(void)
{
    return points_create(4096, 10, "lnn");
}
static void *lnc(void)
{
    state *s = points_create(10000, 2, "lnc");
    split(s);
    return s;
}
static void *lga(void)
{
    return points_create(2000, 2, "lga:correction=none");
}
static void *lga_corrected(void)
{
    return points_create(2000, 2, "lga");
}
static void *truth(void)
{
    return points_create(4096, 10, "noisy-truth:draws=2");
}

static void run_sample(void *context)
{
    state *s = context;
    qtl_estimate out;
    must(qtl_method_sample(&s->method, &s->sample, &out));
    s->sum += out.value_bits;
}

static void run_layer(void *context)
{
    state *s = context;
    qtl_layer_information out;
    must(qtl_method_layer(&s->method, &s->layer, &out));
    s->sum += out.i_xt.value_bits;
}

static void destroy(void *context)
{
    state *s = context;
    free(s->values);
    free(s);
}

/* Items are points; of noisy-truth pairs of a draw and a point. */
const bench_case bench_local[] = {
    {"lnn order 2, h, 10000 x 2", 10000, lnn_2, run_sample, destroy, "lnn.py", NULL,
     10.8404, NULL},
    {"lnn order 2, h, 4096 x 10", 4096, lnn_10, run_sample, destroy, "lnn.py", NULL,
     6.23442, NULL},
    {"lnc, I, 10000 x 1+1", 10000, lnc, run_sample, destroy, "NPEET", NULL, 0.737408,
     NULL},
    {"lga, h, 2000 x 2, one fit a point", 2000, lga, run_sample, destroy, "none", NULL, 0,
     NULL},
    {"lga, h, 2000 x 2, with its twins", 2000, lga_corrected, run_sample, destroy, "none",
     NULL, 0, NULL},
    {"noisy-truth, 4096 x 10, 2 draws a point", (size_t)2 * 4096 * 4096, truth, run_layer,
     destroy, "none", NULL, 0, NULL},
    {0}};
