/* The tables of a result folder, indexed. */
#ifndef QTL_PLOT_TABLES_H
#define QTL_PLOT_TABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "plot/color.h"
#include "quantal/plot.h"

/* Distinct numbers, ascending. */
typedef struct qtl_ids {
    size_t n;
    double *value;
} qtl_ids;

/* Numbers by series, layer, epoch and run; NaN is a gap. */
typedef struct qtl_cube {
    size_t n_series;
    qtl_ids layers, epochs, runs;
    double *cells; /* [n_series][layers.n][epochs.n][runs.n] */
} qtl_cube;

/* Index of the first run's number. */
static inline size_t qtl_cube_at(const qtl_cube *cube, size_t series, size_t layer,
                                 size_t epoch)
{
    return ((series * cube->layers.n + layer) * cube->epochs.n + epoch) * cube->runs.n;
}

/* The numbers of all runs, [runs.n]. */
static inline const double *qtl_cube_runs(const qtl_cube *cube, size_t series,
                                          size_t layer, size_t epoch)
{
    return cube->cells + qtl_cube_at(cube, series, layer, epoch);
}

enum { QTL_VARIANTS = 2 }; /* 0 quantized, 1 continuous */
const char *qtl_variant_word(size_t variant);

enum { QTL_PLOT_METHODS_MAX = 64, QTL_LABEL_SIZE = 96 };

/* Panels and curves of more methods than these cannot be read. */
enum { QTL_DRAWN_METHODS_MAX = 12 };

/* An estimator with its parameters, on whichever variants have it. */
typedef struct qtl_plot_method {
    char *estimator, *params;
    char label[QTL_LABEL_SIZE]; /* markup, e.g. "binning 30" */
    size_t color;               /* of Okabe & Ito's */
    size_t mark;  /* tells apart what shares a colour; 0: none on its line */
    size_t shade; /* of its colour; 0: the estimator's own */
    bool present[QTL_VARIANTS];
    size_t inputs; /* how many it saw of more; 0: all */
    bool outdone;  /* the same method saw more of the inputs */
} qtl_plot_method;

typedef enum qtl_quantity { QTL_I_XT, QTL_I_TY, QTL_QUANTITIES } qtl_quantity;

/* What is known of the relevant part R and the irrelevant part N of the input. */
typedef enum qtl_part {
    QTL_I_TR,
    QTL_I_TN,
    QTL_I_TR_GIVEN_N,
    QTL_I_TN_GIVEN_R,
    QTL_PARTS_COUNT
} qtl_part;

typedef enum qtl_table_kind {
    QTL_MEASURES,
    QTL_PARTS,     /* series: variant, qtl_part; of data with known parts alone */
    QTL_TRAINING,  /* series: variant, column of training.csv from train_loss on */
    QTL_GRADIENTS, /* series: variant, column of gradients.csv from weight_norm on */
    QTL_CODES,     /* series: variant, one of low, high, share; runs are bins */
    QTL_TABLE_KINDS
} qtl_table_kind;

enum { QTL_TRAIN_LOSS, QTL_TEST_LOSS, QTL_TRAIN_ACCURACY, QTL_TEST_ACCURACY };
enum { QTL_WEIGHT_NORM, QTL_GRADIENT_MEAN, QTL_GRADIENT_STD };
enum { QTL_CODE_LOW, QTL_CODE_HIGH, QTL_CODE_SHARE };

typedef struct qtl_manifest {
    char *name, *seed, *config_sha256; /* "" when unsaid */
    double h_x_bits, h_y_bits;         /* NaN when unsaid */
    double shuffled_epochs;            /* on labels that mean nothing; NaN or 0: none */
    double image_rows, image_columns;  /* of an input; NaN when it is none */
    double relevant_inputs;    /* how many; NaN: the data do not say what matters */
    double h_r_bits, h_n_bits; /* of discrete data with known parts, else NaN */
} qtl_manifest;

struct qtl_result_tables {
    char *directory;
    qtl_manifest manifest;
    qtl_cube cube[QTL_TABLE_KINDS];
    qtl_status status[QTL_TABLE_KINDS]; /* QTL_EUNSUPPORTED: the table is not there */
    char *message[QTL_TABLE_KINDS];     /* why */
    qtl_plot_method method[QTL_PLOT_METHODS_MAX]; /* `exact` first, then in table order */
    size_t n_methods;
    double *width;             /* [layers of QTL_MEASURES] neurons */
    const char *const *wishes; /* [n_wishes] methods asked for; borrowed, NULL: none */
    size_t n_wishes;
};

/* Reads whatever is there. A folder without manifest.yaml, or without measures.csv and
 * validate.csv, is no result folder; a table that cannot be read is an error only for
 * figures that need it. */
QTL_NODISCARD qtl_status qtl_tables_open(const char *directory, qtl_result_tables **out);
void qtl_tables_free(qtl_result_tables *tables);

/* The table of that kind, or why there is none. */
QTL_NODISCARD qtl_status qtl_tables_need(const qtl_result_tables *tables,
                                         qtl_table_kind kind, const qtl_cube **cube);

/* Series of QTL_MEASURES. */
size_t qtl_measure_series(size_t variant, size_t method, qtl_quantity quantity);

/* Series of QTL_PARTS. */
static inline size_t qtl_part_series(size_t variant, qtl_part part)
{
    return variant * QTL_PARTS_COUNT + part;
}

/* Whether some number of a series is no gap, in one layer or (layer >= layers.n) in any.
 */
bool qtl_cube_has(const qtl_cube *cube, size_t series, size_t layer);

/* Whether a series has a number at an epoch, in any layer and run. Where it has none it
 * was not measured, and a line goes on to the next; a gap is one where it was. */
bool qtl_cube_measured(const qtl_cube *cube, size_t series, size_t epoch);

/* "layer 3 (5)", or "output (2)" for the last layer of the network. */
void qtl_layer_label(const qtl_result_tables *tables, double layer,
                     char label[QTL_LABEL_SIZE]);
bool qtl_layer_is_output(const qtl_result_tables *tables, double layer);

/* Files of manifest.c and methods.c. */
QTL_NODISCARD qtl_status qtl_manifest_read(const char *directory, qtl_manifest *out);
void qtl_manifest_free(qtl_manifest *manifest);

/* Index of the method, added if it is new; QTL_ERANGE when there are too many. */
QTL_NODISCARD qtl_status qtl_methods_intern(qtl_result_tables *tables,
                                            const char *estimator, const char *params,
                                            size_t *method);
/* Labels, colours and marks, once all methods are known. A method of the estimator table
 * has the same ones in every experiment; with other parameters it has lighter and darker
 * shades of its colour with other marks. */
void qtl_methods_dress(qtl_result_tables *tables);
qtl_color qtl_method_color(const qtl_plot_method *method);

/* Which methods figures show (method_choice.c). Of those that differ in nothing but how
 * many inputs they saw, the one that saw most; the others are `outdone`. */
void qtl_methods_compare_inputs(qtl_result_tables *tables);

/* And where each is a line or a panel, the first QTL_DRAWN_METHODS_MAX of these in the
 * order of the table that have the quantities the figure is about; or, of the methods
 * that were asked for and `exact`, as many. */
typedef enum qtl_wanted { QTL_WANT_XT, QTL_WANT_TY, QTL_WANT_BOTH } qtl_wanted;
typedef struct qtl_choice {
    bool drawn[QTL_PLOT_METHODS_MAX];
    size_t n_drawn;
    size_t n_more; /* methods with these quantities that only the table has */
} qtl_choice;
void qtl_methods_choose(const qtl_result_tables *tables, qtl_wanted wanted,
                        qtl_choice *out);

/* The same for figures that are read at a glance: unless methods were asked for, no more
 * than QTL_FEW_METHODS, the first of every estimator before the others. */
enum { QTL_FEW_METHODS = 6 };
void qtl_methods_choose_few(const qtl_result_tables *tables, qtl_wanted wanted,
                            qtl_choice *out);

/* Whether a figure can draw a method that "NAME", "NAME:KEY=VALUE,..." or "all" means. */
bool qtl_methods_know(const qtl_result_tables *tables, const char *wish);

/* log2 of the inputs that a method saw, which its I(X;T) is held to; NaN where H(X) is
 * no more. */
double qtl_method_limit_bits(const qtl_result_tables *tables, size_t method);

/* Whether a method has them on a variant. */
bool qtl_method_measured(const qtl_result_tables *tables, size_t variant, size_t method,
                         qtl_wanted wanted);

/* The method by its columns, or NULL. */
const qtl_plot_method *qtl_methods_find(const qtl_result_tables *tables,
                                        const char *estimator, const char *params);

#endif
