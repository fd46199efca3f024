/* bench OUT.csv [WORD]: times every case, or those with WORD in their name, on one thread
 * unless its name says more, median of many calls, reference interleaved. */
#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"
#include "core/isa.h"
#include "network/blas.h"

enum { MAX_CALLS = 4000, MIN_CALLS = 5, FEWEST_CALLS = 3 };
static const double BUDGET_S = 1.0, LONGEST_S = 5.0;

typedef struct timing {
    double seconds[MAX_CALLS];
    size_t n;
    double least_cpu_s;
} timing;

typedef struct output {
    FILE *csv;
    double peak_flops; /* of one core, the most that was seen so far */
} output;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

static void time_once(timing *calls, void (*run)(void *), void *state)
{
    const double start_s = now_s();
    const double start_cpu_s = bench_cpu_s();
    run(state);
    const double cpu_s = bench_cpu_s() - start_cpu_s;
    calls->least_cpu_s =
        calls->n && calls->least_cpu_s < cpu_s ? calls->least_cpu_s : cpu_s;
    calls->seconds[calls->n++] = now_s() - start_s;
}

static double median(timing *calls)
{
    qsort(calls->seconds, calls->n, sizeof(double), ascending);
    return calls->n ? calls->seconds[calls->n / 2] : 0;
}

/* A line of /proc/self/status in KiB; 0 where there is none. */
static double status_kib(const char *key)
{
    double kib = 0;
    char line[256];
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status)) {
        if (strncmp(line, key, strlen(key)) == 0) {
            kib = strtod(line + strlen(key), NULL);
        }
    }
    if (status) {
        (void)fclose(status);
    }
    return kib;
}

/* Most memory that one call has at once beside its input, in MiB; Linux only, else 0. */
static double peak_mib(const bench_case *bench, void *state)
{
    (void)malloc_trim(0);
    FILE *reset = fopen("/proc/self/clear_refs", "w");
    if (!reset) {
        return 0;
    }
    fputs("5", reset); /* VmHWM starts again from what is resident now */
    (void)fclose(reset);
    const double before_kib = status_kib("VmRSS:");
    bench->run(state);
    return (status_kib("VmHWM:") - before_kib) / 1024;
}

static bool wants_more(size_t n_calls, double elapsed_s)
{
    return n_calls < FEWEST_CALLS || (n_calls < MIN_CALLS && elapsed_s < LONGEST_S) ||
           (n_calls < MAX_CALLS && elapsed_s < BUDGET_S);
}

/* Interleaved calls of a case and of what it is set against. */
static void time_case(const bench_case *bench, void *state, timing *own, timing *other)
{
    own->n = other->n = 0;
    bench->run(state); /* warm-up */
    const double start_s = now_s();
    while (wants_more(own->n, now_s() - start_s)) {
        time_once(own, bench->run, state);
        if (bench->run_reference && (other->n < MIN_CALLS || other->n * 4 < own->n)) {
            time_once(other, bench->run_reference, state);
        }
    }
}

/* GF/s by the least CPU time, and the share of the most that one core gives. */
static void print_speed(double flops, double cpu_s, output *out)
{
    if (flops <= 0) {
        printf(" %7s %6s", "", "");
        fputs(",,\n", out->csv);
        return;
    }
    const double peak = bench_peak_flops(); /* again: the clock may have changed */
    out->peak_flops = peak > out->peak_flops ? peak : out->peak_flops;
    const double share = flops / cpu_s / out->peak_flops;
    printf(" %7.1f %5.0f%%", 1e-9 * flops / cpu_s, 100 * share);
    fprintf(out->csv, ",%.6g,%.4g\n", 1e-9 * flops / cpu_s, share);
}

static void run_case(const bench_case *bench, output *out)
{
    static timing own;
    static timing other;
    void *state = bench->setup();
    time_case(bench, state, &own, &other);
    const double memory_mib = peak_mib(bench, state);
    const double flops = bench->flops ? bench->flops(state) : 0;
    bench->teardown(state);
    const double median_s = median(&own);
    const double reference_s = other.n ? median(&other) : bench->reference_s;
    const double ratio = reference_s > 0 ? reference_s / median_s : 0;
    const double ns_per_item = 1e9 * median_s / (double)bench->items;
    printf("%-44s %10.4f %10.4f %10.4f %9.2f %8.1f", bench->name, 1e3 * median_s,
           1e3 * own.seconds[0], 1e3 * own.least_cpu_s, ns_per_item, memory_mib);
    fprintf(out->csv, "\"%s\",%.9g,%.9g,%zu,%.6g,%.4g,\"%s\",%.9g,%.4g,%.9g", bench->name,
            median_s, own.seconds[0], bench->items, ns_per_item, memory_mib,
            bench->reference, reference_s, ratio, own.least_cpu_s);
    print_speed(flops, own.least_cpu_s, out);
    if (ratio > 0) {
        printf(" %8.1fx  %s\n", ratio, bench->reference);
    } else {
        printf("\n");
    }
    (void)fflush(stdout);
}

static void print_header(const output *out)
{
    fputs("name,median_s,min_s,items,ns_per_item,peak_mib,reference,reference_s,ratio,"
          "cpu_s,gflops,share_of_peak\n",
          out->csv);
    printf("One core unless a name says more, %s; wall time of a call, median and least; "
           "CPU time, least.\n"
           "GF/s: products of training by CPU time; of peak: beside %.1f GF/s, a large "
           "square sgemm by\n%s in this run. ratio: reference / median.\n",
           qtl_isa_name(qtl_isa_best()), 1e-9 * out->peak_flops, qtl_blas_name());
    printf("%-44s %10s %10s %10s %9s %8s %7s %6s %9s  %s\n", "", "median ms", "min ms",
           "CPU ms", "ns/item", "MiB more", "GF/s", "peak", "ratio", "reference");
}

int main(int argc, char **argv)
{
    const bench_case *const tables[] = {bench_network, bench_wide, bench_information,
                                        bench_neighbours, bench_local};
    const char *path = argc > 1 ? argv[1] : "bench.csv";
    const char *only = argc > 2 ? argv[2] : "";
    output out = {.csv = fopen(path, "w")};
    if (!out.csv) {
        perror(path);
        return EXIT_FAILURE;
    }
    out.peak_flops = bench_peak_flops();
    print_header(&out);
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        for (const bench_case *bench = tables[t]; bench->name; bench++) {
            if (strstr(bench->name, only)) {
                run_case(bench, &out);
            }
        }
    }
    if (strstr("products", only)) {
        bench_products(out.csv);
    }
    return fclose(out.csv) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
