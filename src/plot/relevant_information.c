/* What layers know of the relevant and of the irrelevant part of their input, over
 * epochs, a panel a layer. */
#include <math.h>
#include <stdio.h>

#include "core/fail.h"
#include "plot/figures.h"
#include "plot/sheet.h"

/* Relevant in blue, irrelevant in vermilion; given the other part in a paler tone. */
static const struct {
    const char *label;
    size_t color;
    double share; /* of the colour; the rest is white */
    double width;
} lines[QTL_PARTS_COUNT] = {
    [QTL_I_TR] = {"I(T;R)", 0, 1, 1.5},
    [QTL_I_TN] = {"I(T;N)", 1, 1, 1.5},
    [QTL_I_TR_GIVEN_N] = {"I(T;R|N)", 0, 0.5, 1},
    [QTL_I_TN_GIVEN_R] = {"I(T;N|R)", 1, 0.5, 1},
};
/* The wide lines are drawn last. */
static const qtl_part painting[QTL_PARTS_COUNT] = {QTL_I_TR_GIVEN_N, QTL_I_TN_GIVEN_R,
                                                   QTL_I_TR, QTL_I_TN};

typedef struct chart {
    const qtl_result_tables *tables;
    const qtl_cube *cube;
    const qtl_cube *measures; /* for I(T;Y) beside it; NULL: none */
    bool twins;               /* both variants have such rows; else one needs no dashes */
    qtl_scale x, y;
    qtl_sheet sheet;
} chart;

static double paled(double value, double share)
{
    return share * value + 1 - share;
}

static qtl_color color_of(qtl_part part)
{
    const qtl_color full = qtl_okabe_ito(lines[part].color);
    const double share = lines[part].share;
    return (qtl_color){paled(full.r, share), paled(full.g, share), paled(full.b, share),
                       full.a};
}

static const double label_width = 0.8; /* of the line of I(T;Y) */

static void add_legend_line(chart *c, const char *label, qtl_color color, double width)
{
    const qtl_legend_item item = {
        .swatch = QTL_SWATCH_LINE, .color = color, .width = width};
    qtl_sheet_add(&c->sheet, &item, label);
}

static void make_legend(chart *c)
{
    bool variants[QTL_VARIANTS] = {false};
    qtl_run_range runs = {0};
    for (qtl_part part = 0; part < QTL_PARTS_COUNT; part++) {
        bool there = false;
        for (size_t v = 0; v < QTL_VARIANTS; v++) {
            const bool has =
                qtl_cube_has(c->cube, qtl_part_series(v, part), c->cube->layers.n);
            variants[v] = variants[v] || has;
            qtl_run_range_add(&runs, c->cube, qtl_part_series(v, part));
            there = there || has;
        }
        if (there) {
            add_legend_line(c, lines[part].label, color_of(part), lines[part].width);
        }
    }
    if (c->measures) {
        add_legend_line(c, "I(T;Y)", QTL_INK, label_width);
    }
    c->twins = variants[0] && variants[1];
    qtl_sheet_add_runs(&c->sheet, c->twins ? variants : NULL, &runs);
}

static qtl_trace make_trace(const chart *c, qtl_part part, size_t variant, size_t layer)
{
    return (qtl_trace){.cube = c->cube,
                       .series = qtl_part_series(variant, part),
                       .layer = layer,
                       .color = color_of(part),
                       .width = lines[part].width,
                       .dashed = variant == 1 && c->twins};
}

static void make_scale(chart *c)
{
    const qtl_manifest *manifest = &c->tables->manifest;
    double low = 0;
    double high = fmax(0, fmax(manifest->h_r_bits, manifest->h_n_bits)); /* NaN: 0 */
    for (size_t layer = 0; layer < c->cube->layers.n; layer++) {
        for (size_t v = 0; v < QTL_VARIANTS; v++) {
            for (qtl_part part = 0; part < QTL_PARTS_COUNT; part++) {
                const qtl_trace trace = make_trace(c, part, v, layer);
                qtl_trace_stretch(&trace, &low, &high);
            }
        }
    }
    c->y = (qtl_scale){.low = low, .high = low + 1.08 * fmax(high - low, 1e-3)};
}

static qtl_status make_chart(const qtl_result_tables *tables, chart *c)
{
    *c = (chart){.tables = tables};
    QTL_TRY(qtl_tables_need(tables, QTL_PARTS, &c->cube));
    const bool counted =
        tables->status[QTL_MEASURES] == QTL_OK && tables->method[0].present[0];
    c->measures = counted ? &tables->cube[QTL_MEASURES] : NULL;
    QTL_REQUIRE(qtl_epoch_scale(&c->cube->epochs, &c->x), QTL_EEMPTY,
                "%s/measures.csv has no epoch after 0", tables->directory);
    make_scale(c);
    make_legend(c);
    qtl_sheet_layers(&c->sheet, c->cube->layers.n, 36, 0.72, 120);
    return qtl_sheet_lay(&c->sheet, 18);
}

static size_t draw_traces(const chart *c, size_t layer, const qtl_panel *panel,
                          qtl_canvas *canvas)
{
    size_t n = 0;
    for (size_t i = 0; i < QTL_PARTS_COUNT; i++) {
        for (size_t v = 0; v < QTL_VARIANTS; v++) {
            const qtl_trace trace = make_trace(c, painting[i], v, layer);
            if (qtl_cube_has(c->cube, trace.series, layer)) {
                qtl_trace_draw(canvas, panel, &trace);
                n++;
            }
        }
    }
    return n;
}

/* I(T;Y) as it was counted: how far fitting has come. False: it was not. */
static bool label_trace(const chart *c, size_t layer, qtl_trace *trace)
{
    *trace = (qtl_trace){.cube = c->measures,
                         .series = qtl_measure_series(0, 0, QTL_I_TY),
                         .color = QTL_INK,
                         .width = label_width};
    if (!c->measures) {
        return false;
    }
    const qtl_ids *layers = &c->measures->layers;
    while (trace->layer < layers->n &&
           layers->value[trace->layer] != c->cube->layers.value[layer]) {
        trace->layer++;
    }
    return trace->layer < layers->n &&
           qtl_cube_has(c->measures, trace->series, trace->layer);
}

/* Two limits at one place have one label. */
static void draw_limits(const chart *c, bool labelled, const qtl_panel *panel,
                        qtl_canvas *canvas)
{
    const qtl_manifest *manifest = &c->tables->manifest;
    const double apart = 0.06 * (c->y.high - c->y.low);
    const bool one = fabs(manifest->h_r_bits - manifest->h_n_bits) < apart;
    qtl_panel_limit_y(canvas, panel, manifest->h_n_bits,
                      labelled && !one ? "H(N)" : NULL);
    qtl_panel_limit_y(canvas, panel, manifest->h_r_bits,
                      !labelled ? NULL
                      : one     ? "H(R), H(N)"
                                : "H(R)");
}

/* Whether a part of the input is known whole at every epoch that has it. */
static bool is_known(const chart *c, qtl_part part, size_t layer, double limit)
{
    size_t n = 0;
    for (size_t v = 0; v < QTL_VARIANTS; v++) {
        const qtl_trace trace = make_trace(c, part, v, layer);
        for (size_t e = 0; e < c->cube->epochs.n; e++) {
            const qtl_band band = qtl_trace_at(&trace, e);
            if (band.n > 0 && !(band.mean >= limit - QTL_SATURATED_BITS)) {
                return false;
            }
            n += band.n;
        }
    }
    return n > 0;
}

/* A layer whose lines lie on the limits says so. */
static void draw_note(const chart *c, size_t layer, const qtl_panel *panel,
                      qtl_canvas *canvas)
{
    const qtl_manifest *manifest = &c->tables->manifest;
    const bool relevant = is_known(c, QTL_I_TR, layer, manifest->h_r_bits);
    const bool irrelevant = is_known(c, QTL_I_TN, layer, manifest->h_n_bits);
    qtl_crowd crowd = {.area = panel->box};
    for (size_t i = 0; i < (size_t)QTL_PARTS_COUNT * QTL_VARIANTS; i++) {
        const qtl_trace trace =
            make_trace(c, (qtl_part)(i / QTL_VARIANTS), i % QTL_VARIANTS, layer);
        qtl_trace_crowd(panel, &trace, &crowd);
    }
    qtl_trace label;
    if (label_trace(c, layer, &label)) {
        qtl_trace_crowd(panel, &label, &crowd);
    }
    if (relevant || irrelevant) {
        char words[QTL_LABEL_SIZE];
        (void)snprintf(words, sizeof words, "saturated: within %g bit of %s",
                       QTL_SATURATED_BITS,
                       !irrelevant ? "H(R)"
                       : relevant  ? "H(R), H(N)"
                                   : "H(N)");
        qtl_crowd_note(canvas, &crowd, words);
    }
}

static void draw_layer(const chart *c, size_t layer, qtl_canvas *canvas)
{
    char title[QTL_LABEL_SIZE];
    qtl_layer_label(c->tables, c->cube->layers.value[layer], title);
    const qtl_panel axes = {.x = c->x,
                            .y = c->y,
                            .title = title,
                            .x_title = "epoch",
                            .y_title = "information  [bits]"};
    const qtl_panel panel = qtl_sheet_panel(&c->sheet, layer, &axes);
    qtl_trace label;
    if (label_trace(c, layer, &label)) {
        qtl_trace_draw(canvas, &panel, &label);
    }
    const size_t drawn = draw_traces(c, layer, &panel, canvas);
    draw_limits(c, layer == 0, &panel, canvas);
    qtl_panel_frame(canvas, &panel);
    if (drawn == 0) {
        qtl_panel_say(canvas, &panel, "no values for this layer");
    } else {
        draw_note(c, layer, &panel, canvas);
    }
}

static qtl_status size(const qtl_result_tables *tables, double *width_in,
                       double *height_in)
{
    chart c;
    QTL_TRY(make_chart(tables, &c));
    qtl_sheet_size(&c.sheet, width_in, height_in);
    return QTL_OK;
}

static qtl_status draw(const qtl_result_tables *tables, qtl_canvas *canvas)
{
    chart c;
    QTL_TRY(make_chart(tables, &c));
    qtl_sheet_legend(&c.sheet, canvas);
    for (size_t layer = 0; layer < c.cube->layers.n; layer++) {
        draw_layer(&c, layer, canvas);
    }
    return QTL_OK;
}

const qtl_figure qtl_figure_relevant_information = {
    .name = "relevant-information",
    .summary = "what layers know of relevant and irrelevant inputs over epochs, counted",
    .caption =
        "What each layer knows of the relevant part R and of the irrelevant part N "
        "of its input while the network learns; given the other part in a paler "
        "line. A layer that forgets what is irrelevant has I(T;N|R) falling to 0 "
        "while I(T;R) stays at or above I(T;Y), what it knows "
        "of the label. Means over runs; "
        "bands are 95 % intervals of the mean by Student's t, or the range of "
        "fewer than 5 runs.",
    .size = size,
    .draw = draw};
