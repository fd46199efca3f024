/* Mini-batch training with straight-through gradients. */
#ifndef QUANTAL_TRAINER_H
#define QUANTAL_TRAINER_H

#include <stddef.h>
#include <stdint.h>

#include "quantal/dataset.h"
#include "quantal/network.h"
#include "quantal/optimizer.h"
#include "quantal/status.h"

#pragma GCC visibility push(default)

/* Zero means the default in brackets, except for learning_rate, which is required. */
typedef struct qtl_training {
    qtl_optimizer optimizer;
    double learning_rate;
    double momentum;   /* [0.9] */
    double beta1;      /* [0.9] */
    double beta2;      /* [0.999] */
    double epsilon;    /* [1e-7], Keras' value, which the published protocols used */
    double l2;         /* penalty l2 * sum w^2 over weights, not biases [0] */
    size_t batch_size; /* [0: the whole training set] */
    size_t shuffled_label_epochs; /* first epochs train on one fixed permutation of the
                                     training targets [0] */
} qtl_training;

/* Gradient of one layer's weights over the mini-batches of one epoch, Frobenius norms.
 * All 0 for a layer without weights. */
typedef struct qtl_gradient_stats {
    double weight_norm;        /* |W| after the epoch */
    double gradient_mean_norm; /* |mean over batches of dE/dW| / |W| */
    double
        gradient_std_norm; /* |standard deviation over batches| / |W|; 0 for one batch */
} qtl_gradient_stats;

typedef struct qtl_trainer qtl_trainer; /* opaque; borrows network and data set */

/* Trains `network` on the inputs train[0..n_train-1] of `dataset`. Batch order comes from
 * the stream (seed, QTL_FOR_BATCHES, run): a fresh permutation every epoch, the last
 * batch as small as it comes out; twins see the same batches. If qtl_network_blas is not
 * NULL this sets OpenBLAS to one thread, for the whole process. With p_x an epoch draws
 * n_train inputs from p(x) over the training inputs instead, so that the loss has the
 * weights of the data set on average. `train` is copied.
 *   QTL_EINVAL  NULL, or network and data set do not fit together
 *   QTL_ERANGE  an index in `train` that is no input, or a number of `training`
 *   QTL_EEMPTY  nothing to train on, or all of it has probability 0
 *   QTL_ENOMEM
 * and fails as qtl_dataset_check does. *out is untouched on failure. */
QTL_NODISCARD qtl_status qtl_trainer_create(qtl_network *network,
                                            const qtl_dataset *dataset,
                                            const uint32_t *train, size_t n_train,
                                            const qtl_training *training, uint64_t seed,
                                            uint64_t run, qtl_trainer **out);

/* One pass over the training set. `stats` [n_layers] may be NULL (cheaper).
 * QTL_ENUMERIC when a weight is no longer finite. */
QTL_NODISCARD qtl_status qtl_trainer_epoch(qtl_trainer *trainer,
                                           qtl_gradient_stats *stats);

void qtl_trainer_free(qtl_trainer *trainer);

#pragma GCC visibility pop
#endif
