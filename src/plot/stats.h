/* What many runs say together. */
#ifndef QTL_PLOT_STATS_H
#define QTL_PLOT_STATS_H

#include <stdbool.h>
#include <stddef.h>

#include "plot/tables.h"

/* From this many values on a band is the 95 % interval of the mean (Student's t), below
 * it is the range from the least to the greatest: of few runs an interval says nothing.
 */
enum { QTL_INTERVAL_RUNS = 5 };

/* NaN everywhere when all values are gaps; low = high = mean for one value. */
typedef struct qtl_band {
    double mean, low, high;
    size_t n; /* values that are no gaps */
} qtl_band;
qtl_band qtl_band_of(const double *values, size_t n);

/* The same of logarithms: geometric mean, never below zero. Values <= 0 are gaps. */
qtl_band qtl_band_of_logs(const double *values, size_t n);

/* The means of x and of y over the places where neither is a gap; NaN when there is none.
 * What is measured in some runs only can be held against nothing but the same runs. */
typedef struct qtl_pair_means {
    double x, y;
} qtl_pair_means;
qtl_pair_means qtl_means_of_pairs(const double *x, const double *y, size_t n);

/* A layer this near to H(X) tells every input apart: as in quantal/sampling.h, which
 * figures, made from tables alone, do not know. */
#define QTL_SATURATED_BITS 0.01

/* Whether a layer's mean I(X;T) is within that of H(X) at every epoch; false when
 * H(X) or every value is unknown. */
bool qtl_is_saturated(const qtl_result_tables *tables, size_t variant, size_t method,
                      size_t layer);

/* In how many runs a series has a value. */
size_t qtl_runs_measured(const qtl_cube *cube, size_t series);

/* In how many runs the lines of a figure were measured: the one in the fewest, the one in
 * the most. Starts at zero; series without a value do not count. */
typedef struct qtl_run_range {
    size_t least, most;
} qtl_run_range;
void qtl_run_range_add(qtl_run_range *runs, const qtl_cube *cube, size_t series);

/* "50 runs", or "up to 50 runs" when a line has fewer. */
void qtl_run_words(const qtl_run_range *runs, char words[QTL_LABEL_SIZE]);

/* " (10 runs)" for a line of n of them; "" where all lines have equally many, and then
 * the legend says it once. */
void qtl_run_count_words(const qtl_run_range *runs, size_t n, char words[QTL_LABEL_SIZE]);

/* The words for a legend, e.g. "95 % t interval of the mean of 50 runs"; false when there
 * is one run at the most, which has no band. */
bool qtl_band_words(const qtl_run_range *runs, char words[QTL_LABEL_SIZE]);

#endif
