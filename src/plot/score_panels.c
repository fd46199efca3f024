#include "plot/score_panels.h"

#include <math.h>

#include "core/fail.h"
#include "plot/sheet.h"

enum { MOST_COLUMNS = 3 };

/* A figure while it is sized or drawn. */
typedef struct job {
    const qtl_score_panels *panels;
    qtl_canvas *canvas;         /* NULL: nothing is drawn */
    double width_in, height_in; /* out */
} job;

size_t qtl_score_slot(const qtl_grid *grid, size_t n_rows, size_t suite, size_t row)
{
    return (n_rows * (suite / grid->columns) + row) * grid->columns +
           suite % grid->columns;
}

static void make_legend(const qtl_scores *scores, qtl_sheet *sheet)
{
    for (size_t m = 0; m < scores->names->n_methods; m++) {
        qtl_sheet_add(sheet,
                      &(qtl_legend_item){.swatch = QTL_SWATCH_MARK,
                                         .color = qtl_scores_color(scores, m),
                                         .mark = qtl_scores_mark(scores, m)},
                      scores->names->method[m].label);
    }
}

static qtl_status lay(const qtl_scores *scores, size_t n_rows, qtl_sheet *sheet)
{
    *sheet = (qtl_sheet){.width = QTL_TWO_COLUMNS, .bottom = 30};
    qtl_grid *grid = &sheet->grid;
    *grid = (qtl_grid){.columns = qtl_grid_columns(scores->n_suites, MOST_COLUMNS),
                       .left = 38,
                       .right = 12,
                       .gap_x = 34,
                       .gap_y = 44};
    grid->n = qtl_score_slot(grid, n_rows, scores->n_suites - 1, n_rows - 1) + 1;
    qtl_grid_fit(grid, sheet->width);
    grid->panel_w = fmin(grid->panel_w, 220);
    grid->panel_h = fmin(0.8 * grid->panel_w, 130);
    make_legend(scores, sheet);
    return qtl_sheet_lay(sheet, 20);
}

static qtl_status lay_and_draw(const qtl_scores *scores, void *context)
{
    job *j = context;
    qtl_sheet sheet;
    QTL_TRY(lay(scores, j->panels->n_rows, &sheet));
    qtl_sheet_size(&sheet, &j->width_in, &j->height_in);
    if (!j->canvas) {
        return QTL_OK;
    }
    qtl_sheet_legend(&sheet, j->canvas);
    for (size_t s = 0; s < scores->n_suites; s++) {
        QTL_TRY(j->panels->draw_suite(scores, s, &sheet.grid, j->canvas));
    }
    return QTL_OK;
}

qtl_status qtl_score_panels_size(const qtl_score_panels *panels,
                                 const qtl_result_tables *tables, double *width_in,
                                 double *height_in)
{
    job j = {.panels = panels};
    QTL_TRY(qtl_scores_with(tables, lay_and_draw, &j));
    *width_in = j.width_in;
    *height_in = j.height_in;
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
