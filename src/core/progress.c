#include "core/progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR_WIDTH = 32 };

double qtl_clock_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void qtl_progress_begin(qtl_progress *progress, const char *label, uint64_t total)
{
    const double now_s = qtl_clock_s();
    *progress = (qtl_progress){.label = label,
                               .steps = {.total = total ? total : 1},
                               .started_s = now_s,
                               .next_s = now_s,
                               .shown = isatty(STDERR_FILENO) == 1};
}

void qtl_progress_expect(qtl_progress *progress, uint64_t total)
{
    progress->extras.total = total;
}

static void format_time(char *text, size_t size, double seconds)
{
    const long s = (long)(seconds + 0.5);
    if (s >= 3600) {
        (void)snprintf(text, size, "%ld h %02ld min", s / 3600, s / 60 % 60);
    } else if (s >= 60) {
        (void)snprintf(text, size, "%ld min %02ld s", s / 60, s % 60);
    } else {
        (void)snprintf(text, size, "%ld s", s);
    }
}

/* The counts while others count on; what is skipped is never more than what is done. */
static qtl_work look_at(const qtl_work *work)
{
    qtl_work seen = {.total = work->total};
    seen.spent_us = __atomic_load_n(&work->spent_us, __ATOMIC_RELAXED);
    seen.skipped = __atomic_load_n(&work->skipped, __ATOMIC_ACQUIRE);
    seen.done = __atomic_load_n(&work->done, __ATOMIC_RELAXED);
    return seen;
}

/* Mean time of one step; 0 when there was none. */
static double pace(qtl_work work)
{
    const uint64_t fresh = work.done - work.skipped;
    return fresh > 0 ? (double)work.spent_us / (double)fresh : 0;
}

/* What is done of everything, in one unit. */
typedef struct balance {
    double total, done, fresh;
} balance;

static void weigh(qtl_work work, double weight, balance *sum)
{
    const uint64_t done = work.done < work.total ? work.done : work.total;
    sum->total += weight * (double)work.total;
    sum->done += weight * (double)done;
    sum->fresh += weight * (double)(work.done - work.skipped);
}

/* Steps of unknown length count alike, and extras then nothing. */
static balance take_balance(const qtl_progress *progress)
{
    balance sum = {0};
    const qtl_work steps = look_at(&progress->steps);
    const qtl_work extras = look_at(&progress->extras);
    const double step = pace(steps);
    weigh(steps, step > 0 ? step : 1, &sum);
    weigh(extras, step > 0 ? pace(extras) : 0, &sum);
    return sum;
}

static void draw(const qtl_progress *progress, double now_s)
{
    char bar[BAR_WIDTH + 1];
    const balance sum = take_balance(progress);
    const double share = sum.done / sum.total;
    const int full = (int)(share * BAR_WIDTH);
    for (int i = 0; i < BAR_WIDTH; i++) {
        bar[i] = i < full ? '#' : '.';
    }
    bar[BAR_WIDTH] = '\0';
    char left[32] = "...";
    if (sum.fresh > 0) {
        const double elapsed_s = now_s - progress->started_s;
        format_time(left, sizeof left, elapsed_s * (sum.total - sum.done) / sum.fresh);
    }
    (void)fprintf(stderr, "\r%s [%s] %3.0f %%, %s left\033[K", progress->label, bar,
                  100 * share, left);
}

static void add_fresh(qtl_work *work, uint64_t n, uint64_t took_us)
{
    (void)__atomic_add_fetch(&work->spent_us, took_us, __ATOMIC_RELAXED);
    (void)__atomic_add_fetch(&work->done, n, __ATOMIC_RELAXED);
}

static void add_skipped(qtl_work *work, uint64_t n)
{
    (void)__atomic_add_fetch(&work->done, n, __ATOMIC_RELAXED);
    (void)__atomic_add_fetch(&work->skipped, n, __ATOMIC_RELEASE);
}

static void redraw(qtl_progress *progress)
{
    if (!progress->shown ||
        __atomic_exchange_n(&progress->drawing, 1, __ATOMIC_ACQUIRE)) {
        return;
    }
    const double now_s = qtl_clock_s();
    if (now_s >= progress->next_s) {
        draw(progress, now_s);
        progress->next_s = now_s + 0.1;
    }
    __atomic_store_n(&progress->drawing, 0, __ATOMIC_RELEASE);
}

void qtl_progress_add(qtl_progress *progress, uint64_t steps)
{
    add_fresh(&progress->steps, steps, 0);
    redraw(progress);
}

void qtl_progress_spend(qtl_progress *progress, double step_s, double extra_s)
{
    add_fresh(&progress->steps, 1, (uint64_t)(1e6 * step_s));
    if (extra_s > 0) {
        add_fresh(&progress->extras, 1, (uint64_t)(1e6 * extra_s));
    }
    redraw(progress);
}

void qtl_progress_skip(qtl_progress *progress, uint64_t steps, uint64_t extras)
{
    add_skipped(&progress->steps, steps);
    add_skipped(&progress->extras, extras);
    redraw(progress);
}

void qtl_progress_end(qtl_progress *progress)
{
    if (progress->shown) {
        (void)fputs("\r\033[K", stderr);
    }
}
