/* Running an experiment. */
#ifndef QUANTAL_RUN_H
#define QUANTAL_RUN_H

#include <signal.h>
#include <stdbool.h>

#include "quantal/experiment.h"
#include "quantal/status.h"

#pragma GCC visibility push(default)

/* Zero means the default; where options are asked for, NULL is an error. */
typedef struct qtl_run_options {
    const char *directory;      /* results go here; "results/NAME" */
    int n_jobs;                 /* runs side by side; all cores */
    bool resume;                /* go on with an interrupted experiment */
    const char *data_directory; /* where files of data sets are looked for first; not
                                   part of the configuration: results do not depend on
                                   it */
    double checkpoint_s;        /* seconds between the checkpoints of a run; 30 */
    const volatile sig_atomic_t *stop; /* once it is not 0, every run ends its epoch,
                                          writes a checkpoint and ends with
                                          QTL_EINTERRUPTED; may be set by a signal */
    void (*watch)(bool watch);         /* called with true before the first epoch of an
                                          experiment and with false after its last: nobody looks
                                          at `stop` before and after; NULL: not called */
} qtl_run_options;

/* Runs every (run, variant) of the experiment and writes the result folder. The tables do
 * not depend on n_jobs, threads or interruptions.
 *
 * Finished runs survive any failure; they and the checkpoints of begun ones are what
 * `resume` goes on from. A checkpoint that is damaged, or of another configuration, data
 * or version, is passed over, and its run begins anew: that costs time, and no byte of
 * the results. Without `resume` a folder with results is refused, and begun runs in any
 * other are removed.
 *
 * Memory: the data set once; for each run going on 32 bytes a parameter, a batch, and
 * what qtl_reading_create says; if an estimator asks for values, 8 bytes * N * width of
 * the widest layer; while a checkpoint is written, another 24 bytes a parameter. */
QTL_NODISCARD qtl_status qtl_experiment_run(const qtl_experiment *experiment,
                                            const qtl_run_options *options);

#pragma GCC visibility pop
#endif
