/* What is looked up in curves. */
#include "experiment/curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

size_t qtl_place_of(const size_t *numbers, size_t n, size_t value)
{
    size_t low = 0;
    size_t high = n;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (numbers[middle] < value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

size_t qtl_curves_method(const qtl_curves *curves, const char *estimator,
                         const char *params)
{
    size_t m = 0;
    while (m < curves->n_methods &&
           (strcmp(curves->methods[m].estimator, estimator) != 0 ||
            strcmp(curves->methods[m].params, params) != 0)) {
        m++;
    }
    return m;
}

size_t qtl_curves_exact_first(const qtl_curves *curves, size_t i)
{
    const size_t exact = qtl_curves_method(curves, "exact", "");
    if (exact == curves->n_methods) {
        return i;
    }
    return i == 0 ? exact : i - (i <= exact);
}

size_t qtl_params_inputs(const char *params, size_t *length)
{
    static const char key[] = "inputs=";
    const char *comma = strrchr(params, ',');
    const char *last = comma ? comma + 1 : params;
    long long number = 0;
    if (strncmp(last, key, sizeof key - 1) != 0 ||
        !qtl_parse_int(last + sizeof key - 1, &number) || number <= 0) {
        *length = strlen(params);
        return 0;
    }
    *length = (size_t)((comma ? comma : params) - params);
    return (size_t)number;
}

void qtl_curves_free(qtl_curves *curves)
{
    for (size_t i = 0; i < curves->n; i++) {
        free(curves->items[i].epochs);
        free(curves->items[i].values);
        free(curves->items[i].errors);
    }
    for (size_t w = 0; w < curves->n_words; w++) {
        free(curves->words[w]);
    }
    free(curves->items);
    free(curves->methods);
    free(curves->runs);
    free(curves->words);
    *curves = (qtl_curves){0};
}

const qtl_curve *qtl_curves_find(const qtl_curves *curves, qtl_variant variant,
                                 size_t method, size_t layer, const char *quantity)
{
    for (const qtl_curve *c = curves->items; c < curves->items + curves->n; c++) {
        if (c->variant == variant && c->method == method && c->layer == layer &&
            strcmp(c->quantity, quantity) == 0) {
            return c;
        }
    }
    return NULL;
}

/* values or errors of a run at an epoch */
static double look_up(const qtl_curve *curve, const double *numbers, size_t run,
                      size_t epoch)
{
    const size_t at = qtl_place_of(curve->epochs, curve->n_epochs, epoch);
    return at < curve->n_epochs && curve->epochs[at] == epoch
               ? numbers[run * curve->n_epochs + at]
               : (double)NAN;
}

double qtl_curve_at(const qtl_curve *curve, size_t run, size_t epoch)
{
    return look_up(curve, curve->values, run, epoch);
}

double qtl_curve_tolerance(const qtl_curve *above, const qtl_curve *below, size_t run,
                           size_t i, double least_bits)
{
    const double error = hypot(above->errors[run * above->n_epochs + i],
                               look_up(below, below->errors, run, above->epochs[i]));
    return fmax(least_bits, 3 * error);
}

double qtl_curve_mean(const qtl_curves *curves, const qtl_curve *curve, size_t i)
{
    double sum = 0;
    size_t n = 0;
    for (size_t run = 0; run < curves->n_runs; run++) {
        const double value = qtl_curve_run(curve, run)[i];
        sum += isnan(value) ? 0 : value;
        n += !isnan(value);
    }
    return n > 0 ? sum / (double)n : (double)NAN;
}
