/* Contact sheets: the pixels of known samples are found again in the picture. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cairo.h>

#include "core/file.h"
#include "core/text.h"
#include "plot/contact_sheet.h"
#include "suite.h"

enum { SIDE = 28, PIXELS = SIDE * SIDE };

/* Renders to a PNG and reads it back. */
static cairo_surface_t *render(const qtl_contact_sheet *sheet)
{
    char *folder = qtl_test_folder();
    char *path = qtl_format("%s/sheet.png", folder);
    ck_ok(qtl_contact_sheet_write(sheet, path));
    cairo_surface_t *page = cairo_image_surface_create_from_png(path);
    ck_assert_int_eq(cairo_surface_status(page), CAIRO_STATUS_SUCCESS);
    qtl_discard_tree(folder);
    free(path);
    free(folder);
    return page;
}

static int red_at(cairo_surface_t *page, int x, int y)
{
    const unsigned char *row =
        cairo_image_surface_get_data(page) + y * cairo_image_surface_get_stride(page);
    uint32_t pixel = 0;
    memcpy(&pixel, row + 4 * x, sizeof pixel);
    return (int)(pixel >> 16 & 255);
}

/* Two classes of one image each: a ramp of grey along the diagonal, and its negative.
 * A pixel is 3 x 3 of the page's, whose middle one is the pure grey; the samples begin at
 * (190, 74), and the second class 84 + 12 below. */
START_TEST(every_pixel_of_a_sample_is_crisp_and_in_its_place)
{
    float *x = calloc(2, PIXELS * sizeof *x);
    ck_assert_ptr_nonnull(x);
    for (size_t p = 0; p < PIXELS; p++) {
        x[p] = (float)(p % SIDE + p / SIDE) / (float)(2 * SIDE - 2);
        x[PIXELS + p] = 1 - x[p];
    }
    const uint32_t label[] = {0, 1};
    const double share[] = {0.5, 0.5};
    const qtl_contact_sheet sheet = {x,    label, 2,    PIXELS, 2,     SIDE,
                                     SIDE, 1,     NULL, share,  "two", ""};
    cairo_surface_t *page = render(&sheet);
    ck_assert_int_eq(cairo_image_surface_get_width(page), 1400);
    for (int p = 0; p < PIXELS; p++) {
        for (int y = 0; y < 2; y++) {
            const int found =
                red_at(page, 190 + 3 * (p % SIDE) + 1, 74 + 96 * y + 3 * (p / SIDE) + 1);
            ck_assert_int_le(abs(found - (int)(255 * x[y * PIXELS + p] + 0.5F)), 1);
        }
    }
    cairo_surface_destroy(page);
    free(x);
}
END_TEST

/* Strips of 12 fields, 7 x 14 pixels each, light for 0 (0.92) and dark for 1 (0.13). */
START_TEST(bits_are_strips_of_light_and_dark_fields)
{
    const float x[] = {0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 1};
    const uint32_t label[] = {0};
    const double share[] = {1};
    const char *const names[] = {"A & <b>"};
    const qtl_contact_sheet sheet = {x, label, 1,     12,    1,        0,
                                     0, 0,     names, share, "< bits", ""};
    cairo_surface_t *page = render(&sheet);
    for (int j = 0; j < 12; j++) {
        const int expected = x[j] > 0 ? 33 : 235; /* of 255 */
        ck_assert_int_le(abs(red_at(page, 190 + 7 * j + 3, 74 + 7) - expected), 1);
    }
    cairo_surface_destroy(page);
}
END_TEST

/* 40 classes of which only the last has a sample: 26 rows, and words for the rest. */
START_TEST(many_classes_and_empty_ones_fit_in_every_format)
{
    const float x[] = {0, 0.5F, 1, 2, -1, 0, 0, 1, 0, 0, 1, 1};
    const uint32_t label[] = {39};
    const double share[40] = {[39] = 1};
    const qtl_contact_sheet sheet = {x, label, 1,    12,    40,    2,
                                     2, 3,     NULL, share, "rgb", ""};
    char *folder = qtl_test_folder();
    static const char *const names[] = {"a.png", "b.pdf", "c.svg", "noend"};
    static const char *const begins[] = {"\x89PNG", "%PDF", "<?xml", "\x89PNG"};
    for (size_t i = 0; i < 4; i++) {
        char *path = qtl_format("%s/%s", folder, names[i]);
        ck_ok(qtl_contact_sheet_write(&sheet, path));
        char *bytes = NULL;
        size_t size = 0;
        ck_ok(qtl_read_file(path, &bytes, &size));
        ck_assert_int_eq(strncmp(bytes, begins[i], strlen(begins[i])), 0);
        free(bytes);
        free(path);
    }
    qtl_discard_tree(folder);
    free(folder);
}
END_TEST

START_TEST(what_cannot_be_drawn_is_refused)
{
    const float x[65] = {0};
    const uint32_t label[] = {0};
    const double share[] = {1};
    qtl_contact_sheet sheet = {.x = x,
                               .label = label,
                               .n = 1,
                               .n_features = 65,
                               .n_classes = 1,
                               .share = share,
                               .title = ""};
    ck_fails(qtl_contact_sheet_write(&sheet, "x.png"), QTL_EUNSUPPORTED,
             "cannot draw x.png: its inputs are no images and have 65 features");
    sheet.n_features = 64;
    ck_fails(qtl_contact_sheet_write(&sheet, "/no/such/x.png"), QTL_EIO,
             "/no/such/x.png");
    ck_fails(qtl_contact_sheet_write(NULL, "x.png"), QTL_EINVAL, "NULL");
}
END_TEST

QTL_SUITE("contact sheet", every_pixel_of_a_sample_is_crisp_and_in_its_place,
          bits_are_strips_of_light_and_dark_fields,
          many_classes_and_empty_ones_fit_in_every_format,
          what_cannot_be_drawn_is_refused)
