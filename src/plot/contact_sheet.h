/* Samples of every class of a data set, side by side. */
#ifndef QTL_PLOT_CONTACT_SHEET_H
#define QTL_PLOT_CONTACT_SHEET_H

#include <stddef.h>
#include <stdint.h>

#include "quantal/status.h"

/* Everything is borrowed. */
typedef struct qtl_contact_sheet {
    const float *x;        /* [n][n_features] */
    const uint32_t *label; /* [n] in 0..n_classes-1 */
    size_t n, n_features, n_classes;
    size_t rows, columns, channels; /* of an image, channel by channel; 0: the features
                                       are no image and become a strip of fields */
    const char *const *class_names; /* [n_classes], or NULL: their numbers */
    const double *share;            /* [n_classes] P(y) */
    const char *title;              /* one line */
    const char *checksum;           /* of the data, for the file's metadata */
} qtl_contact_sheet;

/* Writes the sheet as PNG (200 dpi), PDF or SVG, as the path ends; PNG for any other end.
 * A row of the first samples for each class, up to 26 classes. 0 (or the least value, if
 * that is lower) is black, 1 (or the greatest) white; in a strip 0 is light, 1 dark.
 * QTL_EUNSUPPORTED: more than 64 features that are no image. The same data give the same
 * bytes. */
QTL_NODISCARD qtl_status qtl_contact_sheet_write(const qtl_contact_sheet *sheet,
                                                 const char *path);

#endif
