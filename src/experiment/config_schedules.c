/* measure.estimators: an item is an estimator, or a mapping that says what of the
 * experiment it measures. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "experiment/config_kinds.h"

enum { METHOD_SIZE = 512 };

/* --- one estimator ------------------------------------------------------------------ */

static void describe_method(const qtl_field *field, qtl_text *text)
{
    (void)field;
    qtl_text_add(text, "an estimator, such as \"kde:variance=0.1\"");
}

static qtl_status read_method(const qtl_field *field, const qtl_yaml_node *node,
                              qtl_settings *settings)
{
    QTL_TRY(qtl_field_need_scalar(field, node));
    qtl_method *method = &settings->item.method;
    const qtl_status status = qtl_method_parse(node->text, method);
    if (status != QTL_OK) {
        return qtl_yaml_fail(status, node, "%s", qtl_error_message());
    }
    return method->estimator->layer ? QTL_OK
                                    : qtl_field_refuse_text(QTL_EUNSUPPORTED, field, node,
                                                            "is not for layers");
}

/* "kde:variance=0.1", with the parameters in the order of the estimator's table. */
static void method_text(const qtl_method *method, char text[METHOD_SIZE])
{
    char params[METHOD_SIZE / 2] = "";
    qtl_method_params(method, params, sizeof params);
    (void)snprintf(text, METHOD_SIZE, "%s%s%s", method->estimator->name,
                   *params ? ":" : "", params);
}

static void write_method(const qtl_field *field, const qtl_settings *settings,
                         qtl_text *text)
{
    (void)field;
    char method[METHOD_SIZE];
    method_text(&settings->item.method, method);
    qtl_yaml_add_scalar(text, method);
}

const qtl_field_kind qtl_field_method = {read_method, describe_method, write_method};

/* --- reading items --------------------------------------------------------------------
 */

/* Numbers that name things: each once. */
static qtl_status check_once(const qtl_yaml_node *list, const size_t *numbers, size_t n)
{
    const qtl_yaml_node *item = list ? list->child : NULL;
    for (size_t i = 0; i < n && item; i++, item = item->next) {
        for (size_t j = 0; j < i; j++) {
            if (numbers[j] == numbers[i]) {
                return qtl_yaml_fail(QTL_EINVAL, item, "%zu is there twice", numbers[i]);
            }
        }
    }
    return QTL_OK;
}

static qtl_status check_layers(const qtl_yaml_node *list, qtl_settings *settings)
{
    const qtl_schedule *item = &settings->item;
    const size_t n_layers = settings->experiment.n_hidden + 1;
    const qtl_yaml_node *node = list ? list->child : NULL;
    for (size_t i = 0; i < item->n_layers && node; i++, node = node->next) {
        if (item->layers[i] > n_layers) {
            return qtl_yaml_fail(QTL_ERANGE, node,
                                 "there is no layer %zu; the output layer is %zu",
                                 item->layers[i], n_layers);
        }
    }
    QTL_TRY(check_once(list, item->layers, item->n_layers));
    if (item->n_layers > 0) {
        qsort(item->layers, item->n_layers, sizeof *item->layers, qtl_compare_sizes);
    }
    return QTL_OK;
}

static bool is_count(const qtl_method *method)
{
    return strcmp(method->estimator->name, "exact") == 0;
}

/* `exact` is the truth that everything is held against, so it counts all inputs. */
static qtl_status check_inputs(const qtl_yaml_node *node, const qtl_schedule *item)
{
    if (node && is_count(&item->method)) {
        return qtl_yaml_fail(QTL_EINVAL, node,
                             "exact counts all inputs; leave inputs out, or count a "
                             "sub-sample with plugin");
    }
    return check_once(node, item->inputs, item->n_inputs);
}

static qtl_status read_keys(qtl_yaml *view, qtl_settings *settings)
{
    qtl_schedule *item = &settings->item;
    QTL_TRY(qtl_config_expand_item(view));
    QTL_TRY(qtl_config_check_keys(&qtl_schedule_schema, view->root));
    QTL_TRY(qtl_config_read_fields(&qtl_schedule_schema, view, settings));
    item->own_epochs = qtl_yaml_find(view, "epochs") != NULL;
    QTL_TRY(qtl_config_check_epochs(qtl_yaml_find(view, "epochs.list"), &item->epochs,
                                    settings->experiment.epochs));
    QTL_TRY(check_inputs(qtl_yaml_find(view, "inputs"), item));
    return check_layers(qtl_yaml_find(view, "layers"), settings);
}

/* The mapping is read like a file of its own, whose nodes belong to the whole file. */
static qtl_status read_mapping(qtl_yaml_node *node, qtl_settings *settings)
{
    qtl_yaml view = {.root = node, .blocks = settings->yaml->blocks};
    const qtl_status status = read_keys(&view, settings);
    settings->yaml->blocks = view.blocks;
    return status;
}

/* Whether rows of the two could not be told apart. */
static bool same_rows(const qtl_schedule *a, const qtl_schedule *b)
{
    char left[METHOD_SIZE];
    char right[METHOD_SIZE];
    method_text(&a->method, left);
    method_text(&b->method, right);
    bool shared = a->n_inputs == 0 && b->n_inputs == 0;
    for (size_t i = 0; i < a->n_inputs; i++) {
        for (size_t j = 0; j < b->n_inputs; j++) {
            shared = shared || a->inputs[i] == b->inputs[j];
        }
    }
    return shared && strcmp(left, right) == 0;
}

static qtl_status add_item(const qtl_yaml_node *node, qtl_settings *settings)
{
    for (size_t i = 0; i < settings->n_schedules; i++) {
        if (same_rows(&settings->schedules[i], &settings->item)) {
            char method[METHOD_SIZE];
            method_text(&settings->item.method, method);
            return qtl_yaml_fail(QTL_EINVAL, node,
                                 "\"%s\" is there twice; give each estimator once, or "
                                 "other inputs",
                                 method);
        }
    }
    settings->schedules[settings->n_schedules++] = settings->item;
    settings->item = (qtl_schedule){0};
    return QTL_OK;
}

static qtl_status read_item(qtl_yaml_node *node, qtl_settings *settings)
{
    const qtl_field *method = qtl_field_find(&qtl_schedule_schema, "method");
    QTL_TRY(node->kind == QTL_YAML_MAPPING ? read_mapping(node, settings)
                                           : read_method(method, node, settings));
    return add_item(node, settings);
}

static qtl_status read_schedules(const qtl_field *field, const qtl_yaml_node *node,
                                 qtl_settings *settings)
{
    QTL_TRY(qtl_field_need_list(field, node));
    QTL_ALLOC(settings->schedules, node->n_children);
    qtl_status status = QTL_OK;
    for (qtl_yaml_node *item = node->child; item && status == QTL_OK; item = item->next) {
        status = read_item(item, settings);
    }
    return status;
}

static void describe_schedules(const qtl_field *field, qtl_text *text)
{
    (void)field;
    qtl_text_add(text, "a list of estimators, such as [exact, \"kde:variance=0.1\"]");
}

/* --- canonical text ----------------------------------------------------------------- */

static void write_numbers(const char *key, const size_t *numbers, size_t n,
                          qtl_text *text)
{
    if (n == 0) {
        return;
    }
    qtl_text_add(text, ", %s: [", key);
    for (size_t i = 0; i < n; i++) {
        qtl_text_add(text, "%s%zu", i ? ", " : "", numbers[i]);
    }
    qtl_text_add(text, "]");
}

static void write_epochs(const qtl_epoch_choice *choice, qtl_text *text)
{
    const qtl_field *spacing = qtl_field_find(&qtl_schedule_schema, "epochs.spacing");
    qtl_text_add(text, ", epochs: {spacing: %s", spacing->word(choice->spacing));
    if (choice->spacing == QTL_SPACING_LIST) {
        write_numbers("list", choice->list, choice->n_list, text);
    } else {
        const bool logarithmic = choice->spacing == QTL_SPACING_LOG;
        qtl_text_add(text, ", %s: %zu", logarithmic ? "count" : "every",
                     logarithmic ? choice->count : choice->every);
    }
    qtl_text_add(text, "}");
}

static void write_schedule(const qtl_schedule *schedule, qtl_text *text)
{
    char method[METHOD_SIZE];
    method_text(&schedule->method, method);
    const bool plain = !schedule->own_epochs && schedule->runs == 0 &&
                       schedule->n_inputs == 0 && schedule->n_layers == 0;
    qtl_text_add(text, plain ? "" : "{method: ");
    qtl_yaml_add_scalar(text, method);
    if (schedule->own_epochs) {
        write_epochs(&schedule->epochs, text);
    }
    if (schedule->runs > 0) {
        qtl_text_add(text, ", runs: %zu", schedule->runs);
    }
    write_numbers("inputs", schedule->inputs, schedule->n_inputs, text);
    write_numbers("layers", schedule->layers, schedule->n_layers, text);
    qtl_text_add(text, plain ? "" : "}");
}

static void write_schedules(const qtl_field *field, const qtl_settings *settings,
                            qtl_text *text)
{
    (void)field;
    qtl_text_add(text, "[");
    for (size_t i = 0; i < settings->n_schedules; i++) {
        qtl_text_add(text, "%s", i ? ", " : "");
        write_schedule(&settings->schedules[i], text);
    }
    qtl_text_add(text, "]");
}

const qtl_field_kind qtl_field_schedules = {read_schedules, describe_schedules,
                                            write_schedules};

/* --- measurements ------------------------------------------------------------------- */

static qtl_status copy_layers(const qtl_schedule *schedule, qtl_measurement *out)
{
    if (schedule->n_layers > 0) {
        QTL_ALLOC(out->layers, schedule->n_layers);
        memcpy(out->layers, schedule->layers, schedule->n_layers * sizeof *out->layers);
        out->n_layers = schedule->n_layers;
    }
    return QTL_OK;
}

/* One of an item's sub-samples, or all inputs (n_inputs 0). */
static qtl_status add_measurement(qtl_settings *settings, const qtl_schedule *schedule,
                                  size_t n_inputs)
{
    qtl_experiment *experiment = &settings->experiment;
    qtl_measurement *m = &experiment->measurements[experiment->n_measurements++];
    *m = (qtl_measurement){.method = schedule->method,
                           .runs = schedule->runs ? schedule->runs : SIZE_MAX,
                           .n_inputs = n_inputs};
    QTL_TRY(copy_layers(schedule, m));
    QTL_TRY(
        qtl_config_epochs(schedule->own_epochs ? &schedule->epochs : &settings->epochs,
                          experiment->epochs, &m->epochs, &m->n_epochs));
    return qtl_config_unite(&experiment->measured, &experiment->n_measured, m->epochs,
                            m->n_epochs);
}

static qtl_status add_measurements(qtl_settings *settings, const qtl_schedule *schedule)
{
    QTL_TRY(schedule->n_inputs == 0 ? add_measurement(settings, schedule, 0) : QTL_OK);
    qtl_status status = QTL_OK;
    for (size_t i = 0; i < schedule->n_inputs && status == QTL_OK; i++) {
        status = add_measurement(settings, schedule, schedule->inputs[i]);
    }
    return status;
}

/* The count is the truth that every estimate is set against: unless an item of it has
 * epochs of its own, it is taken at whatever epoch anything is measured at. */
static qtl_status count_everywhere(qtl_settings *settings)
{
    for (size_t i = 0; i < settings->n_schedules; i++) {
        const qtl_schedule *schedule = &settings->schedules[i];
        if (schedule->own_epochs && is_count(&schedule->method)) {
            return QTL_OK;
        }
    }
    qtl_experiment *experiment = &settings->experiment;
    for (size_t i = 0; i < experiment->n_measurements; i++) {
        qtl_measurement *m = &experiment->measurements[i];
        QTL_TRY(is_count(&m->method)
                    ? qtl_config_unite(&m->epochs, &m->n_epochs, experiment->measured,
                                       experiment->n_measured)
                    : QTL_OK);
    }
    return QTL_OK;
}

qtl_status qtl_config_measurements(qtl_settings *settings)
{
    qtl_experiment *experiment = &settings->experiment;
    size_t n = 0;
    for (size_t i = 0; i < settings->n_schedules; i++) {
        const size_t n_inputs = settings->schedules[i].n_inputs;
        n += n_inputs ? n_inputs : 1;
    }
    QTL_ALLOC(experiment->measurements, n);
    QTL_TRY(qtl_config_epochs(&settings->epochs, experiment->epochs,
                              &experiment->measured, &experiment->n_measured));
    qtl_status status = QTL_OK;
    for (size_t i = 0; i < settings->n_schedules && status == QTL_OK; i++) {
        status = add_measurements(settings, &settings->schedules[i]);
    }
    return status == QTL_OK ? count_everywhere(settings) : status;
}
