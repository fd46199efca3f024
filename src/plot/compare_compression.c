/* How far I(X;T) falls from its peak: a panel a layer, a row an experiment. */
#include <math.h>
#include <stdio.h>

#include "core/fail.h"
#include "plot/comparison.h"
#include "plot/epochs.h"

static const double row_height = 11;
static const double room_below = 29; /* numbers and titles of x axes */
static const double label_width_most = 110;

typedef struct chart {
    const qtl_comparison *comparison;
    qtl_scale x;
    qtl_grid grid;
} chart;

/* Layer of an item in panel `panel`: hidden layers stand under their number, outputs
 * together in the last; 0: it has none there. */
static size_t layer_in(const chart *c, const qtl_compared *item, size_t panel)
{
    const size_t layers = qtl_compared_layers(item);
    if (panel + 1 == c->comparison->n_layers) {
        return layers;
    }
    return panel + 1 < layers ? panel + 1 : 0;
}

static qtl_band fall_of(const chart *c, size_t i, size_t panel)
{
    const qtl_compared *item = &c->comparison->items[i];
    const qtl_summary_key key = {"quantized", "I(X;T)", "fall_bits",
                                 layer_in(c, item, panel)};
    return key.layer ? qtl_compared_find(item, &key) : (qtl_band){NAN, NAN, NAN, 0};
}

/* As wide as the longest name. */
static qtl_status find_label_width(const qtl_comparison *comparison, double *label_width)
{
    qtl_canvas scratch = {0};
    QTL_TRY(qtl_canvas_scratch(&scratch));
    *label_width = 0;
    for (size_t i = 0; i < comparison->n; i++) {
        double width = 0;
        double height = 0;
        qtl_text_measure(&scratch, &(qtl_type){.size = 6.5}, comparison->labels[i],
                         &width, &height);
        *label_width = fmax(*label_width, fmin(width, label_width_most));
    }
    qtl_canvas_close(&scratch);
    return QTL_OK;
}

static qtl_status make_chart(const qtl_comparison *comparison, chart *c)
{
    const size_t n = comparison->n_layers;
    double label_width = 0;
    QTL_TRY(find_label_width(comparison, &label_width));
    *c = (chart){.comparison = comparison};
    c->grid = (qtl_grid){.n = n,
                         .columns = qtl_grid_columns(n, 3),
                         .left = label_width + 14,
                         .top = 18,
                         .right = 12,
                         .gap_x = 14,
                         .gap_y = 24,
                         .panel_h = row_height * (double)comparison->n};
    qtl_grid_fit(&c->grid, QTL_TWO_COLUMNS);
    c->x = (qtl_scale){.high = 0.1};
    for (size_t panel = 0; panel < n; panel++) {
        for (size_t i = 0; i < comparison->n; i++) {
            const qtl_band fall = fall_of(c, i, panel);
            c->x.low = fmin(c->x.low, fmin(fall.mean, fall.low));
            c->x.high = fmax(c->x.high, fmax(fall.mean, fall.high));
        }
    }
    c->x.high *= 1.06;
    return QTL_OK;
}

static void draw_fall(size_t i, const qtl_panel *panel, qtl_band fall, qtl_canvas *canvas)
{
    const double y = qtl_scale_at(&panel->y, (double)i + 0.5);
    const double x = qtl_scale_at(&panel->x, fall.mean);
    if (!isnan(fall.low)) {
        qtl_line(canvas, qtl_scale_at(&panel->x, fall.low), y,
                 qtl_scale_at(&panel->x, fall.high), y);
        qtl_stroke(canvas, qtl_okabe_ito(0), 1, 0);
    }
    qtl_mark_draw(canvas, (qtl_mark){0, false}, x, y, 4.6, qtl_okabe_ito(0));
}

static void draw_row(const chart *c, size_t i, size_t at, const qtl_panel *panel,
                     qtl_canvas *canvas)
{
    const qtl_compared *item = &c->comparison->items[i];
    const double y = qtl_scale_at(&panel->y, (double)i + 0.5);
    const size_t layer = layer_in(c, item, at);
    const qtl_type word = {.size = 6, .color = QTL_GREY, .italic = true, .anchor_y = 0.5};
    const qtl_band fall = fall_of(c, i, at);
    if (layer == 0) {
        qtl_text_draw(canvas, &word, panel->box.x + 4, y, "no such layer");
    } else if (isnan(fall.mean)) {
        qtl_text_draw(canvas, &word, panel->box.x + 4, y, "not counted");
    } else if (qtl_is_saturated(item->tables, 0, 0, layer - 1)) {
        qtl_text_draw(canvas, &word, panel->box.x + 4, y, "saturated");
    } else {
        draw_fall(i, panel, fall, canvas);
    }
}

static void draw_panel(const chart *c, size_t at, qtl_canvas *canvas)
{
    const bool lowest = qtl_grid_is_lowest(&c->grid, at);
    char title[QTL_LABEL_SIZE];
    (void)snprintf(title, sizeof title,
                   at + 1 == c->comparison->n_layers ? "output" : "layer %zu", at + 1);
    qtl_panel panel = {.box = qtl_grid_box(&c->grid, at),
                       .x = c->x,
                       .y = {.low = (double)c->comparison->n, .high = 0},
                       .title = title,
                       .x_labels = lowest,
                       .y_labels = qtl_grid_is_leftmost(&c->grid, at),
                       .names = (const char *const *)c->comparison->labels,
                       .n_names = c->comparison->n,
                       .names_down = true,
                       .x_title = lowest ? "fall of I(X;T)  [bits]" : NULL};
    qtl_panel_place(&panel);
    qtl_panel_limit_x(canvas, &panel, 0, NULL);
    for (size_t i = 0; i < c->comparison->n; i++) {
        draw_row(c, i, at, &panel, canvas);
    }
    qtl_panel_frame(canvas, &panel);
}

static qtl_status size(const qtl_comparison *comparison, double *width_in,
                       double *height_in)
{
    chart c;
    QTL_TRY(make_chart(comparison, &c));
    *width_in = QTL_TWO_COLUMNS / QTL_POINTS_PER_INCH;
    *height_in = qtl_grid_height(&c.grid, room_below + 12) / QTL_POINTS_PER_INCH;
    return QTL_OK;
}

static qtl_status draw(const qtl_comparison *comparison, qtl_canvas *canvas)
{
    chart c;
    QTL_TRY(make_chart(comparison, &c));
    for (size_t at = 0; at < comparison->n_layers; at++) {
        draw_panel(&c, at, canvas);
    }
    char bars[QTL_LABEL_SIZE];
    char note[2 * QTL_LABEL_SIZE];
    qtl_comparison_bars(comparison, bars);
    (void)snprintf(note, sizeof note, "%s; saturated: within %g bit of H(X)", bars,
                   QTL_SATURATED_BITS);
    qtl_text_draw(canvas, &QTL_COMPARISON_NOTE, QTL_TWO_COLUMNS / 2,
                  qtl_grid_height(&c.grid, room_below), note);
    return QTL_OK;
}

const qtl_compare_figure qtl_compare_compression = {
    .name = "compare-compression",
    .caption =
        "How far the counted I(X;T) of each layer falls from its peak to the end of "
        "training: means over runs with 95 % intervals; saturated layers cannot "
        "fall visibly.",
    .size = size,
    .draw = draw};
