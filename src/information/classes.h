/* Points grouped by what is discrete about them: a label, or the symbol that they carry.
 */
#ifndef QTL_INFORMATION_CLASSES_H
#define QTL_INFORMATION_CLASSES_H

#include <stdint.h>

#include "quantal/estimator.h"

typedef struct qtl_classes {
    size_t n; /* classes; some may be empty */
    size_t n_points;
    size_t *start;    /* [n + 1] where the members of each class begin */
    uint32_t *member; /* [n_points] points in order of class, then of index */
} qtl_classes;

/* By label[n_points] below n_classes. Free even after a failure. */
QTL_NODISCARD qtl_status qtl_classes_of_labels(const uint32_t *label, size_t n_points,
                                               size_t n_classes, qtl_classes *out);

/* By the distinct rows of a variable with n_points samples. */
QTL_NODISCARD qtl_status qtl_classes_of_variable(const qtl_variable *variable,
                                                 size_t n_points, qtl_classes *out);
void qtl_classes_free(qtl_classes *classes);

static inline size_t qtl_classes_size(const qtl_classes *classes, size_t c)
{
    return classes->start[c + 1] - classes->start[c];
}

/* The members of class c out of values[d][n_points] into out[d][size]. */
void qtl_classes_gather(const qtl_classes *classes, size_t c, const double *values,
                        size_t d, double *out);

#endif
