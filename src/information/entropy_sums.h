/* Mutual information of samples and layers as a sum of differential entropies, for
 * estimators that are entropy estimators at heart. */
#ifndef QTL_INFORMATION_ENTROPY_SUMS_H
#define QTL_INFORMATION_ENTROPY_SUMS_H

#include "quantal/estimator.h"

typedef struct qtl_entropy_method {
    const char *name; /* of the estimator, for messages */
    /* h in nats of the n points values[d][n]. */
    qtl_status (*entropy)(const double *values, size_t n, size_t d, const void *options,
                          double *h_nats);
    const void *options;
} qtl_entropy_method;

/* h(X); or I(X;Y) = h(X) + h(Y) - h(X,Y) of continuous variables, = h(X) - sum_y p(y)
 * h(X|y) if one of the two is discrete. QTL_EUNSUPPORTED for discrete variables alone. */
QTL_NODISCARD qtl_status qtl_entropy_sum_sample(const qtl_entropy_method *method,
                                                const qtl_sample *sample,
                                                qtl_estimate *out);

/* I(X;T+Z) = h(T+Z) - (d/2) ln(2 pi e v), I(T;Y) = h(T+Z) - sum_y p(y) h(T+Z|y), of
 * equiprobable points with hard labels; one draw of Z from `seed`. */
QTL_NODISCARD qtl_status qtl_entropy_sum_layer(const qtl_entropy_method *method,
                                               const qtl_layer *layer, double variance,
                                               uint64_t seed, qtl_layer_information *out);

#endif
