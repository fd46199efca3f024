/* Ctrl-C and SIGTERM, as a wish to end soon. */
#ifndef QTL_CLI_INTERRUPT_H
#define QTL_CLI_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

/* The number of the last SIGINT or SIGTERM that was watched for; 0: none came. */
extern const volatile sig_atomic_t *const cli_interrupted;

/* While they are watched for, the first SIGINT or SIGTERM only sets that number; a second
 * one, and any while they are not, ends the process at once. */
void cli_watch_interrupts(bool watch);

#endif
