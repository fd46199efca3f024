/* Running an experiment. */
#ifndef QUANTAL_RUN_H
#define QUANTAL_RUN_H

#include <stdbool.h>

#include "quantal/experiment.h"
#include "quantal/status.h"

#pragma GCC visibility push(default)

/* Zero means the default. */
typedef struct qtl_run_options {
    const char *directory;      /* results go here; "results/NAME" */
    int n_jobs;                 /* runs side by side; all cores */
    bool resume;                /* keep the finished runs of an interrupted experiment */
    const char *data_directory; /* where files of data sets are looked for first; not
                                   part of the configuration: results do not depend on
                                   it */
} qtl_run_options;

/* Runs every (run, variant) of the experiment and writes the result folder. Finished runs
 * survive any failure. The tables do not depend on n_jobs, threads or interruptions. */
QTL_NODISCARD qtl_status qtl_experiment_run(const qtl_experiment *experiment,
                                            const qtl_run_options *options);

#pragma GCC visibility pop
#endif
