/* How weights follow gradients. */
#ifndef QUANTAL_OPTIMIZER_H
#define QUANTAL_OPTIMIZER_H

#include <stddef.h>

#pragma GCC visibility push(default)

/* The steps, with g the gradient of a mini-batch. */
typedef enum qtl_optimizer {
    QTL_SGD,      /* w -= rate * g */
    QTL_MOMENTUM, /* v = momentum * v - rate * g; w += v */
    QTL_ADAM,     /* Kingma & Ba 2015, alg. 1, bias corrections folded into the rate */
    QTL_OPTIMIZER_COUNT
} qtl_optimizer;
/* "sgd", "momentum", "adam"; NULL past the end */
const char *qtl_optimizer_name(size_t i);
const char *qtl_optimizer_summary(size_t i); /* one line for `quantal list optimizers` */

#pragma GCC visibility pop
#endif
