/* What a finished experiment says, for a person. */
#ifndef QUANTAL_SUMMARY_H
#define QUANTAL_SUMMARY_H

#include "quantal/status.h"

#pragma GCC visibility push(default)

/* A table for a person: per layer, variant and method the first, highest and last I(X;T)
 * and I(T;Y), means over runs, saturated layers marked; of data whose relevant features
 * are known also I(T;R), I(T;N), I(T;R|N), I(T;N|R). `text` is freed by the caller. */
QTL_NODISCARD qtl_status qtl_summary(const char *directory, char **text);

#pragma GCC visibility pop
#endif
