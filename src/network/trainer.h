/* What a checkpoint keeps of a training. */
#ifndef QTL_NETWORK_TRAINER_H
#define QTL_NETWORK_TRAINER_H

#include "core/packing.h"
#include "quantal/trainer.h"

/* Packs all that the epochs to come depend on and that qtl_trainer_create does not make
 * again: weights, ranges seen, moments, the state of the random stream, the order of the
 * inputs, the epoch. Or unpacks it into a trainer that was just created alike, which then
 * goes on to the same bits; when the packing has failed after that, trainer and network
 * are of no more use. */
void qtl_trainer_pack(qtl_trainer *trainer, qtl_packing *packing);

#endif
