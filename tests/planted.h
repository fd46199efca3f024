/* Result folders with planted curves, and what the verdict makes of them. */
#ifndef QTL_TESTS_PLANTED_H
#define QTL_TESTS_PLANTED_H

#include <stdbool.h>
#include <stddef.h>

#include "core/csv.h"
#include "suite.h"

enum { PLANTED_LAYERS = 3, PLANTED_EPOCHS = 40 };

/* A curve of layer 1 to 3 (3 is the output) and run 0, 1, ... over epochs 1 to 1000. */
typedef double (*planted_curve)(size_t layer, size_t run, double epoch);

/* What is in a planted folder; NULL: nothing of it. */
typedef struct planted {
    size_t n_runs;
    planted_curve input, label;         /* exact, of the quantized network */
    planted_curve estimate;             /* I(X;T) by binning, of both networks */
    const char *bins;                   /* its name and parameters; NULL: 30 bins */
    planted_curve irrelevant, relevant; /* I(T;N|R) and I(T;R), exact */
    planted_curve snr;                  /* of the gradient; NULL: 1 */
    double (*accuracy)(size_t run);
} planted;

/* About log-spaced from 1 to 1000. */
size_t planted_epoch(size_t i);

/* What run 0 to 6 falls by beside the 6 bits: symmetric around 0. */
double planted_jitter(size_t run);

/* Up from 2 to 8 bits at about epoch 20, down to 2 at 1000. */
double curve_up_and_down(size_t layer, size_t run, double epoch);

/* From 8, 7 and 6 bits up by less than one. */
double curve_only_up(size_t layer, size_t run, double epoch);

/* H(X). */
double curve_full(size_t layer, size_t run, double epoch);

/* Hidden layers hold all of H(X), the output compresses. */
double curve_output_falls(size_t layer, size_t run, double epoch);

/* Runs 1, 3, 5, ... fall, the others do not. */
double curve_every_other_falls(size_t layer, size_t run, double epoch);

/* I(T;Y) that rises, less of it the deeper the layer. */
double curve_learns(size_t layer, size_t run, double epoch);

/* Accuracies in the order of runs. */
double curve_rises_by_half(size_t run);

/* FOLDER/NAME, with this text. */
void planted_write(const char *folder, const char *name, const char *text);

typedef struct planted_answers {
    char *folder;
    qtl_csv table; /* verdict.csv, or another */
} planted_answers;

/* Plants a folder and decides it. */
planted_answers planted_decide(const planted *p);

void planted_free(planted_answers *a);

/* The cell in `column` of the one row whose cells in the named columns are as given:
 * "claim=fitting layer=all", words apart by blanks. */
const char *planted_cell(const qtl_csv *t, const char *where, const char *column);

/* The same as a number. */
double planted_number(const qtl_csv *t, const char *where, const char *column);

/* The row has this decision, for a reason with these words. */
void planted_is_decided(const qtl_csv *t, const char *where, const char *decision,
                        const char *reason);

#endif
