/* Ctrl-C and SIGTERM, as a wish to end soon. */
#ifndef QTL_CLI_INTERRUPT_H
#define QTL_CLI_INTERRUPT_H

#include <signal.h>

/* From now on the first SIGINT or SIGTERM only sets what this points at to its number; a
 * second one ends the process at once. */
const volatile sig_atomic_t *cli_watch_interrupts(void);

#endif
