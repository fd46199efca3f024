/* A page to draw on: points (1/72 in) from the top left corner. PNG, PDF and SVG come
 * from the same calls. */
#ifndef QTL_PLOT_CANVAS_H
#define QTL_PLOT_CANVAS_H

#include <pango/pango.h>
#include <stdbool.h>

#include <cairo.h>

#include "plot/color.h"
#include "quantal/plot.h"

enum { QTL_POINTS_PER_INCH = 72 };

typedef struct qtl_box {
    double x, y, w, h;
} qtl_box;

struct qtl_canvas {
    cairo_t *cr;
    PangoLayout *layout;
    double width, height; /* points */
    double resolution;    /* pixels a point, for what has to be a raster */
    bool outlines; /* text as shapes: pixel surfaces would move letters to whole pixels */
};

/* What a figure's file says about itself. Strings are borrowed; NULL or "" is left out.
 */
typedef struct qtl_provenance {
    const char *title, *caption, *experiment, *seed, *configuration;
} qtl_provenance;

/* A page in memory; it becomes bytes in qtl_canvas_write. */
typedef struct qtl_page {
    qtl_plot_format format;
    double width_in, height_in;
    double dpi; /* PNG only */
    qtl_provenance provenance;
} qtl_page;

/* Draws with `draw` and writes the page to `path`, whole or not at all: whatever stood
 * there before stays when anything fails. The same drawing gives the same bytes. */
typedef qtl_status (*qtl_draw)(qtl_canvas *canvas, void *context);
QTL_NODISCARD qtl_status qtl_canvas_write(const qtl_page *page, const char *path,
                                          qtl_draw draw, void *context);

/* A canvas of no size, to measure text with. */
QTL_NODISCARD qtl_status qtl_canvas_scratch(qtl_canvas *out);
QTL_NODISCARD qtl_status qtl_canvas_open(cairo_surface_t *surface, qtl_canvas *out);
void qtl_canvas_close(qtl_canvas *canvas);

/* How a text looks and which of its points is put where: (0, 0) is its top left corner,
 * (1, 1) its bottom right one. Zero means the default. */
typedef struct qtl_type {
    double size; /* 7 pt */
    qtl_color color;
    bool bold, italic;
    double anchor_x, anchor_y;
    double angle; /* radians, clockwise */
    double limit; /* greatest width; 0: none */
    bool wrap;    /* break lines at the limit instead of cutting with an ellipsis */
} qtl_type;

/* `markup` is Pango markup: write &amp; for &. */
void qtl_text_draw(qtl_canvas *canvas, const qtl_type *type, double x, double y,
                   const char *markup);
void qtl_text_measure(qtl_canvas *canvas, const qtl_type *type, const char *markup,
                      double *width, double *height);

/* The current path as a line; `dash` is the length of dashes and gaps, 0: solid. */
void qtl_stroke(qtl_canvas *canvas, qtl_color color, double width, double dash);
void qtl_fill(qtl_canvas *canvas, qtl_color color);
void qtl_line(qtl_canvas *canvas, double x0, double y0, double x1, double y1);

#endif
