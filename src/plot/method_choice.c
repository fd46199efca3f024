/* Which of many methods figures show: the one place that decides it. */
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
        tables->method[m].outdone = is_outdone(tables, m);
    }
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

void qtl_methods_choose(const qtl_result_tables *tables, qtl_wanted wanted,
                        qtl_choice *out)
{
    *out = (qtl_choice){.n_more = 0};
    for (size_t m = 0; m < tables->n_methods; m++) {
        if (qtl_method_measured(tables, 0, m, wanted) ||
            qtl_method_measured(tables, 1, m, wanted)) {
            out->drawn[m] =
                !tables->method[m].outdone && out->n_drawn < QTL_DRAWN_METHODS_MAX;
            out->n_drawn += out->drawn[m];
            out->n_more += !out->drawn[m];
        }
    }
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
