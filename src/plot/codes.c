/* Histograms of neuron values over epochs as heat maps, a panel a layer. */
#include <math.h>
#include <stdio.h>

#include "core/fail.h"
#include "plot/epochs.h"
#include "plot/figures.h"
#include "plot/image.h"
#include "plot/layout.h"

enum { COLUMNS_OF_TABLE = 3 };
static const double least_share = 1e-3; /* what is rarer has the colour of this */
static const double rare = 1e-3; /* share of an epoch's values an axis may leave out */

typedef struct map {
    const qtl_result_tables *tables;
    const qtl_cube *cube;
    qtl_scale x, share;
    qtl_grid grid;
    double width;
    bool variants[QTL_VARIANTS];
} map;

static size_t series_of(size_t variant, size_t column)
{
    return variant * COLUMNS_OF_TABLE + column;
}

/* Few light, many dark; 0 stays white. */
static qtl_color share_color(double t)
{
    return qtl_viridis(1 - t);
}

static void lay_grid(map *m)
{
    const size_t n_variants = (size_t)m->variants[0] + m->variants[1];
    const size_t n = m->cube->layers.n;
    const size_t columns = qtl_grid_columns(n, 3);
    const size_t rows = (n + columns - 1) / columns;
    m->grid = (qtl_grid){.n = n_variants == 2 ? rows * columns + n : n,
                         .columns = columns,
                         .left = 36,
                         .right = 60,
                         .top = 20,
                         .gap_x = 30,
                         .gap_y = 24};
    m->width = columns == 1 ? QTL_ONE_COLUMN : QTL_TWO_COLUMNS;
    qtl_grid_fit(&m->grid, m->width);
    m->grid.panel_h = fmin(0.64 * m->grid.panel_w, n > 9 ? 50 : 110);
}

static qtl_status make_map(const qtl_result_tables *tables, map *m)
{
    *m = (map){.tables = tables, .share = {.log = true, .low = least_share, .high = 1}};
    QTL_TRY(qtl_tables_need(tables, QTL_CODES, &m->cube));
    QTL_REQUIRE(qtl_epoch_scale(&m->cube->epochs, &m->x), QTL_EEMPTY,
                "%s/codes.csv has no epoch after 0", tables->directory);
    for (size_t v = 0; v < QTL_VARIANTS; v++) {
        m->variants[v] =
            qtl_cube_has(m->cube, series_of(v, QTL_CODE_SHARE), m->cube->layers.n);
    }
    lay_grid(m);
    return QTL_OK;
}

/* Slot of a layer; the continuous network starts a new row. */
static size_t slot_of(const map *m, size_t variant, size_t layer)
{
    const size_t n = m->cube->layers.n;
    const bool below = variant == 1 && m->variants[0];
    const size_t rows = (n + m->grid.columns - 1) / m->grid.columns;
    return layer + (below ? rows * m->grid.columns : 0);
}

typedef struct bins {
    const double *low, *high, *share; /* [n] */
    size_t n;
} bins;

static bins bins_at(const map *m, size_t variant, size_t layer, size_t epoch)
{
    const qtl_cube *cube = m->cube;
    return (bins){qtl_cube_runs(cube, series_of(variant, QTL_CODE_LOW), layer, epoch),
                  qtl_cube_runs(cube, series_of(variant, QTL_CODE_HIGH), layer, epoch),
                  qtl_cube_runs(cube, series_of(variant, QTL_CODE_SHARE), layer, epoch),
                  cube->runs.n};
}

/* The lowest value with no more than `tail` of the values above it. */
static double upper_quantile(const bins *b, double tail)
{
    double above = 0;
    for (size_t i = b->n; i-- > 0;) {
        above += b->share[i] > 0 ? b->share[i] : 0;
        if (above > tail) {
            return b->high[i];
        }
    }
    return NAN;
}

static double lower_quantile(const bins *b, double tail)
{
    double below = 0;
    for (size_t i = 0; i < b->n; i++) {
        below += b->share[i] > 0 ? b->share[i] : 0;
        if (below > tail) {
            return b->low[i];
        }
    }
    return NAN;
}

/* Widest range over epochs of all values but `tail` of an epoch's at either end; gaps do
 * not widen it. */
static qtl_scale range_but(const map *m, size_t variant, size_t layer, double tail)
{
    qtl_scale range = {.low = INFINITY, .high = -INFINITY};
    for (size_t e = qtl_epoch_first(&m->cube->epochs); e < m->cube->epochs.n; e++) {
        const bins b = bins_at(m, variant, layer, e);
        range.low = fmin(range.low, lower_quantile(&b, tail));
        range.high = fmax(range.high, upper_quantile(&b, tail));
    }
    return range;
}

/* What an axis shows: all values, unless a few of them would take a third of it. */
static qtl_scale value_range(const map *m, size_t variant, size_t layer)
{
    const qtl_scale all = range_but(m, variant, layer, 0);
    const qtl_scale most = range_but(m, variant, layer, rare);
    return most.high - most.low < (all.high - all.low) * 2 / 3 ? most : all;
}

/* The epoch whose column covers a position: the nearest on the log scale. */
static size_t epoch_near(const map *m, double epoch)
{
    const qtl_ids *epochs = &m->cube->epochs;
    size_t e = qtl_epoch_first(epochs);
    while (e + 1 < epochs->n && epoch * epoch > epochs->value[e] * epochs->value[e + 1]) {
        e++;
    }
    return e;
}

/* At a share of the width of the axis. */
static size_t epoch_along(const map *m, const qtl_scale *x, double t)
{
    return epoch_near(m, x->low * pow(x->high / x->low, t));
}

static void paint_bin(const qtl_image *image, size_t column, double top, double bottom,
                      qtl_color color)
{
    const double height = (double)image->height;
    const size_t first = (size_t)fmax(0, floor(top * height + 0.5));
    const size_t last = (size_t)fmax(0, fmin(height, floor(bottom * height + 0.5)));
    for (size_t y = first; y < image->height && (y < last || y == first); y++) {
        qtl_image_set(image, column, y, color);
    }
}

static void paint_column(const map *m, size_t variant, size_t layer,
                         const qtl_panel *panel, const qtl_image *image, size_t column)
{
    const double t = ((double)column + 0.5) / (double)image->width;
    const size_t e = epoch_along(m, &panel->x, t);
    const bins b = bins_at(m, variant, layer, e);
    const double range = panel->y.high - panel->y.low;
    for (size_t i = 0; i < b.n; i++) {
        if (b.share[i] > 0 && b.low[i] < panel->y.high && b.high[i] > panel->y.low) {
            const double at = qtl_colorbar_at(&m->share, fmax(b.share[i], least_share));
            paint_bin(image, column, (panel->y.high - b.high[i]) / range,
                      (panel->y.high - b.low[i]) / range, share_color(at));
        }
    }
}

/* The room of what is painted. */
static void heat_crowd(const map *m, size_t variant, size_t layer, const qtl_panel *panel,
                       qtl_crowd *crowd)
{
    for (int at = 0; at <= panel->box.w; at++) {
        const double x = panel->box.x + at;
        const double t = at / panel->box.w;
        const bins b = bins_at(m, variant, layer, epoch_along(m, &panel->x, t));
        for (size_t i = 0; i < b.n; i++) {
            if (b.share[i] > 0 && b.high[i] > panel->y.low) {
                qtl_crowd_pale(crowd, x, qtl_scale_at(&panel->y, b.low[i]), x,
                               qtl_scale_at(&panel->y, fmin(b.high[i], panel->y.high)));
            }
        }
    }
}

/* What the axis leaves out. */
static void rare_note(const map *m, size_t variant, size_t layer, const qtl_panel *panel,
                      qtl_canvas *canvas)
{
    const qtl_scale all = range_but(m, variant, layer, 0);
    const bool above = all.high > panel->y.high;
    const bool below = all.low < panel->y.low;
    char words[QTL_LABEL_SIZE];
    if (above || below) {
        qtl_crowd crowd = {.area = panel->box};
        heat_crowd(m, variant, layer, panel, &crowd);
        (void)snprintf(words, sizeof words, "\u2264 0.1 %% beyond, up to %.3g",
                       above ? all.high : all.low);
        if (above && below) {
            (void)snprintf(words, sizeof words, "\u2264 0.1 %% beyond, from %.3g to %.3g",
                           all.low, all.high);
        }
        qtl_crowd_note(canvas, &crowd, words);
    }
}

static qtl_status draw_heat(const map *m, size_t variant, size_t layer,
                            const qtl_panel *panel, qtl_canvas *canvas)
{
    qtl_image image = {0};
    QTL_TRY(qtl_image_create((size_t)(panel->box.w * canvas->resolution + 0.5),
                             (size_t)(panel->box.h * canvas->resolution + 0.5), &image));
    for (size_t column = 0; column < image.width; column++) {
        paint_column(m, variant, layer, panel, &image, column);
    }
    qtl_image_draw(canvas, &image, &panel->box);
    qtl_image_free(&image);
    return QTL_OK;
}

static qtl_status draw_layer(const map *m, size_t variant, size_t layer,
                             qtl_canvas *canvas)
{
    const size_t slot = slot_of(m, variant, layer);
    const bool lowest = qtl_grid_is_lowest(&m->grid, slot);
    char name[QTL_LABEL_SIZE];
    char title[2 * QTL_LABEL_SIZE];
    qtl_layer_label(m->tables, m->cube->layers.value[layer], name);
    (void)snprintf(title, sizeof title, "%s, %s", name, qtl_variant_word(variant));
    qtl_panel panel = {.box = qtl_grid_box(&m->grid, slot),
                       .x = m->x,
                       .y = value_range(m, variant, layer),
                       .title = title,
                       .x_labels = lowest,
                       .y_labels = true,
                       .x_title = lowest ? "epoch" : NULL,
                       .y_title = qtl_grid_is_leftmost(&m->grid, slot) ? "value" : NULL};
    const bool any = panel.y.low < panel.y.high;
    if (!any) {
        panel.y = (qtl_scale){.low = 0, .high = 1};
    }
    qtl_panel_place(&panel);
    const qtl_status status = any ? draw_heat(m, variant, layer, &panel, canvas) : QTL_OK;
    qtl_panel_frame(canvas, &panel);
    if (any) {
        rare_note(m, variant, layer, &panel, canvas);
    } else {
        qtl_panel_say(canvas, &panel, "no histogram of this layer");
    }
    return status;
}

static qtl_status size(const qtl_result_tables *tables, double *width_in,
                       double *height_in)
{
    map m;
    QTL_TRY(make_map(tables, &m));
    *width_in = m.width / QTL_POINTS_PER_INCH;
    *height_in = qtl_grid_height(&m.grid, 28) / QTL_POINTS_PER_INCH;
    return QTL_OK;
}

static qtl_status draw_variant(const map *m, size_t variant, qtl_canvas *canvas)
{
    qtl_status status = QTL_OK;
    for (size_t l = 0; m->variants[variant] && l < m->cube->layers.n && status == QTL_OK;
         l++) {
        status = draw_layer(m, variant, l, canvas);
    }
    return status;
}

static qtl_status draw(const qtl_result_tables *tables, qtl_canvas *canvas)
{
    map m;
    QTL_TRY(make_map(tables, &m));
    QTL_TRY(draw_variant(&m, 0, canvas));
    QTL_TRY(draw_variant(&m, 1, canvas));
    const double whole = canvas->height - m.grid.top - 28;
    const qtl_colorbar bar = {.box = {m.width - m.grid.right + 12, m.grid.top, 7,
                                      fmin(whole, 3.0 * QTL_POINTS_PER_INCH)},
                              .scale = m.share,
                              .color = share_color,
                              .title = "share of values (white: none)",
                              .floor = true};
    qtl_colorbar_draw(canvas, &bar);
    return QTL_OK;
}

const qtl_figure qtl_figure_codes = {
    .name = "codes",
    .summary = "histogram of the codes of each layer over epochs",
    .caption = "How the neurons of each layer use their range while the network learns: "
               "values that gather at the ends are what lets a layer lose information.",
    .size = size,
    .draw = draw};
