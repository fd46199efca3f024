/* What the runs of an experiment say about published claims. */
#ifndef QUANTAL_VERDICT_H
#define QUANTAL_VERDICT_H

#include "quantal/status.h"

#pragma GCC visibility push(default)

/* Decides every claim from a finished result folder, by every method on every variant,
 * and writes into it
 *   verdict.csv  claim,layer,variant,estimator,params,quantity,value,unit,ci_low,ci_high,
 *                runs,decision,reason: a row a layer, and one for the network (layer
 *                "all", "hidden" or "output"); rows of `exact` first within a claim
 *   verdict.md   the same as a page for a reader, with the rules
 *   phases.csv   per run and curve: first, peak and last value, rise, fall, when the
 *                fall begins and when nine tenths of both are done, the turn of the
 *                gradients beside it, epochs at which the curve bends, saturation
 *   twins.csv    per epoch: estimates on the continuous network beside the exact count
 *                of its quantized twin, and their mean difference over runs
 *   summary.csv  per curve: means over runs; final accuracies, and what quantization
 *                costs of them
 * Intervals are 95 % over runs and empty for a single run. Reads manifest.yaml,
 * measures.csv, training.csv and gradients.csv, nothing else; the same tables give the
 * same bytes. Fails with one line on what is missing or damaged, and leaves what is
 * there as it was. A million rows take seconds. */
QTL_NODISCARD qtl_status qtl_verdict_write(const char *directory);

/* The rulings on the quantized network by exact counting, a line a claim, for the end of
 * a run; "" if nothing was counted. Reads verdict.csv; `text` is freed by the caller. */
QTL_NODISCARD qtl_status qtl_verdict_lines(const char *directory, char **text);

#pragma GCC visibility pop
#endif
