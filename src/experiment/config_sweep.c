/* The values of a sweep. */
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "experiment/config_kinds.h"

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
