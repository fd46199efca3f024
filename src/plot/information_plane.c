/* The information plane: one panel a method, a path a layer, epoch as colour. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/text.h"
#include "plot/figures.h"
#include "plot/plane.h"

enum { MOST_COLUMNS = 4 };

static void add_places(qtl_plane *p, size_t variant)
{
    for (size_t m = 0; m < p->tables->n_methods; m++) {
        if (p->choice.drawn[m] &&
            qtl_method_measured(p->tables, variant, m, QTL_WANT_BOTH)) {
            p->places[p->n_places] = (qtl_place){variant, m, p->n_places};
            p->n_places++;
        }
    }
}

/* Slot of the same method in the first row; n_places when it is not there. */
static size_t slot_above(const qtl_plane *p, const qtl_place *below, size_t n_above)
{
    for (size_t i = 0; i < n_above; i++) {
        if (p->places[i].method == below->method) {
            return i;
        }
    }
    return p->n_places;
}

/* With few methods each continuous panel stands under its quantized twin. */
static void align_places(qtl_plane *p, size_t n_above)
{
    p->aligned = n_above > 1 && n_above <= MOST_COLUMNS && p->n_places > n_above;
    for (size_t i = n_above; i < p->n_places && p->aligned; i++) {
        p->aligned = slot_above(p, &p->places[i], n_above) < p->n_places;
    }
    for (size_t i = n_above; i < p->n_places && p->aligned; i++) {
        p->places[i].slot = n_above + slot_above(p, &p->places[i], n_above);
    }
}

static void lay_grid(qtl_plane *p)
{
    add_places(p, 0);
    const size_t n_above = p->n_places;
    add_places(p, 1);
    align_places(p, n_above);
    const size_t columns =
        p->aligned ? n_above : qtl_grid_columns(p->n_places, p->n_places > 9 ? 4 : 3);
    p->sheet.grid = (qtl_grid){.n = p->aligned ? 2 * n_above : p->n_places,
                               .columns = columns,
                               .left = 36,
                               .right = 50,
                               .gap_x = 14,
                               .gap_y = 27};
    qtl_sheet_fit(&p->sheet, 0.95, 170);
}

static void legend_line(qtl_plane *p, qtl_color color, double width, const char *label)
{
    const qtl_legend_item item = {
        .swatch = QTL_SWATCH_LINE, .color = color, .width = width};
    qtl_sheet_add(&p->sheet, &item, label);
}

static void add_runs(qtl_plane *p)
{
    char words[QTL_LABEL_SIZE];
    char label[QTL_LABEL_SIZE];
    for (size_t i = 0; i < p->n_places; i++) {
        const qtl_place *at = &p->places[i];
        qtl_run_range_add(&p->runs, p->cube,
                          qtl_measure_series(at->variant, at->method, QTL_I_XT));
    }
    if (p->runs.most > 1) {
        qtl_run_words(&p->runs, words);
        (void)snprintf(label, sizeof label, "mean of %.40s", words);
        legend_line(p, QTL_PATH_COLOR, 0.9, label);
        legend_line(p, QTL_RUN_COLOR, 0.5, "single run");
    }
}

static void make_legend(qtl_plane *p)
{
    const qtl_ids *layers = &p->cube->layers;
    char label[QTL_LABEL_SIZE];
    for (size_t l = 0; l < layers->n && l < QTL_SHEET_ITEMS - 4; l++) {
        const bool output = qtl_layer_is_output(p->tables, layers->value[l]);
        qtl_layer_label(p->tables, layers->value[l], label);
        qtl_plane_legend(&p->sheet, l, output, label);
    }
    add_runs(p);
    if (!isnan(p->tables->manifest.h_x_bits)) {
        qtl_sheet_add(&p->sheet,
                      &(qtl_legend_item){.swatch = QTL_SWATCH_BAND,
                                         .color = qtl_color_faded(QTL_GREY, 0.3)},
                      "saturation zone");
    }
    qtl_sheet_add_more(&p->sheet, &p->choice);
}

static qtl_status make_plane(const qtl_result_tables *tables, qtl_plane *p)
{
    *p = (qtl_plane){.tables = tables};
    QTL_TRY(qtl_tables_need(tables, QTL_MEASURES, &p->cube));
    QTL_REQUIRE(qtl_epoch_scale(&p->cube->epochs, &p->epoch), QTL_EEMPTY,
                "%s/measures.csv has no epoch after 0", tables->directory);
    p->epoch.to = 1;
    qtl_methods_choose(tables, QTL_WANT_BOTH, &p->choice);
    lay_grid(p);
    QTL_REQUIRE(p->n_places > 0, QTL_EUNSUPPORTED,
                "%s/measures.csv has no method with both I(X;T) and I(T;Y)",
                tables->directory);
    qtl_measure_scale(tables, &p->choice, QTL_I_XT, 0.03, &p->x);
    qtl_measure_scale(tables, &p->choice, QTL_I_TY, 0.03, &p->y);
    make_legend(p);
    return qtl_sheet_lay(&p->sheet, 26);
}

/* One more stretch of layers first..last in a list of them. */
static void add_stretch(const qtl_plane *p, qtl_text *words, size_t first, size_t last)
{
    const qtl_ids *layers = &p->cube->layers;
    const bool output = qtl_layer_is_output(p->tables, layers->value[last]);
    const size_t end = output && last > first ? last - 1 : last;
    qtl_text_add(words, "%s", words->size ? ", " : "saturated at H(X): ");
    if (output && first == last) {
        qtl_text_add(words, "output");
        return;
    }
    qtl_text_add(words, "%s %g", end > first ? "layers" : "layer", layers->value[first]);
    if (end > first) {
        qtl_text_add(words, "\u2013%g", layers->value[end]);
    }
    if (output) {
        qtl_text_add(words, ", output");
    }
}

/* "saturated at H(X): layers 1-3"; nothing when no layer is. */
static void saturated_words(const qtl_plane *p, const qtl_place *at, qtl_text *words)
{
    const size_t n = p->cube->layers.n;
    for (size_t l = 0; l < n; l++) {
        const size_t first = l;
        while (l < n && qtl_is_saturated(p->tables, at->variant, at->method, l)) {
            l++;
        }
        if (l > first) {
            add_stretch(p, words, first, l - 1);
        }
    }
}

static void panel_notes(const qtl_plane *p, const qtl_place *at, const qtl_panel *panel,
                        qtl_canvas *canvas)
{
    qtl_crowd crowd = {.area = panel->box};
    const double limit = qtl_scale_at(&panel->x, p->tables->manifest.h_x_bits);
    const double label = 8; /* H(X) beside its line */
    if (!isnan(limit)) {
        qtl_crowd_box(&crowd,
                      &(qtl_box){limit - label, panel->box.y, label, panel->box.h});
    }
    const size_t outside = qtl_plane_crowd(p, at, panel, &crowd);
    qtl_text words = {0};
    if (at->method == 0) {
        saturated_words(p, at, &words);
    }
    if (outside > 0) {
        qtl_text_add(&words, "%s%zu mean%s outside the axes", words.size ? "; " : "",
                     outside, outside == 1 ? "" : "s");
    }
    if (words.size > 0) {
        qtl_crowd_note(canvas, &crowd, words.data);
    }
    free(words.data);
}

static void draw_place(const qtl_plane *p, const qtl_place *at, qtl_canvas *canvas)
{
    const qtl_manifest *manifest = &p->tables->manifest;
    const bool first = at == p->places;
    const bool lowest = qtl_grid_is_lowest(&p->sheet.grid, at->slot) ||
                        (p->aligned && at->slot == 0 && p->places[0].method == 0);
    const bool leftmost = qtl_grid_is_leftmost(&p->sheet.grid, at->slot) ||
                          (p->aligned && at->slot == p->sheet.grid.columns + 1);
    char count[QTL_LABEL_SIZE];
    char tail[2 * QTL_LABEL_SIZE];
    const size_t series = qtl_measure_series(at->variant, at->method, QTL_I_XT);
    qtl_run_count_words(&p->runs, qtl_runs_measured(p->cube, series), count);
    (void)snprintf(tail, sizeof tail, ", %s%s", qtl_variant_word(at->variant), count);
    qtl_panel panel = {.box = qtl_grid_box(&p->sheet.grid, at->slot),
                       .x = p->x,
                       .y = p->y,
                       .title = p->tables->method[at->method].label,
                       .title_tail = tail,
                       .bold = at->method == 0,
                       .x_labels = lowest,
                       .y_labels = leftmost,
                       .x_title = lowest ? "I(X;T)  [bits]" : NULL,
                       .y_title = leftmost ? "I(T;Y)  [bits]" : NULL};
    qtl_panel_place(&panel);
    qtl_panel_zone_x(canvas, &panel, manifest->h_x_bits - QTL_SATURATED_BITS,
                     manifest->h_x_bits);
    qtl_panel_limit_x(canvas, &panel, manifest->h_x_bits, first ? "H(X)" : NULL);
    qtl_panel_limit_y(canvas, &panel, manifest->h_y_bits, first ? "H(Y)" : NULL);
    qtl_panel_frame(canvas, &panel);
    qtl_plane_paths(p, at, &panel, canvas);
    panel_notes(p, at, &panel, canvas);
}

/* Why there is nothing below `exact`. */
static void explain_free_slot(const qtl_plane *p, qtl_canvas *canvas)
{
    for (size_t i = 0; i < p->n_places; i++) {
        if (p->places[i].slot == p->sheet.grid.columns) {
            return;
        }
    }
    qtl_panel slot = {.box = qtl_grid_box(&p->sheet.grid, p->sheet.grid.columns)};
    slot.box.w -= 30; /* the axis title of the panel on the right */
    qtl_panel_say(
        canvas, &slot,
        "no exact value for the continuous twin: without codes there is nothing "
        "to count, so all panels on the right are estimates");
}

static qtl_status size(const qtl_result_tables *tables, double *width_in,
                       double *height_in)
{
    qtl_plane p;
    QTL_TRY(make_plane(tables, &p));
    qtl_sheet_size(&p.sheet, width_in, height_in);
    return QTL_OK;
}

static qtl_status draw(const qtl_result_tables *tables, qtl_canvas *canvas)
{
    qtl_plane p;
    QTL_TRY(make_plane(tables, &p));
    qtl_sheet_legend(&p.sheet, canvas);
    for (size_t i = 0; i < p.n_places; i++) {
        draw_place(&p, &p.places[i], canvas);
    }
    if (p.aligned) {
        explain_free_slot(&p, canvas);
    }
    qtl_sheet_epochs(&p.sheet, &p.epoch, canvas);
    return QTL_OK;
}

const qtl_figure qtl_figure_information_plane = {
    .name = "information-plane",
    .summary = "I(X;T) against I(T;Y), a panel a method, a path a layer",
    .caption =
        "What each layer knows about input and label while the network learns: the "
        "counted paths (first panel) beside what every estimator makes of the "
        "same networks.",
    .size = size,
    .draw = draw};
