/* How errors are coloured, the same in every figure: blue too low, vermilion too high,
 * logarithmic from 0.01 to 10 bits and linear below. */
#ifndef QTL_PLOT_BIAS_SCALE_H
#define QTL_PLOT_BIAS_SCALE_H

#include "plot/canvas.h"

qtl_color qtl_bias_color(double bits);

/* An error in the few letters that a cell has room for: two significant digits at most,
 * no zero before the point, "<.01" where the colour says more than the digits would. */
enum { QTL_BIAS_WORDS_SIZE = 24 };
void qtl_bias_words(double bits, char words[QTL_BIAS_WORDS_SIZE]);

/* The bar beside a figure, its left top corner at (x, top); a short one has fewer ticks.
 */
void qtl_bias_bar(qtl_canvas *canvas, double x, double top, double length);

#endif
