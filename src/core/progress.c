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
                               .total = total ? total : 1,
                               .started_s = now_s,
                               .next_s = now_s,
                               .shown = isatty(STDERR_FILENO) == 1};
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

static void draw(const qtl_progress *progress, uint64_t done, double now_s)
{
    char bar[BAR_WIDTH + 1];
    const double share =
        done < progress->total ? (double)done / (double)progress->total : 1;
    const int full = (int)(share * BAR_WIDTH);
    for (int i = 0; i < BAR_WIDTH; i++) {
        bar[i] = i < full ? '#' : '.';
    }
    bar[BAR_WIDTH] = '\0';
    char left[32] = "...";
    if (done > 0) {
        format_time(left, sizeof left, (now_s - progress->started_s) * (1 / share - 1));
    }
    (void)fprintf(stderr, "\r%s [%s] %3.0f %%, %s left\033[K", progress->label, bar,
                  100 * share, left);
}

void qtl_progress_add(qtl_progress *progress, uint64_t steps)
{
    const uint64_t done = __atomic_add_fetch(&progress->done, steps, __ATOMIC_RELAXED);
    if (!progress->shown ||
        __atomic_exchange_n(&progress->drawing, 1, __ATOMIC_ACQUIRE)) {
        return;
    }
    const double now_s = qtl_clock_s();
    if (now_s >= progress->next_s) {
        draw(progress, done, now_s);
        progress->next_s = now_s + 0.1;
    }
    __atomic_store_n(&progress->drawing, 0, __ATOMIC_RELEASE);
}

void qtl_progress_end(qtl_progress *progress)
{
    if (progress->shown) {
        (void)fputs("\r\033[K", stderr);
    }
}
