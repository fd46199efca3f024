/* The verdict matrix: what each method would have said about each claim. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/fail.h"
#include "plot/epochs.h"
#include "plot/figures.h"
#include "plot/verdict_table.h"

static const double label_width = 132;
static const double row_height = 15;
static const double foot_height = 22;
static const double head_limit = 118;
static const double head_angle = -1.0; /* radians */

/* A decision is a colour, and a sign for those who see none. */
static const struct {
    const char *word, *sign;
    qtl_color color;
} decisions[] = {
    {"confirmed", "✓", {0.0, 0.62, 0.45, 1}},
    {"denied", "✗", {0.84, 0.37, 0.0, 1}},
    {"undecided", "?", {0.78, 0.78, 0.78, 1}},
};
enum {
    DECISIONS = sizeof decisions / sizeof decisions[0],
    NAME_SIZE = 2 * QTL_LABEL_SIZE
};

typedef struct matrix {
    const qtl_result_tables *tables;
    qtl_verdict_table verdict;
    double column_width, head_height, width;
} matrix;

/* What a figure calls method m. */
static void name_method(const matrix *x, size_t m, char name[NAME_SIZE])
{
    const size_t row = x->verdict.methods[m];
    const char *estimator = qtl_verdict_cell(&x->verdict, row, QTL_VERDICT_ESTIMATOR);
    const char *params = qtl_verdict_cell(&x->verdict, row, QTL_VERDICT_PARAMS);
    const char *variant = qtl_verdict_cell(&x->verdict, row, QTL_VERDICT_VARIANT);
    const char *label = estimator;
    for (size_t i = 0; i < x->tables->n_methods; i++) {
        const qtl_plot_method *known = &x->tables->method[i];
        if (strcmp(known->estimator, estimator) == 0 &&
            strcmp(known->params, params) == 0) {
            label = known->label;
        }
    }
    (void)snprintf(name, NAME_SIZE, "%s%s", label,
                   strcmp(variant, qtl_variant_word(1)) == 0 ? ", cont." : "");
}

static bool is_exact(const matrix *x, size_t m)
{
    return strcmp(qtl_verdict_cell(&x->verdict, x->verdict.methods[m],
                                   QTL_VERDICT_ESTIMATOR),
                  "exact") == 0;
}

static qtl_type head_type(const matrix *x, size_t m)
{
    return (qtl_type){.size = 6.5,
                      .bold = is_exact(x, m),
                      .anchor_y = 0.5,
                      .angle = head_angle,
                      .limit = head_limit};
}

/* Heads are as high, and stand out to the right as far, as the longest of them. */
static void lay_out(matrix *x, qtl_canvas *canvas)
{
    double longest = 0;
    for (size_t m = 0; m < x->verdict.n_methods; m++) {
        char name[NAME_SIZE];
        double width = 0;
        double height = 0;
        qtl_type type = head_type(x, m);
        type.angle = 0;
        name_method(x, m, name);
        qtl_text_measure(canvas, &type, name, &width, &height);
        longest = fmax(longest, width);
    }
    const double beyond = longest * cos(head_angle);
    const double n = (double)x->verdict.n_methods;
    x->head_height = longest * sin(-head_angle) + 10;
    x->column_width = fmin((QTL_TWO_COLUMNS - label_width - beyond) / n, 32);
    x->width = fmax(label_width + n * x->column_width + beyond, QTL_ONE_COLUMN);
}

static qtl_status open_matrix(const qtl_result_tables *tables, qtl_canvas *canvas,
                              matrix *x)
{
    *x = (matrix){.tables = tables};
    QTL_TRY(qtl_verdict_open(tables->directory, &x->verdict));
    if (x->verdict.n_methods == 0) {
        qtl_verdict_close(&x->verdict);
        return QTL_FAIL(QTL_EUNSUPPORTED, "%s/verdict.csv decides nothing",
                        tables->directory);
    }
    lay_out(x, canvas);
    return QTL_OK;
}

static void draw_decision(size_t d, const qtl_box *box, qtl_canvas *canvas)
{
    const qtl_type sign = {.size = 8,
                           .bold = true,
                           .anchor_x = 0.5,
                           .anchor_y = 0.5,
                           .color = d == 2 ? QTL_INK : (qtl_color){1, 1, 1, 1}};
    cairo_rectangle(canvas->cr, box->x, box->y, box->w - 1, box->h - 1);
    qtl_fill(canvas, decisions[d].color);
    qtl_text_draw(canvas, &sign, box->x + box->w / 2, box->y + box->h / 2,
                  decisions[d].sign);
}

static void draw_cell(const matrix *x, size_t c, size_t m, qtl_canvas *canvas)
{
    const size_t row = qtl_verdict_row(&x->verdict, c, m);
    const qtl_box box = {label_width + (double)m * x->column_width,
                         x->head_height + (double)c * row_height, x->column_width,
                         row_height};
    if (row == 0) {
        return;
    }
    const char *word = qtl_verdict_cell(&x->verdict, row, QTL_VERDICT_DECISION);
    for (size_t d = 0; d < DECISIONS; d++) {
        if (strcmp(word, decisions[d].word) == 0) {
            draw_decision(d, &box, canvas);
        }
    }
}

static void draw_heads(const matrix *x, qtl_canvas *canvas)
{
    for (size_t m = 0; m < x->verdict.n_methods; m++) {
        const qtl_type type = head_type(x, m);
        char name[NAME_SIZE];
        name_method(x, m, name);
        qtl_text_draw(canvas, &type, label_width + ((double)m + 0.5) * x->column_width,
                      x->head_height - 4, name);
    }
}

static void draw_claims(const matrix *x, qtl_canvas *canvas)
{
    const qtl_type type = {.anchor_x = 1, .anchor_y = 0.5, .limit = label_width - 10};
    for (size_t c = 0; c < x->verdict.n_claims; c++) {
        char label[QTL_LABEL_SIZE];
        (void)snprintf(
            label, sizeof label, "%s",
            qtl_verdict_cell(&x->verdict, x->verdict.claims[c], QTL_VERDICT_CLAIM));
        for (char *hyphen = label; (hyphen = strchr(hyphen, '-')) != NULL;) {
            *hyphen = ' ';
        }
        qtl_text_draw(canvas, &type, label_width - 6,
                      x->head_height + ((double)c + 0.5) * row_height, label);
    }
}

static void draw_key(const matrix *x, qtl_canvas *canvas)
{
    const double y = x->head_height + (double)x->verdict.n_claims * row_height + 7;
    for (size_t d = 0; d < DECISIONS; d++) {
        const qtl_box box = {label_width - 60 + (double)d * 64, y, 12, 11};
        draw_decision(d, &box, canvas);
        qtl_text_draw(canvas, &(qtl_type){.anchor_y = 0.5}, box.x + 15, y + 5.5,
                      decisions[d].word);
    }
}

static qtl_status size(const qtl_result_tables *tables, double *width_in,
                       double *height_in)
{
    matrix x;
    qtl_canvas scratch = {0};
    QTL_TRY(qtl_canvas_scratch(&scratch));
    const qtl_status status = open_matrix(tables, &scratch, &x);
    qtl_canvas_close(&scratch);
    QTL_TRY(status);
    const double rows = (double)x.verdict.n_claims * row_height;
    *width_in = x.width / QTL_POINTS_PER_INCH;
    *height_in = (x.head_height + rows + foot_height) / QTL_POINTS_PER_INCH;
    qtl_verdict_close(&x.verdict);
    return QTL_OK;
}

static qtl_status draw(const qtl_result_tables *tables, qtl_canvas *canvas)
{
    matrix x;
    QTL_TRY(open_matrix(tables, canvas, &x));
    draw_heads(&x, canvas);
    draw_claims(&x, canvas);
    for (size_t c = 0; c < x.verdict.n_claims; c++) {
        for (size_t m = 0; m < x.verdict.n_methods; m++) {
            draw_cell(&x, c, m, canvas);
        }
    }
    draw_key(&x, canvas);
    qtl_verdict_close(&x.verdict);
    return QTL_OK;
}

const qtl_figure qtl_figure_verdict = {
    .name = "verdict",
    .summary = "claims by methods: confirmed, denied or undecided",
    .caption =
        "What each method would have concluded about each published claim from the "
        "very same runs; the count (exact, bold) is the truth about the quantized "
        "network.",
    .size = size,
    .draw = draw};
