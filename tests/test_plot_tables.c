#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plot/marks.h"
#include "plot/stats.h"
#include "plot/tables.h"
#include "plot_results.h"
#include "quantal/estimator.h"
#include "suite.h"

#define HEADER FAKE_MEASURES_HEADER
#define MANIFEST FAKE_MANIFEST

/* The whole of measures.csv and the words of its failure. */
static void measures_fail(const char *text, qtl_status status, const char *words)
{
    char *folder = fake_folder(MANIFEST, text);
    qtl_result_tables *tables = NULL;
    const qtl_cube *cube = NULL;
    ck_ok(qtl_tables_open(folder, &tables));
    ck_fails(qtl_tables_need(tables, QTL_MEASURES, &cube), status, words);
    ck_assert_ptr_null(cube);
    qtl_tables_free(tables);
    qtl_test_remove(folder);
}

START_TEST(numbers_land_in_their_cells)
{
    qtl_result_tables *t = fake_tables("7,quantized,10,2,3,exact,,I(X;T),4.5,\n"
                                       "2,quantized,10,2,3,exact,,I(X;T),3.5,\n"
                                       "2,quantized,5,1,9,exact,,I(T;Y),0.25,\n"
                                       "2,continuous,5,1,9,kde,\"a=1,b=2\",I(X;T),8,\n"
                                       "2,continuous,5,1,9,kde,\"a=1,b=2\",I(T;R),1,\n");
    const qtl_cube *cube = NULL;
    ck_ok(qtl_tables_need(t, QTL_MEASURES, &cube));
    ck_assert_uint_eq(cube->layers.n, 2);
    ck_assert_uint_eq(cube->epochs.n, 2);
    ck_assert_uint_eq(cube->runs.n, 2);
    const double *runs = qtl_cube_runs(cube, qtl_measure_series(0, 0, QTL_I_XT), 1, 1);
    ck_assert_double_eq(runs[0], 3.5);
    ck_assert_double_eq(runs[1], 4.5);
    runs = qtl_cube_runs(cube, qtl_measure_series(0, 0, QTL_I_TY), 0, 0);
    ck_assert_double_eq(runs[0], 0.25);
    ck_assert_double_nan(runs[1]);
    runs = qtl_cube_runs(cube, qtl_measure_series(1, 1, QTL_I_XT), 0, 0);
    ck_assert_double_eq(runs[0], 8);
    ck_assert(qtl_cube_has(cube, qtl_measure_series(1, 1, QTL_I_XT), 0));
    ck_assert(!qtl_cube_has(cube, qtl_measure_series(1, 1, QTL_I_XT), 1));
    ck_assert_double_eq(t->width[0], 9);
    ck_assert_double_eq(t->manifest.h_x_bits, 12);
    ck_assert_str_eq(t->manifest.config_sha256, "");
    qtl_tables_free(t);
}
END_TEST

START_TEST(empty_nan_and_infinity_are_gaps)
{
    qtl_result_tables *t = fake_tables("1,quantized,1,1,3,exact,,I(X;T),,\n"
                                       "2,quantized,1,1,3,exact,,I(X;T),nan,\n"
                                       "3,quantized,1,1,3,exact,,I(X;T),-inf,\n"
                                       "4,quantized,1,1,3,exact,,I(X;T),-nan,\n"
                                       "5,quantized,1,1,3,exact,,I(X;T),2,\n");
    const double *runs = qtl_cube_runs(&t->cube[QTL_MEASURES], 0, 0, 0);
    ck_assert_uint_eq(qtl_band_of(runs, 5).n, 1);
    ck_assert_double_eq(qtl_band_of(runs, 5).mean, 2);
    qtl_tables_free(t);
}
END_TEST

START_TEST(layers_are_called_by_number_and_width)
{
    qtl_result_tables *t = fake_tables("1,quantized,1,1,10,exact,,I(X;T),1,\n"
                                       "1,quantized,1,2,2,exact,,I(X;T),1,\n");
    char label[QTL_LABEL_SIZE];
    qtl_layer_label(t, 1, label);
    ck_assert_str_eq(label, "layer 1 (10)");
    qtl_layer_label(t, 2, label);
    ck_assert_str_eq(label, "output (2)");
    qtl_layer_label(t, 9, label);
    ck_assert_str_eq(label, "layer 9");
    qtl_tables_free(t);
}
END_TEST

START_TEST(methods_are_called_by_what_sets_them_apart)
{
    static const char *const labels[] = {"exact",
                                         "KDE upper \u03c3\u00b2=0.1",
                                         "KDE lower \u03c3\u00b2=0.1",
                                         "binning 30 low=-1",
                                         "binning 30 low=0",
                                         "binning 30 input",
                                         "a &lt;b&gt;"};
    qtl_result_tables *t =
        fake_tables("1,quantized,1,1,3,kde,\"variance=0.1,bound=upper\",I(X;T),1,\n"
                    "1,quantized,1,1,3,kde,\"variance=0.1,bound=lower\",I(X;T),1,\n"
                    "1,quantized,1,1,3,binning,\"bins=30,low=-1\",I(X;T),1,\n"
                    "1,quantized,1,1,3,binning,\"bins=30,low=0\",I(X;T),1,\n"
                    "1,quantized,1,1,3,binning,\"rule=input,bins=30\",I(X;T),1,\n"
                    "1,quantized,1,1,3,a <b>,z=1,I(X;T),1,\n");
    ck_assert_uint_eq(t->n_methods, 7);
    for (size_t m = 0; m < 7; m++) {
        ck_assert_str_eq(t->method[m].label, labels[m]);
    }
    ck_assert(!t->method[0].present[0]); /* `exact` has its place and colour even so */
    qtl_tables_free(t);
}
END_TEST

/* Elsewhere "binning 30" is 30 cells on the layer's own range. */
START_TEST(a_fixed_range_is_always_said)
{
    qtl_result_tables *t =
        fake_tables("1,quantized,1,1,3,binning,\"bins=30,low=-1,high=1\",I(X;T),1,\n"
                    "1,quantized,1,1,3,binning,\"bins=30,low=-1,high=1,inputs=64\","
                    "I(T;Y),1,\n"
                    "1,quantized,1,1,3,binning,bins=30,I(X;T),1,\n");
    ck_assert_str_eq(t->method[1].label, "binning 30 in [-1,1]");
    ck_assert_str_eq(t->method[2].label, "binning 30 in [-1,1] n=64");
    ck_assert_str_eq(t->method[3].label, "binning 30");
    qtl_tables_free(t);
}
END_TEST

START_TEST(the_manifest_says_how_long_labels_were_shuffled)
{
    qtl_manifest manifest = {0};
    char *folder = fake_folder("configuration:\n  training:\n"
                               "    shuffled_label_epochs: 1000\n",
                               HEADER);
    ck_ok(qtl_manifest_read(folder, &manifest));
    ck_assert_double_eq(manifest.shuffled_epochs, 1000);
    qtl_manifest_free(&manifest);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(no_two_methods_share_colour_and_mark)
{
    char rows[4096] = "";
    for (int m = 0; m < 12; m++) {
        char row[96];
        (void)snprintf(row, sizeof row, "1,quantized,1,1,3,%s,k=%d,I(X;T),1,\n",
                       m % 2 ? "binning" : "other", m);
        strcat(rows, row);
    }
    qtl_result_tables *t = fake_tables(rows);
    ck_assert_uint_eq(t->method[0].color, 0);
    ck_assert_uint_eq(t->method[2].color, 1); /* the first binning */
    ck_assert_uint_eq(t->method[2].mark, 0);
    ck_assert_uint_eq(t->method[4].color, 1); /* and the second */
    for (size_t a = 0; a < t->n_methods; a++) {
        for (size_t b = 0; b < a; b++) {
            ck_assert(t->method[a].color != t->method[b].color ||
                      t->method[a].mark != t->method[b].mark);
        }
        ck_assert(a == 0 || t->method[a].color != 0); /* blue is for `exact` */
    }
    qtl_tables_free(t);
}
END_TEST

static bool is_grey(qtl_color c)
{
    return c.r == c.g && c.g == c.b;
}

static double luma(qtl_color c)
{
    return 0.2126 * c.r + 0.7152 * c.g + 0.0722 * c.b;
}

/* The hue is the estimator's, so that no setting looks like another estimator. */
START_TEST(settings_of_an_estimator_are_shades_of_its_colour)
{
    static const char *const names[] = {"binning", "plugin"};
    for (size_t i = 0; i < 2; i++) {
        char rows[1024] = "1,quantized,1,1,3,exact,,I(X;T),1,\n";
        for (int k = 0; k < 5; k++) {
            char row[96];
            (void)snprintf(row, sizeof row, "1,quantized,1,1,3,%s,k=%d,I(X;T),1,\n",
                           names[i], k);
            strcat(rows, row);
        }
        qtl_result_tables *t = fake_tables(rows);
        const qtl_color own = qtl_okabe_ito(t->method[1].color);
        ck_assert_double_eq(luma(qtl_method_color(&t->method[1])), luma(own));
        for (size_t a = 1; a < 6; a++) {
            const qtl_color color = qtl_method_color(&t->method[a]);
            ck_assert_uint_eq(t->method[a].color, t->method[1].color);
            ck_assert_int_eq(is_grey(color), is_grey(own));
            ck_assert(color.r >= color.g && color.g >= color.b); /* as orange and black */
            for (size_t b = 1; b < a; b++) {
                const double other = luma(qtl_method_color(&t->method[b]));
                ck_assert_double_gt(fabs(luma(color) - other), 0.03);
                ck_assert_uint_ne(t->method[a].mark, t->method[b].mark);
            }
        }
        qtl_tables_free(t);
    }
}
END_TEST

static bool is_triangle(qtl_mark mark)
{
    enum { UP = 3, RIGHT = 6, SHAPES = 8 };
    return mark.shape % SHAPES >= UP && mark.shape % SHAPES <= RIGHT;
}

/* A turned triangle is no other mark. */
static bool look_alike(size_t a, size_t b)
{
    return a == b ||
           (is_triangle(qtl_mark_of_method(a)) && is_triangle(qtl_mark_of_method(b)));
}

START_TEST(every_estimator_has_a_colour_and_mark_of_its_own_whatever_else_there_is)
{
    char rows[8192] = "";
    size_t n = 0;
    for (; qtl_estimator_at(n); n++) {
        char row[96];
        (void)snprintf(row, sizeof row, "1,quantized,1,1,3,%s,,I(X;T),1,\n",
                       qtl_estimator_at(n)->name);
        strcat(rows, row);
    }
    qtl_result_tables *all = fake_tables(rows);
    ck_assert_uint_eq(all->n_methods, n);
    for (size_t a = 0; a < n; a++) {
        char row[96];
        (void)snprintf(row, sizeof row, "1,quantized,1,1,3,%s,,I(X;T),1,\n",
                       all->method[a].estimator);
        qtl_result_tables *one = fake_tables(row);
        const qtl_plot_method *alone =
            qtl_methods_find(one, all->method[a].estimator, "");
        ck_assert_uint_eq(alone->color, all->method[a].color);
        ck_assert_uint_eq(alone->mark, all->method[a].mark);
        qtl_tables_free(one);
        for (size_t b = 0; b < a; b++) {
            ck_assert(all->method[a].color != all->method[b].color ||
                      !look_alike(all->method[a].mark, all->method[b].mark));
        }
    }
    qtl_tables_free(all);
}
END_TEST

START_TEST(saturation_is_within_a_hundredth_of_a_bit_at_every_epoch)
{
    qtl_result_tables *t = fake_tables("1,quantized,1,1,3,exact,,I(X;T),12,\n"
                                       "1,quantized,2,1,3,exact,,I(X;T),11.991,\n"
                                       "1,quantized,1,2,3,exact,,I(X;T),12,\n"
                                       "1,quantized,2,2,3,exact,,I(X;T),11.98,\n"
                                       "1,quantized,2,3,3,exact,,I(T;Y),1,\n");
    ck_assert(qtl_is_saturated(t, 0, 0, 0));
    ck_assert(!qtl_is_saturated(t, 0, 0, 1));
    ck_assert(!qtl_is_saturated(t, 0, 0, 2)); /* no value at all */
    t->manifest.h_x_bits = NAN;
    ck_assert(!qtl_is_saturated(t, 0, 0, 0));
    qtl_tables_free(t);
}
END_TEST

START_TEST(damaged_tables_name_file_and_line)
{
    measures_fail("", QTL_EEMPTY, "measures.csv is empty");
    measures_fail(HEADER, QTL_EUNSUPPORTED, "measures.csv has no rows");
    measures_fail(HEADER "1,quantized,1,1,3,exact,,I(T;R),1,\n", QTL_EEMPTY,
                  "neither I(X;T) nor I(T;Y)");
    measures_fail("run,epoch\n1,1\n", QTL_EFORMAT, "has no column variant");
    measures_fail(HEADER "1,quantized,1,1,3,exact,,I(X;T),1,\n1,quantized,1,1,3,ex",
                  QTL_EFORMAT, "measures.csv:3");
    measures_fail(HEADER "1,quantised,1,1,3,exact,,I(X;T),1,\n", QTL_EFORMAT,
                  "measures.csv:2: variant is \"quantised\"");
    measures_fail(HEADER "1,quantized,one,1,3,exact,,I(X;T),1,\n", QTL_EFORMAT,
                  "measures.csv:2: epoch is \"one\"");
    measures_fail(HEADER "1,quantized,1,1,3,exact,,I(X;T),1.2x,\n", QTL_EFORMAT,
                  "measures.csv:2: value_bits is \"1.2x\"");
    measures_fail(HEADER "1,quantized,1,1,,exact,,I(X;T),1,\n", QTL_EFORMAT, "width");
    measures_fail(HEADER "1,quantized,1,x,3,exact,,I(X;T),1,\n", QTL_EFORMAT, "layer");
    measures_fail(HEADER "x,quantized,1,1,3,exact,,I(X;T),1,\n", QTL_EFORMAT, "run");
}
END_TEST

START_TEST(a_table_full_of_holes_is_refused_instead_of_eating_memory)
{
    enum { ROWS = 3000 };
    char *text = malloc((size_t)ROWS * 64);
    ck_assert_ptr_nonnull(text);
    size_t used = (size_t)sprintf(text, HEADER);
    for (int i = 0; i < ROWS; i++) {
        used += (size_t)sprintf(text + used, "%d,quantized,%d,%d,3,exact,,I(X;T),1,\n", i,
                                i, i);
    }
    measures_fail(text, QTL_EFORMAT, "too many for 3000 rows");
    free(text);
}
END_TEST

START_TEST(too_many_methods_are_no_figure)
{
    char *text = malloc(8192);
    ck_assert_ptr_nonnull(text);
    size_t used = (size_t)sprintf(text, HEADER);
    for (int m = 0; m < QTL_PLOT_METHODS_MAX; m++) {
        used += (size_t)sprintf(text + used, "1,quantized,1,1,3,e,k=%d,I(X;T),1,\n", m);
    }
    measures_fail(text, QTL_ERANGE, "more than 64 estimators");
    free(text);
}
END_TEST

START_TEST(a_manifest_that_is_no_mapping_is_an_error)
{
    static const char *const bad[] = {"", "- a\n- b\n", "just words\n", "a: [1, 2\n"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char *folder = fake_folder(bad[i], HEADER "1,quantized,1,1,3,exact,,I(X;T),1,\n");
        qtl_result_tables *tables = NULL;
        const qtl_status status = i == 0 ? QTL_EEMPTY : QTL_EFORMAT;
        ck_fails(qtl_tables_open(folder, &tables), status, "manifest.yaml");
        ck_assert_ptr_null(tables);
        qtl_test_remove(folder);
    }
}
END_TEST

START_TEST(freeing_nothing_is_fine)
{
    qtl_tables_free(NULL);
}
END_TEST

QTL_SUITE("plot tables", numbers_land_in_their_cells, empty_nan_and_infinity_are_gaps,
          layers_are_called_by_number_and_width,
          methods_are_called_by_what_sets_them_apart, a_fixed_range_is_always_said,
          the_manifest_says_how_long_labels_were_shuffled,
          no_two_methods_share_colour_and_mark,
          settings_of_an_estimator_are_shades_of_its_colour,
          every_estimator_has_a_colour_and_mark_of_its_own_whatever_else_there_is,
          saturation_is_within_a_hundredth_of_a_bit_at_every_epoch,
          damaged_tables_name_file_and_line,
          a_table_full_of_holes_is_refused_instead_of_eating_memory,
          too_many_methods_are_no_figure, a_manifest_that_is_no_mapping_is_an_error,
          freeing_nothing_is_fine)
