/* A progress bar with the time left, on standard error and only if that is a terminal. */
#ifndef QTL_CORE_PROGRESS_H
#define QTL_CORE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct qtl_progress {
    const char *label;
    uint64_t total;
    uint64_t done;    /* atomic */
    double started_s; /* monotonic clock */
    double next_s;    /* when to draw again; atomic through `drawing` */
    bool shown;
    int drawing; /* atomic: one thread draws at a time */
} qtl_progress;

/* Seconds of a clock that only goes forward. */
double qtl_clock_s(void);

void qtl_progress_begin(qtl_progress *progress, const char *label, uint64_t total);

/* Adds finished steps and redraws at most ten times a second; safe from any thread. */
void qtl_progress_add(qtl_progress *progress, uint64_t steps);

/* Wipes the bar. */
void qtl_progress_end(qtl_progress *progress);

#endif
