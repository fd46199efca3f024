/* Data sets from pairs of IDX files: images and their labels. */
#ifndef QTL_DATA_IDX_PAIRS_H
#define QTL_DATA_IDX_PAIRS_H

#include <stddef.h>

#include "quantal/dataset.h"
#include "quantal/status.h"

/* One pair of files, plain or gzip. The sums, if known, are checked. */
typedef struct qtl_idx_pair {
    const char *images, *labels;
    const char *images_sha256, *labels_sha256; /* of the uncompressed bytes; NULL: any */
} qtl_idx_pair;

/* Appends the pairs (at most 2: training, test) to one data set: x, label, n_classes,
 * first, n_distinct, n_train (of the first pair if there are two, else 0), rows and
 * columns if the images have them, and the checksum, SHA-256 of all the files'
 * uncompressed bytes in order. Unsigned bytes v become v / 255; other numbers stay as
 * they are. n_classes: labels are 0..n_classes-1; 0: any distinct integers, made classes
 * in ascending order over all pairs. After a failure qtl_dataset_free(out) frees what
 * there is. O(N D). */
QTL_NODISCARD qtl_status qtl_idx_dataset(const qtl_idx_pair *pairs, size_t n_pairs,
                                         size_t n_classes, qtl_dataset *out);

/* The files of a folder under MNIST's usual names: train-images*, train-labels*,
 * t10k-images*, t10k-labels*, the first of each in name order. */
typedef struct qtl_idx_folder {
    char *train_images, *train_labels, *test_images, *test_labels; /* NULL: none */
} qtl_idx_folder;
QTL_NODISCARD qtl_status qtl_idx_folder_find(const char *folder, qtl_idx_folder *out);
void qtl_idx_folder_free(qtl_idx_folder *found);

/* The pairs among the files found. QTL_EFORMAT: images without labels, or labels without
 * images; QTL_EIO: no pair in `folder`. */
QTL_NODISCARD qtl_status qtl_idx_folder_pairs(const char *folder,
                                              const qtl_idx_folder *found,
                                              qtl_idx_pair pairs[2], size_t *n_pairs);

#endif
