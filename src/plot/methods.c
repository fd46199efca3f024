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
    const qtl_plot_method *there = qtl_methods_find(tables, estimator, params);
    if (there) {
        *method = (size_t)(there - tables->method);
        return QTL_OK;
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

/* What a name says about itself: its spelling, its colour and mark, and the parameters
 * that are always shown. No two have the same colour and mark. Those without a mark are
 * the ones that stand side by side most often; open marks of a colour differ by more than
 * a turn. */
static const struct {
    const char *estimator, *spelling, *headline[2];
    size_t color, mark;
} known[] = {
    {"exact", "exact", {NULL}, 0, 0},
    {"binning", "binning", {"bins"}, 1, 0},
    {"kde", "KDE", {"bound", "variance"}, 2, 0},
    {"noisy-truth", "noisy truth", {"variance"}, 3, 0},
    {"ross", "Ross", {NULL}, 4, 0},
    {"kl", "Kozachenko-Leonenko", {NULL}, 5, 0},
    {"gaussian", "Gaussian", {NULL}, 6, 0},
    {"ksg", "KSG", {NULL}, 5, 4},
    {"lnc", "LNC", {NULL}, 3, 4},
    {"mixed-ksg", "mixed KSG", {NULL}, 4, 4},
    {"lnn", "LNN", {NULL}, 5, 3},
    {"lga", "LGA", {NULL}, 3, 3},
    {"plugin", "plug-in", {NULL}, 6, 4},
    {"miller-madow", "Miller-Madow", {NULL}, 3, 2},
    {"grassberger", "Grassberger", {NULL}, 4, 2},
    {"chao-shen", "Chao-Shen", {NULL}, 5, 2},
    {"nsb", "NSB", {NULL}, 2, 4},
    {"chao-wang-jost", "Chao-Wang-Jost", {NULL}, 5, 8},
    {"jeffreys", "Jeffreys", {NULL}, 2, 9},
    {"laplace", "Laplace", {NULL}, 2, 2},
    {"schurmann-grassberger", "Schürmann-Grassberger", {NULL}, 2, 8},
    {"minimax", "minimax", {NULL}, 2, 3},
    {"shrink", "shrinkage", {NULL}, 4, 8},
    {"zhang", "Zhang", {NULL}, 6, 2},
    {"jackknife", "jackknife", {NULL}, 6, 8},
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
    {"order", " order ", false},
    {"inputs", " n=", false},
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

/* That a method saw a sub-sample is always said. */
static bool is_always_said(const char *param, size_t key)
{
    return is_key("inputs", param, key);
}

static bool is_headline(size_t k, const char *param, size_t key)
{
    return k < KNOWN && (is_key(known[k].headline[0], param, key) ||
                         is_key(known[k].headline[1], param, key));
}

/* The two ends of a fixed range; false when it has not got both. */
static bool has_range(const qtl_plot_method *method, const char *ends[2],
                      size_t length[2])
{
    length[0] = find_param(method->params, "low", 3, &ends[0]);
    length[1] = find_param(method->params, "high", 4, &ends[1]);
    return length[0] > 0 && length[1] > 0;
}

/* A fixed range is always said: without one it is the layer's own. */
static void append_range(qtl_plot_method *method)
{
    const char *ends[2];
    size_t length[2];
    if (has_range(method, ends, length)) {
        append(method, " in [", ends[0], length[0]);
        append(method, ",", ends[1], length[1]);
        append(method, "]", "", 0);
    }
}

static bool is_of_range(const qtl_plot_method *method, const char *param, size_t key)
{
    const char *ends[2];
    size_t length[2];
    return (is_key("low", param, key) || is_key("high", param, key)) &&
           has_range(method, ends, length);
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
    append_range(method);
    for (const char *at = method->params; *at; at += strcspn(at, ","), at += *at == ',') {
        const size_t key = strcspn(at, "=,");
        const size_t i = spelling_of(at, key);
        if (!is_headline(k, at, key) && !is_of_range(method, at, key) &&
            (is_always_said(at, key) || distinguishes(tables, index, at, key)) &&
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

/* Whether a colour with a mark is someone else's: kept for an estimator, or given to a
 * method before this one. */
static bool is_taken(const qtl_result_tables *tables, size_t method, size_t color,
                     size_t mark)
{
    for (size_t k = 0; k < KNOWN; k++) {
        if (known[k].color == color && known[k].mark == mark) {
            return true;
        }
    }
    for (size_t m = 0; m < method; m++) {
        if (tables->method[m].color == color && tables->method[m].mark == mark) {
            return true;
        }
    }
    return false;
}

static size_t count_namesakes_before(const qtl_result_tables *tables, size_t method)
{
    size_t n = 0;
    for (size_t m = 0; m < method; m++) {
        n += !tables->method[m].outdone &&
             strcmp(tables->method[m].estimator, tables->method[method].estimator) == 0;
    }
    return n;
}

/* The first method of an estimator has the estimator's colour and mark, which do not
 * depend on what else there is; its namesakes have shades of the same colour with free
 * marks. What is not shown needs none. */
static void color_method(qtl_result_tables *tables, size_t index)
{
    qtl_plot_method *method = &tables->method[index];
    const size_t k = known_index(method->estimator);
    method->color = k < KNOWN ? known[k].color : QTL_OKABE_ITO_COUNT - 1;
    method->mark = k < KNOWN ? known[k].mark : 0;
    method->shade = method->outdone ? 0 : count_namesakes_before(tables, index);
    if (!method->outdone && (k == KNOWN || method->shade > 0)) {
        method->mark = 0;
        while (is_taken(tables, index, method->color, method->mark)) {
            method->mark++;
        }
    }
}

void qtl_methods_dress(qtl_result_tables *tables)
{
    label_methods(tables);
    qtl_methods_compare_inputs(tables);
    for (size_t m = 0; m < tables->n_methods; m++) {
        color_method(tables, m);
    }
}

qtl_color qtl_method_color(const qtl_plot_method *method)
{
    static const struct {
        double end, share;
    } shades[] = {{0, 0}, {1, 0.4}, {0, 0.4}, {1, 0.6}, {0, 0.6}};
    const size_t shade = method->shade % (sizeof shades / sizeof shades[0]);
    const qtl_color color = qtl_okabe_ito(method->color);
    return method->color == QTL_OKABE_ITO_COUNT - 1 /* nothing is darker than black */
               ? qtl_color_towards(color, 1, 0.15 * (double)shade)
               : qtl_color_towards(color, shades[shade].end, shades[shade].share);
}
