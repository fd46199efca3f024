/* quantal run EXPERIMENT.yaml: loads, runs, prints the summary. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "quantal/experiment.h"
#include "quantal/run.h"
#include "quantal/summary.h"
#include "quantal/verdict.h"

enum { MAX_JOBS = 1024 };

/* --runs N is short for --set runs=N, and so on. */
static const struct {
    const char *option, *key;
} shorthands[] = {{"runs", "runs"}, {"epochs", "training.epochs"}, {"seed", "seed"}};
enum { N_SHORTHANDS = sizeof shorthands / sizeof shorthands[0] };

static qtl_status add_override(char *text, char **overrides, size_t *n)
{
    QTL_REQUIRE(text, QTL_ENOMEM, "out of memory: the command line");
    overrides[(*n)++] = text;
    return QTL_OK;
}

static qtl_status add_shorthands(const cli_arguments *arguments, char **overrides,
                                 size_t *n)
{
    for (size_t i = 0; i < N_SHORTHANDS; i++) {
        const char *value = cli_value(arguments, shorthands[i].option);
        QTL_TRY(value ? add_override(qtl_format("%s=%s", shorthands[i].key, value),
                                     overrides, n)
                      : QTL_OK);
    }
    return QTL_OK;
}

/* Those of a command line, shorthands last. */
static qtl_status add_overrides(const cli_arguments *arguments, size_t n_set,
                                char **overrides, size_t *n)
{
    for (size_t i = 0; i < n_set; i++) {
        QTL_TRY(
            add_override(qtl_strdup(cli_value_at(arguments, "set", i)), overrides, n));
    }
    return add_shorthands(arguments, overrides, n);
}

static void free_overrides(char **overrides, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(overrides[i]);
    }
    free(overrides);
}

static qtl_status load(const cli_arguments *arguments, qtl_experiment **out)
{
    char **overrides = NULL;
    size_t n_set = 0;
    size_t n = 0;
    while (cli_value_at(arguments, "set", n_set)) {
        n_set++;
    }
    QTL_ALLOC(overrides, n_set + N_SHORTHANDS);
    qtl_status status = add_overrides(arguments, n_set, overrides, &n);
    if (status == QTL_OK) {
        status = qtl_experiment_load(arguments->operands[0],
                                     (const char *const *)overrides, n, out);
    }
    free_overrides(overrides, n);
    return status;
}

static qtl_status print_text(const char *directory,
                             qtl_status (*make)(const char *directory, char **text))
{
    char *text = NULL;
    QTL_TRY(make(directory, &text));
    (void)fputs(text, stdout);
    free(text);
    return QTL_OK;
}

/* Claims are about networks: runs of linear students have no verdict. */
static bool has_verdict(const char *directory)
{
    char *path = qtl_format("%s/verdict.csv", directory);
    const bool there = path && access(path, F_OK) == 0;
    free(path);
    return there;
}

static qtl_status print_summary(const char *directory)
{
    QTL_TRY(print_text(directory, qtl_summary));
    if (!has_verdict(directory)) {
        return QTL_OK;
    }
    (void)fputc('\n', stdout);
    return print_text(directory, qtl_verdict_lines);
}

static qtl_status print_summaries(const qtl_experiment *experiment, const char *directory)
{
    if (experiment->n_sweep == 0) {
        return print_summary(directory);
    }
    for (size_t i = 0; i < experiment->n_sweep; i++) {
        char *folder = qtl_format("%s/%s", directory, experiment->sweep[i]->name);
        const qtl_status status = folder ? print_summary(folder) : QTL_ENOMEM;
        free(folder);
        QTL_TRY(status);
        (void)fputc('\n', stdout);
    }
    return QTL_OK;
}

static qtl_status run_experiment(const cli_arguments *arguments,
                                 const qtl_experiment *experiment,
                                 qtl_run_options options)
{
    const char *given = cli_value(arguments, "output");
    char *directory =
        given ? qtl_strdup(given) : qtl_format("results/%s", experiment->name);
    if (!directory) {
        return QTL_ENOMEM;
    }
    options.directory = directory;
    qtl_status status = qtl_experiment_run(experiment, &options);
    if (status == QTL_OK) {
        status = print_summaries(experiment, directory);
    }
    if (status == QTL_OK) {
        (void)fprintf(stderr, "Tables are in %s; figures: quantal plot %s\n", directory,
                      directory);
    }
    free(directory);
    return status;
}

/* The numbers among the options; false (said on standard error) if one is none. */
static bool parse_numbers(const cli_arguments *arguments, qtl_run_options *options)
{
    long long n_jobs = 0;
    const char *jobs = cli_value(arguments, "jobs");
    if (jobs && (!qtl_parse_int(jobs, &n_jobs) || n_jobs < 1 || n_jobs > MAX_JOBS)) {
        (void)cli_usage(arguments->command, "--jobs takes a number from 1 to %d, not %s",
                        MAX_JOBS, jobs);
        return false;
    }
    const char *checkpoint = cli_value(arguments, "checkpoint");
    if (checkpoint && (!qtl_parse_double(checkpoint, &options->checkpoint_s) ||
                       options->checkpoint_s <= 0)) {
        (void)cli_usage(arguments->command,
                        "--checkpoint takes a number of seconds above 0, not %s",
                        checkpoint);
        return false;
    }
    options->n_jobs = (int)n_jobs;
    return true;
}

/* An override that cannot be is a mistake of usage, and is called what it was typed as:
 * "--runs 0" where the library says "--set runs=0". What is wrong with the file names the
 * file. */
static int report_load(const cli_arguments *arguments)
{
    const char *message = qtl_error_message();
    if (strncmp(message, "--", 2) != 0) {
        return cli_fail(arguments->command);
    }
    for (size_t i = 0; i < N_SHORTHANDS; i++) {
        const char *value = cli_value(arguments, shorthands[i].option);
        char *set = qtl_format("--set %s=%s", shorthands[i].key, value ? value : "");
        const size_t length = set ? strlen(set) : 0;
        const bool meant = value && set && strncmp(message, set, length) == 0;
        free(set);
        if (meant) {
            return cli_usage(arguments->command, "--%s %s%s", shorthands[i].option, value,
                             message + length);
        }
    }
    return cli_usage(arguments->command, "%s", message);
}

/* The exit code that a shell gives to a process that the signal ended. */
static int report_interrupt(const cli_arguments *arguments, int number)
{
    (void)fprintf(stderr, "quantal %s: %s; the same command with --resume goes on\n",
                  arguments->command->name, qtl_error_message());
    return 128 + number;
}

static int run(const cli_arguments *arguments)
{
    if (arguments->n_operands == 0) {
        return cli_usage(arguments->command, "which experiment?");
    }
    qtl_run_options run_options = {.stop = cli_interrupted,
                                   .watch = cli_watch_interrupts,
                                   .resume = cli_has(arguments, "resume"),
                                   .data_directory = cli_value(arguments, "data-dir")};
    if (!parse_numbers(arguments, &run_options)) {
        return CLI_USAGE;
    }
    qtl_experiment *experiment = NULL;
    if (load(arguments, &experiment) != QTL_OK) {
        return report_load(arguments);
    }
    const qtl_status status = run_experiment(arguments, experiment, run_options);
    qtl_experiment_free(experiment);
    if (status == QTL_EINTERRUPTED) {
        return report_interrupt(arguments, *cli_interrupted);
    }
    return status == QTL_OK ? CLI_DONE : cli_fail(arguments->command);
}

static const cli_option options[] = {
    {'o', "output", "DIR", "folder for the results [results/NAME]"},
    {'j', "jobs", "JOBS", "runs side by side [all cores]"},
    {0, "runs", "N", "networks of each variant, instead of the file's"},
    {0, "epochs", "N", "epochs, instead of the file's"},
    {0, "seed", "S", "seed, instead of the file's"},
    {0, "set", "KEY=VALUE", "any key of the file, e.g. training.learning_rate=1e-3"},
    {0, "data-dir", "DIR", "folder of data sets [$QUANTAL_DATA, then datasets]"},
    {0, "resume", NULL, "go on with an interrupted experiment, each run where it was"},
    {0, "checkpoint", "SECONDS", "how often each run notes where it is [30]"},
    {0, NULL, NULL, NULL}};

const cli_command cli_run_command = {
    .name = "run",
    .summary = "Train and measure the networks of an experiment",
    .usage = "EXPERIMENT.yaml [OPTION]...",
    .details =
        "Trains every run of every variant, measures each layer at the logged epochs\n"
        "and writes measures.csv, training.csv, gradients.csv and codes.csv; then\n"
        "decides the published claims: verdict.md, verdict.csv, phases.csv, twins.csv\n"
        "and summary.csv. Nothing depends on jobs, threads or interruptions. Ctrl-C\n"
        "ends after the epoch at hand and a checkpoint, a second one at once.",
    .options = options,
    .n_operands_max = 1,
    .example = "quantal run experiments/quickstart.yaml -o results/quickstart",
    .run = run,
};
