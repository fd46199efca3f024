#include "experiment/run_table.h"

#include <math.h>
#include <string.h>

#include "core/csv.h"
#include "core/fail.h"
#include "core/text.h"

enum { RUN, VARIANT, EPOCH, LAYER, FIRST_VALUE };

typedef struct reader {
    const char *path;
    const qtl_run_columns *columns;
    qtl_csv csv;
    size_t at[FIRST_VALUE + QTL_RUN_TABLE_VALUES];
} reader;

static qtl_status find_column(reader *in, const char *name, size_t which)
{
    QTL_REQUIRE(qtl_csv_column(&in->csv, name, &in->at[which]), QTL_EFORMAT,
                "%s: no column %s; it is no table of this version", in->path, name);
    return QTL_OK;
}

static qtl_status find_columns(reader *in)
{
    static const char *const keys[FIRST_VALUE] = {"run", "variant", "epoch", "layer"};
    const size_t n_keys = in->columns->layered ? FIRST_VALUE : LAYER;
    for (size_t key = 0; key < n_keys; key++) {
        QTL_TRY(find_column(in, keys[key], key));
    }
    for (size_t i = 0; i < in->columns->n; i++) {
        QTL_TRY(find_column(in, in->columns->names[i], FIRST_VALUE + i));
    }
    return QTL_OK;
}

static const char *cell(const reader *in, size_t row, size_t which)
{
    return qtl_csv_cell(&in->csv, row, in->at[which]);
}

static qtl_status damaged(const reader *in, size_t row, size_t which, const char *right)
{
    return QTL_FAIL(QTL_EFORMAT, "%s:%zu: %s is \"%.40s\", no %s", in->path, row + 1,
                    qtl_csv_cell(&in->csv, 0, in->at[which]), cell(in, row, which),
                    right);
}

static qtl_status read_count(const reader *in, size_t row, size_t which, size_t *count)
{
    long long number = 0;
    if (!qtl_parse_int(cell(in, row, which), &number) || number < 0) {
        return damaged(in, row, which, "whole number");
    }
    *count = (size_t)number;
    return QTL_OK;
}

static qtl_status read_variant(const reader *in, size_t row, qtl_variant *variant)
{
    for (qtl_variant v = QTL_QUANTIZED; v < QTL_VARIANT_COUNT; v++) {
        if (strcmp(cell(in, row, VARIANT), qtl_variant_name(v)) == 0) {
            *variant = v;
            return QTL_OK;
        }
    }
    return damaged(in, row, VARIANT, "variant");
}

static qtl_status read_values(const reader *in, size_t row, double *value)
{
    for (size_t i = 0; i < in->columns->n; i++) {
        const char *text = cell(in, row, FIRST_VALUE + i);
        value[i] = NAN;
        if (text[0] && !qtl_parse_double(text, &value[i])) {
            return damaged(in, row, FIRST_VALUE + i, "number");
        }
    }
    return QTL_OK;
}

static qtl_status read_row(const reader *in, size_t row, qtl_run_row *out)
{
    QTL_TRY(read_count(in, row, RUN, &out->run));
    QTL_TRY(read_variant(in, row, &out->variant));
    QTL_TRY(read_count(in, row, EPOCH, &out->epoch));
    if (in->columns->layered) {
        QTL_TRY(read_count(in, row, LAYER, &out->layer));
    }
    return read_values(in, row, out->value);
}

qtl_status qtl_run_table_read(const char *path, const qtl_run_columns *columns,
                              qtl_status (*visit)(const qtl_run_row *row, void *context),
                              void *context)
{
    reader in = {.path = path, .columns = columns};
    QTL_TRY(qtl_csv_read(path, &in.csv));
    qtl_status status = find_columns(&in);
    for (size_t row = 1; status == QTL_OK && row < in.csv.n_rows; row++) {
        qtl_run_row values = {0};
        status = read_row(&in, row, &values);
        if (status == QTL_OK) {
            status = visit(&values, context);
        }
    }
    qtl_csv_free(&in.csv);
    return status;
}
