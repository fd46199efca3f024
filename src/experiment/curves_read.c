/* Reading measures.csv as curves. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "experiment/curves.h"
#include "experiment/table_cells.h"

enum {
    RUN,
    VARIANT,
    EPOCH,
    LAYER,
    WIDTH,
    ESTIMATOR,
    PARAMS,
    QUANTITY,
    VALUE,
    ERROR,
    COLUMNS
};

/* One row, as far as a curve needs it. */
typedef struct point {
    size_t run, epoch;
    double value, error;
} point;

/* A curve while rows come in. */
typedef struct growing {
    qtl_curve curve;
    size_t first_row; /* whose texts it shares */
    size_t follower;  /* the curve of the row after the last of this one */
    point *points;    /* [n] */
    size_t n, room;
} growing;

typedef struct reader {
    qtl_result_cells table;
    size_t column[COLUMNS];
    growing *items; /* [n] in order of first appearance */
    size_t n, room;
    size_t last; /* the curve of the row before */
    qtl_curves out;
    size_t words_room, methods_room, runs_room;
} reader;

/* Makes room for one more in an array of `n` elements. */
static qtl_status grow(void **array, size_t n, size_t *room, size_t size)
{
    if (n < *room) {
        return QTL_OK;
    }
    const size_t larger = *room ? 2 * *room : 16;
    void *moved = realloc(*array, larger * size);
    QTL_REQUIRE(moved, QTL_ENOMEM, "out of memory: %zu elements", larger);
    *array = moved;
    *room = larger;
    return QTL_OK;
}

/* Adds a number to an ascending list, unless it is there. */
static qtl_status add_number(size_t **numbers, size_t *n, size_t *room, size_t value)
{
    const size_t at = qtl_place_of(*numbers, *n, value);
    if (at < *n && (*numbers)[at] == value) {
        return QTL_OK;
    }
    void *array = *numbers;
    QTL_TRY(grow(&array, *n, room, sizeof **numbers));
    *numbers = array;
    memmove(*numbers + at + 1, *numbers + at, (*n - at) * sizeof **numbers);
    (*numbers)[at] = value;
    ++*n;
    return QTL_OK;
}

static qtl_status intern(reader *in, const char *text, const char **word)
{
    qtl_curves *out = &in->out;
    for (size_t w = 0; w < out->n_words; w++) {
        if (strcmp(out->words[w], text) == 0) {
            *word = out->words[w];
            return QTL_OK;
        }
    }
    void *array = out->words;
    QTL_TRY(grow(&array, out->n_words, &in->words_room, sizeof *out->words));
    out->words = array;
    char *copy = qtl_strdup(text);
    if (!copy) {
        return QTL_ENOMEM;
    }
    out->words[out->n_words++] = copy;
    *word = copy;
    return QTL_OK;
}

static qtl_status method_of(reader *in, const char *estimator, const char *params,
                            size_t *method)
{
    qtl_curves *out = &in->out;
    *method = qtl_curves_method(out, estimator, params);
    if (*method < out->n_methods) {
        return QTL_OK;
    }
    qtl_curve_method added = {0};
    QTL_TRY(intern(in, estimator, &added.estimator));
    QTL_TRY(intern(in, params, &added.params));
    void *array = out->methods;
    QTL_TRY(grow(&array, out->n_methods, &in->methods_room, sizeof *out->methods));
    out->methods = array;
    out->methods[out->n_methods++] = added;
    return QTL_OK;
}

static const char *cell(const reader *in, size_t row, size_t column)
{
    return qtl_csv_cell(&in->table.csv, row, in->column[column]);
}

static qtl_status find_columns(reader *in)
{
    static const char *const names[COLUMNS] = {
        "run",       "variant", "epoch",    "layer",      "width",
        "estimator", "params",  "quantity", "value_bits", "stderr_bits"};
    return qtl_csv_columns(&in->table.csv, in->table.path, names, COLUMNS, in->column);
}

static qtl_status read_count(const reader *in, size_t row, size_t column, size_t *value)
{
    return qtl_cell_count(&in->table, row, in->column[column], value);
}

static qtl_status read_curve(reader *in, size_t row, qtl_curve *curve)
{
    QTL_TRY(qtl_cell_variant(&in->table, row, in->column[VARIANT], &curve->variant));
    QTL_TRY(read_count(in, row, LAYER, &curve->layer));
    QTL_TRY(read_count(in, row, WIDTH, &curve->width));
    QTL_TRY(intern(in, cell(in, row, QUANTITY), &curve->quantity));
    const size_t layer = curve->layer;
    in->out.n_layers = layer > in->out.n_layers ? layer : in->out.n_layers;
    return method_of(in, cell(in, row, ESTIMATOR), cell(in, row, PARAMS), &curve->method);
}

/* What varies fastest is compared first. */
static bool is_curve_of(const reader *in, const growing *g, size_t row)
{
    static const size_t keys[] = {QUANTITY, LAYER, ESTIMATOR, PARAMS, VARIANT};
    size_t k = 0;
    while (k < sizeof keys / sizeof *keys &&
           strcmp(cell(in, g->first_row, keys[k]), cell(in, row, keys[k])) == 0) {
        k++;
    }
    return k == sizeof keys / sizeof *keys;
}

static qtl_status add_curve(reader *in, size_t row)
{
    growing made = {.first_row = row};
    QTL_TRY(read_curve(in, row, &made.curve));
    void *array = in->items;
    QTL_TRY(grow(&array, in->n, &in->room, sizeof *in->items));
    in->items = array;
    in->items[in->n++] = made;
    return QTL_OK;
}

/* Index of the curve of a row, in->n when it is new. */
static size_t find_curve(const reader *in, size_t row)
{
    size_t i = 0;
    while (i < in->n && !is_curve_of(in, &in->items[i], row)) {
        i++;
    }
    return i;
}

/* Rows come in cycles: what followed the last curve before most likely does again. */
static qtl_status curve_of(reader *in, size_t row, growing **out)
{
    size_t found = in->n > 0 ? in->items[in->last].follower : 0;
    if (in->n == 0 || !is_curve_of(in, &in->items[found], row)) {
        found = find_curve(in, row);
        QTL_TRY(found == in->n ? add_curve(in, row) : QTL_OK);
        in->items[in->last].follower = found;
    }
    in->last = found;
    *out = &in->items[found];
    return QTL_OK;
}

static qtl_status add_point(reader *in, growing *g, point p)
{
    QTL_TRY(add_number(&in->out.runs, &in->out.n_runs, &in->runs_room, p.run));
    void *array = g->points;
    QTL_TRY(grow(&array, g->n, &g->room, sizeof p));
    g->points = array;
    g->points[g->n++] = p;
    return QTL_OK;
}

static qtl_status read_point(const reader *in, size_t row, point *p)
{
    QTL_TRY(read_count(in, row, RUN, &p->run));
    QTL_TRY(read_count(in, row, EPOCH, &p->epoch));
    QTL_TRY(qtl_cell_value(&in->table, row, in->column[VALUE], &p->value));
    return qtl_cell_value(&in->table, row, in->column[ERROR], &p->error);
}

static qtl_status add_row(reader *in, size_t row)
{
    growing *g = NULL;
    point p = {0};
    QTL_TRY(read_point(in, row, &p));
    QTL_TRY(curve_of(in, row, &g));
    return isnan(p.value) ? QTL_OK : add_point(in, g, p);
}

static qtl_status list_epochs(growing *g)
{
    size_t room = 0;
    qtl_status status = QTL_OK;
    for (size_t i = 0; i < g->n && status == QTL_OK; i++) {
        status =
            add_number(&g->curve.epochs, &g->curve.n_epochs, &room, g->points[i].epoch);
    }
    return status;
}

static qtl_status fill_curve(const qtl_curves *all, growing *g)
{
    qtl_curve *c = &g->curve;
    QTL_TRY(list_epochs(g));
    QTL_ALLOC(c->values, all->n_runs * c->n_epochs);
    QTL_ALLOC(c->errors, all->n_runs * c->n_epochs);
    for (size_t i = 0; i < all->n_runs * c->n_epochs; i++) {
        c->values[i] = NAN;
    }
    for (size_t i = 0; i < g->n; i++) {
        const point *p = &g->points[i];
        const size_t at = qtl_place_of(all->runs, all->n_runs, p->run) * c->n_epochs +
                          qtl_place_of(c->epochs, c->n_epochs, p->epoch);
        c->values[at] = p->value;
        c->errors[at] = isnan(p->error) ? 0 : p->error;
    }
    return QTL_OK;
}

static int by_place(const void *a, const void *b)
{
    const qtl_curve *left = a;
    const qtl_curve *right = b;
    const size_t keys[][2] = {{left->variant, right->variant},
                              {left->method, right->method},
                              {left->layer, right->layer}};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        if (keys[k][0] != keys[k][1]) {
            return keys[k][0] < keys[k][1] ? -1 : 1;
        }
    }
    return -strcmp(left->quantity, right->quantity); /* I(X;T) before I(T;Y) */
}

/* Curves without any value are left out. */
static qtl_status fill_curves(reader *in)
{
    qtl_curves *out = &in->out;
    QTL_ALLOC(out->items, in->n);
    qtl_status status = QTL_OK;
    for (size_t i = 0; i < in->n && status == QTL_OK; i++) {
        growing *g = &in->items[i];
        if (g->n > 0) {
            status = fill_curve(out, g);
            out->items[out->n++] = g->curve;
        }
        free(g->points);
        g->points = NULL;
    }
    qsort(out->items, out->n, sizeof *out->items, by_place);
    return status;
}

static qtl_status read_rows(reader *in)
{
    QTL_TRY(qtl_csv_read(in->table.path, &in->table.csv));
    QTL_TRY(find_columns(in));
    for (size_t row = 1; row < in->table.csv.n_rows; row++) {
        QTL_TRY(add_row(in, row));
    }
    return fill_curves(in);
}

qtl_status qtl_curves_read(const char *path, qtl_curves *out)
{
    QTL_REQUIRE(path && out, QTL_EINVAL, "curves: path and out must not be NULL");
    reader in = {.table = {.path = path}};
    const qtl_status status = read_rows(&in);
    for (size_t i = 0; i < in.n; i++) {
        free(in.items[i].points);
    }
    free(in.items);
    qtl_csv_free(&in.table.csv);
    if (status != QTL_OK) {
        qtl_curves_free(&in.out);
        return status;
    }
    *out = in.out;
    return QTL_OK;
}
