/* Random sub-samples of the inputs, for estimators that do not see all of them. */
#ifndef QTL_EXPERIMENT_SUBSAMPLE_H
#define QTL_EXPERIMENT_SUBSAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "quantal/dataset.h"
#include "quantal/experiment.h"
#include "quantal/reading.h"
#include "quantal/status.h"

/* n of the inputs. */
typedef struct qtl_subsample {
    uint32_t *rows;   /* [n] ascending; NULL: all inputs, and `data` is empty */
    qtl_dataset data; /* their p(x), scaled to sum to 1, and labels; no features */
} qtl_subsample;

typedef struct qtl_subsamples {
    qtl_subsample *items; /* [n] one a measurement */
    size_t n;
} qtl_subsamples;

/* Draws those of a run without replacement from the experiment's seed: the first inputs
 * of one random order, so that the smaller of two lies in the larger. QTL_ERANGE if a
 * measurement wants more than there are. */
QTL_NODISCARD qtl_status qtl_subsamples_create(const qtl_experiment *experiment,
                                               const qtl_dataset *dataset, size_t run,
                                               qtl_subsamples *out);
void qtl_subsamples_free(qtl_subsamples *subsamples);

/* The layer at the sub-sample's inputs.
 *   room  out, what *out points to; freed by the caller
 * O(n width). */
QTL_NODISCARD qtl_status qtl_subsample_read(const qtl_subsample *subsample,
                                            const qtl_layer_reading *layer,
                                            qtl_layer_reading *out, void **room);

#endif
