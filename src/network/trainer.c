#include "quantal/trainer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_randist.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/random.h"
#include "network/blas.h"
#include "network/optimizer.h"
#include "network/sparse.h"
#include "network/statistics.h"
#include "network/targets.h"
#include "network/trainer.h"

struct qtl_trainer {
    qtl_network *network;
    const qtl_dataset *dataset;
    gsl_rng *rng;
    gsl_ran_discrete_t *draws; /* of places in `train` by p(x); NULL: all alike */
    uint32_t *train;           /* [n_train] the training inputs */
    uint32_t *order;           /* [n_train] inputs, in the order of the epoch */
    uint32_t *index; /* [n_lanes] inputs of the batch, the first one again at the end */
    size_t n_train, batch_size, epoch;
    float *targets;          /* [n_inputs][pitch] */
    qtl_sparse_rows *sparse; /* of the batch, if most inputs are 0; else NULL */
    qtl_workspace workspace;
    qtl_optimizer_state optimizer;
    qtl_gradient_sums sums;
};

/* If the first epochs want it, every training input gets the target of another, by one
 * fixed permutation. */
static qtl_status shuffle_targets(qtl_trainer *trainer, uint64_t seed, uint64_t run)
{
    if (trainer->optimizer.training.shuffled_label_epochs == 0) {
        return QTL_OK;
    }
    uint32_t *from = NULL;
    gsl_rng *rng = NULL;
    QTL_TRY(qtl_random_create(seed, QTL_FOR_LABEL_SHUFFLE, run, &rng));
    from = qtl_alloc(trainer->n_train, sizeof *from);
    if (from) {
        const size_t pitch = qtl_targets_pitch(trainer->dataset->n_classes);
        memcpy(from, trainer->order, trainer->n_train * sizeof *from);
        qtl_random_shuffle(rng, from, trainer->n_train);
        for (size_t i = 0; i < trainer->n_train; i++) {
            qtl_targets_set(trainer->dataset, from[i],
                            trainer->targets + trainer->order[i] * pitch);
        }
    }
    gsl_rng_free(rng);
    free(from);
    return from ? QTL_OK : QTL_ENOMEM;
}

/* Walker's table of p(x) over the training inputs, if it differs between them. */
static qtl_status prepare_draws(qtl_trainer *trainer)
{
    double *weight = NULL;
    double sum = 0;
    if (!trainer->dataset->p_x) {
        return QTL_OK;
    }
    QTL_ALLOC(weight, trainer->n_train);
    for (size_t i = 0; i < trainer->n_train; i++) {
        weight[i] = trainer->dataset->p_x[trainer->train[i]];
        sum += weight[i];
    }
    trainer->draws = sum > 0 ? gsl_ran_discrete_preproc(trainer->n_train, weight) : NULL;
    free(weight);
    QTL_REQUIRE(sum > 0, QTL_EEMPTY, "training: every training input has probability 0");
    QTL_REQUIRE(trainer->draws, QTL_ENOMEM, "out of memory: weights of %zu inputs",
                trainer->n_train);
    return QTL_OK;
}

static qtl_status allocate(qtl_trainer *trainer, const uint32_t *train)
{
    const size_t n_inputs = trainer->dataset->n_inputs;
    const size_t pitch = qtl_targets_pitch(trainer->dataset->n_classes);
    QTL_ALLOC(trainer->train, 2 * trainer->n_train);
    QTL_ALLOC(trainer->index, trainer->workspace.stride);
    trainer->order = trainer->train + trainer->n_train;
    memcpy(trainer->train, train, trainer->n_train * sizeof *train);
    memcpy(trainer->order, train, trainer->n_train * sizeof *train);
    trainer->targets = qtl_alloc(n_inputs, pitch * sizeof *trainer->targets);
    if (!trainer->targets) {
        return QTL_ENOMEM;
    }
    qtl_targets_fill(trainer->dataset, trainer->targets);
    return prepare_draws(trainer);
}

static qtl_status leave_zeros_out(qtl_trainer *trainer)
{
    if (!qtl_sparse_pays(trainer->network, trainer->dataset, trainer->batch_size)) {
        return QTL_OK;
    }
    QTL_TRY(qtl_sparse_create(trainer->dataset, trainer->index,
                              trainer->workspace.n_lanes, &trainer->sparse));
    trainer->workspace.sparse = trainer->sparse;
    return QTL_OK;
}

static size_t batch_size(const qtl_training *training, size_t n_train)
{
    const size_t asked = training->batch_size;
    return asked && asked < n_train ? asked : n_train;
}

static qtl_status build(qtl_trainer *trainer, const uint32_t *train,
                        const qtl_training *training, uint64_t seed, uint64_t run)
{
    trainer->batch_size = batch_size(training, trainer->n_train);
    QTL_TRY(qtl_optimizer_create(training, trainer->network->n_parameters,
                                 &trainer->optimizer));
    QTL_TRY(qtl_random_create(seed, QTL_FOR_BATCHES, run, &trainer->rng));
    QTL_TRY(
        qtl_workspace_create(trainer->network, trainer->batch_size, &trainer->workspace));
    QTL_TRY(allocate(trainer, train));
    QTL_TRY(leave_zeros_out(trainer));
    return shuffle_targets(trainer, seed, run);
}

static qtl_status check(const qtl_network *network, const qtl_dataset *dataset,
                        const uint32_t *train, size_t n_train)
{
    QTL_TRY(qtl_network_fits(network, dataset));
    QTL_REQUIRE(n_train > 0, QTL_EEMPTY, "training: no training inputs");
    QTL_REQUIRE(n_train <= UINT32_MAX, QTL_ERANGE, "training: %zu inputs are too many",
                n_train);
    for (size_t i = 0; i < n_train; i++) {
        QTL_REQUIRE(train[i] < dataset->n_inputs, QTL_ERANGE,
                    "training: input %u of %zu does not exist", train[i],
                    dataset->n_inputs);
    }
    return QTL_OK;
}

/* Eight parameters: the contract wants everything that decides the batches in sight. */
/* NOLINTNEXTLINE(readability-function-size) */
qtl_status qtl_trainer_create(qtl_network *network, const qtl_dataset *dataset,
                              const uint32_t *train, size_t n_train,
                              const qtl_training *training, uint64_t seed, uint64_t run,
                              qtl_trainer **out)
{
    QTL_REQUIRE(network && dataset && train && training && out, QTL_EINVAL,
                "training: network, data set, train, training and out must not be NULL");
    QTL_TRY(check(network, dataset, train, n_train));
    qtl_trainer *trainer = NULL;
    QTL_ALLOC(trainer, 1);
    trainer->network = network;
    trainer->dataset = dataset;
    trainer->n_train = n_train;
    if (qtl_network_blas(network)) {
        qtl_blas_start();
    }
    const qtl_status status = build(trainer, train, training, seed, run);
    if (status != QTL_OK) {
        qtl_trainer_free(trainer);
        return status;
    }
    *out = trainer;
    return QTL_OK;
}

void qtl_trainer_free(qtl_trainer *trainer)
{
    if (!trainer) {
        return;
    }
    if (trainer->rng) {
        gsl_rng_free(trainer->rng);
    }
    gsl_ran_discrete_free(trainer->draws);
    free(trainer->train);
    free(trainer->index);
    free(trainer->targets);
    qtl_sparse_free(trainer->sparse);
    qtl_workspace_free(&trainer->workspace);
    qtl_optimizer_free(&trainer->optimizer);
    qtl_gradient_sums_free(&trainer->sums);
    free(trainer);
}

static void gather_batch(const qtl_trainer *trainer, size_t first, size_t n)
{
    const qtl_workspace *workspace = &trainer->workspace;
    const qtl_product_kernels *kernels = trainer->network->kernels->product;
    for (size_t s = 0; s < workspace->n_lanes; s++) {
        trainer->index[s] = trainer->order[first + (s < n ? s : 0)];
    }
    const qtl_gathering inputs = {trainer->dataset->x, trainer->dataset->n_features,
                                  trainer->index, workspace->input};
    if (!trainer->sparse) {
        kernels->gather(&inputs);
    }
    const qtl_gathering targets = {trainer->targets,
                                   qtl_targets_pitch(trainer->dataset->n_classes),
                                   trainer->index, workspace->targets};
    kernels->gather(&targets);
}

static void train_batch(qtl_trainer *trainer, size_t first, qtl_gradient_sums *sums)
{
    const size_t left = trainer->n_train - first;
    const size_t n = left < trainer->batch_size ? left : trainer->batch_size;
    qtl_workspace_resize(&trainer->workspace, trainer->network, n);
    gather_batch(trainer, first, n);
    qtl_network_forward_training(trainer->network, &trainer->workspace);
    qtl_network_backward(trainer->network, &trainer->workspace, n,
                         trainer->optimizer.gradient);
    qtl_optimizer_step(&trainer->optimizer, trainer->network);
    if (sums) {
        qtl_gradient_sums_add(sums, trainer->optimizer.gradient);
    }
}

static void make_order(qtl_trainer *trainer)
{
    if (!trainer->draws) {
        qtl_random_shuffle(trainer->rng, trainer->order, trainer->n_train);
        return;
    }
    for (size_t i = 0; i < trainer->n_train; i++) {
        trainer->order[i] =
            trainer->train[gsl_ran_discrete(trainer->rng, trainer->draws)];
    }
}

static void train_all(qtl_trainer *trainer, qtl_gradient_sums *sums)
{
    make_order(trainer);
    for (size_t at = 0; at < trainer->n_train; at += trainer->batch_size) {
        train_batch(trainer, at, sums);
    }
    trainer->epoch++;
}

static qtl_status check_finite(const qtl_trainer *trainer)
{
    const qtl_network *network = trainer->network;
    for (size_t i = 0; i < network->n_parameters; i++) {
        QTL_REQUIRE(isfinite(network->parameters[i]), QTL_ENUMERIC,
                    "training: a weight is no longer finite in epoch %zu; "
                    "lower the learning rate (%g)",
                    trainer->epoch, trainer->optimizer.training.learning_rate);
    }
    return QTL_OK;
}

static void unshuffle_targets(qtl_trainer *trainer)
{
    const size_t shuffled = trainer->optimizer.training.shuffled_label_epochs;
    if (shuffled && trainer->epoch == shuffled) {
        qtl_targets_fill(trainer->dataset, trainer->targets);
    }
}

qtl_status qtl_trainer_epoch(qtl_trainer *trainer, qtl_gradient_stats *stats)
{
    QTL_REQUIRE(trainer, QTL_EINVAL, "training: trainer must not be NULL");
    unshuffle_targets(trainer);
    if (stats) {
        QTL_TRY(qtl_gradient_sums_start(&trainer->sums, trainer->network->n_parameters));
    }
    train_all(trainer, stats ? &trainer->sums : NULL);
    QTL_TRY(check_finite(trainer));
    if (stats) {
        qtl_gradient_sums_finish(&trainer->sums, trainer->network, stats);
    }
    return QTL_OK;
}

/* --- checkpoints ---------------------------------------------------------------- */

/* taus2 is three unsigned longs; any generator of GSL without pointers or padding will
 * do. */
static void pack_stream(gsl_rng *rng, qtl_packing *packing)
{
    unsigned long *state = gsl_rng_state(rng);
    for (size_t i = 0; i < gsl_rng_size(rng) / sizeof *state; i++) {
        uint64_t word = state[i];
        qtl_pack_u64(packing, &word);
        state[i] = (unsigned long)word;
    }
}

/* Ranges follow from the weights and from what was seen. */
static void pack_network(qtl_network *network, qtl_packing *packing)
{
    qtl_pack_floats(packing, network->parameters, network->n_parameters);
    for (size_t l = 0; l < network->n_layers; l++) {
        float *seen = &network->layers[l].seen;
        qtl_pack_floats(packing, seen, 1);
        packing->failed = packing->failed || !isfinite(*seen);
    }
    if (packing->unpacks) {
        qtl_network_refresh(network);
    }
}

void qtl_trainer_pack(qtl_trainer *trainer, qtl_packing *packing)
{
    qtl_optimizer_state *optimizer = &trainer->optimizer;
    const size_t n = trainer->network->n_parameters;
    qtl_pack_size(packing, &trainer->epoch);
    pack_stream(trainer->rng, packing);
    qtl_pack_words(packing, trainer->order, trainer->n_train);
    for (size_t i = 0; i < trainer->n_train; i++) {
        packing->failed =
            packing->failed || trainer->order[i] >= trainer->dataset->n_inputs;
    }
    pack_network(trainer->network, packing);
    qtl_pack_floats(packing, optimizer->first, n);
    qtl_pack_floats(packing, optimizer->second, n);
    qtl_pack_double(packing, &optimizer->beta1_power);
    qtl_pack_double(packing, &optimizer->beta2_power);
    const size_t shuffled = optimizer->training.shuffled_label_epochs;
    if (packing->unpacks && shuffled && trainer->epoch > shuffled) {
        qtl_targets_fill(trainer->dataset, trainer->targets);
    }
}
