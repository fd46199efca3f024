#include "network/layers.h"

#include "network/blas.h"

/* What layer l reads. */
static qtl_rows below(const qtl_workspace *workspace, size_t l)
{
    return l == 0 ? workspace->input : workspace->values[l - 1];
}

static qtl_rows delta_of(const qtl_network *network, const qtl_workspace *workspace,
                         size_t l)
{
    qtl_rows delta = workspace->delta[l % 2];
    delta.n_rows = network->layers[l].n_out;
    return delta;
}

/* --- dense ------------------------------------------------------------------ */

bool qtl_layer_uses_blas(const qtl_layer *layer)
{
    return layer->kind == QTL_DENSE && qtl_blas_pays(layer->n_in, layer->n_out);
}

static void dense_forward(const qtl_network *network, const qtl_workspace *workspace,
                          size_t l, bool training)
{
    const qtl_layer *layer = &network->layers[l];
    const qtl_product task = {
        .matrix = network->effective + layer->weights,
        .out_step = layer->n_in,
        .in_step = 1,
        .bias = network->effective + layer->biases,
        .in = below(workspace, l),
        .out = workspace->values[l],
    };
    if (training && qtl_layer_uses_blas(layer)) {
        qtl_blas_forward(&task);
    } else if (l == 0 && workspace->sparse) {
        network->kernels->sparse->forward(&task, workspace->sparse);
    } else {
        network->kernels->product->forward(&task);
    }
}

static void dense_backward(const qtl_network *network, const qtl_workspace *workspace,
                           size_t l, const float *factor)
{
    const qtl_layer *layer = &network->layers[l];
    const qtl_product task = {
        .matrix = network->effective + layer->weights,
        .out_step = 1,
        .in_step = layer->n_in,
        .bias = workspace->zeros,
        .factor = factor,
        .in = delta_of(network, workspace, l),
        .out = delta_of(network, workspace, l - 1),
    };
    if (qtl_layer_uses_blas(layer)) {
        qtl_blas_backward(&task);
        if (factor) {
            network->kernels->activation->scale(task.out, factor);
        }
    } else if (factor) {
        network->kernels->product->backward(&task);
    } else {
        network->kernels->product->forward(&task);
    }
}

static void dense_gradient(const qtl_network *network, const qtl_workspace *workspace,
                           size_t l, float *gradient)
{
    const qtl_layer *layer = &network->layers[l];
    qtl_outer task = {
        .delta = delta_of(network, workspace, l),
        .in = below(workspace, l),
    };
    task.weights = gradient + layer->weights;
    task.biases = gradient + layer->biases;
    if (qtl_layer_uses_blas(layer)) {
        qtl_blas_outer(&task);
        network->kernels->product->sum_rows(task.delta, task.biases);
    } else if (l == 0 && workspace->sparse) {
        network->kernels->sparse->outer(&task, workspace->sparse);
    } else {
        network->kernels->product->outer(&task);
    }
}

/* --- convolution ------------------------------------------------------------ */

static qtl_convolution convolution(const qtl_network *network, size_t l, qtl_rows in,
                                   qtl_rows out)
{
    const qtl_layer *layer = &network->layers[l];
    return (qtl_convolution){
        .weights = network->effective + layer->weights,
        .biases = network->effective + layer->biases,
        .side = layer->side,
        .below = layer->in,
        .above = layer->out,
        .in = in,
        .out = out,
    };
}

static void convolution_forward(const qtl_network *network,
                                const qtl_workspace *workspace, size_t l, bool training)
{
    (void)training;
    const qtl_convolution task =
        convolution(network, l, below(workspace, l), workspace->values[l]);
    network->kernels->image->convolve(&task);
}

static void convolution_backward(const qtl_network *network,
                                 const qtl_workspace *workspace, size_t l,
                                 const float *factor)
{
    qtl_convolution task = convolution(network, l, delta_of(network, workspace, l),
                                       delta_of(network, workspace, l - 1));
    task.factor = factor;
    network->kernels->image->convolve_back(&task);
}

static void convolution_gradient(const qtl_network *network,
                                 const qtl_workspace *workspace, size_t l,
                                 float *gradient)
{
    const qtl_layer *layer = &network->layers[l];
    qtl_convolution_gradient task = {
        .delta = delta_of(network, workspace, l),
        .in = below(workspace, l),
        .side = layer->side,
        .below = layer->in,
        .above = layer->out,
    };
    task.weights = gradient + layer->weights;
    task.biases = gradient + layer->biases;
    network->kernels->image->convolve_gradient(&task);
}

/* --- pooling ---------------------------------------------------------------- */

static qtl_pooling pooling(const qtl_network *network, const qtl_workspace *workspace,
                           size_t l)
{
    const qtl_layer *layer = &network->layers[l];
    return (qtl_pooling){
        .side = layer->side,
        .below = layer->in,
        .above = layer->out,
        .in = below(workspace, l),
        .out = workspace->values[l],
    };
}

static void pooling_forward(const qtl_network *network, const qtl_workspace *workspace,
                            size_t l, bool training)
{
    (void)training;
    const qtl_pooling task = pooling(network, workspace, l);
    network->kernels->image->pool(&task);
}

static void pooling_backward(const qtl_network *network, const qtl_workspace *workspace,
                             size_t l, const float *factor)
{
    qtl_pooling task = pooling(network, workspace, l);
    task.delta = delta_of(network, workspace, l);
    task.to = delta_of(network, workspace, l - 1);
    task.factor = factor;
    network->kernels->image->pool_back(&task);
}

/* --- by kind ---------------------------------------------------------------- */

typedef struct layer_work {
    void (*forward)(const qtl_network *network, const qtl_workspace *workspace, size_t l,
                    bool training);
    void (*backward)(const qtl_network *network, const qtl_workspace *workspace, size_t l,
                     const float *factor);
    void (*gradient)(const qtl_network *network, const qtl_workspace *workspace, size_t l,
                     float *gradient); /* NULL: no parameters */
} layer_work;

static const layer_work kinds[QTL_LAYER_KIND_COUNT] = {
    [QTL_DENSE] = {dense_forward, dense_backward, dense_gradient},
    [QTL_CONVOLUTION] = {convolution_forward, convolution_backward, convolution_gradient},
    [QTL_MAX_POOL] = {pooling_forward, pooling_backward, NULL},
};

void qtl_layer_forward(const qtl_network *network, const qtl_workspace *workspace,
                       size_t l, bool training)
{
    kinds[network->layers[l].kind].forward(network, workspace, l, training);
}

void qtl_layer_backward(const qtl_network *network, const qtl_workspace *workspace,
                        size_t l, const float *factor)
{
    kinds[network->layers[l].kind].backward(network, workspace, l, factor);
}

void qtl_layer_gradient(const qtl_network *network, const qtl_workspace *workspace,
                        size_t l, float *gradient)
{
    const layer_work *work = &kinds[network->layers[l].kind];
    if (work->gradient) {
        work->gradient(network, workspace, l, gradient);
    }
}
