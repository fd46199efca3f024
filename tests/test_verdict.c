/* Verdicts on planted tables: what was planted is what must be decided. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/csv.h"
#include "core/file.h"
#include "core/text.h"
#include "planted.h"
#include "suite.h"
#include "tables.h"

enum { FEW = 5, MANY = 12 };

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

static double same_accuracy(size_t run)
{
    (void)run;
    return 0.9;
}

/* Falls by 1 to 12 bits less one, in the order of accuracy. */
static double falls_with_run(size_t layer, size_t run, double epoch)
{
    (void)layer;
    return 12 - 0.9 * (double)(run + 1) * log(epoch) / log(1000);
}

static double snr_turns_at(double epoch, double turn)
{
    return 10 * pow(fmin(1, turn / epoch), 1.5);
}

static double snr_turns_at_20(size_t layer, size_t run, double epoch)
{
    (void)layer;
    return snr_turns_at(epoch, 20 * (1 + planted_jitter(run)));
}

static double snr_turns_at_200(size_t layer, size_t run, double epoch)
{
    (void)layer;
    return snr_turns_at(epoch, 200 * (1 + planted_jitter(run)));
}

/* Falls of 5 runs are 5.8 to 6.2 in steps of 0.1 (less what the grid misses of the peak,
 * the same in each): symmetric, so the interval is Student's, 2.776 sqrt(0.025 / 5). */
START_TEST(a_planted_fall_is_compression)
{
    planted_answers a = planted_decide(
        &(planted){.n_runs = FEW, .input = curve_up_and_down, .label = curve_learns});
    static const char where[] = "claim=compression-output estimator=exact";
    planted_is_decided(&a.table, where, "confirmed",
                       "falls by more than 0.1 bit in 5 of 5 runs");
    const double mean = planted_number(&a.table, where, "value");
    ck_assert_double_eq_tol(mean, 6, 0.05);
    const double half = 2.7764451052 * sqrt(0.025 / 5);
    ck_assert_double_eq_tol(planted_number(&a.table, where, "ci_low"), mean - half, 2e-3);
    ck_assert_double_eq_tol(planted_number(&a.table, where, "ci_high"), mean + half,
                            2e-3);
    ck_assert_str_eq(planted_cell(&a.table, where, "unit"), "bits");
    ck_assert_str_eq(planted_cell(&a.table, where, "runs"), "5");
    planted_is_decided(&a.table, "claim=compression-hidden layer=hidden", "confirmed",
                       "seen in layers 1, 2");
    /* The peak is at epoch 20 of 1000. */
    planted_is_decided(&a.table, "claim=compression-share layer=3", "confirmed",
                       "98 % of the epochs lie behind the peak");
    planted_free(&a);
}
END_TEST

START_TEST(a_curve_that_only_rises_does_not_compress)
{
    planted_answers a = planted_decide(
        &(planted){.n_runs = FEW, .input = curve_only_up, .label = curve_learns});
    static const char output[] = "claim=compression-output estimator=exact";
    planted_is_decided(&a.table, output, "denied", "in 0 of 5 runs");
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
                       "saturated in 5 of 5 runs");
    planted_is_decided(&a.table, "claim=compression-hidden layer=2", "denied", "0 of 5");
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
    ck_assert_double_eq_tol(planted_number(&a.table, where, "value"), 5.8, 0.05);
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

START_TEST(three_runs_are_too_few_and_four_are_not)
{
    planted_answers a = planted_decide(
        &(planted){.n_runs = 3, .input = curve_up_and_down, .label = curve_learns});
    planted_is_decided(&a.table, "claim=compression-output", "undecided", "too few runs");
    planted_is_decided(&a.table, "claim=compression-share layer=3", "undecided",
                       "too few runs");
    planted_free(&a);
    planted_answers b = planted_decide(
        &(planted){.n_runs = 4, .input = curve_up_and_down, .label = curve_learns});
    planted_is_decided(&b.table, "claim=compression-output", "confirmed", "4 of 4 runs");
    planted_is_decided(&b.table, "claim=compression-share layer=3", "confirmed",
                       "behind the peak");
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
                       "0 of 5");
    planted_is_decided(&a.table,
                       "claim=compression-output estimator=binning variant=quantized",
                       "confirmed", "5 of 5");
    planted_is_decided(&a.table,
                       "claim=compression-output estimator=binning variant=continuous",
                       "confirmed", "5 of 5");
    ck_assert_str_eq(qtl_csv_cell(&a.table, 1, 3), "exact");
    char *page = qtl_test_text(a.folder, "verdict.md");
    ck_assert_ptr_nonnull(strstr(page, "| `binning:bins=30,low=-1` | continuous |  | "
                                       "**confirmed** | **confirmed** |"));
    ck_assert_ptr_nonnull(strstr(page,
                                 "**The output layer compresses: denied.** Falls by "
                                 "more than 0.1 bit in 0 of 5 runs (0.00 [0.00, "
                                 "0.00] bits)."));
    ck_assert_ptr_nonnull(strstr(page, "quantal run experiments/planted.yaml"));
    free(page);
    planted_free(&a);
}
END_TEST

/* Layer 3 is above layer 2 from about epoch 20 on, by 1 bit at the end. */
static double out_of_order(size_t layer, size_t run, double epoch)
{
    (void)run;
    return layer < 3 ? 6 : 5 + 2 * log(epoch) / log(1000);
}

START_TEST(one_layer_above_the_layer_below_denies_order)
{
    planted_answers a = planted_decide(&(planted){.n_runs = FEW,
                                                  .input = curve_output_falls,
                                                  .label = curve_learns,
                                                  .estimate = out_of_order});
    planted_is_decided(
        &a.table, "claim=ordering estimator=exact layer=all", "confirmed",
        "in order in all 800 comparisons"); /* 5 runs, 40 epochs, 2 pairs, 2 I */
    planted_is_decided(&a.table,
                       "claim=ordering estimator=binning layer=2 variant=quantized",
                       "confirmed", "in order");
    planted_is_decided(&a.table,
                       "claim=ordering estimator=binning layer=3 variant=quantized",
                       "denied", "by 1.00 bit at worst (run 1, epoch 1000)");
    planted_is_decided(&a.table,
                       "claim=ordering estimator=binning layer=all variant=quantized",
                       "denied", "out of order");
    planted_free(&a);
}
END_TEST

static double out_of_order_in_two_runs(size_t layer, size_t run, double epoch)
{
    return run < 2 ? out_of_order(layer, run, epoch) : NAN;
}

/* Layer 3 is above layer 2 by more than 0.01 bit where 2 log(epoch) / log(1000) > 1.01,
 * layer 2 never above layer 1: the network's share is half of layer 3's. */
START_TEST(runs_without_an_estimate_are_not_in_order_but_left_out)
{
    planted_answers a = planted_decide(&(planted){.n_runs = MANY,
                                                  .input = curve_output_falls,
                                                  .label = curve_learns,
                                                  .estimate = out_of_order_in_two_runs});
    size_t n = 0;
    for (size_t i = 0; i < PLANTED_EPOCHS; i++) {
        n += 2 * log((double)planted_epoch(i)) / log(1000) > 1.01;
    }
    const double share = (double)n / PLANTED_EPOCHS;
    static const char third[] = "claim=ordering estimator=binning layer=3 "
                                "variant=quantized";
    static const char all[] = "claim=ordering estimator=binning layer=all "
                              "variant=quantized";
    ck_assert_double_eq_tol(planted_number(&a.table, third, "value"), share, 1e-9);
    ck_assert_double_eq(planted_number(&a.table, third, "runs"), 2);
    ck_assert_double_eq_tol(planted_number(&a.table, all, "value"), share / 2, 1e-9);
    ck_assert_double_eq(planted_number(&a.table, all, "runs"), 2);
    planted_free(&a);
}
END_TEST

START_TEST(falls_in_the_order_of_accuracy_go_with_it)
{
    planted p = {.n_runs = MANY,
                 .input = falls_with_run,
                 .label = curve_learns,
                 .accuracy = curve_rises_by_half};
    static const char where[] = "claim=compression-generalization layer=all";
    planted_answers a = planted_decide(&p);
    planted_is_decided(&a.table, where, "confirmed", "12 runs");
    ck_assert_double_eq_tol(planted_number(&a.table, where, "value"), 1, 1e-12);
    planted_free(&a);
    p.accuracy = same_accuracy;
    a = planted_decide(&p);
    planted_is_decided(&a.table, where, "undecided", "does not vary");
    planted_free(&a);
    p.n_runs = FEW;
    p.accuracy = curve_rises_by_half;
    a = planted_decide(&p);
    planted_is_decided(&a.table, where, "undecided", "too few runs: 5 of 10");
    planted_free(&a);
}
END_TEST

START_TEST(a_gradient_turn_at_the_onset_coincides)
{
    planted p = {.n_runs = FEW,
                 .input = curve_output_falls,
                 .label = curve_learns,
                 .snr = snr_turns_at_20};
    planted_answers a = planted_decide(&p);
    planted_is_decided(&a.table, "claim=snr-turn layer=3", "confirmed",
                       "times the onset");
    planted_is_decided(&a.table, "claim=snr-turn layer=all", "confirmed",
                       "seen in layer 3");
    /* The onset is where I(X;T) is 0.1 bit below its peak: 4 % of epochs later. */
    ck_assert_double_eq_tol(planted_number(&a.table, "claim=snr-turn layer=3", "value"),
                            1, 0.15);
    planted_free(&a);
    p.snr = snr_turns_at_200;
    a = planted_decide(&p);
    planted_is_decided(&a.table, "claim=snr-turn layer=3", "denied", "times the onset");
    ck_assert_double_eq_tol(planted_number(&a.table, "claim=snr-turn layer=3", "value"),
                            10, 1.5);
    planted_free(&a);
}
END_TEST

START_TEST(forgetting_needs_the_irrelevant_to_fall_and_the_relevant_to_stay)
{
    planted p = {.n_runs = FEW,
                 .input = curve_only_up,
                 .label = curve_learns,
                 .irrelevant = curve_up_and_down,
                 .relevant = curve_only_up};
    planted_answers a = planted_decide(&p);
    planted_is_decided(&a.table, "claim=irrelevant-forgotten layer=all", "confirmed",
                       "seen in layers 1-3");
    planted_free(&a);
    p.relevant = curve_up_and_down;
    a = planted_decide(&p);
    planted_is_decided(&a.table, "claim=irrelevant-forgotten layer=all", "denied",
                       "not seen in layers 1-3");
    planted_free(&a);
    p.relevant = p.irrelevant = curve_only_up;
    a = planted_decide(&p);
    planted_is_decided(
        &a.table, "claim=irrelevant-forgotten layer=2", "denied",
        "I(T;N|R) falls by more than 0.1 bit in 0 of 5 runs; I(T;R) falls");
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
    planted_is_decided(&a.table, where, "denied", "0 of 5");
    planted_free(&a);
    p.bins = "binning,\"bins=30,inputs=256\",I(X;T)";
    a = planted_decide(&p);
    planted_is_decided(&a.table, where, "undecided", "saturated in 5 of 5");
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
    planted_is_decided(&a.table, where, "confirmed", "4 of 4 runs");
    planted_is_decided(
        &a.table,
        "claim=compression-hidden estimator=binning variant=quantized layer=hidden",
        "confirmed", "seen in layer 1");
    planted_free(&a);
}
END_TEST

QTL_SUITE("verdict", a_planted_fall_is_compression,
          a_curve_that_only_rises_does_not_compress,
          a_saturated_layer_is_undecided_and_passed_over,
          one_run_decides_nothing_but_order, three_runs_are_too_few_and_four_are_not,
          half_of_the_runs_are_neither_most_nor_few,
          methods_are_decided_each_for_itself_and_exact_comes_first,
          one_layer_above_the_layer_below_denies_order,
          runs_without_an_estimate_are_not_in_order_but_left_out,
          falls_in_the_order_of_accuracy_go_with_it,
          a_gradient_turn_at_the_onset_coincides,
          forgetting_needs_the_irrelevant_to_fall_and_the_relevant_to_stay,
          what_sees_256_inputs_is_saturated_at_8_bits, gaps_are_left_out)
