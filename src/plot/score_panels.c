#include "plot/score_panels.h"

#include <math.h>
#include <stdio.h>

#include "core/fail.h"
#include "plot/sheet.h"

enum { MOST_COLUMNS = 3 };

/* A figure while it is sized or drawn. */
typedef struct job {
    const qtl_score_panels *panels;
    qtl_canvas *canvas;         /* NULL: nothing is drawn */
    double width_in, height_in; /* out */
} job;

static const double title_height = 14;
static const double left_room = 38; /* numbers and titles of y axes */
static const double right_room = 8;
static const double suite_gap = 34;
static const double row_gap = 8;
static const double room_below = 34; /* numbers and titles of x axes */

/* The page while it is laid out: suites side by side in `columns`. */
typedef struct page {
    const qtl_scores *scores;
    size_t n_rows, columns;
    double panel_w, panel_h;
} page;

static page make_page(const qtl_scores *scores, size_t n_rows)
{
    page p = {.scores = scores,
              .n_rows = n_rows,
              .columns = qtl_grid_columns(scores->n_suites, MOST_COLUMNS)};
    const double gaps = (double)(p.columns - 1) * suite_gap;
    const double room = QTL_TWO_COLUMNS - left_room - right_room - gaps;
    p.panel_w = fmin(room / (double)p.columns, 220);
    p.panel_h = fmin(0.8 * p.panel_w, n_rows > 1 ? 100 : 130);
    return p;
}

/* The key of a suite at (x, y); returns its height. */
static double lay_key(const page *p, size_t suite, double x, double y, qtl_canvas *canvas,
                      bool draw)
{
    const qtl_scores *scores = p->scores;
    qtl_legend_item items[QTL_PLOT_METHODS_MAX];
    size_t n = 0;
    for (size_t m = 0; m < scores->names->n_methods; m++) {
        if (!isnan(qtl_scores_median(scores, suite, m, 0, QTL_SCORE_BIAS))) {
            items[n] = (qtl_legend_item){.swatch = QTL_SWATCH_MARK,
                                         .color = qtl_scores_color(scores, m),
                                         .mark = qtl_scores_mark(scores, m)};
            (void)snprintf(items[n].label, sizeof items[n].label, "%s",
                           scores->names->method[m].label);
            n++;
        }
    }
    const qtl_legend key = {
        .items = items, .n = n, .x = x - 8, .y = y, .width = p->panel_w + 16};
    return qtl_legend_lay(canvas, &key, draw);
}

/* The height of the highest key in the row of suites that begins with `first`. */
static double key_height(const page *p, size_t first, qtl_canvas *canvas)
{
    double height = 0;
    for (size_t s = first; s < first + p->columns && s < p->scores->n_suites; s++) {
        height = fmax(height, lay_key(p, s, 0, 0, canvas, false));
    }
    return height;
}

/* Keys end above their panels; `key` is the height of the highest in the row. */
static qtl_suite_place place_suite(const page *p, size_t suite, size_t column, double top,
                                   double key)
{
    const double x = left_room + (double)column * (p->panel_w + suite_gap);
    return (qtl_suite_place){.suite = suite,
                             .leftmost = column == 0,
                             .title_y = top + title_height + key,
                             .grid = {.n = p->n_rows,
                                      .columns = 1,
                                      .left = x,
                                      .top = top + title_height + key + 6,
                                      .gap_y = row_gap,
                                      .panel_w = p->panel_w,
                                      .panel_h = p->panel_h}};
}

static qtl_status draw_suite(const page *p, const job *j, const qtl_suite_place *place)
{
    const qtl_type name = {.size = 8, .anchor_y = 1};
    const double x = place->grid.left;
    qtl_text_draw(j->canvas, &name, x, place->title_y, p->scores->suites[place->suite]);
    (void)lay_key(p, place->suite, x, place->title_y + 2, j->canvas, true);
    return j->panels->draw_suite(p->scores, place, j->canvas);
}

/* The suites from `first` on that stand side by side; nothing on no canvas. */
static qtl_status draw_row(const page *p, const job *j, size_t first, double top,
                           double key)
{
    for (size_t i = 0; j->canvas && i < p->columns && first + i < p->scores->n_suites;
         i++) {
        qtl_suite_place place = place_suite(p, first + i, i, top, key);
        place.title_y -= lay_key(p, first + i, 0, 0, j->canvas, false);
        QTL_TRY(draw_suite(p, j, &place));
    }
    return QTL_OK;
}

/* Draws (on no canvas: only measures) row by row. */
static qtl_status lay_rows(const page *p, job *j, qtl_canvas *scratch)
{
    double top = 2;
    for (size_t first = 0; first < p->scores->n_suites; first += p->columns) {
        const double key = key_height(p, first, scratch);
        const qtl_suite_place corner = place_suite(p, first, 0, top, key);
        QTL_TRY(draw_row(p, j, first, top, key));
        top = qtl_grid_height(&corner.grid, room_below);
    }
    j->width_in = QTL_TWO_COLUMNS / QTL_POINTS_PER_INCH;
    j->height_in = top / QTL_POINTS_PER_INCH;
    return QTL_OK;
}

static qtl_status lay_and_draw(const qtl_scores *scores, void *context)
{
    job *j = context;
    const page p = make_page(scores, j->panels->n_rows);
    qtl_canvas scratch = {0};
    QTL_TRY(qtl_canvas_scratch(&scratch));
    const qtl_status status = lay_rows(&p, j, &scratch);
    qtl_canvas_close(&scratch);
    return status;
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
