/* The tables of one run while it goes. */
#ifndef QTL_EXPERIMENT_RUN_TABLES_H
#define QTL_EXPERIMENT_RUN_TABLES_H

#include "experiment/results.h"

typedef struct qtl_run_tables {
    qtl_output out[QTL_TABLE_COUNT];
} qtl_run_tables;

/* Opens the tables in FOLDER behind their first sizes[t] bytes; NULL: begins them with
 * their headers. Either way qtl_run_tables_close ends it. */
QTL_NODISCARD qtl_status qtl_run_tables_open(const char *folder, const size_t *sizes,
                                             qtl_run_tables *tables);

/* Everything written so far is on disk, sizes[t] bytes. */
QTL_NODISCARD qtl_status qtl_run_tables_sync(qtl_run_tables *tables, size_t *sizes);

/* The tables are complete. */
QTL_NODISCARD qtl_status qtl_run_tables_commit(qtl_run_tables *tables);

/* Leaves what is written; safe on zeroed or committed tables. */
void qtl_run_tables_close(qtl_run_tables *tables);

#endif
