/* Phases of planted curves: what was planted is what must come out. */
#include <math.h>

#include "experiment/broken_line.h"
#include "experiment/phases.h"
#include "suite.h"

enum { N = 120 };

static const qtl_phase_rule input_rule = {0.1, 12};

/* About log-spaced from 1 to 8000, as experiments measure. */
static void log_epochs(size_t epochs[N])
{
    for (size_t i = 0; i < N; i++) {
        epochs[i] = i + (size_t)lround(exp(log(7880) * (double)i / (N - 1)));
    }
}

static qtl_phase phase_of(const size_t *epochs, const double *bits, size_t n)
{
    qtl_phase phase = {0};
    ck_assert(qtl_phase_of(epochs, bits, n, &input_rule, &phase));
    return phase;
}

START_TEST(a_rise_and_a_fall_are_measured_from_the_peak)
{
    const size_t epochs[] = {0, 1, 10, 100, 1000};
    const double bits[] = {5, 6, 7.5, 7.45, 2};
    const qtl_phase p = phase_of(epochs, bits, 5);
    ck_assert_double_eq(p.first_bits, 5);
    ck_assert_double_eq(p.peak_bits, 7.5);
    ck_assert_double_eq(p.peak_epoch, 10);
    ck_assert_double_eq(p.last_bits, 2);
    ck_assert_double_eq(p.rise_bits, 2.5);
    ck_assert_double_eq(p.fall_bits, 5.5);
    ck_assert_double_eq(p.onset_epoch, 100);   /* 7.45 is within 0.1 of 7.5 */
    ck_assert_double_eq(p.risen_epoch, 10);    /* 7.25 is reached by the peak alone */
    ck_assert_double_eq(p.settled_epoch, 100); /* 2.55 is a tenth of the fall above 2 */
    ck_assert_double_eq(p.compression_share, 0);
    ck_assert_double_eq_tol(p.share_after_peak, 0.99, 1e-15);
    ck_assert(!p.saturated);
}
END_TEST

START_TEST(a_fall_of_no_more_than_delta_has_no_onset)
{
    const size_t epochs[] = {1, 2, 3};
    const double bits[] = {1, 2, 1.95};
    const qtl_phase p = phase_of(epochs, bits, 3);
    ck_assert_double_eq_tol(p.fall_bits, 0.05, 1e-15);
    ck_assert(isnan(p.onset_epoch));
    ck_assert(isnan(p.settled_epoch));
    ck_assert(isnan(p.compression_share));
    ck_assert_double_eq(p.risen_epoch, 2);
}
END_TEST

/* From 10 bits to 0: within 0.1 until epoch 2, above 1 bit until epoch 8, of 10. */
START_TEST(a_fall_has_settled_when_a_tenth_of_it_is_to_come)
{
    const size_t epochs[] = {1, 2, 4, 6, 8, 10};
    const double bits[] = {10, 9.95, 5, 0.5, 1.5, 0};
    const qtl_phase p = phase_of(epochs, bits, 6);
    ck_assert_double_eq(p.onset_epoch, 2);
    ck_assert_double_eq(p.settled_epoch, 8);
    ck_assert_double_eq_tol(p.compression_share, 0.6, 1e-15);
}
END_TEST

/* From 1 to 2 bits: 1.9 at epoch 6, again at 10, and a gap before. */
START_TEST(a_rise_is_done_when_nine_tenths_of_it_are)
{
    const size_t epochs[] = {1, 2, 4, 6, 8, 10};
    const double bits[] = {1, 1.5, NAN, 1.9000001, 1.5, 2};
    ck_assert_double_eq(phase_of(epochs, bits, 6).risen_epoch, 6);
    const double flat[] = {1, 1.05, 1, 1, 1, 1};
    ck_assert(isnan(phase_of(epochs, flat, 6).risen_epoch));
}
END_TEST

START_TEST(of_equal_peaks_the_first_counts_and_the_onset_is_the_last)
{
    const size_t epochs[] = {1, 2, 3, 4, 5};
    const double bits[] = {4, 6, 3, 6, 1};
    const qtl_phase p = phase_of(epochs, bits, 5);
    ck_assert_double_eq(p.peak_epoch, 2);
    ck_assert_double_eq(p.onset_epoch, 4);
}
END_TEST

START_TEST(saturated_is_never_below_the_ceiling_and_does_not_fall)
{
    const size_t epochs[] = {1, 2, 3};
    const double high[] = {11.995, 12, 11.991};
    const double dips[] = {12, 11.98, 12};
    ck_assert(phase_of(epochs, high, 3).saturated);
    ck_assert(!phase_of(epochs, dips, 3).saturated);
    const double above[] = {14, 14.05, 14};
    const double falls[] = {14, 13, 12.5};
    ck_assert(phase_of(epochs, above, 3).saturated);
    ck_assert(!phase_of(epochs, falls, 3).saturated);
    const qtl_phase_rule no_ceiling = qtl_phase_rule_of("I(X;T)");
    qtl_phase p = {0};
    ck_assert(qtl_phase_of(epochs, high, 3, &no_ceiling, &p));
    ck_assert(!p.saturated);
}
END_TEST

START_TEST(gaps_are_passed_over)
{
    const size_t epochs[] = {1, 2, 3, 4};
    const double bits[] = {NAN, 3, 1, NAN};
    const qtl_phase p = phase_of(epochs, bits, 4);
    ck_assert_double_eq(p.first_bits, 3);
    ck_assert_double_eq(p.last_bits, 1);
    ck_assert_double_eq(p.last_epoch, 3);
}
END_TEST

START_TEST(a_curve_of_gaps_has_no_phases)
{
    const size_t epochs[] = {1, 2};
    const double bits[] = {NAN, NAN};
    qtl_phase p = {.peak_bits = 7};
    ck_assert(!qtl_phase_of(epochs, bits, 2, &input_rule, &p));
    ck_assert(!qtl_phase_of(epochs, bits, 0, &input_rule, &p));
    ck_assert_double_eq(p.peak_bits, 7);
}
END_TEST

START_TEST(a_single_epoch_neither_rises_nor_falls)
{
    const size_t epoch = 0;
    const double bits = 3;
    const qtl_phase p = phase_of(&epoch, &bits, 1);
    ck_assert_double_eq(p.rise_bits + p.fall_bits + p.share_after_peak, 0);
}
END_TEST

START_TEST(the_label_has_a_smaller_delta)
{
    ck_assert_double_eq(qtl_phase_rule_of("I(T;Y)").delta_bits, 0.02);
    ck_assert_double_eq(qtl_phase_rule_of("I(X;T)").delta_bits, 0.1);
    ck_assert_double_eq(qtl_phase_rule_of("I(T;N|R)").delta_bits, 0.1);
}
END_TEST

/* Slope a up to knot u, b up to v, c behind, in log epoch. */
static double pieces(double x, double u, double v, const double slope[3])
{
    return slope[0] * fmin(x, u) + slope[1] * fmax(0, fmin(x, v) - u) +
           slope[2] * fmax(0, x - v);
}

START_TEST(two_planted_bends_are_found_at_their_epochs)
{
    const double slope[] = {0.2, 1, -1.5};
    size_t epochs[N];
    double bits[N];
    log_epochs(epochs);
    for (size_t i = 0; i < N; i++) {
        const double wobble = 0.01 * sin(37.0 * (double)i); /* not a line, not a bend */
        bits[i] = pieces(log((double)epochs[i]), log(60), log(900), slope) + wobble;
    }
    double change[2] = {0};
    ck_ok(qtl_phase_changes(epochs, bits, N, change));
    ck_assert_double_eq_tol(log(change[0]), log(60), 0.15); /* places are 14 % apart */
    ck_assert_double_eq_tol(log(change[1]), log(900), 0.15);
}
END_TEST

START_TEST(one_planted_bend_is_one)
{
    const double slope[] = {1, -0.5, -0.5};
    size_t epochs[N];
    double bits[N];
    log_epochs(epochs);
    for (size_t i = 0; i < N; i++) {
        bits[i] = pieces(log((double)epochs[i]), log(200), log(500), slope) +
                  0.01 * sin(37.0 * (double)i);
    }
    double change[2] = {0};
    ck_ok(qtl_phase_changes(epochs, bits, N, change));
    ck_assert_double_eq_tol(log(change[0]), log(200), 0.15);
    ck_assert(isnan(change[1]));
}
END_TEST

START_TEST(straight_and_flat_curves_do_not_bend)
{
    size_t epochs[N];
    double bits[N];
    double flat[N];
    log_epochs(epochs);
    for (size_t i = 0; i < N; i++) {
        bits[i] = 3 - 0.2 * log((double)epochs[i]) + 0.01 * sin(37.0 * (double)i);
        flat[i] = 12;
    }
    double change[2] = {0};
    ck_ok(qtl_phase_changes(epochs, bits, N, change));
    ck_assert(isnan(change[0]) && isnan(change[1]));
    ck_ok(qtl_phase_changes(epochs, flat, N, change));
    ck_assert(isnan(change[0]) && isnan(change[1]));
}
END_TEST

START_TEST(an_exactly_broken_line_is_reproduced)
{
    double x[40];
    double y[40];
    for (size_t i = 0; i < 40; i++) {
        x[i] = (double)i;
        y[i] = 5 + pieces(x[i], 10, 25, (const double[]){2, -1, 0.5});
    }
    qtl_broken_line line = {0};
    ck_ok(qtl_broken_line_fit(x, y, 40, 1e-3, &line));
    ck_assert_uint_eq(line.n_knots, 2);
    ck_assert_double_eq_tol(line.knot[0], 10, 1e-9);
    ck_assert_double_eq_tol(line.knot[1], 25, 1e-9);
    ck_assert_double_eq_tol(line.slope[0], 2, 1e-9);
    ck_assert_double_eq_tol(line.slope[1], -1, 1e-9);
    ck_assert_double_eq_tol(line.slope[2], 0.5, 1e-9);
}
END_TEST

START_TEST(few_points_have_no_knot)
{
    const double x[] = {0, 1, 2, 3, 4, 5, 6};
    const double y[] = {0, 1, 2, 3, 2, 1, 0};
    for (size_t n = 0; n <= 7; n++) {
        qtl_broken_line line = {.n_knots = 9};
        ck_ok(qtl_broken_line_fit(x, y, n, 1e-3, &line));
        ck_assert_uint_eq(line.n_knots, 0);
    }
}
END_TEST

QTL_SUITE("phases", a_rise_and_a_fall_are_measured_from_the_peak,
          a_fall_of_no_more_than_delta_has_no_onset,
          a_rise_is_done_when_nine_tenths_of_it_are,
          a_fall_has_settled_when_a_tenth_of_it_is_to_come,
          of_equal_peaks_the_first_counts_and_the_onset_is_the_last,
          saturated_is_never_below_the_ceiling_and_does_not_fall, gaps_are_passed_over,
          a_curve_of_gaps_has_no_phases, a_single_epoch_neither_rises_nor_falls,
          the_label_has_a_smaller_delta, two_planted_bends_are_found_at_their_epochs,
          one_planted_bend_is_one, straight_and_flat_curves_do_not_bend,
          an_exactly_broken_line_is_reproduced, few_points_have_no_knot)
