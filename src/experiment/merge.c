/* The tables of all runs in one, in run order. */
#include <stdlib.h>

#include "core/csv.h"
#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "experiment/result_folder.h"
#include "experiment/results.h"

/* The table `table` of one finished run; the caller frees the path. */
static char *run_table(const char *directory, qtl_variant variant, size_t run,
                       qtl_table table)
{
    char *folder = qtl_run_folder(directory, variant, run, false);
    char *path = folder ? qtl_format("%s/%s", folder, qtl_table_file(table)) : NULL;
    free(folder);
    return path;
}

/* Calls visit for every finished run in table order: run by run, variant by variant. */
typedef qtl_status (*run_visitor)(const char *path, qtl_variant variant, void *context);

static qtl_status visit_run(const char *path, qtl_variant variant, run_visitor visit,
                            void *context)
{
    return path ? visit(path, variant, context) : QTL_ENOMEM;
}

static qtl_status visit_runs(const char *directory, const qtl_experiment *experiment,
                             qtl_table table, run_visitor visit, void *context)
{
    qtl_status status = QTL_OK;
    const size_t n_tasks = experiment->runs * QTL_VARIANT_COUNT;
    for (size_t i = 0; status == QTL_OK && i < n_tasks; i++) {
        const qtl_variant variant = (qtl_variant)(i % QTL_VARIANT_COUNT);
        if (experiment->variants[variant]) {
            char *path = run_table(directory, variant, i / QTL_VARIANT_COUNT + 1, table);
            status = visit_run(path, variant, visit, context);
            free(path);
        }
    }
    return status;
}

typedef struct concatenation {
    const char *header;
    FILE *stream;
} concatenation;

static qtl_status append_visit(const char *path, qtl_variant variant, void *context)
{
    (void)variant;
    const concatenation *c = context;
    return qtl_result_rows_append(
        path, c->header, "remove its folder and run again with --resume", c->stream);
}

/* Histograms of all runs added up: [variant][epoch][layer][bin]. */
typedef struct code_sums {
    const qtl_experiment *experiment;
    size_t *epochs; /* [n_epochs] those with histograms */
    size_t n_epochs, n_layers, n_bins;
    struct code_sum {
        double low, high, share;
        size_t n_runs;
    } * sums;
} code_sums;

static size_t code_index(const code_sums *codes, qtl_variant variant, size_t epoch,
                         size_t layer, size_t bin)
{
    return ((variant * codes->n_epochs + epoch) * codes->n_layers + layer) *
               codes->n_bins +
           bin;
}

static qtl_status add_code_row(code_sums *codes, qtl_variant variant, const qtl_csv *csv,
                               size_t row, size_t *epoch)
{
    long long place[3] = {0}; /* epoch, layer, bin */
    double value[3] = {0};    /* low, high, share */
    bool fine = true;
    for (size_t c = 0; c < 3; c++) {
        fine = fine && qtl_parse_int(qtl_csv_cell(csv, row, 1 + c), &place[c]) &&
               qtl_parse_double(qtl_csv_cell(csv, row, 4 + c), &value[c]);
    }
    while (fine && *epoch < codes->n_epochs &&
           (long long)codes->epochs[*epoch] < place[0]) {
        ++*epoch;
    }
    if (!fine || *epoch == codes->n_epochs || place[1] < 1 ||
        place[1] > (long long)codes->n_layers || place[2] < 0 ||
        place[2] >= (long long)codes->n_bins) {
        return QTL_FAIL(QTL_EFORMAT,
                        "row %zu is damaged: remove its folder and run again with "
                        "--resume",
                        row);
    }
    struct code_sum *sum = &codes->sums[code_index(
        codes, variant, *epoch, (size_t)place[1] - 1, (size_t)place[2])];
    sum->low += value[0];
    sum->high += value[1];
    sum->share += value[2];
    sum->n_runs++;
    return QTL_OK;
}

static qtl_status code_visit(const char *path, qtl_variant variant, void *context)
{
    qtl_csv csv = {0};
    QTL_TRY(qtl_csv_read(path, &csv));
    qtl_status status = csv.n_cols == 7 ? QTL_OK : QTL_FAIL(QTL_EFORMAT, "not 7 columns");
    size_t epoch = 0;
    for (size_t row = 1; status == QTL_OK && row < csv.n_rows; row++) {
        status = add_code_row(context, variant, &csv, row, &epoch);
    }
    qtl_csv_free(&csv);
    return status == QTL_OK ? status : qtl_fail_within(status, "%s", path);
}

static void write_code_cells(const code_sums *codes, qtl_variant variant, size_t epoch,
                             FILE *out)
{
    const double per_run = 1.0 / (double)codes->experiment->runs;
    const struct code_sum *sum = &codes->sums[code_index(codes, variant, epoch, 0, 0)];
    for (size_t cell = 0; cell < codes->n_layers * codes->n_bins; cell++, sum++) {
        if (sum->n_runs > 0) {
            const double mean = 1.0 / (double)sum->n_runs;
            (void)fprintf(out, "%s,%zu,%zu,%zu,%.9g,%.9g,%.9g\n",
                          qtl_variant_name(variant), codes->epochs[epoch],
                          cell / codes->n_bins + 1, cell % codes->n_bins, sum->low * mean,
                          sum->high * mean, sum->share * per_run);
        }
    }
}

static void write_code_sums(const code_sums *codes, FILE *out)
{
    for (qtl_variant v = QTL_QUANTIZED; v < QTL_VARIANT_COUNT; v++) {
        for (size_t e = 0; e < codes->n_epochs; e++) {
            write_code_cells(codes, v, e, out);
        }
    }
}

static qtl_status create_sums(const qtl_experiment *experiment, code_sums *codes)
{
    size_t next = 0;
    *codes = (code_sums){.experiment = experiment,
                         .n_layers = experiment->n_hidden + 1,
                         .n_bins = qtl_code_bins(experiment)};
    QTL_ALLOC(codes->epochs, experiment->n_measured);
    for (size_t e = 0; e < experiment->n_measured; e++) {
        if (qtl_codes_are_due(experiment, experiment->measured[e], &next)) {
            codes->epochs[codes->n_epochs++] = experiment->measured[e];
        }
    }
    QTL_ALLOC(codes->sums,
              QTL_VARIANT_COUNT * codes->n_epochs * codes->n_layers * codes->n_bins);
    return QTL_OK;
}

static qtl_status merge_codes(const char *directory, const qtl_experiment *experiment,
                              FILE *out)
{
    code_sums codes;
    qtl_status status = create_sums(experiment, &codes);
    if (status == QTL_OK) {
        status = visit_runs(directory, experiment, QTL_TABLE_CODES, code_visit, &codes);
    }
    if (status == QTL_OK) {
        write_code_sums(&codes, out);
    }
    free(codes.epochs);
    free(codes.sums);
    return status;
}

static qtl_status merge_table(const char *directory, const qtl_experiment *experiment,
                              qtl_table table, FILE *out)
{
    (void)fputs(qtl_table_header(table), out);
    if (table == QTL_TABLE_CODES) {
        return merge_codes(directory, experiment, out);
    }
    concatenation c = {.header = qtl_table_header(table), .stream = out};
    return visit_runs(directory, experiment, table, append_visit, &c);
}

static qtl_status write_merged(const char *directory, const qtl_experiment *experiment,
                               qtl_table table)
{
    char *path = qtl_format("%s/%s", directory, qtl_table_file(table));
    qtl_output out = {0};
    qtl_status status = path ? qtl_output_open(path, &out) : QTL_ENOMEM;
    free(path);
    QTL_TRY(status);
    status = merge_table(directory, experiment, table, out.stream);
    if (status != QTL_OK) {
        qtl_output_abandon(&out);
        return status;
    }
    return qtl_output_commit(&out);
}

qtl_status qtl_results_merge(const char *directory, const qtl_experiment *experiment)
{
    QTL_TRY(qtl_results_check(directory, experiment));
    for (qtl_table table = QTL_TABLE_MEASURES; table < QTL_TABLE_COUNT; table++) {
        QTL_TRY(write_merged(directory, experiment, table));
    }
    return QTL_OK;
}
