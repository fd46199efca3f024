#include "network/optimizer.h"

#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"

static const struct {
    const char *name, *summary;
} optimizers[QTL_OPTIMIZER_COUNT] = {
    [QTL_SGD] = {"sgd", "w -= rate * g"},
    [QTL_MOMENTUM] = {"momentum", "v = momentum * v - rate * g; w += v"},
    [QTL_ADAM] = {"adam", "steps scaled by running moments of g (Kingma & Ba 2015)"},
};

const char *qtl_optimizer_name(size_t i)
{
    return i < QTL_OPTIMIZER_COUNT ? optimizers[i].name : NULL;
}

const char *qtl_optimizer_summary(size_t i)
{
    return i < QTL_OPTIMIZER_COUNT ? optimizers[i].summary : NULL;
}

static qtl_status in_unit_interval(const char *name, double value)
{
    QTL_REQUIRE(value >= 0 && value < 1, QTL_ERANGE,
                "training: %s is %g; it must be in [0, 1)", name, value);
    return QTL_OK;
}

static double value_or(double value, double fallback)
{
    return value != 0 ? value : fallback;
}

static qtl_status not_negative(const char *name, double value)
{
    QTL_REQUIRE(isfinite(value) && value >= 0, QTL_ERANGE,
                "training: %s is %g; it must not be negative", name, value);
    return QTL_OK;
}

static qtl_status check_numbers(const qtl_training *training)
{
    QTL_TRY(not_negative("l2", training->l2));
    QTL_TRY(not_negative("epsilon", training->epsilon));
    QTL_TRY(in_unit_interval("momentum", training->momentum));
    QTL_TRY(in_unit_interval("beta1", training->beta1));
    return in_unit_interval("beta2", training->beta2);
}

qtl_status qtl_training_resolve(const qtl_training *training, qtl_training *out)
{
    QTL_REQUIRE((unsigned)training->optimizer < QTL_OPTIMIZER_COUNT, QTL_ERANGE,
                "training: no optimizer %d", (int)training->optimizer);
    QTL_REQUIRE(isfinite(training->learning_rate) && training->learning_rate > 0,
                QTL_ERANGE, "training: learning rate %g must be positive",
                training->learning_rate);
    QTL_TRY(check_numbers(training));
    qtl_training resolved = *training;
    resolved.momentum = value_or(training->momentum, 0.9);
    resolved.beta1 = value_or(training->beta1, 0.9);
    resolved.beta2 = value_or(training->beta2, 0.999);
    resolved.epsilon = value_or(training->epsilon, 1e-7);
    *out = resolved;
    return QTL_OK;
}

static qtl_status allocate(qtl_optimizer_state *state, size_t n)
{
    QTL_ALLOC(state->gradient, n);
    QTL_ALLOC(state->first, n);
    QTL_ALLOC(state->second, n);
    return QTL_OK;
}

qtl_status qtl_optimizer_create(const qtl_training *training, size_t n_parameters,
                                qtl_optimizer_state *out)
{
    qtl_optimizer_state state = {.beta1_power = 1, .beta2_power = 1};
    QTL_TRY(qtl_training_resolve(training, &state.training));
    const qtl_status status = allocate(&state, n_parameters);
    if (status != QTL_OK) {
        qtl_optimizer_free(&state);
        return status;
    }
    *out = state;
    return QTL_OK;
}

void qtl_optimizer_free(qtl_optimizer_state *state)
{
    free(state->gradient);
    free(state->first);
    free(state->second);
    *state = (qtl_optimizer_state){0};
}

static void add_penalty(const qtl_optimizer_state *state, const qtl_network *network)
{
    const float twice = (float)(2 * state->training.l2);
    for (size_t l = 0; l < network->n_layers; l++) {
        const qtl_layer *layer = &network->layers[l];
        const float *weights = network->parameters + layer->weights;
        float *gradient = state->gradient + layer->weights;
        for (size_t i = 0; i < layer->n_weights; i++) {
            gradient[i] += twice * weights[i];
        }
    }
}

/* Adam's rate with both bias corrections; sec. 2 of the paper, last paragraph. */
static double corrected_rate(qtl_optimizer_state *state)
{
    const qtl_training *training = &state->training;
    if (training->optimizer != QTL_ADAM) {
        return training->learning_rate;
    }
    state->beta1_power *= training->beta1;
    state->beta2_power *= training->beta2;
    return training->learning_rate * sqrt(1 - state->beta2_power) /
           (1 - state->beta1_power);
}

void qtl_optimizer_step(qtl_optimizer_state *state, qtl_network *network)
{
    if (state->training.l2 > 0) {
        add_penalty(state, network);
    }
    const qtl_step task = {
        .parameters = network->parameters,
        .gradient = state->gradient,
        .first = state->first,
        .second = state->second,
        .n = network->n_parameters,
        .rate = (float)corrected_rate(state),
        .momentum = (float)state->training.momentum,
        .beta1 = (float)state->training.beta1,
        .beta2 = (float)state->training.beta2,
        .epsilon = (float)state->training.epsilon,
    };
    network->kernels->optimizer->step[state->training.optimizer](&task);
    qtl_network_refresh(network);
}
