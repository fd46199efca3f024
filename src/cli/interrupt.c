#include "cli/interrupt.h"

#include <stddef.h>

/* A signal handler can speak to the program only through a variable of the program. */
static volatile sig_atomic_t received;

static void remember(int number)
{
    received = number;
}

const volatile sig_atomic_t *const cli_interrupted = &received;

void cli_watch_interrupts(bool watch)
{
    struct sigaction action = {.sa_handler = watch ? remember : SIG_DFL,
                               .sa_flags = watch ? (int)(SA_RESETHAND | SA_RESTART) : 0};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}
