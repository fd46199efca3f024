/* Cells that the verdict tables of a report have in common. */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/text.h"
#include "plot/report_parts.h"

/* How numbers of a unit, known by how it begins, are shown: shares as percentages, of
 * what the reason says; and as 0 what is nothing but rounding. */
static const struct {
    const char *begin, *instead;
    double scale, nothing;
} units[] = {
    {"share of ", "%", 100, 0},
    {"rank correlation", NULL, 1, 0.005},
    {"", NULL, 1, 0.0005},
};

static size_t unit_of(const char *words)
{
    size_t i = 0;
    while (strncmp(words, units[i].begin, strlen(units[i].begin)) != 0) {
        i++;
    }
    return i;
}

static const char *cell(const qtl_verdict_table *table, size_t row,
                        qtl_verdict_column column)
{
    return qtl_verdict_cell(table, row, column);
}

/* Three digits are enough to read; verdict.csv has all of them. */
static void write_digits(FILE *out, const char *text, size_t unit)
{
    double value = 0;
    if (!qtl_parse_double(text, &value)) {
        qtl_html_text(out, text);
        return;
    }
    const double scaled = value * units[unit].scale;
    const double shown = fabs(scaled) < units[unit].nothing ? 0 : scaled;
    (void)fprintf(out, fabs(shown) < 999.5 ? "%.3g" : "%.0f", shown);
}

/* How many layers there are is no news beside the reason, which names them. */
static bool says_more(const qtl_verdict_table *table, size_t row)
{
    return cell(table, row, QTL_VERDICT_VALUE)[0] &&
           strcmp(cell(table, row, QTL_VERDICT_UNIT), "layers") != 0;
}

/* An interval is there and more than a point. */
static bool has_width(const qtl_verdict_table *table, size_t row)
{
    const char *low = cell(table, row, QTL_VERDICT_LOW);
    return low[0] && strcmp(low, cell(table, row, QTL_VERDICT_HIGH)) != 0;
}

/* "5.51 [5.35, 5.67] bits"; not the unit again that the reason says. */
static void write_value(FILE *out, const qtl_verdict_table *table, size_t row)
{
    const char *words = cell(table, row, QTL_VERDICT_UNIT);
    const size_t unit = unit_of(words);
    write_digits(out, cell(table, row, QTL_VERDICT_VALUE), unit);
    if (has_width(table, row)) {
        (void)fputs(" [", out);
        write_digits(out, cell(table, row, QTL_VERDICT_LOW), unit);
        (void)fputs(", ", out);
        write_digits(out, cell(table, row, QTL_VERDICT_HIGH), unit);
        (void)fputc(']', out);
    }
    if (!strstr(cell(table, row, QTL_VERDICT_REASON), words)) {
        (void)fputc(' ', out);
        qtl_html_text(out, units[unit].instead ? units[unit].instead : words);
    }
}

/* Ranges as in "layers 1-3" are not broken. */
static void write_reason(FILE *out, const char *reason)
{
    const char *from = reason;
    for (const char *c = reason; *c; c++) {
        if (c > reason && *c == '-' && g_ascii_isdigit(c[-1]) && g_ascii_isdigit(c[1])) {
            char *piece = g_markup_escape_text(from, c - from);
            (void)fprintf(out, "%s\u2011", piece);
            g_free(piece);
            from = c + 1;
        }
    }
    qtl_html_text(out, from);
}

void qtl_report_ruling(FILE *out, const qtl_verdict_table *table, size_t row,
                       bool opposite)
{
    const char *decision = cell(table, row, QTL_VERDICT_DECISION);
    (void)fputs("<td class=\"", out);
    qtl_html_text(out, decision);
    (void)fputs(opposite ? " opposite\">" : "\">", out);
    qtl_html_text(out, decision);
    if (says_more(table, row)) {
        (void)fputs("<small>", out);
        write_value(out, table, row);
        (void)fputs("</small>", out);
    }
    (void)fputs("<small>", out);
    write_reason(out, cell(table, row, QTL_VERDICT_REASON));
    (void)fputs("</small></td>", out);
}

/* Labels are markup already, names of methods that nothing was measured with are not. */
void qtl_report_method(FILE *out, const qtl_verdict_table *table, size_t row,
                       const qtl_result_tables *tables)
{
    const char *estimator = cell(table, row, QTL_VERDICT_ESTIMATOR);
    const qtl_plot_method *method =
        qtl_methods_find(tables, estimator, cell(table, row, QTL_VERDICT_PARAMS));
    (void)fprintf(out, "<tr%s><th scope=\"row\">",
                  qtl_verdict_is_exact(table, row) ? " class=\"exact\"" : "");
    if (method) {
        (void)fputs(method->label, out);
    } else {
        qtl_html_text(out, estimator);
    }
    (void)fputs(" <small>", out);
    qtl_html_text(out, cell(table, row, QTL_VERDICT_VARIANT));
    (void)fputs("</small></th>", out);
}
