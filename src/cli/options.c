#include "cli/options.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"

enum { GO_ON = -1, LINE_WIDTH = 80, SUMMARY_COLUMN = 30 };

/* What every command has besides its own options. */
static const cli_option common[] = {
    {'h', "help", NULL, "show this help and exit"},
    {0, "version", NULL, "show the version and exit"},
};
enum { HELP, VERSION, N_COMMON };

static size_t count_own_options(const cli_command *command)
{
    size_t n = 0;
    while (command->options[n].name) {
        n++;
    }
    return n;
}

static size_t count_options(const cli_command *command)
{
    return count_own_options(command) + N_COMMON;
}

/* Option i of the command; those of every command come last. */
static const cli_option *option_at(const cli_command *command, size_t i)
{
    const size_t n_own = count_own_options(command);
    return i < n_own ? &command->options[i] : &common[i - n_own];
}

static const char *option_name(size_t i, const void *command)
{
    return option_at(command, i)->name;
}

int cli_usage(const cli_command *command, const char *format, ...)
{
    char message[1024];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    qtl_keep_one_line(message);
    const char *space = command ? " " : "";
    const char *name = command ? command->name : "";
    (void)fprintf(stderr, "quantal%s%s: %s (see quantal%s%s --help)\n", space, name,
                  message, space, name);
    return CLI_USAGE;
}

int cli_fail(const cli_command *command)
{
    (void)fprintf(stderr, "quantal %s: %s\n", command->name, qtl_error_message());
    return CLI_FAILED;
}

int cli_flush(int exit_code)
{
    if (fflush(stdout) == 0 && !ferror(stdout)) {
        return exit_code;
    }
    errno = 0; /* the write that failed may be long ago: one more says why */
    (void)putchar('\n');
    (void)fflush(stdout);
    (void)fprintf(stderr, "quantal: cannot write standard output: %s\n",
                  errno ? strerror(errno) : "something is missing in it");
    return CLI_FAILED;
}

int cli_print_version(void)
{
    puts(
        "quantal " QTL_VERSION "\n"
        "License GPL-3.0-or-later. There is no warranty, to the extent the law permits.");
    return CLI_DONE;
}

/* Words of `text` at column `indent` of as many lines as they need; the first line is
 * there already, up to column `at`. */
static void print_words(const char *text, int indent, int at)
{
    for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
        const int length = (int)strcspn(text, " ");
        if (at > indent && at + 1 + length > LINE_WIDTH) {
            putchar('\n');
            at = 0;
        }
        const int space = at > indent ? 1 : indent - at;
        printf("%*s%.*s", space, "", length, text);
        at += space + length;
        text += length;
    }
    putchar('\n');
}

void cli_print_pair(const char *left, const char *right, int width)
{
    const int length = printf("  %s", left);
    const bool too_wide = length >= width;
    if (too_wide) {
        putchar('\n');
    }
    print_words(right, width, too_wide ? 0 : length);
}

void cli_print_wrapped(const char *text, int indent)
{
    print_words(text, indent, 0);
}

static void print_option(const cli_option *option)
{
    char left[80];
    char letter[] = "    ";
    if (option->letter) {
        (void)snprintf(letter, sizeof letter, "-%c, ", option->letter);
        letter[3] = ' ';
    }
    (void)snprintf(left, sizeof left, "%s--%s%s%s", letter, option->name,
                   option->argument ? " " : "", option->argument ? option->argument : "");
    cli_print_pair(left, option->summary, SUMMARY_COLUMN);
}

static int print_help(const cli_command *command)
{
    const char *lead = "Usage:";
    for (const char *line = command->usage; *line;) {
        const int length = (int)strcspn(line, "\n");
        printf("%-6s quantal %s %.*s\n", lead, command->name, length, line);
        line += length + (line[length] == '\n');
        lead = "";
    }
    printf("\n%s.\n", command->summary);
    if (command->details) {
        printf("\n%s\n", command->details);
    }
    printf("\nOptions:\n");
    for (size_t i = 0; i < count_options(command); i++) {
        print_option(option_at(command, i));
    }
    printf("\nExample:\n  %s\n", command->example);
    return CLI_DONE;
}

/* The words still to be read. */
typedef struct words {
    int left;
    char **next;
} words;

static void add(cli_arguments *arguments, const cli_option *option, const char *value)
{
    arguments->given[arguments->n_given++] = (struct cli_given){option, value};
}

static int no_such_option(const cli_arguments *arguments, const char *name)
{
    const cli_command *command = arguments->command;
    const char *nearest =
        qtl_nearest_word(name, count_options(command), option_name, command);
    return nearest
               ? cli_usage(command, "no option --%s; did you mean --%s?", name, nearest)
               : cli_usage(command, "no option --%s", name);
}

/* The option called `name`, or the only one that begins so. */
static const cli_option *find_option(const cli_command *command, const char *name)
{
    const cli_option *found = NULL;
    size_t n_found = 0;
    for (size_t i = 0; i < count_options(command); i++) {
        const cli_option *option = option_at(command, i);
        if (strcmp(option->name, name) == 0) {
            return option;
        }
        if (strncmp(option->name, name, strlen(name)) == 0) {
            found = option;
            n_found++;
        }
    }
    return n_found == 1 ? found : NULL;
}

static int take_value(cli_arguments *arguments, const cli_option *option, words *rest)
{
    if (rest->left == 0) {
        return cli_usage(arguments->command, "--%s needs a value: --%s %s", option->name,
                         option->name, option->argument);
    }
    add(arguments, option, *rest->next++);
    rest->left--;
    return GO_ON;
}

/* "name" or "name=value". */
static int parse_long(cli_arguments *arguments, char *text, words *rest)
{
    char *value = strchr(text, '=');
    if (value) {
        *value++ = '\0';
    }
    const cli_option *option = find_option(arguments->command, text);
    if (!option) {
        return no_such_option(arguments, text);
    }
    if (value && !option->argument) {
        return cli_usage(arguments->command, "--%s takes no value", option->name);
    }
    if (option->argument && !value) {
        return take_value(arguments, option, rest);
    }
    add(arguments, option, value);
    return GO_ON;
}

/* "e" with the value in the next word, or "evalue". */
static int parse_short(cli_arguments *arguments, const char *text, words *rest)
{
    const cli_option *option = NULL;
    for (size_t i = 0; !option && i < count_options(arguments->command); i++) {
        const cli_option *candidate = option_at(arguments->command, i);
        option = candidate->letter == text[0] ? candidate : NULL;
    }
    if (!option) {
        return cli_usage(arguments->command, "no option -%c", text[0]);
    }
    if (!option->argument) {
        add(arguments, option, NULL);
        return text[1] ? cli_usage(arguments->command, "-%c takes no value", text[0])
                       : GO_ON;
    }
    if (text[1]) {
        add(arguments, option, text + 1);
        return GO_ON;
    }
    return take_value(arguments, option, rest);
}

static int parse_operand(cli_arguments *arguments, const char *word)
{
    if (arguments->n_operands == arguments->command->n_operands_max) {
        return cli_usage(arguments->command, "\"%s\" is one word too many", word);
    }
    arguments->operands[arguments->n_operands++] = word;
    return GO_ON;
}

static int parse(cli_arguments *arguments, words rest)
{
    bool options_end = false;
    int code = GO_ON;
    while (code == GO_ON && rest.left > 0) {
        char *word = *rest.next++;
        rest.left--;
        if (options_end || word[0] != '-' || word[1] == '\0') {
            code = parse_operand(arguments, word);
        } else if (strcmp(word, "--") == 0) {
            options_end = true;
        } else if (word[1] == '-') {
            code = parse_long(arguments, word + 2, &rest);
        } else {
            code = parse_short(arguments, word + 1, &rest);
        }
    }
    return code;
}

/* A folder without a name, as of a variable that is not set, would be that of the root
 * once a file's name is put behind it. */
static int refuse_nameless(const cli_arguments *arguments)
{
    for (size_t i = 0; i < arguments->n_given; i++) {
        const cli_option *option = arguments->given[i].option;
        if (option->argument && strcmp(option->argument, "DIR") == 0 &&
            arguments->given[i].value[0] == '\0') {
            return cli_usage(arguments->command, "--%s takes a folder, not nothing",
                             option->name);
        }
    }
    for (size_t i = 0; i < arguments->n_operands; i++) {
        if (arguments->operands[i][0] == '\0') {
            return cli_usage(arguments->command, "word %zu is empty", i + 1);
        }
    }
    return GO_ON;
}

static int understand(cli_arguments *arguments, words rest)
{
    const int code = parse(arguments, rest);
    return code == GO_ON ? refuse_nameless(arguments) : code;
}

static int run(cli_arguments *arguments, words rest)
{
    const int code = understand(arguments, rest);
    if (code != GO_ON) {
        return code;
    }
    if (cli_has(arguments, common[HELP].name)) {
        return print_help(arguments->command);
    }
    return cli_has(arguments, common[VERSION].name) ? cli_print_version()
                                                    : arguments->command->run(arguments);
}

int cli_run(const cli_command *command, int argc, char **argv)
{
    cli_arguments arguments = {.command = command};
    arguments.given = qtl_alloc((size_t)argc, sizeof *arguments.given);
    arguments.operands = qtl_alloc((size_t)argc, sizeof *arguments.operands);
    const int code = arguments.given && arguments.operands
                         ? run(&arguments, (words){argc - 1, argv + 1})
                         : cli_fail(command);
    free(arguments.given);
    free(arguments.operands);
    return code;
}

const char *cli_value(const cli_arguments *arguments, const char *name)
{
    const char *value = NULL;
    const char *each = NULL;
    for (size_t i = 0; (each = cli_value_at(arguments, name, i)); i++) {
        value = each;
    }
    return value;
}

bool cli_has(const cli_arguments *arguments, const char *name)
{
    for (size_t i = 0; i < arguments->n_given; i++) {
        if (strcmp(arguments->given[i].option->name, name) == 0) {
            return true;
        }
    }
    return false;
}

const char *cli_value_at(const cli_arguments *arguments, const char *name, size_t i)
{
    for (size_t k = 0; k < arguments->n_given; k++) {
        if (strcmp(arguments->given[k].option->name, name) == 0 && i-- == 0) {
            return arguments->given[k].value;
        }
    }
    return NULL;
}

static const char *word_at(size_t i, const void *list)
{
    return ((const char *const *)list)[i];
}

bool cli_choice(const cli_arguments *arguments, const char *name, const char *const *list,
                size_t *index)
{
    const char *value = cli_value(arguments, name);
    qtl_text allowed = {0};
    *index = 0;
    size_t n = 0;
    for (; list[n]; n++) {
        if (!value || strcmp(value, list[n]) == 0) {
            *index = n;
            free(allowed.data);
            return true;
        }
        qtl_text_add(&allowed, "%s%s", n ? ", " : "", list[n]);
    }
    const char *nearest = qtl_nearest_word(value, n, word_at, list);
    (void)cli_usage(arguments->command, "--%s \"%s\" is not one of %s%s%s%s", name, value,
                    allowed.data ? allowed.data : "", nearest ? "; did you mean " : "",
                    nearest ? nearest : "", nearest ? "?" : "");
    free(allowed.data);
    return false;
}
