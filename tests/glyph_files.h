/* PNG images in folders and archives, written with libpng and libarchive. */
#ifndef QTL_TESTS_GLYPH_FILES_H
#define QTL_TESTS_GLYPH_FILES_H

#include <stddef.h>
#include <stdint.h>

#include <png.h>

/* Of a glyph, in pixels; its pixels; bytes of a file; members of a collection. */
enum {
    GLYPH_SIDE = 28,
    GLYPH_SIZE = GLYPH_SIDE * GLYPH_SIDE,
    GLYPH_ROOM = 1 << 16,
    GLYPHS_MAX = 64
};

/* A PNG file. */
typedef struct glyph_image {
    uint8_t bytes[GLYPH_ROOM];
    size_t size;
} glyph_image;

/* One of these pixels, with a palette unless colours is NULL. */
glyph_image glyph_encode(png_uint_32 format, int width, int height, const void *pixels,
                         const void *colours);

/* Pixel j of image number i is 7 i + j modulo 256. */
uint8_t glyph_pixel(size_t i, size_t j);

/* Image i, grey, side x side. */
glyph_image glyph_make(size_t i, int side);

/* A file of a collection: an image, or a link unless that is NULL. */
typedef struct glyph_member {
    char path[64];
    glyph_image png;
    const char *link;
} glyph_member;

typedef struct glyph_collection {
    glyph_member member[GLYPHS_MAX];
    size_t n;
} glyph_collection;

/* Adds a file; an empty one if png is NULL. */
glyph_member *glyph_add(glyph_collection *c, const char *path, const glyph_image *png);

/* The collection as FOLDER/NAME, a tar, tar.gz or zip; the caller frees the path. */
char *glyph_write_archive(const glyph_collection *c, const char *folder,
                          const char *name);

/* The same as files. */
void glyph_write_folder(const glyph_collection *c, const char *folder);

#endif
