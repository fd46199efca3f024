/* Inputs that occur more than once. */
#ifndef QTL_DATA_EQUAL_ROWS_H
#define QTL_DATA_EQUAL_ROWS_H

#include "quantal/dataset.h"
#include "quantal/status.h"

/* From x, n_inputs and n_features: n_distinct, and `first`, which stays NULL when all
 * rows differ. Rows are equal when all their numbers are (0 equals -0). Rows are hashed
 * and those of one hash compared in full: O(N D). */
QTL_NODISCARD qtl_status qtl_dataset_find_equal_rows(qtl_dataset *dataset);

#endif
