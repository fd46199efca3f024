#include "plot/sheet.h"

#include <math.h>
#include <stdio.h>

#include "core/fail.h"

static const double room_below = 28; /* for the numbers and the title of the x axis */

void qtl_sheet_fit(qtl_sheet *sheet, double aspect, double most)
{
    qtl_grid *grid = &sheet->grid;
    sheet->width = grid->columns == 1 ? QTL_ONE_COLUMN : QTL_TWO_COLUMNS;
    sheet->bottom = room_below;
    qtl_grid_fit(grid, sheet->width);
    grid->panel_h = fmin(aspect * grid->panel_w, most);
}

void qtl_sheet_layers(qtl_sheet *sheet, size_t n_layers, double left, double aspect,
                      double most)
{
    sheet->grid = (qtl_grid){.n = n_layers,
                             .columns = qtl_grid_columns(n_layers, n_layers > 9 ? 4 : 3),
                             .left = left,
                             .right = 10,
                             .gap_x = 16,
                             .gap_y = 22};
    qtl_sheet_fit(sheet, aspect, most);
}

void qtl_sheet_add(qtl_sheet *sheet, const qtl_legend_item *item, const char *label)
{
    qtl_legend_item *added = &sheet->items[sheet->n_items++];
    *added = *item;
    (void)snprintf(added->label, sizeof added->label, "%s", label);
}

void qtl_sheet_add_runs(qtl_sheet *sheet, const bool *variants, const qtl_run_range *runs)
{
    char words[QTL_LABEL_SIZE];
    for (size_t v = 0; variants && v < QTL_VARIANTS; v++) {
        const qtl_legend_item line = {
            .swatch = QTL_SWATCH_LINE, .color = QTL_INK, .width = 0.9, .dashed = v == 1};
        if (variants[v]) {
            qtl_sheet_add(sheet, &line, qtl_variant_word(v));
        }
    }
    if (qtl_band_words(runs, words)) {
        qtl_sheet_add(sheet,
                      &(qtl_legend_item){.swatch = QTL_SWATCH_BAND,
                                         .color = qtl_color_faded(QTL_INK, 0.16)},
                      words);
    }
}

void qtl_sheet_add_more(qtl_sheet *sheet, const qtl_choice *choice)
{
    char words[QTL_LABEL_SIZE];
    if (choice->n_more > 0) {
        (void)snprintf(words, sizeof words, "<i>%zu more method%s in measures.csv</i>",
                       choice->n_more, choice->n_more == 1 ? "" : "s");
        qtl_sheet_add(sheet, &(qtl_legend_item){.swatch = QTL_SWATCH_NONE}, words);
    }
}

static qtl_legend legend_of(const qtl_sheet *sheet)
{
    return (qtl_legend){.items = sheet->items,
                        .n = sheet->n_items,
                        .x = 10,
                        .y = 4,
                        .width = sheet->width - 20};
}

qtl_status qtl_sheet_lay(qtl_sheet *sheet, double gap)
{
    const qtl_legend legend = legend_of(sheet);
    qtl_canvas scratch = {0};
    QTL_TRY(qtl_canvas_scratch(&scratch));
    sheet->grid.top = legend.y + qtl_legend_lay(&scratch, &legend, false) + gap;
    qtl_canvas_close(&scratch);
    return QTL_OK;
}

void qtl_sheet_size(const qtl_sheet *sheet, double *width_in, double *height_in)
{
    *width_in = sheet->width / QTL_POINTS_PER_INCH;
    *height_in = qtl_grid_height(&sheet->grid, sheet->bottom) / QTL_POINTS_PER_INCH;
}

void qtl_sheet_legend(const qtl_sheet *sheet, qtl_canvas *canvas)
{
    const qtl_legend legend = legend_of(sheet);
    (void)qtl_legend_lay(canvas, &legend, true);
}

qtl_panel qtl_sheet_panel(const qtl_sheet *sheet, size_t slot, const qtl_panel *axes)
{
    qtl_panel panel = *axes;
    panel.box = qtl_grid_box(&sheet->grid, slot);
    panel.x_labels = qtl_grid_is_lowest(&sheet->grid, slot);
    panel.y_labels = qtl_grid_is_leftmost(&sheet->grid, slot);
    panel.x_title = panel.x_labels ? axes->x_title : NULL;
    panel.y_title = panel.y_labels ? axes->y_title : NULL;
    qtl_panel_place(&panel);
    return panel;
}

void qtl_sheet_epochs(const qtl_sheet *sheet, const qtl_scale *epoch, qtl_canvas *canvas)
{
    const qtl_grid *grid = &sheet->grid;
    const double whole = qtl_grid_height(grid, 0) - grid->top;
    const qtl_colorbar bar = {.box = {sheet->width - grid->right + 10, grid->top, 7,
                                      fmin(whole, 3.6 * QTL_POINTS_PER_INCH)},
                              .scale = *epoch,
                              .color = qtl_viridis,
                              .title = "epoch"};
    qtl_colorbar_draw(canvas, &bar);
}
