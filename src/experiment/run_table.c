#include "experiment/run_table.h"

#include "core/fail.h"
#include "experiment/table_cells.h"

enum { RUN, VARIANT, EPOCH, LAYER, FIRST_VALUE };

typedef struct reader {
    const qtl_run_columns *columns;
    qtl_result_cells table;
    size_t at[FIRST_VALUE + QTL_RUN_TABLE_VALUES];
} reader;

/* The keys and the values that are wanted. */
static qtl_status find_columns(reader *in)
{
    static const char *const keys[FIRST_VALUE] = {"run", "variant", "epoch", "layer"};
    const size_t n_keys = in->columns->layered ? FIRST_VALUE : LAYER;
    QTL_TRY(qtl_csv_columns(&in->table.csv, in->table.path, keys, n_keys, in->at));
    return qtl_csv_columns(&in->table.csv, in->table.path, in->columns->names,
                           in->columns->n, in->at + FIRST_VALUE);
}

static qtl_status read_values(const reader *in, size_t row, double *value)
{
    for (size_t i = 0; i < in->columns->n; i++) {
        QTL_TRY(qtl_cell_value(&in->table, row, in->at[FIRST_VALUE + i], &value[i]));
    }
    return QTL_OK;
}

static qtl_status read_row(const reader *in, size_t row, qtl_run_row *out)
{
    QTL_TRY(qtl_cell_count(&in->table, row, in->at[RUN], &out->run));
    QTL_TRY(qtl_cell_variant(&in->table, row, in->at[VARIANT], &out->variant));
    QTL_TRY(qtl_cell_count(&in->table, row, in->at[EPOCH], &out->epoch));
    if (in->columns->layered) {
        QTL_TRY(qtl_cell_count(&in->table, row, in->at[LAYER], &out->layer));
    }
    return read_values(in, row, out->value);
}

qtl_status qtl_run_table_read(const char *path, const qtl_run_columns *columns,
                              qtl_status (*visit)(const qtl_run_row *row, void *context),
                              void *context)
{
    reader in = {.columns = columns, .table = {.path = path}};
    QTL_TRY(qtl_csv_read(path, &in.table.csv));
    qtl_status status = find_columns(&in);
    for (size_t row = 1; status == QTL_OK && row < in.table.csv.n_rows; row++) {
        qtl_run_row values = {0};
        status = read_row(&in, row, &values);
        if (status == QTL_OK) {
            status = visit(&values, context);
        }
    }
    qtl_csv_free(&in.table.csv);
    return status;
}
