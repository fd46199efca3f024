/* The verdict matrix: what each method would have said about each claim; methods down,
 * claims across, once for each variant of the network. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "plot/epochs.h"
#include "plot/figures.h"
#include "plot/verdict_table.h"

static const double row_height = 11;
static const double foot_height = 24;
static const double block_gap = 10;
static const double margin = 4;
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
enum { DECISIONS = sizeof decisions / sizeof decisions[0] };

/* A method on whichever variants it is ruled on: indices into verdict.methods, or
 * verdict.n_methods. */
typedef struct line {
    size_t method[QTL_VARIANTS];
} line;

typedef struct matrix {
    const qtl_result_tables *tables;
    qtl_verdict_table verdict;
    line *lines; /* [n_lines] */
    size_t n_lines;
    bool variants[QTL_VARIANTS];
    double left, label_width, column_width, head_height;
} matrix;

static size_t variant_of(const matrix *x, size_t m)
{
    const char *word =
        qtl_verdict_cell(&x->verdict, x->verdict.methods[m], QTL_VERDICT_VARIANT);
    return strcmp(word, qtl_variant_word(1)) == 0;
}

/* A row that stands for the line's method. */
static size_t row_of(const matrix *x, const line *l)
{
    const size_t first = l->method[0] < x->verdict.n_methods ? 0 : 1;
    return x->verdict.methods[l->method[first]];
}

static bool is_line_of(const matrix *x, const line *l, size_t m)
{
    const size_t a = row_of(x, l);
    const size_t b = x->verdict.methods[m];
    const qtl_verdict_table *v = &x->verdict;
    return strcmp(qtl_verdict_cell(v, a, QTL_VERDICT_ESTIMATOR),
                  qtl_verdict_cell(v, b, QTL_VERDICT_ESTIMATOR)) == 0 &&
           strcmp(qtl_verdict_cell(v, a, QTL_VERDICT_PARAMS),
                  qtl_verdict_cell(v, b, QTL_VERDICT_PARAMS)) == 0;
}

static qtl_status make_lines(matrix *x)
{
    QTL_ALLOC(x->lines, x->verdict.n_methods);
    for (size_t m = 0; m < x->verdict.n_methods; m++) {
        size_t l = 0;
        while (l < x->n_lines && !is_line_of(x, &x->lines[l], m)) {
            l++;
        }
        if (l == x->n_lines) {
            x->lines[x->n_lines++] = (line){{x->verdict.n_methods, x->verdict.n_methods}};
        }
        x->lines[l].method[variant_of(x, m)] = m;
        x->variants[variant_of(x, m)] = true;
    }
    return QTL_OK;
}

/* Hyphens of a key read as spaces. */
static void claim_words(const matrix *x, size_t c, char words[QTL_LABEL_SIZE])
{
    (void)snprintf(
        words, QTL_LABEL_SIZE, "%s",
        qtl_verdict_cell(&x->verdict, x->verdict.claims[c], QTL_VERDICT_CLAIM));
    for (char *hyphen = words; (hyphen = strchr(hyphen, '-')) != NULL;) {
        *hyphen = ' ';
    }
}

static double text_width(qtl_canvas *canvas, const qtl_type *type, const char *text)
{
    double width = 0;
    double height = 0;
    qtl_text_measure(canvas, type, text, &width, &height);
    return width;
}

static double claim_width(const matrix *x, size_t c, qtl_canvas *canvas)
{
    char words[QTL_LABEL_SIZE];
    claim_words(x, c, words);
    return text_width(canvas, &(qtl_type){.size = 6.5}, words);
}

/* Columns as wide as the page allows: the cells of all blocks and the slanted heads of
 * the last one end on it. */
static double fit_columns(const matrix *x, qtl_canvas *canvas)
{
    const double widest = 44;
    const double beyond = (double)x->verdict.n_claims;
    const double before = (x->variants[0] && x->variants[1] ? beyond : 0);
    const double room =
        QTL_TWO_COLUMNS - margin - x->label_width - (before > 0 ? block_gap : 0);
    double width = fmin(widest, room / (before + beyond));
    for (size_t c = 0; c < x->verdict.n_claims; c++) {
        const double reach = claim_width(x, c, canvas) * cos(head_angle);
        width = fmin(width, (room - reach) / (before + (double)c + 0.5));
    }
    return width;
}

/* Heads are as high as the longest of them. A matrix that needs less than the page stands
 * in its middle. */
static void lay_out(matrix *x, qtl_canvas *canvas)
{
    double claims = 0;
    double methods = 0;
    for (size_t c = 0; c < x->verdict.n_claims; c++) {
        claims = fmax(claims, claim_width(x, c, canvas));
    }
    for (size_t l = 0; l < x->n_lines; l++) {
        const char *label =
            qtl_verdict_label(&x->verdict, row_of(x, &x->lines[l]), x->tables);
        methods = fmax(methods,
                       text_width(canvas, &(qtl_type){.size = 6.5, .bold = true}, label));
    }
    x->label_width = fmin(methods, 140) + 14;
    x->head_height = claims * sin(-head_angle) + 22;
    x->column_width = fit_columns(x, canvas);
    const double blocks = (double)x->variants[0] + (double)x->variants[1];
    const double columns = blocks * (double)x->verdict.n_claims;
    const double width = x->label_width + columns * x->column_width +
                         (blocks - 1) * block_gap + claims * cos(head_angle);
    x->left = fmax(0, (QTL_TWO_COLUMNS - width) / 2);
}

static qtl_status fill_matrix(matrix *x, qtl_canvas *canvas)
{
    qtl_verdict_tidy(&x->verdict, x->tables);
    QTL_REQUIRE(x->verdict.n_methods > 0, QTL_EUNSUPPORTED,
                "%s/verdict.csv decides nothing", x->tables->directory);
    QTL_TRY(make_lines(x));
    lay_out(x, canvas);
    return QTL_OK;
}

static void close_matrix(matrix *x)
{
    qtl_verdict_close(&x->verdict);
    free(x->lines);
}

static qtl_status open_matrix(const qtl_result_tables *tables, qtl_canvas *canvas,
                              matrix *x)
{
    *x = (matrix){.tables = tables};
    QTL_TRY(qtl_verdict_open(tables->directory, &x->verdict));
    const qtl_status status = fill_matrix(x, canvas);
    if (status != QTL_OK) {
        close_matrix(x);
    }
    return status;
}

/* Left edge of the cells of a variant. */
static double block_left(const matrix *x, size_t variant)
{
    const double block = (double)x->verdict.n_claims * x->column_width + block_gap;
    return x->left + x->label_width + (variant == 1 && x->variants[0] ? block : 0);
}

static void draw_decision(size_t d, const qtl_box *box, qtl_canvas *canvas)
{
    const qtl_type sign = {.size = 7,
                           .bold = true,
                           .anchor_x = 0.5,
                           .anchor_y = 0.5,
                           .color = d == 2 ? QTL_INK : (qtl_color){1, 1, 1, 1}};
    cairo_rectangle(canvas->cr, box->x, box->y, box->w - 1, box->h - 1);
    qtl_fill(canvas, decisions[d].color);
    qtl_text_draw(canvas, &sign, box->x + box->w / 2, box->y + box->h / 2,
                  decisions[d].sign);
}

/* What the method has not measured, such as I(X;T), it says nothing about. */
static void draw_blank(const qtl_box *box, qtl_canvas *canvas)
{
    cairo_rectangle(canvas->cr, box->x, box->y, box->w - 1, box->h - 1);
    qtl_stroke(canvas, qtl_color_faded(QTL_LIMIT, 0.5), 0.3, 0);
}

static void draw_cell(const matrix *x, size_t c, size_t m, const qtl_box *box,
                      qtl_canvas *canvas)
{
    const size_t row = m < x->verdict.n_methods ? qtl_verdict_row(&x->verdict, c, m) : 0;
    if (row == 0) {
        draw_blank(box, canvas);
        return;
    }
    const char *word = qtl_verdict_cell(&x->verdict, row, QTL_VERDICT_DECISION);
    for (size_t d = 0; d < DECISIONS; d++) {
        if (strcmp(word, decisions[d].word) == 0) {
            draw_decision(d, box, canvas);
        }
    }
}

static void draw_heads(const matrix *x, size_t variant, qtl_canvas *canvas)
{
    const qtl_type type = {.size = 6.5, .anchor_y = 0.5, .angle = head_angle};
    const double left = block_left(x, variant);
    qtl_text_draw(canvas, &(qtl_type){.size = 7.5, .anchor_y = 0}, left, 3,
                  qtl_variant_word(variant));
    for (size_t c = 0; c < x->verdict.n_claims; c++) {
        char words[QTL_LABEL_SIZE];
        claim_words(x, c, words);
        qtl_text_draw(canvas, &type, left + ((double)c + 0.5) * x->column_width,
                      x->head_height - 4, words);
    }
}

static void draw_line(const matrix *x, size_t l, qtl_canvas *canvas)
{
    const line *own = &x->lines[l];
    const size_t row = row_of(x, own);
    const double top = x->head_height + (double)l * row_height;
    const qtl_type label = {.size = 6.5,
                            .bold = qtl_verdict_is_exact(&x->verdict, row),
                            .anchor_x = 1,
                            .anchor_y = 0.5,
                            .limit = x->label_width - 10};
    qtl_text_draw(canvas, &label, x->left + x->label_width - 5, top + row_height / 2,
                  qtl_verdict_label(&x->verdict, row, x->tables));
    for (size_t v = 0; v < QTL_VARIANTS; v++) {
        for (size_t c = 0; x->variants[v] && c < x->verdict.n_claims; c++) {
            const qtl_box box = {block_left(x, v) + (double)c * x->column_width, top,
                                 x->column_width, row_height};
            draw_cell(x, c, own->method[v], &box, canvas);
        }
    }
}

static void draw_key(const matrix *x, qtl_canvas *canvas)
{
    const qtl_type type = {.anchor_y = 0.5};
    qtl_box box = {x->left + x->label_width,
                   x->head_height + (double)x->n_lines * row_height + 7, 12, 11};
    for (size_t d = 0; d <= DECISIONS; d++) {
        const char *word = d < DECISIONS ? decisions[d].word : "not measured";
        if (d < DECISIONS) {
            draw_decision(d, &box, canvas);
        } else {
            draw_blank(&box, canvas);
        }
        qtl_text_draw(canvas, &type, box.x + 15, box.y + 5.5, word);
        box.x += 15 + text_width(canvas, &type, word) + 14;
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
    const double rows = (double)x.n_lines * row_height;
    *width_in = QTL_TWO_COLUMNS / QTL_POINTS_PER_INCH;
    *height_in = (x.head_height + rows + foot_height) / QTL_POINTS_PER_INCH;
    close_matrix(&x);
    return QTL_OK;
}

static qtl_status draw(const qtl_result_tables *tables, qtl_canvas *canvas)
{
    matrix x;
    QTL_TRY(open_matrix(tables, canvas, &x));
    for (size_t v = 0; v < QTL_VARIANTS; v++) {
        if (x.variants[v]) {
            draw_heads(&x, v, canvas);
        }
    }
    for (size_t l = 0; l < x.n_lines; l++) {
        draw_line(&x, l, canvas);
    }
    draw_key(&x, canvas);
    close_matrix(&x);
    return QTL_OK;
}

const qtl_figure qtl_figure_verdict = {
    .name = "verdict",
    .summary = "methods by claims: confirmed, denied or undecided",
    .caption =
        "What each method would have concluded about each published claim from the "
        "very same runs; the count (exact, bold) is the truth about the quantized "
        "network.",
    .size = size,
    .draw = draw};
