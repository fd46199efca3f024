/* The page of a figure: panels side by side below a legend. */
#ifndef QTL_PLOT_SHEET_H
#define QTL_PLOT_SHEET_H

#include "plot/epochs.h"

enum { QTL_SHEET_ITEMS = QTL_PLOT_METHODS_MAX + QTL_VARIANTS + 3 };

typedef struct qtl_sheet {
    qtl_grid grid;
    double width, bottom; /* of the page; below the last row; points */
    qtl_legend_item items[QTL_SHEET_ITEMS];
    size_t n_items;
} qtl_sheet;

/* Sizes the panels of a grid that has its number, columns and margins: `aspect` as high
 * as wide, `most` points at the most. One column of panels makes a page of one column. */
void qtl_sheet_fit(qtl_sheet *sheet, double aspect, double most);

/* The same for a panel a layer, `left` points from the left. */
void qtl_sheet_layers(qtl_sheet *sheet, size_t n_layers, double left, double aspect,
                      double most);

/* Adds an item to the legend; `label` is markup. */
void qtl_sheet_add(qtl_sheet *sheet, const qtl_legend_item *item, const char *label);

/* Adds what lines stand for: variants[QTL_VARIANTS] (NULL: only one, which needs no
 * words) and the band over runs, if there are several. */
void qtl_sheet_add_runs(qtl_sheet *sheet, const bool *variants,
                        const qtl_run_range *runs);

/* Adds how many methods are in the table only; nothing when all are drawn. */
void qtl_sheet_add_more(qtl_sheet *sheet, const qtl_choice *choice);

/* Once the legend is complete: the panels begin `gap` points below it. */
QTL_NODISCARD qtl_status qtl_sheet_lay(qtl_sheet *sheet, double gap);
void qtl_sheet_size(const qtl_sheet *sheet, double *width_in, double *height_in);
void qtl_sheet_legend(const qtl_sheet *sheet, qtl_canvas *canvas);

/* The panel in a slot with scales and titles as in `axes`. Numbers and titles of an axis
 * are only where no other panel is below or to the left. */
qtl_panel qtl_sheet_panel(const qtl_sheet *sheet, size_t slot, const qtl_panel *axes);

/* The colours of epochs, to the right of the panels. */
void qtl_sheet_epochs(const qtl_sheet *sheet, const qtl_scale *epoch, qtl_canvas *canvas);

#endif
