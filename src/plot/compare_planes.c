/* Small multiples of counted information planes, a panel an experiment. */
#include <math.h>
#include <stdio.h>

#include "core/fail.h"
#include "plot/comparison.h"
#include "plot/plane.h"

enum { MOST_COLUMNS = 4 };

typedef struct chart {
    const qtl_comparison *comparison;
    qtl_scale x, y, epoch;
    qtl_sheet sheet;
} chart;

static void widen(qtl_scale *scale, const qtl_scale *by)
{
    scale->low = fmin(scale->low, by->low);
    scale->high = fmax(scale->high, by->high);
}

/* One set of axes holds every experiment. */
static void find_scales(chart *s)
{
    const qtl_comparison *c = s->comparison;
    s->x = s->y = s->epoch = (qtl_scale){.low = INFINITY, .high = -INFINITY};
    for (size_t i = 0; i < c->n; i++) {
        const qtl_result_tables *tables = c->items[i].tables;
        qtl_scale x;
        qtl_scale y;
        qtl_scale epoch = {.low = 1, .high = 10};
        qtl_choice choice;
        qtl_methods_choose(tables, QTL_WANT_BOTH, &choice);
        qtl_measure_scale(tables, &choice, QTL_I_XT, 0.03, &x);
        qtl_measure_scale(tables, &choice, QTL_I_TY, 0.03, &y);
        (void)qtl_epoch_scale(&tables->cube[QTL_MEASURES].epochs, &epoch);
        widen(&s->x, &x);
        widen(&s->y, &y);
        widen(&s->epoch, &epoch);
    }
    s->epoch.log = true;
    s->epoch.to = 1;
}

static void add_line(chart *s, qtl_color color, double width, const char *label)
{
    qtl_sheet_add(
        &s->sheet,
        &(qtl_legend_item){.swatch = QTL_SWATCH_LINE, .color = color, .width = width},
        label);
}

/* Single runs are drawn where there are several. */
static void add_runs(chart *s)
{
    qtl_run_range runs = {0};
    char words[QTL_LABEL_SIZE];
    char label[QTL_LABEL_SIZE];
    for (size_t i = 0; i < s->comparison->n; i++) {
        qtl_run_range_add(&runs, &s->comparison->items[i].tables->cube[QTL_MEASURES],
                          qtl_measure_series(0, 0, QTL_I_XT));
    }
    if (runs.most > 1) {
        qtl_run_words(&runs, words);
        (void)snprintf(label, sizeof label, "mean of %.40s", words);
        add_line(s, QTL_PATH_COLOR, 0.9, label);
        add_line(s, QTL_RUN_COLOR, 0.5, "single run");
    }
}

static void make_legend(chart *s)
{
    const size_t n = s->comparison->n_layers;
    for (size_t l = 0; l < n && l < QTL_SHEET_ITEMS - 3; l++) {
        char label[QTL_LABEL_SIZE];
        const bool output = l + 1 == n;
        (void)snprintf(label, sizeof label, output ? "output" : "layer %zu", l + 1);
        qtl_plane_legend(&s->sheet, l, output, label);
    }
    add_runs(s);
    qtl_sheet_add(
        &s->sheet,
        &(qtl_legend_item){.swatch = QTL_SWATCH_LINE, .color = QTL_ZONE, .width = 1.3},
        QTL_ZONE_WORDS);
}

static qtl_status make_chart(const qtl_comparison *c, chart *s)
{
    *s = (chart){.comparison = c};
    s->sheet.grid = (qtl_grid){.n = c->n,
                               .columns = qtl_grid_columns(c->n, MOST_COLUMNS),
                               .left = 36,
                               .right = 50,
                               .gap_x = 14,
                               .gap_y = 24};
    qtl_sheet_fit(&s->sheet, 0.95, 170);
    find_scales(s);
    make_legend(s);
    return qtl_sheet_lay(&s->sheet, 20);
}

static void draw_item(const chart *s, size_t i, qtl_canvas *canvas)
{
    const qtl_compared *item = &s->comparison->items[i];
    const char *subject = s->comparison->subject;
    char title[2 * QTL_LABEL_SIZE];
    (void)snprintf(title, sizeof title, "%s%s%s", subject, subject[0] ? " " : "",
                   s->comparison->labels[i]);
    const qtl_panel axes = {.x = s->x,
                            .y = s->y,
                            .title = title,
                            .x_title = "I(X;T)  [bits]",
                            .y_title = "I(T;Y)  [bits]"};
    const qtl_panel panel = qtl_sheet_panel(&s->sheet, i, &axes);
    const qtl_manifest *manifest = &item->tables->manifest;
    qtl_panel_zone_x(canvas, &panel, manifest->h_x_bits - QTL_SATURATED_BITS,
                     manifest->h_x_bits);
    qtl_panel_limit_x(canvas, &panel, manifest->h_x_bits, i == 0 ? "H(X)" : NULL);
    qtl_panel_limit_y(canvas, &panel, manifest->h_y_bits, i == 0 ? "H(Y)" : NULL);
    qtl_panel_frame(canvas, &panel);
    const qtl_plane plane = {.tables = item->tables,
                             .cube = &item->tables->cube[QTL_MEASURES],
                             .epoch = s->epoch};
    const qtl_place exact = {0, 0, i};
    if (item->tables->n_methods > 0 && item->tables->method[0].present[0]) {
        qtl_plane_paths(&plane, &exact, &panel, canvas);
        qtl_plane_notes(&plane, &exact, &panel, canvas);
    } else {
        qtl_panel_say(canvas, &panel, "nothing was measured on a quantized network");
    }
}

static qtl_status size(const qtl_comparison *c, double *width_in, double *height_in)
{
    chart s;
    QTL_TRY(make_chart(c, &s));
    qtl_sheet_size(&s.sheet, width_in, height_in);
    return QTL_OK;
}

static qtl_status draw(const qtl_comparison *c, qtl_canvas *canvas)
{
    chart s;
    QTL_TRY(make_chart(c, &s));
    qtl_sheet_legend(&s.sheet, canvas);
    for (size_t i = 0; i < c->n; i++) {
        draw_item(&s, i, canvas);
    }
    qtl_sheet_epochs(&s.sheet, &s.epoch, canvas);
    return QTL_OK;
}

const qtl_compare_figure qtl_compare_planes = {
    .name = "compare-planes",
    .caption = "The counted information plane of every experiment on the same axes "
               "(means over runs, single runs in grey): what changes from panel to panel "
               "is due to the experiment alone.",
    .size = size,
    .draw = draw};
