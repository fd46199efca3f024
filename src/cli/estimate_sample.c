/* The subject of --x and --y: samples of one variable, or of two. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/estimates.h"
#include "core/fail.h"
#include "core/memory.h"
#include "core/progress.h"
#include "quantal/resampling.h"

typedef struct columns {
    const char *source; /* NULL: there is no such variable */
    qtl_matrix *matrix;
} columns;

typedef struct subject_data {
    columns x, y;
    qtl_sample sample; /* borrows the matrices */
    size_t n_permutations;
    bool wants_stderr;
    uint64_t seed;
} subject_data;

static void free_data(void *pointer)
{
    subject_data *data = pointer;
    qtl_matrix_free(data->x.matrix);
    qtl_matrix_free(data->y.matrix);
    free(data);
}

static qtl_status read_variable(const char *source, cli_kind kind, columns *from,
                                qtl_variable *out)
{
    QTL_TRY(qtl_matrix_read(source, &from->matrix));
    cli_tell_doubt(from->matrix);
    from->source = source;
    *out = (qtl_variable){.d = from->matrix->n_cols,
                          .values = from->matrix->data,
                          .discrete = kind == CLI_AS_WRITTEN ? from->matrix->discrete
                                                             : kind == CLI_DISCRETE};
    return QTL_OK;
}

static qtl_status read_sample(const cli_inputs *inputs, subject_data *data)
{
    qtl_sample *sample = &data->sample;
    QTL_TRY(read_variable(inputs->x, inputs->files.x_kind, &data->x, &sample->x));
    sample->n = data->x.matrix->n_rows;
    if (!inputs->y) {
        return QTL_OK;
    }
    QTL_TRY(read_variable(inputs->y, inputs->files.y_kind, &data->y, &sample->y));
    QTL_REQUIRE(data->y.matrix->n_rows == sample->n, QTL_EINVAL,
                "%s has %zu rows, but %s has %zu; each sample needs an x and a y",
                inputs->y, data->y.matrix->n_rows, inputs->x, sample->n);
    return QTL_OK;
}

static const cli_reason for_layers = {"it is for layers, not for samples",
                                      "they are for layers, not for samples"};
static const cli_reason x_continuous = {
    "it counts symbols, and x is continuous (--x-kind discrete takes its values as "
    "symbols)",
    "they count symbols, and x is continuous (--x-kind discrete takes its values as "
    "symbols)"};
static const cli_reason y_continuous = {
    "it counts symbols, and y is continuous (--y-kind discrete takes its values as "
    "symbols)",
    "they count symbols, and y is continuous (--y-kind discrete takes its values as "
    "symbols)"};

static const cli_reason *why_not(const qtl_estimator *estimator, const void *pointer)
{
    const qtl_sample *sample = &((const subject_data *)pointer)->sample;
    if (!estimator->sample) {
        return &for_layers;
    }
    if (estimator->needs_codes && !sample->x.discrete) {
        return &x_continuous;
    }
    return estimator->needs_codes && sample->y.d > 0 && !sample->y.discrete
               ? &y_continuous
               : NULL;
}

/* An estimate without a standard error is still one. */
static void add_stderr(const subject_data *data, cli_estimate *one)
{
    const qtl_resampling how = {.seed = data->seed};
    double *stderr_bits = &one->value[0].stderr_bits;
    if (isnan(*stderr_bits) &&
        qtl_method_stderr(&one->method, &data->sample, &how, stderr_bits) != QTL_OK) {
        (void)fprintf(stderr, "no standard error of %s: %s\n",
                      one->method.estimator->name, qtl_error_message());
    }
}

static qtl_status measure(const void *pointer, cli_estimate *one)
{
    const subject_data *data = pointer;
    const double start_s = qtl_clock_s();
    QTL_TRY(qtl_method_sample(&one->method, &data->sample, &one->value[0]));
    one->seconds = qtl_clock_s() - start_s;
    if (data->wants_stderr) {
        add_stderr(data, one);
    }
    return data->n_permutations == 0
               ? QTL_OK
               : cli_null_estimate(&one->method, &data->sample, data->n_permutations,
                                   data->seed, one->value[0].value_bits, &one->null);
}

static const char *kind_name(const qtl_variable *variable)
{
    return variable->discrete ? "discrete" : "continuous";
}

static void print_variable(const char *name, const columns *from,
                           const qtl_variable *variable)
{
    printf("%s: %s, %zu %s, %s\n", name, from->source, variable->d,
           variable->d == 1 ? "column" : "columns", kind_name(variable));
}

static void print_heading(const void *pointer, const cli_unit *unit)
{
    const subject_data *data = pointer;
    print_variable("x", &data->x, &data->sample.x);
    if (data->y.source) {
        print_variable("y", &data->y, &data->sample.y);
    }
    printf("%zu samples, %s", data->sample.n, unit->name);
    if (data->n_permutations > 0) {
        printf("; null: %zu permutations of y", data->n_permutations);
    }
    printf("\n\n");
}

static void print_json_variable(const char *name, const columns *from,
                                const qtl_variable *variable)
{
    printf("\"%s\": {\"source\": ", name);
    cli_print_json_string(from->source);
    printf(", \"columns\": %zu, \"kind\": \"%s\"},\n  ", variable->d,
           kind_name(variable));
}

static void print_json(const void *pointer)
{
    const subject_data *data = pointer;
    print_json_variable("x", &data->x, &data->sample.x);
    if (data->y.source) {
        print_json_variable("y", &data->y, &data->sample.y);
    }
    printf("\"samples\": %zu", data->sample.n);
}

static const char *quantity_of(const qtl_sample *sample)
{
    if (sample->y.d) {
        return "I(X;Y)";
    }
    return sample->x.discrete ? "H(X)" : "h(X)";
}

qtl_status cli_sample_subject(const cli_inputs *inputs, cli_subject *out)
{
    subject_data *data = NULL;
    QTL_ALLOC(data, 1);
    data->n_permutations = inputs->n_permutations;
    data->wants_stderr = inputs->wants_stderr;
    data->seed = inputs->seed;
    const qtl_status status = read_sample(inputs, data);
    if (status != QTL_OK) {
        free_data(data);
        return status;
    }
    *out = (cli_subject){.data = data,
                         .source = inputs->x,
                         .n_samples = data->sample.n,
                         .n_columns = data->sample.x.d + data->sample.y.d,
                         .quantities = {quantity_of(&data->sample)},
                         .n_permutations = data->n_permutations,
                         .wants_stderr = data->wants_stderr,
                         .why_not = why_not,
                         .measure = measure,
                         .print_heading = print_heading,
                         .print_json = print_json,
                         .free = free_data};
    return QTL_OK;
}
