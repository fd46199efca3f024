/* Figures that cannot be drawn, read or written. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "drawn_figures.h"
#include "plot_results.h"
#include "quantal/plot.h"
#include "suite.h"

static const fake_results small = {.runs = 2, .epochs = 6, .layers = 2, .n_methods = 2};

START_TEST(only_epoch_zero_is_nothing_to_draw)
{
    const fake_results what = {
        .runs = 2, .epochs = 1, .layers = 2, .n_methods = 2, .epoch_zero = true};
    char *folder = fake_results_make(&what);
    for (size_t i = 0; figure_of_run(i); i++) {
        ck_fails(render_figure(folder, figure_of_run(i)->name), QTL_EEMPTY,
                 "no epoch after 0");
    }
    ck_assert_uint_eq(count_figures(folder), 0);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(figures_without_their_table_are_skipped_unless_asked_for)
{
    fake_results what = small;
    what.only_measures = true;
    char *folder = fake_results_make(&what);
    ck_ok(qtl_plot_render(folder, NULL));
    ck_assert_uint_eq(count_figures(folder), 3);
    ck_fails(render_figure(folder, "codes"), QTL_EUNSUPPORTED, "codes.csv");
    ck_fails(render_figure(folder, "accuracy-loss"), QTL_EUNSUPPORTED, "training.csv");
    ck_fails(render_figure(folder, "gradient-snr"), QTL_EUNSUPPORTED, "gradients.csv");
    qtl_test_remove(folder);
}
END_TEST

START_TEST(a_damaged_table_harms_only_its_own_figures)
{
    char *folder = fake_results_make(&small);
    overwrite_table(folder, "training.csv", "run,variant,epoch\n0,quantized,1\n");
    ck_ok(render_figure(folder, "information-plane"));
    ck_fails(render_figure(folder, "accuracy-loss"), QTL_EFORMAT, "no column train_loss");
    ck_fails(qtl_plot_render(folder, NULL), QTL_EFORMAT, "cannot draw accuracy-loss");
    ck_assert_uint_eq(count_figures(folder), 1);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(a_folder_without_results_says_how_to_make_some)
{
    char *folder = qtl_test_folder();
    ck_fails(qtl_plot_render(folder, NULL), QTL_EIO, "is no result folder");
    ck_fails(qtl_plot_render(folder, NULL), QTL_EIO, "quantal run");
    overwrite_table(folder, "manifest.yaml", "name: x\n");
    ck_fails(qtl_plot_render(folder, NULL), QTL_EIO, "measures.csv");
    ck_fails(qtl_plot_render("/no/such/folder", NULL), QTL_EIO, "is no result folder");
    char *plots = fake_path(folder, "plots");
    ck_assert_int_ne(access(plots, F_OK), 0);
    free(plots);
    qtl_test_remove(folder);
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

START_TEST(a_method_that_is_not_there_is_refused)
{
    static const char *const methods[] = {"exact", "binning:bins=31"};
    char *folder = fake_results_make(&small);
    qtl_plot_options options = {.methods = methods, .n_methods = 2, .dpi = 50};
    ck_fails(qtl_plot_render(folder, &options), QTL_EUNKNOWN,
             "no method \"binning:bins=31\" to draw");
    ck_assert_uint_eq(count_figures(folder), 0);
    options.n_methods = 1;
    ck_ok(qtl_plot_render(folder, &options));
    ck_assert_uint_eq(count_figures(folder), 6);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(a_failure_leaves_the_old_figure)
{
    char *folder = fake_results_make(&small);
    ck_ok(render_figure(folder, "mi-over-epochs"));
    const picture before = read_picture(folder, "mi-over-epochs");
    overwrite_table(folder, "measures.csv", "run,variant,epoch\n1,2\n");
    ck_fails(render_figure(folder, "mi-over-epochs"), QTL_EFORMAT, "measures.csv:2");
    const picture after = read_picture(folder, "mi-over-epochs");
    ck_assert_uint_eq(before.inked, after.inked);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(a_place_that_cannot_be_written_is_one_line)
{
    char *folder = fake_results_make(&small);
    overwrite_table(folder, "plots", "a file where the folder should be\n");
    ck_fails(qtl_plot_render(folder, NULL), QTL_EIO, "plots");
    drop_table(folder, "plots");
    char *blocked = figure_path(folder, "codes", "png");
    ck_ok(qtl_make_folder(blocked));
    ck_fails(render_figure(folder, "codes"), QTL_EIO, "cannot write");
    free(blocked);
    qtl_test_remove(folder);
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
        ck_fails(render_figure(folder, "codes"), QTL_EIO, "");
        ck_assert_int_ne(access(path, F_OK), 0);
    }
    free(plots);
    free(path);
    qtl_test_remove(folder);
}
END_TEST

QTL_SUITE("plot refusals", only_epoch_zero_is_nothing_to_draw,
          figures_without_their_table_are_skipped_unless_asked_for,
          a_damaged_table_harms_only_its_own_figures,
          a_folder_without_results_says_how_to_make_some,
          wrong_arguments_are_refused_before_anything_is_read,
          a_method_that_is_not_there_is_refused, a_failure_leaves_the_old_figure,
          a_place_that_cannot_be_written_is_one_line, a_full_disk_is_noticed)
