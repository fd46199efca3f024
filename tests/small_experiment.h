/* A small experiment, run in a folder of its own. */
#ifndef QTL_TESTS_SMALL_EXPERIMENT_H
#define QTL_TESTS_SMALL_EXPERIMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/csv.h"
#include "quantal/status.h"

/* Three runs of 40 epochs, logged at six. */
extern const char small_experiment[];

/* Of the small one. */
enum { SMALL_EPOCHS = 6, SMALL_LAYERS = 6, SMALL_RUNS = 3 };

/* A folder with an experiment file in it. */
typedef struct small_place {
    char *folder, *file;
} small_place;

small_place small_make(const char *text);

void small_free(small_place *p);

/* Runs it into FOLDER/NAME, with an override unless that is NULL. */
qtl_status small_run(const small_place *p, const char *name, const char *override,
                     int n_jobs, bool resume);

/* The text of FOLDER/NAME/TABLE, freed by the caller. */
char *small_text(const small_place *p, const char *name, const char *table);

/* The same as a table, freed with qtl_csv_free. */
qtl_csv small_table(const small_place *p, const char *name, const char *table);

/* A cell that is a number. */
double small_number(const qtl_csv *csv, size_t row, size_t col);

#endif
