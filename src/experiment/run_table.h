/* The tables of a run that have one row a variant and epoch, or a layer of these. */
#ifndef QTL_EXPERIMENT_RUN_TABLE_H
#define QTL_EXPERIMENT_RUN_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "quantal/experiment.h"
#include "quantal/status.h"

enum { QTL_RUN_TABLE_VALUES = 4 };

/* One row: an empty cell is NaN. layer is 0 where the table has none. */
typedef struct qtl_run_row {
    size_t run, epoch, layer;
    qtl_variant variant;
    double value[QTL_RUN_TABLE_VALUES];
} qtl_run_row;

typedef struct qtl_run_columns {
    const char *const *names; /* [n] of the values that are wanted, at most 4 */
    size_t n;
    bool layered; /* there is a column `layer` */
} qtl_run_columns;

/* Calls visit for every row of the table at `path`, in its order. QTL_EFORMAT names the
 * line and what is wrong in it. */
QTL_NODISCARD qtl_status qtl_run_table_read(
    const char *path, const qtl_run_columns *columns,
    qtl_status (*visit)(const qtl_run_row *row, void *context), void *context);

#endif
