/* Values that are words of a table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "experiment/config_kinds.h"

static qtl_status read_dataset(const qtl_field *field, const qtl_yaml_node *node,
                               qtl_settings *settings)
{
    QTL_TRY(qtl_field_need_scalar(field, node));
    const qtl_dataset_kind *kind = NULL;
    const qtl_status status = qtl_dataset_kind_find(node->text, &kind);
    if (status != QTL_OK) {
        return qtl_yaml_fail(status, node, "%s", qtl_error_message());
    }
    return qtl_field_read_text(field, node, settings);
}

static void describe_dataset(const qtl_field *field, qtl_text *text)
{
    (void)field;
    qtl_text_add(text, "the name of a data set");
    for (size_t i = 0; qtl_dataset_kind_at(i); i++) {
        qtl_text_add(text, "%s%s", i ? ", " : ": ", qtl_dataset_kind_at(i)->name);
    }
}

const qtl_field_kind qtl_field_dataset = {read_dataset, describe_dataset,
                                          qtl_field_write_text};

static qtl_status read_activation(const qtl_field *field, const qtl_yaml_node *node,
                                  qtl_settings *settings)
{
    QTL_TRY(qtl_field_need_scalar(field, node));
    const qtl_activation **target = qtl_field_target(field, settings);
    const qtl_status status = qtl_activation_find(node->text, target);
    return status == QTL_OK ? QTL_OK
                            : qtl_yaml_fail(status, node, "%s", qtl_error_message());
}

static void describe_activation(const qtl_field *field, qtl_text *text)
{
    (void)field;
    qtl_text_add(text, "the name of an activation");
    for (size_t i = 0; qtl_activation_at(i); i++) {
        qtl_text_add(text, "%s%s", i ? ", " : ": ", qtl_activation_at(i)->name);
    }
}

static void write_activation(const qtl_field *field, const qtl_settings *settings,
                             qtl_text *text)
{
    const qtl_activation *const *source = qtl_field_source(field, settings);
    qtl_yaml_add_scalar(text, (*source)->name);
}

const qtl_field_kind qtl_field_activation = {read_activation, describe_activation,
                                             write_activation};

static const char *word_at(size_t i, const void *context)
{
    const qtl_field *field = context;
    return field->word(i);
}

static size_t count_words(const qtl_field *field)
{
    size_t n = 0;
    while (field->word(n)) {
        n++;
    }
    return n;
}

/* The index of the word of a scalar, or a failure that suggests the nearest. */
static qtl_status find_word(const qtl_field *field, const qtl_yaml_node *node,
                            size_t *index)
{
    QTL_TRY(qtl_field_need_scalar(field, node));
    const size_t n = count_words(field);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(field->word(i), node->text) == 0) {
            *index = i;
            return QTL_OK;
        }
    }
    const char *nearest = qtl_nearest_word(node->text, n, word_at, field);
    char problem[128];
    (void)snprintf(problem, sizeof problem,
                   nearest ? "is unknown; did you mean %s" : "is unknown", nearest);
    return qtl_field_refuse_text(QTL_EUNKNOWN, field, node, problem);
}

static qtl_status read_word(const qtl_field *field, const qtl_yaml_node *node,
                            qtl_settings *settings)
{
    size_t index = 0;
    QTL_TRY(find_word(field, node, &index));
    qtl_field_store(field, settings, index);
    return QTL_OK;
}

static void add_words(const qtl_field *field, qtl_text *text)
{
    for (size_t i = 0; field->word(i); i++) {
        qtl_text_add(text, "%s%s",
                     i == 0               ? ""
                     : field->word(i + 1) ? ", "
                                          : " or ",
                     field->word(i));
    }
}

static void describe_word(const qtl_field *field, qtl_text *text)
{
    add_words(field, text);
}

static void write_word(const qtl_field *field, const qtl_settings *settings,
                       qtl_text *text)
{
    qtl_text_add(text, "%s", field->word(qtl_field_load(field, settings)));
}

const qtl_field_kind qtl_field_word = {read_word, describe_word, write_word};

/* --- a set of words: one flag each ------------------------------------------------ */

static qtl_status raise_flag(const qtl_field *field, const qtl_yaml_node *item,
                             bool *flags)
{
    size_t index = 0;
    QTL_TRY(find_word(field, item, &index));
    if (flags[index]) {
        return qtl_field_refuse_text(QTL_EINVAL, field, item, "is there twice");
    }
    flags[index] = true;
    return QTL_OK;
}

static qtl_status read_word_set(const qtl_field *field, const qtl_yaml_node *node,
                                qtl_settings *settings)
{
    QTL_TRY(qtl_field_need_list(field, node));
    bool *flags = qtl_field_target(field, settings);
    qtl_status status = QTL_OK;
    for (const qtl_yaml_node *item = node->child; item && status == QTL_OK;
         item = item->next) {
        status = raise_flag(field, item, flags);
    }
    return status;
}

static void describe_word_set(const qtl_field *field, qtl_text *text)
{
    qtl_text_add(text, "a list of ");
    add_words(field, text);
}

static void write_word_set(const qtl_field *field, const qtl_settings *settings,
                           qtl_text *text)
{
    const bool *flags = qtl_field_source(field, settings);
    const char *separator = "";
    qtl_text_add(text, "[");
    for (size_t i = 0; field->word(i); i++) {
        if (flags[i]) {
            qtl_text_add(text, "%s%s", separator, field->word(i));
            separator = ", ";
        }
    }
    qtl_text_add(text, "]");
}

const qtl_field_kind qtl_field_word_set = {read_word_set, describe_word_set,
                                           write_word_set};
