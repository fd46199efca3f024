/* The buffers of a mini-batch. */
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "network/network.h"

/* Every 4 KiB falls into one set of the first-level cache, so no stride may be a
 * multiple. */
static size_t stride_for(size_t n_samples)
{
    const size_t stride = (n_samples + QTL_LANES - 1) / QTL_LANES * QTL_LANES;
    return stride % 256 == 0 ? stride + QTL_LANES : stride;
}

static size_t widest(const qtl_network *network)
{
    size_t width = 0;
    for (size_t l = 0; l < network->n_layers; l++) {
        const size_t n_out = network->layers[l].n_out;
        width = n_out > width ? n_out : width;
    }
    return width;
}

static size_t count_rows(const qtl_network *network)
{
    size_t rows = network->layers[0].n_in + 2 * widest(network);
    for (size_t l = 0; l < network->n_layers; l++) {
        rows += 2 * network->layers[l].n_out;
    }
    return rows + network->layers[network->n_layers - 1].n_out;
}

static qtl_rows take_rows(qtl_workspace *workspace, float **free_memory, size_t n_rows)
{
    const qtl_rows rows = {*free_memory, n_rows, workspace->stride, workspace->n_lanes};
    *free_memory += n_rows * workspace->stride;
    return rows;
}

static qtl_status allocate(const qtl_network *network, qtl_workspace *workspace)
{
    QTL_ALLOC(workspace->values, network->n_layers);
    QTL_ALLOC(workspace->slopes, network->n_layers);
    size_t n = 0;
    QTL_REQUIRE(!__builtin_mul_overflow(count_rows(network), workspace->stride, &n),
                QTL_ENOMEM, "out of memory: batches of %zu samples", workspace->stride);
    QTL_ALLOC(workspace->memory, n);
    QTL_ALLOC(workspace->zeros, widest(network));
    return QTL_OK;
}

static void divide(const qtl_network *network, qtl_workspace *workspace)
{
    float *next = workspace->memory;
    workspace->input = take_rows(workspace, &next, network->layers[0].n_in);
    for (size_t l = 0; l < network->n_layers; l++) {
        workspace->values[l] = take_rows(workspace, &next, network->layers[l].n_out);
        workspace->slopes[l] = take_rows(workspace, &next, network->layers[l].n_out);
    }
    workspace->targets =
        take_rows(workspace, &next, network->layers[network->n_layers - 1].n_out);
    workspace->delta[0] = take_rows(workspace, &next, widest(network));
    workspace->delta[1] = take_rows(workspace, &next, widest(network));
}

qtl_status qtl_workspace_create(const qtl_network *network, size_t n_samples,
                                qtl_workspace *out)
{
    qtl_workspace workspace = {.stride = stride_for(n_samples)};
    const qtl_status status = allocate(network, &workspace);
    if (status != QTL_OK) {
        qtl_workspace_free(&workspace);
        return status;
    }
    qtl_workspace_resize(&workspace, network, n_samples);
    *out = workspace;
    return QTL_OK;
}

void qtl_workspace_free(qtl_workspace *workspace)
{
    free(workspace->memory);
    free(workspace->zeros);
    free(workspace->values);
    free(workspace->slopes);
    *workspace = (qtl_workspace){0};
}

void qtl_workspace_resize(qtl_workspace *workspace, const qtl_network *network,
                          size_t n_samples)
{
    const size_t n_lanes = (n_samples + QTL_LANES - 1) / QTL_LANES * QTL_LANES;
    if (n_lanes != workspace->n_lanes) {
        workspace->n_lanes = n_lanes;
        divide(network, workspace);
    }
}
