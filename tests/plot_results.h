/* Result folders made up for tests: the shape of tables and curves is that of a run of
 * the 12-10-7-5-4-3-2 tanh network, the numbers are formulas. */
#ifndef QTL_TESTS_PLOT_RESULTS_H
#define QTL_TESTS_PLOT_RESULTS_H

#include <stdbool.h>
#include <stddef.h>

#include "quantal/plot.h"

typedef struct fake_results {
    size_t runs, epochs, layers;
    size_t n_methods; /* of quantized networks, `exact` included; at most 12 */
    bool no_continuous, no_quantized, no_test, one_batch, epoch_zero, gaps;
    bool only_measures; /* no training, gradients, codes */
} fake_results;

/* A folder under $TMPDIR; the caller frees the name. */
char *fake_results_make(const fake_results *what);

/* A folder under $TMPDIR with these files; the caller frees the name. */
char *fake_folder(const char *manifest, const char *measures);
#define FAKE_MEASURES_HEADER                                                             \
    "run,variant,epoch,layer,width,estimator,params,quantity,value_bits,stderr_bits\n"

#define FAKE_MANIFEST                                                                    \
    "name: x\nseed: 1\ninput_entropy_bits: 12\nlabel_entropy_bits: 0.5\nextra: [1, 2]\n"

/* The tables of a folder with these rows of measures.csv; the caller frees them. */
qtl_result_tables *fake_tables(const char *rows);

/* DIR/NAME; freed by the caller. */
char *fake_path(const char *directory, const char *name);

#endif
