/* Convolution and pooling of the naive network. */
#ifndef QTL_TESTS_NAIVE_IMAGE_H
#define QTL_TESTS_NAIVE_IMAGE_H

#include "naive_network.h"

/* Kind, shapes and sizes of layer l from the description of the network. */
void naive_shape(const qtl_network_spec *spec, naive_layer *layer, size_t l);

/* Net inputs, or what pooling takes, of a layer that is not dense. */
void naive_image_forward(naive_layer *layer, naive_real *in);

/* Adds to the gradients of its weights and biases, and to d loss / d value below. */
void naive_image_gradient(naive_layer *layer, naive_real *in);
void naive_image_back(naive_layer *layer, naive_real *sums);

#endif
