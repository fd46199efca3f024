/* quantal COMMAND ...: finds the command and runs it. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "core/text.h"

static const cli_command *const commands[] = {
    &cli_run_command,      &cli_plot,
    &cli_report,           &cli_compare,
    &cli_estimate_command, &cli_validate_command,
    &cli_data_command,     &cli_list};
enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

static const char *command_name(size_t i, const void *context)
{
    (void)context;
    return commands[i]->name;
}

static int print_help(void)
{
    puts("Usage: quantal COMMAND [OPTION]...\n\n"
         "How much does each layer of a neural network know about its input and its "
         "label?\nCounted exactly on 256-level networks, beside the estimators of the "
         "field.\n\nCommands:");
    for (size_t i = 0; i < N_COMMANDS; i++) {
        cli_print_pair(commands[i]->name, commands[i]->summary, 14);
    }
    puts("\nOptions:\n  -h, --help  show this help and exit\n"
         "  --version   show the version and exit\n\n"
         "quantal COMMAND --help tells more about a command.");
    return CLI_DONE;
}

static int no_such_command(const char *name)
{
    const char *nearest = qtl_nearest_word(name, N_COMMANDS, command_name, NULL);
    return nearest
               ? cli_usage(NULL, "no command \"%s\"; did you mean \"%s\"?", name, nearest)
               : cli_usage(NULL, "no command \"%s\"", name);
}

static int dispatch(int argc, char **argv)
{
    if (argc < 2) {
        return cli_usage(NULL, "which command?");
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        return print_help();
    }
    if (strcmp(argv[1], "--version") == 0) {
        return cli_print_version();
    }
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (strcmp(argv[1], commands[i]->name) == 0) {
            return cli_run(commands[i], argc - 1, argv + 1);
        }
    }
    return no_such_command(argv[1]);
}

int main(int argc, char **argv)
{
    (void)signal(SIGPIPE, SIG_DFL); /* `quantal list | head` ends quietly */
    (void)signal(SIGXFSZ, SIG_IGN); /* a file-size limit is an error message */
    /* So that a line on standard error never lands inside one of standard output. */
    (void)setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    return cli_flush(dispatch(argc, argv));
}
