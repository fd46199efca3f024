/* Which of many methods figures show: the one place that decides it. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plot/tables.h"

/* How many inputs a method saw, SIZE_MAX for all, and how much of its parameters comes
 * before that: "k=3,inputs=64" has 64 and 3 characters. */
static size_t split_inputs(const char *params, size_t *length)
{
    static const char key[] = "inputs=";
    const char *last = strrchr(params, ',');
    const char *at = last ? last + 1 : params;
    *length = strlen(params);
    if (strncmp(at, key, sizeof key - 1) != 0) {
        return SIZE_MAX;
    }
    *length = last ? (size_t)(last - params) : 0;
    return (size_t)strtoull(at + sizeof key - 1, NULL, 10);
}

/* Whether another method differs in nothing but that it saw more inputs. */
static bool is_outdone(const qtl_result_tables *tables, size_t method)
{
    const qtl_plot_method *own = &tables->method[method];
    size_t length = 0;
    const size_t inputs = split_inputs(own->params, &length);
    for (size_t m = 0; m < tables->n_methods; m++) {
        const qtl_plot_method *other = &tables->method[m];
        size_t their = 0;
        if (split_inputs(other->params, &their) > inputs && their == length &&
            strncmp(other->params, own->params, length) == 0 &&
            strcmp(other->estimator, own->estimator) == 0) {
            return true;
        }
    }
    return false;
}

void qtl_methods_compare_inputs(qtl_result_tables *tables)
{
    for (size_t m = 0; m < tables->n_methods; m++) {
        size_t length = 0;
        const size_t inputs = split_inputs(tables->method[m].params, &length);
        tables->method[m].inputs = inputs == SIZE_MAX ? 0 : inputs;
        tables->method[m].outdone = is_outdone(tables, m);
    }
}

double qtl_method_limit_bits(const qtl_result_tables *tables, size_t method)
{
    const size_t inputs = tables->method[method].inputs;
    const double bits = inputs > 0 ? log2((double)inputs) : NAN;
    return bits >= tables->manifest.h_x_bits ? NAN : bits;
}

/* Whether "key=value,..." [length] has this "key=value". */
static bool has_param(const char *params, const char *param, size_t length)
{
    for (const char *at = params; *at; at += strcspn(at, ","), at += *at == ',') {
        if (strcspn(at, ",") == length && strncmp(at, param, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_meant(const qtl_plot_method *method, const char *wish)
{
    const size_t name = strcspn(wish, ":");
    if (strcmp(wish, "all") == 0) {
        return true;
    }
    if (strlen(method->estimator) != name ||
        strncmp(method->estimator, wish, name) != 0) {
        return false;
    }
    for (const char *at = wish + name + (wish[name] == ':'); *at;
         at += strcspn(at, ","), at += *at == ',') {
        if (!has_param(method->params, at, strcspn(at, ","))) {
            return false;
        }
    }
    return true;
}

bool qtl_methods_know(const qtl_result_tables *tables, const char *wish)
{
    size_t m = 0;
    while (m < tables->n_methods &&
           (tables->method[m].outdone || !is_meant(&tables->method[m], wish))) {
        m++;
    }
    return m < tables->n_methods;
}

static bool is_wished(const qtl_result_tables *tables, size_t method)
{
    bool wished = tables->n_wishes == 0 || method == 0;
    for (size_t i = 0; i < tables->n_wishes && !wished; i++) {
        wished = is_meant(&tables->method[method], tables->wishes[i]);
    }
    return wished;
}

bool qtl_method_measured(const qtl_result_tables *tables, size_t variant, size_t method,
                         qtl_wanted wanted)
{
    const qtl_cube *cube = &tables->cube[QTL_MEASURES];
    const size_t series = qtl_measure_series(variant, method, QTL_I_XT);
    return tables->method[method].present[variant] &&
           (wanted == QTL_WANT_TY || qtl_cube_has(cube, series, cube->layers.n)) &&
           (wanted == QTL_WANT_XT ||
            qtl_cube_has(cube, series + QTL_I_TY, cube->layers.n));
}

static bool is_measured(const qtl_result_tables *tables, size_t method, qtl_wanted wanted)
{
    return qtl_method_measured(tables, 0, method, wanted) ||
           qtl_method_measured(tables, 1, method, wanted);
}

/* Draws one more method unless `most` are drawn. */
static void draw_method(const qtl_result_tables *tables, qtl_wanted wanted, size_t method,
                        size_t most, qtl_choice *choice)
{
    if (!choice->drawn[method] && choice->n_drawn < most &&
        !tables->method[method].outdone && is_wished(tables, method) &&
        is_measured(tables, method, wanted)) {
        choice->drawn[method] = true;
        choice->n_drawn++;
    }
}

/* Draws what fits of the rest and counts what is left. */
static void draw_rest(const qtl_result_tables *tables, qtl_wanted wanted, size_t most,
                      qtl_choice *choice)
{
    for (size_t m = 0; m < tables->n_methods; m++) {
        draw_method(tables, wanted, m, most, choice);
        choice->n_more += !choice->drawn[m] && is_measured(tables, m, wanted);
    }
}

void qtl_methods_choose(const qtl_result_tables *tables, qtl_wanted wanted,
                        qtl_choice *out)
{
    *out = (qtl_choice){.n_more = 0};
    draw_rest(tables, wanted, QTL_DRAWN_METHODS_MAX, out);
}

static bool has_drawn_namesake(const qtl_result_tables *tables, const qtl_choice *choice,
                               size_t method)
{
    size_t m = 0;
    while (m < method &&
           !(choice->drawn[m] && strcmp(tables->method[m].estimator,
                                        tables->method[method].estimator) == 0)) {
        m++;
    }
    return m < method;
}

void qtl_methods_choose_few(const qtl_result_tables *tables, qtl_wanted wanted,
                            qtl_choice *out)
{
    const size_t most = tables->n_wishes > 0 ? QTL_DRAWN_METHODS_MAX : QTL_FEW_METHODS;
    *out = (qtl_choice){.n_more = 0};
    for (size_t m = 0; m < tables->n_methods; m++) {
        if (!has_drawn_namesake(tables, out, m)) {
            draw_method(tables, wanted, m, most, out);
        }
    }
    draw_rest(tables, wanted, most, out);
}

const qtl_plot_method *qtl_methods_find(const qtl_result_tables *tables,
                                        const char *estimator, const char *params)
{
    for (size_t m = 0; m < tables->n_methods; m++) {
        const qtl_plot_method *method = &tables->method[m];
        if (strcmp(method->estimator, estimator) == 0 &&
            strcmp(method->params, params) == 0) {
            return method;
        }
    }
    return NULL;
}
