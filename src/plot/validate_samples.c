/* Median |bias| and RMSE of a suite against the number of samples: two rows of panels, a
 * column a suite. */
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "plot/figures.h"
#include "plot/scores.h"

enum { MOST_COLUMNS = 3 };

typedef struct view {
    const qtl_scores *scores;
    qtl_canvas *canvas;
    qtl_panel panel;
    size_t suite;
    qtl_score_field field;
    double *sizes; /* [n_sizes] of samples in the suite, ascending */
    size_t n_sizes;
} view;

static int ascending(const void *a, const void *b)
{
    const double left = *(const double *)a;
    const double right = *(const double *)b;
    return (left > right) - (left < right);
}

static qtl_status find_sizes(view *v)
{
    QTL_ALLOC(v->sizes, v->scores->n_rows);
    size_t n = 0;
    for (size_t i = 0; i < v->scores->n_rows; i++) {
        if (v->scores->rows[i].suite == v->suite) {
            v->sizes[n++] = v->scores->rows[i].n;
        }
    }
    qsort(v->sizes, n, sizeof *v->sizes, ascending);
    for (size_t i = 0; i < n; i++) {
        if (v->n_sizes == 0 || v->sizes[i] != v->sizes[v->n_sizes - 1]) {
            v->sizes[v->n_sizes++] = v->sizes[i];
        }
    }
    return QTL_OK;
}

static double value_at(const view *v, size_t method, size_t i)
{
    return qtl_scores_median(v->scores, v->suite, method, v->sizes[i], v->field);
}

/* False when there is no error to show. Both rows of a suite have the scale of all. */
static bool set_scales(view *v)
{
    static const double floor_bits = 1e-4; /* what is below is as good as right */
    qtl_span x = {0};
    qtl_span y = {0};
    for (size_t i = 0; i < v->n_sizes; i++) {
        qtl_span_add(&x, v->sizes[i]);
        for (size_t m = 0; m < v->scores->names->n_methods; m++) {
            const double value = value_at(v, m, i);
            qtl_span_add(&y, isnan(value) ? NAN : fmax(value, floor_bits));
        }
    }
    const bool any = qtl_span_scale(&y, &v->panel.y) && qtl_span_scale(&x, &v->panel.x);
    if (!any) {
        v->panel.x = v->panel.y = (qtl_scale){.log = true, .low = 1, .high = 10};
    }
    qtl_panel_place(&v->panel);
    return any;
}

static void draw_method(const view *v, size_t m)
{
    const qtl_color color = qtl_scores_color(v->scores, m);
    double before_x = NAN;
    double before_y = NAN;
    for (size_t i = 0; i < v->n_sizes; i++) {
        const double value = value_at(v, m, i);
        if (isnan(value)) {
            continue;
        }
        const double x = qtl_scale_at(&v->panel.x, v->sizes[i]);
        const double y = qtl_scale_at(&v->panel.y, fmax(value, v->panel.y.low));
        if (!isnan(before_x)) {
            qtl_line(v->canvas, before_x, before_y, x, y);
            qtl_stroke(v->canvas, qtl_color_faded(color, 0.7), 0.8, 0);
        }
        qtl_mark_draw(v->canvas, qtl_scores_mark(v->scores, m), x, y, 3.8, color);
        before_x = x;
        before_y = y;
    }
}

static void draw_panel(view *v)
{
    const bool any = set_scales(v);
    qtl_panel_frame(v->canvas, &v->panel);
    if (!any) {
        qtl_panel_say(v->canvas, &v->panel, "no error to show");
        return;
    }
    for (size_t m = 0; m < v->scores->names->n_methods; m++) {
        draw_method(v, m);
    }
}

/* Rows of the page come in pairs: |bias| above RMSE. */
static size_t slot_of(size_t suite, qtl_score_field field, size_t columns)
{
    return (2 * (suite / columns) + field) * columns + suite % columns;
}

static size_t columns_of(const qtl_scores *scores)
{
    return qtl_grid_columns(scores->n_suites, MOST_COLUMNS);
}

static qtl_status lay(const qtl_scores *scores, qtl_score_page *page)
{
    const size_t columns = columns_of(scores);
    return qtl_score_page_lay(scores,
                              slot_of(scores->n_suites - 1, QTL_SCORE_RMSE, columns) + 1,
                              columns, page);
}

static qtl_status draw_suite(const qtl_scores *scores, size_t suite, const qtl_grid *grid,
                             qtl_canvas *canvas)
{
    static const char *const titles[] = {"median |bias| [bits]", "median RMSE [bits]"};
    view v = {.scores = scores, .canvas = canvas, .suite = suite};
    QTL_TRY(find_sizes(&v));
    for (size_t f = QTL_SCORE_BIAS; f <= QTL_SCORE_RMSE; f++) {
        const size_t slot = slot_of(suite, (qtl_score_field)f, grid->columns);
        v.field = (qtl_score_field)f;
        v.panel =
            (qtl_panel){.box = qtl_grid_box(grid, slot),
                        .title = f == QTL_SCORE_BIAS ? scores->suites[suite] : NULL,
                        .x_labels = true,
                        .y_labels = true,
                        .x_title = f == QTL_SCORE_RMSE ? "samples" : NULL,
                        .y_title = qtl_grid_is_leftmost(grid, slot) ? titles[f] : NULL};
        draw_panel(&v);
    }
    free(v.sizes);
    return QTL_OK;
}

static qtl_status draw_scores(const qtl_scores *scores, void *context)
{
    qtl_score_page page;
    QTL_TRY(lay(scores, &page));
    (void)qtl_legend_lay(context, &page.legend, true);
    for (size_t s = 0; s < scores->n_suites; s++) {
        QTL_TRY(draw_suite(scores, s, &page.grid, context));
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

const qtl_figure qtl_figure_validate_samples = {
    .name = "validate-samples",
    .summary = "median bias and RMSE against samples, a suite of quantal validate each",
    .caption = "Median |bias| (above) and RMSE (below) over the tasks of a suite against "
               "the number of samples: a line that does not fall is an error that more "
               "data will not mend.",
    .size = size,
    .draw = draw};
