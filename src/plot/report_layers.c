/* The verdicts of single layers: a table a claim, methods down, layers across. */
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "plot/report_parts.h"

/* Columns are the first rows about a layer and a quantity. */
typedef struct layers {
    const qtl_report *report;
    const qtl_verdict_table *table;
    size_t *columns; /* [n_columns] */
    size_t n_columns;
} layers;

static const qtl_verdict_column about_layer[] = {QTL_VERDICT_CLAIM, QTL_VERDICT_LAYER,
                                                 QTL_VERDICT_QUANTITY};
static const qtl_verdict_column about_method[] = {
    QTL_VERDICT_VARIANT, QTL_VERDICT_ESTIMATOR, QTL_VERDICT_PARAMS};
enum { ABOUT = 3 };

static bool same(const layers *l, size_t a, size_t b,
                 const qtl_verdict_column columns[ABOUT])
{
    for (size_t i = 0; i < ABOUT; i++) {
        if (strcmp(qtl_verdict_cell(l->table, a, columns[i]),
                   qtl_verdict_cell(l->table, b, columns[i])) != 0) {
            return false;
        }
    }
    return true;
}

static bool layer_of(const layers *l, size_t row, double *layer)
{
    return qtl_parse_double(qtl_verdict_cell(l->table, row, QTL_VERDICT_LAYER), layer);
}

static void find_columns(layers *l, const char *claim)
{
    double layer = 0;
    l->n_columns = 0;
    for (size_t row = 1; row < l->table->csv.n_rows; row++) {
        size_t i = 0;
        if (!layer_of(l, row, &layer) ||
            strcmp(qtl_verdict_cell(l->table, row, QTL_VERDICT_CLAIM), claim) != 0) {
            continue;
        }
        while (i < l->n_columns && !same(l, l->columns[i], row, about_layer)) {
            i++;
        }
        l->columns[i] = row;
        l->n_columns += i == l->n_columns;
    }
}

/* 0: the method says nothing about it. */
static size_t find_ruling(const layers *l, size_t column, size_t method)
{
    for (size_t row = 1; row < l->table->csv.n_rows; row++) {
        if (same(l, row, column, about_layer) && same(l, row, method, about_method)) {
            return row;
        }
    }
    return 0;
}

static void write_heads(const layers *l)
{
    (void)fputs("<thead><tr><th>method</th>", l->report->out);
    for (size_t i = 0; i < l->n_columns; i++) {
        double layer = 0;
        char label[QTL_LABEL_SIZE] = "";
        if (layer_of(l, l->columns[i], &layer)) {
            qtl_layer_label(l->report->tables, layer, label);
        }
        (void)fprintf(l->report->out, "<th scope=\"col\">%s <small>", label);
        qtl_html_text(l->report->out,
                      qtl_verdict_cell(l->table, l->columns[i], QTL_VERDICT_QUANTITY));
        (void)fputs("</small></th>", l->report->out);
    }
    (void)fputs("</tr></thead>\n", l->report->out);
}

static void write_method(const layers *l, size_t method)
{
    qtl_report_method(l->report->out, l->table, method, l->report->tables);
    for (size_t i = 0; i < l->n_columns; i++) {
        const size_t row = find_ruling(l, l->columns[i], method);
        if (row) {
            qtl_report_ruling(l->report->out, l->table, row, false);
        } else {
            (void)fputs("<td></td>", l->report->out);
        }
    }
    (void)fputs("</tr>\n", l->report->out);
}

static void write_claim(layers *l, const char *claim)
{
    find_columns(l, claim);
    if (l->n_columns == 0) {
        return;
    }
    (void)fputs("<details class=\"layers\">\n<summary>", l->report->out);
    qtl_report_claim(l->report, claim);
    (void)fputs(", layer by layer</summary>\n<div class=\"wide\" tabindex=\"0\"><table "
                "class=\"verdicts\">\n",
                l->report->out);
    write_heads(l);
    (void)fputs("<tbody>\n", l->report->out);
    for (size_t m = 0; m < l->table->n_methods; m++) {
        write_method(l, l->table->methods[m]);
    }
    (void)fputs("</tbody>\n</table></div>\n</details>\n", l->report->out);
}

qtl_status qtl_report_layers(const qtl_report *report, const qtl_verdict_table *table)
{
    layers l = {.report = report, .table = table};
    QTL_ALLOC(l.columns, table->csv.n_rows);
    for (size_t c = 0; c < table->n_claims; c++) {
        write_claim(&l, qtl_verdict_cell(table, table->claims[c], QTL_VERDICT_CLAIM));
    }
    free(l.columns);
    return QTL_OK;
}
