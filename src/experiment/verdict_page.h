/* What the parts of verdict.md share. */
#ifndef QTL_EXPERIMENT_VERDICT_PAGE_H
#define QTL_EXPERIMENT_VERDICT_PAGE_H

#include "experiment/verdict_tables.h"

/* "3.09 [1.86, 5.17]", "3.09" without an interval, "" without a number; the unit follows
 * the number. */
void qtl_number_print(FILE *out, const qtl_interval *interval, int decimals,
                      const char *unit);

/* The ruling on the network of a claim by exact counting, or NULL. */
const qtl_ruling *qtl_counted(const qtl_findings *findings, const qtl_claim *claim);

/* Whether the claim could be tested here at all. */
bool qtl_is_tested(const qtl_findings *findings, const qtl_claim *claim);

/* What each method would have said. */
void qtl_methods_print(const qtl_findings *findings, FILE *out);

/* Estimates on the continuous network beside the count of its twin; nothing if there is
 * no such pair. */
QTL_NODISCARD qtl_status qtl_gaps_print(const qtl_findings *findings, FILE *out);

#endif
