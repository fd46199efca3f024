/* What training has to multiply and add, and how fast one core can. */
#include <f77blas.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bench.h"
#include "network/blas.h"
#include "network/network.h"

enum { SIDE = 1536, MIN_CALLS = 3 };
static const double BUDGET_S = 0.4;

double bench_cpu_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Multiply-adds of one sample forward: a kernel's weights are used at every place. */
static double forward_terms(const qtl_layer *layer)
{
    const bool image = layer->kind == QTL_CONVOLUTION;
    const size_t places = image ? layer->out.rows * layer->out.columns : 1;
    return (double)layer->n_weights * (double)places;
}

/* Forward and gradient of every layer, backward through all but the first. */
double bench_epoch_flops(const qtl_network *network, size_t n_samples)
{
    double terms = 0;
    for (size_t l = 0; l < network->n_layers; l++) {
        terms += (l ? 3 : 2) * forward_terms(&network->layers[l]);
    }
    return 2 * terms * (double)n_samples;
}

/* By the Fortran interface, because GSL brings a slow cblas_sgemm of the same name. */
static void square_product(const float *a, const float *b, float *out)
{
    char as_is = 'N';
    blasint side = SIDE;
    float one = 1;
    float zero = 0;
    BLASFUNC(sgemm)
    (&as_is, &as_is, &side, &side, &side, &one, (float *)a, &side, (float *)b, &side,
     &zero, out, &side);
}

double bench_peak_flops(void)
{
    const size_t n = (size_t)SIDE * SIDE;
    float *a = malloc(3 * n * sizeof *a);
    if (!a) {
        abort();
    }
    for (size_t i = 0; i < 3 * n; i++) {
        a[i] = (float)(i * 37 % 64) / 64 - 0.5F;
    }
    double best_s = 1e9;
    qtl_blas_start();
    const double end_s = bench_cpu_s() + BUDGET_S;
    for (int call = 0; call < MIN_CALLS || bench_cpu_s() < end_s; call++) {
        const double start_s = bench_cpu_s();
        square_product(a, a + n, a + 2 * n);
        const double s = bench_cpu_s() - start_s;
        best_s = s < best_s ? s : best_s;
    }
    free(a);
    return 2.0 * SIDE * SIDE * SIDE / best_s;
}
