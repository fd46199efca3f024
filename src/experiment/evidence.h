/* Everything in a result folder that claims are decided by. */
#ifndef QTL_EXPERIMENT_EVIDENCE_H
#define QTL_EXPERIMENT_EVIDENCE_H

#include "core/yaml.h"
#include "experiment/bootstrap.h"
#include "experiment/curves.h"
#include "experiment/phases.h"
#include "quantal/status.h"

typedef enum qtl_part { QTL_TRAIN, QTL_TEST, QTL_PART_COUNT } qtl_part;

typedef struct qtl_evidence {
    qtl_yaml *manifest;
    double h_x_bits, h_y_bits;
    qtl_curves curves;
    qtl_phase *phases; /* [curves.n][n_runs]; peak_bits NaN: this run has no curve */
    double *accuracy;  /* [variant][part][n_runs] of the last epoch; NaN: none */
    double *turns;     /* [variant][layer - 1][n_runs], see snr_turn.h */
} qtl_evidence;

/* Reads manifest.yaml, measures.csv, training.csv and gradients.csv of a folder. Fails
 * with the one line of what is missing or damaged. */
QTL_NODISCARD qtl_status qtl_evidence_read(const char *directory, qtl_evidence *out);
void qtl_evidence_free(qtl_evidence *evidence);

/* The curve of a variant, method, layer and quantity, or NULL. */
const qtl_curve *qtl_evidence_curve(const qtl_evidence *evidence, qtl_variant variant,
                                    size_t method, size_t layer, const char *quantity);

/* What a curve counts as having moved by, and where it is saturated: at H(X) or H(Y), and
 * an estimator that sees n of the inputs (its parameters have inputs=n) at log2 n. */
qtl_phase_rule qtl_evidence_rule(const qtl_evidence *evidence, const qtl_curve *curve);

/* [n_runs] */
static inline const qtl_phase *qtl_evidence_phases(const qtl_evidence *evidence,
                                                   const qtl_curve *curve)
{
    return evidence->phases +
           (size_t)(curve - evidence->curves.items) * evidence->curves.n_runs;
}

/* [n_runs] */
static inline const double *qtl_evidence_accuracy(const qtl_evidence *evidence,
                                                  qtl_variant variant, qtl_part part)
{
    return evidence->accuracy +
           ((size_t)variant * QTL_PART_COUNT + part) * evidence->curves.n_runs;
}

/* [n_runs] */
static inline const double *qtl_evidence_turns(const qtl_evidence *evidence,
                                               qtl_variant variant, size_t layer)
{
    return evidence->turns +
           (variant * evidence->curves.n_layers + layer - 1) * evidence->curves.n_runs;
}

/* One number of a run's phases. */
typedef double (*qtl_phase_number)(const qtl_phase *phase);

/* The number for each run, values[n_runs]; NaN where the run has no curve. */
void qtl_evidence_numbers(const qtl_evidence *evidence, const qtl_curve *curve,
                          qtl_phase_number number, double *values);

/* The same, as mean and interval over runs, within what can be. */
QTL_NODISCARD qtl_status qtl_evidence_mean(const qtl_evidence *evidence,
                                           const qtl_curve *curve,
                                           qtl_phase_number number, qtl_interval *out);

/* Cuts off what a mean of the number cannot be: an epoch is one of the curve's, shares
 * are in [0, 1], movements are no less than 0, counts are between 0 and the ceiling. */
void qtl_evidence_limit(const qtl_evidence *evidence, const qtl_curve *curve,
                        qtl_phase_number number, qtl_interval *mean);

/* The accuracy in [0, 1], as mean and interval over runs. */
QTL_NODISCARD qtl_status qtl_evidence_mean_accuracy(const qtl_evidence *evidence,
                                                    qtl_variant variant, qtl_part part,
                                                    qtl_interval *out);

/* The numbers that tables and claims share. */
double qtl_phase_first(const qtl_phase *phase);
double qtl_phase_peak(const qtl_phase *phase);
double qtl_phase_peak_epoch(const qtl_phase *phase);
double qtl_phase_last(const qtl_phase *phase);
double qtl_phase_rise(const qtl_phase *phase);
double qtl_phase_fall(const qtl_phase *phase);
double qtl_phase_risen(const qtl_phase *phase);
double qtl_phase_onset(const qtl_phase *phase);
double qtl_phase_settled(const qtl_phase *phase);
double qtl_phase_compression_share(const qtl_phase *phase);
double qtl_phase_share_after_peak(const qtl_phase *phase);

/* A scalar of the manifest; "" when there is none. */
const char *qtl_evidence_entry(const qtl_evidence *evidence, const char *key);

#endif
