/* Estimators against distributions whose information is known: how far each is from the
 * truth, how much it scatters, where it fails. */
#ifndef QUANTAL_VALIDATE_H
#define QUANTAL_VALIDATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "quantal/estimator.h"
#include "quantal/status.h"

#pragma GCC visibility push(default)

/* Name of suite i and what is in it, one line; NULL past the end. */
const char *qtl_suite_name(size_t i);
const char *qtl_suite_summary(size_t i);

/* Zero means the default; where options are asked for, NULL is an error. */
typedef struct qtl_validate_options {
    const char *directory;     /* results go here; "results/validate" */
    const char *const *suites; /* [n_suites] names; NULL: every suite */
    size_t n_suites;
    const qtl_method *methods; /* [n_methods]; NULL: every estimator with its defaults,
                                  those of great cost on fewer and smaller samples */
    size_t n_methods;
    const size_t *samples; /* [n_samples] sizes, each from 1 to 10^6; NULL: each suite's
                              own */
    size_t n_samples;
    size_t repeats; /* up to 10^6; 10 */
    uint64_t seed;
    int n_jobs;   /* tasks side by side; all cores */
    bool resume;  /* keep the finished tasks of an interrupted or smaller validation */
    bool untimed; /* leave the column `seconds` empty */
} qtl_validate_options;

/* Whether the options can be: suites, methods and sizes. Reads and writes nothing. */
QTL_NODISCARD qtl_status qtl_validate_check(const qtl_validate_options *options);

/* Measures every method on every task and size of the suites and writes, in `directory`,
 * tasks/SUITE-TASK-SAMPLES.csv when a task is finished, then manifest.yaml and
 * validate.csv with the columns
 *   suite,task,dimension_x,dimension_y,samples,estimator,params,truth_bits,mean_bits,
 *   bias_bits,std_bits,rmse_bits,repeats,failures,seconds
 * dimension_y = 0: the quantity is H(X), else I(X;Y). Of the errors (estimate - truth) of
 * the repeats that succeeded, bias is the mean, std the sample standard deviation (empty
 * for one), rmse the root of the mean square; a number that does not exist is empty. A
 * failure is an error status or a number that is not finite. A method that does not apply
 * to a task (QTL_EUNSUPPORTED in every repeat) has no row there. `seconds` is the mean
 * wall time of an estimate.
 *
 * Repeat r of a task draws from a stream named by the seed, suite, task, size and r
 * alone, and every method sees the same draw. So all columns but `seconds` are the same
 * bytes whatever the jobs, the other suites, the other methods or interruptions; with
 * `untimed` so is the whole file. QTL_EUNKNOWN names the nearest suite. */
QTL_NODISCARD qtl_status qtl_validate_run(const qtl_validate_options *options);

#pragma GCC visibility pop
#endif
