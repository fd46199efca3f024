/* Two figures of the same kind: I(X;T) and I(T;Y) over epochs, a panel a layer. */
#include <math.h>
#include <stdio.h>

#include "core/fail.h"
#include "plot/figures.h"
#include "plot/sheet.h"

typedef struct chart {
    const qtl_result_tables *tables;
    const qtl_cube *cube;
    qtl_quantity quantity;
    qtl_choice choice;
    double limit_bits;
    qtl_scale x, y;
    qtl_sheet sheet;
} chart;

static size_t runs_of_method(const chart *c, size_t m)
{
    size_t most = 0;
    for (size_t v = 0; v < QTL_VARIANTS; v++) {
        const size_t n =
            qtl_runs_measured(c->cube, qtl_measure_series(v, m, c->quantity));
        most = n > most ? n : most;
    }
    return most;
}

static void add_method(chart *c, size_t m, const qtl_run_range *runs)
{
    const qtl_plot_method *method = &c->tables->method[m];
    char count[QTL_LABEL_SIZE];
    char label[2 * QTL_LABEL_SIZE];
    qtl_run_count_words(runs, runs_of_method(c, m), count);
    (void)snprintf(label, sizeof label, m == 0 ? "<b>%s</b>%s" : "%s%s", method->label,
                   count);
    qtl_sheet_add(&c->sheet,
                  &(qtl_legend_item){.swatch = QTL_SWATCH_LINE,
                                     .color = qtl_method_color(method),
                                     .width = m == 0 ? 1.7 : 1,
                                     .marked = method->mark > 0,
                                     .mark = qtl_mark_of_method(method->mark)},
                  label);
}

static void make_legend(chart *c)
{
    bool variants[QTL_VARIANTS] = {false};
    qtl_run_range runs = {0};
    for (size_t m = 0; m < c->tables->n_methods; m++) {
        const bool *present = c->tables->method[m].present;
        for (size_t v = 0; v < QTL_VARIANTS && c->choice.drawn[m]; v++) {
            variants[v] = variants[v] || present[v];
            qtl_run_range_add(&runs, c->cube, qtl_measure_series(v, m, c->quantity));
        }
    }
    for (size_t m = 0; m < c->tables->n_methods; m++) {
        if (c->choice.drawn[m]) {
            add_method(c, m, &runs);
        }
    }
    qtl_sheet_add_runs(&c->sheet, variants, &runs);
    qtl_sheet_add_more(&c->sheet, &c->choice);
}

static qtl_status make_chart(const qtl_result_tables *tables, qtl_quantity quantity,
                             chart *c)
{
    *c = (chart){.tables = tables, .quantity = quantity};
    QTL_TRY(qtl_tables_need(tables, QTL_MEASURES, &c->cube));
    QTL_REQUIRE(qtl_epoch_scale(&c->cube->epochs, &c->x), QTL_EEMPTY,
                "%s/measures.csv has no epoch after 0", tables->directory);
    c->limit_bits =
        quantity == QTL_I_XT ? tables->manifest.h_x_bits : tables->manifest.h_y_bits;
    qtl_methods_choose_few(tables, quantity == QTL_I_XT ? QTL_WANT_XT : QTL_WANT_TY,
                           &c->choice);
    QTL_REQUIRE(c->choice.n_drawn > 0, QTL_EUNSUPPORTED, "%s/measures.csv has no %s",
                tables->directory, quantity == QTL_I_XT ? "I(X;T)" : "I(T;Y)");
    qtl_measure_scale(tables, &c->choice, quantity, 0, &c->y);
    make_legend(c);
    qtl_sheet_layers(&c->sheet, c->cube->layers.n, 36, 0.72, 120);
    return qtl_sheet_lay(&c->sheet, 18);
}

/* The trace of a method; false when it has no value in this layer. */
static bool make_trace(const chart *c, size_t method, size_t variant, size_t layer,
                       qtl_trace *trace)
{
    const qtl_plot_method *m = &c->tables->method[method];
    *trace = (qtl_trace){.cube = c->cube,
                         .series = qtl_measure_series(variant, method, c->quantity),
                         .layer = layer,
                         .color = qtl_color_of_twin(qtl_method_color(m), variant == 1),
                         .width = method == 0 ? 1.7 : 1,
                         .dashed = variant == 1,
                         .mark = m->mark};
    return c->choice.drawn[method] && m->present[variant] &&
           qtl_cube_has(c->cube, trace->series, layer);
}

/* What came of a panel's traces. */
typedef struct tally {
    size_t drawn;
    size_t outside; /* means that the axes do not reach */
} tally;

static tally draw_traces(const chart *c, size_t layer, const qtl_panel *panel,
                         qtl_canvas *canvas, qtl_crowd *crowd)
{
    tally of = {0};
    for (size_t i = 1; i <= c->tables->n_methods; i++) {
        const size_t m = i % c->tables->n_methods; /* the count on top, which is 0 */
        for (size_t v = 0; v < QTL_VARIANTS; v++) {
            qtl_trace trace;
            if (make_trace(c, m, v, layer, &trace)) {
                qtl_trace_draw(canvas, panel, &trace);
                qtl_trace_crowd(panel, &trace, crowd);
                of.drawn++;
                of.outside += qtl_trace_outside(&trace, &panel->y);
            }
        }
    }
    return of;
}

static void layer_notes(const chart *c, size_t layer, size_t outside, qtl_canvas *canvas,
                        qtl_crowd *crowd)
{
    char words[QTL_LABEL_SIZE];
    if (c->quantity == QTL_I_XT && qtl_is_saturated(c->tables, 0, 0, layer)) {
        qtl_crowd_note(canvas, crowd, "saturated: cannot show compression");
    }
    if (outside > 0) {
        (void)snprintf(words, sizeof words, "%zu mean%s outside the axes", outside,
                       outside == 1 ? "" : "s");
        qtl_crowd_note(canvas, crowd, words);
    }
}

static void draw_limit(const qtl_panel *panel, double bits, const char *label,
                       qtl_canvas *canvas, qtl_crowd *crowd)
{
    qtl_panel_limit_y(canvas, panel, bits, label);
    qtl_crowd_limit_y(crowd, panel, bits, label);
}

/* Whether a method drawn before this one saw as many inputs. */
static bool is_limited_before(const chart *c, size_t method)
{
    size_t m = 0;
    while (m < method && !(c->choice.drawn[m] && c->tables->method[m].inputs ==
                                                     c->tables->method[method].inputs)) {
        m++;
    }
    return m < method;
}

/* Named in the last layer, where curves begin far below them. */
static void draw_limits(const chart *c, size_t layer, const qtl_panel *panel,
                        qtl_canvas *canvas, qtl_crowd *crowd)
{
    const bool named = layer + 1 == c->cube->layers.n;
    const bool xt = c->quantity == QTL_I_XT;
    char words[QTL_LABEL_SIZE];
    draw_limit(panel, c->limit_bits, named ? (xt ? "H(X)" : "H(Y)") : NULL, canvas,
               crowd);
    for (size_t m = 0; xt && m < c->tables->n_methods; m++) {
        if (c->choice.drawn[m] && !is_limited_before(c, m)) {
            (void)snprintf(words, sizeof words, "log\u2082 %zu",
                           c->tables->method[m].inputs);
            draw_limit(panel, qtl_method_limit_bits(c->tables, m), named ? words : NULL,
                       canvas, crowd);
        }
    }
}

/* Where labels begin to mean something, if they did not from the start; named in the
 * first layer, which has most room below its curves. */
static void draw_true_labels(const chart *c, size_t layer, const qtl_panel *panel,
                             qtl_canvas *canvas, qtl_crowd *crowd)
{
    const double epoch = c->tables->manifest.shuffled_epochs;
    const char *label = layer == 0 ? "true labels" : NULL;
    if (epoch > 0) {
        qtl_panel_limit_x(canvas, panel, epoch, label);
        qtl_crowd_limit_x(crowd, panel, epoch, label);
    }
}

static void draw_layer(const chart *c, size_t layer, qtl_canvas *canvas)
{
    const bool xt = c->quantity == QTL_I_XT;
    char title[QTL_LABEL_SIZE];
    qtl_layer_label(c->tables, c->cube->layers.value[layer], title);
    const qtl_panel axes = {.x = c->x,
                            .y = c->y,
                            .title = title,
                            .x_title = "epoch",
                            .y_title = xt ? "I(X;T)  [bits]" : "I(T;Y)  [bits]"};
    const qtl_panel panel = qtl_sheet_panel(&c->sheet, layer, &axes);
    qtl_crowd crowd = {.area = panel.box};
    const tally of = draw_traces(c, layer, &panel, canvas, &crowd);
    draw_limits(c, layer, &panel, canvas, &crowd);
    draw_true_labels(c, layer, &panel, canvas, &crowd);
    qtl_panel_frame(canvas, &panel);
    if (of.drawn == 0) {
        qtl_panel_say(canvas, &panel, "no values for this layer");
    } else {
        layer_notes(c, layer, of.outside, canvas, &crowd);
    }
}

static qtl_status size(const qtl_result_tables *tables, qtl_quantity quantity,
                       double *width_in, double *height_in)
{
    chart c;
    QTL_TRY(make_chart(tables, quantity, &c));
    qtl_sheet_size(&c.sheet, width_in, height_in);
    return QTL_OK;
}

static qtl_status draw(const qtl_result_tables *tables, qtl_quantity quantity,
                       qtl_canvas *canvas)
{
    chart c;
    QTL_TRY(make_chart(tables, quantity, &c));
    qtl_sheet_legend(&c.sheet, canvas);
    for (size_t layer = 0; layer < c.cube->layers.n; layer++) {
        draw_layer(&c, layer, canvas);
    }
    return QTL_OK;
}

static qtl_status size_xt(const qtl_result_tables *tables, double *width_in,
                          double *height_in)
{
    return size(tables, QTL_I_XT, width_in, height_in);
}

static qtl_status draw_xt(const qtl_result_tables *tables, qtl_canvas *canvas)
{
    return draw(tables, QTL_I_XT, canvas);
}

static qtl_status size_ty(const qtl_result_tables *tables, double *width_in,
                          double *height_in)
{
    return size(tables, QTL_I_TY, width_in, height_in);
}

static qtl_status draw_ty(const qtl_result_tables *tables, qtl_canvas *canvas)
{
    return draw(tables, QTL_I_TY, canvas);
}

const qtl_figure qtl_figure_mi_over_epochs = {
    .name = "mi-over-epochs",
    .summary = "I(X;T) over epochs by layer and method, with a band over runs",
    .caption = "What each layer keeps of its input while the network learns: a method is "
               "right where it follows the counted curve (exact), and a layer at H(X) "
               "cannot show compression at all.",
    .size = size_xt,
    .draw = draw_xt};

const qtl_figure qtl_figure_label_information = {
    .name = "label-information",
    .summary = "I(T;Y) over epochs by layer and method, with a band over runs",
    .caption = "What each layer knows about the label while the network learns: the "
               "counted curve (exact) rises towards H(Y) in the layers that are fitted.",
    .size = size_ty,
    .draw = draw_ty};
