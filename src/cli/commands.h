/* The commands; main.c has the table. */
#ifndef QTL_CLI_COMMANDS_H
#define QTL_CLI_COMMANDS_H

#include "cli/options.h"

extern const cli_command cli_run_command;
extern const cli_command cli_plot;
extern const cli_command cli_list;

#endif
