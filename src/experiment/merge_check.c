/* Whether the tables of finished runs are whole, before anything is made from them. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fail.h"
#include "experiment/results.h"
#include "experiment/table_cells.h"
#include "experiment/teacher_run.h"

/* One table of one run. */
typedef struct run_part {
    const qtl_experiment *experiment;
    qtl_table table;
    size_t run;
    qtl_variant variant;
    qtl_result_cells cells;
} run_part;

/* --- rows ------------------------------------------------------------------------- */

static qtl_status check_owner(const run_part *part, size_t row, size_t variant_column)
{
    qtl_variant variant = QTL_VARIANT_COUNT;
    size_t run = part->run;
    QTL_TRY(qtl_cell_variant(&part->cells, row, variant_column, &variant));
    if (variant_column > 0) {
        QTL_TRY(qtl_cell_count(&part->cells, row, 0, &run));
    }
    QTL_REQUIRE(run == part->run && variant == part->variant, QTL_EFORMAT,
                "%s:%zu: this is of run %zu, %s", part->cells.path, row + 1, run,
                qtl_variant_name(variant));
    return QTL_OK;
}

/* Moves *at, an index of logged epochs, on to that of this row. */
static qtl_status find_epoch(const run_part *part, size_t row, size_t column, size_t *at)
{
    const qtl_experiment *experiment = part->experiment;
    size_t epoch = 0;
    QTL_TRY(qtl_cell_count(&part->cells, row, column, &epoch));
    while (*at < experiment->n_measured && experiment->measured[*at] < epoch) {
        ++*at;
    }
    QTL_REQUIRE(*at < experiment->n_measured && experiment->measured[*at] == epoch,
                QTL_EFORMAT, "%s:%zu: there is no epoch %zu here", part->cells.path,
                row + 1, epoch);
    return QTL_OK;
}

/* Every row is of this run and of an epoch that is logged, in order; *last: that of the
 * last row, as an index. */
static qtl_status check_rows(const run_part *part, size_t *last)
{
    const size_t variant_column = part->table == QTL_TABLE_CODES ? 0 : 1;
    for (size_t row = 1; row < part->cells.csv.n_rows; row++) {
        QTL_TRY(check_owner(part, row, variant_column));
        QTL_TRY(find_epoch(part, row, variant_column + 1, last));
    }
    return QTL_OK;
}

/* --- the end ---------------------------------------------------------------------- */

static bool is_measured(const run_part *part, size_t epoch)
{
    const qtl_experiment *experiment = part->experiment;
    bool is = false;
    for (size_t i = 0; i < experiment->n_measurements; i++) {
        const qtl_measurement *m = &experiment->measurements[i];
        for (size_t layer = 1; layer <= experiment->n_hidden + 1; layer++) {
            is = is ||
                 ((part->variant == QTL_QUANTIZED || !m->method.estimator->needs_codes) &&
                  qtl_measurement_covers(m, part->run, epoch, layer));
        }
    }
    return is;
}

static size_t last_measured(const run_part *part)
{
    size_t last = part->experiment->n_measured - 1;
    while (last > 0 && !is_measured(part, part->experiment->measured[last])) {
        last--;
    }
    return last;
}

static size_t last_drawn(const qtl_experiment *experiment)
{
    size_t next = 0;
    size_t last = 0;
    for (size_t e = 0; e < experiment->n_measured; e++) {
        last = qtl_codes_are_due(experiment, experiment->measured[e], &next) ? e : last;
    }
    return last;
}

/* The logged epoch that a whole table ends with at the earliest, as an index; 0: it may
 * have no rows at all. */
static size_t expected_end(const run_part *part)
{
    const size_t end = part->experiment->n_measured - 1;
    const bool teacher = qtl_is_teacher_run(part->experiment);
    switch (part->table) {
    case QTL_TABLE_TRAINING:
        return end;
    case QTL_TABLE_MEASURES:
        return teacher ? end : last_measured(part);
    case QTL_TABLE_GRADIENTS:
        return teacher ? 0 : end;
    case QTL_TABLE_CODES:
        return teacher ? 0 : last_drawn(part->experiment);
    default:
        return 0;
    }
}

static qtl_status check_content(const run_part *part)
{
    size_t last = 0;
    QTL_TRY(check_rows(part, &last));
    const size_t n_rows = part->cells.csv.n_rows - 1;
    QTL_REQUIRE(last >= expected_end(part) && (part->table != QTL_TABLE_TRAINING ||
                                               n_rows == part->experiment->n_measured),
                QTL_EFORMAT, "%s: rows are missing", part->cells.path);
    return QTL_OK;
}

/* --- files ------------------------------------------------------------------------ */

/* The file, whose last line may be cut where it still looks whole. */
static qtl_status read_whole(const char *path, const char *header, qtl_csv *csv)
{
    char *text = NULL;
    size_t size = 0;
    QTL_REQUIRE(access(path, F_OK) == 0, QTL_EFORMAT, "%s is missing", path);
    QTL_TRY(qtl_read_file(path, &text, &size));
    if (strncmp(text, header, strlen(header)) != 0 || text[size - 1] != '\n') {
        free(text);
        return QTL_FAIL(QTL_EFORMAT, "%s is no whole table of this version", path);
    }
    return qtl_csv_parse(path, text, size, csv);
}

static qtl_status check_table(run_part *part, const char *folder)
{
    char *path = qtl_format("%s/%s", folder, qtl_table_file(part->table));
    if (!path) {
        return QTL_ENOMEM;
    }
    part->cells.path = path;
    qtl_status status = read_whole(path, qtl_table_header(part->table), &part->cells.csv);
    if (status == QTL_OK) {
        status = check_content(part);
        qtl_csv_free(&part->cells.csv);
    }
    free(path);
    return status;
}

static qtl_status check_run(const char *directory, run_part *part)
{
    char *folder = qtl_run_folder(directory, part->variant, part->run, false);
    qtl_status status = folder ? QTL_OK : QTL_ENOMEM;
    for (qtl_table t = QTL_TABLE_MEASURES; status == QTL_OK && t < QTL_TABLE_COUNT; t++) {
        part->table = t;
        status = check_table(part, folder);
    }
    if (status == QTL_EFORMAT) {
        status = qtl_fail_within(status, "remove %s and run again with --resume", folder);
    }
    free(folder);
    return status;
}

qtl_status qtl_results_check(const char *directory, const qtl_experiment *experiment)
{
    for (size_t i = 0; i < experiment->runs * QTL_VARIANT_COUNT; i++) {
        run_part part = {.experiment = experiment,
                         .run = i / QTL_VARIANT_COUNT + 1,
                         .variant = (qtl_variant)(i % QTL_VARIANT_COUNT)};
        QTL_TRY(experiment->variants[part.variant] ? check_run(directory, &part)
                                                   : QTL_OK);
    }
    return QTL_OK;
}
