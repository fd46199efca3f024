/* Axes and lines over epochs. */
#ifndef QTL_PLOT_EPOCHS_H
#define QTL_PLOT_EPOCHS_H

#include "plot/axes.h"
#include "plot/layout.h"
#include "plot/stats.h"
#include "plot/tables.h"

/* A log scale over all epochs after 0, which a log axis has no place for. A single epoch
 * gets a decade around it. False when there is none. */
bool qtl_epoch_scale(const qtl_ids *epochs, qtl_scale *scale);

/* First index of an epoch after 0. */
size_t qtl_epoch_first(const qtl_ids *epochs);

/* Widths of figures: one column of a paper, or two. */
#define QTL_ONE_COLUMN (3.35 * QTL_POINTS_PER_INCH)
#define QTL_TWO_COLUMNS (7.0 * QTL_POINTS_PER_INCH)

/* One quantity of one layer over epochs: mean over runs and a band around it. */
typedef struct qtl_trace {
    const qtl_cube *cube;
    size_t series, layer;
    qtl_color color;
    double width;
    bool dashed;
    size_t mark; /* of its method */
    bool logs;   /* geometric mean */
} qtl_trace;
qtl_band qtl_trace_at(const qtl_trace *trace, size_t epoch);
void qtl_trace_draw(qtl_canvas *canvas, const qtl_panel *panel, const qtl_trace *trace);
/* Takes the room of the line and its band. */
void qtl_trace_crowd(const qtl_panel *panel, const qtl_trace *trace, qtl_crowd *crowd);
/* How many of its means the scale does not show. */
size_t qtl_trace_outside(const qtl_trace *trace, const qtl_scale *y);
/* Widens low..high by everything the trace shows. */
void qtl_trace_stretch(const qtl_trace *trace, double *low, double *high);

/* The common scale of all values of a quantity: from 0 (or below) to the limit H (NaN:
 * unknown) or above, `pad` of the range wider below. What lies far beyond the limit does
 * not stretch it, nor what is not drawn. */
void qtl_measure_scale(const qtl_result_tables *tables, const qtl_choice *choice,
                       qtl_quantity quantity, double pad, qtl_scale *scale);

/* Puts the panel's scales where its box is. */
void qtl_panel_place(qtl_panel *panel);

#endif
