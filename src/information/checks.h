/* What every estimator may take for granted about what it is given. */
#ifndef QTL_INFORMATION_CHECKS_H
#define QTL_INFORMATION_CHECKS_H

#include "quantal/estimator.h"

/* Everything that qtl_method_layer promises to check for `estimator`. */
QTL_NODISCARD qtl_status qtl_layer_check(const qtl_layer *layer,
                                         const qtl_estimator *estimator);

/* Everything that qtl_method_sample promises to check. */
QTL_NODISCARD qtl_status qtl_sample_check(const qtl_sample *sample);

#endif
