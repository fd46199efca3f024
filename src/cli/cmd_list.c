/* quantal list TOPIC: what the tables of the library hold. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "core/text.h"
#include "quantal/dataset.h"

enum { COLUMN = 20 };

static void list_datasets(void)
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

static const struct topic {
    const char *name, *summary;
    void (*print)(void);
} topics[] = {
    {"datasets", "data sets, for `dataset: {name: ...}` and `quantal data`",
     list_datasets},
    {"splits", "ways to divide a data set, for `dataset: {split: ...}`", list_splits},
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
