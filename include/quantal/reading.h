/* What every layer of a network says about every input, one layer after the other, so
 * that two layers at most are in memory. */
#ifndef QUANTAL_READING_H
#define QUANTAL_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "quantal/dataset.h"
#include "quantal/network.h"
#include "quantal/status.h"

#pragma GCC visibility push(default)

/* One layer over all inputs; borrowed from the reading until its next call. Of the three
 * arrays one is there: a layer with levels has codes, a continuous one has values. */
typedef struct qtl_layer_reading {
    size_t index; /* 0: the first hidden layer */
    size_t width, n_points;
    const uint8_t *byte_codes; /* [width][n_points] codes of 2 to 256 levels */
    const uint16_t *codes;     /* [width][n_points] codes of more levels */
    const float *values;       /* [width][n_points] activations */
    double low, high; /* range of the codes; of a continuous network the bounded range, or
                         the smallest and largest value in the layer */
    float level_low, level_step; /* code c is the level low + c * step, in floats */
} qtl_layer_reading;

/* What the next layer reads, as double: values [width][n_points], levels or activations.
 */
void qtl_layer_reading_values(const qtl_layer_reading *layer, double *values);

typedef struct qtl_reading qtl_reading; /* opaque; borrows network and data set */

/* Room for reading `network` over the whole data set: the two widest neighbouring
 * layers, width * N bytes each with up to 256 levels, twice that with more, four times
 * without levels. QTL_EINVAL on NULL or if network and data set do not fit together,
 * QTL_ENOMEM; and fails as qtl_dataset_check does. *out is untouched on failure. */
QTL_NODISCARD qtl_status qtl_reading_create(const qtl_network *network,
                                            const qtl_dataset *dataset,
                                            qtl_reading **out);

/* Starts again in front of the first layer, with the weights that the network has now;
 * they must not change before the last layer is read. */
void qtl_reading_begin(qtl_reading *reading);

/* Computes the next layer from what the one before says, and nothing else: layer l+1 is a
 * function of layer l's codes. False past the last layer, the softmax output; *layer is
 * then untouched. O(N * weights of the layer), with the kernels that train. */
bool qtl_reading_next(qtl_reading *reading, qtl_layer_reading *layer);

/* [N] of the last layer read to the end: cross-entropy of the float softmax against
 * p(y|x), nats; and p(y = argmax output | x), which is 0 or 1 for hard labels. */
const float *qtl_reading_loss(const qtl_reading *reading);
const float *qtl_reading_correct(const qtl_reading *reading);

void qtl_reading_free(qtl_reading *reading);

#pragma GCC visibility pop
#endif
