#include <math.h>
#include <string.h>

#include "core/fail.h"
#include "core/text.h"
#include "network/network.h"

static double tanh_slope(double x)
{
    const double a = tanh(x);
    return 1 - a * a;
}

static double relu(double x)
{
    return x > 0 ? x : 0;
}

static double relu_slope(double x)
{
    return x > 0 ? 1 : 0;
}

static double leaky_relu(double x)
{
    return x > 0 ? x : 0.01 * x;
}

static double leaky_relu_slope(double x)
{
    return x > 0 ? 1 : 0.01;
}

static double elu(double x)
{
    return x > 0 ? x : expm1(x);
}

static double elu_slope(double x)
{
    return x > 0 ? 1 : exp(x);
}

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

static double sigmoid_slope(double x)
{
    return sigmoid(x) * sigmoid(-x);
}

static double hard_tanh(double x)
{
    return fmax(-1, fmin(1, x));
}

static double hard_tanh_slope(double x)
{
    return fabs(x) <= 1 ? 1 : 0;
}

static double softsign(double x)
{
    return x / (1 + fabs(x));
}

static double softsign_slope(double x)
{
    const double part = 1 / (1 + fabs(x));
    return part * part;
}

static double softplus(double x)
{
    return fmax(x, 0) + log1p(exp(-fabs(x)));
}

static double swish(double x)
{
    return x * sigmoid(x);
}

static double swish_slope(double x)
{
    return sigmoid(x) + x * sigmoid_slope(x);
}

static double linear(double x)
{
    return x;
}

static double linear_slope(double x)
{
    (void)x;
    return 1;
}

static const qtl_activation activations[QTL_ACTIVATION_COUNT] = {
    [QTL_TANH] = {"tanh", "tanh x", -1, 1, true, tanh, tanh_slope},
    [QTL_RELU] = {"relu", "max(0, x)", 0, 1, false, relu, relu_slope},
    [QTL_LEAKY_RELU] = {"leaky-relu", "x if x > 0, else 0.01 x", -1, 1, false, leaky_relu,
                        leaky_relu_slope},
    [QTL_ELU] = {"elu", "x if x > 0, else exp(x) - 1", -1, 1, false, elu, elu_slope},
    [QTL_SIGMOID] = {"sigmoid", "1 / (1 + exp(-x))", 0, 1, true, sigmoid, sigmoid_slope},
    [QTL_HARD_TANH] = {"hard-tanh", "x clipped to [-1, 1]", -1, 1, true, hard_tanh,
                       hard_tanh_slope},
    [QTL_SOFTSIGN] = {"softsign", "x / (1 + |x|)", -1, 1, true, softsign, softsign_slope},
    [QTL_SOFTPLUS] = {"softplus", "ln(1 + exp(x))", 0, 1, false, softplus, sigmoid},
    [QTL_SWISH] = {"swish", "x / (1 + exp(-x))", -1, 1, false, swish, swish_slope},
    [QTL_LINEAR] = {"linear", "x", -1, 1, false, linear, linear_slope},
};

const qtl_activation *qtl_activation_at(size_t i)
{
    return i < QTL_ACTIVATION_COUNT ? &activations[i] : NULL;
}

static const char *name_at(size_t i, const void *context)
{
    (void)context;
    return activations[i].name;
}

qtl_status qtl_activation_find(const char *name, const qtl_activation **out)
{
    QTL_REQUIRE(name && out, QTL_EINVAL, "activation: name and out must not be NULL");
    for (size_t i = 0; i < QTL_ACTIVATION_COUNT; i++) {
        if (strcmp(name, activations[i].name) == 0) {
            *out = &activations[i];
            return QTL_OK;
        }
    }
    const char *nearest = qtl_nearest_word(name, QTL_ACTIVATION_COUNT, name_at, NULL);
    QTL_REQUIRE(!nearest, QTL_EUNKNOWN, "no activation \"%s\"; did you mean \"%s\"?",
                name, nearest);
    return QTL_FAIL(QTL_EUNKNOWN, "no activation \"%s\"; see `quantal list activations`",
                    name);
}
