/* Labels as files have them, and as classes 0..K-1. */
#ifndef QTL_DATA_LABELS_H
#define QTL_DATA_LABELS_H

#include <stddef.h>
#include <stdint.h>

#include "quantal/dataset.h"
#include "quantal/status.h"

/* More labels that all differ are taken for row numbers. */
enum { QTL_CLASSES_MAX = 65536, QTL_DISTINCT_LABELS_MAX = 1000 };

/* QTL_ERANGE, naming `path` and the first label that is not in 0..n_classes-1; n_classes
 * = 0: any will do. */
QTL_NODISCARD qtl_status qtl_labels_check(const char *path, const int64_t *value,
                                          size_t n, size_t n_classes);

/* Any distinct integers become the classes 0..K-1 in ascending order: fills out->label
 * [n] and out->n_classes. QTL_ERANGE if there are more than QTL_CLASSES_MAX, or as
 * many as labels and more than QTL_DISTINCT_LABELS_MAX. O(n log n). */
QTL_NODISCARD qtl_status qtl_labels_rank(const char *path, const int64_t *value, size_t n,
                                         qtl_dataset *out);

#endif
