/* The figure relevant-information and the table it is made from. The numbers are made
 * up. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "core/text.h"
#include "plot/tables.h"
#include "plot_results.h"
#include "quantal/plot.h"
#include "suite.h"

#define HEADER FAKE_MEASURES_HEADER

static const char known[] = "name: x\nseed: 1\ninput_entropy_bits: 9\n"
                            "label_entropy_bits: 1\nrelevant_inputs: 5\n"
                            "relevant_entropy_bits: 5\n"
                            "irrelevant_entropy_bits: 4\n";
static const char unknown[] = "name: x\nseed: 1\ninput_entropy_bits: 9\n";
static const char *const quantities[] = {"I(X;T)", "I(T;Y)",   "I(T;R)",
                                         "I(T;N)", "I(T;R|N)", "I(T;N|R)"};

/* A folder with a manifest and measures; the caller frees the name. */
static char *make_folder(const char *manifest, const char *rows)
{
    char *text = qtl_format(HEADER "%s", rows);
    char *folder = fake_folder(manifest, text);
    free(text);
    return folder;
}

/* Curves of `exact` that fall with epochs and rise with the layer's number. */
static char *many_rows(size_t runs, size_t layers, size_t epochs, const char *variant)
{
    qtl_text text = {0};
    for (size_t run = 1; run <= runs; run++) {
        for (size_t e = 0; e < epochs; e++) {
            for (size_t at = 0; at < 6 * layers; at++) {
                const size_t layer = at / 6 + 1;
                const double value =
                    4 / (double)(layer + e) + 0.1 * (double)(at % 6) + 0.01 * (double)run;
                qtl_text_add(&text, "%zu,%s,%d,%zu,3,exact,,%s,%.9g,\n", run, variant,
                             1 << e, layer, quantities[at % 6], value);
            }
        }
    }
    return text.data;
}

static qtl_status render(const char *folder, qtl_plot_format format)
{
    static const char *const figures[] = {"relevant-information"};
    const qtl_plot_options options = {
        .figures = figures, .n_figures = 1, .format = format, .dpi = 50};
    return qtl_plot_render(folder, &options);
}

static char *read_figure(const char *folder, const char *format)
{
    char *path = qtl_format("%s/plots/relevant-information.%s", folder, format);
    char *bytes = NULL;
    size_t size = 0;
    ck_ok(qtl_read_file(path, &bytes, &size));
    ck_assert_uint_gt(size, 2000);
    free(path);
    return bytes;
}

START_TEST(it_is_drawn_in_every_format_and_always_the_same)
{
    char *rows = many_rows(6, 4, 9, "quantized");
    char *folder = make_folder(known, rows);
    for (size_t f = 0; f < QTL_PLOT_FORMAT_COUNT; f++) {
        ck_ok(render(folder, (qtl_plot_format)f));
        free(read_figure(folder, qtl_plot_format_name(f)));
    }
    char *first = read_figure(folder, "svg");
    ck_ok(render(folder, QTL_SVG));
    char *second = read_figure(folder, "svg");
    ck_assert_str_eq(first, second);
    free(first);
    free(second);
    free(rows);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(odd_runs_have_it_too)
{
    static const char one[] = "1,quantized,1,2,3,exact,,I(T;R),1,\n";
    static const char constant[] = "1,quantized,1,1,3,exact,,I(T;N|R),0,\n"
                                   "1,quantized,2,1,3,exact,,I(T;N|R),0,\n";
    char *single = many_rows(1, 1, 1, "quantized");
    char *twins = many_rows(2, 12, 5, "continuous");
    const char *const odd[] = {one, constant, single, twins};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        char *folder = make_folder(known, odd[i]);
        ck_ok(render(folder, QTL_PNG));
        free(read_figure(folder, "png"));
        qtl_test_remove(folder);
    }
    free(single);
    free(twins);
}
END_TEST

/* How many letters the figure has where two layers know `share` of both parts. */
static size_t letters_where_known(double share)
{
    qtl_text rows = {0};
    for (int i = 0; i < 6; i++) {
        qtl_text_add(&rows, "1,quantized,%d,%d,3,exact,,I(T;R),%g,\n", 1 + i / 2,
                     1 + i % 2, 5 * share);
        qtl_text_add(&rows, "1,quantized,%d,%d,3,exact,,I(T;N),%g,\n", 1 + i / 2,
                     1 + i % 2, 4 * share);
    }
    char *folder = make_folder(known, rows.data);
    ck_ok(render(folder, QTL_SVG));
    char *svg = read_figure(folder, "svg");
    size_t n = 0;
    for (const char *at = svg; (at = strstr(at, "<use ")) != NULL; at++) {
        n++;
    }
    free(svg);
    free(rows.data);
    qtl_test_remove(folder);
    return n;
}

START_TEST(layers_that_know_all_say_so)
{
    static const char note[] = "saturated: within 0.01 bit of H(R), H(N)";
    size_t letters = 0; /* blanks have no shape */
    for (const char *at = note; *at; at++) {
        letters += *at != ' ';
    }
    const size_t without = letters_where_known(0.99); /* 0.05 and 0.04 bits are missing */
    ck_assert_uint_ge(letters_where_known(1), without + 2 * letters);
    ck_assert_uint_ge(letters_where_known(0.999), without + 2 * letters);
}
END_TEST

START_TEST(without_known_parts_it_is_left_out_unless_asked_for)
{
    char *rows = many_rows(1, 2, 4, "quantized");
    char *folder = make_folder(unknown, rows);
    char *path = qtl_format("%s/plots/relevant-information.png", folder);
    ck_ok(qtl_plot_render(folder, NULL));
    ck_assert_int_ne(access(path, F_OK), 0);
    ck_fails(render(folder, QTL_PNG), QTL_EUNSUPPORTED, "which inputs are relevant");
    free(path);
    free(rows);
    qtl_test_remove(folder);
}
END_TEST

/* A run of the continuous twin alone has nothing counted. */
START_TEST(without_counted_rows_it_is_left_out_unless_asked_for)
{
    char *folder = make_folder(known, "1,continuous,1,1,3,kde,,I(X;T),2,\n"
                                      "1,continuous,1,1,3,kde,,I(T;Y),1,\n");
    ck_ok(qtl_plot_render(folder, NULL));
    ck_fails(render(folder, QTL_PNG), QTL_EUNSUPPORTED, "neither I(T;R) nor I(T;N)");
    qtl_test_remove(folder);
}
END_TEST

START_TEST(only_epoch_zero_is_nothing_to_draw)
{
    char *folder = make_folder(known, "1,quantized,0,1,3,exact,,I(T;R),2,\n");
    ck_fails(render(folder, QTL_PNG), QTL_EEMPTY, "no epoch after 0");
    qtl_test_remove(folder);
}
END_TEST

START_TEST(each_part_lands_in_its_series)
{
    char *folder = make_folder(known, "3,quantized,8,2,3,exact,,I(T;N|R),0.75,\n"
                                      "3,quantized,8,2,3,exact,,I(X;T),7,\n"
                                      "3,quantized,8,2,3,binning,bins=30,I(X;T),6,\n"
                                      "3,quantized,8,2,3,exact,,I(T;R),1.5,\n"
                                      "4,continuous,8,2,3,exact,,I(T;N),2.5,\n"
                                      "4,quantized,8,2,3,exact,,I(T;R|N),nan,\n");
    qtl_result_tables *tables = NULL;
    const qtl_cube *cube = NULL;
    ck_ok(qtl_tables_open(folder, &tables));
    ck_ok(qtl_tables_need(tables, QTL_PARTS, &cube));
    ck_assert_uint_eq(cube->n_series, 2 * QTL_PARTS_COUNT);
    ck_assert_uint_eq(cube->runs.n, 2);
    ck_assert_double_eq(
        qtl_cube_runs(cube, qtl_part_series(0, QTL_I_TN_GIVEN_R), 0, 0)[0], 0.75);
    ck_assert_double_eq(qtl_cube_runs(cube, qtl_part_series(0, QTL_I_TR), 0, 0)[0], 1.5);
    ck_assert_double_eq(qtl_cube_runs(cube, qtl_part_series(1, QTL_I_TN), 0, 0)[1], 2.5);
    ck_assert(!qtl_cube_has(cube, qtl_part_series(0, QTL_I_TR_GIVEN_N), 1));
    ck_assert_double_eq(tables->manifest.h_r_bits, 5);
    ck_assert_double_eq(tables->manifest.h_n_bits, 4);
    /* Other tables do not notice: exact and binning, two quantities each. */
    ck_ok(qtl_tables_need(tables, QTL_MEASURES, &cube));
    ck_assert_uint_eq(tables->n_methods, 2);
    ck_assert_double_eq(qtl_cube_runs(cube, qtl_measure_series(0, 0, QTL_I_XT), 0, 0)[0],
                        7);
    qtl_tables_free(tables);
    qtl_test_remove(folder);
}
END_TEST

QTL_SUITE("plot relevant", it_is_drawn_in_every_format_and_always_the_same,
          odd_runs_have_it_too, layers_that_know_all_say_so,
          without_known_parts_it_is_left_out_unless_asked_for,
          without_counted_rows_it_is_left_out_unless_asked_for,
          only_epoch_zero_is_nothing_to_draw, each_part_lands_in_its_series)
