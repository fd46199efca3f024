/* The kernel density bounds on a chosen instruction set, for the tests that compare them.
 */
#ifndef QTL_INFORMATION_KDE_H
#define QTL_INFORMATION_KDE_H

#include "core/isa.h"
#include "quantal/estimator.h"

/* Bounds on the information of T + Z, Z ~ N(0, variance I), of a checked layer. The lower
 * bound is the upper one at four times the variance. */
QTL_NODISCARD qtl_status qtl_kde_information(const qtl_layer *layer, double variance,
                                             bool lower, qtl_isa isa,
                                             qtl_layer_information *out);

#endif
