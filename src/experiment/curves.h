/* measures.csv as curves: one quantity of one layer over epochs, a run at a time. */
#ifndef QTL_EXPERIMENT_CURVES_H
#define QTL_EXPERIMENT_CURVES_H

#include <stddef.h>

#include "quantal/experiment.h"
#include "quantal/status.h"

/* An estimator with its parameters, as the table spells them. */
typedef struct qtl_curve_method {
    const char *estimator, *params;
} qtl_curve_method;

/* One quantity of one layer of one variant, by one method. */
typedef struct qtl_curve {
    qtl_variant variant;
    size_t method; /* of qtl_curves.methods */
    size_t layer;  /* from 1 */
    size_t width;
    const char *quantity; /* "I(X;T)", "I(T;Y)", ... */
    size_t n_epochs;
    size_t *epochs; /* [n_epochs] the method's own, ascending */
    double *values; /* [n_runs][n_epochs] bits; NaN: this run has none */
    double *errors; /* [n_runs][n_epochs] standard errors in bits; 0: not known */
} qtl_curve;

typedef struct qtl_curves {
    qtl_curve *items; /* [n] by variant, method, layer, quantity */
    size_t n;
    qtl_curve_method *methods; /* [n_methods] in the order in which they appear */
    size_t n_methods;
    size_t *runs; /* [n_runs] their numbers, ascending */
    size_t n_runs;
    size_t n_layers; /* the highest layer */
    char **words;    /* [n_words] the texts that methods and quantities point to */
    size_t n_words;
} qtl_curves;

/* Reads a measures.csv. An empty value is a gap; of rows that say the same thing twice
 * the last counts. A table without rows has no curves. QTL_EFORMAT
 * names file and line. O(rows log epochs): a million rows take about a second. *out is
 * untouched on failure. */
QTL_NODISCARD qtl_status qtl_curves_read(const char *path, qtl_curves *out);
void qtl_curves_free(qtl_curves *curves);

/* Index of the first of n ascending numbers that is not below `value`. O(log n). */
size_t qtl_place_of(const size_t *numbers, size_t n, size_t value);

/* The curve, or NULL when there is none. */
const qtl_curve *qtl_curves_find(const qtl_curves *curves, qtl_variant variant,
                                 size_t method, size_t layer, const char *quantity);

/* Index of the method, n_methods when there is none. */
size_t qtl_curves_method(const qtl_curves *curves, const char *estimator,
                         const char *params);

/* Method i in the order of verdicts and scores: `exact`, then as measured. */
size_t qtl_curves_exact_first(const qtl_curves *curves, size_t i);

/* The size of the sub-sample of inputs that parameters end in, 0: all of them.
 *   length  out, characters of the parameters before it: of "k=3,inputs=64" 3 */
size_t qtl_params_inputs(const char *params, size_t *length);

/* The values of run `run` (an index into qtl_curves.runs), [n_epochs]. */
static inline const double *qtl_curve_run(const qtl_curve *curve, size_t run)
{
    return curve->values + run * curve->n_epochs;
}

/* The value of a run at an epoch; NaN when it was not measured. O(log n_epochs). */
double qtl_curve_at(const qtl_curve *curve, size_t run, size_t epoch);

/* How much more a layer's value has to be than that of the layer below, at epochs[i] of
 * `above`, to be more than chance: `least_bits`, or three standard errors of the
 * difference. */
double qtl_curve_tolerance(const qtl_curve *above, const qtl_curve *below, size_t run,
                           size_t i, double least_bits);

/* Mean over the runs that have a value at epochs[i]; NaN when none has. */
double qtl_curve_mean(const qtl_curves *curves, const qtl_curve *curve, size_t i);

#endif
