/* The tables that a verdict consists of, each written whole into an open stream. */
#ifndef QTL_EXPERIMENT_VERDICT_TABLES_H
#define QTL_EXPERIMENT_VERDICT_TABLES_H

#include <stdio.h>

#include "experiment/claim.h"

/* What the tables are made from. */
typedef struct qtl_findings {
    qtl_evidence evidence;
    qtl_rulings rulings;
    qtl_interval lost[QTL_PART_COUNT]; /* accuracy, see qtl_accuracy_lost */
} qtl_findings;

/* phases.csv: run by run what each curve does. */
QTL_NODISCARD qtl_status qtl_phases_print(const qtl_findings *findings, FILE *out);

/* twins.csv: estimates on the continuous network beside the exact count of its twin. */
QTL_NODISCARD qtl_status qtl_twins_print(const qtl_findings *findings, FILE *out);

/* What an estimate on the continuous network exceeds the exact count of the same curve on
 * its quantized twin by at an epoch, run by run; n = 0 where there is no such pair. */
QTL_NODISCARD qtl_status qtl_twins_gap(const qtl_curves *curves,
                                       const qtl_curve *continuous, size_t epoch,
                                       qtl_interval *gap);

/* verdict.csv: every ruling. */
QTL_NODISCARD qtl_status qtl_rulings_print(const qtl_findings *findings, FILE *out);

/* summary.csv: means over runs with intervals, small enough to keep. */
QTL_NODISCARD qtl_status qtl_means_print(const qtl_findings *findings, FILE *out);

/* verdict.md: the page for a reader. */
QTL_NODISCARD qtl_status qtl_page_print(const qtl_findings *findings, FILE *out);

/* What quantization costs: the final accuracy of the continuous network minus that of its
 * quantized twin, run by run, in points (of 100). */
QTL_NODISCARD qtl_status qtl_accuracy_lost(const qtl_evidence *evidence, qtl_part part,
                                           qtl_interval *points);

/* ",value" cells; empty for NaN. */
void qtl_cell_print(FILE *out, double value);
void qtl_interval_print(FILE *out, const qtl_interval *interval);

/* ",estimator,params" cells. */
void qtl_method_print(FILE *out, const qtl_curve_method *method);

/* "train_accuracy", "test_accuracy" */
const char *qtl_part_column(qtl_part part);

#endif
