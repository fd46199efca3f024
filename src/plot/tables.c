#include "plot/tables.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "plot/cube.h"

const char *qtl_variant_word(size_t variant)
{
    static const char *const words[QTL_VARIANTS] = {"quantized", "continuous"};
    return words[variant];
}

size_t qtl_measure_series(size_t variant, size_t method, qtl_quantity quantity)
{
    return (method * QTL_VARIANTS + variant) * QTL_QUANTITIES + quantity;
}

bool qtl_cube_has(const qtl_cube *cube, size_t series, size_t layer)
{
    const bool any = layer >= cube->layers.n;
    const size_t n_layers = any ? cube->layers.n : 1;
    const double *cells = qtl_cube_runs(cube, series, any ? 0 : layer, 0);
    for (size_t i = 0; i < n_layers * cube->epochs.n * cube->runs.n; i++) {
        if (!isnan(cells[i])) {
            return true;
        }
    }
    return false;
}

bool qtl_cube_measured(const qtl_cube *cube, size_t series, size_t epoch)
{
    for (size_t layer = 0; layer < cube->layers.n; layer++) {
        const double *cells = qtl_cube_runs(cube, series, layer, epoch);
        for (size_t r = 0; r < cube->runs.n; r++) {
            if (!isnan(cells[r])) {
                return true;
            }
        }
    }
    return false;
}

bool qtl_layer_is_output(const qtl_result_tables *tables, double layer)
{
    const qtl_ids *layers = &tables->cube[QTL_MEASURES].layers;
    return layers->n > 0 && layers->value[layers->n - 1] == layer;
}

void qtl_layer_label(const qtl_result_tables *tables, double layer,
                     char label[QTL_LABEL_SIZE])
{
    const qtl_ids *layers = &tables->cube[QTL_MEASURES].layers;
    char width[32] = "";
    for (size_t l = 0; l < layers->n; l++) {
        if (layers->value[l] == layer) {
            (void)snprintf(width, sizeof width, " (%g)", tables->width[l]);
        }
    }
    if (qtl_layer_is_output(tables, layer)) {
        (void)snprintf(label, QTL_LABEL_SIZE, "output%s", width);
    } else {
        (void)snprintf(label, QTL_LABEL_SIZE, "layer %g%s", layer, width);
    }
}

qtl_status qtl_tables_need(const qtl_result_tables *tables, qtl_table_kind kind,
                           const qtl_cube **cube)
{
    if (tables->status[kind] != QTL_OK) {
        return QTL_FAIL(tables->status[kind], "%s",
                        tables->message[kind] ? tables->message[kind] : "out of memory");
    }
    *cube = &tables->cube[kind];
    return QTL_OK;
}

static bool has_file(const char *directory, const char *name)
{
    char *path = qtl_format("%s/%s", directory, name);
    const bool there = path && access(path, F_OK) == 0;
    free(path);
    return there;
}

static qtl_status require_results(const char *directory)
{
    const char *missing = !has_file(directory, "manifest.yaml") ? "manifest.yaml"
                          : !has_file(directory, qtl_table_specs[QTL_MEASURES].file) &&
                                  !has_file(directory, "validate.csv")
                              ? qtl_table_specs[QTL_MEASURES].file
                              : NULL;
    QTL_REQUIRE(!missing, QTL_EIO,
                "%s is no result folder: it has no %s; make one with quantal run",
                directory, missing);
    return QTL_OK;
}

/* Reading measures.csv a second time is only worth it if the manifest knows of parts. */
static qtl_status read_table(qtl_result_tables *tables, size_t kind)
{
    QTL_REQUIRE(kind != QTL_PARTS || !isnan(tables->manifest.relevant_inputs),
                QTL_EUNSUPPORTED,
                "%s: its data set does not say which inputs are relevant; "
                "the data set relevant does",
                tables->directory);
    return qtl_cube_read(tables, &qtl_table_specs[kind], &tables->cube[kind]);
}

/* A table that fails keeps its reason for the figures that need it. */
static void read_tables(qtl_result_tables *tables)
{
    for (size_t kind = 0; kind < QTL_TABLE_KINDS; kind++) {
        tables->status[kind] = read_table(tables, kind);
        if (tables->status[kind] != QTL_OK) {
            tables->message[kind] = qtl_strdup(qtl_error_message());
        }
    }
}

static qtl_status open_tables(const char *directory, qtl_result_tables *tables)
{
    size_t exact = 0;
    QTL_TRY(require_results(directory));
    tables->directory = qtl_strdup(directory);
    QTL_REQUIRE(tables->directory, QTL_ENOMEM, "out of memory");
    QTL_TRY(qtl_manifest_read(directory, &tables->manifest));
    QTL_TRY(qtl_methods_intern(tables, "exact", "", &exact));
    read_tables(tables);
    qtl_methods_dress(tables);
    return QTL_OK;
}

qtl_status qtl_tables_open(const char *directory, qtl_result_tables **out)
{
    qtl_result_tables *tables = NULL;
    QTL_ALLOC(tables, 1);
    const qtl_status status = open_tables(directory, tables);
    if (status != QTL_OK) {
        qtl_tables_free(tables);
        return status;
    }
    *out = tables;
    return QTL_OK;
}

void qtl_tables_free(qtl_result_tables *tables)
{
    if (!tables) {
        return;
    }
    for (size_t kind = 0; kind < QTL_TABLE_KINDS; kind++) {
        qtl_cube_free(&tables->cube[kind]);
        free(tables->message[kind]);
    }
    for (size_t m = 0; m < tables->n_methods; m++) {
        free(tables->method[m].estimator);
        free(tables->method[m].params);
    }
    qtl_manifest_free(&tables->manifest);
    free(tables->width);
    free(tables->directory);
    free(tables);
}
