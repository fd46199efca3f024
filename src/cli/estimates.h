/* What was estimated, and printing it. */
#ifndef QTL_CLI_ESTIMATES_H
#define QTL_CLI_ESTIMATES_H

#include <stddef.h>

#include "cli/layer_input.h"
#include "quantal/estimator.h"

typedef struct cli_estimate {
    qtl_method method;
    char params[256];
    qtl_layer_information value;
    double seconds; /* for both quantities */
} cli_estimate;

typedef struct cli_estimates {
    const char *source; /* the layer's file */
    const cli_layer *layer;
    cli_estimate *list; /* [n] */
    size_t n;
} cli_estimates;

/* The formats: names (NULL-terminated) and, in the same order, what prints them. */
extern const char *const cli_format_names[];
extern void (*const cli_format_print[])(const cli_estimates *estimates);

#endif
