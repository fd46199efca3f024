#include "quantal/report.h"

#include <glib.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/text.h"
#include "plot/report_parts.h"

void qtl_html_text(FILE *out, const char *text)
{
    char *escaped = g_markup_escape_text(text, -1);
    (void)fputs(escaped, out);
    g_free(escaped);
}

void qtl_html_key(FILE *out, const char *key)
{
    char *words = g_strdelimit(g_strdup(key), "-_", ' ');
    qtl_html_text(out, words);
    g_free(words);
}

static const struct {
    const char *id, *title;
    qtl_status (*write)(const qtl_report *report);
} parts[] = {
    {"verdict", "Verdict", qtl_report_verdict},
    {"information-plane", "Information plane", qtl_report_plane},
    {"figures", "Figures", qtl_report_figures},
    {"methods", "Methods", qtl_report_methods},
    {"reproduce", "How to reproduce", qtl_report_reproduce},
};
enum { PARTS = sizeof parts / sizeof parts[0] };

/* What was run, in a line: where in the manifest, and the words before and behind it. */
static const struct {
    const char *path, *before, *behind;
} facts[] = {
    {"runs", "", " runs"},
    {"configuration.dataset.name", "data set ", ""},
    {"configuration.network.activation", "", ""},
    {"configuration.quantization.levels", "", " levels"},
    {"configuration.training.epochs", "", " epochs"},
    {"seed", "seed ", ""},
    {"version", "quantal ", ""},
};
enum { FACTS = sizeof facts / sizeof facts[0] };

static void write_text_at(const qtl_report *report, const char *path, const char *before,
                          const char *behind)
{
    const qtl_yaml_node *node = qtl_yaml_find(report->manifest, path);
    if (node && node->text) {
        (void)fputs(before, report->out);
        qtl_html_text(report->out, node->text);
        (void)fputs(behind, report->out);
    }
}

static void write_bits(FILE *out, const char *what, double bits)
{
    if (bits == bits) {
        (void)fprintf(out, "; %s = %.4g bit%s", what, bits, bits == 1 ? "" : "s");
    }
}

static void write_facts(const qtl_report *report)
{
    const qtl_manifest *manifest = &report->tables->manifest;
    const char *semicolon = "";
    write_text_at(report, "configuration.source",
                  "<p class=\"facts\">Source: ", ".</p>\n");
    (void)fputs("<p class=\"facts\">", report->out);
    for (size_t i = 0; i < FACTS; i++) {
        const qtl_yaml_node *node = qtl_yaml_find(report->manifest, facts[i].path);
        if (node && node->text) {
            (void)fputs(semicolon, report->out);
            write_text_at(report, facts[i].path, facts[i].before, facts[i].behind);
            semicolon = "; ";
        }
    }
    write_bits(report->out, "H(X)", manifest->h_x_bits);
    write_bits(report->out, "H(Y)", manifest->h_y_bits);
    (void)fputs("</p>\n", report->out);
}

static void write_contents(FILE *out)
{
    (void)fputs("<nav>", out);
    for (size_t i = 0; i < PARTS; i++) {
        (void)fprintf(out, "%s<a href=\"#%s\">%s</a>", i ? " \u00b7 " : "", parts[i].id,
                      parts[i].title);
    }
    (void)fputs("</nav>\n", out);
}

static void write_head(const qtl_report *report)
{
    const char *name = report->tables->manifest.name;
    FILE *out = report->out;
    const qtl_asset style = qtl_report_style();
    (void)fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, "
                "initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n<title>",
                out);
    qtl_html_text(out, name);
    (void)fputs(": what the layers know</title>\n<style>\n", out);
    (void)fwrite(style.text, 1, style.size, out);
    (void)fputs("</style>\n</head>\n<body>\n<h1>", out);
    qtl_html_text(out, name);
    (void)fputs(": what the layers know</h1>\n", out);
    write_facts(report);
    write_contents(out);
}

static qtl_status write_page(const qtl_report *report)
{
    write_head(report);
    for (size_t i = 0; i < PARTS; i++) {
        (void)fprintf(report->out, "<section id=\"%s\">\n<h2>%s</h2>\n", parts[i].id,
                      parts[i].title);
        QTL_TRY(parts[i].write(report));
        (void)fputs("</section>\n", report->out);
    }
    (void)fputs("</body>\n</html>\n", report->out);
    return QTL_OK;
}

static qtl_status write_file(qtl_report *report, const char *path)
{
    qtl_output output = {0};
    QTL_TRY(qtl_output_open(path, &output));
    report->out = output.stream;
    const qtl_status status = write_page(report);
    if (status != QTL_OK) {
        qtl_output_abandon(&output);
        return status;
    }
    return qtl_output_commit(&output);
}

static qtl_status write_report(const qtl_result_tables *tables, const char *path)
{
    char *file = qtl_format("%s/manifest.yaml", tables->directory);
    qtl_yaml *manifest = NULL;
    qtl_rules rules = {0};
    qtl_status status = file ? qtl_yaml_read(file, &manifest) : QTL_ENOMEM;
    free(file);
    if (status == QTL_OK) {
        status = qtl_rules_read(tables->directory, &rules);
    }
    if (status == QTL_OK) {
        qtl_report report = {.tables = tables, .manifest = manifest, .rules = &rules};
        status = write_file(&report, path);
    }
    qtl_yaml_free(manifest);
    free(rules.page);
    return status;
}

qtl_status qtl_report_write(const char *directory, char **path)
{
    QTL_REQUIRE(directory, QTL_EINVAL, "report: directory must not be NULL");
    qtl_result_tables *tables = NULL;
    QTL_TRY(qtl_tables_open(directory, &tables));
    char *file = qtl_format("%s/report.html", directory);
    const qtl_status status = file ? write_report(tables, file) : QTL_ENOMEM;
    qtl_tables_free(tables);
    if (status == QTL_OK && path) {
        *path = file;
    } else {
        free(file);
    }
    return status;
}
