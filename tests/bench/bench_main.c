/* bench OUT.csv [WORD]: times every case, or those with WORD in their name, on one thread
 * unless its name says more, median of many calls, reference interleaved. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"

enum { MAX_CALLS = 4000, MIN_CALLS = 5 };
static const double BUDGET_S = 1.0;

typedef struct timing {
    double seconds[MAX_CALLS];
    size_t n;
} timing;

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
    run(state);
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

static void run_case(const bench_case *bench, FILE *csv)
{
    static timing own;
    static timing other;
    own.n = other.n = 0;
    void *state = bench->setup();
    bench->run(state); /* warm-up */
    const double end_s = now_s() + BUDGET_S;
    while (own.n < MIN_CALLS || (own.n < MAX_CALLS && now_s() < end_s)) {
        time_once(&own, bench->run, state);
        if (bench->run_reference && (other.n < MIN_CALLS || other.n * 4 < own.n)) {
            time_once(&other, bench->run_reference, state);
        }
    }
    const double memory_mib = peak_mib(bench, state);
    bench->teardown(state);
    const double median_s = median(&own);
    const double reference_s = other.n ? median(&other) : bench->reference_s;
    const double ratio = reference_s > 0 ? reference_s / median_s : 0;
    const double ns_per_item = 1e9 * median_s / (double)bench->items;
    printf("%-44s %10.4f %10.4f %9.2f %9.1f   %8.1fx  %s\n", bench->name, 1e3 * median_s,
           1e3 * own.seconds[0], ns_per_item, memory_mib, ratio, bench->reference);
    fprintf(csv, "\"%s\",%.9g,%.9g,%zu,%.6g,%.4g,\"%s\",%.9g,%.4g\n", bench->name,
            median_s, own.seconds[0], bench->items, ns_per_item, memory_mib,
            bench->reference, reference_s, ratio);
}

int main(int argc, char **argv)
{
    const bench_case *const tables[] = {bench_network, bench_wide, bench_information,
                                        bench_neighbours, bench_local};
    const char *path = argc > 1 ? argv[1] : "bench.csv";
    const char *only = argc > 2 ? argv[2] : "";
    FILE *csv = fopen(path, "w");
    if (!csv) {
        perror(path);
        return EXIT_FAILURE;
    }
    fputs("name,median_s,min_s,items,ns_per_item,peak_mib,reference,reference_s,ratio\n",
          csv);
    printf("%-44s %10s %10s %9s %9s   %9s  %s\n", "", "median ms", "min ms", "ns/item",
           "peak MiB", "ratio", "reference");
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        for (const bench_case *bench = tables[t]; bench->name; bench++) {
            if (strstr(bench->name, only)) {
                run_case(bench, csv);
            }
        }
    }
    if (strstr("products", only)) {
        bench_products(csv);
    }
    return fclose(csv) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
