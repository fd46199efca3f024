/* Pixels on a page: heat maps, pictures, weights. */
#ifndef QTL_PLOT_IMAGE_H
#define QTL_PLOT_IMAGE_H

#include "plot/canvas.h"

/* Rows from the top; white until a pixel is set. */
typedef struct qtl_image {
    cairo_surface_t *surface;
    unsigned char *pixels;
    size_t width, height, stride;
} qtl_image;

QTL_NODISCARD qtl_status qtl_image_create(size_t width, size_t height, qtl_image *out);
void qtl_image_free(qtl_image *image);

void qtl_image_set(const qtl_image *image, size_t x, size_t y, qtl_color color);

/* Fills the box with crisp pixels. */
void qtl_image_draw(qtl_canvas *canvas, const qtl_image *image, const qtl_box *box);

#endif
