/* Loading experiments: read, override, check, resolve, and once more for each value of a
 * sweep. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "experiment/config.h"

/* What an experiment is loaded from. */
typedef struct request {
    const char *path; /* as messages name it */
    const char *text; /* the file */
    size_t size;
    const char *const *overrides; /* [n_overrides] */
    size_t n_overrides;
} request;

/* One value of a sweep, put in the place of the swept key. */
typedef struct substitution {
    const char *key, *value;   /* value is YAML */
    const qtl_yaml_node *node; /* where the value was written */
    char *name;                /* of the experiment with that value */
} substitution;

/* All but the sweep, whose experiments have none of their own. */
static void clear_one(qtl_experiment *experiment)
{
    free(experiment->file);
    for (size_t i = 0; i < experiment->n_overrides; i++) {
        free(experiment->overrides[i]);
    }
    free(experiment->overrides);
    free(experiment->name);
    free(experiment->source);
    free(experiment->dataset);
    free((char *)experiment->dataset_options.path); /* owned here, borrowed there */
    free((char *)experiment->dataset_options.labels);
    free(experiment->hidden);
    free(experiment->measured);
    for (size_t m = 0; m < experiment->n_measurements; m++) {
        free(experiment->measurements[m].epochs);
        free(experiment->measurements[m].layers);
    }
    free(experiment->measurements);
    free(experiment->resolved);
}

static void clear(qtl_experiment *experiment)
{
    for (size_t i = 0; i < experiment->n_sweep; i++) {
        clear_one(experiment->sweep[i]);
        free(experiment->sweep[i]);
    }
    free(experiment->sweep);
    clear_one(experiment);
}

void qtl_measurement_params(const qtl_measurement *measurement, char *text, size_t size)
{
    qtl_method_params(&measurement->method, text, size);
    const size_t used = strlen(text);
    if (measurement->n_inputs > 0 && used < size) {
        (void)snprintf(text + used, size - used, "%sinputs=%zu", used ? "," : "",
                       measurement->n_inputs);
    }
}

static bool has(const size_t *numbers, size_t n, size_t number)
{
    return bsearch(&number, numbers, n, sizeof number, qtl_compare_sizes) != NULL;
}

bool qtl_measurement_covers(const qtl_measurement *measurement, size_t run, size_t epoch,
                            size_t layer)
{
    return run <= measurement->runs &&
           (!measurement->layers ||
            has(measurement->layers, measurement->n_layers, layer)) &&
           has(measurement->epochs, measurement->n_epochs, epoch);
}

void qtl_experiment_free(qtl_experiment *experiment)
{
    if (experiment) {
        clear(experiment);
        free(experiment);
    }
}

static qtl_status apply_overrides(const request *from, qtl_yaml *yaml)
{
    QTL_TRY(qtl_config_expand(yaml));
    for (size_t i = 0; i < from->n_overrides; i++) {
        QTL_TRY(qtl_yaml_set(yaml, from->overrides[i]));
        QTL_TRY(qtl_config_expand(yaml));
    }
    return qtl_config_check_keys(&qtl_experiment_schema, yaml->root);
}

static qtl_status substitute(const substitution *with, qtl_yaml *yaml)
{
    const qtl_yaml_node *node = with->node;
    QTL_TRY(qtl_yaml_put(yaml, "sweep", "~", node->origin, node->line));
    QTL_TRY(qtl_yaml_put(yaml, "name", with->name, node->origin, node->line));
    return qtl_yaml_put(yaml, with->key, with->value, node->origin, node->line);
}

static qtl_status copy_overrides(const request *from, qtl_experiment *experiment)
{
    QTL_ALLOC(experiment->overrides, from->n_overrides);
    for (size_t i = 0; i < from->n_overrides; i++) {
        experiment->overrides[i] = qtl_strdup(from->overrides[i]);
        if (!experiment->overrides[i]) {
            return QTL_ENOMEM;
        }
        experiment->n_overrides++;
    }
    return QTL_OK;
}

/* Writes the canonical text and its checksum. */
static qtl_status finish(const request *from, const qtl_yaml *yaml,
                         qtl_settings *settings)
{
    qtl_experiment *experiment = &settings->experiment;
    qtl_text resolved = {0};
    qtl_text hashed = {0};
    qtl_config_write(yaml, settings, NULL, &resolved);
    qtl_config_write(yaml, settings, "runs", &hashed);
    experiment->resolved = resolved.data;
    experiment->file = qtl_strdup(from->path);
    qtl_status status = QTL_OK;
    if (resolved.failed || hashed.failed || !experiment->file) {
        status = QTL_FAIL(QTL_ENOMEM, "out of memory: the text of an experiment");
    } else {
        qtl_sha256(hashed.data, hashed.size, experiment->config_sha256);
    }
    free(hashed.data);
    return status;
}

static qtl_status fill(const request *from, const substitution *with, qtl_yaml *yaml,
                       qtl_settings *settings)
{
    QTL_TRY(apply_overrides(from, yaml));
    if (with) {
        QTL_TRY(substitute(with, yaml));
    }
    QTL_TRY(qtl_config_read(yaml, settings));
    QTL_TRY(copy_overrides(from, &settings->experiment));
    return finish(from, yaml, settings);
}

/* Reads the tree of the experiment as it is, or with a swept value. */
static qtl_status resolve(const request *from, const substitution *with,
                          qtl_settings *settings, qtl_yaml **tree)
{
    qtl_yaml *yaml = NULL;
    QTL_TRY(qtl_yaml_parse(from->path, from->text, from->size, &yaml));
    *settings = (qtl_settings){0};
    const qtl_status status = fill(from, with, yaml, settings);
    if (status != QTL_OK) {
        clear(&settings->experiment);
        qtl_settings_free(settings);
        qtl_yaml_free(yaml);
        return status;
    }
    *tree = yaml;
    return QTL_OK;
}

static qtl_status to_heap(const qtl_experiment *experiment, qtl_experiment **out)
{
    qtl_experiment *copy = NULL;
    QTL_ALLOC(copy, 1);
    *copy = *experiment;
    *out = copy;
    return QTL_OK;
}

/* --- sweeps ------------------------------------------------------------------------ */

/* "quantization.levels" and "256" make "levels-256"; what may not be in a name becomes a
 * hyphen. */
static char *name_value(const char *key, const char *value)
{
    const char *dot = strrchr(key, '.');
    char *name = qtl_format("%s-%s", dot ? dot + 1 : key, value);
    char *write = name;
    for (const char *c = name; c && *c; c++) {
        if (isalnum((unsigned char)*c)) {
            *write++ = (char)tolower((unsigned char)*c);
        } else if (write > name && write[-1] != '-') {
            *write++ = '-';
        }
    }
    if (name) {
        write -= write > name && write[-1] == '-';
        *write = '\0';
    }
    return name;
}

/* Whether two experiments differ in their first line, the name, at most. */
static bool are_same(const qtl_experiment *a, const qtl_experiment *b)
{
    return strcmp(strchr(a->resolved, '\n'), strchr(b->resolved, '\n')) == 0;
}

/* 4 and 4.0 are two names of one value. */
static qtl_status check_new(const qtl_experiment *point, const qtl_experiment *experiment,
                            const qtl_yaml_node *node)
{
    for (size_t i = 0; i < experiment->n_sweep; i++) {
        if (are_same(point, experiment->sweep[i])) {
            return qtl_yaml_fail(QTL_EINVAL, node, "%s and %s are the same experiment",
                                 experiment->sweep[i]->name, point->name);
        }
    }
    return QTL_OK;
}

static qtl_status add_point(const request *from, const substitution *with,
                            qtl_experiment *experiment)
{
    for (size_t i = 0; i < experiment->n_sweep; i++) {
        if (strcmp(experiment->sweep[i]->name, with->name) == 0) {
            return qtl_yaml_fail(QTL_EINVAL, with->node, "a second value called %s",
                                 with->name);
        }
    }
    qtl_settings settings;
    qtl_yaml *yaml = NULL;
    QTL_TRY(resolve(from, with, &settings, &yaml));
    qtl_settings_free(&settings);
    qtl_yaml_free(yaml);
    qtl_status status = check_new(&settings.experiment, experiment, with->node);
    if (status == QTL_OK) {
        status = to_heap(&settings.experiment, &experiment->sweep[experiment->n_sweep]);
    }
    if (status != QTL_OK) {
        clear(&settings.experiment);
        return status;
    }
    experiment->n_sweep++;
    return QTL_OK;
}

static qtl_status add_sweep(const request *from, const qtl_yaml *yaml,
                            qtl_settings *settings)
{
    if (!settings->sweep_key) {
        return QTL_OK;
    }
    settings->experiment.sweep =
        qtl_alloc(settings->n_sweep_values, sizeof(qtl_experiment *));
    if (!settings->experiment.sweep) {
        return QTL_ENOMEM;
    }
    const qtl_yaml_node *node = qtl_yaml_find(yaml, "sweep.values")->child;
    for (size_t i = 0; i < settings->n_sweep_values; i++, node = node->next) {
        substitution with = {
            .key = settings->sweep_key, .value = settings->sweep_values[i], .node = node};
        with.name = name_value(with.key, with.value);
        const qtl_status status =
            with.name ? add_point(from, &with, &settings->experiment) : QTL_ENOMEM;
        free(with.name);
        QTL_TRY(status);
    }
    return QTL_OK;
}

static qtl_status load(const request *from, qtl_experiment **out)
{
    qtl_settings settings;
    qtl_yaml *yaml = NULL;
    QTL_TRY(resolve(from, NULL, &settings, &yaml));
    qtl_status status = add_sweep(from, yaml, &settings);
    status = status == QTL_OK ? to_heap(&settings.experiment, out) : status;
    if (status != QTL_OK) {
        clear(&settings.experiment);
    }
    qtl_settings_free(&settings);
    qtl_yaml_free(yaml);
    return status;
}

qtl_status qtl_experiment_load(const char *path, const char *const *overrides,
                               size_t n_overrides, qtl_experiment **out)
{
    QTL_REQUIRE(path && out && (overrides || n_overrides == 0), QTL_EINVAL,
                "experiment: path, overrides and out must not be NULL");
    char *text = NULL;
    size_t size = 0;
    QTL_TRY(qtl_read_file(path, &text, &size));
    const request from = {.path = strcmp(path, "-") == 0 ? "standard input" : path,
                          .text = text,
                          .size = size,
                          .overrides = overrides,
                          .n_overrides = n_overrides};
    const qtl_status status = load(&from, out);
    free(text);
    return status;
}
