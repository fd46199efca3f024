/* Claims beyond rise and fall, on planted tables: how long, in what order, with what. */
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

/* Down from 8 bits: 6 bits over the first 100 of 1000 epochs, logarithmically. */
static double falls_early(size_t layer, size_t run, double epoch)
{
    (void)layer;
    return 8 - (6 + planted_jitter(run)) * fmin(1, log(epoch) / log(100));
}

/* Nine tenths of a fall that is linear in log epoch from 20 to 1000 are done at
 * 20 50^0.9 = 676, and it begins at 20 50^(0.1 / 6) = 21; of one from 1 to 100 at 63. The
 * last of the grid's epochs before are a few per cent less. */
START_TEST(how_long_compression_takes_is_from_its_onset_to_nine_tenths)
{
    static const char where[] = "claim=compression-share layer=3";
    planted_answers a = planted_decide(
        &(planted){.n_runs = FEW, .input = curve_up_and_down, .label = curve_learns});
    planted_is_decided(&a.table, where, "confirmed", "% of the epochs in 7 runs");
    ck_assert_double_eq_tol(planted_number(&a.table, where, "value"), 0.6, 0.06);
    planted_free(&a);
    a = planted_decide(
        &(planted){.n_runs = FEW, .input = falls_early, .label = curve_learns});
    planted_is_decided(&a.table, where, "denied", "% of the epochs in 7 runs");
    ck_assert_double_eq_tol(planted_number(&a.table, where, "value"), 0.057, 0.006);
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
        "in order in all 1120 comparisons"); /* 7 runs, 40 epochs, 2 pairs, 2 I */
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
    planted_is_decided(&a.table, where, "undecided", "too few runs: 7 of 10");
    planted_free(&a);
}
END_TEST

/* "together in 7 of 7 runs, the turn at 0.97 times the onset" */
static double mean_ratio(const qtl_csv *t, const char *where)
{
    const char *at = strstr(planted_cell(t, where, "reason"), "the turn at ");
    ck_assert_ptr_nonnull(at);
    return strtod(at + strlen("the turn at "), NULL);
}

/* The onset is where I(X;T) is 0.1 bit below its peak: 4 % of epochs later than the peak
 * at 20. */
START_TEST(a_gradient_turn_at_the_onset_coincides)
{
    static const char where[] = "claim=snr-turn layer=3";
    planted p = {.n_runs = FEW,
                 .input = curve_output_falls,
                 .label = curve_learns,
                 .snr = snr_turns_at_20};
    planted_answers a = planted_decide(&p);
    planted_is_decided(&a.table, where, "confirmed", "together in 7 of 7 runs");
    planted_is_decided(&a.table, "claim=snr-turn layer=all", "confirmed",
                       "seen in layer 3");
    ck_assert_double_eq(planted_number(&a.table, where, "value"), 1);
    ck_assert_double_eq_tol(mean_ratio(&a.table, where), 1, 0.15);
    /* the gradients of layers that are saturated turn all the same */
    planted_is_decided(&a.table, "claim=snr-turn layer=1", "undecided",
                       "of 7 runs 7 turn and 0 compress");
    planted_free(&a);
    p.snr = snr_turns_at_200;
    a = planted_decide(&p);
    planted_is_decided(&a.table, where, "denied", "together in 0 of 7 runs");
    ck_assert_double_eq_tol(mean_ratio(&a.table, where), 10, 1.5);
    planted_free(&a);
}
END_TEST

/* A turn at 20 in half of the runs and at 200 in the others. */
static double snr_turns_either_way(size_t layer, size_t run, double epoch)
{
    return (run % 2 ? snr_turns_at_20 : snr_turns_at_200)(layer, run, epoch);
}

START_TEST(turns_must_be_near_their_own_onset_in_most_runs)
{
    planted_answers a = planted_decide(&(planted){.n_runs = MANY,
                                                  .input = curve_output_falls,
                                                  .label = curve_learns,
                                                  .snr = snr_turns_either_way});
    planted_is_decided(&a.table, "claim=snr-turn layer=3", "undecided",
                       "together in 6 of 12 runs");
    planted_free(&a);
}
END_TEST

/* Measured at every fifth epoch of the grid, factors of 2 apart. */
static double seldom(size_t layer, size_t run, double epoch)
{
    for (size_t i = 0; i < PLANTED_EPOCHS; i += 5) {
        if ((double)planted_epoch(i) == epoch) {
            return curve_up_and_down(layer, run, epoch);
        }
    }
    return NAN;
}

START_TEST(epochs_too_far_apart_do_not_tell_when_compression_starts)
{
    planted_answers a = planted_decide(&(planted){.n_runs = FEW,
                                                  .input = curve_output_falls,
                                                  .label = curve_learns,
                                                  .estimate = seldom,
                                                  .snr = snr_turns_at_20});
    planted_is_decided(&a.table,
                       "claim=snr-turn layer=3 estimator=binning variant=quantized",
                       "undecided", "too far apart");
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
        "I(T;N|R) falls by more than 0.1 bit in 0 of 7 runs; I(T;R) falls");
    planted_free(&a);
}
END_TEST

QTL_SUITE("verdict claims", how_long_compression_takes_is_from_its_onset_to_nine_tenths,
          one_layer_above_the_layer_below_denies_order,
          runs_without_an_estimate_are_not_in_order_but_left_out,
          falls_in_the_order_of_accuracy_go_with_it,
          a_gradient_turn_at_the_onset_coincides,
          turns_must_be_near_their_own_onset_in_most_runs,
          epochs_too_far_apart_do_not_tell_when_compression_starts,
          forgetting_needs_the_irrelevant_to_fall_and_the_relevant_to_stay)
