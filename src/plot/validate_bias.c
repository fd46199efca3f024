/* Heat map of the bias: tasks down, estimators across, at the largest number of samples
 * of each suite. */
#include <math.h>
#include <stdio.h>

#include "core/fail.h"
#include "plot/bias_scale.h"
#include "plot/figures.h"
#include "plot/scores.h"

static const double row_height = 8.2;
static const double suite_gap = 15;
static const double label_width = 112;
static const double head_height = 84;
static const double bar_room = 46;

typedef struct heat {
    const qtl_scores *scores;
    qtl_canvas *canvas;
    double column_width;
} heat;

/* Where task t lies; suites are apart, with their name between. */
static double row_top(const qtl_scores *scores, size_t task)
{
    return head_height + (double)task * row_height +
           (double)(scores->suite_of[task] + 1) * suite_gap;
}

static double column_left(const heat *h, size_t method)
{
    return label_width + (double)method * h->column_width;
}

static void draw_cell(const heat *h, const qtl_score *row)
{
    const double x = column_left(h, row->method);
    const double y = row_top(h->scores, row->task);
    cairo_rectangle(h->canvas->cr, x, y, h->column_width - 0.6, row_height - 0.6);
    if (isnan(row->bias)) {
        qtl_stroke(h->canvas, QTL_LIMIT, 0.4, 0);
        qtl_line(h->canvas, x, y, x + h->column_width - 0.6, y + row_height - 0.6);
        qtl_stroke(h->canvas, QTL_LIMIT, 0.4, 0);
        return;
    }
    qtl_fill(h->canvas, qtl_bias_color(row->bias));
    cairo_rectangle(h->canvas->cr, x, y, h->column_width - 0.6, row_height - 0.6);
    qtl_stroke(h->canvas, qtl_color_faded(QTL_LIMIT, 0.5), 0.25, 0);
}

/* The number of samples that a suite's cells are of: its largest with a row. */
static double shown_size(const qtl_scores *scores, size_t suite)
{
    double n = 0;
    for (size_t i = 0; i < scores->n_rows; i++) {
        n = scores->rows[i].suite == suite ? fmax(n, scores->rows[i].n) : n;
    }
    return n;
}

/* An estimator that is spared the largest samples shows its own largest. */
static bool is_shown(const qtl_scores *scores, const qtl_score *row)
{
    if (row->n == shown_size(scores, row->suite)) {
        return true;
    }
    for (size_t i = 0; i < scores->n_rows; i++) {
        const qtl_score *other = &scores->rows[i];
        if (other->task == row->task && other->method == row->method &&
            other->n > row->n) {
            return false;
        }
    }
    return true;
}

static void draw_heads(const heat *h)
{
    const qtl_type type = {.size = 6.5, .anchor_y = 0.5, .angle = -M_PI / 2};
    for (size_t m = 0; m < h->scores->names->n_methods; m++) {
        qtl_text_draw(h->canvas, &type, column_left(h, m) + h->column_width / 2,
                      head_height + suite_gap - 4, h->scores->names->method[m].label);
    }
}

static void draw_labels(const heat *h)
{
    const qtl_scores *s = h->scores;
    const qtl_type type = {
        .size = 6, .anchor_x = 1, .anchor_y = 0.5, .limit = label_width - 6};
    const qtl_type bold = {.size = 7, .bold = true, .anchor_y = 1};
    for (size_t t = 0; t < s->n_tasks; t++) {
        const double y = row_top(s, t);
        qtl_text_draw(h->canvas, &type, label_width - 3, y + row_height / 2, s->tasks[t]);
        if (t == 0 || s->suite_of[t] != s->suite_of[t - 1]) {
            char title[128];
            (void)snprintf(title, sizeof title, "%s, N = %g", s->suites[s->suite_of[t]],
                           shown_size(s, s->suite_of[t]));
            qtl_text_draw(h->canvas, &bold, 6, y - 1.5, title);
        }
    }
}

static void draw_bar(const heat *h)
{
    const double x = QTL_TWO_COLUMNS - bar_room + 10;
    const double top = head_height + suite_gap;
    const double length = 150;
    qtl_bias_bar(h->canvas, x, top, length);
    qtl_text_draw(h->canvas,
                  &(qtl_type){.size = 6, .color = QTL_GREY, .limit = 42, .wrap = true},
                  x - 6, top + length + 8, "no box: does not apply; crossed out: failed");
}

static qtl_status draw_scores(const qtl_scores *scores, void *context)
{
    const double room = QTL_TWO_COLUMNS - label_width - bar_room;
    const heat h = {.scores = scores,
                    .canvas = context,
                    .column_width = fmin(room / (double)scores->names->n_methods, 24)};
    draw_heads(&h);
    draw_labels(&h);
    for (size_t i = 0; i < scores->n_rows; i++) {
        if (is_shown(scores, &scores->rows[i])) {
            draw_cell(&h, &scores->rows[i]);
        }
    }
    draw_bar(&h);
    return QTL_OK;
}

static qtl_status size_scores(const qtl_scores *scores, void *context)
{
    const double bottom = row_top(scores, scores->n_tasks - 1) + row_height + 8;
    *(double *)context = fmax(bottom, head_height + 230);
    return QTL_OK;
}

static qtl_status size(const qtl_result_tables *tables, double *width_in,
                       double *height_in)
{
    double height = 0;
    QTL_TRY(qtl_scores_with(tables, size_scores, &height));
    *width_in = QTL_TWO_COLUMNS / QTL_POINTS_PER_INCH;
    *height_in = height / QTL_POINTS_PER_INCH;
    return QTL_OK;
}

static qtl_status draw(const qtl_result_tables *tables, qtl_canvas *canvas)
{
    return qtl_scores_with(tables, draw_scores, canvas);
}

const qtl_figure qtl_figure_validate_bias = {
    .name = "validate-bias",
    .summary = "bias of every estimator on every task of quantal validate",
    .caption = "Bias at the largest number of samples: white estimators are right, blue "
               "ones say too little, vermilion ones too much.",
    .size = size,
    .draw = draw};
