#include "plot/verdict_table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"

static const char *const names[QTL_VERDICT_COLUMNS] = {
    "claim", "layer",  "variant", "estimator", "params",   "quantity", "value",
    "unit",  "ci_low", "ci_high", "runs",      "decision", "reason"};

const char *qtl_verdict_column_name(qtl_verdict_column column)
{
    return names[column];
}

const char *qtl_verdict_cell(const qtl_verdict_table *table, size_t row,
                             qtl_verdict_column column)
{
    return qtl_csv_cell(&table->csv, row, table->column[column]);
}

/* Rows about a network rather than one of its layers have a word for a layer. */
static bool is_overall(const qtl_verdict_table *t, size_t row)
{
    double layer = 0;
    return !qtl_parse_double(qtl_verdict_cell(t, row, QTL_VERDICT_LAYER), &layer);
}

static bool same(const qtl_verdict_table *t, size_t a, size_t b, qtl_verdict_column first,
                 qtl_verdict_column last)
{
    for (qtl_verdict_column c = first; c <= last; c++) {
        if (strcmp(qtl_verdict_cell(t, a, c), qtl_verdict_cell(t, b, c)) != 0) {
            return false;
        }
    }
    return true;
}

/* Appends `row` unless a row with the same columns first..last is there. */
static void add_new(const qtl_verdict_table *t, size_t row, qtl_verdict_column first,
                    qtl_verdict_column last, size_t *rows, size_t *n)
{
    for (size_t i = 0; i < *n; i++) {
        if (same(t, rows[i], row, first, last)) {
            return;
        }
    }
    rows[(*n)++] = row;
}

static qtl_status index_rows(qtl_verdict_table *t)
{
    QTL_ALLOC(t->claims, t->csv.n_rows);
    QTL_ALLOC(t->methods, t->csv.n_rows);
    for (size_t row = 1; row < t->csv.n_rows; row++) {
        if (is_overall(t, row)) {
            add_new(t, row, QTL_VERDICT_CLAIM, QTL_VERDICT_LAYER, t->claims,
                    &t->n_claims);
            add_new(t, row, QTL_VERDICT_VARIANT, QTL_VERDICT_PARAMS, t->methods,
                    &t->n_methods);
        }
    }
    return QTL_OK;
}

static qtl_status read_table(const char *path, qtl_verdict_table *t)
{
    QTL_REQUIRE(access(path, F_OK) == 0, QTL_EUNSUPPORTED,
                "there is no %s; run the experiment again with --resume to have it",
                path);
    QTL_TRY(qtl_csv_read(path, &t->csv));
    QTL_TRY(qtl_csv_columns(&t->csv, path, names, QTL_VERDICT_COLUMNS, t->column));
    return index_rows(t);
}

qtl_status qtl_verdict_open(const char *directory, qtl_verdict_table *out)
{
    qtl_verdict_table t = {0};
    char *path = qtl_format("%s/verdict.csv", directory);
    const qtl_status status = path ? read_table(path, &t) : QTL_ENOMEM;
    free(path);
    if (status != QTL_OK) {
        qtl_verdict_close(&t);
        return status;
    }
    *out = t;
    return QTL_OK;
}

void qtl_verdict_close(qtl_verdict_table *table)
{
    qtl_csv_free(&table->csv);
    free(table->claims);
    free(table->methods);
    *table = (qtl_verdict_table){0};
}

static const qtl_plot_method *method_of(const qtl_verdict_table *t, size_t row,
                                        const qtl_result_tables *tables)
{
    return qtl_methods_find(tables, qtl_verdict_cell(t, row, QTL_VERDICT_ESTIMATOR),
                            qtl_verdict_cell(t, row, QTL_VERDICT_PARAMS));
}

const char *qtl_verdict_label(const qtl_verdict_table *t, size_t row,
                              const qtl_result_tables *tables)
{
    const qtl_plot_method *method = method_of(t, row, tables);
    return method ? method->label : qtl_verdict_cell(t, row, QTL_VERDICT_ESTIMATOR);
}

bool qtl_verdict_is_exact(const qtl_verdict_table *t, size_t row)
{
    return strcmp(qtl_verdict_cell(t, row, QTL_VERDICT_ESTIMATOR), "exact") == 0;
}

void qtl_verdict_tidy(qtl_verdict_table *t, const qtl_result_tables *tables)
{
    size_t kept = 0;
    size_t n_exact = 0;
    for (size_t m = 0; m < t->n_methods; m++) {
        const size_t row = t->methods[m];
        const qtl_plot_method *method = method_of(t, row, tables);
        if (method && method->outdone) {
            continue;
        }
        size_t at = kept++;
        for (; qtl_verdict_is_exact(t, row) && at > n_exact; at--) {
            t->methods[at] = t->methods[at - 1];
        }
        t->methods[at] = row;
        n_exact += qtl_verdict_is_exact(t, row);
    }
    t->n_methods = kept;
}

size_t qtl_verdict_row(const qtl_verdict_table *t, size_t c, size_t m)
{
    for (size_t row = 1; row < t->csv.n_rows; row++) {
        if (is_overall(t, row) &&
            same(t, row, t->claims[c], QTL_VERDICT_CLAIM, QTL_VERDICT_LAYER) &&
            same(t, row, t->methods[m], QTL_VERDICT_VARIANT, QTL_VERDICT_PARAMS)) {
            return row;
        }
    }
    return 0;
}
