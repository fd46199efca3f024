/* One run of one variant: trains, measures, writes its folder. */
#ifndef QTL_EXPERIMENT_SINGLE_RUN_H
#define QTL_EXPERIMENT_SINGLE_RUN_H

#include "core/progress.h"
#include "experiment/input_parts.h"
#include "quantal/experiment.h"
#include "quantal/run.h"

/* What all runs of an experiment share; read-only but for the progress bar. */
typedef struct qtl_run_context {
    const qtl_experiment *experiment;
    const qtl_dataset *dataset;
    const qtl_input_parts *parts;
    double h_x_bits; /* H(X) of the data set */
    const char *directory;
    const char *blas; /* what wide layers are trained with; NULL: there are none */
    const qtl_run_options *options;
    qtl_progress *progress;
} qtl_run_context;

/* Leaves DIR/runs/<variant>-<run> complete, or not at all: a run that ends early leaves
 * its checkpoint, if it has one, in a folder that is not named so. A complete one is
 * kept; with options->resume a checkpoint is gone on from. */
QTL_NODISCARD qtl_status qtl_single_run(const qtl_run_context *context,
                                        qtl_variant variant, size_t run);

#endif
