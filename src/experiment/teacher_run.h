/* Experiments on the data set linear-teacher: linear regressions instead of networks. */
#ifndef QTL_EXPERIMENT_TEACHER_RUN_H
#define QTL_EXPERIMENT_TEACHER_RUN_H

#include <stdbool.h>

#include "quantal/experiment.h"
#include "quantal/run.h"

/* Whether the experiment is one of them. */
bool qtl_is_teacher_run(const qtl_experiment *experiment);

/* Trains `runs` students and leaves manifest.yaml, training.csv and measures.csv in the
 * folder; nothing of a run is kept apart, so resuming begins again. QTL_EINVAL says what
 * a linear student cannot be. */
QTL_NODISCARD qtl_status qtl_teacher_run(const qtl_experiment *experiment,
                                         const qtl_run_options *options,
                                         const char *directory);

#endif
