/* A validation with every default filled in, and its folder. Private to validat*.c. */
#ifndef QTL_EXPERIMENT_VALIDATION_H
#define QTL_EXPERIMENT_VALIDATION_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "core/text.h"
#include "experiment/suites.h"
#include "quantal/estimator.h"

enum { QTL_SUITES_MAX = 16 };

typedef struct qtl_validation {
    const char *directory;
    const qtl_known_suite *suites[QTL_SUITES_MAX];
    size_t n_suites;
    qtl_method *methods; /* [n_methods] */
    size_t n_methods;
    const size_t *sizes; /* [n_sizes] of samples; NULL: each suite's own */
    size_t n_sizes;
    size_t repeats;
    bool by_name; /* the caller chose the methods: none is spared for its cost */
    bool untimed;
    uint64_t seed;
} qtl_validation;

/* What is measured and written at once: a task at one size. */
typedef struct qtl_validation_unit {
    const qtl_known_suite *suite;
    const qtl_known *task;
    size_t n; /* samples */
} qtl_validation_unit;

/* Repeats of a method; 0: the unit is too large for it. */
size_t qtl_validation_repeats(const qtl_validation *validation,
                              const qtl_validation_unit *unit, const qtl_method *method);

/* Runs every method on every repeat and writes the rows, header included. */
QTL_NODISCARD qtl_status qtl_validation_measure(const qtl_validation *validation,
                                                const qtl_validation_unit *unit,
                                                FILE *out);

/* The header line of validate.csv. */
extern const char qtl_validation_header[];

/* Makes DIR/tasks. A folder with results is refused unless `resume` is set and it was
 * made by this version from the same configuration; suites may be added. *lock is given
 * to qtl_result_folder_release at the end. */
QTL_NODISCARD qtl_status qtl_validation_prepare(const qtl_validation *validation,
                                                bool resume, int *lock);

/* Leaves DIR/tasks/SUITE-TASK-SAMPLES.csv complete or not at all; one that is there is
 * kept. */
QTL_NODISCARD qtl_status qtl_validation_unit_run(const qtl_validation *validation,
                                                 const qtl_validation_unit *unit);

/* Merges the units' rows into DIR/validate.csv, in their order. */
QTL_NODISCARD qtl_status qtl_validation_merge(const qtl_validation *validation,
                                              const qtl_validation_unit *units,
                                              size_t n_units);

/* Writes DIR/manifest.yaml; wall_s < 0: not finished yet. */
QTL_NODISCARD qtl_status qtl_validation_manifest(const qtl_validation *validation,
                                                 double wall_s);

#endif
