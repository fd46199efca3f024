/* What the first layer looks for in images. */
#ifndef QTL_EXPERIMENT_WEIGHTS_H
#define QTL_EXPERIMENT_WEIGHTS_H

#include "experiment/single_run.h"
#include "quantal/network.h"

/* Writes FOLDER/weights-1.npy, [neurons][inputs], if the inputs are images and the first
 * layer is dense; else nothing. */
QTL_NODISCARD qtl_status qtl_weights_write(const qtl_run_context *context,
                                           const qtl_network *network,
                                           const char *folder);

#endif
