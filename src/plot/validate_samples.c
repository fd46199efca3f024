/* Median |bias| and RMSE of a suite against the number of samples: one panel above the
 * other for every suite. */
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "plot/figures.h"
#include "plot/score_panels.h"

enum { N_ROWS = 2 }; /* |bias| above RMSE */

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
    return qtl_panel_span(&v->panel, &x, &y);
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

static qtl_status draw_suite(const qtl_scores *scores, const qtl_suite_place *place,
                             qtl_canvas *canvas)
{
    static const char *const titles[] = {"median |bias|  [bits]", "median RMSE  [bits]"};
    view v = {.scores = scores, .canvas = canvas, .suite = place->suite};
    QTL_TRY(find_sizes(&v));
    for (size_t f = QTL_SCORE_BIAS; f <= QTL_SCORE_RMSE; f++) {
        const bool lowest = f == QTL_SCORE_RMSE;
        v.field = (qtl_score_field)f;
        v.panel = (qtl_panel){.box = qtl_grid_box(&place->grid, f),
                              .x_labels = lowest,
                              .x_values = v.sizes,
                              .n_x_values = v.n_sizes,
                              .y_labels = true,
                              .x_title = lowest ? "samples" : NULL,
                              .y_title = place->leftmost ? titles[f] : NULL};
        draw_panel(&v);
    }
    free(v.sizes);
    return QTL_OK;
}

static const qtl_score_panels panels = {N_ROWS, draw_suite};

static qtl_status size(const qtl_result_tables *tables, double *width_in,
                       double *height_in)
{
    return qtl_score_panels_size(&panels, tables, width_in, height_in);
}

static qtl_status draw(const qtl_result_tables *tables, qtl_canvas *canvas)
{
    return qtl_score_panels_draw(&panels, tables, canvas);
}

const qtl_figure qtl_figure_validate_samples = {
    .name = "validate-samples",
    .summary = "median bias and RMSE against samples, a suite of quantal validate each",
    .caption = "Median |bias| (above) and RMSE (below) over the tasks of a suite against "
               "the number of samples: a line that does not fall is an error that more "
               "data will not mend.",
    .size = size,
    .draw = draw};
