#include "experiment/measure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/csv.h"
#include "core/fail.h"
#include "core/memory.h"
#include "experiment/results.h"
#include "quantal/relevance.h"
#include "quantal/sampling.h"
#include "quantal/split.h"

/* --- information ------------------------------------------------------------ */

static void begin_row(qtl_row row, FILE *out)
{
    (void)fprintf(out, "%zu,%s,%zu,", row.run, qtl_variant_name(row.variant), row.epoch);
}

/* Whether a measurement reads this layer at all. */
static bool applies(const qtl_measurement *measurement, qtl_row row,
                    const qtl_layer_reading *layer)
{
    return (!measurement->method.estimator->needs_codes || !layer->values) &&
           qtl_measurement_covers(measurement, row.run, row.epoch, layer->index + 1);
}

/* Whether some measurement of all inputs reads values rather than codes. */
static bool needs_values(const qtl_experiment *experiment, qtl_row row,
                         const qtl_layer_reading *layer)
{
    bool needed = false;
    for (size_t i = 0; i < experiment->n_measurements; i++) {
        const qtl_measurement *m = &experiment->measurements[i];
        needed = needed || (m->n_inputs == 0 && !m->method.estimator->needs_codes &&
                            applies(m, row, layer));
    }
    return needed;
}

/* The values of the layer in `room`, which grows when it must. */
static qtl_status read_values(const qtl_layer_reading *layer, qtl_value_room *room)
{
    const size_t n = layer->width * layer->n_points;
    if (n > room->n) {
        qtl_value_room_free(room);
        QTL_ALLOC(room->values, n);
        room->n = n;
    }
    qtl_layer_reading_values(layer, room->values);
    return QTL_OK;
}

void qtl_value_room_free(qtl_value_room *room)
{
    free(room->values);
    *room = (qtl_value_room){0};
}

/* What an estimator gets to see: a reading over the inputs of `data`. */
static qtl_layer layer_of(const qtl_run_context *context, const qtl_dataset *data,
                          const qtl_layer_reading *layer, const double *values)
{
    const bool hidden = layer->index < context->experiment->n_hidden;
    return (qtl_layer){.n_points = layer->n_points,
                       .width = layer->width,
                       .values = values,
                       .codes = layer->codes,
                       .byte_codes = layer->byte_codes,
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
    const qtl_measurement *measurement;
} estimate_place;

static void write_estimate(const estimate_place *place, const char *quantity,
                           qtl_estimate estimate, FILE *out)
{
    if (isnan(estimate.value_bits)) {
        return; /* not a quantity of this estimator */
    }
    char params[256];
    qtl_measurement_params(place->measurement, params, sizeof params);
    begin_row(place->row, out);
    (void)fprintf(out, "%zu,%zu,%s,", place->layer, place->width,
                  place->measurement->method.estimator->name);
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
    const qtl_measurement *measurement = place->measurement;
    if (!measurement->method.estimator->needs_codes || measurement->n_inputs > 0 ||
        !parts->relevant) {
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

static qtl_status fail_at(qtl_status status, const estimate_place *place)
{
    return qtl_fail_within(status, "run %zu, %s, epoch %zu, layer %zu, %s",
                           place->row.run, qtl_variant_name(place->row.variant),
                           place->row.epoch, place->layer,
                           place->measurement->method.estimator->name);
}

static void write_information(const estimate_place *place,
                              const qtl_layer_information *information, FILE *out)
{
    write_estimate(place, "I(X;T)", information->i_xt, out);
    write_estimate(place, "I(T;Y)", information->i_ty, out);
}

static qtl_status measure_method(const qtl_layer *sample, const estimate_place *place,
                                 FILE *out)
{
    qtl_layer_information information = {0};
    const qtl_status status =
        qtl_method_layer(&place->measurement->method, sample, &information);
    if (status != QTL_OK) {
        return fail_at(status, place);
    }
    write_information(place, &information, out);
    return QTL_OK;
}

/* Of inputs that are all there are, a coverage would mean nothing. */
static void write_sampling(const qtl_run_context *context, const estimate_place *place,
                           const qtl_sampling *counted, FILE *out)
{
    begin_row(place->row, out);
    (void)fprintf(out, "%zu,%zu,%zu,%zu,%zu,%zu,", place->layer, place->width,
                  counted->n_samples, counted->n_distinct, counted->n_singletons,
                  counted->n_doubletons);
    qtl_csv_write_number(out,
                         context->dataset->enumerated ? (double)NAN : counted->coverage);
    (void)fprintf(out, ",%d\n", counted->saturated);
}

/* `exact` of equiprobable inputs, and what the count says about them as a sample. */
static qtl_status measure_exact(const qtl_run_context *context, const qtl_layer *sample,
                                const estimate_place *place,
                                const qtl_measure_tables *out)
{
    qtl_sampling counted;
    const qtl_status status = qtl_sampling_count(sample, context->h_x_bits, &counted);
    if (status != QTL_OK) {
        return fail_at(status, place);
    }
    write_information(place, &counted.exact, out->measures);
    write_sampling(context, place, &counted, out->sampling);
    return QTL_OK;
}

static qtl_status measure_all(const qtl_run_context *context, const qtl_layer *sample,
                              const estimate_place *place, const qtl_measure_tables *out)
{
    const char *name = place->measurement->method.estimator->name;
    const bool counted = strcmp(name, "exact") == 0 && !sample->p_x;
    QTL_TRY(counted ? measure_exact(context, sample, place, out)
                    : measure_method(sample, place, out->measures));
    return measure_parts(context, sample, place, out->measures);
}

/* A random sub-sample of the inputs. */
static qtl_status measure_some(const qtl_run_context *context,
                               const qtl_subsample *inputs,
                               const qtl_layer_reading *layer,
                               const estimate_place *place, FILE *out)
{
    qtl_layer_reading part;
    void *codes = NULL;
    qtl_value_room room = {0};
    qtl_status status = qtl_subsample_read(inputs, layer, &part, &codes);
    if (status == QTL_OK && !place->measurement->method.estimator->needs_codes) {
        status = read_values(&part, &room);
    }
    if (status == QTL_OK) {
        const qtl_layer sample = layer_of(context, &inputs->data, &part, room.values);
        status = measure_method(&sample, place, out);
    }
    qtl_value_room_free(&room);
    free(codes);
    return status;
}

qtl_status qtl_measure_information(const qtl_run_context *context, qtl_row row,
                                   const qtl_subsamples *subsamples,
                                   const qtl_layer_reading *layer, qtl_value_room *room,
                                   const qtl_measure_tables *out)
{
    const qtl_experiment *experiment = context->experiment;
    const bool with_values = needs_values(experiment, row, layer);
    QTL_TRY(with_values ? read_values(layer, room) : QTL_OK);
    const qtl_layer sample =
        layer_of(context, context->dataset, layer, with_values ? room->values : NULL);
    qtl_status status = QTL_OK;
    for (size_t m = 0; m < experiment->n_measurements && status == QTL_OK; m++) {
        const qtl_measurement *measurement = &experiment->measurements[m];
        const estimate_place place = {row, layer->index + 1, layer->width, measurement};
        if (applies(measurement, row, layer)) {
            status = measurement->n_inputs == 0
                         ? measure_all(context, &sample, &place, out)
                         : measure_some(context, &subsamples->items[m], layer, &place,
                                        out->measures);
        }
    }
    return status;
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

void qtl_measure_training(const qtl_dataset *data, const qtl_split *split, qtl_row row,
                          const qtl_reading *reading, FILE *out)
{
    const float *const values[] = {qtl_reading_loss(reading),
                                   qtl_reading_correct(reading)};
    begin_row(row, out);
    for (size_t v = 0; v < 2; v++) {
        qtl_csv_write_number(out,
                             mean_over(data, values[v], split->train, split->n_train));
        (void)fputc(',', out);
        qtl_csv_write_number(out, mean_over(data, values[v], split->test, split->n_test));
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

/* What a layer's values are counted in: the levels of the quantized variant, in bins. */
typedef struct code_bins {
    size_t n_levels, n;
    size_t counts[QTL_CODE_BINS_MAX];
} code_bins;

static void count_codes(const qtl_layer_reading *layer, code_bins *bins)
{
    const size_t n_values = layer->width * layer->n_points;
    for (size_t i = 0; i < n_values; i++) {
        const size_t code = layer->codes ? layer->codes[i] : layer->byte_codes[i];
        bins->counts[code * bins->n / bins->n_levels]++;
    }
}

/* Reads values on the grid that the quantized variant would have. */
static void count_values(const qtl_layer_reading *layer, code_bins *bins)
{
    const double low = layer->low;
    const double span = layer->high - low;
    const double top = (double)(bins->n_levels - 1);
    const double scale = span > 0 ? top / span : 0;
    const size_t n_values = layer->width * layer->n_points;
    for (size_t i = 0; i < n_values; i++) {
        const double code = rint(((double)layer->values[i] - low) * scale);
        bins->counts[(size_t)fmin(fmax(code, 0), top) * bins->n / bins->n_levels]++;
    }
}

void qtl_measure_codes(const qtl_run_context *context, qtl_row row,
                       const qtl_layer_reading *layer, FILE *out)
{
    code_bins bins = {.n_levels = context->experiment->quantization.n_levels,
                      .n = qtl_code_bins(context->experiment)};
    if (layer->values) {
        count_values(layer, &bins);
    } else {
        count_codes(layer, &bins);
    }
    const double bin = (layer->high - layer->low) / (double)bins.n;
    const double n_values = (double)(layer->width * layer->n_points);
    for (size_t b = 0; b < bins.n; b++) {
        if (bins.counts[b] > 0) {
            (void)fprintf(
                out, "%s,%zu,%zu,%zu,%.9g,%.9g,%.9g\n", qtl_variant_name(row.variant),
                row.epoch, layer->index + 1, b, layer->low + (double)b * bin,
                layer->low + (double)(b + 1) * bin, (double)bins.counts[b] / n_values);
        }
    }
}
