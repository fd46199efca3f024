#include "plot/score_panels.h"

#include <math.h>
#include <stdio.h>

#include "core/fail.h"

enum { MOST_COLUMNS = 3 };

typedef struct score_page {
    qtl_legend_item items[QTL_PLOT_METHODS_MAX];
    qtl_legend legend;
    qtl_grid grid;
    double width, height; /* points */
} score_page;

/* A figure while it is sized or drawn. */
typedef struct job {
    const qtl_score_panels *panels;
    qtl_canvas *canvas; /* NULL: nothing is drawn */
    double height;      /* out, points */
} job;

size_t qtl_score_slot(const qtl_grid *grid, size_t n_rows, size_t suite, size_t row)
{
    return (n_rows * (suite / grid->columns) + row) * grid->columns +
           suite % grid->columns;
}

static void make_legend(const qtl_scores *scores, score_page *page)
{
    for (size_t m = 0; m < scores->names->n_methods; m++) {
        page->items[m] = (qtl_legend_item){.swatch = QTL_SWATCH_MARK,
                                           .color = qtl_scores_color(scores, m),
                                           .mark = qtl_scores_mark(scores, m)};
        (void)snprintf(page->items[m].label, sizeof page->items[m].label, "%s",
                       scores->names->method[m].label);
    }
    page->legend = (qtl_legend){.items = page->items,
                                .n = scores->names->n_methods,
                                .x = 10,
                                .y = 4,
                                .width = page->width - 20};
}

static qtl_status lay(const qtl_scores *scores, size_t n_rows, score_page *page)
{
    const size_t columns = qtl_grid_columns(scores->n_suites, MOST_COLUMNS);
    *page = (score_page){.width = QTL_TWO_COLUMNS};
    make_legend(scores, page);
    qtl_canvas scratch = {0};
    QTL_TRY(qtl_canvas_scratch(&scratch));
    const double legend = qtl_legend_lay(&scratch, &page->legend, false);
    qtl_canvas_close(&scratch);
    page->grid = (qtl_grid){.columns = columns,
                            .left = 38,
                            .right = 12,
                            .top = legend + 24,
                            .gap_x = 34,
                            .gap_y = 44};
    page->grid.n =
        qtl_score_slot(&page->grid, n_rows, scores->n_suites - 1, n_rows - 1) + 1;
    qtl_grid_fit(&page->grid, page->width);
    page->grid.panel_w = fmin(page->grid.panel_w, 220);
    page->grid.panel_h = fmin(0.8 * page->grid.panel_w, 130);
    page->height = qtl_grid_height(&page->grid, 30);
    return QTL_OK;
}

static qtl_status lay_and_draw(const qtl_scores *scores, void *context)
{
    job *j = context;
    score_page page;
    QTL_TRY(lay(scores, j->panels->n_rows, &page));
    j->height = page.height;
    if (!j->canvas) {
        return QTL_OK;
    }
    (void)qtl_legend_lay(j->canvas, &page.legend, true);
    for (size_t s = 0; s < scores->n_suites; s++) {
        QTL_TRY(j->panels->draw_suite(scores, s, &page.grid, j->canvas));
    }
    return QTL_OK;
}

qtl_status qtl_score_panels_size(const qtl_score_panels *panels,
                                 const qtl_result_tables *tables, double *width_in,
                                 double *height_in)
{
    job j = {.panels = panels};
    QTL_TRY(qtl_scores_with(tables, lay_and_draw, &j));
    *width_in = QTL_TWO_COLUMNS / QTL_POINTS_PER_INCH;
    *height_in = j.height / QTL_POINTS_PER_INCH;
    return QTL_OK;
}

qtl_status qtl_score_panels_draw(const qtl_score_panels *panels,
                                 const qtl_result_tables *tables, qtl_canvas *canvas)
{
    job j = {.panels = panels, .canvas = canvas};
    return qtl_scores_with(tables, lay_and_draw, &j);
}

void qtl_span_add(qtl_span *span, double value)
{
    if (value > 0 && value < INFINITY) {
        span->low = span->low > 0 ? fmin(span->low, value) : value;
        span->high = fmax(span->high, value);
    }
}

static bool span_scale(const qtl_span *span, qtl_scale *scale)
{
    const double center = sqrt(span->low * span->high);
    *scale = (qtl_scale){.log = true,
                         .low = fmin(span->low / 1.3, center / 3.2),
                         .high = fmax(span->high * 1.3, center * 3.2)};
    return span->low > 0;
}

bool qtl_panel_span(qtl_panel *panel, const qtl_span *x, const qtl_span *y)
{
    const bool any = span_scale(x, &panel->x) && span_scale(y, &panel->y);
    if (!any) {
        panel->x = panel->y = (qtl_scale){.log = true, .low = 1, .high = 10};
    }
    qtl_panel_place(panel);
    return any;
}
