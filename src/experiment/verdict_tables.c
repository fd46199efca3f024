#include "experiment/verdict_tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/csv.h"
#include "core/fail.h"
#include "core/memory.h"

void qtl_cell_print(FILE *out, double value)
{
    (void)fputc(',', out);
    qtl_csv_write_number(out, value);
}

void qtl_interval_print(FILE *out, const qtl_interval *interval)
{
    qtl_cell_print(out, interval->value);
    qtl_cell_print(out, interval->low);
    qtl_cell_print(out, interval->high);
}

void qtl_method_print(FILE *out, const qtl_curve_method *method)
{
    (void)fputc(',', out);
    qtl_csv_write_field(out, method->estimator);
    (void)fputc(',', out);
    qtl_csv_write_field(out, method->params);
}

const char *qtl_part_column(qtl_part part)
{
    static const char *const names[QTL_PART_COUNT] = {"train_accuracy", "test_accuracy"};
    return names[part];
}

qtl_status qtl_accuracy_lost(const qtl_evidence *evidence, qtl_part part,
                             qtl_interval *points)
{
    const size_t n_runs = evidence->curves.n_runs;
    const double *quantized = qtl_evidence_accuracy(evidence, QTL_QUANTIZED, part);
    const double *continuous = qtl_evidence_accuracy(evidence, QTL_CONTINUOUS, part);
    double *lost = NULL;
    QTL_ALLOC(lost, n_runs);
    for (size_t run = 0; run < n_runs; run++) {
        lost[run] = 100 * (continuous[run] - quantized[run]);
    }
    const qtl_status status = qtl_bootstrap_mean(lost, n_runs, points);
    free(lost);
    return status;
}

/* --- phases.csv --------------------------------------------------------------------- */

static void print_phase(const qtl_evidence *evidence, const qtl_curve *curve, size_t run,
                        FILE *out)
{
    const qtl_phase *phase = qtl_evidence_phases(evidence, curve) + run;
    if (isnan(phase->peak_bits)) {
        return;
    }
    (void)fprintf(out, "%zu,%s,%zu", evidence->curves.runs[run],
                  qtl_variant_name(curve->variant), curve->layer);
    qtl_method_print(out, &evidence->curves.methods[curve->method]);
    (void)fputc(',', out);
    qtl_csv_write_field(out, curve->quantity);
    const double turn =
        strcmp(curve->quantity, "I(X;T)") == 0
            ? qtl_evidence_turns(evidence, curve->variant, curve->layer)[run]
            : (double)NAN;
    const double cells[] = {phase->first_bits,       phase->peak_bits,
                            phase->peak_epoch,       phase->last_bits,
                            phase->rise_bits,        phase->fall_bits,
                            phase->risen_epoch,      phase->onset_epoch,
                            phase->settled_epoch,    turn,
                            phase->change_epoch[0],  phase->change_epoch[1],
                            phase->share_after_peak, phase->compression_share};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        qtl_cell_print(out, cells[i]);
    }
    (void)fprintf(out, ",%d\n", phase->saturated);
}

qtl_status qtl_phases_print(const qtl_findings *findings, FILE *out)
{
    const qtl_curves *curves = &findings->evidence.curves;
    (void)fputs("run,variant,layer,estimator,params,quantity,first_bits,peak_bits,"
                "peak_epoch,last_bits,rise_bits,fall_bits,risen_epoch,onset_epoch,"
                "settled_epoch,"
                "snr_turn_epoch,change_epoch_1,change_epoch_2,share_after_peak,"
                "compression_share,saturated\n",
                out);
    for (size_t i = 0; i < curves->n_runs * curves->n; i++) {
        print_phase(&findings->evidence, &curves->items[i % curves->n], i / curves->n,
                    out);
    }
    return QTL_OK;
}

/* --- verdict.csv -------------------------------------------------------------------- */

static void print_ruling(const qtl_curves *curves, const qtl_ruling *r, FILE *out)
{
    (void)fprintf(out, "%s,", r->claim->key);
    if (r->place) {
        (void)fputs(r->place, out);
    } else {
        (void)fprintf(out, "%zu", r->layer);
    }
    (void)fprintf(out, ",%s", qtl_variant_name(r->variant));
    qtl_method_print(out, &curves->methods[r->method]);
    (void)fputc(',', out);
    qtl_csv_write_field(out, r->quantity);
    qtl_cell_print(out, r->interval.value);
    (void)fprintf(out, ",%s", r->unit);
    qtl_cell_print(out, r->interval.low);
    qtl_cell_print(out, r->interval.high);
    (void)fprintf(out, ",%zu,%s,", r->interval.n, qtl_decision_word(r->decision));
    qtl_csv_write_field(out, r->reason);
    (void)fputc('\n', out);
}

qtl_status qtl_rulings_print(const qtl_findings *findings, FILE *out)
{
    (void)fputs("claim,layer,variant,estimator,params,quantity,value,unit,ci_low,ci_high,"
                "runs,decision,reason\n",
                out);
    for (size_t i = 0; i < findings->rulings.n; i++) {
        print_ruling(&findings->evidence.curves, &findings->rulings.items[i], out);
    }
    return QTL_OK;
}

/* --- summary.csv -------------------------------------------------------------------- */

static double first_change(const qtl_phase *phase)
{
    return phase->change_epoch[0];
}

static double second_change(const qtl_phase *phase)
{
    return phase->change_epoch[1];
}

static const struct {
    const char *name;
    qtl_phase_number number;
} statistics[] = {{"first_bits", qtl_phase_first},
                  {"peak_bits", qtl_phase_peak},
                  {"peak_epoch", qtl_phase_peak_epoch},
                  {"last_bits", qtl_phase_last},
                  {"rise_bits", qtl_phase_rise},
                  {"fall_bits", qtl_phase_fall},
                  {"risen_epoch", qtl_phase_risen},
                  {"onset_epoch", qtl_phase_onset},
                  {"settled_epoch", qtl_phase_settled},
                  {"change_epoch_1", first_change},
                  {"change_epoch_2", second_change},
                  {"share_after_peak", qtl_phase_share_after_peak},
                  {"compression_share", qtl_phase_compression_share}};

static void print_statistic(const char *name, const qtl_interval *interval, FILE *out)
{
    (void)fprintf(out, ",%s", name);
    qtl_interval_print(out, interval);
    (void)fprintf(out, ",%zu\n", interval->n);
}

static qtl_status print_curve(const qtl_evidence *evidence, const qtl_curve *curve,
                              FILE *out)
{
    for (size_t s = 0; s < sizeof statistics / sizeof statistics[0]; s++) {
        qtl_interval interval = {0};
        QTL_TRY(qtl_evidence_mean(evidence, curve, statistics[s].number, &interval));
        if (interval.n == 0) {
            continue; /* nothing falls, or bends */
        }
        (void)fprintf(out, "%s,%zu", qtl_variant_name(curve->variant), curve->layer);
        qtl_method_print(out, &evidence->curves.methods[curve->method]);
        (void)fputc(',', out);
        qtl_csv_write_field(out, curve->quantity);
        print_statistic(statistics[s].name, &interval, out);
    }
    return QTL_OK;
}

static qtl_status print_accuracy(const qtl_evidence *evidence, qtl_variant variant,
                                 qtl_part part, FILE *out)
{
    qtl_interval interval = {0};
    QTL_TRY(qtl_evidence_mean_accuracy(evidence, variant, part, &interval));
    if (interval.n > 0) {
        (void)fprintf(out, "%s,,,,%s", qtl_variant_name(variant), qtl_part_column(part));
        print_statistic("last", &interval, out);
    }
    return QTL_OK;
}

static qtl_status print_accuracies(const qtl_findings *findings, FILE *out)
{
    for (size_t i = 0; i < (size_t)QTL_VARIANT_COUNT * QTL_PART_COUNT; i++) {
        QTL_TRY(print_accuracy(&findings->evidence, (qtl_variant)(i / QTL_PART_COUNT),
                               (qtl_part)(i % QTL_PART_COUNT), out));
    }
    for (qtl_part part = QTL_TRAIN; part < QTL_PART_COUNT; part++) {
        if (findings->lost[part].n > 0) {
            (void)fprintf(out, "quantized,,,,%s", qtl_part_column(part));
            print_statistic("points_lost_to_quantization", &findings->lost[part], out);
        }
    }
    return QTL_OK;
}

qtl_status qtl_means_print(const qtl_findings *findings, FILE *out)
{
    const qtl_evidence *evidence = &findings->evidence;
    (void)fputs("variant,layer,estimator,params,quantity,statistic,mean,ci_low,ci_high,"
                "runs\n",
                out);
    QTL_TRY(print_accuracies(findings, out));
    for (size_t i = 0; i < evidence->curves.n; i++) {
        QTL_TRY(print_curve(evidence, &evidence->curves.items[i], out));
    }
    return QTL_OK;
}
