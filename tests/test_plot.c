#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <png.h>

#include "core/file.h"
#include "plot/tables.h"
#include "plot_results.h"
#include "quantal/plot.h"
#include "suite.h"

static const fake_results usual = {.runs = 6, .epochs = 40, .layers = 6, .n_methods = 3};
static const fake_results small = {.runs = 2, .epochs = 6, .layers = 2, .n_methods = 2};

static char *figure_path(const char *folder, const char *figure, const char *format)
{
    char name[128];
    (void)snprintf(name, sizeof name, "plots/%s.%s", figure, format);
    return fake_path(folder, name);
}

static bool exists(const char *folder, const char *figure)
{
    char *path = figure_path(folder, figure, "png");
    const bool there = access(path, R_OK) == 0;
    free(path);
    return there;
}

/* Figures of the tables that every run has; NULL past the last. */
static const qtl_figure *run_figure_at(size_t i)
{
    static const char *const names[] = {
        "information-plane", "mi-over-epochs", "label-information",
        "accuracy-loss",     "codes",          "gradient-snr"};
    const qtl_figure *figure = NULL;
    if (i < sizeof names / sizeof names[0]) {
        ck_ok(qtl_figure_find(names[i], &figure));
    }
    return figure;
}

static size_t count_files(const char *folder)
{
    size_t n = 0;
    for (size_t i = 0; run_figure_at(i); i++) {
        n += exists(folder, run_figure_at(i)->name);
    }
    return n;
}

/* One figure by name. */
static qtl_status render_one(const char *folder, const char *figure)
{
    const char *const figures[] = {figure};
    const qtl_plot_options options = {.figures = figures, .n_figures = 1, .dpi = 60};
    return qtl_plot_render(folder, &options);
}

static void remove_folder(char *folder)
{
    ck_ok(qtl_remove_tree(folder));
    free(folder);
}

static void overwrite(const char *folder, const char *name, const char *text)
{
    char *path = fake_path(folder, name);
    qtl_test_write(path, text);
    free(path);
}

static void drop(const char *folder, const char *name)
{
    char *path = fake_path(folder, name);
    ck_assert_int_eq(unlink(path), 0);
    free(path);
}

/* What libpng reads back. */
typedef struct picture {
    png_uint_32 width, height, per_metre;
    size_t inked; /* pixels that are not white */
    char title[128], description[512], software[64], experiment[64], seed[64];
    char configuration[128];
} picture;

static void keep_text(picture *p, const png_text *text)
{
    const struct {
        const char *key;
        char *to;
        size_t size;
    } fields[] = {{"Title", p->title, sizeof p->title},
                  {"Description", p->description, sizeof p->description},
                  {"Software", p->software, sizeof p->software},
                  {"Experiment", p->experiment, sizeof p->experiment},
                  {"Seed", p->seed, sizeof p->seed},
                  {"Configuration", p->configuration, sizeof p->configuration}};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (strcmp(text->key, fields[i].key) == 0) {
            (void)snprintf(fields[i].to, fields[i].size, "%s", text->text);
        }
    }
}

static void count_ink(picture *p, png_structp png, png_infop info)
{
    png_bytepp rows = png_get_rows(png, info);
    for (png_uint_32 y = 0; y < p->height; y++) {
        for (png_uint_32 x = 0; x < 3 * p->width; x += 3) {
            p->inked +=
                rows[y][x] != 255 || rows[y][x + 1] != 255 || rows[y][x + 2] != 255;
        }
    }
}

static picture read_picture(const char *folder, const char *figure)
{
    picture p = {0};
    char *path = figure_path(folder, figure, "png");
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    if (setjmp(png_jmpbuf(png))) {
        ck_abort_msg("%s is no PNG", path);
    }
    png_init_io(png, file);
    png_read_png(png, info, PNG_TRANSFORM_IDENTITY, NULL);
    p.width = png_get_image_width(png, info);
    p.height = png_get_image_height(png, info);
    p.per_metre = png_get_pixels_per_meter(png, info);
    ck_assert_int_eq(png_get_color_type(png, info), PNG_COLOR_TYPE_RGB);
    png_textp texts = NULL;
    int n = 0;
    png_get_text(png, info, &texts, &n);
    for (int i = 0; i < n; i++) {
        keep_text(&p, &texts[i]);
    }
    count_ink(&p, png, info);
    png_destroy_read_struct(&png, &info, NULL);
    (void)fclose(file);
    free(path);
    return p;
}

START_TEST(every_figure_renders_in_every_format)
{
    static const char *const magic[] = {"\x89PNG", "%PDF-", "<?xml"};
    char *folder = fake_results_make(&usual);
    for (size_t f = 0; f < QTL_PLOT_FORMAT_COUNT; f++) {
        const qtl_plot_options options = {.format = (qtl_plot_format)f};
        ck_ok(qtl_plot_render(folder, &options));
        for (size_t i = 0; run_figure_at(i); i++) {
            char *path =
                figure_path(folder, run_figure_at(i)->name, qtl_plot_format_name(f));
            char *bytes = NULL;
            size_t size = 0;
            ck_ok(qtl_read_file(path, &bytes, &size));
            ck_assert_uint_gt(size, 5000);
            ck_assert_int_eq(memcmp(bytes, magic[f], strlen(magic[f])), 0);
            free(bytes);
            free(path);
        }
    }
    remove_folder(folder);
}
END_TEST

START_TEST(png_decodes_to_its_size_and_is_not_blank)
{
    char *folder = fake_results_make(&usual);
    qtl_result_tables *tables = NULL;
    ck_ok(qtl_plot_render(folder, NULL));
    ck_ok(qtl_tables_open(folder, &tables));
    for (size_t i = 0; run_figure_at(i); i++) {
        double width_in = 0;
        double height_in = 0;
        ck_ok(run_figure_at(i)->size(tables, &width_in, &height_in));
        const picture p = read_picture(folder, run_figure_at(i)->name);
        ck_assert_uint_eq(p.width, (png_uint_32)(200 * width_in + 0.5));
        ck_assert_uint_eq(p.height, (png_uint_32)(200 * height_in + 0.5));
        ck_assert_double_eq_tol(width_in, 7, 1e-9); /* two columns of a paper */
        ck_assert_uint_eq(p.per_metre, 7874);       /* 200 / 0.0254 */
        ck_assert_uint_gt(p.inked, (size_t)p.width * p.height / 100);
    }
    qtl_tables_free(tables);
    remove_folder(folder);
}
END_TEST

START_TEST(png_carries_its_provenance)
{
    char *folder = fake_results_make(&small);
    ck_ok(qtl_plot_render(folder, NULL));
    for (size_t i = 0; run_figure_at(i); i++) {
        const picture p = read_picture(folder, run_figure_at(i)->name);
        char title[128];
        (void)snprintf(title, sizeof title, "made-up: %s", run_figure_at(i)->name);
        ck_assert_str_eq(p.title, title);
        ck_assert_str_eq(p.description, run_figure_at(i)->caption);
        ck_assert_str_eq(p.software, "Quantal " QTL_VERSION);
        ck_assert_str_eq(p.experiment, "made-up");
        ck_assert_str_eq(p.seed, "1000");
        ck_assert_str_eq(p.configuration, "0123456789abcdef");
    }
    remove_folder(folder);
}
END_TEST

START_TEST(names_beyond_ascii_survive_in_metadata)
{
    char *folder = fake_results_make(&small);
    overwrite(folder, "manifest.yaml", "name: \"na\u00efve <x> & y\"\nseed: 3\n");
    ck_ok(render_one(folder, "mi-over-epochs"));
    const picture p = read_picture(folder, "mi-over-epochs");
    ck_assert_str_eq(p.experiment, "na\u00efve <x> & y");
    ck_assert_str_eq(p.configuration, "");
    remove_folder(folder);
}
END_TEST

START_TEST(dpi_scales_the_picture)
{
    char *folder = fake_results_make(&small);
    ck_ok(render_one(folder, "accuracy-loss"));
    const picture p = read_picture(folder, "accuracy-loss");
    ck_assert_uint_eq(p.width, 420); /* 7 in at 60 dpi */
    ck_assert_uint_eq(p.per_metre, 2362);
    remove_folder(folder);
}
END_TEST

START_TEST(the_same_tables_give_the_same_bytes)
{
    char *folder = fake_results_make(&small);
    for (size_t f = 0; f < QTL_PLOT_FORMAT_COUNT; f++) {
        const qtl_plot_options options = {.format = (qtl_plot_format)f};
        char *bytes[2] = {NULL, NULL};
        size_t size[2] = {0, 0};
        for (size_t i = 0; run_figure_at(i); i++) {
            char *path =
                figure_path(folder, run_figure_at(i)->name, qtl_plot_format_name(f));
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
    remove_folder(folder);
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
    ck_assert_uint_eq(calls, 6 + exists(folder, "estimator-scatter"));
    ck_assert_uint_eq(count_files(folder), 6);
    remove_folder(folder);
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
        ck_assert_uint_eq(count_files(folder), 6);
        for (size_t f = 0; run_figure_at(f); f++) {
            ck_assert_uint_gt(read_picture(folder, run_figure_at(f)->name).inked, 200);
        }
        remove_folder(folder);
    }
}
END_TEST

START_TEST(only_epoch_zero_is_nothing_to_draw)
{
    const fake_results what = {
        .runs = 2, .epochs = 1, .layers = 2, .n_methods = 2, .epoch_zero = true};
    char *folder = fake_results_make(&what);
    for (size_t i = 0; run_figure_at(i); i++) {
        ck_fails(render_one(folder, run_figure_at(i)->name), QTL_EEMPTY,
                 "no epoch after 0");
    }
    ck_assert_uint_eq(count_files(folder), 0);
    remove_folder(folder);
}
END_TEST

START_TEST(figures_without_their_table_are_skipped_unless_asked_for)
{
    fake_results what = small;
    what.only_measures = true;
    char *folder = fake_results_make(&what);
    ck_ok(qtl_plot_render(folder, NULL));
    ck_assert_uint_eq(count_files(folder), 3);
    ck_fails(render_one(folder, "codes"), QTL_EUNSUPPORTED, "codes.csv");
    ck_fails(render_one(folder, "accuracy-loss"), QTL_EUNSUPPORTED, "training.csv");
    ck_fails(render_one(folder, "gradient-snr"), QTL_EUNSUPPORTED, "gradients.csv");
    remove_folder(folder);
}
END_TEST

START_TEST(a_damaged_table_harms_only_its_own_figures)
{
    char *folder = fake_results_make(&small);
    overwrite(folder, "training.csv", "run,variant,epoch\n0,quantized,1\n");
    ck_ok(render_one(folder, "information-plane"));
    ck_fails(render_one(folder, "accuracy-loss"), QTL_EFORMAT, "no column train_loss");
    ck_fails(qtl_plot_render(folder, NULL), QTL_EFORMAT, "cannot draw accuracy-loss");
    ck_assert_uint_eq(count_files(folder), 1);
    remove_folder(folder);
}
END_TEST

START_TEST(a_folder_without_results_says_how_to_make_some)
{
    char *folder = qtl_test_folder();
    ck_fails(qtl_plot_render(folder, NULL), QTL_EIO, "is no result folder");
    ck_fails(qtl_plot_render(folder, NULL), QTL_EIO, "quantal run");
    overwrite(folder, "manifest.yaml", "name: x\n");
    ck_fails(qtl_plot_render(folder, NULL), QTL_EIO, "measures.csv");
    ck_fails(qtl_plot_render("/no/such/folder", NULL), QTL_EIO, "is no result folder");
    char *plots = fake_path(folder, "plots");
    ck_assert_int_ne(access(plots, F_OK), 0);
    free(plots);
    remove_folder(folder);
}
END_TEST

START_TEST(wrong_arguments_are_refused_before_anything_is_read)
{
    const char *const misspelt[] = {"information-plain"};
    const char *const nonsense[] = {"xyzzy"};
    ck_fails(qtl_plot_render(NULL, NULL), QTL_EINVAL, "directory");
    ck_fails(
        qtl_plot_render("x", &(qtl_plot_options){.figures = misspelt, .n_figures = 1}),
        QTL_EUNKNOWN, "did you mean information-plane");
    ck_fails(
        qtl_plot_render("x", &(qtl_plot_options){.figures = nonsense, .n_figures = 1}),
        QTL_EUNKNOWN, "quantal list figures");
    ck_fails(qtl_plot_render("x", &(qtl_plot_options){.dpi = 5}), QTL_ERANGE,
             "from 20 to 1200");
    ck_fails(qtl_plot_render("x", &(qtl_plot_options){.dpi = -1}), QTL_ERANGE, "dpi");
    ck_fails(qtl_plot_render("x", &(qtl_plot_options){.format = QTL_PLOT_FORMAT_COUNT}),
             QTL_EINVAL, "format");
    const qtl_figure *figure = NULL;
    ck_fails(qtl_figure_find(NULL, &figure), QTL_EINVAL, "NULL");
    ck_assert_ptr_null(figure);
}
END_TEST

START_TEST(a_failure_leaves_the_old_figure)
{
    char *folder = fake_results_make(&small);
    ck_ok(render_one(folder, "mi-over-epochs"));
    const picture before = read_picture(folder, "mi-over-epochs");
    overwrite(folder, "measures.csv", "run,variant,epoch\n1,2\n");
    ck_fails(render_one(folder, "mi-over-epochs"), QTL_EFORMAT, "measures.csv:2");
    const picture after = read_picture(folder, "mi-over-epochs");
    ck_assert_uint_eq(before.inked, after.inked);
    remove_folder(folder);
}
END_TEST

START_TEST(a_place_that_cannot_be_written_is_one_line)
{
    char *folder = fake_results_make(&small);
    overwrite(folder, "plots", "a file where the folder should be\n");
    ck_fails(qtl_plot_render(folder, NULL), QTL_EIO, "plots");
    drop(folder, "plots");
    char *blocked = figure_path(folder, "codes", "png");
    ck_ok(qtl_make_folder(blocked));
    ck_fails(render_one(folder, "codes"), QTL_EIO, "cannot write");
    free(blocked);
    remove_folder(folder);
}
END_TEST

START_TEST(a_full_disk_is_noticed)
{
    char *folder = fake_results_make(&small);
    char *path = figure_path(folder, "codes", "png");
    char *plots = fake_path(folder, "plots");
    char temporary[600];
    ck_ok(qtl_make_folder(plots));
    (void)snprintf(temporary, sizeof temporary, "%s.%ld.partial", path, (long)getpid());
    if (access("/dev/full", W_OK) == 0 && symlink("/dev/full", temporary) == 0) {
        ck_fails(render_one(folder, "codes"), QTL_EIO, "");
        ck_assert_int_ne(access(path, F_OK), 0);
    }
    free(plots);
    free(path);
    remove_folder(folder);
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
          odd_experiments_have_figures_too, only_epoch_zero_is_nothing_to_draw,
          figures_without_their_table_are_skipped_unless_asked_for,
          a_damaged_table_harms_only_its_own_figures,
          a_folder_without_results_says_how_to_make_some,
          wrong_arguments_are_refused_before_anything_is_read,
          a_failure_leaves_the_old_figure, a_place_that_cannot_be_written_is_one_line,
          a_full_disk_is_noticed, tables_of_figures_and_formats_end)
