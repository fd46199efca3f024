/* The verdict table of a report: claims down, methods across. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/csv.h"
#include "core/fail.h"
#include "core/text.h"
#include "plot/report_parts.h"

enum verdict_column {
    CLAIM,
    LAYER,
    VARIANT,
    ESTIMATOR,
    PARAMS,
    QUANTITY,
    VALUE,
    UNIT,
    CI_LOW,
    CI_HIGH,
    RUNS,
    DECISION,
    REASON,
    VERDICT_COLUMNS
};
static const char *const names[VERDICT_COLUMNS] = {
    "claim", "layer",  "variant", "estimator", "params",   "quantity", "value",
    "unit",  "ci_low", "ci_high", "runs",      "decision", "reason"};

typedef struct verdict {
    qtl_csv csv;
    size_t column[VERDICT_COLUMNS];
    FILE *out;
} verdict;

static const char *cell(const verdict *v, size_t row, enum verdict_column column)
{
    return qtl_csv_cell(&v->csv, row, v->column[column]);
}

/* Rows about a network rather than one of its layers have a word for a layer. */
static bool is_overall(const verdict *v, size_t row)
{
    double layer = 0;
    return !qtl_parse_double(cell(v, row, LAYER), &layer);
}

static bool same(const verdict *v, size_t a, size_t b, enum verdict_column first,
                 enum verdict_column last)
{
    for (size_t c = first; c <= last; c++) {
        if (strcmp(cell(v, a, c), cell(v, b, c)) != 0) {
            return false;
        }
    }
    return true;
}

/* Whether `row` is the first overall one with its values of columns first..last. */
static bool is_new(const verdict *v, size_t row, enum verdict_column first,
                   enum verdict_column last)
{
    for (size_t before = 1; before < row; before++) {
        if (is_overall(v, before) && same(v, before, row, first, last)) {
            return false;
        }
    }
    return is_overall(v, row);
}

/* Hyphens of a key read as spaces. */
static void write_words(FILE *out, const char *key)
{
    for (const char *c = key; *c; c++) {
        const char one[2] = {(char)(*c == '-' ? ' ' : *c), '\0'};
        qtl_html_text(out, one);
    }
}

static void write_interval(const verdict *v, size_t row)
{
    if (!cell(v, row, VALUE)[0]) {
        return;
    }
    (void)fputs("<small>", v->out);
    qtl_html_text(v->out, cell(v, row, VALUE));
    (void)fputc(' ', v->out);
    qtl_html_text(v->out, cell(v, row, UNIT));
    if (cell(v, row, CI_LOW)[0]) {
        (void)fputs(" [", v->out);
        qtl_html_text(v->out, cell(v, row, CI_LOW));
        (void)fputs(", ", v->out);
        qtl_html_text(v->out, cell(v, row, CI_HIGH));
        (void)fputc(']', v->out);
    }
    (void)fputs("</small>", v->out);
}

static void write_decision(const verdict *v, size_t row)
{
    (void)fputs("<td class=\"", v->out);
    qtl_html_text(v->out, cell(v, row, DECISION));
    (void)fputs("\" title=\"", v->out);
    qtl_html_text(v->out, cell(v, row, REASON));
    (void)fputs("\">", v->out);
    qtl_html_text(v->out, cell(v, row, DECISION));
    write_interval(v, row);
    (void)fputs("</td>", v->out);
}

/* The overall row of a claim by a method, both named by rows of theirs; 0: none. */
static size_t row_of(const verdict *v, size_t claim, size_t method)
{
    for (size_t row = 1; row < v->csv.n_rows; row++) {
        if (is_overall(v, row) && same(v, row, claim, CLAIM, LAYER) &&
            same(v, row, method, VARIANT, PARAMS)) {
            return row;
        }
    }
    return 0;
}

static void write_method_heads(const verdict *v)
{
    (void)fputs("<thead><tr><th>claim</th>", v->out);
    for (size_t m = 1; m < v->csv.n_rows; m++) {
        if (!is_new(v, m, VARIANT, PARAMS)) {
            continue;
        }
        (void)fputs("<th>", v->out);
        qtl_html_text(v->out, cell(v, m, ESTIMATOR));
        (void)fputs("<br><small>", v->out);
        qtl_html_text(v->out, cell(v, m, PARAMS));
        (void)fputs(cell(v, m, PARAMS)[0] ? "<br>" : "", v->out);
        qtl_html_text(v->out, cell(v, m, VARIANT));
        (void)fputs("</small></th>", v->out);
    }
    (void)fputs("</tr></thead>\n", v->out);
}

static void write_claim(const verdict *v, size_t claim)
{
    (void)fputs("<tr><th>", v->out);
    write_words(v->out, cell(v, claim, CLAIM));
    (void)fputs("</th>", v->out);
    for (size_t m = 1; m < v->csv.n_rows; m++) {
        if (is_new(v, m, VARIANT, PARAMS)) {
            const size_t row = row_of(v, claim, m);
            if (row) {
                write_decision(v, row);
            } else {
                (void)fputs("<td></td>", v->out);
            }
        }
    }
    (void)fputs("</tr>\n", v->out);
}

static void write_matrix(const verdict *v)
{
    (void)fputs("<div class=\"wide\"><table id=\"verdict-matrix\">\n", v->out);
    write_method_heads(v);
    (void)fputs("<tbody>\n", v->out);
    for (size_t row = 1; row < v->csv.n_rows; row++) {
        if (is_new(v, row, CLAIM, LAYER)) {
            write_claim(v, row);
        }
    }
    (void)fputs("</tbody>\n</table></div>\n", v->out);
}

static void write_row(const verdict *v, size_t row)
{
    (void)fputs("<tr>", v->out);
    for (size_t c = 0; c < VERDICT_COLUMNS; c++) {
        double number = 0;
        const char *text = cell(v, row, c);
        if (c == DECISION) {
            (void)fputs("<td class=\"", v->out);
            qtl_html_text(v->out, text);
            (void)fputs("\">", v->out);
        } else {
            (void)fputs(qtl_parse_double(text, &number) ? "<td class=\"number\">"
                                                        : "<td>",
                        v->out);
        }
        qtl_html_text(v->out, text);
        (void)fputs("</td>", v->out);
    }
    (void)fputs("</tr>\n", v->out);
}

static void write_details(const verdict *v)
{
    (void)fputs("<details>\n<summary>Every layer and every method</summary>\n<div "
                "class=\"wide\"><table>\n<thead><tr>",
                v->out);
    for (size_t c = 0; c < VERDICT_COLUMNS; c++) {
        (void)fputs("<th>", v->out);
        qtl_html_text(v->out, names[c]);
        (void)fputs("</th>", v->out);
    }
    (void)fputs("</tr></thead>\n<tbody>\n", v->out);
    for (size_t row = 1; row < v->csv.n_rows; row++) {
        write_row(v, row);
    }
    (void)fputs("</tbody>\n</table></div>\n</details>\n", v->out);
}

static qtl_status find_columns(verdict *v, const char *path)
{
    for (size_t c = 0; c < VERDICT_COLUMNS; c++) {
        QTL_REQUIRE(qtl_csv_column(&v->csv, names[c], &v->column[c]), QTL_EFORMAT,
                    "%s has no column %s; run the experiment again with --resume", path,
                    names[c]);
    }
    return QTL_OK;
}

static qtl_status write_verdict(const qtl_report *report, const char *path)
{
    if (access(path, F_OK) != 0) {
        (void)fputs("<p>There is no verdict.csv in this folder.</p>\n", report->out);
        return QTL_OK;
    }
    verdict v = {.out = report->out};
    QTL_TRY(qtl_csv_read(path, &v.csv));
    const qtl_status status = find_columns(&v, path);
    if (status == QTL_OK) {
        (void)fputs("<p>What each method would have said about each published claim on "
                    "the very same runs; the count (exact) is the truth about the "
                    "quantized network. Values are means over runs with 95 % "
                    "intervals. Point at a cell for the reason; verdict.md has the "
                    "rules.</p>\n",
                    report->out);
        write_matrix(&v);
        write_details(&v);
    }
    qtl_csv_free(&v.csv);
    return status;
}

qtl_status qtl_report_verdict(const qtl_report *report)
{
    char *path = qtl_format("%s/verdict.csv", report->tables->directory);
    const qtl_status status = path ? write_verdict(report, path) : QTL_ENOMEM;
    free(path);
    return status;
}
