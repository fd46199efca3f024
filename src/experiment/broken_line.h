/* Straight pieces joined at knots: where a curve bends. */
#ifndef QTL_EXPERIMENT_BROKEN_LINE_H
#define QTL_EXPERIMENT_BROKEN_LINE_H

#include <stddef.h>

#include "quantal/status.h"

enum { QTL_KNOTS_MAX = 2 };

typedef struct qtl_broken_line {
    size_t n_knots;
    double knot[QTL_KNOTS_MAX];      /* ascending */
    double slope[QTL_KNOTS_MAX + 1]; /* of the n_knots + 1 pieces */
} qtl_broken_line;

/* The continuous line of at most two knots that fits y[n] over ascending x[n] best: least
 * squares for each number of knots and their places, then the number with the least
 *   BIC = n log(max(RSS / n, resolution^2)) + (2 + 2 knots) log n   (Schwarz 1978).
 * Knots are 2 points or more from the ends and a tenth of the range from each other; at
 * most 64 places are tried, about evenly over the range, and the best ones refined.
 * `resolution` is what y is worth telling apart: what fits better than that needs no more
 * knots. Fewer than 8 points have no knot, fewer than 12 one at most. Suffix sums make a
 * fit O(log n): all of them O(n + 64^2 log n). */
QTL_NODISCARD qtl_status qtl_broken_line_fit(const double *x, const double *y, size_t n,
                                             double resolution, qtl_broken_line *out);

#endif
