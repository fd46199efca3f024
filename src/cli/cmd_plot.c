/* quantal plot DIR: figures from the tables of a result folder, or of a sweep's folders.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/result_folders.h"
#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "quantal/plot.h"

static void print_path(const char *path, void *context)
{
    (void)context;
    puts(path);
}

static qtl_status plot(const char *directory, void *options)
{
    return qtl_plot_render(directory, options);
}

static qtl_status plot_figures(const cli_arguments *arguments, qtl_plot_options *options)
{
    while (cli_value_at(arguments, "figure", options->n_figures)) {
        options->n_figures++;
    }
    const char **figures = NULL;
    QTL_ALLOC(figures, options->n_figures);
    for (size_t i = 0; i < options->n_figures; i++) {
        figures[i] = cli_value_at(arguments, "figure", i);
    }
    options->figures = options->n_figures ? figures : NULL;
    const qtl_status status = cli_each_result(arguments->operands[0], plot, options);
    free(figures);
    return status;
}

/* Reports a mistake in --figure before anything is read. */
static bool figures_are_known(const cli_arguments *arguments)
{
    const char *name = NULL;
    for (size_t i = 0; (name = cli_value_at(arguments, "figure", i)); i++) {
        const qtl_figure *figure = NULL;
        if (qtl_figure_find(name, &figure) != QTL_OK) {
            (void)cli_usage(arguments->command, "%s", qtl_error_message());
            return false;
        }
    }
    return true;
}

static int run(const cli_arguments *arguments)
{
    const char *formats[QTL_PLOT_FORMAT_COUNT + 1] = {NULL};
    for (size_t i = 0; i < QTL_PLOT_FORMAT_COUNT; i++) {
        formats[i] = qtl_plot_format_name(i);
    }
    size_t format = 0;
    qtl_plot_options options = {.written = print_path};
    const char *dpi = cli_value(arguments, "dpi");
    if (arguments->n_operands == 0) {
        return cli_usage(arguments->command, "which result folder?");
    }
    if (!cli_choice(arguments, "format", formats, &format) ||
        !figures_are_known(arguments)) {
        return CLI_USAGE;
    }
    if (dpi && (!qtl_parse_double(dpi, &options.dpi) || options.dpi < 20 ||
                options.dpi > 2400)) {
        return cli_usage(arguments->command,
                         "--dpi takes a number from 20 to 2400, not %s", dpi);
    }
    options.format = (qtl_plot_format)format;
    return plot_figures(arguments, &options) == QTL_OK ? CLI_DONE
                                                       : cli_fail(arguments->command);
}

static const cli_option options_table[] = {
    {0, "figure", "NAME",
     "only this figure; may be repeated [all; see quantal list figures]"},
    {0, "format", "FORMAT", "png, pdf or svg [png]"},
    {0, "dpi", "N", "resolution of a PNG [200]"},
    {0, NULL, NULL, NULL}};

const cli_command cli_plot = {
    .name = "plot",
    .summary = "Render the figures of a result folder",
    .usage = "DIR [OPTION]...",
    .details =
        "Reads the tables of DIR and writes DIR/plots/NAME.FORMAT. Prints the names of\n"
        "the files.",
    .options = options_table,
    .n_operands_max = 1,
    .example = "quantal plot results/quickstart --figure information-plane --format pdf",
    .run = run,
};
