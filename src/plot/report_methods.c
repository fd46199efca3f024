/* What was measured with, and how to do it again. */
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/text.h"
#include "core/yaml.h"
#include "plot/report_parts.h"

static const char *const columns[] = {"estimator", "params", "target", "schedule",
                                      "cite"};
static const char *const titles[] = {"method", "parameters", "what it estimates",
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

static void write_methods(FILE *out, const qtl_yaml_node *methods)
{
    (void)fputs("<div class=\"wide\"><table>\n<thead><tr>", out);
    for (size_t c = 0; c < COLUMNS; c++) {
        (void)fprintf(out, "<th>%s</th>", titles[c]);
    }
    (void)fputs("</tr></thead>\n<tbody>\n", out);
    for (const qtl_yaml_node *method = methods->child; method; method = method->next) {
        (void)fputs("<tr>", out);
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
    char *path = qtl_format("%s/manifest.yaml", report->tables->directory);
    qtl_yaml *manifest = NULL;
    const qtl_status status = path ? qtl_yaml_read(path, &manifest) : QTL_ENOMEM;
    free(path);
    QTL_TRY(status);
    const qtl_yaml_node *methods = qtl_yaml_find(manifest, "methods");
    if (methods && methods->kind == QTL_YAML_SEQUENCE) {
        write_methods(out, methods);
    }
    qtl_report_rules(report);
    qtl_yaml_free(manifest);
    return QTL_OK;
}

qtl_status qtl_report_reproduce(const qtl_report *report)
{
    FILE *out = report->out;
    char *path = qtl_format("%s/manifest.yaml", report->tables->directory);
    char *text = NULL;
    size_t size = 0;
    const qtl_status status = path ? qtl_read_file(path, &text, &size) : QTL_ENOMEM;
    free(path);
    QTL_TRY(status);
    (void)fputs(
        "<p>Save what stands below <code>configuration</code> as experiment.yaml, "
        "two spaces further left, then</p>\n<pre>quantal run experiment.yaml -o "
        "again\nquantal report again</pre>\n<p>gives the same tables to the last "
        "byte (where wide layers went through BLAS: on the same machine).</p>\n"
        "<pre>",
        out);
    qtl_html_text(out, text);
    (void)fputs("</pre>\n", out);
    free(text);
    return QTL_OK;
}
