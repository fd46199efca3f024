#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <png.h>

#include "core/file.h"
#include "core/text.h"
#include "drawn_figures.h"
#include "plot/tables.h"
#include "plot_results.h"
#include "quantal/plot.h"
#include "suite.h"

static const fake_results usual = {.runs = 6, .epochs = 40, .layers = 6, .n_methods = 3};
static const fake_results small = {.runs = 2, .epochs = 6, .layers = 2, .n_methods = 2};

START_TEST(every_figure_renders_in_every_format)
{
    static const char *const magic[] = {"\x89PNG", "%PDF-", "<?xml"};
    char *folder = fake_results_make(&usual);
    for (size_t f = 0; f < QTL_PLOT_FORMAT_COUNT; f++) {
        const qtl_plot_options options = {.format = (qtl_plot_format)f};
        ck_ok(qtl_plot_render(folder, &options));
        for (size_t i = 0; figure_of_run(i); i++) {
            char *path =
                figure_path(folder, figure_of_run(i)->name, qtl_plot_format_name(f));
            char *bytes = NULL;
            size_t size = 0;
            ck_ok(qtl_read_file(path, &bytes, &size));
            ck_assert_uint_gt(size, 5000);
            ck_assert_int_eq(memcmp(bytes, magic[f], strlen(magic[f])), 0);
            free(bytes);
            free(path);
        }
    }
    qtl_test_remove(folder);
}
END_TEST

START_TEST(png_decodes_to_its_size_and_is_not_blank)
{
    char *folder = fake_results_make(&usual);
    qtl_result_tables *tables = NULL;
    ck_ok(qtl_plot_render(folder, NULL));
    ck_ok(qtl_tables_open(folder, &tables));
    for (size_t i = 0; figure_of_run(i); i++) {
        double width_in = 0;
        double height_in = 0;
        ck_ok(figure_of_run(i)->size(tables, &width_in, &height_in));
        const picture p = read_picture(folder, figure_of_run(i)->name);
        ck_assert_uint_eq(p.width, (png_uint_32)(200 * width_in + 0.5));
        ck_assert_uint_eq(p.height, (png_uint_32)(200 * height_in + 0.5));
        ck_assert_double_eq_tol(width_in, 7, 1e-9); /* two columns of a paper */
        ck_assert_uint_eq(p.per_metre, 7874);       /* 200 / 0.0254 */
        ck_assert_uint_gt(p.inked, (size_t)p.width * p.height / 100);
    }
    qtl_tables_free(tables);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(png_carries_its_provenance)
{
    char *folder = fake_results_make(&small);
    ck_ok(qtl_plot_render(folder, NULL));
    for (size_t i = 0; figure_of_run(i); i++) {
        const picture p = read_picture(folder, figure_of_run(i)->name);
        char title[128];
        (void)snprintf(title, sizeof title, "made-up: %s", figure_of_run(i)->name);
        ck_assert_str_eq(p.title, title);
        ck_assert_str_eq(p.description, figure_of_run(i)->caption);
        ck_assert_str_eq(p.software, "Quantal " QTL_VERSION);
        ck_assert_str_eq(p.experiment, "made-up");
        ck_assert_str_eq(p.seed, "1000");
        ck_assert_str_eq(p.configuration, "0123456789abcdef");
    }
    qtl_test_remove(folder);
}
END_TEST

START_TEST(names_beyond_ascii_survive_in_metadata)
{
    char *folder = fake_results_make(&small);
    overwrite_table(folder, "manifest.yaml", "name: \"na\u00efve <x> & y\"\nseed: 3\n");
    ck_ok(render_figure(folder, "mi-over-epochs"));
    const picture p = read_picture(folder, "mi-over-epochs");
    ck_assert_str_eq(p.experiment, "na\u00efve <x> & y");
    ck_assert_str_eq(p.configuration, "");
    qtl_test_remove(folder);
}
END_TEST

START_TEST(dpi_scales_the_picture)
{
    char *folder = fake_results_make(&small);
    ck_ok(render_figure(folder, "accuracy-loss"));
    const picture p = read_picture(folder, "accuracy-loss");
    ck_assert_uint_eq(p.width, 420); /* 7 in at 60 dpi */
    ck_assert_uint_eq(p.per_metre, 2362);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(the_same_tables_give_the_same_bytes)
{
    char *folder = fake_results_make(&small);
    for (size_t f = 0; f < QTL_PLOT_FORMAT_COUNT; f++) {
        const qtl_plot_options options = {.format = (qtl_plot_format)f};
        char *bytes[2] = {NULL, NULL};
        size_t size[2] = {0, 0};
        for (size_t i = 0; figure_of_run(i); i++) {
            char *path =
                figure_path(folder, figure_of_run(i)->name, qtl_plot_format_name(f));
            for (int again = 0; again < 2; again++) {
                ck_ok(qtl_plot_render(folder, &options));
                ck_ok(qtl_read_file(path, &bytes[again], &size[again]));
            }
            ck_assert_uint_eq(size[0], size[1]);
            ck_assert_msg(memcmp(bytes[0], bytes[1], size[0]) == 0, "%s differs", path);
            free(bytes[0]);
            free(bytes[1]);
            free(path);
        }
    }
    qtl_test_remove(folder);
}
END_TEST

static void count_call(const char *path, void *context)
{
    ck_assert_int_eq(access(path, R_OK), 0);
    ++*(size_t *)context;
}

START_TEST(every_written_file_is_announced)
{
    char *folder = fake_results_make(&small);
    size_t calls = 0;
    const qtl_plot_options options = {
        .written = count_call, .context = &calls, .dpi = 50};
    ck_ok(qtl_plot_render(folder, &options));
    ck_assert_uint_eq(calls, 6 + figure_exists(folder, "estimator-scatter"));
    ck_assert_uint_eq(count_figures(folder), 6);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(odd_experiments_have_figures_too)
{
    static const fake_results odd[] = {
        {.runs = 1, .epochs = 40, .layers = 6, .n_methods = 3},
        {.runs = 1, .epochs = 1, .layers = 1, .n_methods = 1, .no_continuous = true},
        {.runs = 2, .epochs = 2, .layers = 2, .n_methods = 2, .epoch_zero = true},
        {.runs = 5, .epochs = 10, .layers = 20, .n_methods = 12},
        {.runs = 3, .epochs = 20, .layers = 10, .n_methods = 5, .gaps = true},
        {.runs = 3, .epochs = 20, .layers = 3, .n_methods = 3, .no_quantized = true},
        {.runs = 3, .epochs = 20, .layers = 3, .n_methods = 3, .no_continuous = true},
        {.runs = 3, .epochs = 20, .layers = 3, .n_methods = 3, .no_test = true},
        {.runs = 3, .epochs = 20, .layers = 3, .n_methods = 3, .one_batch = true},
    };
    const qtl_plot_options options = {.dpi = 50};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        char *folder = fake_results_make(&odd[i]);
        ck_ok(qtl_plot_render(folder, &options));
        ck_assert_uint_eq(count_figures(folder), 6);
        for (size_t f = 0; figure_of_run(f); f++) {
            ck_assert_uint_gt(read_picture(folder, figure_of_run(f)->name).inked, 200);
        }
        qtl_test_remove(folder);
    }
}
END_TEST

/* Four bins from 0 to 1, and a fifth one far out with this share. */
static size_t ink_of_codes(double share)
{
    char *folder = fake_results_make(&small);
    qtl_text rows = {0};
    qtl_text_add(&rows, "variant,epoch,layer,bin,low,high,share\n");
    for (int epoch = 1; epoch < 9; epoch++) {
        for (int bin = 0; bin < 4; bin++) {
            qtl_text_add(&rows, "quantized,%d,1,%d,%g,%g,0.25\n", epoch, bin, bin / 4.0,
                         (bin + 1) / 4.0);
        }
        qtl_text_add(&rows, "quantized,%d,1,4,999,1000,%g\n", epoch, share);
    }
    overwrite_table(folder, "codes.csv", rows.data);
    ck_ok(render_figure(folder, "codes"));
    const picture p = read_picture(folder, "codes");
    qtl_test_remove(folder);
    free(rows.data);
    return p.inked;
}

START_TEST(rare_values_do_not_empty_a_histogram)
{
    const double ink = (double)ink_of_codes(0);
    ck_assert_double_eq_tol((double)ink_of_codes(1e-5), ink, 0.05 * ink);
    ck_assert_double_lt((double)ink_of_codes(0.1), 0.5 * ink); /* that is not rare */
}
END_TEST

START_TEST(tables_of_figures_and_formats_end)
{
    const qtl_figure *figure = NULL;
    size_t i = 0;
    for (; qtl_figure_at(i); i++) {
        ck_ok(qtl_figure_find(qtl_figure_at(i)->name, &figure));
        ck_assert_ptr_eq(figure, qtl_figure_at(i));
        ck_assert_ptr_nonnull(figure->summary);
        ck_assert_ptr_nonnull(figure->caption);
    }
    ck_assert_uint_gt(i, 0);
    ck_assert_ptr_null(qtl_figure_at(i + 1));
    ck_assert_str_eq(qtl_plot_format_name(QTL_SVG), "svg");
    ck_assert_ptr_null(qtl_plot_format_name(QTL_PLOT_FORMAT_COUNT));
}
END_TEST

QTL_SUITE("plot", every_figure_renders_in_every_format,
          png_decodes_to_its_size_and_is_not_blank, png_carries_its_provenance,
          names_beyond_ascii_survive_in_metadata, dpi_scales_the_picture,
          the_same_tables_give_the_same_bytes, every_written_file_is_announced,
          odd_experiments_have_figures_too, rare_values_do_not_empty_a_histogram,
          tables_of_figures_and_formats_end)
