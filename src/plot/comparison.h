/* What the parts of a comparison share. */
#ifndef QTL_PLOT_COMPARISON_H
#define QTL_PLOT_COMPARISON_H

#include "core/csv.h"
#include "core/text.h"
#include "plot/axes.h"
#include "plot/stats.h"
#include "plot/tables.h"

/* Columns of summary.csv. */
typedef enum qtl_summary_column {
    QTL_SUMMARY_VARIANT,
    QTL_SUMMARY_LAYER,
    QTL_SUMMARY_ESTIMATOR,
    QTL_SUMMARY_PARAMS,
    QTL_SUMMARY_QUANTITY,
    QTL_SUMMARY_STATISTIC,
    QTL_SUMMARY_MEAN,
    QTL_SUMMARY_LOW,
    QTL_SUMMARY_HIGH,
    QTL_SUMMARY_RUNS,
    QTL_SUMMARY_COLUMNS
} qtl_summary_column;

typedef struct qtl_compared {
    qtl_result_tables *tables;
    qtl_csv summary;
    size_t column[QTL_SUMMARY_COLUMNS];
} qtl_compared;

typedef struct qtl_comparison {
    qtl_compared *items; /* [n] */
    const char **names;  /* [n] of the experiments, or the folders where names repeat */
    char **labels;       /* [n] the names without the beginning they share */
    char subject[QTL_LABEL_SIZE]; /* that beginning in words, e.g. "train fraction" */
    size_t n;
    size_t n_layers; /* of the deepest network */
} qtl_comparison;

/* A row of summary.csv: the counted quantity of a layer, or (layer 0) a number about the
 * network. NaN when there is none. */
typedef struct qtl_summary_key {
    const char *variant, *quantity, *statistic;
    size_t layer;
} qtl_summary_key;
qtl_band qtl_compared_find(const qtl_compared *item, const qtl_summary_key *key);

/* Layers of its network, the output included. */
size_t qtl_compared_layers(const qtl_compared *item);

/* The label as a number, if all labels are different positive ones. */
bool qtl_comparison_number(const qtl_comparison *c, size_t i, double *number);

/* Adds the table for a person. */
void qtl_comparison_describe(const qtl_comparison *c, qtl_text *text);

/* What bars are and of how many runs: "bars: 95 % interval of the mean over 50 runs". */
void qtl_comparison_bars(const qtl_comparison *c, char words[QTL_LABEL_SIZE]);

#define QTL_COMPARISON_NOTE                                                              \
    ((qtl_type){.size = 6.5, .color = QTL_GREY, .italic = true, .anchor_x = 0.5})

/* Where a figure of it comes from: names, seeds and checksums in the order of the
 * experiments, what is the same in all of them once. */
typedef struct qtl_comparison_source {
    qtl_text title, names, seeds, configurations;
} qtl_comparison_source;
QTL_NODISCARD qtl_status qtl_comparison_source_make(const qtl_comparison *c,
                                                    const char *figure,
                                                    qtl_comparison_source *out);
void qtl_comparison_source_free(qtl_comparison_source *source);

/* The figures; compare.c has them in order. */
typedef struct qtl_compare_figure {
    const char *name, *caption;
    qtl_status (*size)(const qtl_comparison *c, double *width_in, double *height_in);
    qtl_status (*draw)(const qtl_comparison *c, qtl_canvas *canvas);
} qtl_compare_figure;
extern const qtl_compare_figure qtl_compare_planes, qtl_compare_compression,
    qtl_compare_accuracy;

#endif
