/* Small multiples of counted information planes, a panel an experiment. */
#include <math.h>
#include <stdio.h>

#include "plot/comparison.h"
#include "plot/plane.h"

enum { MOST_COLUMNS = 4 };

typedef struct sheet {
    const qtl_comparison *comparison;
    qtl_scale x, y, epoch;
    qtl_grid grid;
    double width;
    qtl_legend_item items[QTL_PLANE_LEGEND_MAX];
    qtl_legend legend;
} sheet;

static void widen(qtl_scale *scale, const qtl_scale *by)
{
    scale->low = fmin(scale->low, by->low);
    scale->high = fmax(scale->high, by->high);
}

/* One set of axes holds every experiment. */
static void find_scales(sheet *s)
{
    const qtl_comparison *c = s->comparison;
    s->x = s->y = s->epoch = (qtl_scale){.low = INFINITY, .high = -INFINITY};
    for (size_t i = 0; i < c->n; i++) {
        const qtl_result_tables *tables = c->items[i].tables;
        qtl_scale x;
        qtl_scale y;
        qtl_scale epoch = {.low = 1, .high = 10};
        qtl_measure_scale(tables, QTL_I_XT, 0.03, &x);
        qtl_measure_scale(tables, QTL_I_TY, 0.03, &y);
        (void)qtl_epoch_scale(&tables->cube[QTL_MEASURES].epochs, &epoch);
        widen(&s->x, &x);
        widen(&s->y, &y);
        widen(&s->epoch, &epoch);
    }
    s->epoch.log = true;
    s->epoch.to = 1;
}

static void make_legend(sheet *s)
{
    const qtl_comparison *c = s->comparison;
    for (size_t l = 0; l < c->n_layers && l < QTL_PLANE_LEGEND_MAX - 1; l++) {
        const bool output = l + 1 == c->n_layers;
        qtl_legend_item *item = &s->items[s->legend.n++];
        *item = (qtl_legend_item){
            .swatch = QTL_SWATCH_MARK, .color = QTL_PATH_COLOR, .mark = {l, output}};
        (void)snprintf(item->label, sizeof item->label, output ? "output" : "layer %zu",
                       l + 1);
    }
    s->legend.items = s->items;
    s->legend.x = 10;
    s->legend.y = 4;
    s->legend.width = s->width - 20;
}

static void make_sheet(const qtl_comparison *c, qtl_canvas *canvas, sheet *s)
{
    *s = (sheet){.comparison = c};
    s->grid = (qtl_grid){.n = c->n,
                         .columns = qtl_grid_columns(c->n, MOST_COLUMNS),
                         .left = 36,
                         .right = 50,
                         .gap_x = 14,
                         .gap_y = 24};
    s->width = s->grid.columns == 1 ? QTL_ONE_COLUMN : QTL_TWO_COLUMNS;
    qtl_grid_fit(&s->grid, s->width);
    s->grid.panel_h = fmin(0.95 * s->grid.panel_w, 170);
    find_scales(s);
    make_legend(s);
    s->grid.top = s->legend.y + qtl_legend_lay(canvas, &s->legend, false) + 20;
}

static void draw_item(const sheet *s, size_t i, qtl_canvas *canvas)
{
    const qtl_compared *item = &s->comparison->items[i];
    const bool lowest = qtl_grid_is_lowest(&s->grid, i);
    const bool leftmost = qtl_grid_is_leftmost(&s->grid, i);
    qtl_panel panel = {.box = qtl_grid_box(&s->grid, i),
                       .x = s->x,
                       .y = s->y,
                       .title = s->comparison->labels[i],
                       .x_labels = lowest,
                       .y_labels = leftmost,
                       .x_title = lowest ? "I(X;T)  [bits]" : NULL,
                       .y_title = leftmost ? "I(T;Y)  [bits]" : NULL};
    qtl_panel_place(&panel);
    const qtl_manifest *manifest = &item->tables->manifest;
    qtl_panel_limit_x(canvas, &panel, manifest->h_x_bits, i == 0 ? "H(X)" : NULL);
    qtl_panel_limit_y(canvas, &panel, manifest->h_y_bits, i == 0 ? "H(Y)" : NULL);
    qtl_panel_frame(canvas, &panel);
    const qtl_plane plane = {.tables = item->tables,
                             .cube = &item->tables->cube[QTL_MEASURES],
                             .epoch = s->epoch};
    const qtl_place exact = {0, 0, i};
    if (item->tables->n_methods > 0 && item->tables->method[0].present[0]) {
        qtl_plane_paths(&plane, &exact, &panel, canvas);
    } else {
        qtl_panel_say(canvas, &panel, "nothing was measured on a quantized network");
    }
}

static void size(const qtl_comparison *c, double *width, double *height)
{
    sheet s;
    qtl_canvas scratch = {0};
    *width = *height = QTL_ONE_COLUMN;
    if (qtl_canvas_scratch(&scratch) == QTL_OK) {
        make_sheet(c, &scratch, &s);
        qtl_canvas_close(&scratch);
        *width = s.width;
        *height = qtl_grid_height(&s.grid, 28);
    }
}

static qtl_status draw(const qtl_comparison *c, qtl_canvas *canvas)
{
    sheet s;
    make_sheet(c, canvas, &s);
    (void)qtl_legend_lay(canvas, &s.legend, true);
    for (size_t i = 0; i < c->n; i++) {
        draw_item(&s, i, canvas);
    }
    const double whole = qtl_grid_height(&s.grid, 0) - s.grid.top;
    const qtl_colorbar bar = {.box = {s.width - s.grid.right + 10, s.grid.top, 7,
                                      fmin(whole, 3.6 * QTL_POINTS_PER_INCH)},
                              .scale = s.epoch,
                              .color = qtl_viridis,
                              .title = "epoch"};
    qtl_colorbar_draw(canvas, &bar);
    return QTL_OK;
}

const qtl_compare_figure qtl_compare_planes = {
    .name = "compare-planes",
    .caption = "The counted information plane of every experiment on the same axes: what "
               "changes from panel to panel is due to the experiment alone.",
    .size = size,
    .draw = draw};
