/* A benchmark is one line in a table; bench_main.c runs them and writes bench.csv. */
#ifndef QTL_TESTS_BENCH_H
#define QTL_TESTS_BENCH_H

#include <stddef.h>
#include <stdio.h>

typedef struct bench_case {
    const char *name;         /* e.g. "epoch 12-10-7-5-4-3-2 quantized" */
    size_t items;             /* per call, for ns_per_item: samples, points, pairs */
    void *(*setup)(void);     /* aborts on failure: a benchmark has no user */
    void (*run)(void *state); /* the work; called many times */
    void (*teardown)(void *state);
    const char *reference;              /* what it is set against, e.g. "naive C" */
    void (*run_reference)(void *state); /* the same work done the plain way, or NULL */
    double reference_s; /* a quoted figure when run_reference is NULL; 0: none */
    double (*flops)(void *state); /* of the products of a call; NULL: not counted */
} bench_case;

/* CPU seconds of the process so far: what other processes do does not count. */
double bench_cpu_s(void);

/* Of a large square sgemm on one core, the fastest of many: the most that is to be had.
 */
double bench_peak_flops(void);

/* Of the products of one epoch; a multiplication and an addition are two. */
struct qtl_network;
double bench_epoch_flops(const struct qtl_network *network, size_t n_samples);

/* Tables end with a NULL name. */
extern const bench_case bench_network[];
extern const bench_case bench_wide[];
extern const bench_case bench_information[];
extern const bench_case bench_neighbours[];
extern const bench_case bench_local[];

/* GF/s of kernels and BLAS by size, a table of its own; lines of the CSV as for cases. */
void bench_products(FILE *csv);

#endif
