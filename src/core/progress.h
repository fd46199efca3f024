/* A progress bar with the time left, on standard error and only if that is a terminal. */
#ifndef QTL_CORE_PROGRESS_H
#define QTL_CORE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* Steps of one length. */
typedef struct qtl_work {
    uint64_t total;
    uint64_t done;     /* atomic; with those skipped */
    uint64_t skipped;  /* atomic; done before the clock began */
    uint64_t spent_us; /* atomic; what the others took, added up over threads */
} qtl_work;

typedef struct qtl_progress {
    const char *label;
    qtl_work steps, extras;
    double started_s; /* monotonic clock */
    double next_s;    /* when to draw again; atomic through `drawing` */
    bool shown;
    int drawing; /* atomic: one thread draws at a time */
} qtl_progress;

/* Seconds of a clock that only goes forward. */
double qtl_clock_s(void);

void qtl_progress_begin(qtl_progress *progress, const char *label, uint64_t total);

/* Besides the steps there are `total` extras, which take a time of their own. */
void qtl_progress_expect(qtl_progress *progress, uint64_t total);

/* Adds finished steps and redraws at most ten times a second; safe from any thread. */
void qtl_progress_add(qtl_progress *progress, uint64_t steps);

/* The same for one step and, if extra_s > 0, one extra, and how long they took: the bar
 * then goes by time rather than by number. */
void qtl_progress_spend(qtl_progress *progress, double step_s, double extra_s);

/* Adds steps and extras that were found done: they say nothing about the pace. */
void qtl_progress_skip(qtl_progress *progress, uint64_t steps, uint64_t extras);

/* Wipes the bar. */
void qtl_progress_end(qtl_progress *progress);

#endif
