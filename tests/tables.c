#include "tables.h"

#include <stdlib.h>

#include "core/file.h"
#include "data_files.h"
#include "suite.h"

char *qtl_test_text(const char *folder, const char *name)
{
    char *path = qtl_test_path(folder, name);
    char *text = NULL;
    size_t size = 0;
    ck_ok(qtl_read_file(path, &text, &size));
    free(path);
    return text;
}

qtl_csv qtl_test_table(const char *folder, const char *name)
{
    char *path = qtl_test_path(folder, name);
    qtl_csv table = {0};
    ck_ok(qtl_csv_read(path, &table));
    free(path);
    return table;
}
