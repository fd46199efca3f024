/* Where a run stands between two epochs, in a file that brings it back to the bit.
 *
 * FOLDER/checkpoint is
 *   text    "quantal checkpoint 1", version, SHA-256 of the configuration and of the
 *           data, the BLAS of wide layers, variant and run: six lines, then an empty one
 *   binary  epoch, next_codes, the size of each table (64 bits each), then what
 *           qtl_trainer_pack packs; least significant byte first
 *   text    SHA-256 of all that, 64 hexadecimal digits
 */
#ifndef QTL_EXPERIMENT_CHECKPOINT_H
#define QTL_EXPERIMENT_CHECKPOINT_H

#include "experiment/measure.h"
#include "experiment/results.h"
#include "quantal/trainer.h"

typedef struct qtl_position {
    size_t epoch;                        /* the last one that is done and logged */
    size_t next_codes;                   /* first epoch worth another histogram */
    size_t table_sizes[QTL_TABLE_COUNT]; /* bytes of each table by then */
} qtl_position;

/* The file's path; the caller frees it. */
char *qtl_checkpoint_path(const char *folder);

/* Writes it whole, or fails and leaves the one before. `row` names the run. */
QTL_NODISCARD qtl_status qtl_checkpoint_write(const qtl_run_context *context, qtl_row row,
                                              const char *folder, qtl_position *position,
                                              qtl_trainer *trainer);

/* Brings the trainer, just created, where it was. QTL_EFORMAT if what is there is not
 * whole or not of this very run; any other failure says nothing about it. After a failure
 * the trainer and its network are of no more use. */
QTL_NODISCARD qtl_status qtl_checkpoint_read(const qtl_run_context *context, qtl_row row,
                                             const char *folder, qtl_position *position,
                                             qtl_trainer *trainer);

#endif
