/* Mean and spread of the gradient over the batches of an epoch, after Shwartz-Ziv &
 * Tishby (2017), fig. 4. */
#include <math.h>
#include <stdio.h>

#include "core/fail.h"
#include "plot/figures.h"
#include "plot/sheet.h"

enum { COLUMNS_OF_TABLE = 3 };

typedef struct chart {
    const qtl_result_tables *tables;
    const qtl_cube *cube;
    qtl_scale x, y;
    bool variants[QTL_VARIANTS];
    qtl_sheet sheet;
} chart;

/* What is drawn, and how. */
static const struct {
    size_t column, color;
    const char *label;
} norms[] = {{QTL_GRADIENT_MEAN, 6, "norm of the mean gradient"},
             {QTL_GRADIENT_STD, 4, "norm of its standard deviation over batches"}};
enum { NORMS = sizeof norms / sizeof norms[0] };
static const size_t n_traces = (size_t)NORMS * QTL_VARIANTS; /* of a layer */

static qtl_trace make_trace(const chart *c, size_t norm, size_t variant, size_t layer)
{
    return (qtl_trace){
        .cube = c->cube,
        .series = variant * COLUMNS_OF_TABLE + norms[norm].column,
        .layer = layer,
        .color = qtl_color_of_twin(qtl_okabe_ito(norms[norm].color), variant == 1),
        .width = 1.1,
        .dashed = variant == 1,
        .logs = true};
}

static void make_legend(chart *c)
{
    qtl_run_range runs = {0};
    for (size_t n = 0; n < NORMS; n++) {
        qtl_sheet_add(&c->sheet,
                      &(qtl_legend_item){.swatch = QTL_SWATCH_LINE,
                                         .color = qtl_okabe_ito(norms[n].color),
                                         .width = 1.1},
                      norms[n].label);
    }
    for (size_t i = 0; i < n_traces; i++) {
        const qtl_trace trace = make_trace(c, i / QTL_VARIANTS, i % QTL_VARIANTS, 0);
        qtl_run_range_add(&runs, c->cube, trace.series);
    }
    qtl_sheet_add_runs(&c->sheet, c->variants, &runs);
}

/* All layers on one log scale; one decade when there is nothing to show. */
static void make_y_scale(chart *c)
{
    double low = INFINITY;
    double high = 0;
    for (size_t layer = 0; layer < c->cube->layers.n; layer++) {
        for (size_t i = 0; i < n_traces; i++) {
            const qtl_trace trace =
                make_trace(c, i / QTL_VARIANTS, i % QTL_VARIANTS, layer);
            qtl_trace_stretch(&trace, &low, &high);
        }
    }
    c->y = (qtl_scale){.log = true, .low = low / 1.3, .high = high * 1.3};
    if (!(high > 0)) {
        c->y.low = 0.1;
        c->y.high = 1;
    }
}

static qtl_status make_chart(const qtl_result_tables *tables, chart *c)
{
    *c = (chart){.tables = tables};
    QTL_TRY(qtl_tables_need(tables, QTL_GRADIENTS, &c->cube));
    QTL_REQUIRE(qtl_epoch_scale(&c->cube->epochs, &c->x), QTL_EEMPTY,
                "%s/gradients.csv has no epoch after 0", tables->directory);
    for (size_t v = 0; v < QTL_VARIANTS; v++) {
        c->variants[v] = qtl_cube_has(c->cube, v * COLUMNS_OF_TABLE + QTL_GRADIENT_MEAN,
                                      c->cube->layers.n);
    }
    make_y_scale(c);
    make_legend(c);
    qtl_sheet_layers(&c->sheet, c->cube->layers.n, 40, 0.72, 120);
    return qtl_sheet_lay(&c->sheet, 18);
}

/* The epoch at which the mean falls below the spread for good: the first of the last
 * unbroken stretch below. NaN when it never does, or never was above. */
static double crossing(const chart *c, size_t variant, size_t layer)
{
    const qtl_trace mean = make_trace(c, 0, variant, layer);
    const qtl_trace spread = make_trace(c, 1, variant, layer);
    double epoch = NAN;
    bool above = false;
    for (size_t e = qtl_epoch_first(&c->cube->epochs); e < c->cube->epochs.n; e++) {
        const qtl_band m = qtl_trace_at(&mean, e);
        const qtl_band s = qtl_trace_at(&spread, e);
        if (m.n == 0 || s.n == 0) {
            continue;
        }
        if (m.mean >= s.mean) {
            above = true;
            epoch = NAN;
        } else if (above && isnan(epoch)) {
            epoch = c->cube->epochs.value[e];
        }
    }
    return epoch;
}

static bool has_spread(const chart *c, size_t variant, size_t layer)
{
    const qtl_trace spread = make_trace(c, 1, variant, layer);
    double low = INFINITY;
    double high = 0;
    qtl_trace_stretch(&spread, &low, &high);
    return high > 0;
}

static void layer_notes(const chart *c, size_t layer, const qtl_panel *panel,
                        qtl_canvas *canvas, qtl_crowd *crowd)
{
    const size_t variant = c->variants[0] ? 0 : 1;
    const bool both = c->variants[0] && c->variants[1];
    char words[QTL_LABEL_SIZE];
    if (!has_spread(c, variant, layer)) {
        qtl_crowd_note(canvas, crowd, "one batch an epoch: no spread");
        return;
    }
    const double epoch = crossing(c, variant, layer);
    if (isnan(epoch)) {
        qtl_crowd_note(canvas, crowd, "mean never falls below spread for good");
        return;
    }
    const double x = qtl_scale_at(&panel->x, epoch);
    qtl_panel_limit_x(canvas, panel, epoch, NULL);
    qtl_crowd_line(crowd, x, panel->box.y, x, panel->box.y + panel->box.h);
    (void)snprintf(words, sizeof words, "%s%smean below spread from epoch %g",
                   both ? qtl_variant_word(variant) : "", both ? ": " : "", epoch);
    qtl_crowd_note(canvas, crowd, words);
}

static void draw_layer(const chart *c, size_t layer, qtl_canvas *canvas)
{
    char title[QTL_LABEL_SIZE];
    qtl_layer_label(c->tables, c->cube->layers.value[layer], title);
    const qtl_panel axes = {.x = c->x,
                            .y = c->y,
                            .title = title,
                            .x_title = "epoch",
                            .y_title = "norm / weight norm"};
    const qtl_panel panel = qtl_sheet_panel(&c->sheet, layer, &axes);
    qtl_crowd crowd = {.area = panel.box};
    bool any = false;
    for (size_t i = 0; i < n_traces; i++) {
        const qtl_trace trace = make_trace(c, i / QTL_VARIANTS, i % QTL_VARIANTS, layer);
        if (qtl_cube_has(c->cube, trace.series, layer)) {
            qtl_trace_draw(canvas, &panel, &trace);
            qtl_trace_crowd(&panel, &trace, &crowd);
            any = true;
        }
    }
    qtl_panel_frame(canvas, &panel);
    if (any) {
        layer_notes(c, layer, &panel, canvas, &crowd);
    } else {
        qtl_panel_say(canvas, &panel, "no values for this layer");
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

const qtl_figure qtl_figure_gradient_snr = {
    .name = "gradient-snr",
    .summary = "mean and spread of the gradient over batches, by layer",
    .caption =
        "Training turns from drift to diffusion where the mean gradient falls below its "
        "spread over batches for good: the grey dashed upright line, of the quantized "
        "network if there is one; curves are geometric means over runs.",
    .size = size,
    .draw = draw};
