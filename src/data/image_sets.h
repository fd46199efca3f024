/* Published sets of images: their files, and the sums to know them by. */
#ifndef QTL_DATA_IMAGE_SETS_H
#define QTL_DATA_IMAGE_SETS_H

#include <stdbool.h>
#include <stddef.h>

#include "data/inflate.h"
#include "quantal/status.h"

/* Training images and labels, test images and labels; an archive of images and the folder
 * that it unpacks to. */
enum {
    QTL_IDX_FILES = 4,
    QTL_IMAGE_ARCHIVE = QTL_IDX_FILES,
    QTL_IMAGE_FOLDER,
    QTL_IMAGE_SET_FILES
};

typedef struct qtl_image_set {
    const char *name;   /* of the data set */
    const char *system; /* where a package of the system puts the files; NULL: nowhere */
    /* Names without ".gz", the IDX files first; NULL after the last. */
    const char *files[QTL_IMAGE_SET_FILES + 1];
    const char *sha256[QTL_IDX_FILES]; /* of the uncompressed files; NULL: any will do */
    size_t archive_size;               /* bytes */
    bool test_alone; /* the test pair alone is a set, without an official split */
} qtl_image_set;

/* NULL: no set of images has that name. */
const qtl_image_set *qtl_image_set_find(const char *name);

/* Is file i of the set what was published? QTL_EFORMAT says why not. */
QTL_NODISCARD qtl_status qtl_image_set_check(const qtl_image_set *set, size_t i,
                                             const qtl_bytes *file);

/* The same of a file in a folder. */
bool qtl_image_set_has(const qtl_image_set *set, const char *folder, size_t i);

#endif
