#include "data/equal_rows.h"

#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"

/* Open addressing: a slot has a row plus 1, or 0. */
typedef struct row_table {
    const qtl_dataset *dataset;
    size_t mask;
    uint64_t *hash; /* [N] */
    uint32_t *slot; /* [mask + 1], at most half full */
} row_table;

/* The finalizer of MurmurHash3: every bit of the word reaches every bit of the result. */
static uint64_t mix(uint64_t word)
{
    word = (word ^ word >> 33) * 0xff51afd7ed558ccdU;
    word = (word ^ word >> 33) * 0xc4ceb9fe1a85ec53U;
    return word ^ word >> 33;
}

static uint64_t hash_row(const float *row, size_t n)
{
    uint64_t hash = n;
    for (size_t j = 0; j < n; j++) {
        const float value = row[j] + 0.0F; /* -0 becomes 0 */
        uint32_t bits = 0;
        memcpy(&bits, &value, sizeof bits);
        hash = (hash ^ bits) * 0x9e3779b97f4a7c15U;
        hash ^= hash >> 32;
    }
    return mix(hash);
}

static bool equal(const qtl_dataset *dataset, size_t a, size_t b)
{
    const size_t d = dataset->n_features;
    const float *one = dataset->x + a * d;
    const float *other = dataset->x + b * d;
    for (size_t j = 0; j < d; j++) {
        if (one[j] != other[j]) {
            return false;
        }
    }
    return true;
}

/* The first row equal to row i, which enters the table if it is that row itself. */
static uint32_t enter(row_table *table, size_t i)
{
    size_t at = table->hash[i] & table->mask;
    for (; table->slot[at]; at = (at + 1) & table->mask) {
        const uint32_t seen = table->slot[at] - 1;
        if (table->hash[seen] == table->hash[i] && equal(table->dataset, seen, i)) {
            return seen;
        }
    }
    table->slot[at] = (uint32_t)i + 1;
    return (uint32_t)i;
}

static qtl_status find(row_table *table, qtl_dataset *dataset)
{
    const size_t n = dataset->n_inputs;
    QTL_ALLOC(table->hash, n);
    QTL_ALLOC(table->slot, table->mask + 1);
    QTL_ALLOC(dataset->first, n);
    dataset->n_distinct = 0;
    for (size_t i = 0; i < n; i++) {
        table->hash[i] =
            hash_row(dataset->x + i * dataset->n_features, dataset->n_features);
        dataset->first[i] = enter(table, i);
        dataset->n_distinct += dataset->first[i] == i;
    }
    if (dataset->n_distinct == n) {
        free(dataset->first);
        dataset->first = NULL;
    }
    return QTL_OK;
}

qtl_status qtl_dataset_find_equal_rows(qtl_dataset *dataset)
{
    QTL_REQUIRE(dataset && !dataset->first, QTL_EINVAL,
                "equal rows: the data set must be there and not yet looked through");
    QTL_REQUIRE(dataset->n_inputs < UINT32_MAX / 4, QTL_ERANGE,
                "%zu inputs; at most 2^30 are counted", dataset->n_inputs);
    row_table table = {.dataset = dataset, .mask = 1};
    while (table.mask < 2 * dataset->n_inputs) {
        table.mask = 2 * table.mask + 1;
    }
    const qtl_status status = find(&table, dataset);
    free(table.hash);
    free(table.slot);
    return status;
}
