/* What experiments end with: accuracy of both twins, and the counted I(X;T) by layer. */
#include <math.h>
#include <stdio.h>

#include "core/fail.h"
#include "plot/comparison.h"
#include "plot/sheet.h"

enum { PANELS = 2, LAYERS_MAX = 48 };

typedef struct chart {
    const qtl_comparison *comparison;
    bool numbers; /* experiments lie over a log axis of the numbers in their names */
    qtl_scale x;
    qtl_sheet sheet;
} chart;

/* One line of the figure: a number about every experiment. */
typedef struct series {
    qtl_summary_key key;
    qtl_mark mark;
    qtl_color color;
    bool dashed;
    double aside; /* of its place among things, so that twins do not hide one another */
    bool output;  /* each experiment's own last layer */
} series;

static double place_of(const chart *c, size_t i, double aside)
{
    double number = 0;
    return c->numbers && qtl_comparison_number(c->comparison, i, &number)
               ? number
               : (double)i + 0.5 + aside;
}

static void find_x(chart *c)
{
    double number = 0;
    c->numbers = qtl_comparison_number(c->comparison, 0, &number);
    c->x = (qtl_scale){.high = (double)c->comparison->n};
    if (c->numbers) {
        c->x = (qtl_scale){.log = true, .low = number, .high = number};
        for (size_t i = 0; i < c->comparison->n; i++) {
            c->x.low = fmin(c->x.low, place_of(c, i, 0));
            c->x.high = fmax(c->x.high, place_of(c, i, 0));
        }
        const double room = pow(c->x.high / c->x.low, 0.06);
        c->x.low /= room;
        c->x.high *= room;
    }
}

static series accuracy_series(size_t variant)
{
    return (series){.key = {qtl_variant_word(variant), "test_accuracy", "last", 0},
                    .mark = {variant ? 8 : 0, false},
                    .color = qtl_okabe_ito(variant ? 4 : 6),
                    .aside = variant ? 0.12 : -0.12,
                    .dashed = variant == 1};
}

static series layer_series(const chart *c, size_t l)
{
    const size_t n = c->comparison->n_layers;
    const bool output = l + 1 == n;
    return (series){.key = {"quantized", "I(X;T)", "last_bits", l + 1},
                    .mark = {l, output},
                    .color = qtl_viridis(n > 1 ? 0.9 * (double)l / (double)(n - 1) : 0),
                    .output = output};
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
    const double scale = key.layer ? 1 : 100; /* accuracies are read as percentages */
    return (qtl_band){scale * value.mean, scale * value.low, scale * value.high, value.n};
}

static void add_legend(chart *c, const series *s, const char *label)
{
    qtl_sheet_add(
        &c->sheet,
        &(qtl_legend_item){.swatch = QTL_SWATCH_MARK, .color = s->color, .mark = s->mark},
        label);
}

static void make_legend(chart *c)
{
    for (size_t v = 0; v < QTL_VARIANTS; v++) {
        const series s = accuracy_series(v);
        add_legend(c, &s, qtl_variant_word(v));
    }
    for (size_t l = 0; l < c->comparison->n_layers && l < LAYERS_MAX; l++) {
        const series s = layer_series(c, l);
        char label[QTL_TICK_LABEL_SIZE];
        (void)snprintf(label, sizeof label, s.output ? "output" : "layer %zu", l + 1);
        add_legend(c, &s, label);
    }
}

static qtl_status make_chart(const qtl_comparison *comparison, chart *c)
{
    *c = (chart){.comparison = comparison};
    find_x(c);
    make_legend(c);
    c->sheet.grid =
        (qtl_grid){.n = PANELS, .columns = PANELS, .left = 40, .right = 10, .gap_x = 44};
    qtl_sheet_fit(&c->sheet, 1, 150);
    c->sheet.bottom = c->numbers ? c->sheet.bottom : 56; /* names stand aslant */
    return qtl_sheet_lay(&c->sheet, 18);
}

static void stretch(const chart *c, const series *s, qtl_scale *y)
{
    for (size_t i = 0; i < c->comparison->n; i++) {
        const qtl_band value = value_of(c, s, i);
        y->low = fmin(y->low, fmin(value.mean, value.low));
        y->high = fmax(y->high, fmax(value.mean, value.high));
    }
}

static void draw_series(const chart *c, const series *s, const qtl_panel *panel,
                        qtl_canvas *canvas)
{
    for (size_t i = 0; i < c->comparison->n && c->numbers; i++) {
        const qtl_band value = value_of(c, s, i);
        if (!isnan(value.mean)) {
            cairo_line_to(canvas->cr, qtl_scale_at(&panel->x, place_of(c, i, s->aside)),
                          qtl_scale_at(&panel->y, value.mean));
        }
    }
    qtl_stroke(canvas, s->color, 0.8, s->dashed ? 3 : 0);
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

static series series_at(const chart *c, size_t part, size_t i)
{
    return part == 0 ? accuracy_series(QTL_VARIANTS - 1 - i) : layer_series(c, i);
}

static void draw_part(const chart *c, size_t part, qtl_canvas *canvas)
{
    static const char *const titles[] = {"accuracy on test inputs, end of training",
                                         "counted I(X;T), end of training"};
    static const char *const y_titles[] = {"accuracy  [%]", "I(X;T)  [bits]"};
    const size_t n = part == 0 ? QTL_VARIANTS : c->comparison->n_layers;
    qtl_panel panel = {.box = qtl_grid_box(&c->sheet.grid, part),
                       .x = c->x,
                       .y = {.low = INFINITY, .high = -INFINITY},
                       .title = titles[part],
                       .y_title = y_titles[part],
                       .x_title = c->numbers ? c->comparison->subject : NULL,
                       .x_labels = true,
                       .y_labels = true,
                       .names =
                           c->numbers ? NULL : (const char *const *)c->comparison->labels,
                       .n_names = c->comparison->n};
    for (size_t i = 0; i < n; i++) {
        const series s = series_at(c, part, i);
        stretch(c, &s, &panel.y);
    }
    const bool any = panel.y.low <= panel.y.high;
    const double room = any ? 0.06 * (panel.y.high - panel.y.low) + 1e-3 : 1;
    panel.y.low = any ? panel.y.low - room : 0;
    panel.y.high = any ? panel.y.high + room : 1;
    qtl_panel_place(&panel);
    qtl_panel_frame(canvas, &panel);
    for (size_t i = 0; i < n; i++) {
        const series s = series_at(c, part, i);
        draw_series(c, &s, &panel, canvas);
    }
    if (!any) {
        qtl_panel_say(canvas, &panel, "no values");
    }
}

static qtl_status size(const qtl_comparison *comparison, double *width_in,
                       double *height_in)
{
    chart c;
    QTL_TRY(make_chart(comparison, &c));
    qtl_sheet_size(&c.sheet, width_in, height_in);
    return QTL_OK;
}

static qtl_status draw(const qtl_comparison *comparison, qtl_canvas *canvas)
{
    chart c;
    QTL_TRY(make_chart(comparison, &c));
    qtl_sheet_legend(&c.sheet, canvas);
    for (size_t part = 0; part < PANELS; part++) {
        draw_part(&c, part, canvas);
    }
    return QTL_OK;
}

const qtl_compare_figure qtl_compare_accuracy = {
    .name = "compare-accuracy",
    .caption = "What the experiments end with: accuracy of the quantized network and its "
               "continuous twin, and what each layer still tells about the input (means "
               "over runs with 95 % intervals).",
    .size = size,
    .draw = draw};
