/* Pages as PNG, PDF and SVG files. */
#include <stdio.h>
#include <stdlib.h>

#include <cairo-pdf.h>
#include <cairo-svg.h>

#include "core/fail.h"
#include "core/file.h"
#include "plot/canvas.h"
#include "plot/formats.h"

static cairo_status_t append(void *stream, const unsigned char *bytes, unsigned int size)
{
    return fwrite(bytes, 1, size, stream) == size ? CAIRO_STATUS_SUCCESS
                                                  : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_surface_t *png_surface(const qtl_page *page, FILE *bytes)
{
    (void)bytes;
    return cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                      (int)(page->width_in * page->dpi + 0.5),
                                      (int)(page->height_in * page->dpi + 0.5));
}

static cairo_surface_t *pdf_surface(const qtl_page *page, FILE *bytes)
{
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        append, bytes, page->width_in * QTL_POINTS_PER_INCH,
        page->height_in * QTL_POINTS_PER_INCH);
    qtl_pdf_describe(surface, &page->provenance);
    return surface;
}

static cairo_surface_t *svg_surface(const qtl_page *page, FILE *bytes)
{
    return cairo_svg_surface_create_for_stream(append, bytes,
                                               page->width_in * QTL_POINTS_PER_INCH,
                                               page->height_in * QTL_POINTS_PER_INCH);
}

/* `bytes` is what Cairo wrote to the stream; PNG is encoded from the surface instead. */
static qtl_status save_png(const qtl_page *page, cairo_surface_t *surface,
                           const qtl_bytes *bytes, FILE *file)
{
    (void)bytes;
    return qtl_png_write(page, surface, file);
}

static qtl_status save_pdf(const qtl_page *page, cairo_surface_t *surface,
                           const qtl_bytes *bytes, FILE *file)
{
    (void)page;
    (void)surface;
    (void)fwrite(bytes->data, 1, bytes->size, file);
    return QTL_OK;
}

static qtl_status save_svg(const qtl_page *page, cairo_surface_t *surface,
                           const qtl_bytes *bytes, FILE *file)
{
    (void)surface;
    qtl_svg_write(&page->provenance, bytes, file);
    return QTL_OK;
}

static const struct {
    cairo_surface_t *(*surface)(const qtl_page *page, FILE *bytes);
    qtl_status (*save)(const qtl_page *page, cairo_surface_t *surface,
                       const qtl_bytes *bytes, FILE *file);
} formats[QTL_PLOT_FORMAT_COUNT] = {[QTL_PNG] = {png_surface, save_png},
                                    [QTL_PDF] = {pdf_surface, save_pdf},
                                    [QTL_SVG] = {svg_surface, save_svg}};

static qtl_status draw_page(const qtl_page *page, cairo_surface_t *surface, qtl_draw draw,
                            void *context)
{
    qtl_canvas canvas = {0};
    QTL_TRY(qtl_canvas_open(surface, &canvas));
    const double dpi = page->format == QTL_PNG ? page->dpi : QTL_POINTS_PER_INCH;
    canvas.width = page->width_in * QTL_POINTS_PER_INCH;
    canvas.height = page->height_in * QTL_POINTS_PER_INCH;
    canvas.outlines = page->format == QTL_PNG;
    canvas.resolution = page->dpi / QTL_POINTS_PER_INCH;
    cairo_set_source_rgb(canvas.cr, 1, 1, 1);
    cairo_paint(canvas.cr); /* the last, partly covered row of pixels too */
    cairo_scale(canvas.cr, dpi / QTL_POINTS_PER_INCH, dpi / QTL_POINTS_PER_INCH);
    qtl_status status = draw(&canvas, context);
    if (status == QTL_OK && cairo_status(canvas.cr) != CAIRO_STATUS_SUCCESS) {
        status = QTL_FAIL(QTL_EIO, "cannot draw: %s",
                          cairo_status_to_string(cairo_status(canvas.cr)));
    }
    qtl_canvas_close(&canvas);
    return status;
}

static qtl_status save(const qtl_page *page, const char *path, cairo_surface_t *surface,
                       const qtl_bytes *bytes)
{
    qtl_output output = {0};
    QTL_TRY(qtl_output_open(path, &output));
    const qtl_status status =
        formats[page->format].save(page, surface, bytes, output.stream);
    if (status != QTL_OK) {
        qtl_output_abandon(&output);
        return status;
    }
    return qtl_output_commit(&output);
}

qtl_status qtl_canvas_write(const qtl_page *page, const char *path, qtl_draw draw,
                            void *context)
{
    qtl_bytes bytes = {0};
    FILE *stream = open_memstream(&bytes.data, &bytes.size);
    QTL_REQUIRE(stream, QTL_ENOMEM, "out of memory: cannot have a page");
    cairo_surface_t *surface = formats[page->format].surface(page, stream);
    qtl_status status = draw_page(page, surface, draw, context);
    if (page->format != QTL_PNG) { /* the pixels would be gone */
        cairo_surface_finish(surface);
    }
    if (fclose(stream) != 0 && status == QTL_OK) {
        status = QTL_FAIL(QTL_ENOMEM, "out of memory: cannot have a page");
    }
    status = status == QTL_OK ? save(page, path, surface, &bytes) : status;
    cairo_surface_destroy(surface);
    free(bytes.data);
    return status;
}
