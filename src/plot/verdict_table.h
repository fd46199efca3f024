/* verdict.csv as a matrix: claims down, methods across. */
#ifndef QTL_PLOT_VERDICT_TABLE_H
#define QTL_PLOT_VERDICT_TABLE_H

#include "core/csv.h"
#include "plot/tables.h"
#include "quantal/status.h"

typedef enum qtl_verdict_column {
    QTL_VERDICT_CLAIM,
    QTL_VERDICT_LAYER,
    QTL_VERDICT_VARIANT,
    QTL_VERDICT_ESTIMATOR,
    QTL_VERDICT_PARAMS,
    QTL_VERDICT_QUANTITY,
    QTL_VERDICT_VALUE,
    QTL_VERDICT_UNIT,
    QTL_VERDICT_LOW,
    QTL_VERDICT_HIGH,
    QTL_VERDICT_RUNS,
    QTL_VERDICT_DECISION,
    QTL_VERDICT_REASON,
    QTL_VERDICT_COLUMNS
} qtl_verdict_column;
const char *qtl_verdict_column_name(qtl_verdict_column column);

/* Rows of the table stand for what they are about: `claims` are the first overall rows of
 * each claim, `methods` of each method on each variant. */
typedef struct qtl_verdict_table {
    qtl_csv csv;
    size_t column[QTL_VERDICT_COLUMNS];
    size_t *claims, *methods; /* [n_claims], [n_methods] rows */
    size_t n_claims, n_methods;
} qtl_verdict_table;

/* Reads DIR/verdict.csv. QTL_EUNSUPPORTED: there is none. */
QTL_NODISCARD qtl_status qtl_verdict_open(const char *directory, qtl_verdict_table *out);
void qtl_verdict_close(qtl_verdict_table *table);

const char *qtl_verdict_cell(const qtl_verdict_table *table, size_t row,
                             qtl_verdict_column column);

/* Leaves out methods that saw fewer inputs than the same method did elsewhere (see
 * qtl_methods_choose), and puts `exact` first. */
void qtl_verdict_tidy(qtl_verdict_table *table, const qtl_result_tables *tables);

/* What figures call the method of `row`, as markup. */
const char *qtl_verdict_label(const qtl_verdict_table *table, size_t row,
                              const qtl_result_tables *tables);
bool qtl_verdict_is_exact(const qtl_verdict_table *table, size_t row);

/* The overall row of claim c by method m; 0: none. */
size_t qtl_verdict_row(const qtl_verdict_table *table, size_t c, size_t m);

#endif
