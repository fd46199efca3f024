/* PNG through libpng, with provenance. */
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "core/fail.h"
#include "core/memory.h"
#include "plot/formats.h"

static bool is_ascii(const char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text > 126) {
            return false;
        }
    }
    return true;
}

/* tEXt is Latin-1; anything beyond ASCII goes into iTXt, which is UTF-8. */
static void set_texts(png_structp png, png_infop info, const qtl_provenance *provenance)
{
    qtl_description entries[QTL_DESCRIPTION_MAX];
    const size_t n = qtl_describe(provenance, entries);
    for (size_t i = 0; i < n; i++) {
        png_text text = {.compression = is_ascii(entries[i].text)
                                            ? PNG_TEXT_COMPRESSION_NONE
                                            : PNG_ITXT_COMPRESSION_NONE,
                         .text_length = strlen(entries[i].text)};
        /* libpng wants char * here but only reads. */
        memcpy(&text.key, &entries[i].key, sizeof text.key);
        memcpy(&text.text, &entries[i].text, sizeof text.text);
        png_set_text(png, info, &text, 1);
    }
}

static void pack_row(const unsigned char *pixels, size_t width, png_byte *row)
{
    for (size_t x = 0; x < width; x++) {
        uint32_t pixel = 0;
        memcpy(&pixel, pixels + 4 * x, sizeof pixel);
        row[3 * x] = (png_byte)(pixel >> 16 & 255);
        row[3 * x + 1] = (png_byte)(pixel >> 8 & 255);
        row[3 * x + 2] = (png_byte)(pixel & 255);
    }
}

/* Everything that may jump; `row` has room for one packed row. */
static void encode(png_structp png, png_infop info, const qtl_page *page,
                   cairo_surface_t *surface, png_byte *row)
{
    const int width = cairo_image_surface_get_width(surface);
    const int height = cairo_image_surface_get_height(surface);
    const unsigned char *pixels = cairo_image_surface_get_data(surface);
    const int stride = cairo_image_surface_get_stride(surface);
    const png_uint_32 per_metre = (png_uint_32)(page->dpi / 0.0254 + 0.5);
    png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, 8,
                 PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_pHYs(png, info, per_metre, per_metre, PNG_RESOLUTION_METER);
    set_texts(png, info, &page->provenance);
    png_write_info(png, info);
    for (int y = 0; y < height; y++) {
        pack_row(pixels + (size_t)y * (size_t)stride, (size_t)width, row);
        png_write_row(png, row);
    }
    png_write_end(png, NULL);
}

static void on_error(png_structp png, png_const_charp message)
{
    (void)QTL_FAIL(QTL_EIO, "cannot write PNG: %s", message);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static qtl_status encode_or_fail(png_structp png, png_infop info, const qtl_page *page,
                                 cairo_surface_t *surface, png_byte *row)
{
    if (setjmp(png_jmpbuf(png))) {
        return QTL_EIO;
    }
    encode(png, info, page, surface, row);
    return QTL_OK;
}

qtl_status qtl_png_write(const qtl_page *page, cairo_surface_t *surface, FILE *file)
{
    png_byte *row = NULL;
    QTL_ALLOC(row, 3 * (size_t)cairo_image_surface_get_width(surface));
    png_structp png =
        png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    qtl_status status = QTL_ENOMEM;
    if (info) {
        png_init_io(png, file);
        status = encode_or_fail(png, info, page, surface, row);
    } else {
        (void)QTL_FAIL(QTL_ENOMEM, "out of memory: cannot write PNG");
    }
    png_destroy_write_struct(&png, &info);
    free(row);
    return status;
}
