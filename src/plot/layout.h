/* Small multiples, legends, and room for words inside a panel. */
#ifndef QTL_PLOT_LAYOUT_H
#define QTL_PLOT_LAYOUT_H

#include "plot/axes.h"
#include "plot/marks.h"

/* Panels in rows and columns, equally large. */
typedef struct qtl_grid {
    size_t n, columns;
    double left, top, right; /* margins in points */
    double gap_x, gap_y;
    double panel_w, panel_h;
} qtl_grid;

/* Columns for n panels: at most `most`, rows as full as can be. */
size_t qtl_grid_columns(size_t n, size_t most);
size_t qtl_grid_rows(const qtl_grid *grid);
qtl_box qtl_grid_box(const qtl_grid *grid, size_t slot);
/* Sets panel_w so that the grid is `width` points wide. */
void qtl_grid_fit(qtl_grid *grid, double width);
/* Height of margins and panels, with `bottom` points below the last row. */
double qtl_grid_height(const qtl_grid *grid, double bottom);
/* No panel in this slot's column below it, or first in its row. */
bool qtl_grid_is_lowest(const qtl_grid *grid, size_t slot);
bool qtl_grid_is_leftmost(const qtl_grid *grid, size_t slot);

typedef enum qtl_swatch {
    QTL_SWATCH_LINE,
    QTL_SWATCH_MARK,
    QTL_SWATCH_BAND,
    QTL_SWATCH_NONE
} qtl_swatch;
typedef struct qtl_legend_item {
    qtl_color color;
    double width; /* of a line */
    qtl_mark mark;
    qtl_swatch swatch;
    bool dashed;
    bool marked;     /* a line with marks on it */
    char label[128]; /* markup */
} qtl_legend_item;

/* Items side by side, centred in rows `width` wide; returns the height. Draws nothing
 * when `draw` is false. */
typedef struct qtl_legend {
    const qtl_legend_item *items;
    size_t n;
    double x, y, width;
} qtl_legend;
double qtl_legend_lay(qtl_canvas *canvas, const qtl_legend *legend, bool draw);

/* Which parts of a panel are drawn over. */
enum { QTL_CROWD_CELLS = 64 };
typedef struct qtl_crowd {
    qtl_box area;
    unsigned char cell[QTL_CROWD_CELLS][QTL_CROWD_CELLS];
} qtl_crowd;
void qtl_crowd_box(qtl_crowd *crowd, const qtl_box *box);
void qtl_crowd_line(qtl_crowd *crowd, double x0, double y0, double x1, double y1);
/* The same for what words can be read on, a band or a single run. */
void qtl_crowd_pale(qtl_crowd *crowd, double x0, double y0, double x1, double y1);
/* The lines of qtl_panel_limit_x and qtl_panel_limit_y with their labels. */
void qtl_crowd_limit_x(qtl_crowd *crowd, const qtl_panel *panel, double value,
                       const char *label);
void qtl_crowd_limit_y(qtl_crowd *crowd, const qtl_panel *panel, double value,
                       const char *label);
/* Top left corner of the emptiest w x h place, low and right ones preferred; returns how
 * much of it is taken. */
int qtl_crowd_find(const qtl_crowd *crowd, double w, double h, double *x, double *y);
/* Puts small italic grey words there, in as many lines as it takes to find room: on a
 * white ground where nothing is, on what is there when no place is free. */
void qtl_crowd_note(qtl_canvas *canvas, qtl_crowd *crowd, const char *markup);

#endif
