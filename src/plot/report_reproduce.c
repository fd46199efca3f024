/* How to run a reported experiment again. */
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/text.h"
#include "plot/report_parts.h"

/* The indented lines below "configuration:", without their indentation: a file that can
 * be run. */
static void write_configuration(FILE *out, const char *manifest)
{
    static const char head[] = "\nconfiguration:\n";
    const char *at = strstr(manifest, head);
    (void)fputs("<h3>Configuration</h3>\n<pre id=\"configuration\">", out);
    for (at = at ? at + sizeof head - 1 : ""; strncmp(at, "  ", 2) == 0;) {
        const size_t length = strcspn(at, "\n");
        char *line = strndup(at + 2, length - 2);
        qtl_html_text(out, line ? line : "");
        (void)fputc('\n', out);
        free(line);
        at += length + (at[length] == '\n');
    }
    (void)fputs("</pre>\n", out);
}

/* Every number and word of the manifest that is no part of a list or of the
 * configuration. */
static void write_facts(FILE *out, const qtl_yaml *manifest)
{
    const qtl_yaml_node *top = manifest->root;
    bool machine = false;
    for (const qtl_yaml_node *node = qtl_yaml_walk(top, top, true); node;
         node = qtl_yaml_walk(top, node, machine)) {
        machine = node->key && strcmp(node->key, "machine") == 0;
        if (node->text) {
            (void)fputs("<tr><th scope=\"row\">", out);
            qtl_html_key(out, node->key);
            (void)fputs("</th><td>", out);
            qtl_html_text(out, node->text);
            (void)fputs("</td></tr>\n", out);
        }
    }
}

/* The command that made the results, where the manifest knows its file. */
static void write_origin(const qtl_report *report)
{
    const qtl_yaml_node *file = qtl_yaml_find(report->manifest, "file");
    const qtl_yaml_node *overrides = qtl_yaml_find(report->manifest, "overrides");
    if (!file || !file->text) {
        return;
    }
    (void)fputs("<p>The command was</p>\n<pre>quantal run ", report->out);
    qtl_html_text(report->out, file->text);
    for (const qtl_yaml_node *set = overrides ? overrides->child : NULL; set;
         set = set->next) {
        char *quoted = g_shell_quote(set->text ? set->text : "");
        (void)fputs(" --set ", report->out);
        qtl_html_text(report->out, quoted);
        g_free(quoted);
    }
    (void)fputs("</pre>\n", report->out);
}

static void write_commands(const qtl_report *report)
{
    const qtl_yaml_node *version = qtl_yaml_find(report->manifest, "version");
    (void)fputs("<p>Save the configuration below as experiment.yaml; version ",
                report->out);
    qtl_html_text(report->out, version && version->text ? version->text : "unknown");
    (void)fputs(" of quantal makes the same tables of it to the last byte (where wide "
                "layers went through BLAS: on the same machine).</p>\n"
                "<pre>quantal run experiment.yaml -o again\nquantal report again</pre>\n"
                "<p>again/manifest.yaml then has the same checksums:</p>\n",
                report->out);
}

qtl_status qtl_report_reproduce(const qtl_report *report)
{
    FILE *out = report->out;
    const bool configured = qtl_yaml_find(report->manifest, "configuration") != NULL;
    char *path = qtl_format("%s/manifest.yaml", report->tables->directory);
    char *text = NULL;
    size_t size = 0;
    const qtl_status status = path ? qtl_read_file(path, &text, &size) : QTL_ENOMEM;
    free(path);
    QTL_TRY(status);
    write_origin(report);
    if (configured) {
        write_commands(report);
    }
    (void)fputs("<table class=\"facts\">\n", out);
    write_facts(out, report->manifest);
    (void)fputs("</table>\n", out);
    if (configured) {
        write_configuration(out, text);
    }
    free(text);
    return QTL_OK;
}
