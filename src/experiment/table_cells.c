#include "experiment/table_cells.h"

#include <math.h>
#include <string.h>

#include "core/fail.h"
#include "core/text.h"

static qtl_status damaged(const qtl_result_cells *table, size_t row, size_t column,
                          const char *right)
{
    return QTL_FAIL(QTL_EFORMAT, "%s:%zu: %s is \"%.40s\", no %s", table->path, row + 1,
                    qtl_csv_cell(&table->csv, 0, column),
                    qtl_csv_cell(&table->csv, row, column), right);
}

qtl_status qtl_cell_count(const qtl_result_cells *table, size_t row, size_t column,
                          size_t *count)
{
    long long number = 0;
    if (!qtl_parse_int(qtl_csv_cell(&table->csv, row, column), &number) || number < 0) {
        return damaged(table, row, column, "whole number");
    }
    *count = (size_t)number;
    return QTL_OK;
}

qtl_status qtl_cell_variant(const qtl_result_cells *table, size_t row, size_t column,
                            qtl_variant *variant)
{
    const char *text = qtl_csv_cell(&table->csv, row, column);
    for (qtl_variant v = QTL_QUANTIZED; v < QTL_VARIANT_COUNT; v++) {
        if (strcmp(text, qtl_variant_name(v)) == 0) {
            *variant = v;
            return QTL_OK;
        }
    }
    return damaged(table, row, column, "variant");
}

qtl_status qtl_cell_value(const qtl_result_cells *table, size_t row, size_t column,
                          double *value)
{
    const char *text = qtl_csv_cell(&table->csv, row, column);
    *value = NAN;
    return text[0] && !qtl_parse_double(text, value)
               ? damaged(table, row, column, "number")
               : QTL_OK;
}
