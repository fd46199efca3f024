#include "quantal/reading.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "network/network.h"
#include "network/targets.h"

enum { TILE = 256 }; /* inputs at a time: their rows stay in the second-level cache */

struct qtl_reading {
    const qtl_network *network;
    const qtl_dataset *dataset;
    size_t layer;          /* which comes next */
    void *store[2];        /* [width][N] what layer l says lies in store[l % 2] */
    float *loss, *correct; /* [N] */
    float *targets;        /* [N][pitch] */
    qtl_workspace workspace;
    uint32_t index[TILE]; /* inputs of the tile */
    uint16_t codes[TILE]; /* of one neuron */
};

/* --- room --------------------------------------------------------------------- */

/* Bytes of what one neuron says about one input. */
static size_t item_size(const qtl_network *network)
{
    const uint32_t n_levels = network->quantization.n_levels;
    return n_levels == 0     ? sizeof(float)
           : n_levels <= 256 ? sizeof(uint8_t)
                             : sizeof(uint16_t);
}

/* The widest of layers first, first + 2, ... */
static size_t widest_from(const qtl_network *network, size_t first)
{
    size_t widest = 0;
    for (size_t l = first; l < network->n_layers; l += 2) {
        const size_t width = network->layers[l].n_out;
        widest = width > widest ? width : widest;
    }
    return widest;
}

static qtl_status allocate(qtl_reading *reading)
{
    const qtl_network *network = reading->network;
    const size_t n_points = reading->dataset->n_inputs;
    const size_t pitch = qtl_targets_pitch(reading->dataset->n_classes);
    for (size_t s = 0; s < 2; s++) {
        reading->store[s] =
            qtl_alloc(n_points, widest_from(network, s) * item_size(network));
        if (!reading->store[s]) {
            return QTL_ENOMEM;
        }
    }
    QTL_ALLOC(reading->loss, n_points);
    QTL_ALLOC(reading->correct, n_points);
    reading->targets = qtl_alloc(n_points, pitch * sizeof *reading->targets);
    return reading->targets ? qtl_workspace_create(network, TILE, &reading->workspace)
                            : QTL_ENOMEM;
}

qtl_status qtl_reading_create(const qtl_network *network, const qtl_dataset *dataset,
                              qtl_reading **out)
{
    QTL_REQUIRE(network && dataset && out, QTL_EINVAL,
                "reading: network, data set and out must not be NULL");
    QTL_TRY(qtl_network_fits(network, dataset));
    qtl_reading *reading = NULL;
    QTL_ALLOC(reading, 1);
    reading->network = network;
    reading->dataset = dataset;
    const qtl_status status = allocate(reading);
    if (status != QTL_OK) {
        qtl_reading_free(reading);
        return status;
    }
    qtl_targets_fill(dataset, reading->targets);
    *out = reading;
    return QTL_OK;
}

void qtl_reading_free(qtl_reading *reading)
{
    if (!reading) {
        return;
    }
    free(reading->store[0]);
    free(reading->store[1]);
    free(reading->loss);
    free(reading->correct);
    free(reading->targets);
    qtl_workspace_free(&reading->workspace);
    free(reading);
}

void qtl_reading_begin(qtl_reading *reading)
{
    reading->layer = 0;
}

const float *qtl_reading_loss(const qtl_reading *reading)
{
    return reading->loss;
}

const float *qtl_reading_correct(const qtl_reading *reading)
{
    return reading->correct;
}

/* --- one tile of one layer ------------------------------------------------------ */

static void gather_rows(const qtl_reading *reading, const float *table, size_t pitch,
                        qtl_rows rows)
{
    const qtl_gathering task = {table, pitch, reading->index, rows};
    reading->network->kernels->product->gather(&task);
}

/* The levels of n codes of one neuron, as activation kernels compute them. */
static void decode(const qtl_reading *reading, const qtl_grid *grid, const void *codes,
                   float *row, size_t n)
{
    const float low = grid->low;
    const float step = grid->step;
    if (item_size(reading->network) == 1) {
        const uint8_t *bytes = codes;
        for (size_t s = 0; s < n; s++) {
            row[s] = low + (float)bytes[s] * step;
        }
    } else {
        const uint16_t *words = codes;
        for (size_t s = 0; s < n; s++) {
            row[s] = low + (float)words[s] * step;
        }
    }
}

/* Puts what layer l said about inputs first .. first + n - 1 where layer l + 1 reads. The
 * lanes past n repeat the first, as batches do. */
static void load_tile(qtl_reading *reading, size_t l, size_t first, size_t n)
{
    const qtl_network *network = reading->network;
    const size_t size = item_size(network);
    const qtl_rows rows = reading->workspace.values[l];
    for (size_t j = 0; j < rows.n_rows; j++) {
        float *row = rows.data + j * rows.stride;
        const char *said = (const char *)reading->store[l % 2] +
                           (j * reading->dataset->n_inputs + first) * size;
        if (network->quantization.n_levels) {
            decode(reading, &network->layers[l].grid, said, row, n);
        } else {
            memcpy(row, said, n * sizeof *row);
        }
        for (size_t s = n; s < rows.n_lanes; s++) {
            row[s] = row[0];
        }
    }
}

/* Codes of n levels of one neuron. */
static void encode(qtl_reading *reading, const qtl_grid *grid, qtl_rows row, void *codes)
{
    const size_t n = row.n_lanes;
    if (item_size(reading->network) > 1) {
        reading->network->kernels->activation->encode(row, grid, codes);
        return;
    }
    reading->network->kernels->activation->encode(row, grid, reading->codes);
    uint8_t *bytes = codes;
    for (size_t s = 0; s < n; s++) {
        bytes[s] = (uint8_t)reading->codes[s];
    }
}

/* Keeps what layer l says about inputs first .. first + n - 1. */
static void store_tile(qtl_reading *reading, size_t l, size_t first, size_t n)
{
    const qtl_network *network = reading->network;
    const size_t size = item_size(network);
    const qtl_rows rows = reading->workspace.values[l];
    for (size_t j = 0; j < rows.n_rows; j++) {
        const qtl_rows row = {rows.data + j * rows.stride, 1, rows.stride, n};
        char *said = (char *)reading->store[l % 2] +
                     (j * reading->dataset->n_inputs + first) * size;
        if (network->quantization.n_levels) {
            encode(reading, &network->layers[l].grid, row, said);
        } else {
            memcpy(said, row.data, n * sizeof *row.data);
        }
    }
}

/* Loss and accuracy come from the logits, before they become probabilities and codes. */
static void finish_output(const qtl_reading *reading, size_t first, size_t n)
{
    const qtl_workspace *workspace = &reading->workspace;
    const qtl_activation_kernels *kernels = reading->network->kernels->activation;
    const size_t last = reading->network->n_layers - 1;
    const qtl_rows logits = workspace->values[last];
    gather_rows(reading, reading->targets, qtl_targets_pitch(reading->dataset->n_classes),
                workspace->targets);
    const qtl_scoring task = {logits, workspace->targets, workspace->delta[0].data,
                              workspace->delta[1].data};
    kernels->score(&task);
    memcpy(reading->loss + first, task.loss, n * sizeof *task.loss);
    memcpy(reading->correct + first, task.correct, n * sizeof *task.correct);
    kernels->softmax(logits);
    if (reading->network->quantization.n_levels) {
        kernels->quantize(logits, workspace->slopes[last].data,
                          &reading->network->layers[last].grid);
    }
}

static void read_tile(qtl_reading *reading, size_t l, size_t first)
{
    const size_t left = reading->dataset->n_inputs - first;
    const size_t n = left < TILE ? left : TILE;
    qtl_workspace_resize(&reading->workspace, reading->network, n);
    for (size_t s = 0; s < reading->workspace.n_lanes; s++) {
        reading->index[s] = (uint32_t)(first + (s < n ? s : 0));
    }
    if (l == 0) {
        gather_rows(reading, reading->dataset->x, reading->dataset->n_features,
                    reading->workspace.input);
    } else {
        load_tile(reading, l - 1, first, n);
    }
    qtl_network_forward_layer(reading->network, &reading->workspace, l);
    if (l + 1 == reading->network->n_layers) {
        finish_output(reading, first, n);
    }
    store_tile(reading, l, first, n);
}

/* --- one layer ------------------------------------------------------------------ */

static void set_range_of_values(qtl_layer_reading *layer)
{
    layer->low = layer->high = layer->values[0];
    for (size_t i = 1; i < layer->width * layer->n_points; i++) {
        layer->low = fmin(layer->low, layer->values[i]);
        layer->high = fmax(layer->high, layer->values[i]);
    }
}

static void set_range(const qtl_network *network, qtl_layer_reading *layer)
{
    const qtl_grid *grid = &network->layers[layer->index].grid;
    const bool output = layer->index + 1 == network->n_layers;
    layer->level_low = grid->low;
    layer->level_step = grid->step;
    if (output || network->activation->bounded) {
        layer->low = output ? 0 : network->activation->low;
        layer->high = output ? 1 : network->activation->high;
    } else if (network->quantization.n_levels) {
        layer->low = grid->low;
        layer->high = grid->high;
    } else {
        set_range_of_values(layer);
    }
}

static void show_layer(const qtl_reading *reading, size_t l, qtl_layer_reading *layer)
{
    const qtl_network *network = reading->network;
    const void *said = reading->store[l % 2];
    const size_t size = item_size(network);
    *layer = (qtl_layer_reading){.index = l,
                                 .width = network->layers[l].n_out,
                                 .n_points = reading->dataset->n_inputs,
                                 .byte_codes = size == sizeof(uint8_t) ? said : NULL,
                                 .codes = size == sizeof(uint16_t) ? said : NULL,
                                 .values = size == sizeof(float) ? said : NULL};
    set_range(network, layer);
}

bool qtl_reading_next(qtl_reading *reading, qtl_layer_reading *layer)
{
    const size_t l = reading->layer;
    if (l == reading->network->n_layers) {
        return false;
    }
    for (size_t first = 0; first < reading->dataset->n_inputs; first += TILE) {
        read_tile(reading, l, first);
    }
    show_layer(reading, l, layer);
    reading->layer++;
    return true;
}

void qtl_layer_reading_values(const qtl_layer_reading *layer, double *values)
{
    const size_t n = layer->width * layer->n_points;
    const float low = layer->level_low;
    const float step = layer->level_step;
    for (size_t i = 0; layer->byte_codes && i < n; i++) {
        const float level = low + (float)layer->byte_codes[i] * step;
        values[i] = (double)level;
    }
    for (size_t i = 0; layer->codes && i < n; i++) {
        const float level = low + (float)layer->codes[i] * step;
        values[i] = (double)level;
    }
    for (size_t i = 0; layer->values && i < n; i++) {
        values[i] = (double)layer->values[i];
    }
}
