#include "plot/cube.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/csv.h"
#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"

static const size_t SKIPPED = (size_t)-1;
static const size_t MOST_CELLS = (size_t)1 << 27; /* 1 GiB of numbers */

const qtl_table_spec qtl_table_specs[QTL_TABLE_KINDS] = {
    [QTL_MEASURES] = {"measures.csv", "layer", "run", {"value_bits"}, true},
    [QTL_TRAINING] = {"training.csv",
                      NULL,
                      "run",
                      {"train_loss", "test_loss", "train_accuracy", "test_accuracy"},
                      false},
    [QTL_GRADIENTS] = {"gradients.csv",
                       "layer",
                       "run",
                       {"weight_norm", "gradient_mean_norm", "gradient_std_norm"},
                       false},
    [QTL_CODES] = {"codes.csv", "layer", "bin", {"low", "high", "share"}, false},
};

/* A table on its way into a cube. */
typedef struct reader {
    qtl_result_tables *tables;
    const qtl_table_spec *spec;
    char *path;
    qtl_csv csv;
    size_t variant, layer, epoch, run, estimator, params, quantity, width; /* columns */
    size_t values[QTL_CUBE_VALUES_MAX];
    size_t n_values, n_rows;
    double *layers, *epochs, *runs; /* [n_rows] */
    size_t *base;                   /* [n_rows] series of the first value, or SKIPPED */
} reader;

static qtl_status find_column(const reader *in, const char *name, size_t *column)
{
    QTL_REQUIRE(qtl_csv_column(&in->csv, name, column), QTL_EFORMAT,
                "%s has no column %s", in->path, name);
    return QTL_OK;
}

static qtl_status find_columns(reader *in)
{
    QTL_TRY(find_column(in, "variant", &in->variant));
    QTL_TRY(find_column(in, "epoch", &in->epoch));
    QTL_TRY(find_column(in, in->spec->run, &in->run));
    if (in->spec->layer) {
        QTL_TRY(find_column(in, in->spec->layer, &in->layer));
    }
    if (in->spec->by_method) {
        QTL_TRY(find_column(in, "width", &in->width));
        QTL_TRY(find_column(in, "estimator", &in->estimator));
        QTL_TRY(find_column(in, "params", &in->params));
        QTL_TRY(find_column(in, "quantity", &in->quantity));
    }
    while (in->n_values < QTL_CUBE_VALUES_MAX && in->spec->values[in->n_values]) {
        QTL_TRY(
            find_column(in, in->spec->values[in->n_values], &in->values[in->n_values]));
        in->n_values++;
    }
    QTL_REQUIRE(in->csv.n_rows > 1, QTL_EEMPTY, "%s has no rows", in->path);
    in->n_rows = in->csv.n_rows - 1;
    return QTL_OK;
}

/* Row r of the data is line r + 2 of the file. */
static qtl_status parse_number(const reader *in, size_t row, size_t column, double *value)
{
    const char *cell = qtl_csv_cell(&in->csv, row + 1, column);
    QTL_REQUIRE(qtl_parse_double(cell, value), QTL_EFORMAT,
                "%s:%zu: %s is \"%.40s\", no number", in->path, row + 2,
                qtl_csv_cell(&in->csv, 0, column), cell);
    return QTL_OK;
}

/* An empty cell and nan are gaps. */
static qtl_status parse_value(const reader *in, size_t row, size_t column, double *value)
{
    const char *cell = qtl_csv_cell(&in->csv, row + 1, column);
    const char *digits = cell + (*cell == '-' || *cell == '+');
    if (!*cell || strcasecmp(digits, "nan") == 0 || strcasecmp(digits, "inf") == 0) {
        *value = NAN;
        return QTL_OK;
    }
    return parse_number(in, row, column, value);
}

static qtl_status parse_variant(const reader *in, size_t row, size_t *variant)
{
    const char *cell = qtl_csv_cell(&in->csv, row + 1, in->variant);
    for (size_t v = 0; v < QTL_VARIANTS; v++) {
        if (strcmp(cell, qtl_variant_word(v)) == 0) {
            *variant = v;
            return QTL_OK;
        }
    }
    return QTL_FAIL(QTL_EFORMAT,
                    "%s:%zu: variant is \"%.40s\", neither quantized nor continuous",
                    in->path, row + 2, cell);
}

/* Method and quantity of a row, packed; quantities no figure knows are left out. */
static qtl_status parse_method(const reader *in, size_t row, size_t variant, size_t *base)
{
    static const char *const quantities[QTL_QUANTITIES] = {"I(X;T)", "I(T;Y)"};
    const char *quantity = qtl_csv_cell(&in->csv, row + 1, in->quantity);
    size_t method = 0;
    for (size_t q = 0; q < QTL_QUANTITIES; q++) {
        if (strcmp(quantity, quantities[q]) == 0) {
            QTL_TRY(qtl_methods_intern(
                in->tables, qtl_csv_cell(&in->csv, row + 1, in->estimator),
                qtl_csv_cell(&in->csv, row + 1, in->params), &method));
            in->tables->method[method].present[variant] = true;
            *base = (method * QTL_VARIANTS + variant) * QTL_QUANTITIES + q;
            return QTL_OK;
        }
    }
    *base = SKIPPED;
    return QTL_OK;
}

static qtl_status parse_keys(reader *in)
{
    QTL_ALLOC(in->layers, in->n_rows);
    QTL_ALLOC(in->epochs, in->n_rows);
    QTL_ALLOC(in->runs, in->n_rows);
    QTL_ALLOC(in->base, in->n_rows);
    for (size_t r = 0; r < in->n_rows; r++) {
        size_t variant = 0;
        in->layers[r] = 1;
        QTL_TRY(parse_variant(in, r, &variant));
        QTL_TRY(parse_number(in, r, in->epoch, &in->epochs[r]));
        QTL_TRY(parse_number(in, r, in->run, &in->runs[r]));
        if (in->spec->layer) {
            QTL_TRY(parse_number(in, r, in->layer, &in->layers[r]));
        }
        if (in->spec->by_method) {
            QTL_TRY(parse_method(in, r, variant, &in->base[r]));
        } else {
            in->base[r] = variant * in->n_values;
        }
    }
    return QTL_OK;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The distinct values of a column. Neighbouring rows mostly agree, which keeps what is
 * sorted short. */
static qtl_status distinct(const double *values, size_t n, qtl_ids *out)
{
    QTL_ALLOC(out->value, n);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || values[i] != values[i - 1]) {
            out->value[out->n++] = values[i];
        }
    }
    qsort(out->value, out->n, sizeof *out->value, ascending);
    size_t kept = 0;
    for (size_t i = 0; i < out->n; i++) {
        if (kept == 0 || out->value[i] != out->value[kept - 1]) {
            out->value[kept++] = out->value[i];
        }
    }
    out->n = kept;
    return QTL_OK;
}

/* Where a value is; it is always there. */
static size_t index_of(const qtl_ids *ids, double value)
{
    size_t low = 0;
    size_t high = ids->n;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (ids->value[middle] <= value) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static qtl_status make_cells(const reader *in, qtl_cube *cube)
{
    QTL_TRY(distinct(in->layers, in->n_rows, &cube->layers));
    QTL_TRY(distinct(in->epochs, in->n_rows, &cube->epochs));
    QTL_TRY(distinct(in->runs, in->n_rows, &cube->runs));
    cube->n_series = in->spec->by_method
                         ? in->tables->n_methods * QTL_VARIANTS * QTL_QUANTITIES
                         : QTL_VARIANTS * in->n_values;
    size_t n = cube->n_series;
    bool fits = !__builtin_mul_overflow(n, cube->layers.n, &n);
    fits = fits && !__builtin_mul_overflow(n, cube->epochs.n, &n);
    fits = fits && !__builtin_mul_overflow(n, cube->runs.n, &n);
    QTL_REQUIRE(fits && n <= MOST_CELLS, QTL_EFORMAT,
                "%s: %zu layers x %zu epochs x %zu runs are too many for %zu rows",
                in->path, cube->layers.n, cube->epochs.n, cube->runs.n, in->n_rows);
    QTL_ALLOC(cube->cells, n);
    for (size_t i = 0; i < n; i++) {
        cube->cells[i] = NAN;
    }
    return QTL_OK;
}

static qtl_status fill_cells(const reader *in, qtl_cube *cube)
{
    for (size_t r = 0; r < in->n_rows; r++) {
        const size_t layer = index_of(&cube->layers, in->layers[r]);
        const size_t epoch = index_of(&cube->epochs, in->epochs[r]);
        const size_t run = index_of(&cube->runs, in->runs[r]);
        for (size_t v = 0; v < in->n_values && in->base[r] != SKIPPED; v++) {
            const size_t series = in->base[r] + v;
            double *cell =
                &cube->cells[((series * cube->layers.n + layer) * cube->epochs.n +
                              epoch) *
                                 cube->runs.n +
                             run];
            QTL_TRY(parse_value(in, r, in->values[v], cell));
        }
    }
    return QTL_OK;
}

static qtl_status read_widths(const reader *in, const qtl_cube *cube)
{
    QTL_ALLOC(in->tables->width, cube->layers.n);
    for (size_t r = 0; r < in->n_rows; r++) {
        const size_t layer = index_of(&cube->layers, in->layers[r]);
        if (in->tables->width[layer] == 0) {
            QTL_TRY(parse_number(in, r, in->width, &in->tables->width[layer]));
        }
    }
    return QTL_OK;
}

static qtl_status read_cube(reader *in, qtl_cube *cube)
{
    QTL_TRY(qtl_csv_read(in->path, &in->csv));
    QTL_TRY(find_columns(in));
    QTL_TRY(parse_keys(in));
    QTL_TRY(make_cells(in, cube));
    QTL_TRY(fill_cells(in, cube));
    return in->spec->by_method ? read_widths(in, cube) : QTL_OK;
}

void qtl_cube_free(qtl_cube *cube)
{
    free(cube->layers.value);
    free(cube->epochs.value);
    free(cube->runs.value);
    free(cube->cells);
    *cube = (qtl_cube){0};
}

qtl_status qtl_cube_read(qtl_result_tables *tables, const qtl_table_spec *spec,
                         qtl_cube *out)
{
    reader in = {.tables = tables,
                 .spec = spec,
                 .path = qtl_format("%s/%s", tables->directory, spec->file)};
    qtl_cube cube = {0};
    qtl_status status = QTL_ENOMEM;
    if (in.path && access(in.path, F_OK) != 0) {
        status = QTL_FAIL(QTL_EUNSUPPORTED, "there is no %s", in.path);
    } else if (in.path) {
        status = read_cube(&in, &cube);
    }
    if (status == QTL_OK) {
        *out = cube;
    } else {
        qtl_cube_free(&cube);
    }
    qtl_csv_free(&in.csv);
    free(in.path);
    free(in.layers);
    free(in.epochs);
    free(in.runs);
    free(in.base);
    return status;
}
