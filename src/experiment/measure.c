#include "experiment/measure.h"

#include <math.h>

#include "core/csv.h"
#include "core/fail.h"
#include "experiment/results.h"
#include "quantal/relevance.h"
#include "quantal/snapshot.h"
#include "quantal/split.h"

/* --- information ------------------------------------------------------------ */

static void begin_row(qtl_row row, FILE *out)
{
    (void)fprintf(out, "%zu,%s,%zu,", row.run, qtl_variant_name(row.variant), row.epoch);
}

static qtl_layer layer_of(const qtl_run_context *context, const qtl_snapshot *snapshot,
                          size_t l, double *scratch)
{
    const qtl_dataset *data = context->dataset;
    const size_t n_values = snapshot->widths[l] * snapshot->n_points;
    for (size_t i = 0; i < n_values; i++) {
        scratch[i] = (double)snapshot->values[l][i];
    }
    const bool hidden = l + 1 < snapshot->n_layers;
    return (qtl_layer){.n_points = snapshot->n_points,
                       .width = snapshot->widths[l],
                       .values = scratch,
                       .codes = snapshot->codes ? snapshot->codes[l] : NULL,
                       .p_x = data->p_x,
                       .n_classes = data->n_classes,
                       .label = data->p_y_given_x ? NULL : data->label,
                       .p_y_given_x = data->p_y_given_x,
                       .activation =
                           hidden ? context->experiment->activation->value : NULL};
}

/* Where an estimate belongs. */
typedef struct estimate_place {
    qtl_row row;
    size_t layer, width;
    const qtl_method *method;
} estimate_place;

static void write_estimate(const estimate_place *place, const char *quantity,
                           qtl_estimate estimate, FILE *out)
{
    if (isnan(estimate.value_bits)) {
        return; /* not a quantity of this estimator */
    }
    char params[256];
    qtl_method_params(place->method, params, sizeof params);
    begin_row(place->row, out);
    (void)fprintf(out, "%zu,%zu,%s,", place->layer, place->width,
                  place->method->estimator->name);
    qtl_csv_write_field(out, params);
    (void)fprintf(out, ",%s,%.12g,", quantity, estimate.value_bits);
    if (isfinite(estimate.stderr_bits)) {
        (void)fprintf(out, "%.6g", estimate.stderr_bits);
    }
    (void)fputc('\n', out);
}

/* What is counted says too how much of it is relevant. */
static qtl_status measure_parts(const qtl_run_context *context, const qtl_layer *sample,
                                const estimate_place *place, FILE *out)
{
    const qtl_input_parts *parts = context->parts;
    if (!place->method->estimator->needs_codes || !parts->relevant) {
        return QTL_OK;
    }
    qtl_relevance known;
    QTL_TRY(qtl_relevance_layer(sample, parts->relevant, parts->irrelevant, &known));
    write_estimate(place, "I(T;R)", (qtl_estimate){known.i_tr_bits, NAN}, out);
    write_estimate(place, "I(T;N)", (qtl_estimate){known.i_tn_bits, NAN}, out);
    write_estimate(place, "I(T;R|N)", (qtl_estimate){known.i_tr_given_n_bits, NAN}, out);
    write_estimate(place, "I(T;N|R)", (qtl_estimate){known.i_tn_given_r_bits, NAN}, out);
    return QTL_OK;
}

static qtl_status measure_layer(const qtl_run_context *context, qtl_row row, size_t layer,
                                const qtl_layer *sample, FILE *out)
{
    const qtl_experiment *experiment = context->experiment;
    for (size_t m = 0; m < experiment->n_methods; m++) {
        const qtl_method *method = &experiment->methods[m];
        if (method->estimator->needs_codes && !qtl_layer_is_discrete(sample)) {
            continue;
        }
        qtl_layer_information information = {0};
        const qtl_status status = qtl_method_layer(method, sample, &information);
        if (status != QTL_OK) {
            return qtl_fail_within(status, "run %zu, %s, epoch %zu, layer %zu, %s",
                                   row.run, qtl_variant_name(row.variant), row.epoch,
                                   layer, method->estimator->name);
        }
        const estimate_place place = {row, layer, sample->width, method};
        write_estimate(&place, "I(X;T)", information.i_xt, out);
        write_estimate(&place, "I(T;Y)", information.i_ty, out);
        QTL_TRY(measure_parts(context, sample, &place, out));
    }
    return QTL_OK;
}

qtl_status qtl_measure_information(const qtl_run_context *context, qtl_row row,
                                   const qtl_snapshot *snapshot, double *scratch,
                                   FILE *out)
{
    for (size_t l = 0; l < snapshot->n_layers; l++) {
        const qtl_layer sample = layer_of(context, snapshot, l, scratch);
        QTL_TRY(measure_layer(context, row, l + 1, &sample, out));
    }
    return QTL_OK;
}

/* --- training --------------------------------------------------------------- */

/* Mean of a value over a part of the data, weighted by p(x); NaN over nothing. */
static double mean_over(const qtl_dataset *data, const float *value,
                        const uint32_t *items, size_t n)
{
    double sum = 0;
    double weight = 0;
    for (size_t i = 0; i < n; i++) {
        const double p = data->p_x ? data->p_x[items[i]] : 1;
        sum += p * (double)value[items[i]];
        weight += p;
    }
    return weight > 0 ? sum / weight : NAN;
}

static void write_or_empty(double value, FILE *out)
{
    if (isfinite(value)) {
        (void)fprintf(out, "%.9g", value);
    }
}

void qtl_measure_training(const qtl_run_context *context, qtl_row row,
                          const qtl_snapshot *snapshot, FILE *out)
{
    const qtl_dataset *data = context->dataset;
    const qtl_split *split = context->split;
    const float *const values[] = {snapshot->loss, snapshot->correct};
    begin_row(row, out);
    for (size_t v = 0; v < 2; v++) {
        write_or_empty(mean_over(data, values[v], split->train, split->n_train), out);
        (void)fputc(',', out);
        write_or_empty(mean_over(data, values[v], split->test, split->n_test), out);
        (void)fputc(v == 0 ? ',' : '\n', out);
    }
}

void qtl_measure_gradients(qtl_row row, const qtl_gradient_stats *stats, size_t n_layers,
                           FILE *out)
{
    for (size_t l = 0; l < n_layers; l++) {
        if (stats[l].weight_norm == 0) {
            continue; /* pooling has no weights, and no signal to noise */
        }
        begin_row(row, out);
        (void)fprintf(out, "%zu,%.9g,%.9g,%.9g\n", l + 1, stats[l].weight_norm,
                      stats[l].gradient_mean_norm, stats[l].gradient_std_norm);
    }
}

/* --- codes ------------------------------------------------------------------ */

/* Reads a layer's values on the grid of the quantized variant and counts them in bins. */
static void count_bins(const qtl_snapshot *snapshot, size_t l, size_t n_levels,
                       size_t n_bins, size_t *counts)
{
    const double low = snapshot->low[l];
    const double span = snapshot->high[l] - low;
    const double scale = span > 0 ? (double)(n_levels - 1) / span : 0;
    const size_t n_values = snapshot->widths[l] * snapshot->n_points;
    for (size_t i = 0; i < n_values; i++) {
        const double code = rint(((double)snapshot->values[l][i] - low) * scale);
        const double top = (double)(n_levels - 1);
        counts[(size_t)fmin(fmax(code, 0), top) * n_bins / n_levels]++;
    }
}

void qtl_measure_codes(const qtl_run_context *context, qtl_row row,
                       const qtl_snapshot *snapshot, FILE *out)
{
    const size_t n_levels = context->experiment->quantization.n_levels;
    const size_t n_bins = qtl_code_bins(context->experiment);
    for (size_t l = 0; l < snapshot->n_layers; l++) {
        size_t counts[QTL_CODE_BINS_MAX] = {0};
        count_bins(snapshot, l, n_levels, n_bins, counts);
        const double low = snapshot->low[l];
        const double bin = (snapshot->high[l] - low) / (double)n_bins;
        const double n_values = (double)(snapshot->widths[l] * snapshot->n_points);
        for (size_t b = 0; b < n_bins; b++) {
            if (counts[b] > 0) {
                (void)fprintf(out, "%s,%zu,%zu,%zu,%.9g,%.9g,%.9g\n",
                              qtl_variant_name(row.variant), row.epoch, l + 1, b,
                              low + (double)b * bin, low + (double)(b + 1) * bin,
                              (double)counts[b] / n_values);
            }
        }
    }
}
