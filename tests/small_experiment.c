#include "small_experiment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "data_files.h"
#include "quantal/experiment.h"
#include "quantal/run.h"
#include "suite.h"
#include "tables.h"

const char small_experiment[] =
    "name: small\n"
    "dataset: {name: tishby, split: stratified, train_fraction: 0.8}\n"
    "network: {hidden: [10, 7, 5, 4, 3], activation: tanh}\n"
    "training: {optimizer: adam, learning_rate: 3e-3, epochs: 40}\n"
    "measure:\n"
    "  epochs: [0, 1, 2, 5, 12, 40]\n"
    "  estimators: [exact, 'binning:bins=30,low=-1,high=1']\n"
    "runs: 3\n"
    "seed: 7\n";

small_place small_make(const char *text)
{
    small_place p = {.folder = qtl_test_folder()};
    p.file = qtl_format("%s/small.yaml", p.folder);
    qtl_test_write(p.file, text);
    return p;
}

void small_free(small_place *p)
{
    qtl_test_remove(p->folder);
    free(p->file);
}

qtl_status small_run(const small_place *p, const char *name, const char *override,
                     int n_jobs, bool resume)
{
    qtl_experiment *experiment = NULL;
    ck_ok(qtl_experiment_load(p->file, &override, override ? 1 : 0, &experiment));
    char *directory = qtl_format("%s/%s", p->folder, name);
    const qtl_run_options options = {
        .directory = directory, .n_jobs = n_jobs, .resume = resume};
    const qtl_status status = qtl_experiment_run(experiment, &options);
    free(directory);
    qtl_experiment_free(experiment);
    return status;
}

char *small_text(const small_place *p, const char *name, const char *table)
{
    char *directory = qtl_test_path(p->folder, name);
    char *text = qtl_test_text(directory, table);
    free(directory);
    return text;
}

qtl_csv small_table(const small_place *p, const char *name, const char *table)
{
    char *directory = qtl_test_path(p->folder, name);
    qtl_csv csv = qtl_test_table(directory, table);
    free(directory);
    return csv;
}

double small_number(const qtl_csv *csv, size_t row, size_t col)
{
    double value = NAN;
    ck_assert_msg(qtl_parse_double(qtl_csv_cell(csv, row, col), &value), "row %zu", row);
    return value;
}
