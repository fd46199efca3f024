/* Heat maps of the bias, one a suite: tasks down, the estimators that apply across, at
 * the largest number of samples of the suite. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "plot/bias_scale.h"
#include "plot/figures.h"
#include "plot/scores.h"

enum { MOST_COLUMNS = 2 };

static const double row_height = 8.2;
static const double widest_cell = 15;
static const double title_height = 11;
static const double head_angle = -0.8; /* radians */
static const double margin = 6;
static const double gap_x = 10;
static const double gap_y = 7;
static const double bar_room = 46;

/* The heat map of a suite. */
typedef struct block {
    size_t suite;
    size_t methods[QTL_PLOT_METHODS_MAX]; /* [n_methods] with a row */
    size_t n_methods, first_task, n_tasks;
    double x, y, label_width, head_height, cell_width, height;
} block;

typedef struct heat {
    const qtl_scores *scores;
    qtl_canvas *canvas;
    block *blocks; /* [scores->n_suites] */
    double height;
} heat;

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

/* --- layout ------------------------------------------------------------------------- */

static double text_width(qtl_canvas *canvas, const char *text)
{
    double width = 0;
    double height = 0;
    qtl_text_measure(canvas, &(qtl_type){.size = 6.5}, text, &width, &height);
    return width;
}

static void write_title(const heat *h, const block *b, char title[QTL_LABEL_SIZE])
{
    (void)snprintf(title, QTL_LABEL_SIZE, "%.60s, N = %g", h->scores->suites[b->suite],
                   shown_size(h->scores, b->suite));
}

static bool has_rows(const qtl_scores *scores, size_t suite, size_t method)
{
    for (size_t i = 0; i < scores->n_rows; i++) {
        if (scores->rows[i].suite == suite && scores->rows[i].method == method) {
            return true;
        }
    }
    return false;
}

static void find_methods(const heat *h, block *b)
{
    for (size_t m = 0; m < h->scores->names->n_methods; m++) {
        if (has_rows(h->scores, b->suite, m)) {
            b->methods[b->n_methods++] = m;
        }
    }
}

static void find_tasks(const heat *h, block *b)
{
    for (size_t t = h->scores->n_tasks; t-- > 0;) {
        if (h->scores->suite_of[t] == b->suite) {
            b->first_task = t;
            b->n_tasks++;
        }
    }
}

static const double head_foot = 5; /* below the slanted heads */

static double head_reach(const heat *h, const block *b, size_t i)
{
    const char *label = h->scores->names->method[b->methods[i]].label;
    return head_foot + text_width(h->canvas, label) * sin(-head_angle);
}

/* Whether a head would run into the title if that had no line to itself. */
static bool title_is_in_the_way(const heat *h, const block *b)
{
    char title[QTL_LABEL_SIZE];
    double width = 0;
    double height = 0;
    write_title(h, b, title);
    qtl_text_measure(h->canvas, &(qtl_type){.size = 7, .bold = true}, title, &width,
                     &height);
    const double below = fmax(0, b->head_height - title_height - 3);
    for (size_t i = 0; i < b->n_methods; i++) {
        const double x =
            b->label_width + ((double)i + 0.5) * b->cell_width + below / tan(-head_angle);
        if (head_reach(h, b, i) > below && x < width + 4) {
            return true;
        }
    }
    return false;
}

/* Labels, heads and cells of a block `width` wide. */
static void measure_block(const heat *h, block *b, double width)
{
    const double longest_label = 0.55 * width;
    for (size_t t = b->first_task; t < b->first_task + b->n_tasks; t++) {
        b->label_width = fmax(b->label_width, text_width(h->canvas, h->scores->tasks[t]));
    }
    b->label_width = fmin(b->label_width, longest_label) + 4;
    b->cell_width = fmin((width - b->label_width) / (double)b->n_methods, widest_cell);
    for (size_t i = 0; i < b->n_methods; i++) {
        b->head_height = fmax(b->head_height, head_reach(h, b, i) + 2);
    }
    b->head_height += title_is_in_the_way(h, b) ? title_height : 0;
    b->height = b->head_height + (double)b->n_tasks * row_height;
}

/* Each block goes where the page is shortest so far. */
static void lay_blocks(heat *h)
{
    const size_t n = h->scores->n_suites < MOST_COLUMNS ? 1 : MOST_COLUMNS;
    const double room = QTL_TWO_COLUMNS - margin - bar_room - (double)(n - 1) * gap_x;
    double bottom[MOST_COLUMNS] = {margin, margin};
    for (size_t s = 0; s < h->scores->n_suites; s++) {
        block *b = &h->blocks[s];
        b->suite = s;
        find_methods(h, b);
        find_tasks(h, b);
        measure_block(h, b, room / (double)n);
        const size_t column = n > 1 && bottom[1] < bottom[0] ? 1 : 0;
        b->x = margin + (double)column * (room / (double)n + gap_x);
        b->y = bottom[column];
        bottom[column] += b->height + gap_y;
        h->height = fmax(h->height, bottom[column]);
    }
}

/* --- drawing ------------------------------------------------------------------------ */

static double column_left(const block *b, size_t i)
{
    return b->x + b->label_width + (double)i * b->cell_width;
}

static double row_top(const block *b, size_t task)
{
    return b->y + b->head_height + (double)(task - b->first_task) * row_height;
}

static void draw_cell(const heat *h, const block *b, const qtl_score *row)
{
    size_t i = 0;
    while (b->methods[i] != row->method) {
        i++;
    }
    const double w = b->cell_width - 0.6;
    const double x = column_left(b, i);
    const double y = row_top(b, row->task);
    cairo_rectangle(h->canvas->cr, x, y, w, row_height - 0.6);
    if (isnan(row->bias)) {
        qtl_stroke(h->canvas, QTL_LIMIT, 0.4, 0);
        qtl_line(h->canvas, x, y, x + w, y + row_height - 0.6);
        qtl_stroke(h->canvas, QTL_LIMIT, 0.4, 0);
        return;
    }
    qtl_fill(h->canvas, qtl_bias_color(row->bias));
    cairo_rectangle(h->canvas->cr, x, y, w, row_height - 0.6);
    qtl_stroke(h->canvas, qtl_color_faded(QTL_LIMIT, 0.5), 0.25, 0);
}

static void draw_heads(const heat *h, const block *b)
{
    const qtl_type head = {.size = 6.5, .anchor_y = 0.5, .angle = head_angle};
    const qtl_type bold = {.size = 7, .bold = true};
    char title[QTL_LABEL_SIZE];
    write_title(h, b, title);
    qtl_text_draw(h->canvas, &bold, b->x, b->y, title);
    for (size_t i = 0; i < b->n_methods; i++) {
        qtl_text_draw(h->canvas, &head, column_left(b, i) + b->cell_width / 2,
                      b->y + b->head_height - 3,
                      h->scores->names->method[b->methods[i]].label);
    }
}

static void draw_block(const heat *h, const block *b)
{
    const qtl_type label = {
        .size = 6.5, .anchor_x = 1, .anchor_y = 0.5, .limit = b->label_width};
    draw_heads(h, b);
    for (size_t t = b->first_task; t < b->first_task + b->n_tasks; t++) {
        qtl_text_draw(h->canvas, &label, b->x + b->label_width - 3,
                      row_top(b, t) + row_height / 2 - 0.3, h->scores->tasks[t]);
    }
    for (size_t i = 0; i < h->scores->n_rows; i++) {
        const qtl_score *row = &h->scores->rows[i];
        if (row->suite == b->suite && is_shown(h->scores, row)) {
            draw_cell(h, b, row);
        }
    }
}

static void draw_bar(const heat *h)
{
    const double x = QTL_TWO_COLUMNS - bar_room + 10;
    const double top = 24;
    const double length = 150;
    qtl_bias_bar(h->canvas, x, top, length);
    qtl_text_draw(h->canvas,
                  &(qtl_type){.size = 6.5, .color = QTL_GREY, .limit = 38, .wrap = true},
                  x - 6, top + length + 8, "no box: does not apply; crossed out: failed");
}

/* Lays the page out with `canvas` and (height NULL) draws it there. */
static qtl_status make_heat(const qtl_scores *scores, qtl_canvas *canvas, double *height)
{
    const double least = 250; /* the bar and its words */
    heat h = {.scores = scores, .canvas = canvas, .height = least};
    QTL_ALLOC(h.blocks, scores->n_suites);
    lay_blocks(&h);
    if (height) {
        *height = h.height;
    } else {
        for (size_t s = 0; s < scores->n_suites; s++) {
            draw_block(&h, &h.blocks[s]);
        }
        draw_bar(&h);
    }
    free(h.blocks);
    return QTL_OK;
}

static qtl_status size_scores(const qtl_scores *scores, void *context)
{
    qtl_canvas scratch = {0};
    QTL_TRY(qtl_canvas_scratch(&scratch));
    const qtl_status status = make_heat(scores, &scratch, context);
    qtl_canvas_close(&scratch);
    return status;
}

static qtl_status draw_scores(const qtl_scores *scores, void *context)
{
    return make_heat(scores, context, NULL);
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
