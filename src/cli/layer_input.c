#include "cli/layer_input.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "data/labels.h"
#include "quantal/dataset.h"

enum { CODE_BITS = 16 };

const char *const cli_kind_names[] = {"as-written", "discrete", "continuous", NULL};

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Drops repetitions from sorted values; returns how many are left. */
static size_t keep_distinct(double *sorted, size_t n)
{
    size_t kept = 1;
    for (size_t i = 1; i < n; i++) {
        if (sorted[i] != sorted[kept - 1]) {
            sorted[kept++] = sorted[i];
        }
    }
    return kept;
}

static uint32_t rank_of(double value, const double *distinct, size_t n)
{
    size_t low = 0;
    while (n > 1) {
        const size_t half = n / 2;
        low += distinct[low + half] <= value ? half : 0;
        n -= half;
    }
    return (uint32_t)low;
}

/* rank[i] = how many distinct values are below values[i]. `scratch` holds [n]. Returns
 * the number of distinct values. */
static size_t relabel(const double *values, size_t n, double *scratch, uint32_t *rank)
{
    memcpy(scratch, values, n * sizeof *scratch);
    qsort(scratch, n, sizeof *scratch, compare_doubles);
    const size_t n_distinct = keep_distinct(scratch, n);
    for (size_t i = 0; i < n; i++) {
        rank[i] = rank_of(values[i], scratch, n_distinct);
    }
    return n_distinct;
}

/* Room that relabelling needs for one column. */
typedef struct workspace {
    double *scratch;
    uint32_t *rank;
} workspace;

static qtl_status workspace_create(size_t n, workspace *out)
{
    out->scratch = qtl_alloc(n, sizeof *out->scratch);
    out->rank = qtl_alloc(n, sizeof *out->rank);
    return out->scratch && out->rank ? QTL_OK : QTL_ENOMEM;
}

static void workspace_free(workspace *room)
{
    free(room->scratch);
    free(room->rank);
}

static void put_codes(const uint32_t *rank, size_t n, unsigned shift, uint16_t *codes)
{
    for (size_t i = 0; i < n; i++) {
        codes[i] = (uint16_t)(rank[i] >> shift);
    }
}

/* Codes of every column; at most two columns of codes each. */
static qtl_status fill_codes(cli_layer *layer, workspace *room)
{
    const size_t n = layer->values->n_rows;
    size_t width = 0;
    QTL_ALLOC(layer->codes, 2 * layer->values->n_cols * n);
    for (size_t c = 0; c < layer->values->n_cols; c++) {
        const size_t n_distinct =
            relabel(layer->values->data + c * n, n, room->scratch, room->rank);
        layer->n_levels = n_distinct > layer->n_levels ? n_distinct : layer->n_levels;
        put_codes(room->rank, n, 0, layer->codes + n * width++);
        if (n_distinct > 1u << CODE_BITS) {
            put_codes(room->rank, n, CODE_BITS, layer->codes + n * width++);
        }
    }
    layer->counted.width = width;
    return QTL_OK;
}

/* Estimators want values beside codes: where columns were split, the codes themselves. */
static qtl_status fill_code_values(cli_layer *layer)
{
    const size_t size = layer->counted.width * layer->values->n_rows;
    QTL_ALLOC(layer->code_values, size);
    for (size_t i = 0; i < size; i++) {
        layer->code_values[i] = layer->codes[i];
    }
    return QTL_OK;
}

static qtl_status make_codes(cli_layer *layer, workspace *room)
{
    QTL_TRY(fill_codes(layer, room));
    layer->counted.codes = layer->codes;
    if (layer->counted.width == layer->measured.width) {
        layer->measured.codes = layer->codes;
        return QTL_OK;
    }
    QTL_TRY(fill_code_values(layer));
    layer->counted.values = layer->code_values;
    return QTL_OK;
}

bool cli_all_integers(const double *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (values[i] != nearbyint(values[i])) {
            return false;
        }
    }
    return true;
}

void cli_tell_doubt(const qtl_matrix *matrix)
{
    if (matrix->doubt) {
        (void)fprintf(stderr, "%s\n", matrix->doubt);
    }
}

static qtl_status check_labels(const cli_layer_files *files, const qtl_matrix *labels,
                               size_t n_rows)
{
    QTL_REQUIRE(labels->n_cols == 1, QTL_EINVAL,
                "%s: labels are one column, not %zu; choose it with FILE:COLUMN, or of "
                "one-hot labels take the argmax",
                files->labels, labels->n_cols);
    QTL_REQUIRE(labels->n_rows == n_rows, QTL_EINVAL,
                "%s has %zu rows, but %s has %zu; each sample needs a label",
                files->labels, labels->n_rows, files->layer, n_rows);
    QTL_REQUIRE(files->y_kind == CLI_DISCRETE || labels->discrete ||
                    cli_all_integers(labels->data, n_rows),
                QTL_EUNSUPPORTED,
                "%s: labels must be discrete; --y-kind discrete takes each distinct "
                "number for a class",
                files->labels);
    return QTL_OK;
}

static qtl_status take_labels(const cli_layer_files *files, const qtl_matrix *labels,
                              cli_layer *layer, workspace *room)
{
    const size_t n = layer->values->n_rows;
    QTL_TRY(check_labels(files, labels, n));
    QTL_ALLOC(layer->label, n);
    const size_t n_classes = relabel(labels->data, n, room->scratch, layer->label);
    QTL_REQUIRE(n_classes < n || n <= QTL_DISTINCT_LABELS_MAX, QTL_ERANGE,
                "%s has %zu classes for %zu inputs; are these row numbers?",
                files->labels, n_classes, n);
    layer->measured.label = layer->label;
    layer->measured.n_classes = n_classes;
    const qtl_dataset classes = {
        .n_inputs = n, .n_classes = n_classes, .label = layer->label};
    layer->h_y_bits = qtl_dataset_entropy(&classes).h_y_bits;
    return QTL_OK;
}

static qtl_status read_labels(const cli_layer_files *files, cli_layer *layer,
                              workspace *room)
{
    qtl_matrix *labels = NULL;
    QTL_TRY(qtl_matrix_read_labels(files->labels, layer->values->n_rows, &labels));
    const qtl_status status = take_labels(files, labels, layer, room);
    qtl_matrix_free(labels);
    return status;
}

static qtl_status fill(const cli_layer_files *files, cli_layer *layer, workspace *room)
{
    QTL_TRY(qtl_matrix_read(files->layer, &layer->values));
    cli_tell_doubt(layer->values);
    const qtl_matrix *values = layer->values;
    layer->measured = (qtl_layer){
        .n_points = values->n_rows, .width = values->n_cols, .values = values->data};
    QTL_TRY(workspace_create(values->n_rows, room));
    if (files->labels) {
        QTL_TRY(read_labels(files, layer, room));
    }
    layer->counted = layer->measured;
    const bool discrete = files->x_kind == CLI_AS_WRITTEN ? values->discrete
                                                          : files->x_kind == CLI_DISCRETE;
    return discrete ? make_codes(layer, room) : QTL_OK;
}

qtl_status cli_layer_read(const cli_layer_files *files, cli_layer *out)
{
    cli_layer layer = {0};
    workspace room = {0};
    const qtl_status status = fill(files, &layer, &room);
    workspace_free(&room);
    if (status != QTL_OK) {
        cli_layer_free(&layer);
        return status;
    }
    *out = layer;
    return QTL_OK;
}

void cli_layer_free(cli_layer *layer)
{
    qtl_matrix_free(layer->values);
    free(layer->label);
    free(layer->codes);
    free(layer->code_values);
    *layer = (cli_layer){0};
}
