/* p(y|x) as the table of floats that mini-batches are gathered from. */
#ifndef QTL_NETWORK_TARGETS_H
#define QTL_NETWORK_TARGETS_H

#include "quantal/dataset.h"
#include "quantal/network.h"
#include "quantal/status.h"

/* Numbers a line of the table: n_classes rounded up to 4, so that kernels read four. */
size_t qtl_targets_pitch(size_t n_classes);

/* The line of one input. */
void qtl_targets_set(const qtl_dataset *dataset, size_t input, float *line);

/* The whole table, [n_inputs][pitch], zeroed before. */
void qtl_targets_fill(const qtl_dataset *dataset, float *table);

/* The data set is complete and has the network's inputs and classes. */
QTL_NODISCARD qtl_status qtl_network_fits(const qtl_network *network,
                                          const qtl_dataset *dataset);

#endif
