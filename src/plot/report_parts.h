/* The parts of a report; report.c has them in order. */
#ifndef QTL_PLOT_REPORT_PARTS_H
#define QTL_PLOT_REPORT_PARTS_H

#include <stdio.h>

#include "core/yaml.h"
#include "plot/tables.h"
#include "plot/verdict_table.h"

/* What a claim is called and how it is decided. */
typedef struct qtl_rule {
    const char *title, *key, *text;
} qtl_rule;

/* Of verdict.md, which need not be there; `general` is what all have in common, or NULL.
 */
enum { QTL_RULES_MAX = 32 };
typedef struct qtl_rules {
    char *page; /* holds the text; free it */
    const char *general;
    qtl_rule rule[QTL_RULES_MAX];
    size_t n;
} qtl_rules;
QTL_NODISCARD qtl_status qtl_rules_read(const char *directory, qtl_rules *out);

typedef struct qtl_report {
    const qtl_result_tables *tables;
    const qtl_yaml *manifest;
    const qtl_rules *rules;
    FILE *out;
} qtl_report;

/* verdict.csv: the claims by method, and below a folded table a claim with every layer's
 * rulings by the same methods. */
QTL_NODISCARD qtl_status qtl_report_verdict(const qtl_report *report);
QTL_NODISCARD qtl_status qtl_report_layers(const qtl_report *report,
                                           const qtl_verdict_table *table);

/* One cell: the decision, its number in three digits and its reason in small type;
 * `opposite` of what was counted. */
void qtl_report_ruling(FILE *out, const qtl_verdict_table *table, size_t row,
                       bool opposite);

/* Begins a line with the method of `row`. */
void qtl_report_method(FILE *out, const qtl_verdict_table *table, size_t row,
                       const qtl_result_tables *tables);

/* The title of a claim; without one, its key. */
void qtl_report_claim(const qtl_report *report, const char *key);

/* All rules, where there are any. */
void qtl_report_rules(const qtl_report *report);

/* The information plane as data and a script that draws it. */
QTL_NODISCARD qtl_status qtl_report_plane(const qtl_report *report);

/* Whether the information plane shows a method on a variant. */
bool qtl_report_shows(const qtl_result_tables *tables, size_t variant, size_t method);

enum { QTL_REPORT_EPOCHS_MAX = 802 };

/* The epochs it shows, at most so many, ascending: the first, the last, every one of what
 * was measured at few, and of the others as many as can be told apart, evenly in their
 * logarithm, each the one among its neighbours at which most was measured. shown  out,
 * [epochs of QTL_MEASURES] indices; there is at least one epoch O(numbers of
 * measures.csv). */
QTL_NODISCARD qtl_status qtl_report_epochs(const qtl_result_tables *tables, size_t *shown,
                                           size_t *n_shown);

/* Every figure with its caption. */
QTL_NODISCARD qtl_status qtl_report_figures(const qtl_report *report);

/* Methods with their parameters and targets. */
QTL_NODISCARD qtl_status qtl_report_methods(const qtl_report *report);

/* The configuration as a file to run, the command, versions and checksums. */
QTL_NODISCARD qtl_status qtl_report_reproduce(const qtl_report *report);

/* Files that are part of the program. */
typedef struct qtl_asset {
    const char *text;
    size_t size;
} qtl_asset;
qtl_asset qtl_report_style(void);
qtl_asset qtl_report_script(void);

/* `text` with the characters escaped that mean something in HTML, attributes included. */
void qtl_html_text(FILE *out, const char *text);

/* A key the same way, its hyphens and underscores read as spaces. */
void qtl_html_key(FILE *out, const char *key);

#endif
