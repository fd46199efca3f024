/* What -e all leaves out, told by reason rather than by estimator. */
#ifndef QTL_CLI_LEFT_OUT_H
#define QTL_CLI_LEFT_OUT_H

#include <stddef.h>

#include "quantal/status.h"

/* A reason, of one estimator ("it counts codes") and of several ("they count codes"). */
typedef struct cli_reason {
    const char *one, *many;
} cli_reason;

typedef struct cli_left_out {
    struct cli_left_out_item *list; /* [n] */
    size_t n;
} cli_left_out;

/* Adds an estimator, whose name must stay; the reason is copied. */
QTL_NODISCARD qtl_status cli_left_out_add(cli_left_out *all, const char *name,
                                          const cli_reason *reason);

/* A line on standard error for each reason; then the list is empty. */
void cli_left_out_tell(cli_left_out *all);

#endif
