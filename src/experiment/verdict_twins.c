/* twins.csv: estimates on the continuous network beside the exact count of its twin. */
#include <math.h>
#include <stdlib.h>

#include "core/csv.h"
#include "core/fail.h"
#include "core/memory.h"
#include "experiment/verdict_tables.h"

/* Mean over the runs that have a value at the epoch; NaN: none has. */
static double mean_at(const qtl_curves *curves, const qtl_curve *curve, size_t epoch)
{
    double sum = 0;
    size_t n = 0;
    for (size_t run = 0; curve && run < curves->n_runs; run++) {
        const double value = qtl_curve_at(curve, run, epoch);
        sum += isnan(value) ? 0 : value;
        n += !isnan(value);
    }
    return n > 0 ? sum / (double)n : NAN;
}

static const qtl_curve *exact_twin(const qtl_curves *curves, const qtl_curve *continuous)
{
    return qtl_curves_find(curves, QTL_QUANTIZED, qtl_curves_method(curves, "exact", ""),
                           continuous->layer, continuous->quantity);
}

qtl_status qtl_twins_gap(const qtl_curves *curves, const qtl_curve *continuous,
                         size_t epoch, qtl_interval *gap)
{
    const qtl_curve *exact = exact_twin(curves, continuous);
    double *gaps = NULL;
    QTL_ALLOC(gaps, curves->n_runs);
    for (size_t run = 0; run < curves->n_runs; run++) {
        gaps[run] =
            exact ? qtl_curve_at(continuous, run, epoch) - qtl_curve_at(exact, run, epoch)
                  : NAN;
    }
    const qtl_status status = qtl_bootstrap_mean(gaps, curves->n_runs, gap);
    free(gaps);
    return status;
}

static qtl_status print_gap(const qtl_curves *curves, const qtl_curve *continuous,
                            size_t epoch, FILE *out)
{
    qtl_interval gap = {0};
    QTL_TRY(qtl_twins_gap(curves, continuous, epoch, &gap));
    if (gap.n == 0) {
        return QTL_OK;
    }
    const qtl_curve *quantized =
        qtl_curves_find(curves, QTL_QUANTIZED, continuous->method, continuous->layer,
                        continuous->quantity);
    (void)fprintf(out, "%zu,%zu", epoch, continuous->layer);
    qtl_method_print(out, &curves->methods[continuous->method]);
    (void)fputc(',', out);
    qtl_csv_write_field(out, continuous->quantity);
    qtl_cell_print(out, mean_at(curves, exact_twin(curves, continuous), epoch));
    qtl_cell_print(out, mean_at(curves, quantized, epoch));
    qtl_cell_print(out, mean_at(curves, continuous, epoch));
    qtl_interval_print(out, &gap);
    (void)fprintf(out, ",%zu\n", gap.n);
    return QTL_OK;
}

static qtl_status print_gaps(const qtl_curves *curves, const qtl_curve *continuous,
                             FILE *out)
{
    for (size_t i = 0; i < continuous->n_epochs; i++) {
        QTL_TRY(print_gap(curves, continuous, continuous->epochs[i], out));
    }
    return QTL_OK;
}

qtl_status qtl_twins_print(const qtl_findings *findings, FILE *out)
{
    const qtl_curves *curves = &findings->evidence.curves;
    (void)fputs("epoch,layer,estimator,params,quantity,exact_quantized_bits,"
                "estimate_quantized_bits,estimate_continuous_bits,gap_bits,ci_low,"
                "ci_high,runs\n",
                out);
    for (size_t i = 0; i < curves->n; i++) {
        const qtl_curve *curve = &curves->items[i];
        const bool paired = curve->variant == QTL_CONTINUOUS && exact_twin(curves, curve);
        QTL_TRY(paired ? print_gaps(curves, curve, out) : QTL_OK);
    }
    return QTL_OK;
}
