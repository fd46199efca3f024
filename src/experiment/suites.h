/* Suites: tables of distributions whose information is known. A suite is a file. */
#ifndef QTL_EXPERIMENT_SUITES_H
#define QTL_EXPERIMENT_SUITES_H

#include <stdbool.h>
#include <stddef.h>

#include <gsl/gsl_rng.h>

/* What is to be estimated. */
typedef enum qtl_asked {
    QTL_ASKED_SAMPLE,   /* I(X;Y), or H(X) when dy = 0, from samples */
    QTL_ASKED_LAYER_XT, /* I(X;T+Z) of the layer T = y over the inputs x */
    QTL_ASKED_LAYER_TY  /* I(T+Z;Y) of the layer T = x with the labels y, 0 or 1 */
} qtl_asked;

/* n samples. */
typedef struct qtl_draw {
    size_t n;
    double *x, *y;     /* [dx][n], [dy][n] */
    double truth_bits; /* the task's, or of this draw alone if the draw says so */
} qtl_draw;

typedef struct qtl_known qtl_known;
struct qtl_known {
    const char *name; /* part of a file's name */
    size_t dx, dy;
    double p[3]; /* what the functions take from the table */
    /* NULL: every draw has a truth of its own. */
    double (*truth_bits)(const qtl_known *known);
    void (*draw)(const qtl_known *known, gsl_rng *rng, qtl_draw *draw);
    /* A bijection of x and one of y, which leave the information as it was; or NULL. */
    void (*bend)(const qtl_known *known, qtl_draw *draw);
    bool x_discrete, y_discrete;
    qtl_asked asked;
};

enum { QTL_SUITE_SIZES_MAX = 8 };
typedef struct qtl_known_suite {
    const char *name, *summary;
    const qtl_known *tasks; /* [n_tasks] */
    size_t n_tasks;
    size_t sizes[QTL_SUITE_SIZES_MAX]; /* of samples, ascending; 0 ends them */
} qtl_known_suite;

extern const qtl_known_suite qtl_suite_gaussian;
extern const qtl_known_suite qtl_suite_beyond_normal;
extern const qtl_known_suite qtl_suite_strong;
extern const qtl_known_suite qtl_suite_mixed;
extern const qtl_known_suite qtl_suite_discrete;
extern const qtl_known_suite qtl_suite_noisy_layer;

/* Suite i of the table, NULL past its end. */
const qtl_known_suite *qtl_known_suite_at(size_t i);

/* Of suite_gaussian.c. Pairs (x_i, y_i), as many as both have columns, correlated by p[0]
 * if i < p[1], independent beyond; all variances are 1. */
void qtl_gaussian_pairs_draw(const qtl_known *known, gsl_rng *rng, qtl_draw *draw);
double qtl_gaussian_pairs_truth(const qtl_known *known);
/* All dx + dy variables correlated with one another by p[0] >= 0; variances 1. */
void qtl_gaussian_dense_draw(const qtl_known *known, gsl_rng *rng, qtl_draw *draw);
double qtl_gaussian_dense_truth(const qtl_known *known);

#endif
