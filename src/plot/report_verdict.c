/* The verdict table of a report: methods down, claims across. */
#include "core/fail.h"
#include "core/text.h"
#include "plot/report_parts.h"
#include "plot/verdict_table.h"

typedef struct page {
    const qtl_result_tables *tables;
    qtl_verdict_table table;
    FILE *out;
} page;

static const char *cell(const page *v, size_t row, qtl_verdict_column column)
{
    return qtl_verdict_cell(&v->table, row, column);
}

/* Hyphens of a key read as spaces. */
static void write_words(FILE *out, const char *key)
{
    for (const char *c = key; *c; c++) {
        const char one[2] = {(char)(*c == '-' ? ' ' : *c), '\0'};
        qtl_html_text(out, one);
    }
}

/* Three digits are enough to read; the table below has all of them. */
static void write_short(const page *v, size_t row, qtl_verdict_column column)
{
    double value = 0;
    const char *text = cell(v, row, column);
    if (qtl_parse_double(text, &value)) {
        (void)fprintf(v->out, "%.3g", value);
    } else {
        qtl_html_text(v->out, text);
    }
}

static void write_interval(const page *v, size_t row)
{
    if (!cell(v, row, QTL_VERDICT_VALUE)[0]) {
        return;
    }
    (void)fputs("<small>", v->out);
    write_short(v, row, QTL_VERDICT_VALUE);
    (void)fputc(' ', v->out);
    qtl_html_text(v->out, cell(v, row, QTL_VERDICT_UNIT));
    if (cell(v, row, QTL_VERDICT_LOW)[0]) {
        (void)fputs(" [", v->out);
        write_short(v, row, QTL_VERDICT_LOW);
        (void)fputs(", ", v->out);
        write_short(v, row, QTL_VERDICT_HIGH);
        (void)fputc(']', v->out);
    }
    (void)fputs("</small>", v->out);
}

static void write_decision(const page *v, size_t row)
{
    (void)fputs("<td class=\"", v->out);
    qtl_html_text(v->out, cell(v, row, QTL_VERDICT_DECISION));
    (void)fputs("\" title=\"", v->out);
    qtl_html_text(v->out, cell(v, row, QTL_VERDICT_REASON));
    (void)fputs("\">", v->out);
    qtl_html_text(v->out, cell(v, row, QTL_VERDICT_DECISION));
    write_interval(v, row);
    (void)fputs("</td>", v->out);
}

static void write_claim_heads(const page *v)
{
    (void)fputs("<thead><tr><th>method</th>", v->out);
    for (size_t claim = 0; claim < v->table.n_claims; claim++) {
        (void)fputs("<th>", v->out);
        write_words(v->out, cell(v, v->table.claims[claim], QTL_VERDICT_CLAIM));
        (void)fputs("</th>", v->out);
    }
    (void)fputs("</tr></thead>\n", v->out);
}

/* Labels are markup already; the parameters are in their tip. */
static void write_method(const page *v, size_t method)
{
    const size_t row = v->table.methods[method];
    (void)fputs(qtl_verdict_is_exact(&v->table, row) ? "<tr class=\"exact\">" : "<tr>",
                v->out);
    (void)fputs("<th title=\"", v->out);
    qtl_html_text(v->out, cell(v, row, QTL_VERDICT_ESTIMATOR));
    (void)fputc(' ', v->out);
    qtl_html_text(v->out, cell(v, row, QTL_VERDICT_PARAMS));
    (void)fprintf(v->out, "\">%s <small>", qtl_verdict_label(&v->table, row, v->tables));
    qtl_html_text(v->out, cell(v, row, QTL_VERDICT_VARIANT));
    (void)fputs("</small></th>", v->out);
    for (size_t claim = 0; claim < v->table.n_claims; claim++) {
        const size_t ruling = qtl_verdict_row(&v->table, claim, method);
        if (ruling) {
            write_decision(v, ruling);
        } else {
            (void)fputs("<td></td>", v->out);
        }
    }
    (void)fputs("</tr>\n", v->out);
}

static void write_matrix(const page *v)
{
    (void)fputs("<div class=\"wide\"><table id=\"verdict-matrix\">\n", v->out);
    write_claim_heads(v);
    (void)fputs("<tbody>\n", v->out);
    for (size_t method = 0; method < v->table.n_methods; method++) {
        write_method(v, method);
    }
    (void)fputs("</tbody>\n</table></div>\n", v->out);
}

static void write_row(const page *v, size_t row)
{
    (void)fputs("<tr>", v->out);
    for (qtl_verdict_column c = 0; c < QTL_VERDICT_COLUMNS; c++) {
        double number = 0;
        const char *text = cell(v, row, c);
        if (c == QTL_VERDICT_DECISION) {
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

static void write_details(const page *v)
{
    (void)fputs("<details>\n<summary>Every layer and every method</summary>\n<div "
                "class=\"wide\"><table>\n<thead><tr>",
                v->out);
    for (qtl_verdict_column c = 0; c < QTL_VERDICT_COLUMNS; c++) {
        (void)fputs("<th>", v->out);
        qtl_html_text(v->out, qtl_verdict_column_name(c));
        (void)fputs("</th>", v->out);
    }
    (void)fputs("</tr></thead>\n<tbody>\n", v->out);
    for (size_t row = 1; row < v->table.csv.n_rows; row++) {
        write_row(v, row);
    }
    (void)fputs("</tbody>\n</table></div>\n</details>\n", v->out);
}

qtl_status qtl_report_verdict(const qtl_report *report)
{
    page v = {.tables = report->tables, .out = report->out};
    const qtl_status status = qtl_verdict_open(report->tables->directory, &v.table);
    if (status == QTL_EUNSUPPORTED) {
        (void)fputs("<p>There is no verdict.csv in this folder.</p>\n", report->out);
        return QTL_OK;
    }
    QTL_TRY(status);
    (void)fputs(
        "<p>What each method would have said about each published claim on the "
        "very same runs; the count (exact) is the truth about the quantized "
        "network. Values are means over runs with 95 % intervals. Point at a cell "
        "for the reason; verdict.md has the rules.</p>\n",
        report->out);
    qtl_verdict_tidy(&v.table, report->tables);
    write_matrix(&v);
    write_details(&v);
    qtl_verdict_close(&v.table);
    return QTL_OK;
}
