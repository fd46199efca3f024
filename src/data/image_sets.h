/* Published sets of images: their files, and the sums to know them by. */
#ifndef QTL_DATA_IMAGE_SETS_H
#define QTL_DATA_IMAGE_SETS_H

#include <stdbool.h>
#include <stddef.h>

#include "quantal/status.h"

/* Training images and labels, test images and labels. */
enum { QTL_IDX_FILES = 4, QTL_IMAGE_SET_FILES = QTL_IDX_FILES + 2 };

typedef struct qtl_image_set {
    const char *name;   /* of the data set */
    const char *system; /* where a package of the system puts the files; NULL: nowhere */
    /* Names without ".gz", the IDX files first; NULL after the last. */
    const char *files[QTL_IMAGE_SET_FILES + 1];
    const char *sha256[QTL_IDX_FILES]; /* of the uncompressed files; NULL: any will do */
    bool test_alone; /* the test pair alone is a set, without an official split */
} qtl_image_set;

/* NULL: no set of images has that name. */
const qtl_image_set *qtl_image_set_find(const char *name);

/* Is file i of the set in the folder, and what it should be? */
bool qtl_image_set_has(const qtl_image_set *set, const char *folder, size_t i);

#endif
