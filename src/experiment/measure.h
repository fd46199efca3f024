/* Rows of the result tables from one snapshot of a network. */
#ifndef QTL_EXPERIMENT_MEASURE_H
#define QTL_EXPERIMENT_MEASURE_H

#include <stdio.h>

#include "experiment/single_run.h"
#include "quantal/snapshot.h"

/* Which run, variant and epoch a row belongs to. */
typedef struct qtl_row {
    size_t run;
    qtl_variant variant;
    size_t epoch;
} qtl_row;

/* measures.csv: every method that applies, on every layer. `scratch` [widest layer][N].
 */
QTL_NODISCARD qtl_status qtl_measure_information(const qtl_run_context *context,
                                                 qtl_row row,
                                                 const qtl_snapshot *snapshot,
                                                 double *scratch, FILE *out);

/* training.csv: loss and accuracy on both parts of the data. */
void qtl_measure_training(const qtl_run_context *context, qtl_row row,
                          const qtl_snapshot *snapshot, FILE *out);

/* gradients.csv: [n_layers] statistics of the epoch that just ended. */
void qtl_measure_gradients(qtl_row row, const qtl_gradient_stats *stats, size_t n_layers,
                           FILE *out);

/* codes.csv: how often the neurons of each layer take which values. */
void qtl_measure_codes(const qtl_run_context *context, qtl_row row,
                       const qtl_snapshot *snapshot, FILE *out);

#endif
