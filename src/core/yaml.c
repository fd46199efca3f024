#include "core/yaml.h"

#include <glib.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "core/yaml_reader.h"

/* A document is written by a person; what is larger is an accident or an attack. */
enum { MAX_BYTES = 1 << 20 };

static const char assignment_origin[] = "--set ";

/* One allocation of a document; the whole chain is freed at once. */
typedef struct qtl_yaml_block {
    struct qtl_yaml_block *next;
    max_align_t bytes[];
} block;

void *qtl_yaml_own(qtl_yaml *yaml, size_t size)
{
    block *made = calloc(1, sizeof *made + size);
    if (!made) {
        (void)QTL_FAIL(QTL_ENOMEM, "out of memory: a YAML document");
        return NULL;
    }
    made->next = yaml->blocks;
    yaml->blocks = made;
    return made->bytes;
}

char *qtl_yaml_own_text(qtl_yaml *yaml, const char *text, size_t size)
{
    char *copy = qtl_yaml_own(yaml, size + 1);
    if (copy && size > 0) {
        memcpy(copy, text, size);
    }
    return copy;
}

void qtl_yaml_add_path(qtl_text *text, const qtl_yaml_node *node)
{
    const qtl_yaml_node *chain[QTL_YAML_MAX_DEPTH + 1];
    size_t depth = 0;
    for (; node && node->parent && depth <= QTL_YAML_MAX_DEPTH; node = node->parent) {
        chain[depth++] = node;
    }
    for (bool first = true; depth > 0; first = false) {
        node = chain[--depth];
        if (node->key) {
            qtl_text_add(text, "%s%.80s", first ? "" : ".", node->key);
            continue;
        }
        size_t index = 0;
        for (const qtl_yaml_node *n = node->parent->child; n != node; n = n->next) {
            index++;
        }
        qtl_text_add(text, "[%zu]", index);
    }
}

/* Whether `origin` is "--set PATH=...". */
static bool assigns(const char *origin, const char *path)
{
    const size_t prefix = sizeof assignment_origin - 1;
    const size_t length = strlen(path);
    return strncmp(origin, assignment_origin, prefix) == 0 &&
           strncmp(origin + prefix, path, length) == 0 && origin[prefix + length] == '=';
}

qtl_status qtl_yaml_fail_at(qtl_status status, const char *origin, unsigned line,
                            const char *path, const char *message)
{
    qtl_text text = {0};
    qtl_text_add(&text, "%.300s:", origin);
    if (line > 0) {
        qtl_text_add(&text, "%u:", line);
    }
    if (path && *path && !assigns(origin, path)) {
        qtl_text_add(&text, " %s:", path);
    }
    qtl_text_add(&text, " %s", message);
    /* Keys and values come from the file; the message stays one line of text. */
    for (char *c = text.data; c && *c; c++) {
        if ((unsigned char)*c < ' ' || *c == 127) {
            *c = '?';
        }
    }
    (void)QTL_FAIL(status, "%s", text.failed ? "out of memory" : text.data);
    free(text.data);
    return status;
}

qtl_status qtl_yaml_fail(qtl_status status, const qtl_yaml_node *node, const char *format,
                         ...)
{
    char message[1024];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    qtl_text path = {0};
    qtl_yaml_add_path(&path, node);
    (void)qtl_yaml_fail_at(status, node->origin, node->line, path.data, message);
    free(path.data);
    return status;
}

void qtl_yaml_append(qtl_yaml_node *parent, qtl_yaml_node *node)
{
    node->parent = parent;
    *(parent->child ? &parent->last_child->next : &parent->child) = node;
    parent->last_child = node;
    parent->n_children++;
}

void qtl_yaml_free(qtl_yaml *yaml)
{
    if (!yaml) {
        return;
    }
    for (block *next = NULL, *at = yaml->blocks; at; at = next) {
        next = at->next;
        free(at);
    }
    free(yaml);
}

static qtl_status fill(qtl_yaml *yaml, const char *origin, const char *text, size_t size)
{
    const qtl_yaml_source source = {qtl_yaml_own_text(yaml, origin, strlen(origin)), 1,
                                    false};
    if (!source.origin) {
        return QTL_ENOMEM;
    }
    if (size > MAX_BYTES) {
        return qtl_yaml_fail_at(QTL_EFORMAT, origin, 0, NULL,
                                "larger than 1 MiB; this is no experiment");
    }
    const char *nul = memchr(text, '\0', size);
    if (nul || !g_utf8_validate(text, (gssize)size, NULL)) {
        return qtl_yaml_fail_at(QTL_EFORMAT, origin, 0, NULL, "not text, so not YAML");
    }
    QTL_TRY(qtl_yaml_read_tree(yaml, &source, text, size, &yaml->root));
    if (!yaml->root || yaml->root->null) {
        return qtl_yaml_fail_at(QTL_EEMPTY, origin, 0, NULL, "the file is empty");
    }
    if (yaml->root->kind != QTL_YAML_MAPPING) {
        return qtl_yaml_fail(QTL_EFORMAT, yaml->root, "write \"key: value\" lines");
    }
    return QTL_OK;
}

qtl_status qtl_yaml_parse(const char *origin, const char *text, size_t size,
                          qtl_yaml **out)
{
    QTL_REQUIRE(origin && text && out, QTL_EINVAL, "yaml: arguments must not be NULL");
    qtl_yaml *yaml = NULL;
    QTL_ALLOC(yaml, 1);
    const qtl_status status = fill(yaml, origin, text, size);
    if (status != QTL_OK) {
        qtl_yaml_free(yaml);
        return status;
    }
    *out = yaml;
    return QTL_OK;
}

qtl_status qtl_yaml_read(const char *path, qtl_yaml **out)
{
    QTL_REQUIRE(path && out, QTL_EINVAL, "yaml: path and out must not be NULL");
    char *text = NULL;
    size_t size = 0;
    QTL_TRY(qtl_read_file(path, &text, &size));
    const qtl_status status =
        qtl_yaml_parse(strcmp(path, "-") == 0 ? "standard input" : path, text, size, out);
    free(text);
    return status;
}

/* The child whose key is the first `length` bytes of `key`. */
static qtl_yaml_node *child_at(const qtl_yaml_node *mapping, const char *key,
                               size_t length)
{
    qtl_yaml_node *child = mapping->kind == QTL_YAML_MAPPING ? mapping->child : NULL;
    while (child &&
           !(strncmp(child->key, key, length) == 0 && child->key[length] == '\0')) {
        child = child->next;
    }
    return child;
}

qtl_yaml_node *qtl_yaml_find(const qtl_yaml *yaml, const char *path)
{
    qtl_yaml_node *node = yaml->root;
    while (node) {
        const size_t length = strcspn(path, ".");
        node = child_at(node, path, length);
        if (path[length] == '\0') {
            break;
        }
        path += length + 1;
    }
    return node && !node->null ? node : NULL;
}

qtl_yaml_node *qtl_yaml_walk(const qtl_yaml_node *top, const qtl_yaml_node *node,
                             bool descend)
{
    if (descend && node->child) {
        return node->child;
    }
    while (node != top && !node->next) {
        node = node->parent;
    }
    return node == top ? NULL : node->next;
}

static void detach(qtl_yaml_node *node)
{
    qtl_yaml_node *parent = node->parent;
    qtl_yaml_node *before = NULL;
    for (qtl_yaml_node *n = parent->child; n != node; n = n->next) {
        before = n;
    }
    *(before ? &before->next : &parent->child) = node->next;
    if (parent->last_child == node) {
        parent->last_child = before;
    }
    parent->n_children--;
    node->next = NULL;
}

/* The mapping under key[0..length) of `parent`, made when it is not there. */
static qtl_status enter(qtl_yaml *yaml, qtl_yaml_node *parent, const char *key,
                        size_t length, qtl_yaml_node *value, qtl_yaml_node **out)
{
    qtl_yaml_node *node = child_at(parent, key, length);
    if (node && node->null) {
        detach(node);
        node = NULL;
    }
    if (!node) {
        node = qtl_yaml_own(yaml, sizeof *node);
        const char *copy = qtl_yaml_own_text(yaml, key, length);
        if (!node || !copy) {
            return QTL_ENOMEM;
        }
        *node = (qtl_yaml_node){.kind = QTL_YAML_MAPPING,
                                .key = copy,
                                .origin = value->origin,
                                .line = value->line};
        qtl_yaml_append(parent, node);
    }
    if (node->kind != QTL_YAML_MAPPING) {
        return qtl_yaml_fail_at(QTL_EINVAL, value->origin, value->line, node->key,
                                "this is a value; it has no keys");
    }
    *out = node;
    return QTL_OK;
}

static qtl_status place(qtl_yaml *yaml, const char *path, qtl_yaml_node *value)
{
    qtl_yaml_node *parent = yaml->root;
    size_t length = strcspn(path, ".");
    for (; path[length] == '.'; path += length + 1, length = strcspn(path, ".")) {
        QTL_TRY(enter(yaml, parent, path, length, value, &parent));
    }
    qtl_yaml_node *old = child_at(parent, path, length);
    value->key = qtl_yaml_own_text(yaml, path, length);
    if (!value->key) {
        return QTL_ENOMEM;
    }
    if (old) {
        detach(old);
    }
    qtl_yaml_append(parent, value);
    return QTL_OK;
}

qtl_status qtl_yaml_wrap(qtl_yaml *yaml, qtl_yaml_node *node, const char *key)
{
    qtl_yaml_node *parent = node->parent;
    qtl_yaml_node *mapping = qtl_yaml_own(yaml, sizeof *mapping);
    const char *copy = qtl_yaml_own_text(yaml, key, strlen(key));
    if (!mapping || !copy) {
        return QTL_ENOMEM;
    }
    *mapping = (qtl_yaml_node){.kind = QTL_YAML_MAPPING,
                               .key = node->key,
                               .origin = node->origin,
                               .line = node->line};
    detach(node);
    node->key = copy;
    qtl_yaml_append(parent, mapping);
    qtl_yaml_append(mapping, node);
    return QTL_OK;
}

/* Whether no name is empty and there are not too many. */
static bool is_path(const char *path)
{
    size_t levels = 1;
    for (const char *c = path; *c; c++) {
        levels += *c == '.';
    }
    return *path != '\0' && *path != '.' && !strstr(path, "..") &&
           path[strlen(path) - 1] != '.' && levels < QTL_YAML_MAX_DEPTH / 2;
}

qtl_status qtl_yaml_put(qtl_yaml *yaml, const char *path, const char *value,
                        const char *origin, unsigned line)
{
    if (!is_path(path)) {
        return qtl_yaml_fail_at(QTL_EINVAL, origin, line, path, "this is no key");
    }
    const qtl_yaml_source source = {qtl_yaml_own_text(yaml, origin, strlen(origin)), line,
                                    true};
    if (!source.origin) {
        return QTL_ENOMEM;
    }
    if (!g_utf8_validate(value, -1, NULL)) {
        return qtl_yaml_fail_at(QTL_EFORMAT, origin, line, path, "not text");
    }
    qtl_yaml_node *node = NULL;
    QTL_TRY(qtl_yaml_read_tree(yaml, &source, value, strlen(value), &node));
    if (!node) {
        QTL_TRY(qtl_yaml_read_tree(yaml, &source, "~", 1, &node));
    }
    return place(yaml, path, node);
}

qtl_status qtl_yaml_set(qtl_yaml *yaml, const char *assignment)
{
    const size_t length = strcspn(assignment, "=");
    QTL_REQUIRE(assignment[length] == '=', QTL_EINVAL, "--set %.80s: write KEY=VALUE",
                assignment);
    char *origin = qtl_format("%s%s", assignment_origin, assignment);
    char *path = strndup(assignment, length);
    qtl_status status = origin && path ? QTL_OK : QTL_ENOMEM;
    if (status == QTL_OK) {
        status = qtl_yaml_put(yaml, path, assignment + length + 1, origin, 0);
    }
    free(origin);
    free(path);
    return status;
}

static bool is_plain(const char *scalar)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "0123456789._+-";
    return *scalar != '\0' && !strchr("._+-", *scalar) &&
           scalar[strspn(scalar, safe)] == '\0' && strcmp(scalar, "null") != 0;
}

void qtl_yaml_add_scalar(qtl_text *text, const char *scalar)
{
    if (is_plain(scalar)) {
        qtl_text_add(text, "%s", scalar);
        return;
    }
    qtl_text_add(text, "\"");
    for (const char *c = scalar; *c; c++) {
        if ((unsigned char)*c < ' ' || *c == 127) {
            qtl_text_add(text, "\\x%02x", (unsigned)*c);
        } else {
            qtl_text_add(text, *c == '"' || *c == '\\' ? "\\%c" : "%c", *c);
        }
    }
    qtl_text_add(text, "\"");
}
