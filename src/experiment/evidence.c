#include "experiment/evidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "experiment/result_folder.h"
#include "experiment/run_table.h"
#include "experiment/snr_turn.h"

/* --- looking things up -------------------------------------------------------------- */

const char *qtl_evidence_entry(const qtl_evidence *evidence, const char *key)
{
    const qtl_yaml_node *node = qtl_yaml_find(evidence->manifest, key);
    return node && node->text ? node->text : "";
}

const qtl_curve *qtl_evidence_curve(const qtl_evidence *evidence, qtl_variant variant,
                                    size_t method, size_t layer, const char *quantity)
{
    return qtl_curves_find(&evidence->curves, variant, method, layer, quantity);
}

qtl_phase_rule qtl_evidence_rule(const qtl_evidence *evidence, const qtl_curve *curve)
{
    qtl_phase_rule rule = qtl_phase_rule_of(curve->quantity);
    if (strcmp(curve->quantity, "I(X;T)") == 0) {
        const char *params = evidence->curves.methods[curve->method].params;
        size_t length = 0;
        const size_t n = qtl_params_inputs(params, &length);
        rule.ceiling_bits = fmin(evidence->h_x_bits, n ? log2((double)n) : INFINITY);
    } else if (strcmp(curve->quantity, "I(T;Y)") == 0) {
        rule.ceiling_bits = evidence->h_y_bits;
    }
    return rule;
}

double qtl_phase_first(const qtl_phase *phase)
{
    return phase->first_bits;
}

double qtl_phase_peak(const qtl_phase *phase)
{
    return phase->peak_bits;
}

double qtl_phase_peak_epoch(const qtl_phase *phase)
{
    return phase->peak_epoch;
}

double qtl_phase_last(const qtl_phase *phase)
{
    return phase->last_bits;
}

double qtl_phase_rise(const qtl_phase *phase)
{
    return phase->rise_bits;
}

double qtl_phase_fall(const qtl_phase *phase)
{
    return phase->fall_bits;
}

double qtl_phase_risen(const qtl_phase *phase)
{
    return phase->risen_epoch;
}

double qtl_phase_onset(const qtl_phase *phase)
{
    return phase->onset_epoch;
}

double qtl_phase_settled(const qtl_phase *phase)
{
    return phase->settled_epoch;
}

double qtl_phase_compression_share(const qtl_phase *phase)
{
    return phase->compression_share;
}

double qtl_phase_share_after_peak(const qtl_phase *phase)
{
    return phase->share_after_peak;
}

void qtl_evidence_numbers(const qtl_evidence *evidence, const qtl_curve *curve,
                          qtl_phase_number number, double *values)
{
    const qtl_phase *phases = qtl_evidence_phases(evidence, curve);
    for (size_t run = 0; run < evidence->curves.n_runs; run++) {
        values[run] = isnan(phases[run].peak_bits) ? NAN : number(&phases[run]);
    }
}

void qtl_evidence_limit(const qtl_evidence *evidence, const qtl_curve *curve,
                        qtl_phase_number number, qtl_interval *mean)
{
    const char *name = evidence->curves.methods[curve->method].estimator;
    if (number == qtl_phase_peak_epoch || number == qtl_phase_risen ||
        number == qtl_phase_onset || number == qtl_phase_settled) {
        qtl_interval_limit(mean, (double)curve->epochs[0],
                           (double)curve->epochs[curve->n_epochs - 1]);
    } else if (number == qtl_phase_compression_share ||
               number == qtl_phase_share_after_peak) {
        qtl_interval_limit(mean, 0, 1);
    } else if (strcmp(name, "exact") == 0) {
        qtl_interval_limit(mean, 0, qtl_evidence_rule(evidence, curve).ceiling_bits);
    } else if (number == qtl_phase_rise || number == qtl_phase_fall) {
        qtl_interval_limit(mean, 0, INFINITY);
    }
}

qtl_status qtl_evidence_mean(const qtl_evidence *evidence, const qtl_curve *curve,
                             qtl_phase_number number, qtl_interval *out)
{
    double *values = NULL;
    QTL_ALLOC(values, evidence->curves.n_runs);
    qtl_evidence_numbers(evidence, curve, number, values);
    const qtl_status status = qtl_bootstrap_mean(values, evidence->curves.n_runs, out);
    free(values);
    QTL_TRY(status);
    qtl_evidence_limit(evidence, curve, number, out);
    return QTL_OK;
}

qtl_status qtl_evidence_mean_accuracy(const qtl_evidence *evidence, qtl_variant variant,
                                      qtl_part part, qtl_interval *out)
{
    QTL_TRY(qtl_bootstrap_mean(qtl_evidence_accuracy(evidence, variant, part),
                               evidence->curves.n_runs, out));
    qtl_interval_limit(out, 0, 1);
    return QTL_OK;
}

/* --- reading ------------------------------------------------------------------------ */

static qtl_status read_manifest(const char *path, qtl_evidence *evidence)
{
    QTL_TRY(qtl_yaml_read(path, &evidence->manifest));
    return qtl_manifest_entropies(evidence->manifest, &evidence->h_x_bits,
                                  &evidence->h_y_bits);
}

static qtl_status find_phase(const qtl_evidence *evidence, const qtl_curve *curve,
                             size_t run, qtl_phase *phase)
{
    const double *bits = qtl_curve_run(curve, run);
    const qtl_phase_rule rule = qtl_evidence_rule(evidence, curve);
    phase->peak_bits = NAN;
    return qtl_phase_of(curve->epochs, bits, curve->n_epochs, &rule, phase)
               ? qtl_phase_changes(curve->epochs, bits, curve->n_epochs,
                                   phase->change_epoch)
               : QTL_OK;
}

static qtl_status find_phases(qtl_evidence *evidence)
{
    const size_t n_runs = evidence->curves.n_runs;
    QTL_ALLOC(evidence->phases, evidence->curves.n * n_runs);
    for (size_t i = 0; i < evidence->curves.n * n_runs; i++) {
        QTL_TRY(find_phase(evidence, &evidence->curves.items[i / n_runs], i % n_runs,
                           &evidence->phases[i]));
    }
    return QTL_OK;
}

static qtl_status read_measures(const char *path, qtl_evidence *evidence)
{
    QTL_TRY(qtl_curves_read(path, &evidence->curves));
    return find_phases(evidence);
}

typedef struct accuracies {
    qtl_evidence *evidence;
    size_t *epoch; /* [variant][n_runs] of the accuracies kept, plus one */
} accuracies;

/* Keeps the accuracies of the latest epoch. */
static qtl_status keep_accuracy(const qtl_run_row *row, void *context)
{
    const accuracies *kept = context;
    const size_t n_runs = kept->evidence->curves.n_runs;
    const size_t run = qtl_run_index(&kept->evidence->curves, row->run);
    if (run == n_runs || row->epoch < kept->epoch[row->variant * n_runs + run]) {
        return QTL_OK;
    }
    kept->epoch[row->variant * n_runs + run] = row->epoch + 1;
    for (size_t part = 0; part < QTL_PART_COUNT; part++) {
        const size_t at = ((size_t)row->variant * QTL_PART_COUNT + part) * n_runs + run;
        kept->evidence->accuracy[at] = row->value[part];
    }
    return QTL_OK;
}

static double *all_gaps(size_t n)
{
    double *values = qtl_alloc(n, sizeof *values);
    for (size_t i = 0; values && i < n; i++) {
        values[i] = NAN;
    }
    return values;
}

static qtl_status read_training(const char *path, qtl_evidence *evidence)
{
    static const char *const names[] = {"train_accuracy", "test_accuracy"};
    const qtl_run_columns columns = {.names = names, .n = QTL_PART_COUNT};
    const size_t n_runs = evidence->curves.n_runs;
    accuracies kept = {.evidence = evidence};
    evidence->accuracy = all_gaps(n_runs * QTL_VARIANT_COUNT * QTL_PART_COUNT);
    if (!evidence->accuracy) {
        return QTL_ENOMEM;
    }
    QTL_ALLOC(kept.epoch, QTL_VARIANT_COUNT * n_runs);
    const qtl_status status = qtl_run_table_read(path, &columns, keep_accuracy, &kept);
    free(kept.epoch);
    return status;
}

static qtl_status read_gradients(const char *path, qtl_evidence *evidence)
{
    evidence->turns =
        all_gaps(QTL_VARIANT_COUNT * evidence->curves.n_layers * evidence->curves.n_runs);
    return evidence->turns ? qtl_snr_turns_read(path, &evidence->curves, evidence->turns)
                           : QTL_ENOMEM;
}

/* In this order: runs and layers are those of measures.csv. */
static const struct {
    const char *file;
    qtl_status (*read)(const char *path, qtl_evidence *evidence);
} parts[] = {{"manifest.yaml", read_manifest},
             {"measures.csv", read_measures},
             {"training.csv", read_training},
             {"gradients.csv", read_gradients}};

qtl_status qtl_evidence_read(const char *directory, qtl_evidence *out)
{
    qtl_evidence evidence = {0};
    qtl_status status = QTL_OK;
    for (size_t i = 0; status == QTL_OK && i < sizeof parts / sizeof parts[0]; i++) {
        char *path = qtl_format("%s/%s", directory, parts[i].file);
        status = path ? parts[i].read(path, &evidence) : QTL_ENOMEM;
        free(path);
    }
    if (status != QTL_OK) {
        qtl_evidence_free(&evidence);
        return status;
    }
    *out = evidence;
    return QTL_OK;
}

void qtl_evidence_free(qtl_evidence *evidence)
{
    qtl_yaml_free(evidence->manifest);
    qtl_curves_free(&evidence->curves);
    free(evidence->phases);
    free(evidence->accuracy);
    free(evidence->turns);
    *evidence = (qtl_evidence){0};
}
