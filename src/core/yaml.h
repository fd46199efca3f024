/* YAML documents as trees of text in which every node knows where it was written. */
#ifndef QTL_CORE_YAML_H
#define QTL_CORE_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "core/text.h"
#include "quantal/status.h"

typedef enum qtl_yaml_kind {
    QTL_YAML_SCALAR,
    QTL_YAML_SEQUENCE,
    QTL_YAML_MAPPING
} qtl_yaml_kind;

/* A node; owned by its document. Items and values follow one another through `next`. */
typedef struct qtl_yaml_node {
    qtl_yaml_kind kind;
    const char *text;   /* of a scalar; else NULL */
    const char *key;    /* in a mapping; else NULL */
    bool null;          /* an unquoted scalar that is empty, ~ or null */
    const char *origin; /* the file, or "--set key=value" */
    unsigned line;      /* from 1, of the key if there is one; 0: the origin has none */
    struct qtl_yaml_node *parent, *child, *last_child, *next;
    size_t n_children;
} qtl_yaml_node;

typedef struct qtl_yaml {
    qtl_yaml_node *root;           /* a mapping */
    struct qtl_yaml_block *blocks; /* everything the tree consists of */
} qtl_yaml;

/* Reads the one document of `path` ("-": standard input), a mapping. QTL_EFORMAT is one
 * line "file:line: ..."; QTL_EEMPTY: there is nothing in it. Duplicate keys, aliases,
 * more than 1 MiB and more than 16 levels are refused. Free with qtl_yaml_free. */
QTL_NODISCARD qtl_status qtl_yaml_read(const char *path, qtl_yaml **out);

/* The same from memory; `origin` is the file that messages name. */
QTL_NODISCARD qtl_status qtl_yaml_parse(const char *origin, const char *text, size_t size,
                                        qtl_yaml **out);
void qtl_yaml_free(qtl_yaml *yaml);

/* Applies "key.path=value", where value is YAML. What is missing on the way is made, what
 * is there is replaced, and null removes it. */
QTL_NODISCARD qtl_status qtl_yaml_set(qtl_yaml *yaml, const char *assignment);

/* The same for a path and a value apart; messages name `origin` and `line` (may be 0). */
QTL_NODISCARD qtl_status qtl_yaml_put(qtl_yaml *yaml, const char *path, const char *value,
                                      const char *origin, unsigned line);

/* The node at a dotted path, or NULL when it is not there or null. */
qtl_yaml_node *qtl_yaml_find(const qtl_yaml *yaml, const char *path);

/* Puts a mapping with the one key `key` in the place of `node`, which becomes its value.
 */
QTL_NODISCARD qtl_status qtl_yaml_wrap(qtl_yaml *yaml, qtl_yaml_node *node,
                                       const char *key);

/* The node after `node` in the order of writing, its children first; NULL at the end of
 * the tree below `top`. `descend` false passes over the children. */
qtl_yaml_node *qtl_yaml_walk(const qtl_yaml_node *top, const qtl_yaml_node *node,
                             bool descend);

/* Adds "training.epochs" or "measure.estimators[2]"; nothing for the root. */
void qtl_yaml_add_path(qtl_text *text, const qtl_yaml_node *node);

/* Adds a scalar, quoted when it must be, so that it reads back as the same text. */
void qtl_yaml_add_scalar(qtl_text *text, const char *scalar);

/* Stores "origin:line: path: message" for this thread, on one line, and returns `status`.
 * The path is left out where the origin, an assignment to it, names it already. */
qtl_status qtl_yaml_fail(qtl_status status, const qtl_yaml_node *node, const char *format,
                         ...) __attribute__((format(printf, 3, 4)));

/* The same where there is no node: line 0 and path NULL are left out. */
qtl_status qtl_yaml_fail_at(qtl_status status, const char *origin, unsigned line,
                            const char *path, const char *message);

#endif
