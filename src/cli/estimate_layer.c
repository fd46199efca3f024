/* The subject of --layer and --labels: a deterministic layer over equiprobable inputs. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <gsl/gsl_statistics_double.h>

#include "cli/estimates.h"
#include "core/fail.h"
#include "core/memory.h"

enum { WIDEST_ACTIVATION = 2 }; /* of a bounded one: tanh, from -1 to 1 */

typedef struct subject_data {
    const char *source;
    cli_layer layer;
    bool warned; /* of the units of the noise */
} subject_data;

static void free_data(void *pointer)
{
    subject_data *data = pointer;
    cli_layer_free(&data->layer);
    free(data);
}

static const cli_reason not_for_layers = {"it is not for layers",
                                          "they are not for layers"};
static const cli_reason only_of_labels = {"it has only I(T;Y); give --labels FILE",
                                          "they have only I(T;Y); give --labels FILE"};
static const cli_reason counts_codes = {
    "it counts codes, and the layer is continuous (--x-kind discrete takes each distinct "
    "number for a code)",
    "they count codes, and the layer is continuous (--x-kind discrete takes each "
    "distinct number for a code)"};

static const cli_reason *why_not(const qtl_estimator *estimator, const void *pointer)
{
    const subject_data *data = pointer;
    if (!estimator->layer) {
        return &not_for_layers;
    }
    return estimator->needs_codes && !data->layer.codes ? &counts_codes : NULL;
}

static qtl_status measure(const void *pointer, cli_estimate *one)
{
    const subject_data *data = pointer;
    const qtl_estimator *estimator = one->method.estimator;
    const cli_layer *layer = &data->layer;
    const cli_reason *reason = why_not(estimator, pointer);
    QTL_REQUIRE(!reason, QTL_EUNSUPPORTED, "%s", reason->one);
    qtl_layer_information information;
    QTL_TRY(qtl_method_layer(&one->method,
                             estimator->needs_codes ? &layer->counted : &layer->measured,
                             &information));
    one->value[0] = information.i_xt;
    if (layer->label) {
        one->value[1] = information.i_ty;
    }
    return QTL_OK;
}

/* Integers that are codes rather than bits or signs: noise is in their units. */
static void warn(const void *pointer, const qtl_method *method)
{
    subject_data *data = (subject_data *)pointer;
    const qtl_matrix *values = data->layer.values;
    const qtl_param_spec *spec = cli_find_param(method->estimator, "variance");
    const size_t n = values->n_rows * values->n_cols;
    if (!spec || data->warned || !cli_all_integers(values->data, n)) {
        return;
    }
    double low = 0;
    double high = 0;
    gsl_stats_minmax(&low, &high, values->data, 1, n);
    const double variance = method->params.value[spec - method->estimator->params];
    if (low >= 0 && high > WIDEST_ACTIVATION && high <= UINT16_MAX && variance > 0) {
        (void)fprintf(stderr,
                      "values run from %g to %g; noise of variance %g is in these units, "
                      "for codes of tanh rescale to [-1, 1]\n",
                      low, high, variance);
        data->warned = true;
    }
}

static double limit_xt_bits(const cli_layer *layer)
{
    return log2((double)layer->measured.n_points);
}

static void print_heading(const void *pointer, const cli_unit *unit)
{
    const subject_data *data = pointer;
    const cli_layer *layer = &data->layer;
    printf("%s: %zu samples of %zu %s", data->source, layer->measured.n_points,
           layer->measured.width, layer->measured.width == 1 ? "neuron" : "neurons");
    if (layer->n_levels) {
        printf(", discrete, at most %zu levels a neuron\n", layer->n_levels);
    } else {
        printf(", continuous\n");
    }
    printf("I(X;T) <= %s %zu = %.5f %s", unit->log, layer->measured.n_points,
           limit_xt_bits(layer) * unit->per_bit, unit->name);
    if (layer->label) {
        printf(", I(T;Y) <= H(Y) = %.5f %s (%zu classes)",
               layer->h_y_bits * unit->per_bit, unit->name, layer->measured.n_classes);
    }
    printf("\n\n");
}

static void print_json(const void *pointer)
{
    const subject_data *data = pointer;
    const cli_layer *layer = &data->layer;
    printf("\"layer\": ");
    cli_print_json_string(data->source);
    printf(",\n  \"samples\": %zu,\n  \"width\": %zu,\n  \"log2_samples_bits\": ",
           layer->measured.n_points, layer->measured.width);
    cli_print_json_number(limit_xt_bits(layer));
    if (layer->label) {
        printf(",\n  \"h_y_bits\": ");
        cli_print_json_number(layer->h_y_bits);
    }
}

qtl_status cli_layer_subject(const cli_inputs *inputs, cli_subject *out)
{
    subject_data *data = NULL;
    QTL_ALLOC(data, 1);
    data->source = inputs->files.layer;
    const qtl_status status = cli_layer_read(&inputs->files, &data->layer);
    if (status != QTL_OK) {
        free(data);
        return status;
    }
    *out =
        (cli_subject){.data = data,
                      .source = data->source,
                      .n_samples = data->layer.measured.n_points,
                      .n_columns = data->layer.measured.width,
                      .quantities = {"I(X;T)", data->layer.label ? "I(T;Y)" : NULL},
                      .nothing = &only_of_labels,
                      .has_targets = true,
                      .has_limits = true,
                      .limit_bits = {limit_xt_bits(&data->layer), data->layer.h_y_bits},
                      .why_not = why_not,
                      .warn = warn,
                      .measure = measure,
                      .print_heading = print_heading,
                      .print_json = print_json,
                      .free = free_data};
    return QTL_OK;
}
