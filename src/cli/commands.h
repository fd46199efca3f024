/* The commands; main.c has the table. */
#ifndef QTL_CLI_COMMANDS_H
#define QTL_CLI_COMMANDS_H

#include "cli/options.h"

extern const cli_command cli_run_command;
extern const cli_command cli_plot;
extern const cli_command cli_report;
extern const cli_command cli_compare;
extern const cli_command cli_estimate_command;
extern const cli_command cli_validate_command;
extern const cli_command cli_data_command;
extern const cli_command cli_list;

/* The lines of `quantal list datasets`. */
void cli_list_datasets(void);

#endif
