/* From YAML text to a tree, and what reader and tree share. Private to core/yaml*.c. */
#ifndef QTL_CORE_YAML_READER_H
#define QTL_CORE_YAML_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/yaml.h"

enum { QTL_YAML_MAX_DEPTH = 16 };

/* Where a text stands. */
typedef struct qtl_yaml_source {
    const char *origin; /* owned by the document */
    unsigned line;      /* of its first line; 0: it has no lines */
    bool one_line;      /* every node of it is on `line` */
} qtl_yaml_source;

/* Parses `text` into a tree without a place yet; *root is NULL when the text is empty.
 * What was made before a failure stays with the document. */
QTL_NODISCARD qtl_status qtl_yaml_read_tree(qtl_yaml *yaml, const qtl_yaml_source *source,
                                            const char *text, size_t size,
                                            qtl_yaml_node **root);

/* Zeroed memory, and a copy of text[0..size), that live as long as the document; NULL
 * (message stored) when memory is short. */
void *qtl_yaml_own(qtl_yaml *yaml, size_t size);
char *qtl_yaml_own_text(qtl_yaml *yaml, const char *text, size_t size);

void qtl_yaml_append(qtl_yaml_node *parent, qtl_yaml_node *node);

#endif
