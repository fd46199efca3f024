/* quantal report DIR: one page about a result folder, or about each of a sweep's. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/result_folders.h"
#include "core/fail.h"
#include "quantal/report.h"

static qtl_status report(const char *directory, void *context)
{
    (void)context;
    char *path = NULL;
    QTL_TRY(qtl_report_write(directory, &path));
    puts(path);
    free(path);
    return QTL_OK;
}

static int run(const cli_arguments *arguments)
{
    if (arguments->n_operands == 0) {
        return cli_usage(arguments->command, "which result folder?");
    }
    return cli_each_result(arguments->operands[0], report, NULL) == QTL_OK
               ? CLI_DONE
               : cli_fail(arguments->command);
}

static const cli_option options_table[] = {{0, NULL, NULL, NULL}};

const cli_command cli_report = {
    .name = "report",
    .summary = "Write one HTML page about a result folder",
    .usage = "DIR",
    .details =
        "Writes DIR/report.html: the verdict, an interactive information plane, all\n"
        "figures with captions, the methods, and how to reproduce it. The file needs\n"
        "no network and nothing beside it. Prints its name.",
    .options = options_table,
    .n_operands_max = 1,
    .example = "quantal report results/quickstart",
    .run = run,
};
