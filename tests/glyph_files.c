#include "glyph_files.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "data_files.h"
#include "suite.h"

glyph_image glyph_encode(png_uint_32 format, int width, int height, const void *pixels,
                         const void *colours)
{
    static glyph_image out;
    png_image png = {.version = PNG_IMAGE_VERSION,
                     .width = (png_uint_32)width,
                     .height = (png_uint_32)height,
                     .format = format,
                     .colormap_entries = colours ? 4 : 0};
    size_t size = sizeof out.bytes;
    ck_assert(png_image_write_to_memory(&png, out.bytes, &size, 0, pixels, 0, colours));
    out.size = size;
    return out;
}

uint8_t glyph_pixel(size_t i, size_t j)
{
    return (uint8_t)(7 * i + j);
}

glyph_image glyph_make(size_t i, int side)
{
    static uint8_t grey[64 * 64];
    for (size_t j = 0; j < sizeof grey; j++) {
        grey[j] = glyph_pixel(i, j);
    }
    return glyph_encode(PNG_FORMAT_GRAY, side, side, grey, NULL);
}

glyph_member *glyph_add(glyph_collection *c, const char *path, const glyph_image *png)
{
    ck_assert_uint_lt(c->n, GLYPHS_MAX);
    glyph_member *m = &c->member[c->n++];
    snprintf(m->path, sizeof m->path, "%s", path);
    m->png = png ? *png : (glyph_image){.size = 0};
    m->link = NULL;
    return m;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text);
    return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

static void write_member(struct archive *archive, const glyph_member *m)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, m->path);
    archive_entry_set_filetype(entry, m->link ? AE_IFLNK : AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, m->link ? 0 : (la_int64_t)m->png.size);
    if (m->link) {
        archive_entry_set_symlink(entry, m->link);
    }
    ck_assert_int_eq(archive_write_header(archive, entry), ARCHIVE_OK);
    if (!m->link && m->png.size > 0) {
        ck_assert_int_eq(archive_write_data(archive, m->png.bytes, m->png.size),
                         (la_ssize_t)m->png.size);
    }
    archive_entry_free(entry);
}

char *glyph_write_archive(const glyph_collection *c, const char *folder, const char *name)
{
    char *path = qtl_test_path(folder, name);
    struct archive *archive = archive_write_new();
    if (ends_with(name, ".zip")) {
        archive_write_set_format_zip(archive);
    } else {
        archive_write_set_format_ustar(archive);
    }
    if (ends_with(name, ".gz")) {
        archive_write_add_filter_gzip(archive);
    }
    ck_assert_int_eq(archive_write_open_filename(archive, path), ARCHIVE_OK);
    for (size_t i = 0; i < c->n; i++) {
        write_member(archive, &c->member[i]);
    }
    ck_assert_int_eq(archive_write_free(archive), ARCHIVE_OK);
    return path;
}

void glyph_write_folder(const glyph_collection *c, const char *folder)
{
    for (size_t i = 0; i < c->n; i++) {
        char *path = qtl_test_path(folder, c->member[i].path);
        char *slash = strrchr(path, '/');
        *slash = '\0';
        ck_ok(qtl_make_folder(path));
        *slash = '/';
        if (c->member[i].link) {
            ck_assert_int_eq(symlink(c->member[i].link, path), 0);
        } else {
            qtl_test_write_bytes(path, c->member[i].png.bytes, c->member[i].png.size);
        }
        free(path);
    }
}
