/* PNG images in folders and archives. The images are written here with libpng, the
 * archives with libarchive; what must come back is what was put in. */
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <png.h>

#include "core/file.h"
#include "data/glyphs.h"
#include "data/png_read.h"
#include "data_files.h"
#include "suite.h"

enum { SIDE = 28, D = SIDE * SIDE, ROOM = 1 << 16, FILES_MAX = 64 };

/* --- writing --- */

typedef struct image {
    uint8_t bytes[ROOM];
    size_t size;
} image;

static image encode(png_uint_32 format, int width, int height, const void *pixels,
                    const void *colours)
{
    static image out;
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

/* Pixel j of image number i is 7 i + j modulo 256. */
static uint8_t pixel(size_t i, size_t j)
{
    return (uint8_t)(7 * i + j);
}

static image glyph(size_t i, int side)
{
    static uint8_t grey[64 * 64];
    for (size_t j = 0; j < sizeof grey; j++) {
        grey[j] = pixel(i, j);
    }
    return encode(PNG_FORMAT_GRAY, side, side, grey, NULL);
}

typedef struct member {
    char path[64];
    image png;
    const char *link;
} member;

typedef struct collection {
    member member[FILES_MAX];
    size_t n;
} collection;

static member *add(collection *c, const char *path, const image *png)
{
    ck_assert_uint_lt(c->n, FILES_MAX);
    member *m = &c->member[c->n++];
    snprintf(m->path, sizeof m->path, "%s", path);
    m->png = png ? *png : (image){.size = 0};
    m->link = NULL;
    return m;
}

/* Folders A to J of two images each, as notMNIST has them, image i in folder i / 2; three
 * files that cannot be read, and some that are no images. */
static collection *notmnist(void)
{
    collection *c = calloc(1, sizeof *c);
    for (size_t i = 20; i-- > 0;) { /* not in order */
        char path[64];
        snprintf(path, sizeof path, "notMNIST_small/%c/%s.png", (int)('A' + i / 2),
                 i % 2 ? "eno" : "Aaa");
        image png = glyph(i, SIDE);
        add(c, path, &png);
    }
    image cut = glyph(3, SIDE);
    cut.size /= 2;
    image small = glyph(3, 20);
    add(c, "notMNIST_small/A/RGVtb2NyYXRpY2FCb2xk.png", NULL);
    add(c, "notMNIST_small/B/cut.png", &cut);
    add(c, "notMNIST_small/J/small.PNG", &small);
    add(c, "notMNIST_small/A/readme.txt", &small);
    add(c, "notMNIST_small/A/._Aaa.png", &small);
    add(c, "__MACOSX/A/x.png", &small);
    return c;
}

static const char left_out[] =
    "notMNIST_small/A/RGVtb2NyYXRpY2FCb2xk.png: empty\n"
    "notMNIST_small/B/cut.png: truncated\n"
    "notMNIST_small/J/small.PNG: 20 x 20 pixels, not 28 x 28\n";

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text);
    return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

static void write_member(struct archive *archive, const member *m)
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

static char *write_archive(const collection *c, const char *folder, const char *name)
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

static void write_folder(const collection *c, const char *folder)
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

/* --- whole collections --- */

static void check_notmnist(const qtl_dataset *d)
{
    ck_assert_uint_eq(d->n_inputs, 20);
    ck_assert_uint_eq(d->n_classes, 10);
    ck_assert_uint_eq(d->n_features, D);
    ck_assert_uint_eq(d->rows, SIDE);
    ck_assert_uint_eq(d->columns, SIDE);
    ck_assert_uint_eq(d->channels, 1);
    ck_assert_uint_eq(d->n_train, 0);
    ck_assert_str_eq(d->left_out, left_out);
    for (size_t i = 0; i < 20; i++) {
        ck_assert_uint_eq(d->label[i], i / 2);
        for (size_t j = 0; j < D; j++) {
            ck_assert_float_eq(d->x[i * D + j], (float)pixel(i, j) / 255.0F);
        }
    }
    ck_assert_uint_eq(d->n_distinct, 20);
    ck_assert_ptr_null(d->first);
}

START_TEST(an_archive_with_broken_files_gives_the_others_and_a_report)
{
    static const char *const names[] = {"notMNIST_small.tar.gz", "a.tar", "a.zip"};
    char *folder = qtl_test_folder();
    collection *c = notmnist();
    char checksum[3][65];
    for (size_t i = 0; i < 3; i++) {
        char *path = write_archive(c, folder, names[i]);
        const qtl_dataset_options options = {.path = path};
        qtl_dataset *d = NULL;
        ck_ok(qtl_dataset_create("files", &options, &d));
        check_notmnist(d);
        memcpy(checksum[i], d->checksum, sizeof checksum[i]);
        ck_assert_str_eq(checksum[i], checksum[0]);
        qtl_dataset_free(d);
        free(path);
    }
    free(c);
    free(folder);
}
END_TEST

START_TEST(a_folder_gives_what_its_archive_gives)
{
    char *folder = qtl_test_folder();
    char *elsewhere = qtl_test_folder();
    collection *c = notmnist();
    write_folder(c, folder);
    char *path = write_archive(c, elsewhere, "a.tar.gz");
    const qtl_dataset_options options[] = {{.path = folder}, {.path = path}};
    qtl_dataset *d[2] = {NULL, NULL};
    for (size_t i = 0; i < 2; i++) {
        ck_ok(qtl_dataset_create("files", &options[i], &d[i]));
        check_notmnist(d[i]);
    }
    ck_assert_str_eq(d[0]->checksum, d[1]->checksum);
    qtl_dataset_free(d[0]);
    qtl_dataset_free(d[1]);
    free(c);
    free(path);
    free(folder);
    free(elsewhere);
}
END_TEST

/* What the data set of a few members leaves out. */
static void leaves_out(const collection *c, const char *expected)
{
    char *folder = qtl_test_folder();
    char *path = write_archive(c, folder, "a.tar");
    qtl_dataset *d = calloc(1, sizeof *d);
    ck_ok(qtl_glyphs_read_archive(path, d));
    ck_assert_str_eq(d->left_out ? d->left_out : "", expected);
    qtl_dataset_free(d);
    free(path);
    free(folder);
}

START_TEST(members_that_leave_the_archive_are_not_followed)
{
    collection *c = calloc(1, sizeof *c);
    const image png = glyph(1, SIDE);
    add(c, "A/fine.png", &png);
    add(c, "../A/up.png", &png);
    add(c, "A/../../up.png", &png);
    add(c, "/tmp/absolute.png", &png);
    add(c, "A/link.png", NULL)->link = "/etc/passwd";
    add(c, "B", NULL)->link = "/etc";
    add(c, "loose.png", &png);
    add(c, "A/fine.png", &png);
    leaves_out(c, "../A/up.png: its name leaves the archive\n"
                  "/tmp/absolute.png: its name leaves the archive\n"
                  "A/../../up.png: its name leaves the archive\n"
                  "A/link.png: a link; links are not followed\n"
                  "B: a link; links are not followed\n"
                  "loose.png: in no class folder\n"
                  "A/fine.png: a second file of this name\n");
    free(c);
}
END_TEST

START_TEST(links_in_a_folder_are_not_followed)
{
    char *folder = qtl_test_folder();
    collection *c = calloc(1, sizeof *c);
    const image png = glyph(1, SIDE);
    add(c, "A/fine.png", &png);
    add(c, "A/link.png", NULL)->link = "fine.png";
    write_folder(c, folder);
    qtl_dataset *d = calloc(1, sizeof *d);
    ck_ok(qtl_glyphs_read_folder(folder, d));
    ck_assert_uint_eq(d->n_inputs, 1);
    ck_assert_str_eq(d->left_out, "A/link.png: a link; links are not followed\n");
    qtl_dataset_free(d);
    free(c);
    free(folder);
}
END_TEST

/* The image's first chunk says what it wants; no pixel of that size is ever made. */
START_TEST(bombs_and_other_files_are_left_out)
{
    collection *c = calloc(1, sizeof *c);
    image png = glyph(1, SIDE);
    add(c, "A/fine.png", &png);
    image bomb = png;
    memcpy(bomb.bytes + 16, "\x7f\xff\xff\xff\x7f\xff\xff\xff", 8);
    add(c, "A/bomb.png", &bomb);
    image zero = png;
    memset(zero.bytes + 16, 0, 8);
    add(c, "A/zero.png", &zero);
    image damaged = png;
    damaged.bytes[png.size / 2] ^= 0x10;
    add(c, "A/damaged.png", &damaged);
    add(c, "A/jpeg.png", &(image){"\xff\xd8\xff\xe0", 4});
    add(c, "A/strange\nname.png", NULL);
    char *folder = qtl_test_folder();
    char *path = write_archive(c, folder, "a.tar");
    qtl_dataset *d = calloc(1, sizeof *d);
    ck_ok(qtl_glyphs_read_archive(path, d));
    ck_assert_uint_eq(d->n_inputs, 1);
    ck_assert(
        strstr(d->left_out,
               "A/bomb.png: 2147483647 x 2147483647 pixels; sides are 1 to 1024\n"));
    ck_assert(strstr(d->left_out, "A/damaged.png: damaged: "));
    ck_assert(strstr(d->left_out, "A/jpeg.png: no PNG image\n"));
    ck_assert(strstr(d->left_out, "A/strange?name.png: empty\n"));
    ck_assert(strstr(d->left_out, "A/zero.png: 0 x 0 pixels"));
    qtl_dataset_free(d);
    free(path);
    free(folder);
    free(c);
}
END_TEST

/* --- one image --- */

static void decodes_to(const image *png, const uint8_t *expected, int tolerance)
{
    uint8_t grey[4];
    char reason[QTL_PNG_REASON_SIZE] = "";
    ck_assert_msg(
        qtl_png_decode(png->bytes, png->size, (qtl_png_size){2, 2}, grey, reason), "%s",
        reason);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_le(abs(grey[i] - expected[i]), tolerance);
    }
}

/* Grey in any clothing is the grey it is. Colours in sRGB are their luminance, which is
 * 0.2126 R + 0.7152 G + 0.0722 B of the linear values: encoded again by the curve of
 * IEC 61966-2-1, the three weights and the yellow 0.9278 are 127, 220, 76 and 247. */
START_TEST(palette_16_bit_and_colour_images_become_grey)
{
    static const uint8_t grey[] = {0, 100, 200, 255};
    static const uint8_t rgb[] = {0, 0, 0, 100, 100, 100, 200, 200, 200, 255, 255, 255};
    static const uint8_t primaries[] = {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0};
    static const uint8_t weights[] = {127, 220, 76, 247};
    static const uint16_t deep[] = {0, 100 * 257, 200 * 257, 65535};
    static const uint8_t index[] = {0, 1, 2, 3};
    image png = encode(PNG_FORMAT_GRAY, 2, 2, grey, NULL);
    decodes_to(&png, grey, 0);
    png = encode(PNG_FORMAT_RGB, 2, 2, rgb, NULL);
    decodes_to(&png, grey, 0);
    png = encode(PNG_FORMAT_RGB, 2, 2, primaries, NULL);
    decodes_to(&png, weights, 1);
    png = encode(PNG_FORMAT_LINEAR_Y, 2, 2, deep, NULL);
    decodes_to(&png, grey, 0);
    png = encode(PNG_FORMAT_RGB_COLORMAP, 2, 2, index, rgb);
    decodes_to(&png, grey, 0);
}
END_TEST

/* --- what is refused altogether --- */

static void refuses(const char *path, qtl_status status, const char *words)
{
    const qtl_dataset_options options = {.path = path};
    qtl_dataset *d = NULL;
    ck_fails(qtl_dataset_create("files", &options, &d), status, words);
}

START_TEST(no_readable_image_is_an_error)
{
    char *folder = qtl_test_folder();
    refuses(folder, QTL_EEMPTY, "has no PNG images; they lie in one folder a class");
    collection *c = calloc(1, sizeof *c);
    add(c, "A/empty.png", NULL);
    char *path = write_archive(c, folder, "a.tar.gz");
    refuses(path, QTL_EEMPTY,
            "none of its 1 PNG files can be read; the first is A/empty");
    write_folder(c, folder);
    refuses(folder, QTL_EEMPTY, "the first is A/empty.png: empty");
    qtl_dataset *d = calloc(1, sizeof *d);
    ck_fails(qtl_glyphs_read_folder("nowhere", d), QTL_EIO, "nowhere");
    ck_fails(qtl_glyphs_read_archive("nowhere", d), QTL_EIO, "nowhere");
    qtl_dataset_free(d);
    free(path);
    free(c);
    free(folder);
}
END_TEST

START_TEST(a_truncated_archive_is_refused_in_a_line)
{
    char *folder = qtl_test_folder();
    collection *c = notmnist();
    char *path = write_archive(c, folder, "a.tar.gz");
    char *bytes = NULL;
    size_t size = 0;
    ck_ok(qtl_read_file(path, &bytes, &size));
    char *cut = qtl_test_path(folder, "cut.tgz");
    qtl_test_write_bytes(cut, bytes, size / 2);
    refuses(cut, QTL_EIO, "truncated gzip input");
    free(path);
    path = write_archive(c, folder, "a.tar");
    char *plain = NULL;
    ck_ok(qtl_read_file(path, &plain, &size));
    qtl_test_write_bytes(cut, plain, 3500); /* inside the third image */
    refuses(cut, QTL_EFORMAT, "the archive is damaged after 3 images");
    free(plain);
    free(bytes);
    free(cut);
    free(path);
    free(c);
    free(folder);
}
END_TEST

QTL_SUITE("data glyphs", an_archive_with_broken_files_gives_the_others_and_a_report,
          a_folder_gives_what_its_archive_gives,
          members_that_leave_the_archive_are_not_followed,
          links_in_a_folder_are_not_followed, bombs_and_other_files_are_left_out,
          palette_16_bit_and_colour_images_become_grey, no_readable_image_is_an_error,
          a_truncated_archive_is_refused_in_a_line)
