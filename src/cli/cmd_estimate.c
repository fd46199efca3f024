/* quantal estimate --layer FILE: reads, estimates, prints. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/estimates.h"
#include "core/fail.h"
#include "core/memory.h"
#include "core/progress.h"

/* Why an estimator is none for this layer, or NULL. */
static const char *why_not(const qtl_estimator *estimator, const cli_layer *layer)
{
    if (!estimator->layer) {
        return "it is not for layers";
    }
    return estimator->needs_codes && !layer->codes
               ? "it counts codes, and the layer is continuous"
               : NULL;
}

static size_t count_estimators(void)
{
    size_t n = 0;
    while (qtl_estimator_at(n)) {
        n++;
    }
    return n;
}

static qtl_status append(cli_estimates *all, const char *text)
{
    cli_estimate *next = &all->list[all->n];
    QTL_TRY(qtl_method_parse(text, &next->method));
    qtl_method_params(&next->method, next->params, sizeof next->params);
    all->n++;
    return QTL_OK;
}

static void tell_left_out(const qtl_estimator *estimator, const char *reason)
{
    (void)fprintf(stderr, "left out %s: %s\n", estimator->name, reason);
}

static qtl_status append_applicable(cli_estimates *all, bool tell)
{
    const qtl_estimator *estimator = NULL;
    for (size_t i = 0; (estimator = qtl_estimator_at(i)); i++) {
        const char *reason = why_not(estimator, all->layer);
        if (!reason) {
            QTL_TRY(append(all, estimator->name));
        } else if (tell) {
            tell_left_out(estimator, reason);
        }
    }
    return QTL_OK;
}

/* The methods of every -e in the order written; "all" stands for those that apply, and so
 * does no -e. */
static qtl_status choose_methods(const cli_arguments *arguments, cli_estimates *all)
{
    const char *text = NULL;
    for (size_t i = 0; (text = cli_value_at(arguments, "estimator", i)); i++) {
        QTL_TRY(strcmp(text, "all") == 0 ? append_applicable(all, true)
                                         : append(all, text));
    }
    return cli_has(arguments, "estimator") ? QTL_OK : append_applicable(all, false);
}

static qtl_status estimate(const cli_layer *layer, cli_estimate *one)
{
    const double start_s = qtl_clock_s();
    QTL_TRY(qtl_method_layer(&one->method,
                             one->method.estimator->needs_codes ? &layer->counted
                                                                : &layer->measured,
                             &one->value));
    one->seconds = qtl_clock_s() - start_s;
    if (!layer->label) {
        one->value.i_ty.value_bits = NAN;
    }
    return QTL_OK;
}

static qtl_status estimate_all(cli_estimates *all)
{
    for (size_t i = 0; i < all->n; i++) {
        QTL_TRY(estimate(all->layer, &all->list[i]));
    }
    return QTL_OK;
}

/* Reports a mistake in -e before any file is read. */
static bool methods_are_known(const cli_arguments *arguments)
{
    const char *text = NULL;
    for (size_t i = 0; (text = cli_value_at(arguments, "estimator", i)); i++) {
        qtl_method method;
        if (strcmp(text, "all") != 0 && qtl_method_parse(text, &method) != QTL_OK) {
            (void)cli_usage(arguments->command, "%s", qtl_error_message());
            return false;
        }
    }
    return true;
}

static bool read_choices(const cli_arguments *arguments, cli_layer_files *files,
                         size_t *format)
{
    size_t x_kind = 0;
    size_t y_kind = 0;
    if (!cli_choice(arguments, "format", cli_format_names, format) ||
        !cli_choice(arguments, "x-kind", cli_kind_names, &x_kind) ||
        !cli_choice(arguments, "y-kind", cli_kind_names, &y_kind)) {
        return false;
    }
    *files = (cli_layer_files){.layer = cli_value(arguments, "layer"),
                               .labels = cli_value(arguments, "labels"),
                               .x_kind = (cli_kind)x_kind,
                               .y_kind = (cli_kind)y_kind};
    return true;
}

static bool reads_stdin(const char *source)
{
    return source && (strcmp(source, "-") == 0 || strncmp(source, "-:", 2) == 0);
}

/* An estimate for each -e, or for every estimator behind each "all". */
static qtl_status fill(const cli_arguments *arguments, cli_estimates *all)
{
    QTL_ALLOC(all->list, (arguments->n_given + 1) * count_estimators());
    QTL_TRY(choose_methods(arguments, all));
    QTL_REQUIRE(all->n > 0, QTL_EUNSUPPORTED, "no estimator applies to %s", all->source);
    return estimate_all(all);
}

static int run(const cli_arguments *arguments)
{
    cli_layer_files files;
    size_t format = 0;
    if (!read_choices(arguments, &files, &format) || !methods_are_known(arguments)) {
        return CLI_USAGE;
    }
    if (!files.layer) {
        return cli_usage(arguments->command, "which layer? give --layer FILE");
    }
    if (reads_stdin(files.layer) && reads_stdin(files.labels)) {
        return cli_usage(arguments->command,
                         "layer and labels: only one of them can read standard input");
    }
    cli_layer layer;
    if (cli_layer_read(&files, &layer) != QTL_OK) {
        return cli_fail(arguments->command);
    }
    cli_estimates all = {.source = files.layer, .layer = &layer};
    const qtl_status status = fill(arguments, &all);
    if (status == QTL_OK) {
        cli_format_print[format](&all);
    }
    free(all.list);
    cli_layer_free(&layer);
    return status == QTL_OK ? CLI_DONE : cli_fail(arguments->command);
}

static const cli_option options[] = {
    {0, "layer", "FILE", "activations: a row for each distinct input, a column a neuron"},
    {0, "labels", "FILE", "class of each input, one column; asks for I(T;Y) too"},
    {'e', "estimator", "NAME[:KEY=VALUE,...]",
     "what to run; may be repeated; default all that apply"},
    {0, "format", "FORMAT", "table (the default), csv or json"},
    {0, "x-kind", "KIND", "discrete or continuous, whatever the layer's file says"},
    {0, "y-kind", "KIND", "discrete: each distinct number is a class"},
    {0, NULL, NULL, NULL},
};

const cli_command cli_estimate_command = {
    .name = "estimate",
    .summary = "Measure the information in a layer's activations, I(X;T) and I(T;Y)",
    .usage = "--layer FILE [--labels FILE] [-e NAME[:KEY=VALUE,...]]...",
    .details =
        "FILE is NPY (float32, float64, integers, bool; one or two dimensions) or CSV, "
        "with\n"
        "or without a header; - is standard input. FILE:COLUMNS chooses columns by "
        "0-based\n"
        "index, range or header name: acts.csv:0-4,9. Integers, by type (NPY) or by "
        "every\n"
        "value being written as one (CSV), are discrete codes; other numbers are "
        "continuous.\n"
        "Inputs are taken as distinct and equally probable. All results are in bits.",
    .options = options,
    .example = "quantal estimate --layer acts.npy --labels y.npy -e exact "
               "-e kde:variance=0.1",
    .run = run,
};
