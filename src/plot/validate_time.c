/* What accuracy costs: median |bias| against median seconds, a panel a suite. */
#include <math.h>

#include "plot/figures.h"
#include "plot/score_panels.h"

typedef struct view {
    const qtl_scores *scores;
    qtl_canvas *canvas;
    qtl_panel panel;
    size_t suite;
} view;

static const double floor_bits = 1e-4;

/* Milliseconds and bits of a method; false when it has none. */
static bool place_of(const view *v, size_t method, double *ms, double *bias)
{
    *ms = 1e3 * qtl_scores_median(v->scores, v->suite, method, 0, QTL_SCORE_SECONDS);
    *bias = fmax(qtl_scores_median(v->scores, v->suite, method, 0, QTL_SCORE_BIAS),
                 floor_bits);
    return *ms > 0;
}

static bool set_scales(view *v)
{
    qtl_span x = {0};
    qtl_span y = {0};
    double ms = 0;
    double bias = 0;
    for (size_t m = 0; m < v->scores->names->n_methods; m++) {
        if (place_of(v, m, &ms, &bias)) {
            qtl_span_add(&x, ms);
            qtl_span_add(&y, bias);
        }
    }
    return qtl_panel_span(&v->panel, &x, &y);
}

static void draw_panel(view *v, const qtl_suite_place *place)
{
    v->panel = (qtl_panel){.box = qtl_grid_box(&place->grid, 0),
                           .x_labels = true,
                           .y_labels = true,
                           .x_title = "median time of an estimate  [ms]",
                           .y_title = place->leftmost ? "median |bias|  [bits]" : NULL};
    const bool any = set_scales(v);
    qtl_panel_frame(v->canvas, &v->panel);
    if (!any) {
        qtl_panel_say(v->canvas, &v->panel, "nothing was timed");
    }
    double ms = 0;
    double bias = 0;
    for (size_t m = 0; any && m < v->scores->names->n_methods; m++) {
        if (place_of(v, m, &ms, &bias)) {
            qtl_mark_draw(v->canvas, qtl_scores_mark(v->scores, m),
                          qtl_scale_at(&v->panel.x, ms), qtl_scale_at(&v->panel.y, bias),
                          5.5, qtl_scores_color(v->scores, m));
        }
    }
}

static qtl_status draw_suite(const qtl_scores *scores, const qtl_suite_place *place,
                             qtl_canvas *canvas)
{
    view v = {.scores = scores, .canvas = canvas, .suite = place->suite};
    draw_panel(&v, place);
    return QTL_OK;
}

static const qtl_score_panels panels = {1, draw_suite};

static qtl_status size(const qtl_result_tables *tables, double *width_in,
                       double *height_in)
{
    return qtl_score_panels_size(&panels, tables, width_in, height_in);
}

static qtl_status draw(const qtl_result_tables *tables, qtl_canvas *canvas)
{
    return qtl_score_panels_draw(&panels, tables, canvas);
}

const qtl_figure qtl_figure_validate_time = {
    .name = "validate-time",
    .summary = "time against accuracy of the estimators of quantal validate",
    .caption = "Median time of an estimate against median |bias| over the tasks of a "
               "suite: the best estimators are at the lower left.",
    .size = size,
    .draw = draw};
