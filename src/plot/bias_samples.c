/* Gaps to the count by the number of inputs an estimator saw: a panel a layer, a line a
 * method, means over epochs and runs. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/csv.h"
#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "plot/figures.h"
#include "plot/sheet.h"

enum column { LAYER, INPUTS, ESTIMATOR, PARAMS, QUANTITY, ERROR, TOTAL, COLUMNS };
static const char *const columns[COLUMNS] = {
    "layer",     "inputs", "estimator", "params", "quantity", "estimation_error_bits",
    "total_bits"};

enum { SIZES_MAX = 32 };

/* Means in the making, of the estimation error and of the total. */
typedef struct place {
    double sum[2];
    size_t n[2];
} place;

typedef struct chart {
    const qtl_result_tables *tables;
    qtl_result_tables *names; /* methods without the size of their sub-sample */
    qtl_csv csv;
    size_t column[COLUMNS];
    double sizes[SIZES_MAX]; /* [n_sizes] ascending */
    size_t n_sizes, n_layers;
    place *places; /* [method][layer][size] */
    qtl_scale x, y;
    qtl_sheet sheet;
} chart;

static const char *text_of(const chart *c, size_t row, enum column column)
{
    return qtl_csv_cell(&c->csv, row, c->column[column]);
}

static bool is_wanted(const chart *c, size_t row, double *layer, double *inputs)
{
    return strcmp(text_of(c, row, QUANTITY), "I(X;T)") == 0 &&
           qtl_parse_double(text_of(c, row, LAYER), layer) && *layer >= 1 &&
           *layer <= (double)c->n_layers &&
           qtl_parse_double(text_of(c, row, INPUTS), inputs) && *inputs >= 1;
}

/* Keeps sizes ascending. */
static qtl_status add_size(chart *c, double inputs)
{
    size_t at = 0;
    while (at < c->n_sizes && c->sizes[at] < inputs) {
        at++;
    }
    if (at < c->n_sizes && c->sizes[at] == inputs) {
        return QTL_OK;
    }
    QTL_REQUIRE(c->n_sizes < SIZES_MAX, QTL_ERANGE,
                "%s/bias-samples.csv: more than %d numbers of inputs; that is no figure",
                c->tables->directory, SIZES_MAX);
    memmove(&c->sizes[at + 1], &c->sizes[at], (c->n_sizes - at) * sizeof c->sizes[0]);
    c->sizes[at] = inputs;
    c->n_sizes++;
    return QTL_OK;
}

static qtl_status add_names(chart *c, size_t row)
{
    double layer = 0;
    double inputs = 0;
    size_t method = 0;
    if (!is_wanted(c, row, &layer, &inputs)) {
        return QTL_OK;
    }
    QTL_TRY(add_size(c, inputs));
    return qtl_methods_intern(c->names, text_of(c, row, ESTIMATOR),
                              text_of(c, row, PARAMS), &method);
}

static qtl_status find_names(chart *c)
{
    for (size_t row = 1; row < c->csv.n_rows; row++) {
        QTL_TRY(add_names(c, row));
    }
    qtl_methods_dress(c->names);
    return QTL_OK;
}

static place *place_of(const chart *c, size_t method, size_t layer, size_t size)
{
    return &c->places[(method * c->n_layers + layer) * c->n_sizes + size];
}

static void add_row(const chart *c, size_t row, double layer, double inputs)
{
    static const enum column parts[2] = {ERROR, TOTAL};
    const qtl_plot_method *method =
        qtl_methods_find(c->names, text_of(c, row, ESTIMATOR), text_of(c, row, PARAMS));
    size_t size = 0;
    while (c->sizes[size] < inputs) {
        size++;
    }
    place *to = place_of(c, (size_t)(method - c->names->method), (size_t)layer - 1, size);
    for (size_t part = 0; part < 2; part++) {
        double bits = 0;
        if (qtl_parse_double(text_of(c, row, parts[part]), &bits)) {
            to->sum[part] += bits;
            to->n[part]++;
        }
    }
}

/* 0 if a method's estimation error is known anywhere, else 1: its total. */
static size_t part_of(const chart *c, size_t method)
{
    const size_t n = c->n_layers * c->n_sizes;
    for (size_t i = 0; i < n; i++) {
        if (place_of(c, method, 0, 0)[i].n[0] > 0) {
            return 0;
        }
    }
    return 1;
}

/* NaN: not known. */
static double mean_of(const chart *c, size_t method, size_t layer, size_t size)
{
    const place *p = place_of(c, method, layer, size);
    const size_t part = part_of(c, method);
    return p->n[part] > 0 ? p->sum[part] / (double)p->n[part] : NAN;
}

static size_t count_drawn(const chart *c)
{
    return c->names->n_methods < QTL_DRAWN_METHODS_MAX ? c->names->n_methods
                                                       : QTL_DRAWN_METHODS_MAX;
}

static void make_scales(chart *c)
{
    c->x = (qtl_scale){
        .log = true, .low = c->sizes[0] / 1.25, .high = c->sizes[c->n_sizes - 1] * 1.25};
    c->y = (qtl_scale){.low = 0, .high = 0};
    for (size_t m = 0; m < count_drawn(c); m++) {
        for (size_t l = 0; l < c->n_layers; l++) {
            for (size_t s = 0; s < c->n_sizes; s++) {
                c->y.low = fmin(c->y.low, mean_of(c, m, l, s));
                c->y.high = fmax(c->y.high, mean_of(c, m, l, s));
            }
        }
    }
    const double pad = 0.05 * fmax(c->y.high - c->y.low, 0.1);
    c->y.low -= pad;
    c->y.high += pad;
}

static void make_legend(chart *c)
{
    for (size_t m = 0; m < count_drawn(c); m++) {
        const qtl_plot_method *method = &c->names->method[m];
        char label[QTL_LABEL_SIZE + 16];
        (void)snprintf(label, sizeof label, "%s%s", method->label,
                       part_of(c, m) == 1 ? " (total gap)" : "");
        qtl_sheet_add(&c->sheet,
                      &(qtl_legend_item){.swatch = QTL_SWATCH_LINE,
                                         .color = qtl_method_color(method),
                                         .width = 1,
                                         .marked = true,
                                         .mark = qtl_mark_of_method(method->mark)},
                      label);
    }
}

static qtl_status read_rows(chart *c, const char *path)
{
    QTL_REQUIRE(access(path, F_OK) == 0, QTL_EUNSUPPORTED,
                "there is no %s; run the experiment again with --resume to have it",
                path);
    QTL_TRY(qtl_csv_read(path, &c->csv));
    QTL_TRY(qtl_csv_columns(&c->csv, path, columns, COLUMNS, c->column));
    QTL_TRY(find_names(c));
    return c->names->n_methods > 0
               ? QTL_OK
               : QTL_FAIL(QTL_EUNSUPPORTED,
                          "%s has no estimate of I(X;T); give a method `inputs` to have "
                          "one",
                          path);
}

static void add_rows(const chart *c)
{
    for (size_t row = 1; row < c->csv.n_rows; row++) {
        double layer = 0;
        double inputs = 0;
        if (is_wanted(c, row, &layer, &inputs)) {
            add_row(c, row, layer, inputs);
        }
    }
}

static qtl_status fill(chart *c, const char *path)
{
    QTL_TRY(read_rows(c, path));
    QTL_ALLOC(c->places, c->names->n_methods * c->n_layers * c->n_sizes);
    add_rows(c);
    make_scales(c);
    make_legend(c);
    qtl_sheet_layers(&c->sheet, c->n_layers, 36, 0.72, 120);
    return qtl_sheet_lay(&c->sheet, 18);
}

static void close_chart(chart *c)
{
    qtl_csv_free(&c->csv);
    qtl_tables_free(c->names);
    free(c->places);
}

static qtl_status open_chart(const qtl_result_tables *tables, chart *c)
{
    *c = (chart){.tables = tables};
    const qtl_cube *cube = NULL;
    QTL_TRY(qtl_tables_need(tables, QTL_MEASURES, &cube));
    c->n_layers = cube->layers.n;
    QTL_ALLOC(c->names, 1);
    char *path = qtl_format("%s/bias-samples.csv", tables->directory);
    c->names->directory = path;
    const qtl_status status = path ? fill(c, path) : QTL_ENOMEM;
    if (status != QTL_OK) {
        close_chart(c);
    }
    return status;
}

static void draw_method(const chart *c, size_t method, size_t layer,
                        const qtl_panel *panel, qtl_canvas *canvas)
{
    const qtl_plot_method *m = &c->names->method[method];
    const qtl_color color = qtl_method_color(m);
    for (size_t s = 0; s < c->n_sizes; s++) {
        const double bits = mean_of(c, method, layer, s);
        if (!isnan(bits)) {
            cairo_line_to(canvas->cr, qtl_scale_at(&panel->x, c->sizes[s]),
                          qtl_scale_at(&panel->y, bits));
        }
    }
    qtl_stroke(canvas, color, 1, 0);
    for (size_t s = 0; s < c->n_sizes; s++) {
        const double bits = mean_of(c, method, layer, s);
        if (!isnan(bits)) {
            qtl_mark_draw(canvas, qtl_mark_of_method(m->mark),
                          qtl_scale_at(&panel->x, c->sizes[s]),
                          qtl_scale_at(&panel->y, bits), 3.6, color);
        }
    }
}

static void draw_layer(const chart *c, size_t layer, qtl_canvas *canvas)
{
    char title[QTL_LABEL_SIZE];
    qtl_layer_label(c->tables, c->tables->cube[QTL_MEASURES].layers.value[layer], title);
    const qtl_panel axes = {.x = c->x,
                            .y = c->y,
                            .x_values = c->sizes,
                            .n_x_values = c->n_sizes,
                            .title = title,
                            .x_title = "inputs seen",
                            .y_title = "error of I(X;T)  [bits]"};
    const qtl_panel panel = qtl_sheet_panel(&c->sheet, layer, &axes);
    qtl_panel_limit_y(canvas, &panel, 0, NULL);
    qtl_panel_clip(canvas, &panel, 3);
    for (size_t m = 0; m < count_drawn(c); m++) {
        draw_method(c, m, layer, &panel, canvas);
    }
    cairo_restore(canvas->cr);
    qtl_panel_frame(canvas, &panel);
}

static qtl_status size(const qtl_result_tables *tables, double *width_in,
                       double *height_in)
{
    chart c;
    QTL_TRY(open_chart(tables, &c));
    qtl_sheet_size(&c.sheet, width_in, height_in);
    close_chart(&c);
    return QTL_OK;
}

static qtl_status draw(const qtl_result_tables *tables, qtl_canvas *canvas)
{
    chart c;
    QTL_TRY(open_chart(tables, &c));
    qtl_sheet_legend(&c.sheet, canvas);
    for (size_t layer = 0; layer < c.n_layers; layer++) {
        draw_layer(&c, layer, canvas);
    }
    close_chart(&c);
    return QTL_OK;
}

const qtl_figure qtl_figure_bias_samples = {
    .name = "bias-samples",
    .summary = "error of estimates of I(X;T) by the number of inputs they saw",
    .caption =
        "How many inputs an estimator needs: its error (estimate minus its own target on "
        "all inputs; minus the count where that is unknown: total gap), mean over epochs "
        "and runs, no band. What works comes to the dashed line; in a saturated layer "
        "every input is another code, and no correction knows how many more there are.",
    .size = size,
    .draw = draw};
