/* PNG images in folders and archives. The images are written here with libpng, the
 * archives with libarchive; what must come back is what was put in. */
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "core/file.h"
#include "data/glyph_list.h"
#include "data/glyphs.h"
#include "data/png_read.h"
#include "data_files.h"
#include "glyph_files.h"
#include "suite.h"

/* Folders A to J of two images each, as notMNIST has them, image i in folder i / 2; three
 * files that cannot be read, and some that are no images. */
static glyph_collection *notmnist(void)
{
    glyph_collection *c = calloc(1, sizeof *c);
    for (size_t i = 20; i-- > 0;) { /* not in order */
        char path[64];
        snprintf(path, sizeof path, "notMNIST_small/%c/%s.png", (int)('A' + i / 2),
                 i % 2 ? "eno" : "Aaa");
        glyph_image png = glyph_make(i, GLYPH_SIDE);
        glyph_add(c, path, &png);
    }
    glyph_image cut = glyph_make(3, GLYPH_SIDE);
    cut.size /= 2;
    glyph_image small = glyph_make(3, 20);
    glyph_add(c, "notMNIST_small/A/RGVtb2NyYXRpY2FCb2xk.png", NULL);
    glyph_add(c, "notMNIST_small/B/cut.png", &cut);
    glyph_add(c, "notMNIST_small/J/small.PNG", &small);
    glyph_add(c, "notMNIST_small/A/readme.txt", &small);
    glyph_add(c, "notMNIST_small/A/._Aaa.png", &small);
    glyph_add(c, "__MACOSX/A/x.png", &small);
    return c;
}

static const char left_out[] =
    "notMNIST_small/A/RGVtb2NyYXRpY2FCb2xk.png: empty\n"
    "notMNIST_small/B/cut.png: truncated\n"
    "notMNIST_small/J/small.PNG: 20 x 20 pixels, not 28 x 28\n";

static void check_notmnist(const qtl_dataset *d)
{
    ck_assert_uint_eq(d->n_inputs, 20);
    ck_assert_uint_eq(d->n_classes, 10);
    ck_assert_uint_eq(d->n_features, GLYPH_SIZE);
    ck_assert_uint_eq(d->rows, GLYPH_SIDE);
    ck_assert_uint_eq(d->columns, GLYPH_SIDE);
    ck_assert_uint_eq(d->channels, 1);
    ck_assert_uint_eq(d->n_train, 0);
    ck_assert_str_eq(d->left_out, left_out);
    for (size_t i = 0; i < 20; i++) {
        ck_assert_uint_eq(d->label[i], i / 2);
        for (size_t j = 0; j < GLYPH_SIZE; j++) {
            ck_assert_float_eq(d->x[i * GLYPH_SIZE + j],
                               (float)glyph_pixel(i, j) / 255.0F);
        }
    }
    ck_assert_uint_eq(d->n_distinct, 20);
    ck_assert_ptr_null(d->first);
}

START_TEST(an_archive_with_broken_files_gives_the_others_and_a_report)
{
    static const char *const names[] = {"notMNIST_small.tar.gz", "a.tar", "a.zip"};
    char *folder = qtl_test_folder();
    glyph_collection *c = notmnist();
    char checksum[3][65];
    for (size_t i = 0; i < 3; i++) {
        char *path = glyph_write_archive(c, folder, names[i]);
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
    glyph_collection *c = notmnist();
    glyph_write_folder(c, folder);
    char *path = glyph_write_archive(c, elsewhere, "a.tar.gz");
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
static void leaves_out(const glyph_collection *c, const char *expected)
{
    char *folder = qtl_test_folder();
    char *path = glyph_write_archive(c, folder, "a.tar");
    qtl_dataset *d = calloc(1, sizeof *d);
    ck_ok(qtl_glyphs_read_archive(path, d));
    ck_assert_str_eq(d->left_out ? d->left_out : "", expected);
    qtl_dataset_free(d);
    free(path);
    free(folder);
}

START_TEST(members_that_leave_the_archive_are_not_followed)
{
    glyph_collection *c = calloc(1, sizeof *c);
    const glyph_image png = glyph_make(1, GLYPH_SIDE);
    glyph_add(c, "A/fine.png", &png);
    glyph_add(c, "../A/up.png", &png);
    glyph_add(c, "A/../../up.png", &png);
    glyph_add(c, "/tmp/absolute.png", &png);
    glyph_add(c, "A/link.png", NULL)->link = "/etc/passwd";
    glyph_add(c, "B", NULL)->link = "/etc";
    glyph_add(c, "loose.png", &png);
    glyph_add(c, "A/fine.png", &png);
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
    glyph_collection *c = calloc(1, sizeof *c);
    const glyph_image png = glyph_make(1, GLYPH_SIDE);
    glyph_add(c, "A/fine.png", &png);
    glyph_add(c, "A/link.png", NULL)->link = "fine.png";
    glyph_write_folder(c, folder);
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
    glyph_collection *c = calloc(1, sizeof *c);
    glyph_image png = glyph_make(1, GLYPH_SIDE);
    glyph_add(c, "A/fine.png", &png);
    glyph_image bomb = png;
    memcpy(bomb.bytes + 16, "\x7f\xff\xff\xff\x7f\xff\xff\xff", 8);
    glyph_add(c, "A/bomb.png", &bomb);
    glyph_image zero = png;
    memset(zero.bytes + 16, 0, 8);
    glyph_add(c, "A/zero.png", &zero);
    glyph_image damaged = png;
    damaged.bytes[png.size / 2] ^= 0x10;
    glyph_add(c, "A/damaged.png", &damaged);
    glyph_add(c, "A/jpeg.png", &(glyph_image){"\xff\xd8\xff\xe0", 4});
    glyph_add(c, "A/strange\nname.png", NULL);
    char *folder = qtl_test_folder();
    char *path = glyph_write_archive(c, folder, "a.tar");
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

/* 2^31 bytes are 409 times 2^20 pixels, as a byte and a float each. Files that only say
 * that they are images of this size will do. */
START_TEST(more_pixels_than_memory_should_hold_are_refused)
{
    static const uint8_t begin[24] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\4\0\0\0\4";
    for (size_t n = 409; n <= 410; n++) {
        qtl_glyph_list list = {.source = "blank.tar"};
        for (size_t i = 0; i < n; i++) {
            char path[32];
            (void)snprintf(path, sizeof path, "A/%zu.png", i);
            uint8_t *png = malloc(sizeof begin);
            memcpy(png, begin, sizeof begin);
            ck_ok(qtl_glyph_list_add(&list, path, png, sizeof begin));
        }
        qtl_dataset *d = calloc(1, sizeof *d);
        ck_fails(qtl_glyph_list_dataset(&list, d), n > 409 ? QTL_ERANGE : QTL_EEMPTY,
                 n > 409 ? "blank.tar: 410 images of 1024 x 1024 pixels are too many; at "
                           "most 409 of this size are read"
                         : "none of its 409 PNG files can be read");
        qtl_glyph_list_free(&list);
        qtl_dataset_free(d);
    }
}
END_TEST

static void decodes_to(const glyph_image *png, const uint8_t *expected, int tolerance)
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
    glyph_image png = glyph_encode(PNG_FORMAT_GRAY, 2, 2, grey, NULL);
    decodes_to(&png, grey, 0);
    png = glyph_encode(PNG_FORMAT_RGB, 2, 2, rgb, NULL);
    decodes_to(&png, grey, 0);
    png = glyph_encode(PNG_FORMAT_RGB, 2, 2, primaries, NULL);
    decodes_to(&png, weights, 1);
    png = glyph_encode(PNG_FORMAT_LINEAR_Y, 2, 2, deep, NULL);
    decodes_to(&png, grey, 0);
    png = glyph_encode(PNG_FORMAT_RGB_COLORMAP, 2, 2, index, rgb);
    decodes_to(&png, grey, 0);
}
END_TEST

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
    glyph_collection *c = calloc(1, sizeof *c);
    glyph_add(c, "A/empty.png", NULL);
    char *path = glyph_write_archive(c, folder, "a.tar.gz");
    refuses(path, QTL_EEMPTY,
            "none of its 1 PNG files can be read; the first is A/empty");
    glyph_write_folder(c, folder);
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

/* A member is a header of 512 bytes and the file, up to a multiple of 512; so after any
 * of them the rest of a tar may be missing without a trace. */
static void refuses_cut_between_members(const char *cut, const char *plain)
{
    size_t end = 0;
    for (size_t i = 0; i < 3; i++) {
        const size_t size = strtoul(plain + end + 124, NULL, 8);
        end += 512 + (size + 511) / 512 * 512;
        qtl_test_write_bytes(cut, plain, end);
        refuses(cut, QTL_EFORMAT, "is truncated: it ends after");
    }
}

START_TEST(a_truncated_archive_is_refused_in_a_line)
{
    char *folder = qtl_test_folder();
    glyph_collection *c = notmnist();
    char *path = glyph_write_archive(c, folder, "a.tar.gz");
    char *bytes = NULL;
    size_t size = 0;
    ck_ok(qtl_read_file(path, &bytes, &size));
    char *cut = qtl_test_path(folder, "cut.tgz");
    qtl_test_write_bytes(cut, bytes, size / 2);
    refuses(cut, QTL_EIO, "truncated gzip input");
    free(path);
    path = glyph_write_archive(c, folder, "a.tar");
    char *plain = NULL;
    ck_ok(qtl_read_file(path, &plain, &size));
    qtl_test_write_bytes(cut, plain, 3500); /* inside the third image */
    refuses(cut, QTL_EFORMAT, "the archive is damaged after 3 images");
    refuses_cut_between_members(cut, plain);
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
          more_pixels_than_memory_should_hold_are_refused,
          palette_16_bit_and_colour_images_become_grey, no_readable_image_is_an_error,
          a_truncated_archive_is_refused_in_a_line)
