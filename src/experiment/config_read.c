/* From a YAML tree to settings and back to canonical text. */
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "experiment/config.h"

static void free_schedule(qtl_schedule *schedule)
{
    free(schedule->epochs.list);
    free(schedule->inputs);
    free(schedule->layers);
}

void qtl_settings_free(qtl_settings *settings)
{
    for (size_t i = 0; i < settings->n_sweep_values; i++) {
        free(settings->sweep_values[i]);
    }
    for (size_t i = 0; i < settings->n_schedules; i++) {
        free_schedule(&settings->schedules[i]);
    }
    free_schedule(&settings->item);
    free(settings->schedules);
    free(settings->sweep_values);
    free(settings->sweep_key);
    free(settings->epochs.list);
    *settings = (qtl_settings){.experiment = settings->experiment};
}

/* Whether `text` is one of the words between bars. */
static bool is_among(const char *words, const char *text)
{
    const size_t length = strlen(text);
    while (!(strncmp(words, text, length) == 0 && strchr("|", words[length]))) {
        words = strchr(words, '|');
        if (!words) {
            return false;
        }
        words++;
    }
    return true;
}

/* Whether the section, "path=word|word" or "path!=word" that `field` is only for is so.
 */
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
    const bool is_word = node && node->text && is_among(word, node->text);
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
    qtl_text where = {0};
    qtl_yaml_add_path(&where, yaml->root);
    qtl_text_add(&where, "%s%s", where.size ? "." : "", field->path);
    qtl_text message = {0};
    qtl_text_add(&message, "required, but missing; give ");
    field->kind->describe(field, &message);
    qtl_text_add(&message, " (%s)", field->help);
    (void)qtl_yaml_fail_at(QTL_EINVAL, node->origin, node->line, where.data,
                           message.data ? message.data : "missing");
    free(where.data);
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
    if (!node && field->optional) {
        return QTL_OK;
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

qtl_status qtl_config_read_fields(const qtl_schema *schema, qtl_yaml *yaml,
                                  qtl_settings *settings)
{
    for (size_t i = 0; i < schema->n; i++) {
        QTL_TRY(read_field(yaml, &schema->fields[i], settings));
    }
    return QTL_OK;
}

qtl_status qtl_config_read(qtl_yaml *yaml, qtl_settings *settings)
{
    settings->yaml = yaml;
    QTL_TRY(qtl_config_read_fields(&qtl_experiment_schema, yaml, settings));
    settings->experiment.dataset_options.seed = settings->experiment.seed;
    QTL_TRY(qtl_config_check_epochs(qtl_yaml_find(yaml, "measure.epochs.list"),
                                    &settings->epochs, settings->experiment.epochs));
    return qtl_config_measurements(settings);
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
    for (size_t i = 0; i < qtl_experiment_schema.n; i++) {
        const qtl_field *field = &qtl_experiment_schema.fields[i];
        if (!applies(yaml, field) || (left_out && strcmp(field->path, left_out) == 0)) {
            continue;
        }
        write_headings(last, field->path, text);
        field->kind->write(field, settings, text);
        qtl_text_add(text, "\n");
        last = field->path;
    }
}
