/* The subject of --layer and --labels: a deterministic layer over equiprobable inputs. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/estimates.h"
#include "core/fail.h"
#include "core/memory.h"

typedef struct subject_data {
    const char *source;
    cli_layer layer;
} subject_data;

static void free_data(void *pointer)
{
    subject_data *data = pointer;
    cli_layer_free(&data->layer);
    free(data);
}

static const char *why_not(const qtl_estimator *estimator, const void *pointer)
{
    const subject_data *data = pointer;
    if (!estimator->layer) {
        return "it is not for layers";
    }
    return estimator->needs_codes && !data->layer.codes
               ? "it counts codes, and the layer is continuous"
               : NULL;
}

static qtl_status measure(const void *pointer, cli_estimate *one)
{
    const cli_layer *layer = &((const subject_data *)pointer)->layer;
    const bool counts = one->method.estimator->needs_codes;
    qtl_layer_information information;
    QTL_TRY(qtl_method_layer(&one->method, counts ? &layer->counted : &layer->measured,
                             &information));
    one->value[0] = information.i_xt;
    if (layer->label) {
        one->value[1] = information.i_ty;
    }
    return QTL_OK;
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
    *out = (cli_subject){.data = data,
                         .source = data->source,
                         .n_samples = data->layer.measured.n_points,
                         .quantities = {"I(X;T)", "I(T;Y)"},
                         .has_targets = true,
                         .why_not = why_not,
                         .measure = measure,
                         .print_heading = print_heading,
                         .print_json = print_json,
                         .free = free_data};
    return QTL_OK;
}
