/* Benchmarks of src/information: a tanh layer on all 2^12 binary inputs and a wide one.
 */
#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "quantal/estimator.h"

static void must(qtl_status status)
{
    if (status != QTL_OK) {
        (void)fprintf(stderr, "bench: %s\n", qtl_error_message());
        abort();
    }
}

static void *must_have(size_t n, size_t size)
{
    void *memory = calloc(n, size);
    if (!memory) {
        abort();
    }
    return memory;
}

/* A layer with labels, a method, and rows to sort for the naive reference. */
typedef struct state {
    qtl_layer layer;
    qtl_method method;
    uint8_t *rows; /* [N][width + 1]: codes and label */
    double sum;    /* keeps the work from being optimised away */
} state;

static double uniform(uint64_t *stream) /* in (-1, 1), xorshift64 */
{
    *stream ^= *stream << 13;
    *stream ^= *stream >> 7;
    *stream ^= *stream << 17;
    return (double)(int64_t)*stream * 0x1p-63;
}

/* Neuron k of tanh(W x + b) on inputs of 12 or 17 bits. */
static void fill_neuron(double *values, uint16_t *codes, size_t n, uint64_t *stream)
{
    double w[17];
    for (int j = 0; j < 17; j++) {
        w[j] = 0.6 * uniform(stream);
    }
    for (size_t i = 0; i < n; i++) {
        double net = 0;
        for (int j = 0; j < 17; j++) {
            net += (i >> j & 1) ? w[j] : -w[j];
        }
        values[i] = tanh(net);
        codes[i] = (uint16_t)rint((values[i] + 1) / 2 * 255);
    }
}

static state *layer_create(size_t n, size_t width, size_t n_classes, const char *method)
{
    omp_set_num_threads(1); /* figures are for one core */
    state *s = must_have(1, sizeof *s);
    double *values = must_have(n * width, sizeof *values);
    uint16_t *codes = must_have(n * width, sizeof *codes);
    uint32_t *label = must_have(n, sizeof *label);
    uint64_t stream = 88172645463325252U;
    for (size_t k = 0; k < width; k++) {
        fill_neuron(values + k * n, codes + k * n, n, &stream);
    }
    s->rows = must_have(n, width + 1);
    for (size_t i = 0; i < n; i++) {
        label[i] = (uint32_t)(fabs(values[i]) * 7) % (uint32_t)n_classes;
        for (size_t k = 0; k < width; k++) {
            s->rows[i * (width + 1) + k] = (uint8_t)codes[k * n + i];
        }
        s->rows[i * (width + 1) + width] = (uint8_t)label[i];
    }
    s->layer = (qtl_layer){.n_points = n,
                           .width = width,
                           .values = values,
                           .codes = codes,
                           .n_classes = n_classes,
                           .label = label};
    must(qtl_method_parse(method, &s->method));
    return s;
}

static void *setup_exact_small(void)
{
    return layer_create(4096, 10, 2, "exact");
}

static void *setup_exact_large(void)
{
    return layer_create(70000, 16, 10, "exact");
}

/* Random bytes; from point `distinct` on every row is one of the first. */
static state *bytes_create(size_t width, size_t distinct)
{
    enum { N = 70000 };
    omp_set_num_threads(1);
    state *s = must_have(1, sizeof *s);
    uint8_t *codes = must_have(N * width, 1);
    uint32_t *label = must_have(N, sizeof *label);
    uint64_t stream = 88172645463325252U;
    for (size_t i = 0; i < N * width; i++) {
        codes[i] = (uint8_t)(128 * uniform(&stream) + 128);
    }
    for (size_t i = 0; i < N; i++) {
        label[i] = (uint32_t)(5 * uniform(&stream) + 5);
        for (size_t k = 0; k < width && i >= distinct; k++) {
            codes[k * N + i] = codes[k * N + i * 7919 % distinct];
        }
    }
    s->layer = (qtl_layer){.n_points = N,
                           .width = width,
                           .byte_codes = codes,
                           .n_classes = 10,
                           .label = label};
    must(qtl_method_parse("exact", &s->method));
    return s;
}

static void *setup_bytes_16(void)
{
    return bytes_create(16, 70000);
}

static void *setup_bytes_16_copies(void)
{
    return bytes_create(16, 5000);
}

static void *setup_bytes_784(void)
{
    return bytes_create(784, 70000);
}

static void *setup_bytes_1352(void)
{
    return bytes_create(1352, 70000);
}

static void *setup_bytes_1352_copies(void)
{
    return bytes_create(1352, 5000);
}

static void *setup_binning(void)
{
    return layer_create(4096, 10, 2, "binning:bins=30,low=-1,high=1");
}

static void *setup_kde(void)
{
    return layer_create(4096, 10, 2, "kde");
}

static void run(void *context)
{
    state *s = context;
    qtl_layer_information information;
    must(qtl_method_layer(&s->method, &s->layer, &information));
    s->sum += information.i_xt.value_bits + information.i_ty.value_bits;
}

static void teardown(void *context)
{
    state *s = context;
    free((void *)s->layer.values);
    free((void *)s->layer.codes);
    free((void *)s->layer.byte_codes);
    free((void *)s->layer.label);
    free(s->rows);
    free(s);
}

static size_t row_size; /* qsort compares rows of this many bytes */

static int compare_rows(const void *a, const void *b)
{
    return memcmp(a, b, row_size);
}

/* Entropy of sorted rows of which the first `size` bytes count. */
static double entropy_of_rows(const uint8_t *rows, size_t n, size_t stride, size_t size)
{
    double sum = 0;
    for (size_t i = 0, from = 0; i < n; i++) {
        if (i + 1 == n || memcmp(rows + i * stride, rows + (i + 1) * stride, size) != 0) {
            const double count = (double)(i + 1 - from);
            sum += count * log2(count);
            from = i + 1;
        }
    }
    return log2((double)n) - sum / (double)n;
}

/* H(T) and H(T) - H(T,Y) (H(Y) left out) by sorting rows: what a page of C does. */
static void run_sorting(void *context)
{
    state *s = context;
    const size_t n = s->layer.n_points;
    row_size = s->layer.width + 1;
    uint8_t *rows = must_have(n, row_size);
    memcpy(rows, s->rows, n * row_size);
    qsort(rows, n, row_size, compare_rows);
    s->sum += entropy_of_rows(rows, n, row_size, row_size - 1);
    s->sum -= entropy_of_rows(rows, n, row_size, row_size);
    free(rows);
}

const bench_case bench_information[] = {
    {"exact MI 4096 x 10", 4096, setup_exact_small, run, teardown, "numpy ExactIB", NULL,
     0.0081, NULL},
    {"exact MI 4096 x 10, sorting", 4096, setup_exact_small, run, teardown,
     "naive C, qsort of rows", run_sorting, 0, NULL},
    {"exact MI 70000 x 16", 70000, setup_exact_large, run, teardown,
     "naive C, qsort of rows", run_sorting, 0, NULL},
    {"exact MI 70000 x 16 bytes, all distinct", 70000, setup_bytes_16, run, teardown, "",
     NULL, 0, NULL},
    {"exact MI 70000 x 16 bytes, 5000 distinct", 70000, setup_bytes_16_copies, run,
     teardown, "", NULL, 0, NULL},
    {"exact MI 70000 x 784 bytes, all distinct", 70000, setup_bytes_784, run, teardown,
     "", NULL, 0, NULL},
    {"exact MI 70000 x 1352 bytes, all distinct", 70000, setup_bytes_1352, run, teardown,
     "", NULL, 0, NULL},
    {"exact MI 70000 x 1352 bytes, 5000 distinct", 70000, setup_bytes_1352_copies, run,
     teardown, "", NULL, 0, NULL},
    {"binning 4096 x 10", 4096, setup_binning, run, teardown, "numpy ibsgd", NULL,
     0.00174, NULL},
    {"KDE 4096 x 10", 4096 * 4095 / 2, setup_kde, run, teardown, "numpy float32", NULL,
     0.19, NULL},
    {0}};
