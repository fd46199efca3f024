/* quantal data list | info NAME | export NAME: what a data set holds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/layer_input.h"
#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "quantal/dataset.h"
#include "quantal/matrix.h"

enum { SHOWN_CLASSES_MAX = 32 };

static qtl_status list(const cli_arguments *arguments, const qtl_dataset *dataset)
{
    (void)arguments;
    (void)dataset;
    cli_list_datasets();
    return QTL_OK;
}

/* --- info --- */

typedef struct row {
    const float *x;
    size_t n_features;
} row;

static int compare_rows(const void *a, const void *b)
{
    const row *one = a;
    const row *other = b;
    for (size_t i = 0; i < one->n_features; i++) {
        if (one->x[i] != other->x[i]) {
            return one->x[i] < other->x[i] ? -1 : 1;
        }
    }
    return 0;
}

static qtl_status count_distinct(const qtl_dataset *dataset, size_t *n_distinct)
{
    row *rows = NULL;
    QTL_ALLOC(rows, dataset->n_inputs);
    for (size_t i = 0; i < dataset->n_inputs; i++) {
        rows[i] = (row){dataset->x + i * dataset->n_features, dataset->n_features};
    }
    qsort(rows, dataset->n_inputs, sizeof *rows, compare_rows);
    *n_distinct = dataset->n_inputs > 0;
    for (size_t i = 1; i < dataset->n_inputs; i++) {
        *n_distinct += compare_rows(&rows[i - 1], &rows[i]) != 0;
    }
    free(rows);
    return QTL_OK;
}

static double class_share(const qtl_dataset *dataset, size_t y)
{
    const double uniform = 1 / (double)dataset->n_inputs;
    double share = 0;
    for (size_t i = 0; i < dataset->n_inputs; i++) {
        const double p_x = dataset->p_x ? dataset->p_x[i] : uniform;
        share +=
            p_x * (dataset->p_y_given_x ? dataset->p_y_given_x[i * dataset->n_classes + y]
                                        : (double)(dataset->label[i] == y));
    }
    return share;
}

static void print_balance(const qtl_dataset *dataset)
{
    for (size_t y = 0; y < dataset->n_classes && y < SHOWN_CLASSES_MAX; y++) {
        printf("p(y=%zu)           %.5f\n", y, class_share(dataset, y));
    }
    if (dataset->n_classes > SHOWN_CLASSES_MAX) {
        printf("...              %zu classes more\n",
               dataset->n_classes - SHOWN_CLASSES_MAX);
    }
}

static qtl_status info(const cli_arguments *arguments, const qtl_dataset *dataset)
{
    (void)arguments;
    const qtl_dataset_kind *kind = NULL;
    QTL_TRY(qtl_dataset_kind_find(dataset->name, &kind));
    size_t n_distinct = 0;
    QTL_TRY(count_distinct(dataset, &n_distinct));
    const qtl_dataset_entropies h = qtl_dataset_entropy(dataset);
    printf("name             %s\n", kind->name);
    printf("summary          %s\n", kind->summary);
    printf("source           %s\n", kind->source);
    printf("inputs           %zu\n", dataset->n_inputs);
    printf("distinct inputs  %zu\n", n_distinct);
    printf("features         %zu\n", dataset->n_features);
    printf("classes          %zu\n", dataset->n_classes);
    printf("H(X)             %.5f bits\n", h.h_x_bits);
    printf("H(Y)             %.5f bits\n", h.h_y_bits);
    printf("I(X;Y)           %.5f bits\n", h.i_xy_bits);
    print_balance(dataset);
    printf("SHA-256          %s\n", dataset->checksum);
    return QTL_OK;
}

/* --- export --- */

static qtl_status write_inputs(const qtl_dataset *dataset, const char *path)
{
    qtl_matrix x = {.n_rows = dataset->n_inputs, .n_cols = dataset->n_features};
    QTL_ALLOC(x.data, x.n_rows * x.n_cols);
    for (size_t i = 0; i < x.n_rows; i++) {
        for (size_t j = 0; j < x.n_cols; j++) {
            x.data[j * x.n_rows + i] = (double)dataset->x[i * x.n_cols + j];
        }
    }
    x.discrete = cli_all_integers(x.data, x.n_rows * x.n_cols);
    const qtl_status status = qtl_matrix_write_npy(&x, path);
    free(x.data);
    return status;
}

static qtl_status write_labels(const qtl_dataset *dataset, const char *path)
{
    qtl_matrix y = {.n_rows = dataset->n_inputs, .n_cols = 1, .discrete = true};
    QTL_ALLOC(y.data, y.n_rows);
    for (size_t i = 0; i < y.n_rows; i++) {
        y.data[i] = dataset->label[i];
    }
    const qtl_status status = qtl_matrix_write_npy(&y, path);
    free(y.data);
    return status;
}

static qtl_status export(const cli_arguments *arguments, const qtl_dataset *dataset)
{
    const char *x = cli_value(arguments, "x");
    const char *labels = cli_value(arguments, "labels");
    QTL_REQUIRE(x || labels, QTL_EINVAL,
                "export where to? give --x FILE, --labels FILE or both");
    if (x) {
        QTL_TRY(write_inputs(dataset, x));
    }
    return labels ? write_labels(dataset, labels) : QTL_OK;
}

/* --- the command --- */

static const struct action {
    const char *name;
    bool wants_dataset;
    qtl_status (*run)(const cli_arguments *arguments, const qtl_dataset *dataset);
} actions[] = {{"list", false, list}, {"info", true, info}, {"export", true, export}};
enum { N_ACTIONS = sizeof actions / sizeof actions[0] };

static const char *action_name(size_t i, const void *context)
{
    (void)context;
    return actions[i].name;
}

static const struct action *find_action(const cli_arguments *arguments)
{
    if (arguments->n_operands == 0) {
        (void)cli_usage(arguments->command, "do what? list, info or export");
        return NULL;
    }
    const char *name = arguments->operands[0];
    for (size_t i = 0; i < N_ACTIONS; i++) {
        if (strcmp(name, actions[i].name) == 0) {
            return &actions[i];
        }
    }
    const char *nearest = qtl_nearest_word(name, N_ACTIONS, action_name, NULL);
    (void)cli_usage(arguments->command, "no action \"%s\"; %s%s%s", name,
                    nearest ? "did you mean " : "there is list, info, export",
                    nearest ? nearest : "", nearest ? "?" : "");
    return NULL;
}

static int finish(const cli_arguments *arguments, qtl_status status)
{
    if (status == QTL_OK) {
        return CLI_DONE;
    }
    const bool usage = status == QTL_EUNKNOWN || status == QTL_EINVAL;
    return usage ? cli_usage(arguments->command, "%s", qtl_error_message())
                 : cli_fail(arguments->command);
}

/* With the data set that the second word and --label-gain name. */
static qtl_status run_on_dataset(const cli_arguments *arguments,
                                 const struct action *action)
{
    const char *gain = cli_value(arguments, "label-gain");
    qtl_dataset_options dataset_options = {0};
    QTL_REQUIRE(!gain || qtl_parse_double(gain, &dataset_options.label_gain), QTL_EINVAL,
                "--label-gain \"%s\" is no number", gain);
    qtl_dataset *dataset = NULL;
    QTL_TRY(qtl_dataset_create(arguments->operands[1], &dataset_options, &dataset));
    const qtl_status status = action->run(arguments, dataset);
    qtl_dataset_free(dataset);
    return status;
}

static int run(const cli_arguments *arguments)
{
    const struct action *action = find_action(arguments);
    if (!action) {
        return CLI_USAGE;
    }
    const size_t n_wanted = action->wants_dataset ? 2 : 1;
    if (arguments->n_operands > n_wanted) {
        return cli_usage(arguments->command, "\"%s\" is one word too many",
                         arguments->operands[n_wanted]);
    }
    if (arguments->n_operands < n_wanted) {
        return cli_usage(arguments->command,
                         "%s which data set? `quantal data list` names them",
                         action->name);
    }
    return finish(arguments, action->wants_dataset ? run_on_dataset(arguments, action)
                                                   : action->run(arguments, NULL));
}

static const cli_option options[] = {
    {0, "x", "FILE", "export: write the inputs as NPY, a row each"},
    {0, "labels", "FILE", "export: write the labels as NPY, one column"},
    {0, "label-gain", "G", "tishby: soft labels of this gain; 0: hard (the default)"},
    {0, NULL, NULL, NULL},
};

const cli_command cli_data_command = {
    .name = "data",
    .summary = "Show the data sets and write them as NPY files",
    .usage = "list\ninfo NAME\nexport NAME [--x FILE] [--labels FILE]",
    .options = options,
    .n_operands_max = 2,
    .example = "quantal data export tishby --x x.npy --labels y.npy",
    .run = run,
};
