/* Histograms of neuron values over epochs as heat maps, a panel a layer. */
#include <math.h>
#include <stdio.h>

#include "core/fail.h"
#include "plot/epochs.h"
#include "plot/figures.h"
#include "plot/image.h"

enum { COLUMNS_OF_TABLE = 3 };
static const double least_share = 1e-3; /* what is rarer has the colour of this */

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
                         .right = 54,
                         .top = 20,
                         .gap_x = 30,
                         .gap_y = 24};
    m->width = columns == 1 ? QTL_ONE_COLUMN : QTL_TWO_COLUMNS;
    qtl_grid_fit(&m->grid, m->width);
    m->grid.panel_h = fmin(0.62 * m->grid.panel_w, n > 9 ? 50 : 110);
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

/* Lowest and highest edge of the layer's bins, over both variants. */
static bool value_range(const map *m, size_t layer, qtl_scale *scale)
{
    const size_t n = m->cube->epochs.n * m->cube->runs.n;
    *scale = (qtl_scale){.low = INFINITY, .high = -INFINITY};
    for (size_t v = 0; v < QTL_VARIANTS; v++) {
        const double *low = qtl_cube_runs(m->cube, series_of(v, QTL_CODE_LOW), layer, 0);
        const double *high =
            qtl_cube_runs(m->cube, series_of(v, QTL_CODE_HIGH), layer, 0);
        for (size_t i = 0; i < n; i++) {
            scale->low = fmin(scale->low, low[i]);
            scale->high = fmax(scale->high, high[i]);
        }
    }
    return scale->low < scale->high;
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
    const size_t e = epoch_near(m, panel->x.low * pow(panel->x.high / panel->x.low, t));
    const double *low =
        qtl_cube_runs(m->cube, series_of(variant, QTL_CODE_LOW), layer, e);
    const double *high =
        qtl_cube_runs(m->cube, series_of(variant, QTL_CODE_HIGH), layer, e);
    const double *share =
        qtl_cube_runs(m->cube, series_of(variant, QTL_CODE_SHARE), layer, e);
    const double range = panel->y.high - panel->y.low;
    for (size_t b = 0; b < m->cube->runs.n; b++) {
        if (share[b] > 0) {
            const double at = qtl_colorbar_at(&m->share, fmax(share[b], least_share));
            paint_bin(image, column, (panel->y.high - high[b]) / range,
                      (panel->y.high - low[b]) / range, share_color(at));
        }
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
                       .title = title,
                       .x_labels = lowest,
                       .y_labels = true,
                       .x_title = lowest ? "epoch" : NULL,
                       .y_title = qtl_grid_is_leftmost(&m->grid, slot) ? "value" : NULL};
    const bool any = value_range(m, layer, &panel.y) &&
                     qtl_cube_has(m->cube, series_of(variant, QTL_CODE_SHARE), layer);
    if (!any) {
        panel.y = (qtl_scale){.low = 0, .high = 1};
    }
    qtl_panel_place(&panel);
    const qtl_status status = any ? draw_heat(m, variant, layer, &panel, canvas) : QTL_OK;
    qtl_panel_frame(canvas, &panel);
    if (!any) {
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
                              .title = "share of values (white: none)"};
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
