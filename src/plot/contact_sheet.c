/* Lengths are in pixels of the PNG, so that a pixel of an image is a whole number of
 * them; PDF and SVG have the same layout. */
#include "plot/contact_sheet.h"

#include <glib.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "core/fail.h"
#include "core/text.h"
#include "plot/canvas.h"
#include "plot/image.h"

enum {
    DPI = 200,
    WIDTH = 7 * DPI,
    LEFT = 190, /* where the samples begin; names of classes are left of it */
    RIGHT = 24,
    TOP = 74,
    BOTTOM = 24,
    GAP = 6,
    CLASS_GAP = 12,
    SIDE = 84, /* of an image, about */
    MOST_FIELDS = 64,
    MOST_CLASSES = 26
};

static const double point = (double)QTL_POINTS_PER_INCH / DPI; /* points a pixel */

typedef struct layout {
    const qtl_contact_sheet *sheet;
    size_t rows, columns; /* of a sample */
    double w, h;          /* of a sample on the page */
    size_t across, lines; /* samples in a line, lines of a class */
    size_t n_classes;     /* shown */
    float low, high;      /* black and white, or light and dark */
} layout;

static void find_range(layout *l)
{
    const qtl_contact_sheet *sheet = l->sheet;
    l->low = 0;
    l->high = 1;
    const size_t n = sheet->n * sheet->n_features;
    for (size_t i = 0; i < n; i++) {
        l->low = fminf(l->low, sheet->x[i]);
        l->high = fmaxf(l->high, sheet->x[i]);
    }
}

/* How often a pixel is repeated so that `n` of them fill about `room`; at least once. */
static double zoom(size_t n, double room)
{
    return fmax(1, floor(room / (double)n));
}

static void size_sample(layout *l)
{
    const bool image = l->sheet->rows > 0;
    l->rows = image ? l->sheet->rows : 1;
    l->columns = image ? l->sheet->columns : l->sheet->n_features;
    const size_t longer = l->rows > l->columns ? l->rows : l->columns;
    const double most = 2.0 * SIDE;
    const double times =
        (double)longer > most ? most / (double)longer : zoom(longer, SIDE);
    l->w = times * (double)l->columns;
    l->h = times * (double)l->rows * (image ? 1 : 2);
}

static void lay_out(const qtl_contact_sheet *sheet, layout *l)
{
    *l = (layout){.sheet = sheet};
    size_sample(l);
    l->across = (size_t)fmax(1, floor((WIDTH - LEFT - RIGHT + GAP) / (l->w + GAP)));
    l->lines = (size_t)fmax(1, floor((SIDE + GAP) / (l->h + GAP)));
    l->n_classes = sheet->n_classes < MOST_CLASSES ? sheet->n_classes : MOST_CLASSES;
    find_range(l);
}

static double class_height(const layout *l)
{
    return (double)l->lines * (l->h + GAP) - GAP;
}

static double class_top(const layout *l, size_t y)
{
    return TOP + (double)y * (class_height(l) + CLASS_GAP);
}

static double page_height(const layout *l)
{
    const bool more = l->n_classes < l->sheet->n_classes;
    return class_top(l, l->n_classes) - CLASS_GAP + BOTTOM + (more ? 40 : 0);
}

/* --- samples --- */

static double shade(const layout *l, const float *sample, size_t pixel, size_t channel)
{
    const size_t colour = l->sheet->channels >= 3 ? channel : 0;
    const float value = sample[colour * l->rows * l->columns + pixel];
    const double t = (double)((value - l->low) / (l->high - l->low));
    return l->sheet->rows > 0 ? t : 0.92 - 0.79 * t;
}

static qtl_status draw_sample(qtl_canvas *canvas, const layout *l, const float *sample,
                              const qtl_box *box)
{
    qtl_image image = {0};
    QTL_TRY(qtl_image_create(l->columns, l->rows, &image));
    for (size_t p = 0; p < l->rows * l->columns; p++) {
        const qtl_color color = {shade(l, sample, p, 0), shade(l, sample, p, 1),
                                 shade(l, sample, p, 2), 1};
        qtl_image_set(&image, p % l->columns, p / l->columns, color);
    }
    qtl_image_draw(canvas, &image, box);
    if (l->sheet->rows > 0) { /* or white edges would be lost on the page */
        cairo_rectangle(canvas->cr, box->x, box->y, box->w, box->h);
        qtl_stroke(canvas, QTL_LIMIT, 0.36, 0);
    }
    qtl_image_free(&image);
    return QTL_OK;
}

static qtl_status draw_samples(qtl_canvas *canvas, const layout *l, size_t y)
{
    const qtl_contact_sheet *sheet = l->sheet;
    size_t k = 0;
    for (size_t i = 0; i < sheet->n && k < l->across * l->lines; i++) {
        if (sheet->label[i] != y) {
            continue;
        }
        const double left = LEFT + (double)(k % l->across) * (l->w + GAP);
        const size_t line = k / l->across;
        const double top = class_top(l, y) + (double)line * (l->h + GAP);
        const qtl_box box = {left * point, top * point, l->w * point, l->h * point};
        QTL_TRY(draw_sample(canvas, l, sheet->x + i * sheet->n_features, &box));
        k++;
    }
    if (k == 0) {
        const qtl_type grey = {.color = QTL_GREY, .italic = true, .anchor_y = 0.5};
        qtl_text_draw(canvas, &grey, LEFT * point,
                      (class_top(l, y) + class_height(l) / 2) * point, "no sample");
    }
    return QTL_OK;
}

/* --- words --- */

static qtl_status draw_escaped(qtl_canvas *canvas, const qtl_type *type, double x,
                               double y, const char *text)
{
    char *escaped = g_markup_escape_text(text, -1);
    qtl_text_draw(canvas, type, x, y, escaped);
    g_free(escaped);
    return QTL_OK;
}

/* The class and, below it, its share. */
static qtl_status draw_name(qtl_canvas *canvas, const layout *l, size_t y)
{
    const qtl_contact_sheet *sheet = l->sheet;
    char number[32];
    char share[32];
    (void)snprintf(number, sizeof number, "%zu", y);
    (void)snprintf(share, sizeof share, "%.1f %%", 100 * sheet->share[y]);
    const double x = (LEFT - 16) * point;
    const double middle = (class_top(l, y) + class_height(l) / 2) * point;
    const qtl_type name = {
        .anchor_x = 1, .anchor_y = 1, .limit = (LEFT - 40) * point, .size = 8};
    const qtl_type below = {.anchor_x = 1, .color = QTL_GREY, .size = 6};
    qtl_text_draw(canvas, &below, x, middle + 1, share);
    return draw_escaped(canvas, &name, x, middle + 1,
                        sheet->class_names ? sheet->class_names[y] : number);
}

static qtl_status draw_more(qtl_canvas *canvas, const layout *l)
{
    char words[64];
    (void)snprintf(words, sizeof words, "and %zu classes more",
                   l->sheet->n_classes - l->n_classes);
    const qtl_type grey = {.color = QTL_GREY, .italic = true};
    qtl_text_draw(canvas, &grey, LEFT * point, class_top(l, l->n_classes) * point, words);
    return QTL_OK;
}

static qtl_status draw(qtl_canvas *canvas, void *context)
{
    const layout *l = context;
    const qtl_type title = {
        .size = 8, .bold = true, .limit = (WIDTH - 2 * RIGHT) * point};
    QTL_TRY(draw_escaped(canvas, &title, RIGHT * point, RIGHT * point, l->sheet->title));
    for (size_t y = 0; y < l->n_classes; y++) {
        QTL_TRY(draw_name(canvas, l, y));
        QTL_TRY(draw_samples(canvas, l, y));
    }
    return l->n_classes < l->sheet->n_classes ? draw_more(canvas, l) : QTL_OK;
}

/* --- the file --- */

static qtl_plot_format format_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < QTL_PLOT_FORMAT_COUNT; i++) {
        if (strcasecmp(dot + 1, qtl_plot_format_name(i)) == 0) {
            return (qtl_plot_format)i;
        }
    }
    return QTL_PNG;
}

qtl_status qtl_contact_sheet_write(const qtl_contact_sheet *sheet, const char *path)
{
    QTL_REQUIRE(sheet && path, QTL_EINVAL, "contact sheet: arguments must not be NULL");
    QTL_REQUIRE(sheet->rows > 0 || sheet->n_features <= MOST_FIELDS, QTL_EUNSUPPORTED,
                "cannot draw %s: its inputs are no images and have %zu features, more "
                "than %d",
                path, sheet->n_features, MOST_FIELDS);
    layout l;
    lay_out(sheet, &l);
    const qtl_page page = {.format = format_of(path),
                           .width_in = 7,
                           .height_in = page_height(&l) / DPI,
                           .dpi = DPI,
                           .provenance = {.title = sheet->title,
                                          .caption = "The first samples of every class.",
                                          .configuration = sheet->checksum}};
    return qtl_canvas_write(&page, path, draw, &l);
}
