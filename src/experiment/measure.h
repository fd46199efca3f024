/* Rows of the result tables from a network at one epoch. */
#ifndef QTL_EXPERIMENT_MEASURE_H
#define QTL_EXPERIMENT_MEASURE_H

#include <stdio.h>

#include "experiment/single_run.h"
#include "experiment/subsample.h"
#include "quantal/reading.h"
#include "quantal/split.h"

/* Which run, variant and epoch a row belongs to. */
typedef struct qtl_row {
    size_t run;
    qtl_variant variant;
    size_t epoch;
} qtl_row;

/* Where a layer's values become doubles, which most estimators read. Zero-initialize. */
typedef struct qtl_value_room {
    double *values; /* [n] */
    size_t n;
} qtl_value_room;
void qtl_value_room_free(qtl_value_room *room);

/* The tables that measurements of layers go to. */
typedef struct qtl_measure_tables {
    FILE *measures, *sampling;
} qtl_measure_tables;

/* measures.csv: every method that applies, on one layer; and sampling.csv, what the exact
 * count says about the sample that was counted. `room` is used only when a method needs
 * values rather than codes, and grows to 8 bytes * width * N. */
QTL_NODISCARD qtl_status qtl_measure_information(
    const qtl_run_context *context, qtl_row row, const qtl_subsamples *subsamples,
    const qtl_layer_reading *layer, qtl_value_room *room, const qtl_measure_tables *out);

/* training.csv: loss and accuracy on both parts of the data, of a network that is read to
 * its last layer. */
void qtl_measure_training(const qtl_dataset *data, const qtl_split *split, qtl_row row,
                          const qtl_reading *reading, FILE *out);

/* gradients.csv: [n_layers] statistics of the epoch that just ended. */
void qtl_measure_gradients(qtl_row row, const qtl_gradient_stats *stats, size_t n_layers,
                           FILE *out);

/* codes.csv: how often the neurons of one layer take which values. */
void qtl_measure_codes(const qtl_run_context *context, qtl_row row,
                       const qtl_layer_reading *layer, FILE *out);

#endif
