/* Mean estimate against truth, a panel a suite, at the largest number of samples. */
#include <math.h>
#include <stdio.h>

#include "plot/figures.h"
#include "plot/score_panels.h"

typedef struct view {
    const qtl_scores *scores;
    qtl_canvas *canvas;
    qtl_panel panel;
    size_t suite;
    double n;      /* samples */
    size_t beyond; /* estimates that the panel has no room for */
} view;

static bool is_shown(const view *v, const qtl_score *row)
{
    return row->suite == v->suite && row->n == v->n && !isnan(row->mean);
}

/* From 0 to the largest truth, and half as far again for estimates. */
static void set_scales(view *v)
{
    double most = 0;
    for (size_t i = 0; i < v->scores->n_rows; i++) {
        const qtl_score *row = &v->scores->rows[i];
        most = is_shown(v, row) ? fmax(most, row->truth) : most;
    }
    most = fmax(most, 0.1);
    v->panel.x = (qtl_scale){.low = -0.05 * most, .high = 1.05 * most};
    v->panel.y = (qtl_scale){.low = -0.15 * most, .high = 1.35 * most};
    qtl_panel_place(&v->panel);
}

static void draw_row(view *v, const qtl_score *row)
{
    const double held = fmin(fmax(row->mean, v->panel.y.low), v->panel.y.high);
    v->beyond += held != row->mean;
    qtl_mark_draw(v->canvas, qtl_scores_mark(v->scores, row->method),
                  qtl_scale_at(&v->panel.x, row->truth), qtl_scale_at(&v->panel.y, held),
                  3.6, qtl_color_faded(qtl_scores_color(v->scores, row->method), 0.8));
}

static void draw_diagonal(const view *v)
{
    const double from = v->panel.x.low;
    const double to = v->panel.x.high;
    qtl_line(v->canvas, qtl_scale_at(&v->panel.x, from), qtl_scale_at(&v->panel.y, from),
             qtl_scale_at(&v->panel.x, to), qtl_scale_at(&v->panel.y, to));
    qtl_stroke(v->canvas, QTL_GREY, 0.8, 0);
}

static void draw_points(view *v)
{
    for (size_t i = 0; i < v->scores->n_rows; i++) {
        if (is_shown(v, &v->scores->rows[i])) {
            draw_row(v, &v->scores->rows[i]);
        }
    }
}

/* Beside the name of the suite. */
static void say_beyond(const view *v, double y)
{
    if (v->beyond == 0) {
        return;
    }
    char words[64];
    (void)snprintf(words, sizeof words, "%zu outside", v->beyond);
    const qtl_type type = {
        .size = 6, .color = QTL_GREY, .italic = true, .anchor_x = 1, .anchor_y = 1};
    qtl_text_draw(v->canvas, &type, v->panel.box.x + v->panel.box.w, y, words);
}

static void draw_panel(view *v, const qtl_suite_place *place)
{
    char label[64];
    v->n = qtl_scores_largest(v->scores, v->suite);
    v->panel = (qtl_panel){.box = qtl_grid_box(&place->grid, 0),
                           .x_labels = true,
                           .y_labels = true,
                           .x_title = "truth  [bits]",
                           .y_title = place->leftmost ? "mean estimate  [bits]" : NULL};
    set_scales(v);
    qtl_panel_frame(v->canvas, &v->panel);
    if (v->n == 0) {
        qtl_panel_say(v->canvas, &v->panel, "every estimate failed");
        return;
    }
    draw_diagonal(v);
    (void)snprintf(label, sizeof label, "log₂ N, N = %g", v->n);
    qtl_panel_limit_y(v->canvas, &v->panel, log2(v->n), label);
    draw_points(v);
    say_beyond(v, place->title_y);
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

const qtl_figure qtl_figure_validate_truth = {
    .name = "validate-truth",
    .summary = "mean estimate against truth, a panel a suite of quantal validate",
    .caption = "Mean estimate of every task against its truth at the largest number of "
               "samples: on the diagonal an estimator is unbiased, and above log2 N none "
               "that counts neighbours can follow; marks on the edge are outside.",
    .size = size,
    .draw = draw};
