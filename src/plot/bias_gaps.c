/* Gaps of every method to the count, split into what it measures and how badly: methods
 * down, layers across, mean over epochs. Two figures, one a quantity. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/csv.h"
#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "plot/bias_scale.h"
#include "plot/epochs.h"
#include "plot/figures.h"

enum bias_column {
    LAYER,
    ESTIMATOR,
    PARAMS,
    QUANTITY,
    DEFINITION,
    ERROR,
    TOTAL,
    COLUMNS
};
static const char *const names[COLUMNS] = {
    "layer",     "estimator",           "params",
    "quantity",  "definition_gap_bits", "estimation_error_bits",
    "total_bits"};

enum { PARTS = 3 };
static const struct {
    enum bias_column column;
    const char *title;
} parts[PARTS] = {
    {DEFINITION, "definition gap"}, {ERROR, "estimation error"}, {TOTAL, "total"}};

static const double bar_room = 46;
static const double row_height = 12;
static const double head_height = 34;
static const double note_height = 11;
static const double part_gap = 6;

/* A mean in the making. */
typedef struct cell {
    double sum;
    size_t n;
} cell;

typedef struct sheet {
    const qtl_result_tables *tables;
    const char *quantity;
    qtl_csv csv;
    size_t column[COLUMNS];
    size_t n_layers;
    cell *cells; /* [part][method][layer] */
    double label_width;
} sheet;

static cell *cell_of(const sheet *s, size_t part, size_t method, size_t layer)
{
    return &s->cells[(part * s->tables->n_methods + method) * s->n_layers + layer];
}

static const char *text_of(const sheet *s, size_t row, enum bias_column column)
{
    return qtl_csv_cell(&s->csv, row, s->column[column]);
}

/* Index of the row's method among those of the figures; n_methods: none of them. */
static size_t method_of(const sheet *s, size_t row)
{
    const qtl_plot_method *method =
        qtl_methods_find(s->tables, text_of(s, row, ESTIMATOR), text_of(s, row, PARAMS));
    return method ? (size_t)(method - s->tables->method) : s->tables->n_methods;
}

static void add_row(const sheet *s, size_t row)
{
    const size_t method = method_of(s, row);
    double layer = 0;
    if (method == s->tables->n_methods ||
        strcmp(text_of(s, row, QUANTITY), s->quantity) != 0 ||
        !qtl_parse_double(text_of(s, row, LAYER), &layer) || layer < 1 ||
        layer > (double)s->n_layers) {
        return;
    }
    for (size_t part = 0; part < PARTS; part++) {
        cell *c = cell_of(s, part, method, (size_t)layer - 1);
        double bits = 0;
        if (qtl_parse_double(text_of(s, row, parts[part].column), &bits)) {
            c->sum += bits;
            c->n++;
        }
    }
}

static void close_sheet(sheet *s)
{
    qtl_csv_free(&s->csv);
    free(s->cells);
}

static qtl_status read_sheet(sheet *s, const char *path)
{
    QTL_REQUIRE(access(path, F_OK) == 0, QTL_EUNSUPPORTED,
                "there is no %s; run the experiment again with --resume to have it",
                path);
    QTL_TRY(qtl_csv_read(path, &s->csv));
    QTL_TRY(qtl_csv_columns(&s->csv, path, names, COLUMNS, s->column));
    QTL_ALLOC(s->cells, PARTS * s->tables->n_methods * s->n_layers);
    for (size_t row = 1; row < s->csv.n_rows; row++) {
        add_row(s, row);
    }
    return QTL_OK;
}

/* Whether a method has a gap in some layer; `exact` has none, nor what was measured on
 * the continuous network alone. */
static bool is_shown(const sheet *s, size_t method)
{
    size_t n = 0;
    for (size_t layer = 0; layer < s->n_layers; layer++) {
        n += cell_of(s, PARTS - 1, method, layer)->n;
    }
    return n > 0 && !s->tables->method[method].outdone;
}

static size_t count_shown(const sheet *s)
{
    size_t n = 0;
    for (size_t m = 0; m < s->tables->n_methods; m++) {
        n += is_shown(s, m);
    }
    return n;
}

/* As wide as the longest label and the title. */
static qtl_status find_label_width(sheet *s)
{
    const double title = 70;
    qtl_canvas scratch = {0};
    QTL_TRY(qtl_canvas_scratch(&scratch));
    for (size_t m = 0; m < s->tables->n_methods; m++) {
        double width = 0;
        double height = 0;
        qtl_text_measure(&scratch, &(qtl_type){.size = 6.5}, s->tables->method[m].label,
                         &width, &height);
        s->label_width = is_shown(s, m) ? fmax(s->label_width, width) : s->label_width;
    }
    qtl_canvas_close(&scratch);
    s->label_width = fmax(fmin(s->label_width, 118), title) + 10;
    return QTL_OK;
}

static qtl_status open_sheet(const qtl_result_tables *tables, const char *quantity,
                             sheet *s)
{
    const qtl_cube *cube = NULL;
    QTL_TRY(qtl_tables_need(tables, QTL_MEASURES, &cube));
    *s = (sheet){.tables = tables, .quantity = quantity, .n_layers = cube->layers.n};
    char *path = qtl_format("%s/bias.csv", tables->directory);
    qtl_status status = path ? read_sheet(s, path) : QTL_ENOMEM;
    if (status == QTL_OK && count_shown(s) == 0) {
        status =
            QTL_FAIL(QTL_EUNSUPPORTED, "%s has no gap of %s to show", path, quantity);
    }
    free(path);
    status = status == QTL_OK ? find_label_width(s) : status;
    if (status != QTL_OK) {
        close_sheet(s);
    }
    return status;
}

/* Whether something shown is not known. */
static bool has_dots(const sheet *s)
{
    for (size_t m = 0; m < s->tables->n_methods; m++) {
        for (size_t i = 0; i < PARTS * s->n_layers && is_shown(s, m); i++) {
            if (cell_of(s, i / s->n_layers, m, i % s->n_layers)->n == 0) {
                return true;
            }
        }
    }
    return false;
}

static double bar_length(const sheet *s)
{
    const double least = 64;
    return fmin(fmax(least, (double)count_shown(s) * row_height - 1), 150);
}

static double part_width(const sheet *s)
{
    return (QTL_TWO_COLUMNS - s->label_width - bar_room - (PARTS - 1) * part_gap) / PARTS;
}

static double part_left(const sheet *s, size_t part)
{
    return s->label_width + (double)part * (part_width(s) + part_gap);
}

static double cell_width(const sheet *s)
{
    return part_width(s) / (double)s->n_layers;
}

/* Numbers as large as the cells allow; 0: too many layers to have any. */
static double number_size(const sheet *s)
{
    enum { MOST_LAYERS = 8 };
    const double widest = 2.45; /* "−.08", in letters of size 1 */
    const double size = (cell_width(s) - 1.6) / widest;
    return s->n_layers > MOST_LAYERS ? 0 : fmin(size, 6.5);
}

static void draw_number(const sheet *s, double bits, const qtl_box *box,
                        qtl_canvas *canvas)
{
    char words[QTL_BIAS_WORDS_SIZE];
    const qtl_type type = {.size = number_size(s),
                           .color = fabs(bits) > 2 ? QTL_WHITE : QTL_INK,
                           .anchor_x = 0.5,
                           .anchor_y = 0.5};
    qtl_bias_words(bits, words);
    qtl_text_draw(canvas, &type, box->x + (box->w - 0.6) / 2, box->y + box->h / 2, words);
}

static void draw_cell(const sheet *s, const cell *c, const qtl_box *box,
                      qtl_canvas *canvas)
{
    if (c->n == 0) {
        const double dot = 0.7;
        cairo_arc(canvas->cr, box->x + (box->w - 0.6) / 2, box->y + box->h / 2, dot, 0,
                  2 * M_PI);
        qtl_fill(canvas, QTL_GREY);
        return;
    }
    const double mean = c->sum / (double)c->n;
    cairo_rectangle(canvas->cr, box->x, box->y, box->w - 0.6, box->h - 0.6);
    qtl_fill(canvas, qtl_bias_color(mean));
    cairo_rectangle(canvas->cr, box->x, box->y, box->w - 0.6, box->h - 0.6);
    qtl_stroke(canvas, qtl_color_faded(QTL_LIMIT, 0.5), 0.25, 0);
    if (number_size(s) > 0) {
        draw_number(s, mean, box, canvas);
    }
}

/* Numbers of layers, as many as there is room for. */
static void draw_numbers(const sheet *s, double left, qtl_canvas *canvas)
{
    const qtl_type number = {.size = 6.5, .anchor_x = 0.5, .anchor_y = 1};
    const double width = cell_width(s);
    const size_t stride = (size_t)ceil(12 / width);
    const size_t last = s->n_layers - 1;
    for (size_t layer = 0; layer <= last; layer++) {
        char text[QTL_TICK_LABEL_SIZE];
        (void)snprintf(text, sizeof text, layer == last ? "out" : "%zu", layer + 1);
        if (layer == last ||
            (layer % stride == 0 && (double)(last - layer) * width >= 12)) {
            qtl_text_draw(canvas, &number, left + ((double)layer + 0.5) * width,
                          head_height - 2, text);
        }
    }
}

static void draw_heads(const sheet *s, qtl_canvas *canvas)
{
    const qtl_type title = {.size = 8, .anchor_y = 1};
    for (size_t part = 0; part < PARTS; part++) {
        qtl_text_draw(canvas, &title, part_left(s, part), head_height - 12,
                      parts[part].title);
        draw_numbers(s, part_left(s, part), canvas);
    }
}

static void draw_method(const sheet *s, size_t method, double top, qtl_canvas *canvas)
{
    const qtl_type label = {
        .size = 6.5, .anchor_x = 1, .anchor_y = 0.5, .limit = s->label_width - 10};
    const double width = cell_width(s);
    qtl_text_draw(canvas, &label, s->label_width - 5, top + row_height / 2,
                  s->tables->method[method].label);
    for (size_t part = 0; part < PARTS; part++) {
        for (size_t layer = 0; layer < s->n_layers; layer++) {
            const qtl_box box = {part_left(s, part) + (double)layer * width, top, width,
                                 row_height};
            draw_cell(s, cell_of(s, part, method, layer), &box, canvas);
        }
    }
}

static void draw_sheet(const sheet *s, qtl_canvas *canvas)
{
    draw_heads(s, canvas);
    double top = head_height;
    for (size_t m = 0; m < s->tables->n_methods; m++) {
        if (is_shown(s, m)) {
            draw_method(s, m, top, canvas);
            top += row_height;
        }
    }
    qtl_bias_bar(canvas, QTL_TWO_COLUMNS - bar_room + 10, head_height, bar_length(s));
    char title[QTL_LABEL_SIZE];
    (void)snprintf(title, sizeof title, "<b>%s</b>, by layer", s->quantity);
    qtl_text_draw(canvas, &(qtl_type){.size = 8, .anchor_y = 1}, 8, head_height - 12,
                  title);
    if (has_dots(s)) {
        qtl_text_draw(canvas, &(qtl_type){.size = 6.5, .color = QTL_GREY, .italic = true},
                      s->label_width, top + 2, "<b>·</b>  not known");
    }
}

static qtl_status size(const qtl_result_tables *tables, const char *quantity,
                       double *width_in, double *height_in)
{
    sheet s;
    QTL_TRY(open_sheet(tables, quantity, &s));
    const double rows =
        (double)count_shown(&s) * row_height + (has_dots(&s) ? note_height : 0);
    *width_in = QTL_TWO_COLUMNS / QTL_POINTS_PER_INCH;
    *height_in = (head_height + fmax(rows, bar_length(&s)) + 8) / QTL_POINTS_PER_INCH;
    close_sheet(&s);
    return QTL_OK;
}

static qtl_status draw(const qtl_result_tables *tables, const char *quantity,
                       qtl_canvas *canvas)
{
    sheet s;
    QTL_TRY(open_sheet(tables, quantity, &s));
    draw_sheet(&s, canvas);
    close_sheet(&s);
    return QTL_OK;
}

static qtl_status size_xt(const qtl_result_tables *tables, double *width_in,
                          double *height_in)
{
    return size(tables, "I(X;T)", width_in, height_in);
}

static qtl_status draw_xt(const qtl_result_tables *tables, qtl_canvas *canvas)
{
    return draw(tables, "I(X;T)", canvas);
}

static qtl_status size_ty(const qtl_result_tables *tables, double *width_in,
                          double *height_in)
{
    return size(tables, "I(T;Y)", width_in, height_in);
}

static qtl_status draw_ty(const qtl_result_tables *tables, qtl_canvas *canvas)
{
    return draw(tables, "I(T;Y)", canvas);
}

const qtl_figure qtl_figure_bias = {
    .name = "bias",
    .summary =
        "gap of every method to the count in I(X;T), split into definition and error",
    .caption = "Where every method misses the counted I(X;T), mean over epochs and runs: "
               "because it measures another variable (definition gap), and because it "
               "measures that badly (estimation error); a dot where it is not known.",
    .size = size_xt,
    .draw = draw_xt};

const qtl_figure qtl_figure_bias_label = {
    .name = "bias-label",
    .summary = "the same in I(T;Y)",
    .caption = "Where every method misses the counted I(T;Y), mean over epochs and runs: "
               "because it measures another variable (definition gap), and because it "
               "measures that badly (estimation error); a dot where it is not known.",
    .size = size_ty,
    .draw = draw_ty};
