/* The inputs of a data set without their zeros, for first layers that gain from it. */
#ifndef QTL_NETWORK_SPARSE_H
#define QTL_NETWORK_SPARSE_H

#include "network/network.h"
#include "quantal/dataset.h"
#include "quantal/status.h"

/* Most inputs are 0, the batch is large and the first layer multiplies by the kernels. */
bool qtl_sparse_pays(const qtl_network *network, const qtl_dataset *dataset,
                     size_t batch_size);

/* Lists the inputs that are not 0. `index` is borrowed: the inputs of a batch, [n_lanes]
 * of them at most. */
QTL_NODISCARD qtl_status qtl_sparse_create(const qtl_dataset *dataset,
                                           const uint32_t *index, size_t n_lanes,
                                           qtl_sparse_rows **out);

void qtl_sparse_free(qtl_sparse_rows *rows);

#endif
