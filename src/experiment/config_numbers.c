/* Values that are numbers. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "experiment/config_kinds.h"

/* Enumerations, flags and sizes are stored through their width. */
void qtl_field_store(const qtl_field *field, qtl_settings *settings, uint64_t value)
{
    const uint32_t half = (uint32_t)value;
    const bool flag = value != 0;
    memcpy(qtl_field_target(field, settings),
           field->size == sizeof value  ? (const void *)&value
           : field->size == sizeof half ? (const void *)&half
                                        : (const void *)&flag,
           field->size);
}

uint64_t qtl_field_load(const qtl_field *field, const qtl_settings *settings)
{
    const void *source = qtl_field_source(field, settings);
    if (field->size == sizeof(uint64_t)) {
        return *(const uint64_t *)source;
    }
    return field->size == sizeof(uint32_t) ? *(const uint32_t *)source
                                           : *(const bool *)source;
}

static bool in_range(const qtl_field *field, double value)
{
    return (field->above_low ? value > field->low : value >= field->low) &&
           (field->below_high ? value < field->high : value <= field->high);
}

static qtl_status check_range(const qtl_field *field, const qtl_yaml_node *node,
                              double value)
{
    if (in_range(field, value)) {
        return QTL_OK;
    }
    char problem[96];
    (void)snprintf(problem, sizeof problem, "%.40s is out of range", node->text);
    return qtl_field_refuse(QTL_ERANGE, field, node, problem);
}

static qtl_status parse_number(const qtl_field *field, const qtl_yaml_node *node,
                               double *value)
{
    QTL_TRY(qtl_field_need_scalar(field, node));
    return qtl_parse_double(node->text, value)
               ? QTL_OK
               : qtl_field_refuse_text(QTL_EINVAL, field, node, "is no number");
}

/* Numbers above 2^53 would lose digits as a double; no field allows them. */
qtl_status qtl_field_parse_integer(const qtl_field *field, const qtl_yaml_node *node,
                                   uint64_t *out)
{
    double value = 0;
    QTL_TRY(parse_number(field, node, &value));
    if (value != floor(value)) {
        return qtl_field_refuse_text(QTL_EINVAL, field, node, "is no whole number");
    }
    QTL_TRY(check_range(field, node, value));
    *out = (uint64_t)value;
    return QTL_OK;
}

static qtl_status read_integer(const qtl_field *field, const qtl_yaml_node *node,
                               qtl_settings *settings)
{
    QTL_TRY(qtl_field_need_scalar(field, node));
    uint64_t value = 0;
    const bool is_word = field->word && strcmp(node->text, field->word(0)) == 0;
    const qtl_status status =
        is_word ? QTL_OK : qtl_field_parse_integer(field, node, &value);
    if (status == QTL_OK) {
        qtl_field_store(field, settings, value);
    }
    return status;
}

static void describe_integer(const qtl_field *field, qtl_text *text)
{
    qtl_text_add(text, "a whole number from %.0f to %.0f", field->low, field->high);
    if (field->word) {
        qtl_text_add(text, ", or %s", field->word(0));
    }
}

static void write_integer(const qtl_field *field, const qtl_settings *settings,
                          qtl_text *text)
{
    const uint64_t value = qtl_field_load(field, settings);
    if (field->word && value == 0) {
        qtl_text_add(text, "%s", field->word(0));
    } else {
        qtl_text_add(text, "%llu", (unsigned long long)value);
    }
}

const qtl_field_kind qtl_field_integer = {read_integer, describe_integer, write_integer};

static qtl_status read_real(const qtl_field *field, const qtl_yaml_node *node,
                            qtl_settings *settings)
{
    double value = 0;
    QTL_TRY(parse_number(field, node, &value));
    QTL_TRY(check_range(field, node, value));
    memcpy(qtl_field_target(field, settings), &value, sizeof value);
    return QTL_OK;
}

static void describe_real(const qtl_field *field, qtl_text *text)
{
    qtl_text_add(text, "a number %s %g", field->above_low ? "above" : "of at least",
                 field->low);
    if (isfinite(field->high)) {
        qtl_text_add(text, " and %s %g", field->below_high ? "below" : "at most",
                     field->high);
    }
}

/* A short decimal that reads back as the same number; 15 digits are enough for what
 * people write, and %g drops zeros at the end. */
static void write_real(const qtl_field *field, const qtl_settings *settings,
                       qtl_text *text)
{
    const double value = *(const double *)qtl_field_source(field, settings);
    char decimal[40];
    double back = NAN;
    for (int digits = 15; digits <= 17 && back != value; digits++) {
        (void)snprintf(decimal, sizeof decimal, "%.*g", digits, value);
        back = strtod(decimal, NULL);
    }
    qtl_text_add(text, "%s", decimal);
}

const qtl_field_kind qtl_field_real = {read_real, describe_real, write_real};

/* --- lists of whole numbers ------------------------------------------------------- */

static qtl_status read_integers(const qtl_field *field, const qtl_yaml_node *node,
                                qtl_settings *settings)
{
    const bool alone = field->lone && node->kind == QTL_YAML_SCALAR;
    QTL_TRY(alone ? QTL_OK : qtl_field_need_list(field, node));
    const size_t n = alone ? 1 : node->n_children;
    size_t *items = NULL;
    QTL_ALLOC(items, n);
    size_t **target = qtl_field_target(field, settings);
    *target = items;
    size_t *n_items = qtl_field_count(field, settings);
    qtl_status status = QTL_OK;
    const qtl_yaml_node *item = alone ? node : node->child;
    for (; *n_items < n && status == QTL_OK; item = item->next) {
        uint64_t value = 0;
        status = qtl_field_parse_integer(field, item, &value);
        items[*n_items] = (size_t)value;
        *n_items += status == QTL_OK;
    }
    return status;
}

static void describe_integers(const qtl_field *field, qtl_text *text)
{
    qtl_text_add(text, "%sa list of whole numbers from %.0f to %.0f",
                 field->lone ? "one or " : "", field->low, field->high);
}

static void write_integers(const qtl_field *field, const qtl_settings *settings,
                           qtl_text *text)
{
    const size_t *items = *(size_t *const *)qtl_field_source(field, settings);
    qtl_text_add(text, "[");
    for (size_t i = 0; i < qtl_field_items(field, settings); i++) {
        qtl_text_add(text, "%s%zu", i ? ", " : "", items[i]);
    }
    qtl_text_add(text, "]");
}

const qtl_field_kind qtl_field_integers = {read_integers, describe_integers,
                                           write_integers};
