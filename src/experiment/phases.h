/* Fitting and compression of one curve of information over epochs. */
#ifndef QTL_EXPERIMENT_PHASES_H
#define QTL_EXPERIMENT_PHASES_H

#include <stdbool.h>
#include <stddef.h>

#include "quantal/sampling.h" /* QTL_SATURATED_BITS, for any ceiling */
#include "quantal/status.h"

/* What a curve must move by to count as having moved. Between neighbouring epochs of a
 * log schedule exact I(X;T) jitters by 0.02 bit or less (in 95 of 100 epochs by less than
 * 0.1) and I(T;Y) by 0.002 (0.011), in 18 runs of tishby-tanh and tishby-relu; a maximum
 * over epochs collects the tails of that. */
#define QTL_DELTA_INPUT_BITS 0.1
#define QTL_DELTA_LABEL_BITS 0.02

typedef struct qtl_phase_rule {
    double delta_bits;   /* see above */
    double ceiling_bits; /* H(X) or H(Y); NaN: there is none */
} qtl_phase_rule;

/* 0.02 for I(T;Y), 0.1 for every other quantity; no ceiling. */
qtl_phase_rule qtl_phase_rule_of(const char *quantity);

enum { QTL_CHANGES_MAX = 2 };

typedef struct qtl_phase {
    double first_bits, peak_bits, last_bits; /* the peak is the maximum, not smoothed */
    double peak_epoch;                       /* the first, if several are equal */
    double last_epoch;
    double rise_bits;        /* peak - first, 0 or more */
    double fall_bits;        /* peak - last, 0 or more */
    double risen_epoch;      /* the first epoch at which nine tenths of the rise are done;
                                 NaN: no rise by more than delta */
    double onset_epoch;      /* of compression: the last epoch within delta of the peak;
                                NaN: the fall is no more than delta */
    double settled_epoch;    /* the last epoch at which more than a tenth of the fall is
                                to come; NaN: no fall by more than delta */
    double share_after_peak; /* of the epochs 0 to last */
    double compression_share;             /* of them, from onset_epoch to settled_epoch */
    double change_epoch[QTL_CHANGES_MAX]; /* see qtl_phase_changes */
    bool saturated; /* never below the ceiling - 0.01 bit, and no fall by more than delta:
                       what an estimator says above the ceiling may fall */
} qtl_phase;

/* Phases of bits[n] at ascending epochs[n], all but change_epoch; NaN is a gap. False,
 * with *out untouched, if there is no value at all. O(n), no allocation. */
bool qtl_phase_of(const size_t *epochs, const double *bits, size_t n,
                  const qtl_phase_rule *rule, qtl_phase *out);

/* Epochs at which the curve bends: knots of the joined straight pieces over log epoch
 * that fit best (experiment/broken_line.h), ascending, NaN where there are fewer. Epoch 0
 * is left out. */
QTL_NODISCARD qtl_status qtl_phase_changes(const size_t *epochs, const double *bits,
                                           size_t n, double change[QTL_CHANGES_MAX]);

#endif
