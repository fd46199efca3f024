/* Values that are lists of texts: estimators, and the values of a sweep. */
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "experiment/config_kinds.h"

enum { METHOD_SIZE = 512 };

/* --- estimators ------------------------------------------------------------------- */

/* "kde:variance=0.1", with the parameters in the order of the estimator's table. */
static void method_text(const qtl_method *method, char text[METHOD_SIZE])
{
    char params[METHOD_SIZE / 2] = "";
    qtl_method_params(method, params, sizeof params);
    (void)snprintf(text, METHOD_SIZE, "%s%s%s", method->estimator->name,
                   *params ? ":" : "", params);
}

static bool is_known_method(const qtl_method *methods, size_t n, const qtl_method *method)
{
    char text[METHOD_SIZE];
    char other[METHOD_SIZE];
    method_text(method, text);
    for (size_t i = 0; i < n; i++) {
        method_text(&methods[i], other);
        if (strcmp(text, other) == 0) {
            return true;
        }
    }
    return false;
}

static qtl_status add_method(const qtl_field *field, const qtl_yaml_node *item,
                             qtl_method *methods, size_t *n)
{
    QTL_TRY(qtl_field_need_scalar(field, item));
    const qtl_status status = qtl_method_parse(item->text, &methods[*n]);
    if (status != QTL_OK) {
        return qtl_yaml_fail(status, item, "%s", qtl_error_message());
    }
    if (!methods[*n].estimator->layer) {
        return qtl_field_refuse_text(QTL_EUNSUPPORTED, field, item, "is not for layers");
    }
    if (is_known_method(methods, *n, &methods[*n])) {
        return qtl_field_refuse_text(QTL_EINVAL, field, item, "is there twice");
    }
    ++*n;
    return QTL_OK;
}

static qtl_status read_methods(const qtl_field *field, const qtl_yaml_node *node,
                               qtl_settings *settings)
{
    QTL_TRY(qtl_field_need_list(field, node));
    qtl_method *methods = NULL;
    QTL_ALLOC(methods, node->n_children);
    qtl_method **target = qtl_field_target(field, settings);
    *target = methods;
    size_t *n = qtl_field_count(field, settings);
    qtl_status status = QTL_OK;
    for (const qtl_yaml_node *item = node->child; item && status == QTL_OK;
         item = item->next) {
        status = add_method(field, item, methods, n);
    }
    return status;
}

static void describe_methods(const qtl_field *field, qtl_text *text)
{
    (void)field;
    qtl_text_add(text, "a list of estimators, such as [exact, \"kde:variance=0.1\"]");
}

static void write_methods(const qtl_field *field, const qtl_settings *settings,
                          qtl_text *text)
{
    const qtl_method *methods = *(qtl_method *const *)qtl_field_source(field, settings);
    qtl_text_add(text, "[");
    for (size_t i = 0; i < qtl_field_items(field, settings); i++) {
        char method[METHOD_SIZE];
        method_text(&methods[i], method);
        qtl_text_add(text, "%s", i ? ", " : "");
        qtl_yaml_add_scalar(text, method);
    }
    qtl_text_add(text, "]");
}

const qtl_field_kind qtl_field_methods = {read_methods, describe_methods, write_methods};

/* --- values of a sweep ------------------------------------------------------------ */

static qtl_status write_scalar(const qtl_field *field, const qtl_yaml_node *node,
                               qtl_text *text)
{
    QTL_TRY(qtl_field_need_scalar(field, node));
    qtl_yaml_add_scalar(text, node->text);
    return QTL_OK;
}

static qtl_status write_value(const qtl_field *field, const qtl_yaml_node *node,
                              qtl_text *text)
{
    if (node->kind != QTL_YAML_SEQUENCE) {
        return write_scalar(field, node, text);
    }
    qtl_status status = QTL_OK;
    qtl_text_add(text, "[");
    for (const qtl_yaml_node *item = node->child; item && status == QTL_OK;
         item = item->next) {
        qtl_text_add(text, "%s", item == node->child ? "" : ", ");
        status = write_scalar(field, item, text);
    }
    qtl_text_add(text, "]");
    return status;
}

/* A scalar or a flat list of scalars, as canonical YAML. */
static qtl_status read_value(const qtl_field *field, const qtl_yaml_node *node,
                             char **out)
{
    qtl_text text = {0};
    qtl_status status = write_value(field, node, &text);
    if (status == QTL_OK && text.failed) {
        status = QTL_FAIL(QTL_ENOMEM, "out of memory: a value");
    }
    if (status != QTL_OK) {
        free(text.data);
        return status;
    }
    *out = text.data;
    return QTL_OK;
}

static qtl_status add_value(const qtl_field *field, const qtl_yaml_node *item,
                            char **values, size_t *n)
{
    char *value = NULL;
    QTL_TRY(read_value(field, item, &value));
    values[(*n)++] = value;
    for (size_t i = 0; i + 1 < *n; i++) {
        if (strcmp(values[i], value) == 0) {
            return qtl_field_refuse(QTL_EINVAL, field, item, "this is there twice");
        }
    }
    return QTL_OK;
}

static qtl_status read_values(const qtl_field *field, const qtl_yaml_node *node,
                              qtl_settings *settings)
{
    QTL_TRY(qtl_field_need_list(field, node));
    char **values = NULL;
    QTL_ALLOC(values, node->n_children);
    char ***target = qtl_field_target(field, settings);
    *target = values;
    size_t *n = qtl_field_count(field, settings);
    qtl_status status = QTL_OK;
    for (const qtl_yaml_node *item = node->child; item && status == QTL_OK;
         item = item->next) {
        status = add_value(field, item, values, n);
    }
    return status;
}

static void describe_values(const qtl_field *field, qtl_text *text)
{
    (void)field;
    qtl_text_add(text, "a list of the values to try, each once");
}

static void write_values(const qtl_field *field, const qtl_settings *settings,
                         qtl_text *text)
{
    char *const *values = *(char **const *)qtl_field_source(field, settings);
    qtl_text_add(text, "[");
    for (size_t i = 0; i < qtl_field_items(field, settings); i++) {
        qtl_text_add(text, "%s%s", i ? ", " : "", values[i]);
    }
    qtl_text_add(text, "]");
}

const qtl_field_kind qtl_field_values = {read_values, describe_values, write_values};
