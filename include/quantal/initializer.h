/* Initial weights. */
#ifndef QUANTAL_INITIALIZER_H
#define QUANTAL_INITIALIZER_H

#include <stddef.h>

#pragma GCC visibility push(default)

/* How initial weights are drawn; biases start at 0. */
typedef enum qtl_initializer {
    QTL_GLOROT_UNIFORM,    /* U(-a, a), a = sqrt(6 / (fan_in + fan_out)); Glorot & Bengio
                              2010 */
    QTL_HE,                /* N(0, 2 / fan_in); He et al. 2015 */
    QTL_TRUNCATED_FAN_IN,  /* N(0, 1 / fan_in) redrawn beyond 2 sd; Shwartz-Ziv & Tishby's
                              code */
    QTL_TRUNCATED_FAN_OUT, /* N(0, 1 / fan_out) redrawn beyond 2 sd; Saxe et al.'s code */
    QTL_INITIALIZER_COUNT
} qtl_initializer;
const char *qtl_initializer_name(size_t i); /* "glorot-uniform", ...; NULL past the end */

#pragma GCC visibility pop
#endif
