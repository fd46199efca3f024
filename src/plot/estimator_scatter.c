/* Every estimate against the count of the same layer at the same epoch. */
#include <math.h>

#include "core/fail.h"
#include "plot/figures.h"
#include "plot/sheet.h"

typedef struct chart {
    const qtl_result_tables *tables;
    const qtl_cube *cube;
    qtl_choice choice;
    size_t n_shown; /* methods */
    qtl_scale axis; /* of both: what is right lies on the diagonal */
    qtl_sheet sheet;
} chart;

static bool is_shown(const chart *c, size_t method)
{
    return c->choice.drawn[method] &&
           qtl_method_measured(c->tables, 0, method, QTL_WANT_XT);
}

static void make_legend(chart *c)
{
    for (size_t m = 1; m < c->tables->n_methods; m++) {
        const qtl_plot_method *method = &c->tables->method[m];
        if (is_shown(c, m)) {
            qtl_sheet_add(&c->sheet,
                          &(qtl_legend_item){.swatch = QTL_SWATCH_MARK,
                                             .color = qtl_method_color(method),
                                             .mark = qtl_mark_of_method(method->mark)},
                          method->label);
        }
    }
    c->n_shown = c->sheet.n_items;
    qtl_sheet_add(&c->sheet, &(qtl_legend_item){.swatch = QTL_SWATCH_NONE},
                  "<i>large: last epoch</i>");
    qtl_sheet_add_more(&c->sheet, &c->choice);
}

static qtl_status make_chart(const qtl_result_tables *tables, chart *c)
{
    *c = (chart){.tables = tables};
    QTL_TRY(qtl_tables_need(tables, QTL_MEASURES, &c->cube));
    const bool counted = tables->n_methods > 0 && tables->method[0].present[0];
    qtl_methods_choose(tables, QTL_WANT_XT, &c->choice);
    make_legend(c);
    QTL_REQUIRE(counted && c->n_shown > 0, QTL_EUNSUPPORTED,
                "%s/measures.csv has no estimate beside a count", tables->directory);
    qtl_measure_scale(tables, &c->choice, QTL_I_XT, 0.03, &c->axis);
    qtl_sheet_layers(&c->sheet, c->cube->layers.n, 36, 1, 150);
    return qtl_sheet_lay(&c->sheet, 18);
}

/* The count and the estimate, over the runs that have both. */
static qtl_pair_means means_at(const chart *c, size_t method, size_t layer, size_t epoch)
{
    const size_t exact = qtl_measure_series(0, 0, QTL_I_XT);
    const size_t estimate = qtl_measure_series(0, method, QTL_I_XT);
    return qtl_means_of_pairs(qtl_cube_runs(c->cube, exact, layer, epoch),
                              qtl_cube_runs(c->cube, estimate, layer, epoch),
                              c->cube->runs.n);
}

/* Means over runs; the last epoch's mark is the largest. */
static void draw_method(const chart *c, size_t method, size_t layer,
                        const qtl_panel *panel, qtl_canvas *canvas, qtl_crowd *crowd)
{
    const qtl_plot_method *m = &c->tables->method[method];
    double x = NAN;
    double y = NAN;
    for (size_t e = 0; e < c->cube->epochs.n; e++) {
        const qtl_pair_means means = means_at(c, method, layer, e);
        if (isnan(means.x)) {
            continue;
        }
        x = qtl_scale_at(&panel->x, means.x);
        y = qtl_scale_at(&panel->y, means.y);
        qtl_crowd_box(crowd, &(qtl_box){x - 3, y - 3, 6, 6});
        qtl_mark_draw(canvas, qtl_mark_of_method(m->mark), x, y, 2.2,
                      qtl_color_faded(qtl_method_color(m), 0.6));
    }
    if (!isnan(x)) {
        qtl_mark_draw(canvas, qtl_mark_of_method(m->mark), x, y, 4.6,
                      qtl_method_color(m));
    }
}

static void draw_diagonal(const qtl_panel *panel, qtl_canvas *canvas)
{
    qtl_line(canvas, panel->x.from, panel->y.from, panel->x.to, panel->y.to);
    qtl_stroke(canvas, QTL_LIMIT, 0.6, 2.4);
}

static void draw_layer(const chart *c, size_t layer, qtl_canvas *canvas)
{
    char title[QTL_LABEL_SIZE];
    qtl_layer_label(c->tables, c->cube->layers.value[layer], title);
    const qtl_panel axes = {.x = c->axis,
                            .y = c->axis,
                            .title = title,
                            .x_title = "counted I(X;T)  [bits]",
                            .y_title = "estimated I(X;T)  [bits]"};
    const qtl_panel panel = qtl_sheet_panel(&c->sheet, layer, &axes);
    qtl_crowd crowd = {.area = panel.box};
    qtl_panel_clip(canvas, &panel, 3);
    draw_diagonal(&panel, canvas);
    for (size_t m = 1; m < c->tables->n_methods; m++) {
        if (is_shown(c, m)) {
            draw_method(c, m, layer, &panel, canvas, &crowd);
        }
    }
    cairo_restore(canvas->cr);
    qtl_panel_frame(canvas, &panel);
    if (qtl_is_saturated(c->tables, 0, 0, layer)) {
        qtl_crowd_note(canvas, &crowd, "saturated: within 0.01 bit of H(X)");
    }
}

static qtl_status size(const qtl_result_tables *tables, double *width_in,
                       double *height_in)
{
    chart c;
    QTL_TRY(make_chart(tables, &c));
    qtl_sheet_size(&c.sheet, width_in, height_in);
    return QTL_OK;
}

static qtl_status draw(const qtl_result_tables *tables, qtl_canvas *canvas)
{
    chart c;
    QTL_TRY(make_chart(tables, &c));
    qtl_sheet_legend(&c.sheet, canvas);
    for (size_t layer = 0; layer < c.cube->layers.n; layer++) {
        draw_layer(&c, layer, canvas);
    }
    return QTL_OK;
}

const qtl_figure qtl_figure_estimator_scatter = {
    .name = "estimator-scatter",
    .summary = "every estimate of I(X;T) against the count, a panel a layer",
    .caption = "Estimates against the count of the same layer at the same epoch (means "
               "over the same runs; the large mark is the last epoch): what is right "
               "lies on the "
               "dashed diagonal, what keeps the order of epochs at least rises.",
    .size = size,
    .draw = draw};
