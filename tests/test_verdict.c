/* Verdicts on planted tables: whether a planted curve rises or falls. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/csv.h"
#include "core/file.h"
#include "core/text.h"
#include "planted.h"
#include "suite.h"
#include "tables.h"

enum { FEW = 7, MANY = 12 };

/* Layer 1 holds all, layer 2 rises, the output falls. */
static double mixed(size_t layer, size_t run, double epoch)
{
    const planted_curve of[] = {curve_full, curve_only_up, curve_output_falls};
    return of[layer - 1](layer, run, epoch);
}

/* Layer 1 knows the label from the start. */
static double learns_above_the_first(size_t layer, size_t run, double epoch)
{
    return layer == 1 ? 0.99 : curve_learns(layer, run, epoch);
}

/* Falls of 7 runs are 5.7 to 6.3 in steps of 0.1 (less what the grid misses of the peak,
 * the same in each): symmetric, so the interval is Student's, 2.447 sqrt(0.28 / 6 / 7).
 */
START_TEST(a_planted_fall_is_compression)
{
    planted_answers a = planted_decide(
        &(planted){.n_runs = FEW, .input = curve_up_and_down, .label = curve_learns});
    static const char where[] = "claim=compression-output estimator=exact";
    planted_is_decided(&a.table, where, "confirmed",
                       "falls by more than 0.1 bit in 7 of 7 runs");
    const double mean = planted_number(&a.table, where, "value");
    ck_assert_double_eq_tol(mean, 6, 0.05);
    const double half = 2.4469118511 * sqrt(0.28 / 6 / 7);
    ck_assert_double_eq_tol(planted_number(&a.table, where, "ci_low"), mean - half, 2e-3);
    ck_assert_double_eq_tol(planted_number(&a.table, where, "ci_high"), mean + half,
                            2e-3);
    ck_assert_str_eq(planted_cell(&a.table, where, "unit"), "bits");
    ck_assert_str_eq(planted_cell(&a.table, where, "runs"), "7");
    planted_is_decided(&a.table, "claim=compression-hidden layer=hidden", "confirmed",
                       "seen in layers 1, 2");
    planted_free(&a);
}
END_TEST

/* An estimate that is far above H(X) and comes down without getting below. */
static double falls_above_the_ceiling(size_t layer, size_t run, double epoch)
{
    return 12 + curve_up_and_down(layer, run, epoch);
}

START_TEST(what_falls_above_the_ceiling_is_not_saturated)
{
    planted_answers a =
        planted_decide(&(planted){.n_runs = FEW, .estimate = falls_above_the_ceiling});
    planted_is_decided(&a.table, "claim=compression-output variant=quantized",
                       "confirmed", "in 7 of 7 runs");
    planted_free(&a);
}
END_TEST

/* Five of twelve runs hold all of H(X), the others fall. */
static double seven_fall(size_t layer, size_t run, double epoch)
{
    return (run < 5 ? curve_full : curve_up_and_down)(layer, run, epoch);
}

/* Of 7 of 12 Wilson's interval is 0.32 to 0.81; of the seven alone it would be above 1/2.
 */
START_TEST(saturated_runs_among_others_count_as_not_falling)
{
    planted_answers a = planted_decide(
        &(planted){.n_runs = MANY, .input = seven_fall, .label = curve_learns});
    planted_is_decided(&a.table, "claim=compression-output", "undecided",
                       "in 7 of 12 runs (5 saturated): neither most runs nor few");
    planted_free(&a);
}
END_TEST

START_TEST(a_curve_that_only_rises_does_not_compress)
{
    planted_answers a = planted_decide(
        &(planted){.n_runs = FEW, .input = curve_only_up, .label = curve_learns});
    static const char output[] = "claim=compression-output estimator=exact";
    planted_is_decided(&a.table, output, "denied", "in 0 of 7 runs");
    ck_assert_double_eq(planted_number(&a.table, output, "value"), 0);
    planted_is_decided(&a.table, "claim=compression-hidden layer=hidden", "denied",
                       "not seen in layers 1, 2");
    planted_is_decided(&a.table, "claim=compression-share layer=all", "undecided",
                       "cannot be seen in layers 1-3");
    planted_is_decided(&a.table, "claim=fitting layer=all", "confirmed",
                       "seen in layers 1-3");
    planted_free(&a);
}
END_TEST

START_TEST(a_saturated_layer_is_undecided_and_passed_over)
{
    planted_answers a = planted_decide(
        &(planted){.n_runs = FEW, .input = mixed, .label = learns_above_the_first});
    planted_is_decided(&a.table, "claim=compression-hidden layer=1", "undecided",
                       "saturated in 7 of 7 runs");
    planted_is_decided(&a.table, "claim=compression-hidden layer=2", "denied", "0 of 7");
    planted_is_decided(&a.table, "claim=compression-hidden layer=hidden", "denied",
                       "not seen in layer 2; cannot be seen in layer 1");
    planted_is_decided(&a.table, "claim=fitting layer=1", "undecided", "at the ceiling");
    planted_is_decided(&a.table, "claim=fitting layer=all", "confirmed",
                       "seen in layers 2, 3; cannot be seen in layer 1");
    planted_free(&a);
    planted_answers b = planted_decide(
        &(planted){.n_runs = FEW, .input = curve_full, .label = curve_learns});
    planted_is_decided(&b.table, "claim=compression-output estimator=exact", "undecided",
                       "saturated");
    planted_is_decided(&b.table, "claim=compression-hidden layer=hidden", "undecided",
                       "cannot be seen in layers 1, 2");
    planted_free(&b);
}
END_TEST

START_TEST(one_run_decides_nothing_but_order)
{
    planted_answers a = planted_decide(
        &(planted){.n_runs = 1, .input = curve_up_and_down, .label = curve_learns});
    static const char where[] = "claim=compression-output estimator=exact";
    planted_is_decided(&a.table, where, "undecided", "1 of 1 run: too few runs");
    ck_assert_double_eq_tol(planted_number(&a.table, where, "value"), 5.7, 0.05);
    ck_assert_str_eq(planted_cell(&a.table, where, "ci_low"), "");
    ck_assert_str_eq(planted_cell(&a.table, where, "ci_high"), "");
    for (size_t row = 1; row < a.table.n_rows; row++) {
        const bool order = strcmp(qtl_csv_cell(&a.table, row, 0), "ordering") == 0;
        ck_assert_str_eq(qtl_csv_cell(&a.table, row, 11),
                         order ? "confirmed" : "undecided");
    }
    planted_free(&a);
}
END_TEST

START_TEST(five_runs_are_too_few_and_six_are_not)
{
    planted_answers a = planted_decide(
        &(planted){.n_runs = 5, .input = curve_up_and_down, .label = curve_learns});
    planted_is_decided(&a.table, "claim=compression-output", "undecided", "too few runs");
    planted_is_decided(&a.table, "claim=compression-share layer=3", "undecided",
                       "not confirmed");
    planted_free(&a);
    planted_answers b = planted_decide(
        &(planted){.n_runs = 6, .input = curve_up_and_down, .label = curve_learns});
    planted_is_decided(&b.table, "claim=compression-output", "confirmed", "6 of 6 runs");
    planted_is_decided(&b.table, "claim=compression-share layer=3", "confirmed",
                       "in 6 runs");
    planted_free(&b);
}
END_TEST

START_TEST(half_of_the_runs_are_neither_most_nor_few)
{
    planted_answers a = planted_decide(&(planted){
        .n_runs = MANY, .input = curve_every_other_falls, .label = curve_learns});
    planted_is_decided(&a.table, "claim=compression-output", "undecided",
                       "6 of 12 runs: neither most runs nor few");
    planted_free(&a);
}
END_TEST

START_TEST(methods_are_decided_each_for_itself_and_exact_comes_first)
{
    const planted p = {.n_runs = FEW,
                       .input = curve_only_up,
                       .label = curve_learns,
                       .estimate = curve_up_and_down};
    planted_answers a = planted_decide(&p);
    planted_is_decided(&a.table, "claim=compression-output estimator=exact", "denied",
                       "0 of 7");
    planted_is_decided(&a.table,
                       "claim=compression-output estimator=binning variant=quantized",
                       "confirmed", "7 of 7");
    planted_is_decided(&a.table,
                       "claim=compression-output estimator=binning variant=continuous",
                       "confirmed", "7 of 7");
    ck_assert_str_eq(qtl_csv_cell(&a.table, 1, 3), "exact");
    char *page = qtl_test_text(a.folder, "verdict.md");
    ck_assert_ptr_nonnull(strstr(page, "| `binning:bins=30,low=-1` | continuous |  | "
                                       "**confirmed** | **confirmed** |"));
    ck_assert_ptr_nonnull(strstr(page,
                                 "**The output layer compresses: denied.** Falls by "
                                 "more than 0.1 bit in 0 of 7 runs (0.00 [0.00, "
                                 "0.00] bits)."));
    ck_assert_ptr_nonnull(strstr(page, "quantal run experiments/planted.yaml"));
    free(page);
    planted_free(&a);
}
END_TEST

static double eight_bits(size_t layer, size_t run, double epoch)
{
    (void)layer;
    (void)run;
    return 8 - 0.001 * log(epoch);
}

START_TEST(what_sees_256_inputs_is_saturated_at_8_bits)
{
    planted p = {.n_runs = FEW, .estimate = eight_bits};
    static const char where[] = "claim=compression-output variant=quantized";
    planted_answers a = planted_decide(&p);
    planted_is_decided(&a.table, where, "denied", "0 of 7");
    planted_free(&a);
    p.bins = "binning,\"bins=30,inputs=256\",I(X;T)";
    a = planted_decide(&p);
    planted_is_decided(&a.table, where, "undecided", "saturated in 7 of 7");
    planted_free(&a);
}
END_TEST

/* An estimator may give nothing at some epochs, runs, or at all. */
static double gaps(size_t layer, size_t run, double epoch)
{
    return layer == 2 || run == 1 || epoch < 3 ? NAN
                                               : curve_up_and_down(layer, run, epoch);
}

START_TEST(gaps_are_left_out)
{
    planted_answers a = planted_decide(&(planted){
        .n_runs = FEW, .input = curve_only_up, .label = curve_learns, .estimate = gaps});
    static const char where[] =
        "claim=compression-output estimator=binning variant=quantized";
    planted_is_decided(&a.table, where, "confirmed", "6 of 6 runs");
    planted_is_decided(
        &a.table,
        "claim=compression-hidden estimator=binning variant=quantized layer=hidden",
        "confirmed", "seen in layer 1");
    planted_free(&a);
}
END_TEST

QTL_SUITE("verdict", a_planted_fall_is_compression,
          what_falls_above_the_ceiling_is_not_saturated,
          saturated_runs_among_others_count_as_not_falling,
          a_curve_that_only_rises_does_not_compress,
          a_saturated_layer_is_undecided_and_passed_over,
          one_run_decides_nothing_but_order, five_runs_are_too_few_and_six_are_not,
          half_of_the_runs_are_neither_most_nor_few,
          methods_are_decided_each_for_itself_and_exact_comes_first,
          what_sees_256_inputs_is_saturated_at_8_bits, gaps_are_left_out)
