/* Other programs. */
#ifndef QTL_CORE_PROCESS_H
#define QTL_CORE_PROCESS_H

#include <stdbool.h>

#include "quantal/status.h"

enum { QTL_LAST_WORDS = 240 };

/* How a program is run and what became of it. */
typedef struct qtl_process {
    const char *const *arguments; /* the program, looked for in $PATH; ends with NULL */
    const char *folder;           /* where it runs; NULL: here */
    bool talks; /* it writes to our standard error; otherwise nothing is seen of it */
    int exit_status;                 /* out; 128 + n: ended by signal n */
    char last_words[QTL_LAST_WORDS]; /* out: the last line it wrote, "" if it talks */
} qtl_process;

/* Runs it to its end, without standard input. QTL_EIO if it cannot be started; that it
 * failed is no failure of this function. */
QTL_NODISCARD qtl_status qtl_process_run(qtl_process *process);

#endif
