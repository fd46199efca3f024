/* Products of one dense layer: kernels and BLAS in GF/s, on one core. What
 * src/network/blas.c takes its threshold from. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bench.h"
#include "network/blas.h"

enum { BATCH_STRIDE = 272 };
static const double BUDGET_S = 0.1;

typedef struct layer_products {
    qtl_product forward, backward;
    qtl_outer outer;
    float *memory;
    double flops;
} layer_products;

static float *take(float **next, size_t n)
{
    float *from = *next;
    *next += (n + QTL_LANES - 1) / QTL_LANES * QTL_LANES;
    return from;
}

static layer_products create(size_t n_in, size_t n_out, size_t n_lanes)
{
    const size_t n_weights = n_in * n_out;
    const size_t n_rows = 3 * n_in + 2 * n_out;
    const size_t n = 2 * n_weights + n_rows * BATCH_STRIDE + 2 * n_out + 160;
    float *memory = aligned_alloc(64, n * sizeof *memory / 64 * 64 + 64);
    if (!memory) {
        abort();
    }
    for (size_t i = 0; i < n; i++) {
        memory[i] = (float)(i * 37 % 64) / 64 - 0.5F;
    }
    float *next = memory;
    const qtl_rows in = {take(&next, n_in * BATCH_STRIDE), n_in, BATCH_STRIDE, n_lanes};
    const qtl_rows out = {take(&next, n_out * BATCH_STRIDE), n_out, BATCH_STRIDE,
                          n_lanes};
    const qtl_rows delta = {take(&next, n_out * BATCH_STRIDE), n_out, BATCH_STRIDE,
                            n_lanes};
    const qtl_rows to = {take(&next, n_in * BATCH_STRIDE), n_in, BATCH_STRIDE, n_lanes};
    const float *factor = take(&next, n_in * BATCH_STRIDE);
    const float *weights = take(&next, n_weights);
    float *gradient = take(&next, n_weights);
    const float *bias = take(&next, n_out);
    return (layer_products){
        .forward = {weights, n_in, 1, bias, NULL, in, out},
        .backward = {weights, 1, n_in, NULL, factor, delta, to},
        .outer = {delta, in, gradient, take(&next, n_out)},
        .memory = memory,
        .flops = 2.0 * (double)(n_weights * n_lanes),
    };
}

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* The six ways: forward, backward and outer by the kernels, then by BLAS. */
static void run_way(const layer_products *products, int way)
{
    const qtl_product_kernels *kernels = qtl_kernels_for(qtl_isa_best())->product;
    switch (way) {
    case 0:
        kernels->forward(&products->forward);
        break;
    case 1:
        kernels->backward(&products->backward);
        break;
    case 2:
        kernels->outer(&products->outer);
        break;
    case 3:
        qtl_blas_forward(&products->forward);
        break;
    case 4:
        qtl_blas_backward(&products->backward);
        break;
    default:
        qtl_blas_outer(&products->outer);
    }
}

/* Seconds of the fastest call. */
static double time_way(const layer_products *products, int way)
{
    double best_s = 1e9;
    run_way(products, way);
    const double end_s = now_s() + BUDGET_S;
    for (int call = 0; call < 3 || now_s() < end_s; call++) {
        const double start_s = now_s();
        run_way(products, way);
        const double s = now_s() - start_s;
        best_s = s < best_s ? s : best_s;
    }
    return best_s;
}

static void run_shape(size_t n_in, size_t n_out, size_t n_lanes, FILE *csv)
{
    static const char *const names[] = {"forward, kernels",  "backward, kernels",
                                        "gradient, kernels", "forward, BLAS",
                                        "backward, BLAS",    "gradient, BLAS"};
    layer_products products = create(n_in, n_out, n_lanes);
    printf("%5zu x %5zu, %3zu samples %6s", n_in, n_out, n_lanes,
           qtl_blas_pays(n_in, n_out) ? "BLAS" : "");
    for (int way = 0; way < 6; way++) {
        const double s = time_way(&products, way);
        printf(" %9.1f", 1e-9 * products.flops / s);
        fprintf(
            csv,
            "\"%zu x %zu, %zu samples, %s\",%.9g,%.9g,%.0f,%.6g,0,\"\",0,0,%.9g,%.6g,,\n",
            n_in, n_out, n_lanes, names[way], s, s, products.flops,
            1e9 * s / products.flops, s, 1e-9 * products.flops / s);
    }
    putchar('\n');
    free(products.memory);
}

void bench_products(FILE *csv)
{
    static const size_t shapes[][2] = {{784, 16},  {784, 32},   {784, 64},  {784, 128},
                                       {784, 256}, {784, 1024}, {1024, 20}, {1024, 1024},
                                       {64, 64},   {128, 128},  {256, 256}, {512, 512}};
    qtl_blas_start();
    printf("\nProducts, GF/s (BLAS: %s)\n", qtl_blas_name());
    printf("large square sgemm: %.1f, the most that one core gives\n",
           1e-9 * bench_peak_flops());
    printf("%34s %29s %29s\n%34s", "", "kernels", "BLAS", "");
    printf(" %9s %9s %9s %9s %9s %9s\n", "forward", "backward", "gradient", "forward",
           "backward", "gradient");
    for (size_t i = 0; i < 2 * sizeof shapes / sizeof *shapes; i++) {
        run_shape(shapes[i / 2][0], shapes[i / 2][1], i % 2 ? 256 : 128, csv);
    }
}
