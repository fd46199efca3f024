#include "data/png_read.h"

#include <stdio.h>
#include <string.h>

#include <png.h>

#include "core/number.h"

enum {
    SIGNATURE_SIZE = 8,
    WIDTH_AT = 16, /* after the signature and the first chunk's length and name */
    HEIGHT_AT = 20,
    CHUNK_BYTES_MAX = 1 << 20,
    CHUNKS_MAX = 64
};

/* One decoding. It lives outside the function that setjmp returns to. */
typedef struct decoding {
    const uint8_t *at, *end;
    char *reason;
    qtl_png_size expected;
    uint8_t *grey;
} decoding;

bool qtl_png_measure(const uint8_t *data, size_t size, qtl_png_size *out, char *reason)
{
    static const char signature[] = "\x89PNG\r\n\x1a\n";
    const size_t n = size < SIGNATURE_SIZE ? size : SIGNATURE_SIZE;
    if (size == 0 || memcmp(data, signature, n) != 0) {
        (void)snprintf(reason, QTL_PNG_REASON_SIZE, size == 0 ? "empty" : "no PNG image");
        return false;
    }
    if (size < HEIGHT_AT + 4) {
        (void)snprintf(reason, QTL_PNG_REASON_SIZE, "truncated");
        return false;
    }
    const qtl_png_size found = {(uint32_t)qtl_number_bits(data + WIDTH_AT, 4, true),
                                (uint32_t)qtl_number_bits(data + HEIGHT_AT, 4, true)};
    if (found.width - 1 >= QTL_PNG_SIDE_MAX || found.height - 1 >= QTL_PNG_SIDE_MAX) {
        (void)snprintf(reason, QTL_PNG_REASON_SIZE, "%u x %u pixels; sides are 1 to %d",
                       found.width, found.height, QTL_PNG_SIDE_MAX);
        return false;
    }
    *out = found;
    return true;
}

/* --- what libpng calls --- */

static void on_error(png_structp png, png_const_charp message)
{
    const decoding *d = png_get_error_ptr(png);
    (void)snprintf(d->reason, QTL_PNG_REASON_SIZE, "damaged: %s", message);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void on_read(png_structp png, png_bytep bytes, size_t size)
{
    decoding *d = png_get_io_ptr(png);
    if ((size_t)(d->end - d->at) < size) {
        (void)snprintf(d->reason, QTL_PNG_REASON_SIZE, "truncated");
        png_longjmp(png, 1);
    }
    memcpy(bytes, d->at, size);
    d->at += size;
}

/* --- decoding --- */

static void ask_for_grey(png_structp png, png_infop info)
{
    png_set_user_limits(png, QTL_PNG_SIDE_MAX, QTL_PNG_SIDE_MAX);
    png_set_chunk_malloc_max(png, CHUNK_BYTES_MAX);
    png_set_chunk_cache_max(png, CHUNKS_MAX);
    png_read_info(png, info);
    const int type = png_get_color_type(png, info);
    png_set_expand(png); /* palettes to colours, fewer bits to 8, tRNS to alpha */
    png_set_scale_16(png);
    png_set_strip_alpha(png);
    if (type & PNG_COLOR_MASK_COLOR) { /* a palette's type has this bit too */
        png_set_rgb_to_gray_fixed(png, PNG_ERROR_ACTION_NONE, PNG_RGB_TO_GRAY_DEFAULT,
                                  PNG_RGB_TO_GRAY_DEFAULT);
    }
}

static void read_pixels(png_structp png, png_infop info, const decoding *d)
{
    const int n_passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    if (png_get_image_width(png, info) != d->expected.width ||
        png_get_image_height(png, info) != d->expected.height ||
        png_get_rowbytes(png, info) != d->expected.width) {
        png_error(png, "not the size that it began with");
    }
    for (int pass = 0; pass < n_passes; pass++) {
        for (size_t r = 0; r < d->expected.height; r++) {
            png_read_row(png, d->grey + r * d->expected.width, NULL);
        }
    }
    png_read_end(png, NULL);
}

/* libpng reports failure by a jump to here. */
static bool run(png_structp png, png_infop info, const decoding *d)
{
    if (setjmp(png_jmpbuf(png))) {
        return false;
    }
    ask_for_grey(png, info);
    read_pixels(png, info, d);
    return true;
}

static bool decode(decoding *d)
{
    png_structp png =
        png_create_read_struct(PNG_LIBPNG_VER_STRING, d, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    bool decoded = false;
    if (info) {
        png_set_read_fn(png, d, on_read);
        decoded = run(png, info, d);
    } else {
        (void)snprintf(d->reason, QTL_PNG_REASON_SIZE, "no memory to decode it");
    }
    png_destroy_read_struct(&png, &info, NULL);
    return decoded;
}

bool qtl_png_decode(const uint8_t *data, size_t size, qtl_png_size expected,
                    uint8_t *grey, char *reason)
{
    qtl_png_size found;
    if (!qtl_png_measure(data, size, &found, reason)) {
        return false;
    }
    if (found.width != expected.width || found.height != expected.height) {
        (void)snprintf(reason, QTL_PNG_REASON_SIZE, "%u x %u pixels, not %u x %u",
                       found.width, found.height, expected.width, expected.height);
        return false;
    }
    decoding d = {.at = data, .end = data + size, .reason = reason, .expected = expected};
    d.grey = grey;
    return decode(&d);
}
