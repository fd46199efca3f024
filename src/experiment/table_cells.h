/* Cells of the result tables, and what to say of a damaged one. */
#ifndef QTL_EXPERIMENT_TABLE_CELLS_H
#define QTL_EXPERIMENT_TABLE_CELLS_H

#include "core/csv.h"
#include "quantal/experiment.h"

/* A table and where it came from. */
typedef struct qtl_result_cells {
    const char *path;
    qtl_csv csv;
} qtl_result_cells;

/* The cell as a number of things, as a variant, or as a value, of which an empty cell is
 * NaN. QTL_EFORMAT names file, line, column and cell. */
QTL_NODISCARD qtl_status qtl_cell_count(const qtl_result_cells *table, size_t row,
                                        size_t column, size_t *count);
QTL_NODISCARD qtl_status qtl_cell_variant(const qtl_result_cells *table, size_t row,
                                          size_t column, qtl_variant *variant);
QTL_NODISCARD qtl_status qtl_cell_value(const qtl_result_cells *table, size_t row,
                                        size_t column, double *value);

#endif
