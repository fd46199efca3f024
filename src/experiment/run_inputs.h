/* What one run sees of the inputs: those it trains on, and those that measurements of
 * some inputs read. */
#ifndef QTL_EXPERIMENT_RUN_INPUTS_H
#define QTL_EXPERIMENT_RUN_INPUTS_H

#include "experiment/subsample.h"
#include "quantal/experiment.h"
#include "quantal/split.h"

typedef struct qtl_run_inputs {
    qtl_split split;
    qtl_subsamples subsamples;
} qtl_run_inputs;

/* Draws them for run `run`, the same for both variants. Every run has sub-samples of its
 * own, so that intervals over runs hold what they vary by; a `random` split is drawn anew
 * for every run (Shwartz-Ziv & Tishby 2017), any other is that of the experiment.
 * Fails as qtl_split_create and qtl_subsamples_create do. O(N). */
QTL_NODISCARD qtl_status qtl_run_inputs_create(const qtl_experiment *experiment,
                                               const qtl_dataset *dataset, size_t run,
                                               qtl_run_inputs *out);
void qtl_run_inputs_free(qtl_run_inputs *inputs);

#endif
