/* A data set as a joint distribution: distinct inputs x, p(x) and p(y|x). */
#ifndef QUANTAL_DATASET_H
#define QUANTAL_DATASET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "quantal/status.h"

#pragma GCC visibility push(default)

/* N distinct inputs of D features, K classes. Read-only once made. */
typedef struct qtl_dataset {
    const char *name;  /* key in the table of data sets */
    size_t n_inputs;   /* N */
    size_t n_features; /* D */
    size_t n_classes;  /* K */
    float *x;          /* [N][D] */
    double *p_x;       /* [N], sums to 1; NULL when every input has probability 1/N */
    uint32_t *label; /* [N] argmax_y p(y|x); the label itself when p_y_given_x is NULL */
    double *p_y_given_x; /* [N][K], or NULL when labels are hard */
    char checksum[65]; /* SHA-256 of the labels as bytes, or of the files it came from */
} qtl_dataset;

/* What an experiment may say about a data set. Zero means the default. */
typedef struct qtl_dataset_options {
    double label_gain; /* tishby: 0 hard labels; else p(y=1|x) = logistic(gain * (score -
                          threshold)) */
} qtl_dataset_options;

/* One kind of data set. */
typedef struct qtl_dataset_kind {
    const char *name;    /* e.g. "tishby" */
    const char *summary; /* one line for `quantal data list` */
    const char *source;  /* where it comes from */
    qtl_status (*make)(const qtl_dataset_options *options, qtl_dataset *out);
} qtl_dataset_kind;

/* Kind i of the table, NULL past its end; and by name (QTL_EUNKNOWN suggests the
 * nearest). */
const qtl_dataset_kind *qtl_dataset_kind_at(size_t i);
QTL_NODISCARD qtl_status qtl_dataset_kind_find(const char *name,
                                               const qtl_dataset_kind **out);

/* Makes the data set `name`. options may be NULL. */
QTL_NODISCARD qtl_status qtl_dataset_create(const char *name,
                                            const qtl_dataset_options *options,
                                            qtl_dataset **out);
void qtl_dataset_free(qtl_dataset *dataset);

/* H(X), H(Y) and I(X;Y) of the distribution, in bits. O(N K). */
typedef struct qtl_dataset_entropies {
    double h_x_bits, h_y_bits, i_xy_bits;
} qtl_dataset_entropies;
qtl_dataset_entropies qtl_dataset_entropy(const qtl_dataset *dataset);

#pragma GCC visibility pop
#endif
