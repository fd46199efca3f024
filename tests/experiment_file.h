/* An experiment file, and what is said of it when it is spoilt. */
#ifndef QTL_TESTS_EXPERIMENT_FILE_H
#define QTL_TESTS_EXPERIMENT_FILE_H

#include <stddef.h>

#include "quantal/status.h"

/* A good file whose line i is the i-th line here. */
extern const char experiment_good[];

/* The folder of a test, and the file in it. */
extern char *experiment_folder;

extern char *experiment_path;

/* Writes the file. */
void experiment_write(const char *text, size_t size);

/* Makes the folder, and takes it away. */
void experiment_enter(void);

void experiment_leave(void);

/* The good file with `from` replaced by `to` fails with "<file>:<message>". */
void experiment_complains(const char *from, const char *to, qtl_status status,
                          const char *message);

#endif
