/* quantal estimate: reads a layer or a sample, estimates, prints. */
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/estimates.h"
#include "core/text.h"

enum { PERMUTATIONS_MAX = 1000000 };

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

/* An integer option from `low` to `high`; *value stays if it was not given. */
static bool read_integer(const cli_arguments *arguments, const char *name, long long low,
                         long long high, long long *value)
{
    const char *text = cli_value(arguments, name);
    if (!text) {
        return true;
    }
    long long number = 0;
    if (!qtl_parse_int(text, &number) || number < low || number > high) {
        (void)cli_usage(arguments->command,
                        "--%s \"%s\" is not an integer from %lld to %lld", name, text,
                        low, high);
        return false;
    }
    *value = number;
    return true;
}

/* How to print. */
typedef struct style {
    size_t format, unit;
} style;

static bool read_inputs(const cli_arguments *arguments, cli_inputs *inputs, style *how)
{
    size_t x_kind = 0;
    size_t y_kind = 0;
    long long n_permutations = 0;
    long long seed = 1;
    if (!cli_choice(arguments, "format", cli_format_names, &how->format) ||
        !cli_choice(arguments, "unit", cli_unit_names, &how->unit) ||
        !cli_choice(arguments, "x-kind", cli_kind_names, &x_kind) ||
        !cli_choice(arguments, "y-kind", cli_kind_names, &y_kind) ||
        !read_integer(arguments, "shuffle", 1, PERMUTATIONS_MAX, &n_permutations) ||
        !read_integer(arguments, "seed", 0, INT64_MAX, &seed)) {
        return false;
    }
    *inputs = (cli_inputs){.files = {.layer = cli_value(arguments, "layer"),
                                     .labels = cli_value(arguments, "labels"),
                                     .x_kind = (cli_kind)x_kind,
                                     .y_kind = (cli_kind)y_kind},
                           .x = cli_value(arguments, "x"),
                           .y = cli_value(arguments, "y"),
                           .n_permutations = (size_t)n_permutations,
                           .wants_stderr = cli_has(arguments, "stderr"),
                           .seed = (uint64_t)seed};
    return true;
}

static bool reads_stdin(const char *source)
{
    return source && (strcmp(source, "-") == 0 || strncmp(source, "-:", 2) == 0);
}

/* What is wrong with the choice of inputs, or NULL. */
static const char *mistake(const cli_inputs *inputs)
{
    const cli_layer_files *files = &inputs->files;
    const struct {
        bool made;
        const char *text;
    } mistakes[] = {
        {files->layer && inputs->x, "--layer and --x do not go together"},
        {files->labels && !files->layer, "--labels needs --layer FILE; a sample has --y"},
        {inputs->y && !inputs->x, "--y needs --x FILE; a layer has --labels"},
        {!files->layer && !inputs->x, "of what? give --x FILE or --layer FILE"},
        {inputs->n_permutations && !inputs->y,
         "--shuffle permutes the rows of y: give --x FILE --y FILE"},
        {inputs->wants_stderr && files->layer,
         "--stderr leaves samples out: give --x FILE; a layer is all there is"},
        {reads_stdin(files->layer) && reads_stdin(files->labels),
         "layer and labels: only one of them can read standard input"},
        {reads_stdin(inputs->x) && reads_stdin(inputs->y),
         "x and y: only one of them can read standard input"},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        if (mistakes[i].made) {
            return mistakes[i].text;
        }
    }
    return NULL;
}

static qtl_status estimate(const cli_arguments *arguments, const cli_subject *subject,
                           const style *how)
{
    cli_estimates all = {.subject = subject,
                         .unit = &cli_units[how->unit],
                         .format = &cli_formats[how->format]};
    const qtl_status status = cli_estimates_make(arguments, &all);
    free(all.list);
    return status;
}

static int run(const cli_arguments *arguments)
{
    cli_inputs inputs;
    style how = {0};
    if (!read_inputs(arguments, &inputs, &how) || !methods_are_known(arguments)) {
        return CLI_USAGE;
    }
    const char *wrong = mistake(&inputs);
    if (wrong) {
        return cli_usage(arguments->command, "%s", wrong);
    }
    cli_subject subject;
    if ((inputs.x ? cli_sample_subject(&inputs, &subject)
                  : cli_layer_subject(&inputs, &subject)) != QTL_OK) {
        return cli_fail(arguments->command);
    }
    const qtl_status status = estimate(arguments, &subject, &how);
    subject.free(subject.data);
    return status == QTL_OK ? CLI_DONE : cli_fail(arguments->command);
}

static const cli_option options[] = {
    {0, "x", "FILE", "samples of X, a row each; alone it asks for the entropy of X"},
    {0, "y", "FILE", "samples of Y, row by row with X; asks for I(X;Y)"},
    {0, "layer", "FILE", "activations: a row for each distinct input, a column a neuron"},
    {0, "labels", "FILE",
     "class of each input, one column of integers or words; asks for I(T;Y) too"},
    {'e', "estimator", "NAME[:KEY=VALUE,...]",
     "what to run; may be repeated; all (the default): every one that applies; "
     "quantal list estimators names them"},
    {0, "x-kind", "KIND",
     "discrete or continuous, whatever the file of X or of the layer says: discrete "
     "takes each distinct number for a code"},
    {0, "y-kind", "KIND", "the same for Y; for labels, discrete: numbers are classes"},
    {0, "shuffle", "N",
     "permute the rows of Y N times: mean, 5 % and 95 % quantile of the estimates "
     "without dependence, and p = (1 + how many of them reach the estimate) / (N + 1)"},
    {0, "stderr", NULL,
     "standard error of each estimate, by the delete-d jackknife (Shao & Wu 1989), d = "
     "N/2: 20 random halvings, and how far the estimates of two halves are apart. It is "
     "known to about 16 % and says nothing of the bias. A layer is the whole "
     "population: it has no such error"},
    {0, "seed", "S", "which permutations and which halves; 1 by default"},
    {0, "unit", "UNIT", "bits (the default) or nats"},
    {0, "format", "FORMAT", "table (the default), csv or json"},
    {0, NULL, NULL, NULL},
};

const cli_command cli_estimate_command = {
    .name = "estimate",
    .summary = "Measure entropy and mutual information, of samples or of a layer",
    .usage = "--x FILE [--y FILE] [-e NAME[:...]]...\n"
             "--layer FILE [--labels FILE] [-e NAME[:...]]...",
    .details =
        "FILE is NPY (float32, float64, integers, bool; one or two dimensions) or CSV,\n"
        "with or without a header; - is standard input. FILE:COLUMNS chooses columns by\n"
        "0-based index, range or header name, in double quotes if it has a comma:\n"
        "acts.csv:0-4,9. Integers, by type (NPY) or by every value being written as one\n"
        "(CSV), are discrete; other numbers are continuous.\n\n"
        "The inputs of a layer are taken as distinct and equally probable. Estimators "
        "of\n"
        "the noisy layer see T + Z, where Z is Gaussian noise on every neuron, of\n"
        "variance 0.1 in the units of the file (kde:variance=0.01 changes it): without\n"
        "noise, I(X;T) of a continuous layer is log N or infinite. The last columns of\n"
        "the table say what each estimates, and which values are saturated (I(X;T)\n"
        "within 0.01 bit of H(X): no compression can show) or above the limit.",
    .options = options,
    .example = "quantal estimate --x a.csv:0-1 --y a.csv:2 -e ksg:k=5 --shuffle 200",
    .run = run,
};
