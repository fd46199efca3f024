/* Which optimizer, its state, and one step. */
#ifndef QTL_NETWORK_OPTIMIZER_H
#define QTL_NETWORK_OPTIMIZER_H

#include "network/network.h"
#include "quantal/trainer.h"

typedef struct qtl_optimizer_state {
    qtl_training training; /* defaults filled in */
    float *gradient, *first, *second;
    double beta1_power, beta2_power; /* beta^t */
} qtl_optimizer_state;

/* Fills in the defaults, or says what is wrong. */
QTL_NODISCARD qtl_status qtl_training_resolve(const qtl_training *training,
                                              qtl_training *out);
QTL_NODISCARD qtl_status qtl_optimizer_create(const qtl_training *training,
                                              size_t n_parameters,
                                              qtl_optimizer_state *out);
void qtl_optimizer_free(qtl_optimizer_state *state);

/* Adds the penalty to state->gradient and moves the parameters. */
void qtl_optimizer_step(qtl_optimizer_state *state, qtl_network *network);

#endif
