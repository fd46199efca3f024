#include "plot/image.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "core/fail.h"

qtl_status qtl_image_create(size_t width, size_t height, qtl_image *out)
{
    QTL_REQUIRE(width > 0 && height > 0 && width <= SHRT_MAX && height <= SHRT_MAX,
                QTL_ERANGE, "no image of %zu x %zu pixels", width, height);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
    unsigned char *pixels = cairo_image_surface_get_data(surface);
    if (!pixels) {
        cairo_surface_destroy(surface);
        return QTL_FAIL(QTL_ENOMEM, "out of memory: %zu x %zu pixels", width, height);
    }
    const size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    memset(pixels, 255, stride * height);
    *out = (qtl_image){surface, pixels, width, height, stride};
    return QTL_OK;
}

void qtl_image_free(qtl_image *image)
{
    if (image->surface) {
        cairo_surface_destroy(image->surface);
    }
    *image = (qtl_image){0};
}

static uint32_t byte_of(double share)
{
    return (uint32_t)(share * 255 + 0.5);
}

void qtl_image_set(const qtl_image *image, size_t x, size_t y, qtl_color color)
{
    const uint32_t pixel =
        byte_of(color.r) << 16 | byte_of(color.g) << 8 | byte_of(color.b);
    memcpy(image->pixels + y * image->stride + x * sizeof pixel, &pixel, sizeof pixel);
}

void qtl_image_draw(qtl_canvas *canvas, const qtl_image *image, const qtl_box *box)
{
    cairo_surface_mark_dirty(image->surface);
    cairo_save(canvas->cr);
    cairo_translate(canvas->cr, box->x, box->y);
    cairo_scale(canvas->cr, box->w / (double)image->width,
                box->h / (double)image->height);
    cairo_set_source_surface(canvas->cr, image->surface, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(canvas->cr), CAIRO_FILTER_NEAREST);
    cairo_paint(canvas->cr);
    cairo_restore(canvas->cr);
}
