/* The methods of a result folder: what they estimate, and which method knows it. */
#ifndef QTL_EXPERIMENT_BIAS_METHODS_H
#define QTL_EXPERIMENT_BIAS_METHODS_H

#include <stdio.h>

#include "experiment/curves.h"
#include "quantal/estimator.h"

typedef struct qtl_bias_method {
    qtl_method method;
    char *params;       /* without the inputs */
    size_t n_inputs;    /* of its sub-sample; 0: all */
    const char *target; /* of the estimator; "codes" without noise */
    size_t truth;       /* the method that knows the target; n_methods: none does */
} qtl_bias_method;

/* What the tables are made from. */
typedef struct qtl_bias {
    qtl_curves curves;
    qtl_bias_method *methods; /* [curves.n_methods] */
    size_t exact;             /* n_methods: it was not measured */
    double h_x_bits, h_y_bits;
} qtl_bias;

QTL_NODISCARD qtl_status qtl_bias_read(const char *directory, qtl_bias *out);
void qtl_bias_free(qtl_bias *bias);

/* The quantities that estimators have, and how many. */
enum { QTL_BIAS_QUANTITIES = 2 };
extern const char *const qtl_bias_quantities[QTL_BIAS_QUANTITIES];

/* The curve of a method on the quantized variant; NULL when there is none, or no such
 * method. */
const qtl_curve *qtl_bias_curve(const qtl_bias *bias, size_t method, size_t layer,
                                const char *quantity);

/* As qtl_curve_at; NaN without a curve. */
double qtl_bias_at(const qtl_curve *curve, size_t run, size_t epoch);

/* The tables, whole, with their headers. */
QTL_NODISCARD qtl_status qtl_bias_print(const qtl_bias *bias, FILE *out);
QTL_NODISCARD qtl_status qtl_bias_samples_print(const qtl_bias *bias, FILE *out);
QTL_NODISCARD qtl_status qtl_bias_scores_print(const qtl_bias *bias, FILE *out);

#endif
