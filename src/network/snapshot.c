#include "quantal/snapshot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "network/network.h"
#include "network/targets.h"

enum { TILE = 256 }; /* inputs at a time: everything fits into the second-level cache */

static qtl_status allocate_layer(const qtl_network *network, qtl_snapshot *snapshot,
                                 size_t l)
{
    const size_t width = network->layers[l].n_out;
    size_t n = 0;
    QTL_REQUIRE(!__builtin_mul_overflow(width, snapshot->n_points, &n), QTL_ENOMEM,
                "out of memory: snapshot of %zu inputs", snapshot->n_points);
    snapshot->widths[l] = width;
    QTL_ALLOC(snapshot->values[l], n);
    if (network->quantization.n_levels) {
        QTL_ALLOC(snapshot->codes[l], n);
    }
    return QTL_OK;
}

static qtl_status allocate_layers(const qtl_network *network, qtl_snapshot *snapshot)
{
    QTL_ALLOC(snapshot->values, snapshot->n_layers);
    if (network->quantization.n_levels) {
        QTL_ALLOC(snapshot->codes, snapshot->n_layers);
    }
    for (size_t l = 0; l < snapshot->n_layers; l++) {
        QTL_TRY(allocate_layer(network, snapshot, l));
    }
    return QTL_OK;
}

static qtl_status allocate(const qtl_network *network, qtl_snapshot *snapshot)
{
    QTL_ALLOC(snapshot->widths, snapshot->n_layers);
    QTL_ALLOC(snapshot->low, snapshot->n_layers);
    QTL_ALLOC(snapshot->high, snapshot->n_layers);
    QTL_ALLOC(snapshot->loss, snapshot->n_points);
    QTL_ALLOC(snapshot->correct, snapshot->n_points);
    return allocate_layers(network, snapshot);
}

qtl_status qtl_snapshot_create(const qtl_network *network, size_t n_points,
                               qtl_snapshot **out)
{
    QTL_REQUIRE(network && out, QTL_EINVAL, "snapshot: network and out must not be NULL");
    QTL_REQUIRE(n_points > 0, QTL_EEMPTY, "snapshot: no inputs");
    qtl_snapshot *snapshot = NULL;
    QTL_ALLOC(snapshot, 1);
    snapshot->n_points = n_points;
    snapshot->n_layers = network->n_layers;
    const qtl_status status = allocate(network, snapshot);
    if (status != QTL_OK) {
        qtl_snapshot_free(snapshot);
        return status;
    }
    *out = snapshot;
    return QTL_OK;
}

void qtl_snapshot_free(qtl_snapshot *snapshot)
{
    if (!snapshot) {
        return;
    }
    for (size_t l = 0; l < snapshot->n_layers; l++) {
        if (snapshot->values) {
            free(snapshot->values[l]);
        }
        if (snapshot->codes) {
            free(snapshot->codes[l]);
        }
    }
    free(snapshot->widths);
    free(snapshot->values);
    free(snapshot->codes);
    free(snapshot->low);
    free(snapshot->high);
    free(snapshot->loss);
    free(snapshot->correct);
    free(snapshot);
}

typedef struct tile_run {
    const qtl_network *network;
    const qtl_dataset *dataset;
    qtl_snapshot *snapshot;
    qtl_workspace workspace;
    float *targets; /* [N][pitch] */
    uint32_t index[TILE];
} tile_run;

static void copy_layer(const tile_run *run, size_t l, size_t first, size_t n)
{
    const qtl_snapshot *snapshot = run->snapshot;
    const qtl_kernels *kernels = run->network->kernels;
    qtl_rows row = run->workspace.values[l];
    const size_t width = row.n_rows;
    row.n_rows = 1;
    row.n_lanes = n;
    for (size_t j = 0; j < width; j++, row.data += row.stride) {
        const size_t at = j * snapshot->n_points + first;
        memcpy(snapshot->values[l] + at, row.data, n * sizeof(float));
        if (snapshot->codes) {
            kernels->activation->encode(row, &run->network->layers[l].grid,
                                        snapshot->codes[l] + at);
        }
    }
}

/* Loss and accuracy come from the logits, before they become probabilities and codes. */
static void finish_output(const tile_run *run, size_t first, size_t n)
{
    const qtl_workspace *workspace = &run->workspace;
    const qtl_activation_kernels *kernels = run->network->kernels->activation;
    const size_t last = run->network->n_layers - 1;
    const qtl_rows logits = workspace->values[last];
    const qtl_scoring task = {logits, workspace->targets, workspace->delta[0].data,
                              workspace->delta[1].data};
    kernels->score(&task);
    memcpy(run->snapshot->loss + first, task.loss, n * sizeof(float));
    memcpy(run->snapshot->correct + first, task.correct, n * sizeof(float));
    kernels->softmax(logits);
    if (run->network->quantization.n_levels) {
        kernels->quantize(logits, workspace->slopes[last].data,
                          &run->network->layers[last].grid);
    }
}

static void take_tile(tile_run *run, size_t first)
{
    const size_t left = run->snapshot->n_points - first;
    const size_t n = left < TILE ? left : TILE;
    qtl_workspace_resize(&run->workspace, run->network, n);
    for (size_t s = 0; s < run->workspace.n_lanes; s++) {
        run->index[s] = (uint32_t)(first + (s < n ? s : 0));
    }
    const qtl_product_kernels *kernels = run->network->kernels->product;
    const qtl_gathering inputs = {run->dataset->x, run->dataset->n_features, run->index,
                                  run->workspace.input};
    kernels->gather(&inputs);
    const qtl_gathering targets = {run->targets,
                                   qtl_targets_pitch(run->dataset->n_classes), run->index,
                                   run->workspace.targets};
    kernels->gather(&targets);
    qtl_network_forward(run->network, &run->workspace);
    finish_output(run, first, n);
    for (size_t l = 0; l < run->network->n_layers; l++) {
        copy_layer(run, l, first, n);
    }
}

static void set_ends(const qtl_network *network, qtl_snapshot *snapshot, size_t l)
{
    const qtl_layer *layer = &network->layers[l];
    const bool output = l + 1 == network->n_layers;
    snapshot->low[l] = output ? 0 : network->activation->low;
    snapshot->high[l] = output ? 1 : network->activation->high;
    if (output || network->activation->bounded) {
        return;
    }
    if (network->quantization.n_levels) {
        snapshot->low[l] = layer->grid.low;
        snapshot->high[l] = layer->grid.high;
        return;
    }
    const float *values = snapshot->values[l];
    snapshot->low[l] = snapshot->high[l] = values[0];
    for (size_t i = 1; i < layer->n_out * snapshot->n_points; i++) {
        snapshot->low[l] = fmin(snapshot->low[l], values[i]);
        snapshot->high[l] = fmax(snapshot->high[l], values[i]);
    }
}

static qtl_status check_widths(const qtl_network *network, const qtl_snapshot *snapshot)
{
    for (size_t l = 0; l < network->n_layers; l++) {
        QTL_REQUIRE(snapshot->widths[l] == network->layers[l].n_out, QTL_EINVAL,
                    "snapshot: layer %zu has %zu neurons, the network's has %zu", l + 1,
                    snapshot->widths[l], network->layers[l].n_out);
    }
    return QTL_OK;
}

static qtl_status check_shapes(const qtl_network *network, const qtl_dataset *dataset,
                               const qtl_snapshot *snapshot)
{
    QTL_TRY(qtl_network_fits(network, dataset));
    QTL_REQUIRE(
        snapshot->n_points == dataset->n_inputs &&
            snapshot->n_layers == network->n_layers,
        QTL_EINVAL, "snapshot: made for %zu inputs and %zu layers, not for %zu and %zu",
        snapshot->n_points, snapshot->n_layers, dataset->n_inputs, network->n_layers);
    QTL_REQUIRE(!snapshot->codes == !network->quantization.n_levels, QTL_EINVAL,
                "snapshot: made for a %s network",
                snapshot->codes ? "quantized" : "continuous");
    return check_widths(network, snapshot);
}

static void take_all(tile_run *run)
{
    qtl_targets_fill(run->dataset, run->targets);
    for (size_t first = 0; first < run->dataset->n_inputs; first += TILE) {
        take_tile(run, first);
    }
    for (size_t l = 0; l < run->network->n_layers; l++) {
        set_ends(run->network, run->snapshot, l);
    }
}

qtl_status qtl_snapshot_take(const qtl_network *network, const qtl_dataset *dataset,
                             qtl_snapshot *snapshot)
{
    QTL_REQUIRE(network && dataset && snapshot, QTL_EINVAL,
                "snapshot: network, data set and snapshot must not be NULL");
    QTL_TRY(check_shapes(network, dataset, snapshot));
    tile_run run = {.network = network, .dataset = dataset, .snapshot = snapshot};
    const size_t pitch = qtl_targets_pitch(dataset->n_classes);
    QTL_TRY(qtl_workspace_create(network, TILE, &run.workspace));
    run.targets = qtl_alloc(dataset->n_inputs, pitch * sizeof *run.targets);
    qtl_status status = run.targets ? QTL_OK : QTL_ENOMEM;
    if (status == QTL_OK) {
        take_all(&run);
    }
    free(run.targets);
    qtl_workspace_free(&run.workspace);
    return status;
}
