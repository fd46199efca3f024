/* Activation functions of hidden neurons. */
#ifndef QUANTAL_ACTIVATION_H
#define QUANTAL_ACTIVATION_H

#include <stdbool.h>
#include <stddef.h>

#include "quantal/status.h"

#pragma GCC visibility push(default)

/* An activation function. Its codes cover [low, high] if bounded; otherwise
 * [low * c, high * c] with a clip c that the network keeps (low is 0 or -1, high is 1).
 */
typedef struct qtl_activation {
    const char *name;    /* e.g. "tanh" */
    const char *summary; /* the formula */
    double low, high;
    bool bounded;
    double (*value)(double net_input); /* reference, double precision */
    double (*slope)(double net_input); /* its derivative */
} qtl_activation;

/* Activation i of the table, NULL past its end; and by name (QTL_EUNKNOWN suggests the
 * nearest). Static. */
const qtl_activation *qtl_activation_at(size_t i);
QTL_NODISCARD qtl_status qtl_activation_find(const char *name,
                                             const qtl_activation **out);

#pragma GCC visibility pop
#endif
