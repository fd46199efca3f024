#include "drawn_figures.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "plot_results.h"
#include "quantal/plot.h"

char *figure_path(const char *folder, const char *figure, const char *format)
{
    char name[128];
    (void)snprintf(name, sizeof name, "plots/%s.%s", figure, format);
    return fake_path(folder, name);
}

bool figure_exists(const char *folder, const char *figure)
{
    char *path = figure_path(folder, figure, "png");
    const bool there = access(path, R_OK) == 0;
    free(path);
    return there;
}

const qtl_figure *figure_of_run(size_t i)
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

size_t count_figures(const char *folder)
{
    size_t n = 0;
    for (size_t i = 0; figure_of_run(i); i++) {
        n += figure_exists(folder, figure_of_run(i)->name);
    }
    return n;
}

qtl_status render_figure(const char *folder, const char *figure)
{
    const char *const figures[] = {figure};
    const qtl_plot_options options = {.figures = figures, .n_figures = 1, .dpi = 60};
    return qtl_plot_render(folder, &options);
}

void overwrite_table(const char *folder, const char *name, const char *text)
{
    char *path = fake_path(folder, name);
    qtl_test_write(path, text);
    free(path);
}

void drop_table(const char *folder, const char *name)
{
    char *path = fake_path(folder, name);
    ck_assert_int_eq(unlink(path), 0);
    free(path);
}

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

picture read_picture(const char *folder, const char *figure)
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
