#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "core/text.h"
#include "plot_results.h"
#include "quantal/matrix.h"
#include "quantal/plot.h"
#include "suite.h"

static const fake_results one_run = {.runs = 1, .epochs = 4, .layers = 2, .n_methods = 1};

/* A result folder whose manifest says `manifest` besides what it said. */
static char *folder_with(const char *manifest)
{
    char *folder = fake_results_make(&one_run);
    char *path = fake_path(folder, "manifest.yaml");
    char *text = NULL;
    size_t size = 0;
    ck_ok(qtl_read_file(path, &text, &size));
    char *longer = qtl_format("%s%s", text, manifest);
    qtl_test_write(path, longer);
    free(longer);
    free(text);
    free(path);
    return folder;
}

/* Weights of a variant's first run: neuron n is n + 1 at pixel n, 0 elsewhere. */
static void write_weights(const char *folder, const char *variant, size_t n,
                          size_t pixels)
{
    double *data = calloc(n * pixels, sizeof *data);
    ck_assert_ptr_nonnull(data);
    for (size_t i = 0; i < n; i++) {
        data[i % pixels * n + i] = (double)(i + 1) + 0.5;
    }
    const qtl_matrix matrix = {.n_rows = n, .n_cols = pixels, .data = data};
    char *run = qtl_format("%s/runs/%s-1", folder, variant);
    ck_ok(qtl_make_folder(run));
    char *path = qtl_format("%s/weights-1.npy", run);
    ck_ok(qtl_matrix_write_npy(&matrix, path));
    free(path);
    free(run);
    free(data);
}

static qtl_status render(const char *folder)
{
    const char *const figures[] = {"weights"};
    const qtl_plot_options options = {.figures = figures, .n_figures = 1, .dpi = 40};
    return qtl_plot_render(folder, &options);
}

static bool is_drawn(const char *folder)
{
    char *path = fake_path(folder, "plots/weights.png");
    const bool there = access(path, R_OK) == 0;
    free(path);
    return there;
}

static const char images[] = "image_rows: 2\nimage_columns: 3\nimage_channels: 1\n";

START_TEST(weights_of_both_twins_are_drawn)
{
    char *folder = folder_with(images);
    write_weights(folder, "quantized", 5, 6);
    write_weights(folder, "continuous", 5, 6);
    ck_ok(render(folder));
    ck_assert(is_drawn(folder));
    qtl_test_remove(folder);
}
END_TEST

START_TEST(one_twin_is_enough_and_more_neurons_than_fit_are_cut)
{
    char *folder = folder_with(images);
    write_weights(folder, "continuous", 100, 6);
    ck_ok(render(folder));
    ck_assert(is_drawn(folder));
    qtl_test_remove(folder);
}
END_TEST

START_TEST(what_is_no_image_has_no_picture)
{
    char *folder = folder_with("");
    write_weights(folder, "quantized", 5, 6);
    ck_fails(render(folder), QTL_EUNSUPPORTED, "the inputs are no images");
    qtl_test_remove(folder);
}
END_TEST

START_TEST(weights_of_another_shape_are_refused_in_one_line)
{
    char *folder = folder_with(images);
    ck_fails(render(folder), QTL_EUNSUPPORTED, "has no weights-1.npy");
    write_weights(folder, "quantized", 5, 7);
    ck_fails(render(folder), QTL_EUNSUPPORTED, "7 weights a neuron are no image of 6");
    qtl_test_remove(folder);
}
END_TEST

START_TEST(a_damaged_file_is_named)
{
    char *folder = folder_with(images);
    write_weights(folder, "quantized", 5, 6);
    char *path = fake_path(folder, "runs/quantized-1/weights-1.npy");
    ck_assert_int_eq(truncate(path, 100), 0);
    ck_fails(render(folder), QTL_EFORMAT, "weights-1.npy");
    free(path);
    qtl_test_remove(folder);
}
END_TEST

QTL_SUITE("plot weights", weights_of_both_twins_are_drawn,
          one_twin_is_enough_and_more_neurons_than_fit_are_cut,
          what_is_no_image_has_no_picture,
          weights_of_another_shape_are_refused_in_one_line, a_damaged_file_is_named)
