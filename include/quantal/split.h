/* Dividing a data set into training and test inputs. */
#ifndef QUANTAL_SPLIT_H
#define QUANTAL_SPLIT_H

#include <stddef.h>
#include <stdint.h>

#include "quantal/dataset.h"
#include "quantal/status.h"

#pragma GCC visibility push(default)

/* How inputs are divided into training and test. Rows are: equal ones may land on both
 * sides. */
typedef enum qtl_split_kind {
    QTL_SPLIT_RANDOM,     /* any n_train inputs */
    QTL_SPLIT_STRATIFIED, /* the same share of every class, to the nearest input */
    QTL_SPLIT_ORDERED, /* the first n_train inputs in file order, as the published code of
                          Shwartz-Ziv & Tishby had it: class balance differs between
                          parts */
    QTL_SPLIT_OFFICIAL /* what the source says: the data set's own n_train first rows */
} qtl_split_kind;

/* Indices into a data set, ascending in each part. */
typedef struct qtl_split {
    uint32_t *train; /* [n_train] */
    uint32_t *test;  /* [n_test] */
    size_t n_train, n_test;
} qtl_split;

/* Name of split kind i ("random", "stratified", "ordered", "official"), NULL past the
 * end. */
const char *qtl_split_name(size_t i);

/* n_train = round(fraction * N), fraction in (0, 1]; at 1 the test part is empty. The
 * official split takes no notice of fraction, seed and index; QTL_EUNSUPPORTED if the
 * data set has none. The same (seed, index) gives the same split on every machine.
 * QTL_EINVAL on NULL or no such kind, QTL_ERANGE for another fraction, QTL_EEMPTY if
 * nothing is left to train on, QTL_ENOMEM; and fails as qtl_dataset_check does, whose
 * O(N (D + K)) it costs. *out is untouched on failure. */
QTL_NODISCARD qtl_status qtl_split_create(const qtl_dataset *dataset, qtl_split_kind kind,
                                          double train_fraction, uint64_t seed,
                                          uint64_t index, qtl_split *out);
void qtl_split_free(qtl_split *split);

#pragma GCC visibility pop
#endif
