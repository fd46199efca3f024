/* Experiments from text, for the tests of the configuration. */
#ifndef QTL_TESTS_EXPERIMENT_TEXT_H
#define QTL_TESTS_EXPERIMENT_TEXT_H

#include "quantal/experiment.h"
#include "suite.h"

/* The example of the design, with the estimators that exist. */
extern const char experiment_design[];

/* As little as an experiment can say. */
extern const char experiment_least[];

/* training.epochs is 100; 100^(i/4) = 1, 3.16, 10, 31.6, 100. */
extern const char experiment_scheduled[];

/* Loads `text` as a file, with up to two overrides (NULL: none). */
qtl_experiment *experiment_of(const char *text, const char *first, const char *second);

#endif
