/* quantal validate [SUITE]...: estimators against exact truth. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "quantal/score_card.h"
#include "quantal/validate.h"

enum { MAX_JOBS = 1024, MAX_SIZE = 1000000, MAX_SIZES = 64, MAX_SUITES = 16 };

static const char default_directory[] = "results/validate";

/* What the options hold, and what they borrow from. */
typedef struct request {
    qtl_validate_options options;
    qtl_method *methods;
    size_t sizes[MAX_SIZES];
} request;

/* A whole number from `low` to `high`; *value stays if --name was not given. */
static bool take_number(const cli_arguments *arguments, const char *name, long long low,
                        long long high, long long *value)
{
    const char *text = cli_value(arguments, name);
    long long number = 0;
    if (text && (!qtl_parse_int(text, &number) || number < low || number > high)) {
        (void)cli_usage(arguments->command,
                        "--%s takes a number from %lld to %lld, not %s", name, low, high,
                        text);
        return false;
    }
    *value = text ? number : *value;
    return true;
}

/* The next number of "250,1000"; NULL when there is none. */
static const char *next_size(const char *text, size_t *size)
{
    char number[16];
    long long value = 0;
    const size_t length = strcspn(text, ",");
    (void)snprintf(number, sizeof number, "%.*s", (int)length, text);
    if (length >= sizeof number || !qtl_parse_int(number, &value) || value < 1 ||
        value > MAX_SIZE) {
        return NULL;
    }
    *size = (size_t)value;
    return text + length;
}

static bool take_sizes(const cli_arguments *arguments, request *r)
{
    const char *text = cli_value(arguments, "samples");
    if (!text) {
        return true;
    }
    const char *at = text;
    do {
        at += r->options.n_samples > 0; /* past the comma */
        at = r->options.n_samples < MAX_SIZES
                 ? next_size(at, &r->sizes[r->options.n_samples++])
                 : NULL;
    } while (at && *at);
    if (!at) {
        (void)cli_usage(arguments->command,
                        "--samples takes up to %d numbers from 1 to %d, as in "
                        "250,1000, not %.60s",
                        MAX_SIZES, MAX_SIZE, text);
        return false;
    }
    r->options.samples = r->sizes;
    return true;
}

static bool take_numbers(const cli_arguments *arguments, request *r)
{
    long long jobs = 0;
    long long repeats = 0;
    long long seed = 0;
    const bool understood = take_number(arguments, "jobs", 1, MAX_JOBS, &jobs) &&
                            take_number(arguments, "repeats", 1, MAX_SIZE, &repeats) &&
                            take_number(arguments, "seed", 0, INT64_MAX, &seed) &&
                            take_sizes(arguments, r);
    r->options.n_jobs = (int)jobs;
    r->options.repeats = (size_t)repeats;
    r->options.seed = (uint64_t)seed;
    return understood;
}

static qtl_status take_methods(const cli_arguments *arguments, request *r)
{
    size_t n = 0;
    while (cli_value_at(arguments, "estimator", n)) {
        n++;
    }
    if (n == 0) {
        return QTL_OK;
    }
    QTL_ALLOC(r->methods, n);
    for (size_t i = 0; i < n; i++) {
        QTL_TRY(
            qtl_method_parse(cli_value_at(arguments, "estimator", i), &r->methods[i]));
    }
    r->options.methods = r->methods;
    r->options.n_methods = n;
    return QTL_OK;
}

static qtl_status validate(const request *r)
{
    QTL_TRY(qtl_validate_run(&r->options));
    char *card = NULL;
    QTL_TRY(qtl_score_card(r->options.directory, &card));
    (void)fputs(card, stdout);
    free(card);
    (void)fprintf(stderr, "The table is %s/validate.csv; figures: quantal plot %s\n",
                  r->options.directory, r->options.directory);
    return QTL_OK;
}

/* A mistake in what is asked for is one of usage; what comes after is a failure. */
static int validate_checked(const cli_arguments *arguments, request *r)
{
    if (take_methods(arguments, r) != QTL_OK ||
        qtl_validate_check(&r->options) != QTL_OK) {
        return cli_usage(arguments->command, "%s", qtl_error_message());
    }
    return validate(r) == QTL_OK ? CLI_DONE : cli_fail(arguments->command);
}

static int run(const cli_arguments *arguments)
{
    const char *output = cli_value(arguments, "output");
    request r = {.options = {.directory = output ? output : default_directory,
                             .resume = cli_has(arguments, "resume"),
                             .untimed = cli_has(arguments, "untimed")}};
    if (!take_numbers(arguments, &r)) {
        return CLI_USAGE;
    }
    if (arguments->n_operands > 0) {
        r.options.suites = arguments->operands;
        r.options.n_suites = arguments->n_operands;
    }
    const int code = validate_checked(arguments, &r);
    free(r.methods);
    return code;
}

static const cli_option options[] = {
    {'o', "output", "DIR", "folder for the results [results/validate]"},
    {'e', "estimator", "NAME[:KEY=VALUE,...]",
     "only this estimator; may be repeated [all with their defaults]"},
    {0, "samples", "N,...", "sizes of the samples [each suite's own]"},
    {0, "repeats", "R", "samples of each size [10]"},
    {0, "seed", "S", "of the samples [0]"},
    {'j', "jobs", "JOBS", "tasks side by side [all cores]"},
    {0, "resume", NULL, "keep the finished tasks of an interrupted validation"},
    {0, "untimed", NULL, "leave the seconds empty: the table is the same to the byte"},
    {0, NULL, NULL, NULL}};

const cli_command cli_validate_command = {
    .name = "validate",
    .summary = "Measure the bias of estimators against exact truth",
    .usage = "[SUITE]... [OPTION]...",
    .details =
        "Draws samples from distributions whose information is known, lets every\n"
        "estimator estimate it, writes DIR/validate.csv and prints a score card. All\n"
        "columns but the seconds are the same to the byte, whatever the jobs, suites,\n"
        "estimators or interruptions. quantal list suites names the suites [all].\n"
        "Without -e, lga gets up to 1000 samples of up to 4 dimensions, 3 times, and\n"
        "lnn up to 32 dimensions.",
    .options = options,
    .n_operands_max = MAX_SUITES,
    .example =
        "quantal validate gaussian strong -e ksg -e lnn:order=2 --samples 250,1000",
    .run = run,
};
