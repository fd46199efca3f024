/* What accuracy costs: median |bias| against median seconds, a panel a suite. */
#include <math.h>

#include "core/fail.h"
#include "plot/figures.h"
#include "plot/scores.h"

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
    const bool any = qtl_span_scale(&x, &v->panel.x) && qtl_span_scale(&y, &v->panel.y);
    if (!any) {
        v->panel.x = v->panel.y = (qtl_scale){.log = true, .low = 1, .high = 10};
    }
    qtl_panel_place(&v->panel);
    return any;
}

static void draw_suite(view *v, const qtl_grid *grid)
{
    v->panel = (qtl_panel){
        .box = qtl_grid_box(grid, v->suite),
        .title = v->scores->suites[v->suite],
        .x_labels = true,
        .y_labels = true,
        .x_title = "median time of an estimate [ms]",
        .y_title = qtl_grid_is_leftmost(grid, v->suite) ? "median |bias| [bits]" : NULL};
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

static qtl_status lay(const qtl_scores *scores, qtl_score_page *page)
{
    return qtl_score_page_lay(scores, scores->n_suites,
                              qtl_grid_columns(scores->n_suites, 3), page);
}

static qtl_status draw_scores(const qtl_scores *scores, void *context)
{
    qtl_score_page page;
    QTL_TRY(lay(scores, &page));
    (void)qtl_legend_lay(context, &page.legend, true);
    for (size_t s = 0; s < scores->n_suites; s++) {
        view v = {.scores = scores, .canvas = context, .suite = s};
        draw_suite(&v, &page.grid);
    }
    return QTL_OK;
}

static qtl_status size_scores(const qtl_scores *scores, void *context)
{
    qtl_score_page page;
    QTL_TRY(lay(scores, &page));
    *(double *)context = page.height / QTL_POINTS_PER_INCH;
    return QTL_OK;
}

static qtl_status size(const qtl_result_tables *tables, double *width_in,
                       double *height_in)
{
    QTL_TRY(qtl_scores_with(tables, size_scores, height_in));
    *width_in = QTL_TWO_COLUMNS / QTL_POINTS_PER_INCH;
    return QTL_OK;
}

static qtl_status draw(const qtl_result_tables *tables, qtl_canvas *canvas)
{
    return qtl_scores_with(tables, draw_scores, canvas);
}

const qtl_figure qtl_figure_validate_time = {
    .name = "validate-time",
    .summary = "time against accuracy of the estimators of quantal validate",
    .caption = "Median time of an estimate against median |bias| over the tasks of a "
               "suite: the best estimators are at the lower left.",
    .size = size,
    .draw = draw};
