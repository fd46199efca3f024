#include "bias_tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "quantal/bias.h"
#include "suite.h"
#include "tables.h"

const char bias_header[] =
    "run,variant,epoch,layer,width,estimator,params,quantity,value_bits,stderr_bits\n";

char *bias_folder(const char *rows)
{
    char *folder = qtl_test_folder();
    char *path = qtl_format("%s/manifest.yaml", folder);
    qtl_test_write(path, "name: planted\ninput_entropy_bits: 8\nlabel_entropy_bits: 1\n");
    free(path);
    char *text = qtl_format("%s%s", bias_header, rows);
    path = qtl_format("%s/measures.csv", folder);
    qtl_test_write(path, text);
    free(path);
    free(text);
    return folder;
}

qtl_csv bias_table(const char *rows, const char *name)
{
    char *folder = bias_folder(rows);
    ck_ok(qtl_bias_write(folder));
    qtl_csv table = qtl_test_table(folder, name);
    qtl_test_remove(folder);
    return table;
}

const char *bias_cell(const qtl_csv *t, size_t row, const char *column)
{
    size_t c = 0;
    ck_assert_msg(qtl_csv_column(t, column, &c), "no column %s", column);
    return qtl_csv_cell(t, row, c);
}

double bias_number(const qtl_csv *t, size_t row, const char *column)
{
    double value = NAN;
    const char *text = bias_cell(t, row, column);
    ck_assert_msg(!*text || qtl_parse_double(text, &value), "%s is \"%s\"", column, text);
    return value;
}

size_t bias_row(const qtl_csv *t, const char *estimator, const char *params,
                const char *quantity)
{
    for (size_t row = 1; row < t->n_rows; row++) {
        if (strcmp(bias_cell(t, row, "estimator"), estimator) == 0 &&
            strcmp(bias_cell(t, row, "params"), params) == 0 &&
            strcmp(bias_cell(t, row, "quantity"), quantity) == 0) {
            return row;
        }
    }
    ck_abort_msg("no row of %s %s", estimator, params);
}
