/* Commands and their options. One table a command: parsing, help and suggestions all read
 * it. */
#ifndef QTL_CLI_OPTIONS_H
#define QTL_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "quantal/status.h"

/* Exit codes of the program. */
enum { CLI_DONE = 0, CLI_FAILED = 1, CLI_USAGE = 2 };

typedef struct cli_option {
    char letter;          /* -e; 0: none */
    const char *name;     /* --name; NULL ends a table */
    const char *argument; /* what help calls its value, e.g. "FILE"; NULL: a flag */
    const char *summary;
} cli_option;

typedef struct cli_arguments cli_arguments;

typedef struct cli_command {
    const char *name;
    const char *summary;       /* one line for `quantal --help` */
    const char *usage;         /* what follows the name, a line each */
    const char *details;       /* paragraph of the help, or NULL */
    const cli_option *options; /* ends with a NULL name; --help, --version: always */
    size_t n_operands_max;     /* more words than these are an error */
    const char *example;       /* of the help */
    int (*run)(const cli_arguments *arguments); /* returns an exit code */
} cli_command;

/* What the command line said. */
struct cli_arguments {
    const cli_command *command;
    struct cli_given {
        const cli_option *option;
        const char *value; /* NULL for a flag */
    } * given;             /* [n_given] in the order written */
    size_t n_given;
    const char **operands; /* [n_operands] words that are no options */
    size_t n_operands;
};

/* Parses argv[1..] for `command`, runs it, and returns the exit code. Prints the help
 * if asked to; says so and returns CLI_USAGE if it does not understand. */
int cli_run(const cli_command *command, int argc, char **argv);

/* Value of the last --name, or NULL if it was not given. */
const char *cli_value(const cli_arguments *arguments, const char *name);
bool cli_has(const cli_arguments *arguments, const char *name);

/* The i-th --name (counting from 0), NULL past the last. */
const char *cli_value_at(const cli_arguments *arguments, const char *name, size_t i);

/* Index in the NULL-terminated `words` of --name's value, 0 if it was not given; false
 * (said on standard error) if it is none of them. */
bool cli_choice(const cli_arguments *arguments, const char *name,
                const char *const *words, size_t *index);

/* "quantal NAME: message" on standard error, one line whatever words of the command line
 * are in it. cli_usage adds where to find the help and returns CLI_USAGE; its command may
 * be NULL, when it is not known. cli_fail shows qtl_error_message() and returns
 * CLI_FAILED. */
int cli_usage(const cli_command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
int cli_fail(const cli_command *command);

/* What was written to standard output has arrived; else says why and returns
 * CLI_FAILED. */
int cli_flush(int exit_code);

/* Prints which version this is; returns CLI_DONE. */
int cli_print_version(void);

/* "  LEFT    RIGHT", RIGHT at column `width`, on lines of its own if LEFT is wider. */
void cli_print_pair(const char *left, const char *right, int width);

/* Words of `text` on lines of at most 80 characters that begin at column `indent`. */
void cli_print_wrapped(const char *text, int indent);

#endif
