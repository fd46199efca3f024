/* Values that are lists of layers: "10", "conv3x3x2", "pool2". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "experiment/config_kinds.h"

/* "3x3x2" as up to three numbers; the text behind them must be empty for a right form. */
typedef struct sides {
    size_t number[3];
    size_t n;
    const char *rest;
} sides;

static sides parse_sides(const qtl_field *field, const char *text)
{
    sides found = {.rest = text};
    while (found.n < 3 && *found.rest >= '0' && *found.rest <= '9') {
        char *end = NULL;
        const unsigned long value = strtoul(found.rest, &end, 10);
        if (value < 1 || (double)value > field->high) {
            break;
        }
        found.number[found.n++] = value;
        found.rest = *end == 'x' && found.n < 3 ? end + 1 : end;
    }
    return found;
}

/* The layer that the text may mean: a right form gives itself. */
static bool guess_layer(const qtl_field *field, const char *text, qtl_layer_spec *spec)
{
    const sides found = parse_sides(field, text + strcspn(text, "0123456789"));
    const size_t side = found.n > 0 ? found.number[0] : 0;
    if (*text == 'c' || strstr(text, "conv")) {
        *spec = (qtl_layer_spec){.kind = QTL_CONVOLUTION,
                                 .width = found.n > 1 ? found.number[found.n - 1] : 2,
                                 .side = side ? side : 3};
        return true;
    }
    if (*text == 'p' || strstr(text, "pool")) {
        *spec = (qtl_layer_spec){.kind = QTL_MAX_POOL, .side = side ? side : 2};
        return true;
    }
    return false;
}

static qtl_status read_word(const qtl_field *field, const qtl_yaml_node *item,
                            qtl_layer_spec *spec)
{
    qtl_layer_spec guess;
    if (!guess_layer(field, item->text, &guess)) {
        return qtl_field_refuse_text(QTL_EINVAL, field, item, "is no layer");
    }
    char right[QTL_LAYER_TEXT_SIZE];
    qtl_layer_text(&guess, right);
    if (strcmp(item->text, right) != 0) {
        return qtl_yaml_fail(QTL_EINVAL, item,
                             "\"%.60s\" is no layer; did you mean \"%s\"?", item->text,
                             right);
    }
    *spec = guess;
    return QTL_OK;
}

static qtl_status read_layer(const qtl_field *field, const qtl_yaml_node *item,
                             qtl_layer_spec *spec)
{
    QTL_TRY(qtl_field_need_scalar(field, item));
    double number = 0;
    if (!qtl_parse_double(item->text, &number)) {
        return read_word(field, item, spec);
    }
    uint64_t width = 0;
    QTL_TRY(qtl_field_parse_integer(field, item, &width));
    *spec = (qtl_layer_spec){.kind = QTL_DENSE, .width = (size_t)width};
    return QTL_OK;
}

/* Layer l, and what is wrong with it whatever the image: the rest is known when the data
 * set is there. */
static qtl_status add_layer(const qtl_field *field, const qtl_yaml_node *item,
                            qtl_layer_spec *layers, size_t l)
{
    QTL_TRY(read_layer(field, item, &layers[l]));
    if (l == 0 && layers[0].kind == QTL_MAX_POOL) {
        return qtl_yaml_fail(QTL_EINVAL, item,
                             "the first layer pools the inputs; put a convolution such "
                             "as conv3x3x2 before it");
    }
    if (l > 0 && layers[l].kind != QTL_DENSE && layers[l - 1].kind == QTL_DENSE) {
        return qtl_yaml_fail(QTL_EINVAL, item,
                             "%s needs an image below it; put it before the dense layers",
                             item->text);
    }
    return QTL_OK;
}

static qtl_status read_layers(const qtl_field *field, const qtl_yaml_node *node,
                              qtl_settings *settings)
{
    QTL_TRY(qtl_field_need_list(field, node));
    qtl_layer_spec *layers = NULL;
    QTL_ALLOC(layers, node->n_children);
    qtl_layer_spec **target = qtl_field_target(field, settings);
    *target = layers;
    size_t *n = qtl_field_count(field, settings);
    qtl_status status = QTL_OK;
    for (const qtl_yaml_node *item = node->child; item && status == QTL_OK;
         item = item->next) {
        status = add_layer(field, item, layers, *n);
        *n += status == QTL_OK;
    }
    return status;
}

static void describe_layers(const qtl_field *field, qtl_text *text)
{
    qtl_text_add(text,
                 "a list of whole numbers from %.0f to %.0f (dense layers), conv3x3x2 "
                 "(side x side x filters) or pool2 (side)",
                 field->low, field->high);
}

static void write_layers(const qtl_field *field, const qtl_settings *settings,
                         qtl_text *text)
{
    const qtl_layer_spec *layers =
        *(qtl_layer_spec *const *)qtl_field_source(field, settings);
    qtl_text_add(text, "[");
    for (size_t l = 0; l < qtl_field_items(field, settings); l++) {
        char layer[QTL_LAYER_TEXT_SIZE];
        qtl_layer_text(&layers[l], layer);
        qtl_text_add(text, "%s%s", l ? ", " : "", layer);
    }
    qtl_text_add(text, "]");
}

const qtl_field_kind qtl_field_layers = {read_layers, describe_layers, write_layers};
