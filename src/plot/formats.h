/* What the three file formats need beyond Cairo: provenance and repeatable bytes. */
#ifndef QTL_PLOT_FORMATS_H
#define QTL_PLOT_FORMATS_H

#include <stdio.h>

#include "plot/canvas.h"

typedef struct qtl_bytes {
    char *data;
    size_t size;
} qtl_bytes;

/* Name and text of entry i of what a file says about itself; false past the last. */
enum { QTL_DESCRIPTION_MAX = 6 };
typedef struct qtl_description {
    const char *key, *text;
} qtl_description;
size_t qtl_describe(const qtl_provenance *provenance,
                    qtl_description out[QTL_DESCRIPTION_MAX]);

/* An RGB24 surface as an 8-bit RGB PNG with text chunks and pHYs. A short write is
 * noticed by whoever closes the stream. */
QTL_NODISCARD qtl_status qtl_png_write(const qtl_page *page, cairo_surface_t *surface,
                                       FILE *file);

/* Sets the document information, with one date for all documents. */
void qtl_pdf_describe(cairo_surface_t *surface, const qtl_provenance *provenance);

/* Cairo's SVG with title, desc and metadata. Cairo numbers surfaces through the life of
 * the process; here they are numbered through the document. */
void qtl_svg_write(const qtl_provenance *provenance, const qtl_bytes *svg, FILE *file);

#endif
