/* quantal compare DIR DIR...: experiments side by side. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/result_folders.h"
#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "quantal/compare.h"

typedef struct folders {
    char **names; /* [n] */
    size_t n;
} folders;

static qtl_status add_folder(const char *directory, void *context)
{
    folders *all = context;
    char **longer = realloc(all->names, (all->n + 1) * sizeof *longer);
    QTL_REQUIRE(longer, QTL_ENOMEM, "out of memory: %zu folders", all->n + 1);
    all->names = longer;
    all->names[all->n] = qtl_strdup(directory);
    return all->names[all->n] ? (all->n++, QTL_OK) : QTL_ENOMEM;
}

static void say_path(const char *path, void *context)
{
    (void)context;
    (void)fprintf(stderr, "%s\n", path);
}

static qtl_status compare(const cli_arguments *arguments, folders *all,
                          const qtl_compare_options *options)
{
    for (size_t i = 0; i < arguments->n_operands; i++) {
        QTL_TRY(cli_each_result(arguments->operands[i], add_folder, all));
    }
    char *text = NULL;
    QTL_TRY(qtl_compare((const char *const *)all->names, all->n, options, &text));
    (void)fputs(text, stdout);
    free(text);
    return QTL_OK;
}

static int run(const cli_arguments *arguments)
{
    const char *formats[QTL_PLOT_FORMAT_COUNT + 1] = {NULL};
    for (size_t i = 0; i < QTL_PLOT_FORMAT_COUNT; i++) {
        formats[i] = qtl_plot_format_name(i);
    }
    size_t format = 0;
    if (arguments->n_operands == 0) {
        return cli_usage(arguments->command, "which result folders?");
    }
    if (!cli_choice(arguments, "format", formats, &format)) {
        return CLI_USAGE;
    }
    const qtl_compare_options options = {.folder = cli_value(arguments, "output"),
                                         .format = (qtl_plot_format)format,
                                         .written = say_path};
    folders all = {0};
    const qtl_status status = compare(arguments, &all, &options);
    for (size_t i = 0; i < all.n; i++) {
        free(all.names[i]);
    }
    free(all.names);
    return status == QTL_OK ? CLI_DONE : cli_fail(arguments->command);
}

static const cli_option options_table[] = {
    {'o', "output", "DIR", "where compare.csv and figures go [results/compare]"},
    {0, "format", "FORMAT", "of the figures: png, pdf or svg [png]"},
    {0, NULL, NULL, NULL}};

enum { FOLDERS_MAX = 4096 };

const cli_command cli_compare = {
    .name = "compare",
    .summary = "Put several experiments side by side",
    .usage = "DIR... [OPTION]...",
    .details =
        "Each DIR is a result folder, or that of a sweep, which stands for all of its\n"
        "folders by name and number; otherwise the order is that of the command line.\n"
        "Prints a table of final accuracies and of how far the counted I(X;T) falls in\n"
        "each layer; writes compare.csv and the figures compare-planes,\n"
        "compare-compression and compare-accuracy.",
    .options = options_table,
    .n_operands_max = FOLDERS_MAX,
    .example = "quantal compare results/tishby-tanh results/tishby-relu",
    .run = run,
};
