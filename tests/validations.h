/* Small validations, for the tests of quantal validate. */
#ifndef QTL_TESTS_VALIDATIONS_H
#define QTL_TESTS_VALIDATIONS_H

#include <stddef.h>

#include "quantal/validate.h"

/* The first line of validate.csv. */
extern const char validation_header[];

/* Two sizes, the larger first, and two suites. */
extern const size_t validation_sizes[];

extern const char *const validation_suites[];

/* A small validation, untimed. */
qtl_validate_options validation_small(const char *directory);

#endif
