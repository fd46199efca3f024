/* The information plane: one panel a method, a path a layer, epoch as colour. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/text.h"
#include "plot/figures.h"
#include "plot/plane.h"

enum { MOST_COLUMNS = 4, TITLE_SIZE = 2 * QTL_LABEL_SIZE };

/* All panels in the order of methods, twins one after the other. */
static void add_places(qtl_plane *p)
{
    for (size_t m = 0; m < p->tables->n_methods; m++) {
        for (size_t v = 0; v < QTL_VARIANTS && p->choice.drawn[m]; v++) {
            if (qtl_method_measured(p->tables, v, m, QTL_WANT_BOTH)) {
                p->places[p->n_places++] = (qtl_place){v, m, 0};
            }
        }
    }
}

static bool has_twin(const qtl_plane *p, size_t place)
{
    return place + 1 < p->n_places &&
           p->places[place + 1].method == p->places[place].method;
}

/* How many methods have a panel, and whether each has a quantized one, some a continuous
 * one too, and there are few enough for a row. */
static bool fits_two_rows(const qtl_plane *p, size_t *columns)
{
    bool twins = false;
    bool quantized = true;
    *columns = 0;
    for (size_t i = 0; i < p->n_places; i++) {
        twins = twins || has_twin(p, i);
        const bool first = i == 0 || !has_twin(p, i - 1);
        quantized = quantized && (!first || p->places[i].variant == 0);
        *columns += first;
    }
    return twins && quantized && *columns > 1 && *columns <= MOST_COLUMNS;
}

/* Each continuous panel stands under its quantized twin. */
static void place_in_two_rows(qtl_plane *p, size_t columns)
{
    size_t column = 0;
    for (size_t i = 0; i < p->n_places; i++) {
        const bool below = i > 0 && has_twin(p, i - 1);
        column += i > 0 && !below;
        p->places[i].slot = column + (below ? columns : 0);
    }
    p->sheet.grid.n = 2 * columns;
    p->sheet.grid.columns = columns;
    if (p->places[0].method == 0 && !has_twin(p, 0)) {
        p->free_slot = columns;
    }
}

/* Twins stand side by side; the slot beside `exact` says why it has none. */
static void place_in_rows(qtl_plane *p)
{
    size_t n_twins = 0;
    for (size_t i = 0; i < p->n_places; i++) {
        n_twins += has_twin(p, i);
    }
    const bool free = n_twins > 0 && p->places[0].method == 0 && !has_twin(p, 0);
    const size_t n = p->n_places + free;
    const size_t columns = n_twins > 0 && n > MOST_COLUMNS
                               ? MOST_COLUMNS
                               : qtl_grid_columns(n, n > 9 || n_twins ? MOST_COLUMNS : 3);
    size_t slot = 0;
    for (size_t i = 0; i < p->n_places; i++) {
        slot += has_twin(p, i) && slot % columns == columns - 1;
        p->places[i].slot = slot;
        slot += i == 0 && free ? 2 : 1;
    }
    p->free_slot = free ? 1 : SIZE_MAX;
    p->sheet.grid.n = slot;
    p->sheet.grid.columns = columns;
}

static void lay_grid(qtl_plane *p)
{
    size_t columns = 0;
    add_places(p);
    p->free_slot = SIZE_MAX;
    p->sheet.grid = (qtl_grid){.left = 36, .right = 50, .gap_x = 14, .gap_y = 27};
    if (fits_two_rows(p, &columns)) {
        place_in_two_rows(p, columns);
    } else {
        place_in_rows(p);
    }
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
        legend_line(p, QTL_ZONE, 1.3, QTL_ZONE_WORDS);
    }
    qtl_sheet_add_more(&p->sheet, &p->choice);
}

/* The limits fill the axes, so that outliers do not set them; without a limit, the
 * values do. */
static void make_scale(const qtl_plane *p, qtl_quantity quantity, double limit,
                       qtl_scale *scale)
{
    if (limit > 0) {
        *scale = (qtl_scale){.low = -0.05 * limit, .high = 1.08 * limit};
    } else {
        qtl_measure_scale(p->tables, &p->choice, quantity, 0.03, scale);
    }
}

static qtl_status make_plane(const qtl_result_tables *tables, qtl_plane *p)
{
    *p = (qtl_plane){.tables = tables};
    QTL_TRY(qtl_tables_need(tables, QTL_MEASURES, &p->cube));
    QTL_REQUIRE(qtl_epoch_scale(&p->cube->epochs, &p->epoch), QTL_EEMPTY,
                "%s/measures.csv has no epoch after 0", tables->directory);
    p->epoch.to = 1;
    qtl_methods_choose_few(tables, QTL_WANT_BOTH, &p->choice);
    lay_grid(p);
    QTL_REQUIRE(p->n_places > 0, QTL_EUNSUPPORTED,
                "%s/measures.csv has no method with both I(X;T) and I(T;Y)",
                tables->directory);
    make_scale(p, QTL_I_XT, tables->manifest.h_x_bits, &p->x);
    make_scale(p, QTL_I_TY, tables->manifest.h_y_bits, &p->y);
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

/* The lines that paths end at. */
typedef struct limits {
    double own; /* of a method that saw a part of the inputs, else NaN */
    double saturated;
    char own_label[QTL_LABEL_SIZE];
} limits;

static limits limits_of(const qtl_plane *p, const qtl_place *at)
{
    limits of = {.own = qtl_method_limit_bits(p->tables, at->method)};
    of.saturated = isnan(of.own) ? p->tables->manifest.h_x_bits : of.own;
    (void)snprintf(of.own_label, sizeof of.own_label, "log\u2082 %zu",
                   p->tables->method[at->method].inputs);
    return of;
}

static void draw_limits(const qtl_plane *p, const qtl_place *at, const qtl_panel *panel,
                        qtl_canvas *canvas)
{
    const qtl_manifest *manifest = &p->tables->manifest;
    const bool first = at == p->places;
    const limits of = limits_of(p, at);
    qtl_panel_zone_x(canvas, panel, of.saturated - QTL_SATURATED_BITS, of.saturated);
    qtl_panel_limit_x(canvas, panel, manifest->h_x_bits, first ? "H(X)" : NULL);
    qtl_panel_limit_x(canvas, panel, of.own, of.own_label);
    qtl_panel_limit_y(canvas, panel, manifest->h_y_bits, first ? "H(Y)" : NULL);
}

/* Room of the limits, with that of names they may have. */
static void limits_crowd(const qtl_plane *p, const qtl_place *at, const qtl_panel *panel,
                         qtl_crowd *crowd)
{
    const limits of = limits_of(p, at);
    qtl_crowd_limit_x(crowd, panel, p->tables->manifest.h_x_bits, "H(X)");
    qtl_crowd_limit_x(crowd, panel, of.own, of.own_label);
    qtl_crowd_limit_y(crowd, panel, p->tables->manifest.h_y_bits, "H(Y)");
}

void qtl_plane_notes(const qtl_plane *p, const qtl_place *at, const qtl_panel *panel,
                     qtl_canvas *canvas)
{
    qtl_crowd crowd = {.area = panel->box};
    limits_crowd(p, at, panel, &crowd);
    const size_t outside = qtl_plane_crowd(p, at, panel, &crowd);
    qtl_text words = {0};
    if (at->method == 0) {
        saturated_words(p, at, &words);
    }
    if (outside > 0) {
        qtl_text_add(&words, "%s%zu mean%s outside the axes (arrows)",
                     words.size ? "; " : "", outside, outside == 1 ? "" : "s");
    }
    if (words.size > 0) {
        qtl_crowd_note(canvas, &crowd, words.data);
    }
    free(words.data);
}

static bool is_place(const qtl_plane *p, size_t slot)
{
    size_t i = 0;
    while (i < p->n_places && p->places[i].slot != slot) {
        i++;
    }
    return i < p->n_places;
}

/* Nothing to its left in its row. */
static bool is_leftmost(const qtl_plane *p, size_t slot)
{
    size_t left = slot - slot % p->sheet.grid.columns;
    while (left < slot && !is_place(p, left)) {
        left++;
    }
    return left == slot;
}

/* `title` keeps the tail, whose number of runs is only there where it is not the same
 * everywhere. */
static qtl_panel make_panel(const qtl_plane *p, const qtl_place *at,
                            char title[TITLE_SIZE])
{
    const bool lowest = !is_place(p, at->slot + p->sheet.grid.columns);
    const bool leftmost = is_leftmost(p, at->slot);
    const size_t series = qtl_measure_series(at->variant, at->method, QTL_I_XT);
    char count[QTL_LABEL_SIZE];
    qtl_run_count_words(&p->runs, qtl_runs_measured(p->cube, series), count);
    (void)snprintf(title, TITLE_SIZE, ", %s%s", qtl_variant_word(at->variant), count);
    qtl_panel panel = {.box = qtl_grid_box(&p->sheet.grid, at->slot),
                       .x = p->x,
                       .y = p->y,
                       .title = p->tables->method[at->method].label,
                       .title_tail = title,
                       .bold = at->method == 0,
                       .x_labels = lowest,
                       .y_labels = leftmost,
                       .x_title = lowest ? "I(X;T)  [bits]" : NULL,
                       .y_title = leftmost ? "I(T;Y)  [bits]" : NULL};
    qtl_panel_place(&panel);
    return panel;
}

static void draw_place(const qtl_plane *p, const qtl_place *at, qtl_canvas *canvas)
{
    char tail[TITLE_SIZE];
    const qtl_panel panel = make_panel(p, at, tail);
    draw_limits(p, at, &panel, canvas);
    qtl_panel_frame(canvas, &panel);
    qtl_plane_paths(p, at, &panel, canvas);
    qtl_plane_notes(p, at, &panel, canvas);
}

/* Why there is nothing in the place of the twin of `exact`. */
static void explain_free_slot(const qtl_plane *p, qtl_canvas *canvas)
{
    qtl_panel slot = {.box = qtl_grid_box(&p->sheet.grid, p->free_slot)};
    slot.box.w -= 30; /* the axis title of a panel on the right */
    qtl_panel_say(canvas, &slot,
                  "no exact value for the continuous twin: without codes there is "
                  "nothing to count, so all its panels are estimates");
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
    if (p.free_slot != SIZE_MAX) {
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
        "counted paths (first panel) beside what estimators make of the same "
        "networks.",
    .size = size,
    .draw = draw};
