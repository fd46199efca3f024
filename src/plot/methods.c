/* How methods are called and coloured. */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "plot/tables.h"

qtl_status qtl_methods_intern(qtl_result_tables *tables, const char *estimator,
                              const char *params, size_t *method)
{
    for (size_t m = 0; m < tables->n_methods; m++) {
        if (strcmp(tables->method[m].estimator, estimator) == 0 &&
            strcmp(tables->method[m].params, params) == 0) {
            *method = m;
            return QTL_OK;
        }
    }
    QTL_REQUIRE(tables->n_methods < QTL_PLOT_METHODS_MAX, QTL_ERANGE,
                "%s: more than %d estimators; that is no figure", tables->directory,
                QTL_PLOT_METHODS_MAX);
    qtl_plot_method *added = &tables->method[tables->n_methods++];
    added->estimator = qtl_strdup(estimator);
    added->params = qtl_strdup(params);
    *method = tables->n_methods - 1;
    return added->estimator && added->params ? QTL_OK : QTL_ENOMEM;
}

/* What a name says about itself: its colour if it is free, its spelling, and the
 * parameters that are always shown. */
static const struct {
    const char *estimator, *spelling, *headline[2];
    size_t color;
} known[] = {
    {"exact", "exact", {NULL}, 0},
    {"binning", "binning", {"bins"}, 1},
    {"kde", "KDE", {"bound", "variance"}, 2},
    {"noisy-truth", "noisy truth", {"variance"}, 3},
    {"ross", "Ross", {NULL}, 4},
    {"ksg", "KSG", {NULL}, 5},
    {"kl", "KL", {NULL}, 6},
    {"lnc", "LNC", {NULL}, 3},
    {"mixed-ksg", "mixed KSG", {NULL}, 4},
    {"lnn", "LNN", {NULL}, 5},
    {"lga", "LGA", {NULL}, 6},
    {"nsb", "NSB", {NULL}, 5},
};
enum { KNOWN = sizeof known / sizeof known[0] };

/* How a parameter is written in a label, and whether it is worth one only when nothing
 * else sets two methods apart. Others are "key=value". */
static const struct {
    const char *key, *prefix;
    bool last_resort;
} spellings[] = {
    {"bins", " ", false},
    {"bound", " ", false},
    {"variance", " \u03c3\u00b2=", false},
    {"rule", " ", false},
    {"scope", " per ", false},
    {"low", " low=", true},
    {"high", " high=", true},
    {"seed", " seed=", true},
};
enum { SPELLINGS = sizeof spellings / sizeof spellings[0] };

static size_t known_index(const char *estimator)
{
    size_t i = 0;
    while (i < KNOWN && strcmp(known[i].estimator, estimator) != 0) {
        i++;
    }
    return i;
}

/* The value of `key` in "key=value,..."; its length, 0 when it is not there. */
static size_t find_param(const char *params, const char *key, size_t key_length,
                         const char **value)
{
    for (const char *at = params; at && *at;) {
        const size_t length = strcspn(at, ",");
        if (length > key_length && strncmp(at, key, key_length) == 0 &&
            at[key_length] == '=') {
            *value = at + key_length + 1;
            return length - key_length - 1;
        }
        at = at[length] ? at + length + 1 : NULL;
    }
    *value = "";
    return 0;
}

/* Whether another method of the same estimator has another value for the key. */
static bool distinguishes(const qtl_result_tables *tables, size_t method, const char *key,
                          size_t key_length)
{
    const qtl_plot_method *own = &tables->method[method];
    const char *value = NULL;
    const size_t length = find_param(own->params, key, key_length, &value);
    for (size_t m = 0; m < tables->n_methods; m++) {
        const qtl_plot_method *other = &tables->method[m];
        const char *their = NULL;
        if (m == method || strcmp(other->estimator, own->estimator) != 0) {
            continue;
        }
        if (find_param(other->params, key, key_length, &their) != length ||
            strncmp(value, their, length) != 0) {
            return true;
        }
    }
    return false;
}

static void append(qtl_plot_method *method, const char *prefix, const char *text,
                   size_t length)
{
    const size_t used = strlen(method->label);
    char *escaped = g_markup_escape_text(text, (gssize)length);
    const size_t more = strlen(prefix) + strlen(escaped);
    if (used + more < sizeof method->label) { /* never half an entity */
        (void)snprintf(method->label + used, sizeof method->label - used, "%s%s", prefix,
                       escaped);
    }
    g_free(escaped);
}

static bool is_key(const char *key, const char *param, size_t length)
{
    return key && strlen(key) == length && strncmp(key, param, length) == 0;
}

static size_t spelling_of(const char *param, size_t key_length)
{
    size_t i = 0;
    while (i < SPELLINGS && !is_key(spellings[i].key, param, key_length)) {
        i++;
    }
    return i;
}

/* One "key=value" as a label has it. */
static void append_param(qtl_plot_method *method, const char *param)
{
    const size_t key = strcspn(param, "=,");
    const size_t length = strcspn(param, ",");
    const size_t i = spelling_of(param, key);
    if (i < SPELLINGS) {
        append(method, spellings[i].prefix, param + key + 1, length - key - 1);
    } else {
        append(method, " ", param, length);
    }
}

/* Parameters that are always shown, in the order of the table. */
static void append_headline(qtl_plot_method *method, size_t k)
{
    for (size_t h = 0; h < 2; h++) {
        const char *key = known[k].headline[h];
        const char *value = NULL;
        if (key && find_param(method->params, key, strlen(key), &value) > 0) {
            append_param(method, value - strlen(key) - 1);
        }
    }
}

static bool is_headline(size_t k, const char *param, size_t key)
{
    return k < KNOWN && (is_key(known[k].headline[0], param, key) ||
                         is_key(known[k].headline[1], param, key));
}

/* Name, headline values, and whatever parameters set it apart from its namesakes; `all`:
 * even those of last resort. */
static void label_method(qtl_result_tables *tables, size_t index, bool all)
{
    qtl_plot_method *method = &tables->method[index];
    const size_t k = known_index(method->estimator);
    const char *name = k < KNOWN ? known[k].spelling : method->estimator;
    method->label[0] = '\0';
    append(method, "", name, strlen(name));
    if (k < KNOWN) {
        append_headline(method, k);
    }
    for (const char *at = method->params; *at; at += strcspn(at, ","), at += *at == ',') {
        const size_t key = strcspn(at, "=,");
        const size_t i = spelling_of(at, key);
        if (!is_headline(k, at, key) && distinguishes(tables, index, at, key) &&
            (all || i == SPELLINGS || !spellings[i].last_resort)) {
            append_param(method, at);
        }
    }
}

static bool has_double(const qtl_result_tables *tables, size_t index)
{
    for (size_t m = 0; m < tables->n_methods; m++) {
        if (m != index &&
            strcmp(tables->method[m].label, tables->method[index].label) == 0) {
            return true;
        }
    }
    return false;
}

static void label_methods(qtl_result_tables *tables)
{
    bool again[QTL_PLOT_METHODS_MAX] = {false};
    for (size_t m = 0; m < tables->n_methods; m++) {
        label_method(tables, m, false);
    }
    for (size_t m = 0; m < tables->n_methods; m++) {
        again[m] = has_double(tables, m);
    }
    for (size_t m = 0; m < tables->n_methods; m++) {
        if (again[m]) {
            label_method(tables, m, true);
        }
    }
}

static size_t free_color(const bool *used)
{
    for (size_t c = 0; c < QTL_OKABE_ITO_COUNT; c++) {
        if (!used[c]) {
            return c;
        }
    }
    return QTL_OKABE_ITO_COUNT;
}

/* Known names get their own colour first, so that it is the same in every experiment;
 * the rest take what is left, and then start again with marks on their lines. */
static void color_methods(qtl_result_tables *tables)
{
    bool used[QTL_OKABE_ITO_COUNT] = {true}; /* blue is for `exact` alone */
    bool done[QTL_PLOT_METHODS_MAX] = {false};
    for (size_t m = 0; m < tables->n_methods; m++) {
        const size_t k = known_index(tables->method[m].estimator);
        if (k == 0 || (k < KNOWN && !used[known[k].color])) {
            tables->method[m].color = known[k].color;
            used[known[k].color] = done[m] = true;
        }
    }
    size_t again = 1;
    for (size_t m = 0; m < tables->n_methods; m++) {
        if (done[m]) {
            continue;
        }
        const size_t c = free_color(used);
        tables->method[m].marked = c == QTL_OKABE_ITO_COUNT;
        tables->method[m].color =
            c < QTL_OKABE_ITO_COUNT ? c : again++ % QTL_OKABE_ITO_COUNT;
        used[tables->method[m].color] = true;
    }
}

void qtl_methods_dress(qtl_result_tables *tables)
{
    label_methods(tables);
    color_methods(tables);
}
