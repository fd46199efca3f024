#include "cli/interrupt.h"

#include <stddef.h>

/* A signal handler can speak to the program only through a variable of the program. */
static volatile sig_atomic_t received;

static void remember(int number)
{
    received = number;
}

const volatile sig_atomic_t *cli_watch_interrupts(void)
{
    struct sigaction action = {.sa_handler = remember,
                               .sa_flags = SA_RESETHAND | SA_RESTART};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    return &received;
}
