#include "experiment/run_tables.h"

#include <stdlib.h>

#include "core/fail.h"
#include "core/text.h"

qtl_status qtl_run_tables_open(const char *folder, const size_t *sizes,
                               qtl_run_tables *tables)
{
    for (qtl_table t = QTL_TABLE_MEASURES; t < QTL_TABLE_COUNT; t++) {
        char *path = qtl_format("%s/%s", folder, qtl_table_file(t));
        const qtl_status status =
            path ? qtl_output_continue(path, sizes ? sizes[t] : 0, &tables->out[t])
                 : QTL_ENOMEM;
        free(path);
        QTL_TRY(status);
        if (!sizes) {
            (void)fputs(qtl_table_header(t), tables->out[t].stream);
        }
    }
    return QTL_OK;
}

qtl_status qtl_run_tables_sync(qtl_run_tables *tables, size_t *sizes)
{
    for (size_t t = 0; t < QTL_TABLE_COUNT; t++) {
        QTL_TRY(qtl_output_sync(&tables->out[t], &sizes[t]));
    }
    return QTL_OK;
}

qtl_status qtl_run_tables_commit(qtl_run_tables *tables)
{
    for (size_t t = 0; t < QTL_TABLE_COUNT; t++) {
        QTL_TRY(qtl_output_commit(&tables->out[t]));
    }
    return QTL_OK;
}

void qtl_run_tables_close(qtl_run_tables *tables)
{
    for (size_t t = 0; t < QTL_TABLE_COUNT; t++) {
        qtl_output_abandon(&tables->out[t]);
    }
}
