/* Layers T = tanh(W x + b) of 12 normal inputs with random weights, seen through the
 * noise Z that the estimators of layers share; the label says on which side of a random
 * plane the input is. The truth is the Monte-Carlo integral of the estimator noisy-truth.
 */
#include <math.h>

#include <gsl/gsl_randist.h>

#include "experiment/suites.h"

enum { INPUTS = 12, WIDTH_MAX = 10 };
enum { GAIN }; /* parameter: standard deviation of a net input; at 5 most saturate */

static const double bias_sd = 0.1; /* as a part of the gain */

/* A neuron, or the plane of the labels. */
typedef struct unit {
    double weight[INPUTS];
    double bias;
} unit;

static unit draw_unit(gsl_rng *rng, double gain)
{
    unit u;
    for (size_t k = 0; k < INPUTS; k++) {
        u.weight[k] = gsl_ran_gaussian_ziggurat(rng, gain / sqrt(INPUTS));
    }
    u.bias = gsl_ran_gaussian_ziggurat(rng, bias_sd * gain);
    return u;
}

static double net_input(const unit *u, const double input[INPUTS])
{
    double sum = u->bias;
    for (size_t k = 0; k < INPUTS; k++) {
        sum += u->weight[k] * input[k];
    }
    return sum;
}

/* Where a layer goes. */
typedef struct target {
    size_t n, width;
    double *layer;  /* [width][n] */
    double *labels; /* [n] or NULL */
    double *inputs; /* [INPUTS][n] or NULL */
} target;

static void draw_point(const unit *units, const target *to, size_t i, gsl_rng *rng)
{
    double input[INPUTS];
    for (size_t k = 0; k < INPUTS; k++) {
        input[k] = gsl_ran_gaussian_ziggurat(rng, 1);
        if (to->inputs) {
            to->inputs[k * to->n + i] = input[k];
        }
    }
    for (size_t k = 0; k < to->width; k++) {
        to->layer[k * to->n + i] = tanh(net_input(&units[k + 1], input));
    }
    if (to->labels) {
        to->labels[i] = net_input(&units[0], input) > 0;
    }
}

static void draw_layer(const qtl_known *known, gsl_rng *rng, const target *to)
{
    unit units[1 + WIDTH_MAX];
    units[0] = draw_unit(rng, 1);
    for (size_t k = 0; k < to->width; k++) {
        units[k + 1] = draw_unit(rng, known->p[GAIN]);
    }
    for (size_t i = 0; i < to->n; i++) {
        draw_point(units, to, i, rng);
    }
}

static void inputs_draw(const qtl_known *known, gsl_rng *rng, qtl_draw *draw)
{
    const target to = {
        .n = draw->n, .width = known->dy, .layer = draw->y, .inputs = draw->x};
    draw_layer(known, rng, &to);
}

static void labels_draw(const qtl_known *known, gsl_rng *rng, qtl_draw *draw)
{
    const target to = {
        .n = draw->n, .width = known->dx, .layer = draw->x, .labels = draw->y};
    draw_layer(known, rng, &to);
}

#define INPUT_TASK(title, width, gain)                                                   \
    {                                                                                    \
        .name = (title), .dx = INPUTS, .dy = (width), .p = {[GAIN] = (gain)},            \
        .draw = inputs_draw, .asked = QTL_ASKED_LAYER_XT                                 \
    }
#define LABEL_TASK(title, width, gain)                                                   \
    {                                                                                    \
        .name = (title), .dx = (width), .dy = 1, .p = {[GAIN] = (gain)},                 \
        .draw = labels_draw, .y_discrete = true, .asked = QTL_ASKED_LAYER_TY             \
    }

static const qtl_known tasks[] = {
    INPUT_TASK("inputs-width2-gain1", 2, 1),   INPUT_TASK("inputs-width2-gain5", 2, 5),
    INPUT_TASK("inputs-width5-gain1", 5, 1),   INPUT_TASK("inputs-width5-gain5", 5, 5),
    INPUT_TASK("inputs-width10-gain1", 10, 1), INPUT_TASK("inputs-width10-gain5", 10, 5),
    LABEL_TASK("label-width2-gain1", 2, 1),    LABEL_TASK("label-width2-gain5", 2, 5),
    LABEL_TASK("label-width5-gain1", 5, 1),    LABEL_TASK("label-width5-gain5", 5, 5),
    LABEL_TASK("label-width10-gain1", 10, 1),  LABEL_TASK("label-width10-gain5", 10, 5),
};

const qtl_known_suite qtl_suite_noisy_layer = {
    .name = "noisy-layer",
    .summary = "I(X;T+Z) and I(T+Z;Y) of random tanh layers against noisy-truth",
    .tasks = tasks,
    .n_tasks = sizeof tasks / sizeof tasks[0],
    .sizes = {250, 1000}};
