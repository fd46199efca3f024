/* The relevant and the irrelevant part of every input of a data set that knows them. */
#ifndef QTL_EXPERIMENT_INPUT_PARTS_H
#define QTL_EXPERIMENT_INPUT_PARTS_H

#include <stdint.h>

#include "quantal/dataset.h"

/* Equal parts have equal numbers. */
typedef struct qtl_input_parts {
    uint32_t *relevant;   /* [n_inputs]; NULL: the data set does not say what matters */
    uint32_t *irrelevant; /* [n_inputs] */
    double h_r_bits, h_n_bits; /* H(R), H(N) */
} qtl_input_parts;

/* R are the first n_relevant features, N the others. O(N D). Free even after a failure.
 */
QTL_NODISCARD qtl_status qtl_input_parts_create(const qtl_dataset *dataset,
                                                qtl_input_parts *out);
void qtl_input_parts_free(qtl_input_parts *parts);

#endif
