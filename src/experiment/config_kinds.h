/* What the kinds of values share. Private to experiment/config_*.c. */
#ifndef QTL_EXPERIMENT_CONFIG_KINDS_H
#define QTL_EXPERIMENT_CONFIG_KINDS_H

#include <stdint.h>

#include "experiment/config.h"

/* Where a field's value is, and the number of items of a list field. */
void *qtl_field_target(const qtl_field *field, qtl_settings *settings);
const void *qtl_field_source(const qtl_field *field, const qtl_settings *settings);
size_t *qtl_field_count(const qtl_field *field, qtl_settings *settings);
size_t qtl_field_items(const qtl_field *field, const qtl_settings *settings);

/* Enumerations, flags and sizes, through their width. */
void qtl_field_store(const qtl_field *field, qtl_settings *settings, uint64_t value);
uint64_t qtl_field_load(const qtl_field *field, const qtl_settings *settings);

/* Fails with "<problem>; give <what is right>"; _text puts the node's text before it. */
qtl_status qtl_field_refuse(qtl_status status, const qtl_field *field,
                            const qtl_yaml_node *node, const char *problem);
qtl_status qtl_field_refuse_text(qtl_status status, const qtl_field *field,
                                 const qtl_yaml_node *node, const char *problem);
QTL_NODISCARD qtl_status qtl_field_need_scalar(const qtl_field *field,
                                               const qtl_yaml_node *node);
QTL_NODISCARD qtl_status qtl_field_need_list(const qtl_field *field,
                                             const qtl_yaml_node *node);

/* A whole number inside the bounds of the field. */
QTL_NODISCARD qtl_status qtl_field_parse_integer(const qtl_field *field,
                                                 const qtl_yaml_node *node,
                                                 uint64_t *out);

/* For kinds whose target is a string. */
QTL_NODISCARD qtl_status qtl_field_read_text(const qtl_field *field,
                                             const qtl_yaml_node *node,
                                             qtl_settings *settings);
void qtl_field_write_text(const qtl_field *field, const qtl_settings *settings,
                          qtl_text *text);

#endif
