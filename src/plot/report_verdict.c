/* The verdict table of a report: methods down, claims across. */
#include <string.h>

#include "core/fail.h"
#include "plot/report_parts.h"

typedef struct page {
    const qtl_report *report;
    const qtl_result_tables *tables;
    qtl_verdict_table table;
    FILE *out;
} page;

static const char *cell(const page *v, size_t row, qtl_verdict_column column)
{
    return qtl_verdict_cell(&v->table, row, column);
}

/* The count is the first of the methods, where there is one. */
static bool is_opposite(const page *v, size_t claim, size_t row)
{
    const size_t truth = qtl_verdict_row(&v->table, claim, 0);
    if (!truth || !qtl_verdict_is_exact(&v->table, truth)) {
        return false;
    }
    const char *counted = cell(v, truth, QTL_VERDICT_DECISION);
    const char *said = cell(v, row, QTL_VERDICT_DECISION);
    return strcmp(counted, said) != 0 && strcmp(counted, "undecided") != 0 &&
           strcmp(said, "undecided") != 0;
}

static void write_claim_heads(const page *v)
{
    (void)fputs("<thead><tr><th>method</th>", v->out);
    for (size_t claim = 0; claim < v->table.n_claims; claim++) {
        (void)fputs("<th scope=\"col\">", v->out);
        qtl_report_claim(v->report, cell(v, v->table.claims[claim], QTL_VERDICT_CLAIM));
        (void)fputs("</th>", v->out);
    }
    (void)fputs("</tr></thead>\n", v->out);
}

static void write_method(const page *v, size_t method)
{
    qtl_report_method(v->out, &v->table, v->table.methods[method], v->tables);
    for (size_t claim = 0; claim < v->table.n_claims; claim++) {
        const size_t row = qtl_verdict_row(&v->table, claim, method);
        if (row) {
            qtl_report_ruling(v->out, &v->table, row, is_opposite(v, claim, row));
        } else {
            (void)fputs("<td></td>", v->out);
        }
    }
    (void)fputs("</tr>\n", v->out);
}

static void write_matrix(const page *v)
{
    (void)fputs("<p class=\"narrow\">The table goes on to the right.</p>\n<div "
                "class=\"wide\" tabindex=\"0\"><table class=\"verdicts\" "
                "id=\"verdict-matrix\">\n",
                v->out);
    write_claim_heads(v);
    (void)fputs("<tbody>\n", v->out);
    for (size_t method = 0; method < v->table.n_methods; method++) {
        write_method(v, method);
    }
    (void)fputs("</tbody>\n</table></div>\n", v->out);
}

/* Reasons call layers by their numbers. */
static void write_output_number(const page *v)
{
    const qtl_ids *layers = &v->tables->cube[QTL_MEASURES].layers;
    if (layers->n > 0) {
        (void)fprintf(v->out, " Layer %g is the output.", layers->value[layers->n - 1]);
    }
}

static void write_intro(const page *v)
{
    (void)fputs("<p>What each method would have said about each published claim on the "
                "very same runs. ",
                v->out);
    if (v->table.n_methods > 0 && qtl_verdict_is_exact(&v->table, v->table.methods[0])) {
        (void)fputs("The count (exact) is the truth about the quantized network; <b "
                    "class=\"opposite\">framed</b> is what says the opposite. ",
                    v->out);
    }
    (void)fputs("Small: the mean over runs with its 95 % interval, and the reason.",
                v->out);
    write_output_number(v);
    (void)fprintf(v->out, "%s verdict.csv has every number.</p>\n",
                  v->report->rules->n > 0
                      ? " <a href=\"#rules\">How claims are decided</a> is told below;"
                      : "");
}

qtl_status qtl_report_verdict(const qtl_report *report)
{
    page v = {.report = report, .tables = report->tables, .out = report->out};
    qtl_status status = qtl_verdict_open(report->tables->directory, &v.table);
    if (status == QTL_EUNSUPPORTED) {
        (void)fputs("<p>There is no verdict.csv in this folder.</p>\n", report->out);
        return QTL_OK;
    }
    QTL_TRY(status);
    qtl_verdict_tidy(&v.table, report->tables);
    write_intro(&v);
    write_matrix(&v);
    status = qtl_report_layers(report, &v.table);
    qtl_verdict_close(&v.table);
    return status;
}
