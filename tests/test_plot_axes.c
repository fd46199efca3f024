#include <math.h>
#include <string.h>

#include "plot/axes.h"
#include "plot/bias_scale.h"
#include "plot/epochs.h"
#include "plot/layout.h"
#include "suite.h"

static qtl_ticks ticks_of(bool logarithmic, double low, double high, size_t most)
{
    const qtl_scale scale = {logarithmic, low, high, 0, 1};
    qtl_ticks ticks;
    qtl_ticks_make(&scale, most, &ticks);
    return ticks;
}

static size_t labelled(const qtl_ticks *ticks)
{
    size_t n = 0;
    for (size_t i = 0; i < ticks->n; i++) {
        n += ticks->tick[i].label[0] != '\0';
    }
    return n;
}

START_TEST(unit_range_has_ticks_of_one_fifth)
{
    static const char *const labels[] = {"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"};
    const qtl_ticks ticks = ticks_of(false, 0, 1, 6);
    ck_assert_uint_eq(ticks.n, 6);
    for (size_t i = 0; i < 6; i++) {
        ck_assert_double_eq_tol(ticks.tick[i].value, 0.2 * (double)i, 1e-15);
        ck_assert_str_eq(ticks.tick[i].label, labels[i]);
    }
}
END_TEST

START_TEST(twelve_bits_have_ticks_of_two)
{
    const qtl_ticks ticks = ticks_of(false, 0, 12.7, 8);
    ck_assert_uint_eq(ticks.n, 7);
    ck_assert_str_eq(ticks.tick[6].label, "12");
}
END_TEST

START_TEST(zero_is_zero_and_minus_is_a_minus_sign)
{
    const qtl_ticks ticks = ticks_of(false, -0.3, 0.3, 4);
    ck_assert_uint_eq(ticks.n, 3);
    ck_assert_str_eq(ticks.tick[0].label, "\u22120.2");
    ck_assert(!signbit(ticks.tick[1].value));
    ck_assert_str_eq(ticks.tick[1].label, "0.0");
}
END_TEST

START_TEST(steps_are_one_two_or_five_and_never_too_many)
{
    for (double range = 1e-7; range < 1e9; range *= 1.37) {
        for (size_t most = 2; most < 12; most++) {
            const qtl_ticks ticks = ticks_of(false, -range / 3, range, most);
            ck_assert_uint_le(ticks.n, most + 1);
            ck_assert_uint_ge(ticks.n, 1);
            if (ticks.n > 1) {
                const double step = ticks.tick[1].value - ticks.tick[0].value;
                const double digit = step / pow(10, floor(log10(step) + 1e-9));
                ck_assert(fabs(digit - 1) < 1e-6 || fabs(digit - 2) < 1e-6 ||
                          fabs(digit - 5) < 1e-6);
            }
        }
    }
}
END_TEST

START_TEST(powers_of_ten_are_written_as_powers)
{
    const qtl_ticks ticks = ticks_of(true, 1, 8000, 10);
    ck_assert_uint_eq(ticks.n, 9 + 9 + 9 + 8); /* 1..9, 10..90, 100..900, 1000..8000 */
    ck_assert_uint_eq(labelled(&ticks), 4);
    ck_assert_ptr_nonnull(strstr(ticks.tick[27].label, ">3</span>"));
    ck_assert_double_eq_tol(ticks.tick[27].value, 1000, 1e-9);
    const qtl_ticks below = ticks_of(true, 1e-3, 1, 10);
    ck_assert_ptr_nonnull(strstr(below.tick[0].label, ">\u22123</span>"));
}
END_TEST

START_TEST(short_log_ranges_are_written_in_numbers)
{
    const qtl_ticks ticks = ticks_of(true, 1.5, 9.5, 10);
    ck_assert_uint_eq(labelled(&ticks), 2); /* 2 and 5 */
    ck_assert_str_eq(ticks.tick[0].label, "2");
    const qtl_ticks shorter = ticks_of(true, 6.5, 8.5, 10);
    ck_assert_uint_eq(labelled(&shorter), 2); /* 7 and 8 */
}
END_TEST

START_TEST(long_log_ranges_leave_powers_out)
{
    const qtl_ticks ticks = ticks_of(true, 1e-20, 1e20, 6);
    ck_assert_uint_le(labelled(&ticks), 6);
    ck_assert_uint_ge(labelled(&ticks), 2);
    ck_assert_uint_eq(ticks.n, 41);
}
END_TEST

START_TEST(scales_map_ends_and_middles)
{
    const qtl_scale linear = {false, 2, 4, 100, 200};
    const qtl_scale logs = {true, 1, 100, 200, 100};
    ck_assert_double_eq(qtl_scale_at(&linear, 2), 100);
    ck_assert_double_eq(qtl_scale_at(&linear, 3), 150);
    ck_assert_double_eq_tol(qtl_scale_at(&logs, 10), 150, 1e-12);
    ck_assert_double_eq_tol(qtl_colorbar_at(&logs, 100), 1, 1e-15);
    ck_assert(qtl_scale_shows(&linear, 4) && !qtl_scale_shows(&linear, 4.1));
    ck_assert(!qtl_scale_shows(&linear, NAN));
}
END_TEST

static void is_rgb(qtl_color color, int r, int g, int b)
{
    ck_assert_int_eq((int)(color.r * 255 + 0.5), r);
    ck_assert_int_eq((int)(color.g * 255 + 0.5), g);
    ck_assert_int_eq((int)(color.b * 255 + 0.5), b);
}

/* End points as published: #440154 and #fde725. */
START_TEST(viridis_runs_from_violet_to_yellow)
{
    is_rgb(qtl_viridis(0), 0x44, 0x01, 0x54);
    is_rgb(qtl_viridis(1), 0xfd, 0xe7, 0x25);
    is_rgb(qtl_viridis(-3), 0x44, 0x01, 0x54);
    is_rgb(qtl_viridis(7), 0xfd, 0xe7, 0x25);
    is_rgb(qtl_viridis(NAN), 0x44, 0x01, 0x54);
}
END_TEST

START_TEST(viridis_only_gets_lighter)
{
    double before = -1;
    for (int i = 0; i <= 100; i++) {
        const qtl_color c = qtl_viridis(i / 100.0);
        const double luma = 0.2126 * c.r + 0.7152 * c.g + 0.0722 * c.b;
        ck_assert_double_gt(luma, before);
        before = luma;
    }
}
END_TEST

START_TEST(okabe_ito_starts_with_blue_and_repeats)
{
    is_rgb(qtl_okabe_ito(0), 0x00, 0x72, 0xb2);
    is_rgb(qtl_okabe_ito(1), 0xd5, 0x5e, 0x00);
    is_rgb(qtl_okabe_ito(QTL_OKABE_ITO_COUNT), 0x00, 0x72, 0xb2);
}
END_TEST

/* Every colour of the set, black included. */
START_TEST(the_continuous_twin_is_a_colour_of_its_own)
{
    for (size_t i = 0; i < QTL_OKABE_ITO_COUNT; i++) {
        const qtl_color own = qtl_okabe_ito(i);
        const qtl_color twin = qtl_color_of_twin(own, true);
        ck_assert_double_gt(
            fabs(own.r - twin.r) + fabs(own.g - twin.g) + fabs(own.b - twin.b), 0.4);
        ck_assert_double_eq(qtl_color_of_twin(own, false).r, own.r);
    }
}
END_TEST

START_TEST(grids_fill_their_rows)
{
    ck_assert_uint_eq(qtl_grid_columns(1, 3), 1);
    ck_assert_uint_eq(qtl_grid_columns(4, 3), 2);
    ck_assert_uint_eq(qtl_grid_columns(6, 3), 3);
    ck_assert_uint_eq(qtl_grid_columns(20, 4), 4);
    ck_assert_uint_eq(qtl_grid_columns(0, 3), 1);
    qtl_grid grid = {.n = 5,
                     .columns = 3,
                     .left = 10,
                     .top = 20,
                     .right = 10,
                     .gap_x = 5,
                     .gap_y = 7,
                     .panel_h = 50};
    qtl_grid_fit(&grid, 330); /* 330 - 20 - 2 * 5 = 3 * 100 */
    const qtl_box box = qtl_grid_box(&grid, 4);
    ck_assert_double_eq(box.x, 115);
    ck_assert_double_eq(box.y, 77);
    ck_assert_double_eq(box.w, 100);
    ck_assert_double_eq(qtl_grid_height(&grid, 3), 20 + 2 * 50 + 7 + 3);
    ck_assert(qtl_grid_is_lowest(&grid, 2) && !qtl_grid_is_lowest(&grid, 1));
    ck_assert(qtl_grid_is_leftmost(&grid, 3) && !qtl_grid_is_leftmost(&grid, 4));
}
END_TEST

START_TEST(words_go_where_nothing_is)
{
    qtl_crowd crowd = {.area = {0, 0, 64, 64}};
    double x = -1;
    double y = -1;
    ck_assert_int_eq(qtl_crowd_find(&crowd, 10, 10, &x, &y), 0);
    ck_assert_double_eq(x, 54); /* bottom right */
    ck_assert_double_eq(y, 54);
    qtl_crowd_box(&crowd, &(qtl_box){0, 30, 64, 34});
    ck_assert_int_eq(qtl_crowd_find(&crowd, 10, 10, &x, &y), 0);
    ck_assert_double_le(y, 20);
    qtl_crowd_line(&crowd, -1e9, 5, 1e9, 5); /* far outside: no harm */
    ck_assert_int_gt(qtl_crowd_find(&crowd, 64, 64, &x, &y), 0);
}
END_TEST

/* A row of lines and one of pale bands: words that must stand on something choose the
 * bands. */
START_TEST(words_rather_stand_on_a_band_than_on_lines)
{
    qtl_crowd crowd = {.area = {0, 0, 64, 64}};
    double x = -1;
    double y = -1;
    for (int row = 0; row < 64; row++) {
        (row < 20 ? qtl_crowd_pale : qtl_crowd_line)(&crowd, 0, row + 0.5, 64, row + 0.5);
    }
    ck_assert_int_gt(qtl_crowd_find(&crowd, 10, 10, &x, &y), 0);
    ck_assert_double_le(y, 10);
    qtl_crowd_line(&crowd, 0, 3, 64, 3); /* a line on a band is a line */
    qtl_crowd_pale(&crowd, 0, 3, 64, 3);
    (void)qtl_crowd_find(&crowd, 10, 10, &x, &y);
    ck_assert_double_ge(y, 4);
    ck_assert_double_le(y, 10);
}
END_TEST

START_TEST(limits_and_their_names_take_room)
{
    qtl_crowd crowd = {.area = {0, 0, 64, 64}};
    const qtl_panel panel = {
        .box = crowd.area, .x = {false, 0, 64, 0, 64}, .y = {false, 0, 64, 64, 0}};
    double x = -1;
    double y = -1;
    qtl_crowd_limit_y(&crowd, &panel, 99, "H(Y)"); /* out of the panel */
    qtl_crowd_limit_x(&crowd, &panel, NAN, "H(X)");
    ck_assert_int_eq(qtl_crowd_find(&crowd, 64, 64, &x, &y), 0);
    qtl_crowd_limit_y(&crowd, &panel, 32, NULL);
    ck_assert_int_eq(qtl_crowd_find(&crowd, 10, 31, &x, &y), 0);
    ck_assert_int_gt(qtl_crowd_find(&crowd, 10, 33, &x, &y), 0);
    qtl_crowd_limit_x(&crowd, &panel, 60, "H(X)"); /* to the left of its lower end */
    ck_assert_int_eq(qtl_crowd_find(&crowd, 10, 10, &x, &y), 0);
    ck_assert_double_le(x, 42);
}
END_TEST

START_TEST(text_is_measured_cut_and_wrapped)
{
    qtl_canvas canvas = {0};
    double w = 0;
    double h = 0;
    double cut_w = 0;
    double cut_h = 0;
    const char *words = "saturated: cannot show compression";
    ck_ok(qtl_canvas_scratch(&canvas));
    qtl_text_measure(&canvas, &(qtl_type){.size = 7}, words, &w, &h);
    ck_assert_double_gt(w, 60);
    ck_assert_double_lt(h, 12);
    qtl_text_measure(&canvas, &(qtl_type){.size = 7, .limit = 40}, words, &cut_w, &cut_h);
    ck_assert_double_le(cut_w, 40);
    ck_assert_double_eq_tol(cut_h, h, 1);
    qtl_text_measure(&canvas, &(qtl_type){.size = 7, .limit = 60, .wrap = true}, words,
                     &cut_w, &cut_h);
    ck_assert_double_gt(cut_h, 1.9 * h);
    qtl_text_measure(&canvas, &(qtl_type){.size = 14}, words, &cut_w, &cut_h);
    ck_assert_double_eq_tol(cut_w, 2 * w, 0.02 * w); /* no hinting */
    qtl_canvas_close(&canvas);
}
END_TEST

START_TEST(epochs_leave_zero_out)
{
    double values[] = {0, 3, 8000};
    qtl_scale scale = {0};
    ck_assert(qtl_epoch_scale(&(qtl_ids){3, values}, &scale));
    ck_assert_double_eq(scale.low, 3);
    ck_assert_double_eq(scale.high, 8000);
    ck_assert_uint_eq(qtl_epoch_first(&(qtl_ids){3, values}), 1);
    ck_assert(qtl_epoch_scale(&(qtl_ids){2, values}, &scale));
    ck_assert_double_eq_tol(scale.high / scale.low, 10, 1e-12);
    ck_assert(!qtl_epoch_scale(&(qtl_ids){1, values}, &scale));
}
END_TEST

START_TEST(given_values_are_their_own_ticks)
{
    static const double levels[] = {4, 16, 64, 65536};
    const qtl_scale scale = {true, 3, 1e5, 0, 150};
    qtl_ticks ticks;
    qtl_ticks_at(&scale, levels, 4, &ticks);
    ck_assert_uint_eq(ticks.n, 4);
    ck_assert_str_eq(ticks.tick[0].label, "4");
    ck_assert_str_eq(ticks.tick[2].label, "64");
    ck_assert_str_eq(ticks.tick[3].label, "65536");
    static const double shares[] = {0.85, 0.05, 0.851}; /* in any order */
    const qtl_scale narrow = {true, 0.04, 1, 0, 100};
    qtl_ticks_at(&narrow, shares, 3, &ticks);
    ck_assert_str_eq(ticks.tick[0].label, "0.85");
    ck_assert_str_eq(ticks.tick[1].label, "0.05");
    ck_assert_str_eq(ticks.tick[2].label, ""); /* on the first */
}
END_TEST

static void check_words(double bits, const char *expected)
{
    char words[QTL_BIAS_WORDS_SIZE];
    qtl_bias_words(bits, words);
    ck_assert_str_eq(words, expected);
}

START_TEST(errors_are_written_in_four_letters_and_zero_only_where_it_is_white)
{
    check_words(0, "0");
    check_words(-0.0004, "0");
    check_words(0.004, "&lt;.01"); /* tinted */
    check_words(-0.006, "&lt;.01");
    check_words(0.01, ".01");
    check_words(-0.084, "\u2212.08");
    check_words(0.994, ".99");
    check_words(0.996, "1.0");
    check_words(-3.44, "\u22123.4");
    check_words(9.94, "9.9");
    check_words(9.96, "10");
    check_words(-10.2, "\u221210");
}
END_TEST

QTL_SUITE("plot axes", errors_are_written_in_four_letters_and_zero_only_where_it_is_white,
          given_values_are_their_own_ticks, unit_range_has_ticks_of_one_fifth,
          twelve_bits_have_ticks_of_two, zero_is_zero_and_minus_is_a_minus_sign,
          steps_are_one_two_or_five_and_never_too_many,
          powers_of_ten_are_written_as_powers, short_log_ranges_are_written_in_numbers,
          long_log_ranges_leave_powers_out, scales_map_ends_and_middles,
          viridis_runs_from_violet_to_yellow, viridis_only_gets_lighter,
          okabe_ito_starts_with_blue_and_repeats,
          the_continuous_twin_is_a_colour_of_its_own, grids_fill_their_rows,
          words_go_where_nothing_is, words_rather_stand_on_a_band_than_on_lines,
          limits_and_their_names_take_room, text_is_measured_cut_and_wrapped,
          epochs_leave_zero_out)
