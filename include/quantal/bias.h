/* How far estimates on the quantized networks of an experiment are from the exact counts,
 * and why. */
#ifndef QUANTAL_BIAS_H
#define QUANTAL_BIAS_H

#include "quantal/status.h"

#pragma GCC visibility push(default)

/* Reads measures.csv and manifest.yaml of a finished result folder and writes three
 * tables there. All are about the quantized variant, in bits, and empty where nothing is
 * known.
 *
 * bias.csv, a row per epoch, layer, estimator and quantity at which `exact` was counted
 * too:
 *
 *   target                 what the estimator estimates: codes, binned layer, noisy layer
 *
 *   definition_gap_bits    I(target) - exact: the estimator answers another question
 *
 *   estimation_error_bits  estimate - I(target): it answers it wrongly
 *
 *   total_bits             estimate - exact
 *
 *   ci_low, ci_high        95 % interval of the total over runs (the bootstrap of
 *                          experiment/bootstrap.h); empty with one run
 *
 * All are means over runs: the total over those that have an estimate and a count, the
 * other two over those in which I(target) is known as well, which may be fewer; over the
 * same runs gap and error add up to the total. I(target) is
 *   codes         exact; the gap is 0
 *   binned layer  what the same binning says of all inputs, which is exact for it; so its
 *                 error is 0 unless it saw a sub-sample
 *   noisy layer   `noisy-truth` of all inputs with the same variance, if it was measured
 *                 at this place; its own Monte-Carlo error (stderr_bits in measures.csv)
 *                 is part of both. With variance 0 nothing is added: the target is codes
 *
 * bias-samples.csv, the same rows of the estimators that saw a sub-sample of the inputs,
 * with its size in the column `inputs` rather than in `params`.
 *
 * scores.csv, a row per estimator and quantity, `exact` first. Each score is the mean
 * over runs of the mean over epochs and layers in a run, and <score>_low, <score>_high
 * its 95 % interval over runs, Wilson's where a share is 0 or 1 in all runs:
 *
 *   points                 estimates that were compared with exact ones
 *
 *   abs_total_bits         |total|
 *
 *   rms_total_bits         root of the mean squared total
 *
 *   definition_gap_bits, estimation_error_bits  as above
 *
 *   order_violations       share of neighbouring layers with more in the upper one than
 * in the lower. Data processing forbids it for codes; binned or noisy layers are no
 * function of each other, so that part of it may be the target's own: the row of
 * `noisy-truth` has it
 *
 *   entropy_violations     share above H(X), or H(Y) for I(T;Y)
 *
 *   input_violations       I(T;Y) only: share above the same estimator's I(X;T)
 *
 *   rank_correlation       Spearman's, over the epochs that both have, of a layer's curve
 *                          with the exact one
 *
 *   false_compression      I(X;T) only: share of the layers without a compression phase
 *                          (a fall from the maximum by more than 0.1 bit) in the exact
 *                          curve to which the estimator gives one
 *
 *   missed_compression     and of those with one to which it gives none
 *
 *   constant_curves        curves, over runs and layers, left out of the rank correlation
 *                          because one of the two never changes
 *
 * A violation is one by more than 1e-9 bit, of order by more than three standard errors
 * too, where an estimate has one.
 *
 * QTL_EIO if a table is missing, QTL_EFORMAT names file and line. A million rows take
 * seconds. The tables depend on nothing but the two files. */
QTL_NODISCARD qtl_status qtl_bias_write(const char *directory);

#pragma GCC visibility pop
#endif
