/* PNG images as 8-bit grey values. */
#ifndef QTL_DATA_PNG_READ_H
#define QTL_DATA_PNG_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { QTL_PNG_SIDE_MAX = 1024, QTL_PNG_REASON_SIZE = 128 };

typedef struct qtl_png_size {
    uint32_t width, height;
} qtl_png_size;

/* The size that the file's first chunk promises; false and the
 * reason[QTL_PNG_REASON_SIZE], in words, when it is no PNG, is empty or truncated there,
 * or a side is not in 1..QTL_PNG_SIDE_MAX. */
bool qtl_png_measure(const uint8_t *data, size_t size, qtl_png_size *out, char *reason);

/* Decodes an image of `expected` size into grey [height][width]. 8-bit grey comes out as
 * it is stored; 16 bits are scaled to 8, palettes looked up, colours become their
 * luminance (Rec. 709, of linear light if the file says its gamma), transparency is
 * ignored. False and the reason when the file is damaged or of another size. */
bool qtl_png_decode(const uint8_t *data, size_t size, qtl_png_size expected,
                    uint8_t *grey, char *reason);

#endif
