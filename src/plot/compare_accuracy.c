/* What experiments end with: accuracy of both twins, what of it quantization costs, and
 * the counted I(X;T) by layer. */
#include <math.h>
#include <stdio.h>

#include "core/fail.h"
#include "plot/comparison.h"
#include "plot/plane.h"

typedef enum part { ACCURACY, LOST, INFORMATION, PARTS } part;
static const struct {
    const char *title, *y_title;
} titles[PARTS] = {
    [ACCURACY] = {"test accuracy", "accuracy  [%]"},
    [LOST] = {"accuracy lost to quantization", "percentage points lost"},
    [INFORMATION] = {"counted I(X;T)", "I(X;T)  [bits]"},
};

enum { LAYERS_MAX = 48, LABEL_SIZE = 128 /* of a legend */ };

static const double title_height = 16;
static const double name_angle = 0.6; /* radians; see x_names of axes.c */

typedef struct chart {
    const qtl_comparison *comparison;
    bool numbers; /* experiments lie over a log axis of the numbers in their names */
    double values[QTL_TICKS_MAX]; /* [comparison->n] these numbers */
    qtl_scale x;
    part parts[PARTS]; /* [grid.n] those with a panel */
    qtl_grid grid;
    double note_y, height;
} chart;

/* One line of the figure: a number about every experiment. */
typedef struct series {
    qtl_summary_key key;
    double unit; /* what the number is multiplied with */
    qtl_mark mark;
    qtl_color color;
    bool dashed;
    double aside; /* of its place among things, so that twins do not hide one another */
    bool output;  /* each experiment's own last layer */
} series;

static double place_of(const chart *c, size_t i, double aside)
{
    return c->numbers ? c->values[i] : (double)i + 0.5 + aside;
}

static void find_x(chart *c)
{
    const size_t n = c->comparison->n;
    c->numbers =
        n <= QTL_TICKS_MAX && qtl_comparison_number(c->comparison, 0, &c->values[0]);
    c->x = (qtl_scale){.high = (double)n};
    if (c->numbers) {
        c->x = (qtl_scale){.log = true, .low = INFINITY, .high = 0};
        for (size_t i = 0; i < n; i++) {
            (void)qtl_comparison_number(c->comparison, i, &c->values[i]);
            c->x.low = fmin(c->x.low, c->values[i]);
            c->x.high = fmax(c->x.high, c->values[i]);
        }
        const double room = pow(c->x.high / c->x.low, 0.04);
        c->x.low /= room;
        c->x.high *= room;
    }
}

static series accuracy_series(size_t variant)
{
    return (series){.key = {qtl_variant_word(variant), "test_accuracy", "last", 0},
                    .unit = 100, /* accuracies are read as percentages */
                    .mark = {variant ? 8 : 0, false},
                    .color = qtl_okabe_ito(variant ? 4 : 6),
                    .aside = variant ? 0.12 : -0.12,
                    .dashed = variant == 1};
}

static series lost_series(void)
{
    return (series){
        .key = {"quantized", "test_accuracy", "points_lost_to_quantization", 0},
        .unit = 1,
        .color = QTL_INK};
}

static series layer_series(const chart *c, size_t l)
{
    const bool output = l + 1 == c->comparison->n_layers;
    return (series){.key = {"quantized", "I(X;T)", "last_bits", l + 1},
                    .unit = 1,
                    .mark = {l, output},
                    .color = QTL_PATH_COLOR,
                    .output = output};
}

static size_t series_count(const chart *c, part of)
{
    return of == ACCURACY ? QTL_VARIANTS : of == LOST ? 1 : c->comparison->n_layers;
}

static series series_at(const chart *c, part of, size_t i)
{
    return of == ACCURACY ? accuracy_series(QTL_VARIANTS - 1 - i)
           : of == LOST   ? lost_series()
                          : layer_series(c, i);
}

static qtl_band value_of(const chart *c, const series *s, size_t i)
{
    const qtl_compared *item = &c->comparison->items[i];
    const size_t layers = qtl_compared_layers(item);
    qtl_summary_key key = s->key;
    if (s->output) {
        key.layer = layers;
    } else if (key.layer >= layers && key.layer > 0) {
        return (qtl_band){NAN, NAN, NAN, 0};
    }
    const qtl_band value = qtl_compared_find(item, &key);
    return (qtl_band){s->unit * value.mean, s->unit * value.low, s->unit * value.high,
                      value.n};
}

/* --- layout ------------------------------------------------------------------------- */

/* Twins are compared where an experiment has both. */
static bool has_loss(const chart *c)
{
    const series lost = lost_series();
    for (size_t i = 0; i < c->comparison->n; i++) {
        if (!isnan(value_of(c, &lost, i).mean)) {
            return true;
        }
    }
    return false;
}

/* "layer 1", and then the number alone. */
static void label_series(const series *s, size_t i, char label[LABEL_SIZE])
{
    if (s->key.layer == 0) {
        (void)snprintf(label, LABEL_SIZE, "%s", s->key.variant);
    } else if (s->output) {
        (void)snprintf(label, LABEL_SIZE, "output");
    } else {
        (void)snprintf(label, LABEL_SIZE, i == 0 ? "layer %zu" : "%zu", i + 1);
    }
}

/* The key above the panel of a part at y (0: not drawn); returns its height. */
static double lay_key(const chart *c, size_t slot, qtl_canvas *canvas, double y)
{
    const part of = c->parts[slot];
    const qtl_box box = qtl_grid_box(&c->grid, slot);
    qtl_legend_item items[LAYERS_MAX];
    size_t n = of == LOST ? 0 : series_count(c, of);
    n = n < LAYERS_MAX ? n : LAYERS_MAX;
    for (size_t i = 0; i < n; i++) {
        const series s = of == ACCURACY ? accuracy_series(i) : layer_series(c, i);
        items[i] = (qtl_legend_item){
            .swatch = QTL_SWATCH_MARK, .color = s.color, .mark = s.mark};
        label_series(&s, i, items[i].label);
    }
    const qtl_legend key = {
        .items = items, .n = n, .x = box.x - 20, .y = y, .width = box.w + 28};
    return qtl_legend_lay(canvas, &key, y > 0);
}

/* How far slanted names reach below their axis. */
static double names_height(const chart *c, qtl_canvas *canvas)
{
    double longest = 0;
    for (size_t i = 0; i < c->comparison->n; i++) {
        double width = 0;
        double height = 0;
        qtl_text_measure(canvas, &(qtl_type){.size = 6.5}, c->comparison->labels[i],
                         &width, &height);
        longest = fmax(longest, width);
    }
    return 12 + longest * sin(name_angle);
}

static void lay(chart *c, qtl_canvas *scratch)
{
    qtl_grid *grid = &c->grid;
    *grid = (qtl_grid){.left = 38, .right = 9, .gap_x = 40, .top = title_height};
    for (part of = ACCURACY; of < PARTS; of++) {
        if (of != LOST || has_loss(c)) {
            c->parts[grid->n++] = of;
        }
    }
    grid->columns = grid->n;
    qtl_grid_fit(grid, QTL_TWO_COLUMNS);
    grid->panel_h = fmin(1.1 * grid->panel_w, 150);
    double key = 0;
    for (size_t slot = 0; slot < grid->n; slot++) {
        key = fmax(key, lay_key(c, slot, scratch, 0));
    }
    grid->top = title_height + key + 6;
    c->note_y = qtl_grid_height(grid, c->numbers ? 28 : names_height(c, scratch));
    c->height = c->note_y + 12;
}

static qtl_status make_chart(const qtl_comparison *comparison, chart *c)
{
    *c = (chart){.comparison = comparison};
    qtl_canvas scratch = {0};
    QTL_TRY(qtl_canvas_scratch(&scratch));
    find_x(c);
    lay(c, &scratch);
    qtl_canvas_close(&scratch);
    return QTL_OK;
}

/* --- drawing ------------------------------------------------------------------------ */

static void stretch(const chart *c, const series *s, qtl_scale *y)
{
    for (size_t i = 0; i < c->comparison->n; i++) {
        const qtl_band value = value_of(c, s, i);
        y->low = fmin(y->low, fmin(value.mean, value.low));
        y->high = fmax(y->high, fmax(value.mean, value.high));
    }
}

/* H(X) of every experiment. */
static void stretch_limits(const chart *c, qtl_scale *y)
{
    for (size_t i = 0; i < c->comparison->n; i++) {
        const double h = c->comparison->items[i].tables->manifest.h_x_bits;
        y->low = fmin(y->low, h);
        y->high = fmax(y->high, h);
    }
}

/* All values and limits, and no less than one percent point or bit; false: no value. */
static bool set_scale(const chart *c, part of, qtl_scale *y)
{
    *y = (qtl_scale){.low = INFINITY, .high = -INFINITY};
    for (size_t i = 0; i < series_count(c, of); i++) {
        const series s = series_at(c, of, i);
        stretch(c, &s, y);
    }
    if (y->low > y->high) {
        *y = (qtl_scale){.high = 1};
        return false;
    }
    if (of == LOST) {
        y->low = fmin(y->low, 0);
        y->high = fmax(y->high, 0);
    } else if (of == INFORMATION) {
        stretch_limits(c, y);
    }
    const double room = 0.06 * (y->high - y->low) + fmax(0, 1 - (y->high - y->low)) / 2;
    y->low -= room;
    y->high += room;
    return true;
}

static void draw_line(const chart *c, const series *s, const qtl_panel *panel,
                      qtl_canvas *canvas)
{
    for (size_t i = 0; i < c->comparison->n; i++) {
        const qtl_band value = value_of(c, s, i);
        if (!isnan(value.mean)) {
            cairo_line_to(canvas->cr, qtl_scale_at(&panel->x, place_of(c, i, s->aside)),
                          qtl_scale_at(&panel->y, value.mean));
        }
    }
    qtl_stroke(canvas, s->color, 0.8, s->dashed ? 3 : 0);
}

static void draw_series(const chart *c, const series *s, const qtl_panel *panel,
                        qtl_canvas *canvas)
{
    if (c->numbers) {
        draw_line(c, s, panel, canvas);
    }
    for (size_t i = 0; i < c->comparison->n; i++) {
        const qtl_band value = value_of(c, s, i);
        const double x = qtl_scale_at(&panel->x, place_of(c, i, s->aside));
        if (isnan(value.mean)) {
            continue;
        }
        if (!isnan(value.low)) {
            qtl_line(canvas, x, qtl_scale_at(&panel->y, value.low), x,
                     qtl_scale_at(&panel->y, value.high));
            qtl_stroke(canvas, s->color, 1, 0);
        }
        qtl_mark_draw(canvas, s->mark, x, qtl_scale_at(&panel->y, value.mean), 4.6,
                      s->color);
    }
}

/* One line and label for what is the same everywhere. */
static void draw_limits(const chart *c, part of, const qtl_panel *panel,
                        qtl_canvas *canvas)
{
    double before = NAN;
    for (size_t i = 0; of == INFORMATION && i < c->comparison->n; i++) {
        const double h = c->comparison->items[i].tables->manifest.h_x_bits;
        if (h != before) {
            qtl_panel_limit_y(canvas, panel, h, i == 0 ? "H(X)" : NULL);
        }
        before = h;
    }
    if (of == LOST) {
        qtl_panel_limit_y(canvas, panel, 0, NULL);
    }
}

static void draw_part(const chart *c, size_t slot, qtl_canvas *canvas)
{
    const part of = c->parts[slot];
    const qtl_comparison *comparison = c->comparison;
    qtl_panel panel = {.box = qtl_grid_box(&c->grid, slot),
                       .x = c->x,
                       .y_title = titles[of].y_title,
                       .x_title = c->numbers ? comparison->subject : NULL,
                       .x_labels = true,
                       .y_labels = true,
                       .x_values = c->numbers ? c->values : NULL,
                       .n_x_values = comparison->n,
                       .names =
                           c->numbers ? NULL : (const char *const *)comparison->labels,
                       .n_names = comparison->n};
    const bool any = set_scale(c, of, &panel.y);
    qtl_panel_place(&panel);
    draw_limits(c, of, &panel, canvas);
    qtl_panel_frame(canvas, &panel);
    for (size_t i = 0; i < series_count(c, of); i++) {
        const series s = series_at(c, of, i);
        draw_series(c, &s, &panel, canvas);
    }
    if (!any) {
        qtl_panel_say(canvas, &panel, "no values");
    }
    qtl_text_draw(canvas, &(qtl_type){.size = 8, .anchor_y = 1}, panel.box.x,
                  title_height - 2, titles[of].title);
    (void)lay_key(c, slot, canvas, title_height);
}

static qtl_status size(const qtl_comparison *comparison, double *width_in,
                       double *height_in)
{
    chart c;
    QTL_TRY(make_chart(comparison, &c));
    *width_in = QTL_TWO_COLUMNS / QTL_POINTS_PER_INCH;
    *height_in = c.height / QTL_POINTS_PER_INCH;
    return QTL_OK;
}

static qtl_status draw(const qtl_comparison *comparison, qtl_canvas *canvas)
{
    chart c;
    QTL_TRY(make_chart(comparison, &c));
    for (size_t slot = 0; slot < c.grid.n; slot++) {
        draw_part(&c, slot, canvas);
    }
    char bars[QTL_LABEL_SIZE];
    char note[2 * QTL_LABEL_SIZE];
    qtl_comparison_bars(comparison, bars);
    (void)snprintf(note, sizeof note, "at the end of training; %s", bars);
    qtl_text_draw(canvas, &QTL_COMPARISON_NOTE, QTL_TWO_COLUMNS / 2, c.note_y, note);
    return QTL_OK;
}

const qtl_compare_figure qtl_compare_accuracy = {
    .name = "compare-accuracy",
    .caption = "What the experiments end with: accuracy of the quantized network and its "
               "continuous twin, what each run loses of it to quantization (paired), and "
               "what each layer still tells about the input. Means over runs with 95 % "
               "intervals.",
    .size = size,
    .draw = draw};
