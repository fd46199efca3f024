#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "quantal/sampling.h"
static const double counted_saturated_bits = QTL_SATURATED_BITS;
#undef QTL_SATURATED_BITS

#include "core/file.h"
#include "core/text.h"
#include "plot/epochs.h"
#include "plot/plane.h"
#include "plot/stats.h"
#include "plot_results.h"
#include "quantal/plot.h"
#include "suite.h"

/* Figures and counts may not include each other. */
START_TEST(figures_and_counts_call_the_same_layers_saturated)
{
    ck_assert_double_eq(QTL_SATURATED_BITS, counted_saturated_bits);
}
END_TEST

/* 1, 2, 3, 4, 5: mean 3, s = sqrt(2.5), t(0.975; 4) = 2.776445 (any table). */
START_TEST(many_runs_have_an_interval)
{
    const double values[] = {1, 2, NAN, 3, 4, 5};
    const qtl_band band = qtl_band_of(values, 6);
    const double half = 2.7764451 * sqrt(2.5) / sqrt(5);
    ck_assert_uint_eq(band.n, 5);
    ck_assert_double_eq_tol(band.mean, 3, 1e-15);
    ck_assert_double_eq_tol(band.low, 3 - half, 1e-6);
    ck_assert_double_eq_tol(band.high, 3 + half, 1e-6);
}
END_TEST

START_TEST(few_runs_have_a_range_and_gaps_have_nothing)
{
    const double values[] = {4, 1, 100};
    const double gaps[] = {NAN, NAN};
    const qtl_band band = qtl_band_of(values, 3);
    ck_assert_double_eq(band.low, 1);
    ck_assert_double_eq(band.high, 100);
    ck_assert_double_eq(band.mean, 35);
    ck_assert_double_eq_tol(qtl_band_of_logs(&values[1], 2).mean, 10, 1e-12);
    ck_assert_uint_eq(qtl_band_of(gaps, 2).n, 0);
    ck_assert_double_nan(qtl_band_of(gaps, 2).mean);
    ck_assert_uint_eq(qtl_band_of_logs((double[]){0, -1}, 2).n, 0);
}
END_TEST

/* A method measured in 4 of 50 runs: mean 3, from 1 to 6, and no interval, which would
 * reach from 3 - 3.182 * 2.160 / 2 = -0.44 to 6.44. */
START_TEST(few_values_of_many_runs_have_a_range)
{
    double values[50];
    for (size_t i = 0; i < 50; i++) {
        values[i] = NAN;
    }
    values[0] = 1;
    values[1] = 2;
    values[10] = 3;
    values[49] = 6;
    const qtl_band band = qtl_band_of(values, 50);
    ck_assert_uint_eq(band.n, 4);
    ck_assert_double_eq_tol(band.mean, 3, 1e-15);
    ck_assert_double_eq(band.low, 1);
    ck_assert_double_eq(band.high, 6);
}
END_TEST

/* By hand: x of all runs is 5, of the second and the third, which alone have both, 6. */
START_TEST(pairs_are_averaged_over_the_runs_that_have_both)
{
    const double x[] = {1, 4, 8, NAN, 7};
    const double y[] = {NAN, 3, 6, 100, NAN};
    const qtl_pair_means means = qtl_means_of_pairs(x, y, 5);
    ck_assert_double_eq(means.x, 6);
    ck_assert_double_eq(means.y, 4.5);
    ck_assert_double_nan(qtl_means_of_pairs(x, y, 1).x);
    ck_assert_double_nan(qtl_means_of_pairs(x, y, 1).y);
    ck_assert_double_nan(qtl_means_of_pairs(x, y, 0).x);
}
END_TEST

/* Three series over two epochs of six runs: in two runs, in all, in none. */
START_TEST(runs_are_counted_in_which_a_line_was_measured)
{
    double cells[] = {NAN, 1,   NAN, NAN, NAN, NAN, NAN, 1,   NAN, NAN, NAN, 2,
                      1,   2,   3,   NAN, NAN, NAN, NAN, NAN, NAN, 4,   5,   6,
                      NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    const qtl_cube cube = {.n_series = 3,
                           .layers = {.n = 1},
                           .epochs = {.n = 2},
                           .runs = {.n = 6},
                           .cells = cells};
    qtl_run_range runs = {0};
    qtl_run_range_add(&runs, &cube, 2);
    ck_assert_uint_eq(runs.most, 0);
    qtl_run_range_add(&runs, &cube, 1);
    ck_assert_uint_eq(runs.least, 6);
    qtl_run_range_add(&runs, &cube, 0);
    qtl_run_range_add(&runs, &cube, 2);
    ck_assert_uint_eq(runs.least, 2);
    ck_assert_uint_eq(runs.most, 6);
}
END_TEST

/* Means 9, 1, -2, 3, gap, 8 at epochs 0 to 5: of those after epoch 0, -2 and 8 are beyond
 * 0 to 3. */
START_TEST(means_beyond_the_axes_are_counted)
{
    double epochs[] = {0, 1, 2, 3, 4, 5};
    double cells[] = {9, 9, 0, 2, -5, 1, 3, NAN, NAN, NAN, 4, 12};
    const qtl_cube cube = {.n_series = 1,
                           .layers = {.n = 1},
                           .epochs = {.n = 6, .value = epochs},
                           .runs = {.n = 2},
                           .cells = cells};
    const qtl_trace trace = {.cube = &cube};
    ck_assert_uint_eq(qtl_trace_outside(&trace, &(qtl_scale){.low = 0, .high = 3}), 2);
    ck_assert_uint_eq(qtl_trace_outside(&trace, &(qtl_scale){.low = -2, .high = 8}), 0);
}
END_TEST

/* Means (1, 1) and (15, 1) of runs 1 bit apart: the second is beyond 12 bits, and between
 * the means of the first epoch the runs take room, too. */
START_TEST(steps_beyond_a_plane_are_counted_and_runs_take_room)
{
    qtl_result_tables *t = fake_tables("1,quantized,1,1,3,exact,,I(X;T),0,\n"
                                       "1,quantized,1,1,3,exact,,I(T;Y),1,\n"
                                       "2,quantized,1,1,3,exact,,I(X;T),2,\n"
                                       "2,quantized,1,1,3,exact,,I(T;Y),1,\n"
                                       "1,quantized,9,1,3,exact,,I(X;T),14,\n"
                                       "1,quantized,9,1,3,exact,,I(T;Y),1,\n"
                                       "2,quantized,9,1,3,exact,,I(X;T),16,\n"
                                       "2,quantized,9,1,3,exact,,I(T;Y),1,\n");
    const qtl_plane p = {.tables = t, .cube = &t->cube[QTL_MEASURES]};
    const qtl_place exact = {0, 0, 0};
    qtl_panel panel = {
        .box = {0, 0, 64, 64}, .x = {.low = -1, .high = 12}, .y = {.low = 0, .high = 2}};
    qtl_crowd crowd = {.area = panel.box};
    qtl_panel_place(&panel);
    ck_assert_uint_eq(qtl_plane_crowd(&p, &exact, &panel, &crowd), 1);
    ck_assert_uint_eq(crowd.cell[32][5], 1);  /* run 1 at 0 bits */
    ck_assert_uint_gt(crowd.cell[30][20], 1); /* the mean on its way to 12 */
    ck_assert_uint_eq(crowd.cell[10][20], 0);
    qtl_tables_free(t);
}
END_TEST

START_TEST(a_band_says_what_it_is)
{
    static const struct {
        qtl_run_range runs;
        const char *words;
    } bands[] = {
        {{2, 4}, "least to greatest of up to 4 runs"},
        {{4, 4}, "least to greatest of 4 runs"},
        {{5, 5}, "95 % t interval of the mean of 5 runs"},
        {{50, 50}, "95 % t interval of the mean of 50 runs"},
        {{5, 50}, "95 % t interval of the mean of up to 50 runs"},
        {{4, 50}, "95 % t interval of the mean of up to 50 runs; range if under 5"}};
    char words[QTL_LABEL_SIZE];
    ck_assert(!qtl_band_words(&(qtl_run_range){1, 1}, words));
    ck_assert(!qtl_band_words(&(qtl_run_range){0, 0}, words));
    for (size_t i = 0; i < sizeof bands / sizeof bands[0]; i++) {
        ck_assert(qtl_band_words(&bands[i].runs, words));
        ck_assert_str_eq(words, bands[i].words);
    }
}
END_TEST

START_TEST(a_line_of_fewer_runs_says_how_many)
{
    static const struct {
        qtl_run_range runs;
        size_t n;
        const char *words;
    } lines[] = {{{10, 50}, 10, " (10 runs)"},
                 {{10, 50}, 50, " (50 runs)"},
                 {{1, 50}, 1, " (1 run)"},
                 {{50, 50}, 50, ""},
                 {{10, 50}, 0, ""}};
    char words[QTL_LABEL_SIZE];
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        qtl_run_count_words(&lines[i].runs, lines[i].n, words);
        ck_assert_str_eq(words, lines[i].words);
    }
}
END_TEST

/* The figure estimator-scatter as SVG: a count in runs 1 to `counted`, the bins in the
 * first two of them. */
static char *scatter(int counted)
{
    static const char *const figures[] = {"estimator-scatter"};
    const qtl_plot_options options = {
        .figures = figures, .n_figures = 1, .format = QTL_SVG};
    qtl_text rows = {0};
    qtl_text_add(&rows, FAKE_MEASURES_HEADER);
    for (int run = 1; run <= counted; run++) {
        qtl_text_add(&rows, "%d,quantized,1,1,3,exact,,I(X;T),%d,\n", run, 2 * run);
        if (run <= 2) {
            qtl_text_add(&rows, "%d,quantized,1,1,3,binning,bins=30,I(X;T),%d,\n", run,
                         2 * run);
        }
    }
    char *folder = fake_folder("name: x\nseed: 1\ninput_entropy_bits: 12\n", rows.data);
    char *path = fake_path(folder, "plots/estimator-scatter.svg");
    char *bytes = NULL;
    size_t size = 0;
    ck_ok(qtl_plot_render(folder, &options));
    ck_ok(qtl_read_file(path, &bytes, &size));
    free(path);
    qtl_test_remove(folder);
    free(rows.data);
    return bytes;
}

/* Bins that are right in two runs stay on the diagonal, whatever other runs counted. */
START_TEST(runs_without_an_estimate_do_not_move_its_mark)
{
    char *two = scatter(2);
    char *five = scatter(5);
    ck_assert_str_eq(two, five);
    free(two);
    free(five);
}
END_TEST

QTL_SUITE("plot stats", figures_and_counts_call_the_same_layers_saturated,
          many_runs_have_an_interval, few_runs_have_a_range_and_gaps_have_nothing,
          few_values_of_many_runs_have_a_range,
          pairs_are_averaged_over_the_runs_that_have_both,
          runs_are_counted_in_which_a_line_was_measured,
          means_beyond_the_axes_are_counted,
          steps_beyond_a_plane_are_counted_and_runs_take_room, a_band_says_what_it_is,
          a_line_of_fewer_runs_says_how_many,
          runs_without_an_estimate_do_not_move_its_mark)
