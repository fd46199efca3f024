/* Small data and networks that the tests of the network layer share. */
#ifndef QTL_TESTS_TOY_NETWORK_H
#define QTL_TESTS_TOY_NETWORK_H

#include <gsl/gsl_rng.h>

#include "naive_network.h"
#include "network/network.h"
#include "quantal/trainer.h"

/* All patterns of n_features bits, the first n_inputs of them; the label is 1 when
 * 3 * (bits in the upper half) > 2 * (bits in the lower half) + 1. Soft labels: 0.9 for
 * it. Free with qtl_dataset_free. */
qtl_dataset *toy_dataset(size_t n_features, size_t n_inputs, bool soft);

/* 12-7-5-3-2 (or the first widths of it) with one activation. */
qtl_network_spec toy_spec(const char *activation, size_t n_levels);

/* The network, weights drawn from (7, run). */
qtl_network *toy_network(const qtl_network_spec *spec, uint64_t run);

/* Epochs of Adam at rate 1e-2 in batches of 128, on the first 80 % of the inputs. */
void toy_train(qtl_network *network, const qtl_dataset *dataset, size_t n_epochs);

/* A naive twin with the parameters that `network` has now. Zero fields of `training`
 * take the documented defaults. */
void toy_naive(naive_network *naive, const qtl_network *network,
               const qtl_network_spec *spec, const qtl_training *training);

/* Largest difference between parameters, theta included. */
double toy_distance(const naive_network *naive, const qtl_network *network);

/* The documented batches of one epoch through the naive network; `from` [n_inputs] gives
 * the input whose label input i is trained on, NULL: its own. */
typedef struct toy_batches {
    const qtl_dataset *dataset;
    gsl_rng *rng; /* stream (seed, QTL_FOR_BATCHES, run) */
    uint32_t *order;
    size_t n_train, batch_size;
    const uint32_t *from;
} toy_batches;
void toy_epoch(naive_network *naive, toy_batches *batches);

#endif
