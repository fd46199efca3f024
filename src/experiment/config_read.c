/* From a YAML tree to settings and back to canonical text. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "experiment/config.h"

void qtl_settings_free(qtl_settings *settings)
{
    for (size_t i = 0; i < settings->n_sweep_values; i++) {
        free(settings->sweep_values[i]);
    }
    free(settings->sweep_values);
    free(settings->sweep_key);
    free(settings->list);
    settings->sweep_values = NULL;
    settings->sweep_key = NULL;
    settings->list = NULL;
    settings->n_sweep_values = 0;
    settings->n_list = 0;
}

/* Whether the section, "path=word" or "path!=word" that `field` is only for is so. */
static bool applies(const qtl_yaml *yaml, const qtl_field *field)
{
    if (!field->only) {
        return true;
    }
    char path[64];
    const size_t length = strcspn(field->only, "!=");
    (void)snprintf(path, sizeof path, "%.*s", (int)length, field->only);
    const qtl_yaml_node *node = qtl_yaml_find(yaml, path);
    const char *condition = field->only + length;
    const char *word = condition + strspn(condition, "!=");
    const bool is_word = node && node->text && strcmp(node->text, word) == 0;
    return *condition == '\0' ? node != NULL : *condition == '!' ? !is_word : is_word;
}

/* The line to blame for a missing key is the one of the section it belongs in. */
static qtl_status fail_missing(const qtl_yaml *yaml, const qtl_field *field)
{
    char path[64];
    (void)snprintf(path, sizeof path, "%s", field->path);
    const qtl_yaml_node *node = NULL;
    for (char *dot = strrchr(path, '.'); dot && !node; dot = strrchr(path, '.')) {
        *dot = '\0';
        node = qtl_yaml_find(yaml, path);
    }
    node = node && node->line > 0 ? node : yaml->root;
    qtl_text message = {0};
    qtl_text_add(&message, "required, but missing; give ");
    field->kind->describe(field, &message);
    qtl_text_add(&message, " (%s)", field->help);
    (void)qtl_yaml_fail_at(QTL_EINVAL, node->origin, node->line, field->path,
                           message.data ? message.data : "missing");
    free(message.data);
    return QTL_EINVAL;
}

/* The key is there, but what it is for is not. */
static qtl_status fail_out_of_place(const qtl_field *field, const qtl_yaml_node *node)
{
    const char *condition = strstr(field->only, "!=");
    return condition
               ? qtl_yaml_fail(QTL_EINVAL, node, "does not go with %.*s=%s; leave it out",
                               (int)(condition - field->only), field->only, condition + 2)
               : qtl_yaml_fail(QTL_EINVAL, node, "only goes with %s", field->only);
}

static qtl_status read_field(qtl_yaml *yaml, const qtl_field *field,
                             qtl_settings *settings)
{
    const qtl_yaml_node *node = qtl_yaml_find(yaml, field->path);
    if (!applies(yaml, field)) {
        return node ? fail_out_of_place(field, node) : QTL_OK;
    }
    if (!node) {
        if (!field->fallback) {
            return fail_missing(yaml, field);
        }
        QTL_TRY(qtl_yaml_put(yaml, field->path, field->fallback, "default", 0));
        node = qtl_yaml_find(yaml, field->path);
    }
    return field->kind->read(field, node, settings);
}

/* --- which epochs are measured ----------------------------------------------------- */

static int compare_epochs(const void *a, const void *b)
{
    const size_t *left = a;
    const size_t *right = b;
    return (*left > *right) - (*left < *right);
}

/* Ascending, each once. */
static size_t sort_epochs(size_t *epochs, size_t n)
{
    qsort(epochs, n, sizeof *epochs, compare_epochs);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || epochs[i] != epochs[kept - 1]) {
            epochs[kept++] = epochs[i];
        }
    }
    return kept;
}

/* Point i of n, evenly from 1 to `last` on a log scale, as a whole number. */
static size_t log_point(size_t i, size_t n, size_t last)
{
    if (i + 1 >= n) {
        return last;
    }
    return (size_t)lround(exp(log((double)last) * (double)i / (double)(n - 1)));
}

static size_t count_points(const qtl_settings *settings)
{
    const size_t last = settings->experiment.epochs;
    const size_t counts[] = {[QTL_SPACING_LOG] = settings->count,
                             [QTL_SPACING_LINEAR] =
                                 settings->every ? last / settings->every : 0,
                             [QTL_SPACING_LIST] = settings->n_list};
    return counts[settings->spacing];
}

static size_t point_at(const qtl_settings *settings, size_t i, size_t n)
{
    switch (settings->spacing) {
    case QTL_SPACING_LOG:
        return log_point(i, n, settings->experiment.epochs);
    case QTL_SPACING_LINEAR:
        return (i + 1) * settings->every;
    default:
        return settings->list[i];
    }
}

qtl_status qtl_config_epochs(qtl_settings *settings)
{
    qtl_experiment *experiment = &settings->experiment;
    const size_t n = count_points(settings);
    size_t *epochs = NULL;
    QTL_ALLOC(epochs, n + 2);
    for (size_t i = 0; i < n; i++) {
        epochs[i] = point_at(settings, i, n);
    }
    size_t used = n;
    if (settings->spacing != QTL_SPACING_LIST) {
        epochs[used++] = 1;
        epochs[used++] = experiment->epochs;
    }
    experiment->measured = epochs;
    experiment->n_measured = sort_epochs(epochs, used);
    return QTL_OK;
}

static qtl_status check_list(const qtl_yaml *yaml, qtl_settings *settings)
{
    const size_t last = settings->experiment.epochs;
    const qtl_yaml_node *list = qtl_yaml_find(yaml, "measure.epochs.list");
    const qtl_yaml_node *item = list ? list->child : NULL;
    for (size_t i = 0; i < settings->n_list && item; i++, item = item->next) {
        if (settings->list[i] > last) {
            return qtl_yaml_fail(QTL_ERANGE, item,
                                 "%zu is past the last epoch; training.epochs is %zu",
                                 settings->list[i], last);
        }
    }
    settings->n_list = sort_epochs(settings->list, settings->n_list);
    return QTL_OK;
}

qtl_status qtl_config_read(qtl_yaml *yaml, qtl_settings *settings)
{
    const qtl_field *field = NULL;
    for (size_t i = 0; (field = qtl_field_at(i)) != NULL; i++) {
        QTL_TRY(read_field(yaml, field, settings));
    }
    settings->experiment.dataset_options.seed = settings->experiment.seed;
    if (settings->n_list > 0) {
        QTL_TRY(check_list(yaml, settings));
    }
    return qtl_config_epochs(settings);
}

/* --- canonical text ---------------------------------------------------------------- */

/* Writes the headings of the sections that `path` enters and `last` was not in, and the
 * key itself. */
static void write_headings(const char *last, const char *path, qtl_text *text)
{
    int depth = 0;
    bool shared = true;
    size_t start = 0;
    for (size_t end = strcspn(path, "."); path[end] == '.';
         start = end + 1, end = start + strcspn(path + start, "."), depth++) {
        shared = shared && strncmp(last, path, end + 1) == 0;
        if (!shared) {
            qtl_text_add(text, "%*s%.*s:\n", 2 * depth, "", (int)(end - start),
                         path + start);
        }
    }
    qtl_text_add(text, "%*s%s: ", 2 * depth, "", path + start);
}

void qtl_config_write(const qtl_yaml *yaml, const qtl_settings *settings,
                      const char *left_out, qtl_text *text)
{
    const char *last = "";
    const qtl_field *field = NULL;
    for (size_t i = 0; (field = qtl_field_at(i)) != NULL; i++) {
        if (!applies(yaml, field) || (left_out && strcmp(field->path, left_out) == 0)) {
            continue;
        }
        write_headings(last, field->path, text);
        field->kind->write(field, settings, text);
        qtl_text_add(text, "\n");
        last = field->path;
    }
}
