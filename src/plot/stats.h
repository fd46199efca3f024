/* What many runs say together. */
#ifndef QTL_PLOT_STATS_H
#define QTL_PLOT_STATS_H

#include <stdbool.h>
#include <stddef.h>

#include "plot/tables.h"

/* From this many runs on a band is the 95 % interval of the mean (Student's t), below it
 * is the range from the least to the greatest: with few runs an interval says nothing. */
enum { QTL_INTERVAL_RUNS = 5 };

/* NaN everywhere when all values are gaps; low = high = mean for one value. */
typedef struct qtl_band {
    double mean, low, high;
    size_t n; /* values that are no gaps */
} qtl_band;
qtl_band qtl_band_of(const double *values, size_t n);

/* The same of logarithms: geometric mean, never below zero. Values <= 0 are gaps. */
qtl_band qtl_band_of_logs(const double *values, size_t n);

/* A layer this near to H(X) tells every input apart. */
#define QTL_SATURATED_BITS 0.01

/* Whether a layer's mean I(X;T) is within that of H(X) at every epoch; false when
 * H(X) or every value is unknown. */
bool qtl_is_saturated(const qtl_result_tables *tables, size_t variant, size_t method,
                      size_t layer);

/* The words for a legend, e.g. "95 % interval of the mean of 50 runs"; false for one run,
 * which has no band. */
bool qtl_band_words(size_t n_runs, char words[QTL_LABEL_SIZE]);

#endif
