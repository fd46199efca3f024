/* Tasks of quantal validate and samples of them, for their tests. */
#ifndef QTL_TESTS_KNOWN_TASKS_H
#define QTL_TESTS_KNOWN_TASKS_H

#include <stddef.h>
#include <stdint.h>

#include "experiment/suites.h"
#include "suite.h"

/* The task of that name, which must exist. */
const qtl_known *known_task(const qtl_known_suite *suite, const char *name);

/* Its truth, in nats. */
double known_nats(const qtl_known_suite *suite, const char *name);

/* The two differ by no more than the tolerance. */
void known_near(double found, double expected, double tolerance);

/* n samples of a task; freed with known_free. */
qtl_draw known_draw(const qtl_known *task, size_t n, uint64_t repeat);

void known_free(qtl_draw *draw);

/* Of a[n] b[n], and of a[n]. */
double mean_product(const double *a, const double *b, size_t n);

double mean(const double *a, size_t n);

#endif
