/* What was measured with. */
#include <string.h>

#include "plot/report_parts.h"

static const char *const columns[] = {"estimator", "params", "target", "schedule",
                                      "cite"};
static const char *const titles[] = {"estimator", "parameters", "what it estimates",
                                     "measured at", "source"};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

static const char *entry(const qtl_yaml_node *method, const char *key)
{
    for (const qtl_yaml_node *node = method->child; node; node = node->next) {
        if (node->key && strcmp(node->key, key) == 0 && node->text) {
            return node->text;
        }
    }
    return "";
}

/* What it is called everywhere else on the page. */
static void write_label(const qtl_report *report, const qtl_yaml_node *method)
{
    const char *estimator = entry(method, "estimator");
    const qtl_plot_method *measured =
        qtl_methods_find(report->tables, estimator, entry(method, "params"));
    (void)fputs("<tr><th scope=\"row\">", report->out);
    if (measured) {
        (void)fputs(measured->label, report->out);
    } else {
        qtl_html_text(report->out, estimator);
    }
    (void)fputs("</th>", report->out);
}

static void write_methods(const qtl_report *report, const qtl_yaml_node *methods)
{
    FILE *out = report->out;
    (void)fputs(
        "<div class=\"wide\"><table class=\"methods\">\n<thead><tr><th>method</th>", out);
    for (size_t c = 0; c < COLUMNS; c++) {
        (void)fprintf(out, "<th>%s</th>", titles[c]);
    }
    (void)fputs("</tr></thead>\n<tbody>\n", out);
    for (const qtl_yaml_node *method = methods->child; method; method = method->next) {
        write_label(report, method);
        for (size_t c = 0; c < COLUMNS; c++) {
            (void)fputs("<td>", out);
            qtl_html_text(out, entry(method, columns[c]));
            (void)fputs("</td>", out);
        }
        (void)fputs("</tr>\n", out);
    }
    (void)fputs("</tbody>\n</table></div>\n", out);
}

qtl_status qtl_report_methods(const qtl_report *report)
{
    FILE *out = report->out;
    (void)fputs(
        "<p>All information is in bits. <b>exact</b> counts the codes of a quantized "
        "layer and has no parameter and no error; every other method estimates a target "
        "of its own, so that its gap to the count is partly a different definition and "
        "partly an error (bias.csv has both apart).</p>\n",
        out);
    const qtl_yaml_node *methods = qtl_yaml_find(report->manifest, "methods");
    if (methods && methods->kind == QTL_YAML_SEQUENCE) {
        write_methods(report, methods);
    }
    qtl_report_rules(report);
    return QTL_OK;
}
