/* quantal list TOPIC: what the tables of the library hold. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "core/text.h"
#include "quantal/dataset.h"
#include "quantal/estimator.h"
#include "quantal/network.h"
#include "quantal/plot.h"
#include "quantal/split.h"
#include "quantal/trainer.h"
#include "quantal/validate.h"

enum { COLUMN = 20 };

void cli_list_datasets(void)
{
    const qtl_dataset_kind *kind = NULL;
    for (size_t i = 0; (kind = qtl_dataset_kind_at(i)); i++) {
        cli_print_pair(kind->name, kind->summary, COLUMN);
    }
}

static void list_names(const char *(*name)(size_t i))
{
    for (size_t i = 0; name(i); i++) {
        printf("  %s\n", name(i));
    }
}

static void list_splits(void)
{
    list_names(qtl_split_name);
}

static void list_initializers(void)
{
    list_names(qtl_initializer_name);
}

static void list_ranges(void)
{
    list_names(qtl_range_name);
}

static void list_optimizers(void)
{
    for (size_t i = 0; qtl_optimizer_name(i); i++) {
        cli_print_pair(qtl_optimizer_name(i), qtl_optimizer_summary(i), COLUMN);
    }
}

static void list_activations(void)
{
    const qtl_activation *activation = NULL;
    for (size_t i = 0; (activation = qtl_activation_at(i)); i++) {
        cli_print_pair(activation->name, activation->summary, COLUMN);
    }
}

static void list_figures(void)
{
    const qtl_figure *figure = NULL;
    for (size_t i = 0; (figure = qtl_figure_at(i)); i++) {
        cli_print_pair(figure->name, figure->summary, COLUMN);
    }
}

/* "rule=uniform|edges|floor", the default first, or "bins=30 (1 to 65536)". */
static void format_param(const qtl_param_spec *spec, qtl_text *text)
{
    qtl_text_add(text, "%s=", spec->key);
    if (spec->type == QTL_PARAM_CHOICE) {
        const size_t fallback = spec->fallback >= 0 ? (size_t)spec->fallback : 0;
        qtl_text_add(text, "%s", spec->choices[fallback]);
        for (size_t i = 0; spec->choices[i]; i++) {
            if (i != fallback) {
                qtl_text_add(text, "|%s", spec->choices[i]);
            }
        }
    } else if (isnan(spec->fallback)) {
        qtl_text_add(text, "%s", spec->type == QTL_PARAM_INT ? "INTEGER" : "NUMBER");
    } else {
        qtl_text_add(text, "%g", spec->fallback);
    }
}

static void print_param(const qtl_param_spec *spec)
{
    qtl_text text = {0};
    format_param(spec, &text);
    printf("    %s\n", text.failed ? spec->key : text.data);
    text.size = 0;
    qtl_text_add(&text, "%s", spec->summary);
    if (spec->type != QTL_PARAM_CHOICE) {
        qtl_text_add(&text, " [%g to %g]", spec->low, spec->high);
    }
    cli_print_wrapped(text.failed ? spec->summary : text.data, COLUMN + 2);
    free(text.data);
}

static void list_estimators(void)
{
    const qtl_estimator *estimator = NULL;
    for (size_t i = 0; (estimator = qtl_estimator_at(i)); i++) {
        cli_print_pair(estimator->name, estimator->summary, COLUMN);
        qtl_text text = {0};
        qtl_text_add(&text, "estimates the %s; %s", estimator->target, estimator->cite);
        cli_print_wrapped(text.failed ? estimator->cite : text.data, COLUMN);
        free(text.data);
        for (size_t p = 0; estimator->params[p].key; p++) {
            print_param(&estimator->params[p]);
        }
    }
}

static void list_suites(void)
{
    for (size_t i = 0; qtl_suite_name(i); i++) {
        cli_print_pair(qtl_suite_name(i), qtl_suite_summary(i), COLUMN);
    }
}

static const struct topic {
    const char *name, *summary;
    void (*print)(void);
} topics[] = {
    {"estimators", "estimators, their parameters (default first) and papers",
     list_estimators},
    {"datasets", "data sets, for `dataset: {name: ...}` and `quantal data`",
     cli_list_datasets},
    {"splits", "training and test, for `dataset: {split: ...}`", list_splits},
    {"activations", "neurons, for `network: {activation: ...}`", list_activations},
    {"initializers", "first weights, for `network: {initializer: ...}`",
     list_initializers},
    {"ranges", "ranges of unbounded codes, for `quantization: {range: ...}`",
     list_ranges},
    {"optimizers", "how weights move, for `training: {optimizer: ...}`", list_optimizers},
    {"figures", "figures, for `quantal plot --figure`", list_figures},
    {"suites", "tasks of known truth, for `quantal validate`", list_suites},
};
enum { N_TOPICS = sizeof topics / sizeof topics[0] };

static const char *topic_name(size_t i, const void *context)
{
    (void)context;
    return topics[i].name;
}

static int list_topics(void)
{
    puts("quantal list TOPIC, where TOPIC is one of");
    for (size_t i = 0; i < N_TOPICS; i++) {
        cli_print_pair(topics[i].name, topics[i].summary, COLUMN);
    }
    return CLI_DONE;
}

static int run(const cli_arguments *arguments)
{
    if (arguments->n_operands == 0) {
        return list_topics();
    }
    const char *name = arguments->operands[0];
    for (size_t i = 0; i < N_TOPICS; i++) {
        if (strcmp(name, topics[i].name) == 0) {
            topics[i].print();
            return CLI_DONE;
        }
    }
    const char *nearest = qtl_nearest_word(name, N_TOPICS, topic_name, NULL);
    return nearest ? cli_usage(arguments->command,
                               "no topic \"%s\"; did you mean \"%s\"?", name, nearest)
                   : cli_usage(arguments->command, "no topic \"%s\"", name);
}

static const cli_option options[] = {{0, NULL, NULL, NULL}};

const cli_command cli_list = {
    .name = "list",
    .summary = "List what there is: estimators, data sets, activations and more",
    .usage = "[TOPIC]",
    .details = "Without a topic, lists the topics.",
    .options = options,
    .n_operands_max = 1,
    .example = "quantal list datasets",
    .run = run,
};
