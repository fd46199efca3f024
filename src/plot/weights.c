/* The weights of the first layer as images: what each neuron looks for. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "plot/epochs.h"
#include "plot/figures.h"
#include "plot/image.h"
#include "quantal/matrix.h"

enum { NEURONS_MAX = 32, COLUMNS_MAX = 8 };
static const double shown_share = 0.95; /* of the weights have a colour of their own */

typedef struct gallery {
    const qtl_result_tables *tables;
    qtl_matrix *weights[QTL_VARIANTS]; /* [neuron][pixel] of run 1; NULL: not trained */
    size_t rows, columns;              /* of an image */
    size_t n;                          /* neurons shown */
    double most;                       /* largest magnitude with a colour of its own */
    qtl_grid grid;
    double width;
} gallery;

static void close_gallery(gallery *g)
{
    for (size_t v = 0; v < QTL_VARIANTS; v++) {
        qtl_matrix_free(g->weights[v]);
    }
}

static qtl_status read_variant(gallery *g, size_t variant)
{
    char *path = qtl_format("%s/runs/%s-1/weights-1.npy", g->tables->directory,
                            qtl_variant_word(variant));
    qtl_status status = path ? QTL_OK : QTL_ENOMEM;
    if (status == QTL_OK && access(path, F_OK) == 0) {
        status = qtl_matrix_read(path, &g->weights[variant]);
    }
    free(path);
    return status;
}

/* Both twins' weights are of the same shape: neurons by pixels of one channel. */
static qtl_status check_shape(gallery *g, const qtl_matrix *w)
{
    const qtl_manifest *manifest = &g->tables->manifest;
    const double pixels = manifest->image_rows * manifest->image_columns;
    QTL_REQUIRE((double)w->n_cols == pixels, QTL_EUNSUPPORTED,
                "%s: %zu weights a neuron are no image of %g pixels",
                g->tables->directory, w->n_cols, pixels);
    g->n = w->n_rows < NEURONS_MAX ? w->n_rows : NEURONS_MAX;
    return QTL_OK;
}

static int compare_numbers(const void *a, const void *b)
{
    const double *left = a;
    const double *right = b;
    return (*left > *right) - (*left < *right);
}

/* Magnitudes of the weights that are shown, of both twins; how many there are. */
static size_t collect(const gallery *g, double *magnitudes)
{
    size_t n = 0;
    for (size_t v = 0; v < QTL_VARIANTS; v++) {
        const qtl_matrix *w = g->weights[v];
        for (size_t i = 0; w && i < w->n_rows * w->n_cols; i++) {
            if (i % w->n_rows < g->n) {
                magnitudes[n++] = fabs(w->data[i]);
            }
        }
    }
    return n;
}

/* Pixels that are seldom lit have weights of a size of their own, and would leave no
 * colour to the others. */
static qtl_status find_most(gallery *g)
{
    double *magnitudes = NULL;
    QTL_ALLOC(magnitudes, QTL_VARIANTS * g->n * g->rows * g->columns);
    const size_t n = collect(g, magnitudes);
    qsort(magnitudes, n, sizeof *magnitudes, compare_numbers);
    g->most = magnitudes[(size_t)((double)(n - 1) * shown_share)];
    free(magnitudes);
    return QTL_OK;
}

static qtl_status check_shapes(gallery *g)
{
    for (size_t v = 0; v < QTL_VARIANTS; v++) {
        QTL_TRY(g->weights[v] ? check_shape(g, g->weights[v]) : QTL_OK);
    }
    QTL_REQUIRE(g->n > 0, QTL_EUNSUPPORTED,
                "%s has no weights-1.npy: they are kept for dense first layers on images",
                g->tables->directory);
    g->rows = (size_t)g->tables->manifest.image_rows;
    g->columns = (size_t)g->tables->manifest.image_columns;
    return find_most(g);
}

static void lay_grid(gallery *g)
{
    const size_t columns = g->n < COLUMNS_MAX ? g->n : COLUMNS_MAX;
    const size_t rows = (g->n + columns - 1) / columns;
    g->grid = (qtl_grid){.n = rows * columns * (g->weights[1] && g->weights[0] ? 2 : 1),
                         .columns = columns,
                         .left = 20,
                         .right = 56,
                         .top = 20,
                         .gap_x = 5,
                         .gap_y = 12};
    g->width = columns > 4 ? QTL_TWO_COLUMNS : QTL_ONE_COLUMN;
    qtl_grid_fit(&g->grid, g->width);
    g->grid.panel_h = g->grid.panel_w * (double)g->rows / (double)g->columns;
}

static qtl_status open_gallery(const qtl_result_tables *tables, gallery *g)
{
    *g = (gallery){.tables = tables};
    QTL_REQUIRE(tables->manifest.image_rows > 0, QTL_EUNSUPPORTED,
                "%s: the inputs are no images", tables->directory);
    qtl_status status = read_variant(g, 0);
    status = status == QTL_OK ? read_variant(g, 1) : status;
    status = status == QTL_OK ? check_shapes(g) : status;
    if (status != QTL_OK) {
        close_gallery(g);
        return status;
    }
    lay_grid(g);
    return QTL_OK;
}

static qtl_status draw_neuron(const gallery *g, size_t variant, size_t neuron,
                              const qtl_box *box, qtl_canvas *canvas)
{
    const qtl_matrix *w = g->weights[variant];
    qtl_image image = {0};
    QTL_TRY(qtl_image_create(g->columns, g->rows, &image));
    for (size_t p = 0; p < w->n_cols; p++) {
        const double weight = w->data[p * w->n_rows + neuron];
        qtl_image_set(&image, p % g->columns, p / g->columns,
                      qtl_diverging(g->most > 0 ? weight / g->most : 0));
    }
    qtl_image_draw(canvas, &image, box);
    qtl_image_free(&image);
    cairo_rectangle(canvas->cr, box->x, box->y, box->w, box->h);
    qtl_stroke(canvas, QTL_LIMIT, 0.4, 0);
    return QTL_OK;
}

/* A twin's neurons from `slot` on, with its name on their left. */
static qtl_status draw_variant(const gallery *g, size_t variant, size_t slot,
                               qtl_canvas *canvas)
{
    const qtl_type name = {
        .bold = variant == 0, .anchor_x = 0.5, .anchor_y = 1, .angle = -M_PI / 2};
    const qtl_type number = {.size = 6, .color = QTL_GREY, .anchor_y = 1};
    const qtl_box first = qtl_grid_box(&g->grid, slot);
    const qtl_box last = qtl_grid_box(&g->grid, slot + g->n - 1);
    qtl_text_draw(canvas, &name, g->grid.left - 5, (first.y + last.y + last.h) / 2,
                  qtl_variant_word(variant));
    for (size_t neuron = 0; neuron < g->n; neuron++) {
        const qtl_box box = qtl_grid_box(&g->grid, slot + neuron);
        char label[QTL_TICK_LABEL_SIZE];
        (void)snprintf(label, sizeof label, "%zu", neuron + 1);
        qtl_text_draw(canvas, &number, box.x, box.y, label);
        QTL_TRY(draw_neuron(g, variant, neuron, &box, canvas));
    }
    return QTL_OK;
}

static qtl_color bar_color(double t)
{
    return qtl_diverging(2 * t - 1);
}

static void draw_bar(const gallery *g, qtl_canvas *canvas)
{
    const double height = qtl_grid_height(&g->grid, 0) - g->grid.top;
    const qtl_colorbar bar = {.box = {g->width - g->grid.right + 10, g->grid.top, 7,
                                      fmin(height, 2.5 * QTL_POINTS_PER_INCH)},
                              .scale = {.low = -g->most, .high = g->most},
                              .color = bar_color,
                              .title = "weight"};
    qtl_colorbar_draw(canvas, &bar);
}

static qtl_status draw_gallery(const gallery *g, qtl_canvas *canvas)
{
    size_t slot = 0;
    for (size_t v = 0; v < QTL_VARIANTS; v++) {
        QTL_TRY(g->weights[v] ? draw_variant(g, v, slot, canvas) : QTL_OK);
        slot = g->weights[0] ? g->grid.n / 2 : 0;
    }
    draw_bar(g, canvas);
    return QTL_OK;
}

static qtl_status size(const qtl_result_tables *tables, double *width_in,
                       double *height_in)
{
    gallery g;
    QTL_TRY(open_gallery(tables, &g));
    *width_in = g.width / QTL_POINTS_PER_INCH;
    *height_in = qtl_grid_height(&g.grid, 8) / QTL_POINTS_PER_INCH;
    close_gallery(&g);
    return QTL_OK;
}

static qtl_status draw(const qtl_result_tables *tables, qtl_canvas *canvas)
{
    gallery g;
    QTL_TRY(open_gallery(tables, &g));
    const qtl_status status = draw_gallery(&g, canvas);
    close_gallery(&g);
    return status;
}

const qtl_figure qtl_figure_weights = {
    .name = "weights",
    .summary = "first-layer weights as images, the twins of run 1 (32 neurons at most)",
    .caption = "What each neuron of the first layer looks for at the end of run 1: its "
               "weights as an image, blue against and vermilion in favour, the largest "
               "5 % in the same colour; the twins began with the same weights.",
    .size = size,
    .draw = draw};
