/* Counting, second half: from symbols to I(X;T) and I(T;Y). */
#ifndef QTL_INFORMATION_COUNTING_H
#define QTL_INFORMATION_COUNTING_H

#include "information/symbols.h"
#include "quantal/estimator.h"

/* I(X;T) = H(T), since T = f(X), and I(T;Y) = H(Y) - H(Y|T), of the symbols of a layer
 * that has been checked; only its probabilities and labels are read. i_ty is NaN without
 * labels.
 *
 * With equiprobable inputs and hard labels everything is a function of integer tallies,
 * so the bits do not depend on the order of points, neurons or code words; and data
 * processing holds to the bit: H(T) changes by far more than rounding when symbols merge,
 * and I(T;Y) depends only on the conditional distributions p(y|t) in lowest terms. */
QTL_NODISCARD qtl_status qtl_counted_information(const qtl_layer *layer,
                                                 const qtl_symbols *symbols,
                                                 qtl_layer_information *out);

#endif
