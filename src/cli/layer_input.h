/* A layer and its labels as the estimators want them, from files. */
#ifndef QTL_CLI_LAYER_INPUT_H
#define QTL_CLI_LAYER_INPUT_H

#include "quantal/estimator.h"
#include "quantal/matrix.h"

/* What a file is taken to hold. */
typedef enum cli_kind { CLI_AS_WRITTEN, CLI_DISCRETE, CLI_CONTINUOUS } cli_kind;
extern const char *const cli_kind_names[]; /* of cli_kind, NULL-terminated */

typedef struct cli_layer_files {
    const char *layer, *labels; /* FILE[:COLUMNS]; labels may be NULL */
    cli_kind x_kind, y_kind;
} cli_layer_files;

/* What was read. `measured` has the values as they are. `counted`, for estimators of
 * codes, has one column of codes for each column of values or, where a column has more
 * than 65536 distinct values, two that are together as distinct: counting sees no
 * difference. Both layers borrow the rest. */
typedef struct cli_layer {
    qtl_layer measured, counted;
    qtl_matrix *values;
    uint32_t *label;     /* [N] or NULL */
    uint16_t *codes;     /* [counted.width][N] or NULL */
    double *code_values; /* [counted.width][N], NULL where `values` does */
    size_t n_levels;     /* most distinct values in a column; 0: continuous */
    double h_y_bits;     /* H(Y); 0 without labels */
} cli_layer;

QTL_NODISCARD qtl_status cli_layer_read(const cli_layer_files *files, cli_layer *out);
void cli_layer_free(cli_layer *layer);

/* Says on standard error what in its file looks like a mistake. */
void cli_tell_doubt(const qtl_matrix *matrix);

bool cli_all_integers(const double *values, size_t n);

#endif
