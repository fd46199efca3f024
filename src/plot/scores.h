/* The table of quantal validate, indexed, and what its figures share. */
#ifndef QTL_PLOT_SCORES_H
#define QTL_PLOT_SCORES_H

#include "core/csv.h"
#include "plot/epochs.h"

/* A row of validate.csv; a number that is not there is NaN. */
typedef struct qtl_score {
    size_t suite, task, method;
    double n; /* samples */
    double truth, mean, bias, rmse, seconds;
} qtl_score;

typedef struct qtl_scores {
    qtl_csv csv;
    qtl_score *rows; /* [n_rows] */
    size_t n_rows;
    const char **suites; /* [n_suites] names, into the table */
    size_t n_suites;
    const char **tasks; /* [n_tasks] */
    size_t *suite_of;   /* [n_tasks] */
    size_t n_tasks;
    qtl_result_tables *names; /* methods, their labels and colours */
} qtl_scores;

/* Reads DIR/validate.csv. QTL_EUNSUPPORTED: there is none. */
QTL_NODISCARD qtl_status qtl_scores_open(const qtl_result_tables *tables,
                                         qtl_scores **out);
void qtl_scores_free(qtl_scores *scores);

/* Calls `use` with the table of the folder. */
QTL_NODISCARD qtl_status qtl_scores_with(const qtl_result_tables *tables,
                                         qtl_status (*use)(const qtl_scores *scores,
                                                           void *context),
                                         void *context);

typedef enum qtl_score_field {
    QTL_SCORE_BIAS,
    QTL_SCORE_RMSE,
    QTL_SCORE_SECONDS
} qtl_score_field;

/* Median over the rows of a method in a suite at n samples (0: every number of them) of
 * |bias|, RMSE or seconds; NaN when there is none. */
double qtl_scores_median(const qtl_scores *scores, size_t suite, size_t method, double n,
                         qtl_score_field field);

/* The largest number of samples of a suite with an estimate. */
double qtl_scores_largest(const qtl_scores *scores, size_t suite);

/* Those of the other figures. */
qtl_color qtl_scores_color(const qtl_scores *scores, size_t method);
qtl_mark qtl_scores_mark(const qtl_scores *scores, size_t method);

#endif
