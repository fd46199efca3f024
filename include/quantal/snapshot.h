/* What every layer of a network says about every input. */
#ifndef QUANTAL_SNAPSHOT_H
#define QUANTAL_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

#include "quantal/dataset.h"
#include "quantal/network.h"
#include "quantal/status.h"

#pragma GCC visibility push(default)

/* What every layer says about every input, and how well the output does.
 * The next layer reads exactly `values`, so layer l+1 is a function of layer l's codes.
 */
typedef struct qtl_snapshot {
    size_t n_points, n_layers;
    size_t *widths;   /* [n_layers] */
    float **values;   /* [n_layers] -> [width][n_points]: levels if quantized, else
                         activations */
    uint16_t **codes; /* [n_layers] -> [width][n_points]; NULL for a continuous network */
    double *low,
        *high;   /* [n_layers] range of the codes; for a continuous network the bounded
                    range, or the smallest and largest value in the layer */
    float *loss; /* [n_points] cross-entropy of the float softmax against p(y|x), nats */
    float *correct; /* [n_points] p(y = argmax output | x); 0 or 1 for hard labels */
} qtl_snapshot;

/* Allocates room for the snapshots of `network` on n_points inputs. */
QTL_NODISCARD qtl_status qtl_snapshot_create(const qtl_network *network, size_t n_points,
                                             qtl_snapshot **out);
/* Runs the network over the whole data set. Does not change the network. O(N * weights).
 */
QTL_NODISCARD qtl_status qtl_snapshot_take(const qtl_network *network,
                                           const qtl_dataset *dataset,
                                           qtl_snapshot *snapshot);
void qtl_snapshot_free(qtl_snapshot *snapshot);

#pragma GCC visibility pop
#endif
