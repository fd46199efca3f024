#include "plot/cube.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/csv.h"
#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"

static const size_t skipped = (size_t)-1;
static const size_t most_cells = (size_t)1 << 27; /* 1 GiB of numbers */

static const char *const of_layers[QTL_QUANTITIES + 1] = {"I(X;T)", "I(T;Y)"};
static const char *const of_parts[QTL_PARTS_COUNT + 1] = {"I(T;R)", "I(T;N)", "I(T;R|N)",
                                                          "I(T;N|R)"};

const qtl_table_spec qtl_table_specs[QTL_TABLE_KINDS] = {
    [QTL_MEASURES] = {"measures.csv", "layer", "run", {"value_bits"}, of_layers, true},
    [QTL_PARTS] = {"measures.csv", "layer", "run", {"value_bits"}, of_parts, false},
    [QTL_TRAINING] = {"training.csv",
                      NULL,
                      "run",
                      {"train_loss", "test_loss", "train_accuracy", "test_accuracy"},
                      NULL,
                      false},
    [QTL_GRADIENTS] = {"gradients.csv",
                       "layer",
                       "run",
                       {"weight_norm", "gradient_mean_norm", "gradient_std_norm"},
                       NULL,
                       false},
    [QTL_CODES] = {"codes.csv", "layer", "bin", {"low", "high", "share"}, NULL, false},
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
    size_t *base;                   /* [n_rows] series of the first value, or skipped */
} reader;

static qtl_status find_column(const reader *in, const char *name, size_t *column)
{
    QTL_REQUIRE(qtl_csv_column(&in->csv, name, column), QTL_EFORMAT,
                "%s has no column %s", in->path, name);
    return QTL_OK;
}

/* A column that must be there, and where its index goes. */
typedef struct wanted {
    const char *name; /* NULL: not in this table */
    size_t *column;
} wanted;

static qtl_status find_keys(reader *in)
{
    const bool by_method = in->spec->by_method;
    const wanted keys[] = {{"variant", &in->variant},
                           {"epoch", &in->epoch},
                           {in->spec->run, &in->run},
                           {in->spec->layer, &in->layer},
                           {by_method ? "width" : NULL, &in->width},
                           {by_method ? "estimator" : NULL, &in->estimator},
                           {by_method ? "params" : NULL, &in->params},
                           {in->spec->quantities ? "quantity" : NULL, &in->quantity}};
    qtl_status status = QTL_OK;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0] && status == QTL_OK; i++) {
        status = keys[i].name ? find_column(in, keys[i].name, keys[i].column) : QTL_OK;
    }
    return status;
}

static qtl_status find_columns(reader *in)
{
    QTL_TRY(find_keys(in));
    while (in->n_values < QTL_CUBE_VALUES_MAX && in->spec->values[in->n_values]) {
        QTL_TRY(
            find_column(in, in->spec->values[in->n_values], &in->values[in->n_values]));
        in->n_values++;
    }
    QTL_REQUIRE(in->csv.n_rows > 1, QTL_EUNSUPPORTED, "%s has no rows", in->path);
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

static size_t count_quantities(const qtl_table_spec *spec)
{
    size_t n = 0;
    while (spec->quantities && spec->quantities[n]) {
        n++;
    }
    return n;
}

/* Quantity of a row; their number for one that this table is not about. */
static size_t parse_quantity(const reader *in, size_t row)
{
    const char *const *known = in->spec->quantities;
    size_t q = 0;
    while (known[q] &&
           strcmp(qtl_csv_cell(&in->csv, row + 1, in->quantity), known[q]) != 0) {
        q++;
    }
    return q;
}

/* First series of a row of a quantity of a method. */
static qtl_status parse_method(const reader *in, size_t row, size_t variant, size_t *base)
{
    const size_t quantity = parse_quantity(in, row);
    size_t method = 0;
    QTL_TRY(qtl_methods_intern(in->tables, qtl_csv_cell(&in->csv, row + 1, in->estimator),
                               qtl_csv_cell(&in->csv, row + 1, in->params), &method));
    in->tables->method[method].present[variant] = true;
    *base = qtl_measure_series(variant, method, (qtl_quantity)quantity);
    return QTL_OK;
}

/* A table without layers is one layer. */
static qtl_status parse_layer(const reader *in, size_t row, double *layer)
{
    *layer = 1;
    return in->spec->layer ? parse_number(in, row, in->layer, layer) : QTL_OK;
}

/* First series of a row, or skipped. */
static qtl_status parse_series(const reader *in, size_t r, size_t variant, size_t *base)
{
    const size_t n_quantities = count_quantities(in->spec);
    const size_t quantity = n_quantities > 0 ? parse_quantity(in, r) : 0;
    *base = variant * (n_quantities > 0 ? n_quantities : in->n_values) + quantity;
    if (n_quantities > 0 && quantity == n_quantities) {
        *base = skipped;
        return QTL_OK;
    }
    return in->spec->by_method ? parse_method(in, r, variant, base) : QTL_OK;
}

static qtl_status parse_key(reader *in, size_t r)
{
    size_t variant = 0;
    QTL_TRY(parse_variant(in, r, &variant));
    QTL_TRY(parse_number(in, r, in->epoch, &in->epochs[r]));
    QTL_TRY(parse_number(in, r, in->run, &in->runs[r]));
    QTL_TRY(parse_layer(in, r, &in->layers[r]));
    return parse_series(in, r, variant, &in->base[r]);
}

/* Whether any row is of use. */
static qtl_status require_known(const reader *in)
{
    size_t r = 0;
    while (r < in->n_rows && in->base[r] == skipped) {
        r++;
    }
    QTL_REQUIRE(r < in->n_rows, in->spec->by_method ? QTL_EEMPTY : QTL_EUNSUPPORTED,
                "%s has neither %s nor %s", in->path, in->spec->quantities[0],
                in->spec->quantities[1]);
    return QTL_OK;
}

static qtl_status parse_keys(reader *in)
{
    QTL_ALLOC(in->layers, in->n_rows);
    QTL_ALLOC(in->epochs, in->n_rows);
    QTL_ALLOC(in->runs, in->n_rows);
    QTL_ALLOC(in->base, in->n_rows);
    qtl_status status = QTL_OK;
    for (size_t r = 0; r < in->n_rows && status == QTL_OK; r++) {
        status = parse_key(in, r);
    }
    return status == QTL_OK ? require_known(in) : status;
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

/* Number of cells; more than there is memory for when a table is far from full. */
static size_t count_cells(const qtl_cube *cube)
{
    const size_t sizes[] = {cube->n_series, cube->layers.n, cube->epochs.n, cube->runs.n};
    size_t n = 1;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        if (__builtin_mul_overflow(n, sizes[i], &n)) {
            return SIZE_MAX;
        }
    }
    return n;
}

static qtl_status make_gaps(size_t n, double **cells)
{
    QTL_ALLOC(*cells, n);
    for (size_t i = 0; i < n; i++) {
        (*cells)[i] = NAN;
    }
    return QTL_OK;
}

static qtl_status make_cells(const reader *in, qtl_cube *cube)
{
    QTL_TRY(distinct(in->layers, in->n_rows, &cube->layers));
    QTL_TRY(distinct(in->epochs, in->n_rows, &cube->epochs));
    QTL_TRY(distinct(in->runs, in->n_rows, &cube->runs));
    const size_t n_quantities = count_quantities(in->spec);
    cube->n_series =
        QTL_VARIANTS * (in->spec->by_method ? in->tables->n_methods * n_quantities
                        : n_quantities > 0  ? n_quantities
                                            : in->n_values);
    const size_t n = count_cells(cube);
    QTL_REQUIRE(n <= most_cells, QTL_EFORMAT,
                "%s: %zu layers x %zu epochs x %zu runs are too many for %zu rows",
                in->path, cube->layers.n, cube->epochs.n, cube->runs.n, in->n_rows);
    return make_gaps(n, &cube->cells);
}

static qtl_status fill_row(const reader *in, qtl_cube *cube, size_t r)
{
    const size_t layer = index_of(&cube->layers, in->layers[r]);
    const size_t epoch = index_of(&cube->epochs, in->epochs[r]);
    const size_t run = index_of(&cube->runs, in->runs[r]);
    qtl_status status = QTL_OK;
    for (size_t v = 0; v < in->n_values && status == QTL_OK; v++) {
        const size_t at = qtl_cube_at(cube, in->base[r] + v, layer, epoch);
        status = parse_value(in, r, in->values[v], &cube->cells[at + run]);
    }
    return status;
}

static qtl_status fill_cells(const reader *in, qtl_cube *cube)
{
    assert(cube->cells);
    qtl_status status = QTL_OK;
    for (size_t r = 0; r < in->n_rows && status == QTL_OK; r++) {
        status = in->base[r] == skipped ? QTL_OK : fill_row(in, cube, r);
    }
    return status;
}

static qtl_status read_widths(const reader *in, const qtl_cube *cube)
{
    QTL_ALLOC(in->tables->width, cube->layers.n);
    qtl_status status = QTL_OK;
    for (size_t r = 0; r < in->n_rows && status == QTL_OK; r++) {
        double *width = &in->tables->width[index_of(&cube->layers, in->layers[r])];
        status = *width == 0 ? parse_number(in, r, in->width, width) : QTL_OK;
    }
    return status;
}

static qtl_status read_cube(reader *in, qtl_cube *cube)
{
    QTL_TRY(qtl_csv_read(in->path, &in->csv));
    QTL_TRY(find_columns(in));
    QTL_TRY(parse_keys(in));
    QTL_TRY(make_cells(in, cube));
    const qtl_status status = fill_cells(in, cube);
    return status == QTL_OK && in->spec->by_method ? read_widths(in, cube) : status;
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
