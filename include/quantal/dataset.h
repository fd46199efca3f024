/* A data set as a joint distribution: distinct inputs x, p(x) and p(y|x). */
#ifndef QUANTAL_DATASET_H
#define QUANTAL_DATASET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "quantal/status.h"

#pragma GCC visibility push(default)

/* N inputs of D features, K classes. Rows that are equal are one input x, whose p(x) is
 * the sum of theirs and whose p(y|x) is the mean of theirs: a layer is a function of x,
 * so counting rows counts inputs. Read-only once made. */
typedef struct qtl_dataset {
    const char *name;  /* key in the table of data sets */
    size_t n_inputs;   /* N, in the order of the source */
    size_t n_features; /* D */
    size_t n_classes;  /* K */
    float *x;          /* [N][D] */
    double *p_x;       /* [N], sums to 1; NULL when every row has probability 1/N */
    uint32_t *label; /* [N] argmax_y p(y|x); the label itself when p_y_given_x is NULL */
    double *p_y_given_x; /* [N][K], or NULL when labels are hard */
    uint32_t *first;     /* [N] the first row that equals this one; NULL: all differ */
    size_t n_distinct;   /* inputs x, at most N */
    bool enumerated;     /* the inputs are all there are, with their probabilities; else a
                            sample of a distribution that nobody knows */
    size_t n_train; /* the first rows, if the source says what to train on; 0: it does
                       not */
    size_t rows, columns, channels; /* D = rows x columns x channels of an image, channel
                                       by channel; 0: the inputs are none */
    size_t n_relevant; /* the first features, if the label depends on them alone; 0: not
                          known */
    char *left_out;    /* one line a file that could not be read; NULL: none */
    char checksum[65]; /* SHA-256 of the labels as bytes, or of the files it came from */
} qtl_dataset;

/* What an experiment may say about a data set. Zero means the default. */
typedef struct qtl_dataset_options {
    const char *directory; /* where files are; $QUANTAL_DATA, then datasets/ */
    const char *path;      /* files: the file, folder or archive with the inputs */
    const char *labels;    /* files: the labels' own file, if they have one */
    double label_gain; /* tishby: 0 hard labels; else p(y=1|x) = logistic(gain * (score -
                          threshold)) */
    size_t n_relevant, n_irrelevant; /* relevant: bits of each [6] */
    size_t rule;            /* relevant: index of a word of qtl_relevant_rule_name */
    double rate;            /* relevant: P(bit = 1) [0.5] */
    double flip;            /* relevant: P(label flipped) */
    size_t n_samples;       /* linear-teacher: P [200] */
    double signal_to_noise; /* linear-teacher [5] */
    uint64_t seed;          /* relevant: of the random rule and of Gaussian teachers */
} qtl_dataset_options;

/* One kind of data set. */
typedef struct qtl_dataset_kind {
    const char *name;           /* e.g. "tishby" */
    const char *summary;        /* one line for `quantal data list` */
    const char *source;         /* where it comes from */
    const char *licence;        /* what may be done with its files */
    const char *const *classes; /* names of the classes, ends with NULL; NULL: numbers */
    qtl_status (*make)(const qtl_dataset_options *options, qtl_dataset *out);
} qtl_dataset_kind;

/* Kind i of the table, NULL past its end; and by name (QTL_EUNKNOWN suggests the
 * nearest). */
const qtl_dataset_kind *qtl_dataset_kind_at(size_t i);
QTL_NODISCARD qtl_status qtl_dataset_kind_find(const char *name,
                                               const qtl_dataset_kind **out);

/* Makes the data set `name`; options may be NULL, those of other kinds are not read.
 * Everything that qtl_dataset_check asks for holds of it.
 *   QTL_EINVAL    name or out is NULL, or an option is missing or contradicts another
 *   QTL_EUNKNOWN  no data set of this name
 *   QTL_ERANGE    an option, a label or a size is not among those allowed
 *   QTL_EEMPTY, QTL_EFORMAT, QTL_EUNSUPPORTED, QTL_EIO  of the files: nothing in them,
 *                 damaged, of a kind that is not read, not there
 *   QTL_ENOMEM
 * *out is untouched on failure. */
QTL_NODISCARD qtl_status qtl_dataset_create(const char *name,
                                            const qtl_dataset_options *options,
                                            qtl_dataset **out);

/* Frees the data set and its arrays, which come from malloc: not for one that borrows. */
void qtl_dataset_free(qtl_dataset *dataset);

/* Whether a data set that a program filled in itself is one; splits, trainers and
 * readings ask this of theirs. Inputs x are finite; every label is below K, also when
 * labels are soft; p(x) and each p(y|x) are 0 or more and sum to 1 within 1e-9; `first`
 * names first rows; n_train, n_relevant and the image fit N and D. Not checked: that
 * label is argmax p(y|x), and that rows that `first` calls equal are.
 *   QTL_EINVAL  NULL (data set, x or label), x that is not finite, no distribution
 *   QTL_EEMPTY  N, D or K is 0
 *   QTL_ERANGE  N is above 2^30, or a label, index or size does not fit
 * O(N (D + K)), K only for soft labels. */
QTL_NODISCARD qtl_status qtl_dataset_check(const qtl_dataset *dataset);

/* H(X), H(Y) and I(X;Y) of the distribution, in bits. Equal rows (`first`) are one input;
 * if their labels differ, Y is not a function of X, and I(X;Y) < H(Y). H(X) and I(X;Y)
 * are NaN when rows repeat and memory is short, H(Y) and I(X;Y) whenever it is. For data
 * sets that pass qtl_dataset_check. O(N + K), O(N K) with soft labels. */
typedef struct qtl_dataset_entropies {
    double h_x_bits, h_y_bits, i_xy_bits;
} qtl_dataset_entropies;
qtl_dataset_entropies qtl_dataset_entropy(const qtl_dataset *dataset);

#pragma GCC visibility pop
#endif
