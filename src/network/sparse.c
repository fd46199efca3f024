#include "network/sparse.h"

#include <stdlib.h>

#include "core/memory.h"
#include "network/layers.h"

/* Of MNIST's pixels 81 % are 0. The gradient takes a constant time for every feature,
 * which small batches do not earn back. */
static const double least_zeros = 2.0 / 3;
static const size_t least_batch = 64;

static size_t count_nonzeros(const qtl_dataset *dataset)
{
    size_t n = 0;
    for (size_t i = 0; i < dataset->n_inputs * dataset->n_features; i++) {
        n += dataset->x[i] != 0;
    }
    return n;
}

bool qtl_sparse_pays(const qtl_network *network, const qtl_dataset *dataset,
                     size_t batch_size)
{
    const qtl_layer *first = &network->layers[0];
    if (first->kind != QTL_DENSE || qtl_layer_uses_blas(first) ||
        batch_size < least_batch) {
        return false;
    }
    const double n = (double)dataset->n_inputs * (double)dataset->n_features;
    return (double)count_nonzeros(dataset) <= (1 - least_zeros) * n;
}

static void list_nonzeros(const qtl_dataset *dataset, qtl_nonzero *nonzeros,
                          size_t *start)
{
    size_t at = 0;
    for (size_t i = 0; i < dataset->n_inputs; i++) {
        const float *x = dataset->x + i * dataset->n_features;
        for (size_t k = 0; k < dataset->n_features; k++) {
            if (x[k] != 0) {
                nonzeros[at++] = (qtl_nonzero){(uint32_t)k, x[k]};
            }
        }
        start[i + 1] = at;
    }
}

static qtl_status fill(const qtl_dataset *dataset, size_t n_lanes, qtl_sparse_rows *rows)
{
    QTL_ALLOC(rows->start, dataset->n_inputs + 1);
    QTL_ALLOC(rows->nonzeros, count_nonzeros(dataset) + dataset->n_features);
    QTL_ALLOC(rows->scratch, qtl_sparse_scratch(dataset->n_features, n_lanes));
    list_nonzeros(dataset, rows->nonzeros, rows->start);
    return QTL_OK;
}

qtl_status qtl_sparse_create(const qtl_dataset *dataset, const uint32_t *index,
                             size_t n_lanes, qtl_sparse_rows **out)
{
    qtl_sparse_rows *rows = NULL;
    QTL_ALLOC(rows, 1);
    rows->index = index;
    const qtl_status status = fill(dataset, n_lanes, rows);
    if (status != QTL_OK) {
        qtl_sparse_free(rows);
        return status;
    }
    *out = rows;
    return QTL_OK;
}

void qtl_sparse_free(qtl_sparse_rows *rows)
{
    if (rows) {
        free(rows->nonzeros);
        free(rows->start);
        free(rows->scratch);
        free(rows);
    }
}
