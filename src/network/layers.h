/* What each kind of layer does with a mini-batch, forward and backward. */
#ifndef QTL_NETWORK_LAYERS_H
#define QTL_NETWORK_LAYERS_H

#include "network/network.h"

/* Products of wide dense layers go through BLAS in training. */
bool qtl_layer_uses_blas(const qtl_layer *layer);

/* From values[l - 1] (l = 0: the input) to the net inputs of layer l, or what pooling
 * takes from them, in values[l]. `training`: wide layers may use BLAS, whose sums depend
 * on the machine and on where a sample lies in the batch. */
void qtl_layer_forward(const qtl_network *network, const qtl_workspace *workspace,
                       size_t l, bool training);

/* Deltas of layer l - 1 from those of layer l, times factor (rows like values[l - 1])
 * unless that is NULL. */
void qtl_layer_backward(const qtl_network *network, const qtl_workspace *workspace,
                        size_t l, const float *factor);

/* Gradient of the weights and biases of layer l from its deltas. */
void qtl_layer_gradient(const qtl_network *network, const qtl_workspace *workspace,
                        size_t l, float *gradient);

#endif
