/* Experiments on the data set linear-teacher: linear regressions instead of networks. */
#ifndef QTL_EXPERIMENT_TEACHER_RUN_H
#define QTL_EXPERIMENT_TEACHER_RUN_H

#include <stdbool.h>

#include "experiment/measure.h"

/* Whether the experiment is one of them. */
bool qtl_is_teacher_run(const qtl_experiment *experiment);

/* QTL_EINVAL says what a linear student cannot be. */
QTL_NODISCARD qtl_status qtl_teacher_check(const qtl_experiment *experiment);

/* Trains the student of run row.run from its first epoch, and leaves its tables in
 * FOLDER, which exists. */
QTL_NODISCARD qtl_status qtl_teacher_run(const qtl_run_context *context, qtl_row row,
                                         const char *folder);

#endif
