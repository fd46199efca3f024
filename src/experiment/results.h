/* The result folder: names, tables and the manifest. */
#ifndef QTL_EXPERIMENT_RESULTS_H
#define QTL_EXPERIMENT_RESULTS_H

#include "core/file.h"
#include "core/text.h"
#include "experiment/single_run.h"
#include "quantal/experiment.h"

/* The tables of a run and of a finished experiment. */
typedef enum qtl_table {
    QTL_TABLE_MEASURES,
    QTL_TABLE_TRAINING,
    QTL_TABLE_GRADIENTS,
    QTL_TABLE_CODES,
    QTL_TABLE_SAMPLING,
    QTL_TABLE_COUNT
} qtl_table;

/* File name, and header line of a run's table. */
const char *qtl_table_file(qtl_table table);
const char *qtl_table_header(qtl_table table);

/* Bins of the code histograms: n_levels, at most this many. */
enum { QTL_CODE_BINS_MAX = 64 };
size_t qtl_code_bins(const qtl_experiment *experiment);

/* Whether histograms are drawn at this logged epoch, all of which are asked for in turn.
 * They go over log epochs: one every 7 % is as fine as a figure can show, and keeps the
 * table small. *next, 0 at first, is the first epoch worth another. */
bool qtl_codes_are_due(const qtl_experiment *experiment, size_t epoch, size_t *next);

/* DIR/runs/<variant>-<run>, or its name while it is being written; the caller frees it.
 */
char *qtl_run_folder(const char *directory, qtl_variant variant, size_t run,
                     bool partial);

/* Writes DIR/manifest.yaml; wall_s: what it took, interruptions not counted. */
QTL_NODISCARD qtl_status qtl_manifest_write(const qtl_run_context *context, bool finished,
                                            double wall_s);

/* Adds the manifest's entry `methods`: of each measurement estimator, params, target,
 * schedule in words and cite. */
void qtl_manifest_methods(const qtl_experiment *experiment, qtl_text *text);

/* QTL_EFORMAT names the first table of a finished run that is not whole: another header,
 * a row cut or of another run, an epoch too few. */
QTL_NODISCARD qtl_status qtl_results_check(const char *directory,
                                           const qtl_experiment *experiment);

/* Checks the runs' tables, and then only merges them into DIR/<table>.csv in run order.
 */
QTL_NODISCARD qtl_status qtl_results_merge(const char *directory,
                                           const qtl_experiment *experiment);

#endif
