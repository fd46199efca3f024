/* Scales, ticks and the frames of panels. */
#ifndef QTL_PLOT_AXES_H
#define QTL_PLOT_AXES_H

#include <stdbool.h>
#include <stddef.h>

#include "plot/canvas.h"

/* Values low..high lie at positions from..to; low < high, and both > 0 if `log`. */
typedef struct qtl_scale {
    bool log;
    double low, high;
    double from, to;
} qtl_scale;
double qtl_scale_at(const qtl_scale *scale, double value);
bool qtl_scale_shows(const qtl_scale *scale, double value);

enum { QTL_TICKS_MAX = 128, QTL_TICK_LABEL_SIZE = 64 };
typedef struct qtl_tick {
    double value;
    char label[QTL_TICK_LABEL_SIZE]; /* Pango markup; "" for a minor tick */
} qtl_tick;
typedef struct qtl_ticks {
    size_t n;
    qtl_tick tick[QTL_TICKS_MAX]; /* ascending */
} qtl_ticks;

/* At most `most` labelled ticks (2 at least are tried): steps of 1, 2 or 5 times a power
 * of ten; on a log scale powers of ten, or 1, 2 and 5 of them when there is room, with
 * minor ticks between neighbouring powers. */
void qtl_ticks_make(const qtl_scale *scale, size_t most, qtl_ticks *out);

/* Ticks at values[n] that say their values, those that would touch an earlier one
 * excepted; the scale has its positions. */
void qtl_ticks_at(const qtl_scale *scale, const double *values, size_t n, qtl_ticks *out);

/* One set of axes. Titles may be NULL. */
typedef struct qtl_panel {
    qtl_box box;
    qtl_scale x, y;
    const char *title, *x_title, *y_title; /* markup */
    const char *title_tail;  /* of the title; stays whole when the rest is too long */
    bool bold;               /* the title */
    bool x_labels, y_labels; /* numbers at the ticks */
    const double *x_values;  /* [n_x_values] ticks of the x axis, NULL: round numbers */
    size_t n_x_values;
    const char *const *names; /* [n_names] things instead of numbers, or NULL */
    size_t n_names;           /* thing i is at i + 0.5 of a scale from 0 to n_names */
    bool names_down;          /* on the y axis, the first on top; else on the x axis */
} qtl_panel;

/* Left and bottom spine, ticks, numbers, titles. */
void qtl_panel_frame(qtl_canvas *canvas, const qtl_panel *panel);

/* Dashed grey line at a value with a small label (NULL: none) at its left or lower end,
 * above the line if there is room below the title; nothing when the value is NaN or out
 * of the panel. */
void qtl_panel_limit_y(qtl_canvas *canvas, const qtl_panel *panel, double value,
                       const char *label);
void qtl_panel_limit_x(qtl_canvas *canvas, const qtl_panel *panel, double value,
                       const char *label);

/* Ground from `low` to `high`, at least 1.3 points wide to the left of `high`, which is
 * mostly wider than it is: where a layer cannot show compression. Nothing when either is
 * NaN or out of the panel. */
#define QTL_ZONE (qtl_color_faded(QTL_GREY, 0.5))
#define QTL_ZONE_WORDS "saturated: within 0.01 bit of the limit (drawn wider)"
void qtl_panel_zone_x(qtl_canvas *canvas, const qtl_panel *panel, double low,
                      double high);

/* Clips to the panel (and `margin` points beyond) until cairo_restore. */
void qtl_panel_clip(qtl_canvas *canvas, const qtl_panel *panel, double margin);

/* Grey words in the middle of a panel that has nothing else to show. */
void qtl_panel_say(qtl_canvas *canvas, const qtl_panel *panel, const char *markup);

/* A bar of colours in `box` with ticks and a title to its right. */
typedef struct qtl_colorbar {
    qtl_box box;
    qtl_scale scale; /* its positions are set here */
    qtl_color (*color)(double t);
    const char *title;
    bool floor; /* the lowest colour is that of all that is less, too */
} qtl_colorbar;
void qtl_colorbar_draw(qtl_canvas *canvas, const qtl_colorbar *bar);

/* Position of a value on a colour scale, 0..1. */
double qtl_colorbar_at(const qtl_scale *scale, double value);

#endif
