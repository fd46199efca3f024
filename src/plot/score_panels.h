/* Figures of quantal validate with panels a suite each, below a legend of the methods. */
#ifndef QTL_PLOT_SCORE_PANELS_H
#define QTL_PLOT_SCORE_PANELS_H

#include "plot/scores.h"

typedef struct qtl_score_panels {
    size_t n_rows; /* panels of a suite, one above the other; at least 1 */
    qtl_status (*draw_suite)(const qtl_scores *scores, size_t suite, const qtl_grid *grid,
                             qtl_canvas *canvas);
} qtl_score_panels;

/* What qtl_figure needs as `size` and `draw`. */
QTL_NODISCARD qtl_status qtl_score_panels_size(const qtl_score_panels *panels,
                                               const qtl_result_tables *tables,
                                               double *width_in, double *height_in);
QTL_NODISCARD qtl_status qtl_score_panels_draw(const qtl_score_panels *panels,
                                               const qtl_result_tables *tables,
                                               qtl_canvas *canvas);

/* Where in the grid the panel `row` of a suite with n_rows of them stands. */
size_t qtl_score_slot(const qtl_grid *grid, size_t n_rows, size_t suite, size_t row);

/* The range of values > 0. */
typedef struct qtl_span {
    double low, high;
} qtl_span;
void qtl_span_add(qtl_span *span, double value);

/* Gives a panel log scales over both ranges, at least a decade wide, and places them;
 * false when one of the ranges is empty. */
bool qtl_panel_span(qtl_panel *panel, const qtl_span *x, const qtl_span *y);

#endif
