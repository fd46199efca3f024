/* Several experiments side by side. */
#ifndef QUANTAL_COMPARE_H
#define QUANTAL_COMPARE_H

#include <stddef.h>

#include "quantal/plot.h"
#include "quantal/status.h"

#pragma GCC visibility push(default)

/* Zero means the default. */
typedef struct qtl_compare_options {
    const char *folder; /* where compare.csv and the figures go; "results/compare" */
    qtl_plot_format format;
    double dpi;                                       /* PNG only; 200 */
    void (*written)(const char *path, void *context); /* after each file; may be NULL */
    void *context;
} qtl_compare_options;

/* Compares the finished experiments in directories[n], in that order, and writes
 *   compare.csv          every row of their summary.csv after a column `experiment`
 *   compare-planes       the counted information plane of each
 *   compare-compression  how far I(X;T) falls from its peak, layer by layer
 *   compare-accuracy     accuracy of both twins, what quantization costs of it, and
 *                        I(X;T) at the end, by experiment; over a log axis when what
 *                        sets the names apart are numbers
 * and stores a table for a person in *text (freed by the caller; may be NULL). options
 * may be NULL too. Fails with one line on a folder without summary.csv. The same tables
 * give the same bytes. */
QTL_NODISCARD qtl_status qtl_compare(const char *const *directories, size_t n,
                                     const qtl_compare_options *options, char **text);

#pragma GCC visibility pop
#endif
