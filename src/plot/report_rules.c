/* What claims are called and how they are decided, as a list in verdict.md has it:
 * "- *Layers stay ordered* (`ordering`): At every measured epoch ...". */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/text.h"
#include "plot/report_parts.h"

static qtl_status read_page(const char *directory, char **text)
{
    size_t size = 0;
    char *path = qtl_format("%s/verdict.md", directory);
    qtl_status status = path ? QTL_OK : QTL_ENOMEM;
    if (path && access(path, F_OK) == 0) {
        status = qtl_read_file(path, text, &size);
    }
    free(path);
    return status;
}

/* Cuts the line behind `words`, which it must contain; NULL when it does not. */
static char *cut(char *line, const char *words)
{
    char *at = line ? strstr(line, words) : NULL;
    if (!at) {
        return NULL;
    }
    *at = '\0';
    return at + strlen(words);
}

static bool read_rule(char *line, qtl_rule *rule)
{
    static const char item[] = "- *";
    if (strncmp(line, item, sizeof item - 1) != 0) {
        return false;
    }
    char *key = cut(line, "* (`");
    char *text = cut(key, "`): ");
    *rule = (qtl_rule){.title = line + sizeof item - 1, .key = key, .text = text};
    return text != NULL;
}

static void read_rules(qtl_rules *rules)
{
    bool here = false; /* below the heading, before the rules */
    for (char *line = rules->page; line && rules->n < QTL_RULES_MAX;) {
        char *next = cut(line, "\n");
        if (read_rule(line, &rules->rule[rules->n])) {
            rules->n++;
        } else if (here && !rules->general && line[0]) {
            rules->general = line;
        }
        here = here || strcmp(line, "## How it was decided") == 0;
        line = next;
    }
}

qtl_status qtl_rules_read(const char *directory, qtl_rules *out)
{
    qtl_rules rules = {0};
    QTL_TRY(read_page(directory, &rules.page));
    read_rules(&rules);
    *out = rules;
    return QTL_OK;
}

void qtl_report_claim(const qtl_report *report, const char *key)
{
    for (size_t i = 0; i < report->rules->n; i++) {
        if (strcmp(report->rules->rule[i].key, key) == 0) {
            qtl_html_text(report->out, report->rules->rule[i].title);
            return;
        }
    }
    qtl_html_key(report->out, key);
}

void qtl_report_rules(const qtl_report *report)
{
    const qtl_rules *rules = report->rules;
    FILE *out = report->out;
    if (rules->n == 0) {
        return;
    }
    (void)fputs("<h3 id=\"rules\">How claims are decided</h3>\n<p>", out);
    qtl_html_text(out, rules->general ? rules->general : "");
    (void)fputs("</p>\n<dl>\n", out);
    for (size_t i = 0; i < rules->n; i++) {
        (void)fputs("<dt>", out);
        qtl_html_text(out, rules->rule[i].title);
        (void)fputs("</dt><dd>", out);
        qtl_html_text(out, rules->rule[i].text);
        (void)fputs("</dd>\n", out);
    }
    (void)fputs("</dl>\n", out);
}
