/* What all kinds of values share, and the kinds that are text. */
#include "experiment/config_kinds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"

enum { MAX_NAME = 64 };

void *qtl_field_target(const qtl_field *field, qtl_settings *settings)
{
    return (char *)settings + field->offset;
}

const void *qtl_field_source(const qtl_field *field, const qtl_settings *settings)
{
    return (const char *)settings + field->offset;
}

/* The number of items of a list field. */
size_t *qtl_field_count(const qtl_field *field, qtl_settings *settings)
{
    return (size_t *)(void *)((char *)settings + field->count_offset);
}

size_t qtl_field_items(const qtl_field *field, const qtl_settings *settings)
{
    return *(const size_t *)(const void *)((const char *)settings + field->count_offset);
}

/* Fails with `problem` and what would be right. */
qtl_status qtl_field_refuse(qtl_status status, const qtl_field *field,
                            const qtl_yaml_node *node, const char *problem)
{
    qtl_text right = {0};
    field->kind->describe(field, &right);
    (void)qtl_yaml_fail(status, node, "%s; give %s", problem,
                        right.data ? right.data : "another value");
    free(right.data);
    return status;
}

qtl_status qtl_field_refuse_text(qtl_status status, const qtl_field *field,
                                 const qtl_yaml_node *node, const char *problem)
{
    char quoted[160];
    (void)snprintf(quoted, sizeof quoted, "\"%.60s\" %s", node->text, problem);
    return qtl_field_refuse(status, field, node, quoted);
}

qtl_status qtl_field_need_scalar(const qtl_field *field, const qtl_yaml_node *node)
{
    if (node->kind != QTL_YAML_SCALAR || node->null) {
        return qtl_field_refuse(
            QTL_EINVAL, field, node,
            node->kind == QTL_YAML_MAPPING    ? "keys are out of place here"
            : node->kind == QTL_YAML_SEQUENCE ? "a list is out of place here"
                                              : "there is no value here");
    }
    return QTL_OK;
}

qtl_status qtl_field_need_list(const qtl_field *field, const qtl_yaml_node *node)
{
    if (node->kind != QTL_YAML_SEQUENCE) {
        return qtl_field_refuse(QTL_EINVAL, field, node, "this is no list");
    }
    if (node->n_children < field->n_least) {
        return qtl_field_refuse(QTL_ERANGE, field, node, "the list is empty");
    }
    return QTL_OK;
}

qtl_status qtl_field_read_text(const qtl_field *field, const qtl_yaml_node *node,
                               qtl_settings *settings)
{
    QTL_TRY(qtl_field_need_scalar(field, node));
    char *copy = qtl_strdup(node->text);
    if (!copy) {
        return QTL_ENOMEM;
    }
    char **target = qtl_field_target(field, settings);
    *target = copy;
    return QTL_OK;
}

static void describe_text(const qtl_field *field, qtl_text *text)
{
    (void)field;
    qtl_text_add(text, "a text");
}

void qtl_field_write_text(const qtl_field *field, const qtl_settings *settings,
                          qtl_text *text)
{
    qtl_yaml_add_scalar(text, *(const char *const *)qtl_field_source(field, settings));
}

const qtl_field_kind qtl_field_text = {qtl_field_read_text, describe_text,
                                       qtl_field_write_text};

static qtl_status read_name(const qtl_field *field, const qtl_yaml_node *node,
                            qtl_settings *settings)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    QTL_TRY(qtl_field_need_scalar(field, node));
    const size_t length = strlen(node->text);
    if (length == 0 || length > MAX_NAME || *node->text == '-' ||
        strspn(node->text, safe) != length) {
        return qtl_field_refuse_text(QTL_EINVAL, field, node, "cannot name a folder");
    }
    return qtl_field_read_text(field, node, settings);
}

static void describe_name(const qtl_field *field, qtl_text *text)
{
    (void)field;
    qtl_text_add(text, "up to %d lower-case letters, digits and hyphens", MAX_NAME);
}

const qtl_field_kind qtl_field_name = {read_name, describe_name, qtl_field_write_text};

static qtl_status read_key(const qtl_field *field, const qtl_yaml_node *node,
                           qtl_settings *settings)
{
    QTL_TRY(qtl_field_need_scalar(field, node));
    const qtl_field *swept = qtl_field_find(&qtl_experiment_schema, node->text);
    if (!swept) {
        return qtl_config_fail_key(&qtl_experiment_schema, node, node->text);
    }
    if (swept->fixed) {
        return qtl_field_refuse_text(QTL_EINVAL, field, node, "cannot be swept");
    }
    return qtl_field_read_text(field, node, settings);
}

static void describe_key(const qtl_field *field, qtl_text *text)
{
    (void)field;
    qtl_text_add(text, "the path of a key, such as quantization.levels");
}

const qtl_field_kind qtl_field_key = {read_key, describe_key, qtl_field_write_text};
