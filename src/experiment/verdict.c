#include "quantal/verdict.h"

#include <stdlib.h>
#include <string.h>

#include "core/csv.h"
#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "core/text.h"
#include "experiment/verdict_tables.h"

static const struct {
    const char *file;
    qtl_status (*print)(const qtl_findings *findings, FILE *out);
} tables[] = {{"phases.csv", qtl_phases_print},
              {"twins.csv", qtl_twins_print},
              {"summary.csv", qtl_means_print},
              {"verdict.csv", qtl_rulings_print},
              {"verdict.md", qtl_page_print}};

static qtl_status write_table(const char *directory, size_t table,
                              const qtl_findings *findings)
{
    char *path = qtl_format("%s/%s", directory, tables[table].file);
    qtl_output out = {0};
    qtl_status status = path ? qtl_output_open(path, &out) : QTL_ENOMEM;
    free(path);
    QTL_TRY(status);
    status = tables[table].print(findings, out.stream);
    if (status != QTL_OK) {
        qtl_output_abandon(&out);
        return status;
    }
    return qtl_output_commit(&out);
}

static qtl_status find(qtl_findings *findings)
{
    for (qtl_part part = QTL_TRAIN; part < QTL_PART_COUNT; part++) {
        QTL_TRY(qtl_accuracy_lost(&findings->evidence, part, &findings->lost[part]));
    }
    return qtl_claims_judge(&findings->evidence, &findings->rulings);
}

qtl_status qtl_verdict_write(const char *directory)
{
    QTL_REQUIRE(directory, QTL_EINVAL, "verdict: directory must not be NULL");
    qtl_findings findings = {0};
    QTL_TRY(qtl_evidence_read(directory, &findings.evidence));
    qtl_status status = find(&findings);
    for (size_t t = 0; status == QTL_OK && t < sizeof tables / sizeof tables[0]; t++) {
        status = write_table(directory, t, &findings);
    }
    qtl_rulings_free(&findings.rulings);
    qtl_evidence_free(&findings.evidence);
    return status;
}

/* --- the end of a run --------------------------------------------------------------- */

enum {
    CLAIM,
    LAYER,
    VARIANT,
    ESTIMATOR,
    QUANTITY,
    UNIT,
    LOW,
    HIGH,
    DECISION,
    REASON,
    COLUMNS
};

static qtl_status find_columns(const char *path, const qtl_csv *csv, size_t at[COLUMNS])
{
    static const char *const names[COLUMNS] = {
        "claim", "layer",  "variant", "estimator", "quantity",
        "unit",  "ci_low", "ci_high", "decision",  "reason"};
    return qtl_csv_columns(csv, path, names, COLUMNS, at);
}

/* The network's rows have a word where a layer's have its number. */
static bool is_wanted(const char *const cell[COLUMNS])
{
    return strcmp(cell[ESTIMATOR], "exact") == 0 &&
           strcmp(cell[VARIANT], qtl_variant_name(QTL_QUANTIZED)) == 0 &&
           !strchr("0123456789", cell[LAYER][0]);
}

static void add_line(const qtl_csv *csv, size_t row, const size_t at[COLUMNS],
                     qtl_text *text)
{
    const char *cell[COLUMNS];
    for (size_t c = 0; c < COLUMNS; c++) {
        cell[c] = qtl_csv_cell(csv, row, at[c]);
    }
    if (!is_wanted(cell)) {
        return;
    }
    if (text->size == 0) {
        qtl_text_add(text,
                     "verdict by counting (verdict.md has every layer and method)\n");
    }
    qtl_text_add(text, "  %-26s %-9s  %s", cell[CLAIM], cell[DECISION], cell[REASON]);
    double bounds[2] = {0};
    if (strcmp(cell[QUANTITY], "both") != 0 && qtl_parse_double(cell[LOW], &bounds[0]) &&
        qtl_parse_double(cell[HIGH], &bounds[1])) {
        const bool bits = strcmp(cell[UNIT], "bits") == 0;
        qtl_text_add(text, ": %.2f to %.2f%s", bounds[0], bounds[1], bits ? " bits" : "");
    }
    qtl_text_add(text, "\n");
}

static qtl_status read_lines(const char *path, qtl_text *text)
{
    qtl_csv csv = {0};
    size_t at[COLUMNS];
    QTL_TRY(qtl_csv_read(path, &csv));
    qtl_status status = find_columns(path, &csv, at);
    for (size_t row = 1; status == QTL_OK && row < csv.n_rows; row++) {
        add_line(&csv, row, at, text);
    }
    qtl_csv_free(&csv);
    return status;
}

qtl_status qtl_verdict_lines(const char *directory, char **out)
{
    QTL_REQUIRE(directory && out, QTL_EINVAL, "verdict: arguments must not be NULL");
    char *path = qtl_format("%s/verdict.csv", directory);
    qtl_text text = {0};
    qtl_text_add(&text, "%s", "");
    qtl_status status = path ? read_lines(path, &text) : QTL_ENOMEM;
    free(path);
    if (status == QTL_OK && text.failed) {
        status = QTL_FAIL(QTL_ENOMEM, "out of memory: a verdict");
    }
    if (status != QTL_OK) {
        free(text.data);
        return status;
    }
    *out = text.data;
    return QTL_OK;
}
