/* The points of a layer laid out for the kernels of `kde`. */
#ifndef QTL_INFORMATION_KDE_PROBLEM_H
#define QTL_INFORMATION_KDE_PROBLEM_H

#include "information/symbols.h"
#include "quantal/estimator.h"

enum { QTL_KDE_GROUPS = 16 }; /* of rows of blocks, with sums of their own */

/* Hard labels have one weighting, and sums within (0) and without (1) the point's class;
 * soft labels have a weighting p(x) p(y|x) and a sum for every class. */
typedef struct qtl_kde_problem {
    const qtl_layer *layer;
    size_t width;
    bool soft;
    size_t n_weightings, n_sums;
    size_t n_blocks, stride; /* stride = 8 n_blocks */
    uint32_t *slot;          /* [n_symbols] place of each distinct point */
    uint32_t *end_of_class;  /* [n_blocks] the first block of the next class */
    double *x;               /* [n_blocks][width][8] */
    double *weight;          /* [n_weightings][stride] */
    double *sums;    /* [QTL_KDE_GROUPS][n_sums][stride]; group 0 takes the total */
    double *scratch; /* [QTL_KDE_GROUPS][n_weightings][8][8] */
    double *height;  /* [stride], or NULL: by differences */
    double scale;    /* of squared distances in exponents of 2, below 0 */
    double cutoff;   /* smaller exponents count as a kernel of 0 */
} qtl_kde_problem;

/* Lays out a checked layer whose points have been numbered by value and hard label.
 * Free it also after a failure. */
QTL_NODISCARD qtl_status qtl_kde_problem_create(const qtl_layer *layer,
                                                const qtl_symbols *symbols, double scale,
                                                qtl_kde_problem *out);
void qtl_kde_problem_free(qtl_kde_problem *problem);

/* p(x) of the distinct point in `slot`, over all weightings. */
double qtl_kde_weight(const qtl_kde_problem *problem, size_t slot);

/* Labels that divide points into classes, or NULL: one class. */
const uint32_t *qtl_hard_labels(const qtl_layer *layer);

#endif
