/* Figures of quantal validate with panels a suite each, below a key of the methods that
 * have an error there. */
#ifndef QTL_PLOT_SCORE_PANELS_H
#define QTL_PLOT_SCORE_PANELS_H

#include "plot/scores.h"

/* Where a suite is on the page. */
typedef struct qtl_suite_place {
    size_t suite;
    qtl_grid grid;  /* one column of panels */
    bool leftmost;  /* nothing to the left: its y axes have titles */
    double title_y; /* bottom of the suite's name, which is above its key */
} qtl_suite_place;

typedef struct qtl_score_panels {
    size_t n_rows; /* panels of a suite, one above the other; at least 1 */
    qtl_status (*draw_suite)(const qtl_scores *scores, const qtl_suite_place *place,
                             qtl_canvas *canvas);
} qtl_score_panels;

/* What qtl_figure needs as `size` and `draw`. */
QTL_NODISCARD qtl_status qtl_score_panels_size(const qtl_score_panels *panels,
                                               const qtl_result_tables *tables,
                                               double *width_in, double *height_in);
QTL_NODISCARD qtl_status qtl_score_panels_draw(const qtl_score_panels *panels,
                                               const qtl_result_tables *tables,
                                               qtl_canvas *canvas);

/* The range of values > 0. */
typedef struct qtl_span {
    double low, high;
} qtl_span;
void qtl_span_add(qtl_span *span, double value);

/* Gives a panel log scales over both ranges, at least a decade wide, and places them;
 * false when one of the ranges is empty. */
bool qtl_panel_span(qtl_panel *panel, const qtl_span *x, const qtl_span *y);

#endif
