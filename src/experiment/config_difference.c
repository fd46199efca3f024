#include "experiment/config_difference.h"

#include <stdlib.h>
#include <string.h>

#include "core/fail.h"

enum { SHOWN = 60 };

/* The value on one line. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the document, which the reader bounds */
static void add_value(const qtl_yaml_node *node, qtl_text *text)
{
    if (node->kind == QTL_YAML_SCALAR) {
        qtl_text_add(text, "%s", node->text ? node->text : "null");
        return;
    }
    const bool mapping = node->kind == QTL_YAML_MAPPING;
    qtl_text_add(text, mapping ? "{" : "[");
    for (const qtl_yaml_node *child = node->child; child; child = child->next) {
        qtl_text_add(text, "%s%s%s", child == node->child ? "" : ", ",
                     mapping ? child->key : "", mapping ? ": " : "");
        add_value(child, text);
    }
    qtl_text_add(text, mapping ? "}" : "]");
}

/* Adds the sentence if the values differ. */
static void add_difference(const char *path, const qtl_yaml_node *there,
                           const qtl_yaml_node *here, qtl_text *text)
{
    qtl_text theirs = {0};
    qtl_text ours = {0};
    if (there) {
        add_value(there, &theirs);
    }
    add_value(here, &ours);
    const char *value = theirs.data ? theirs.data : "missing";
    if (ours.data && strcmp(value, ours.data) != 0) {
        qtl_text_add(text, "%s is %.*s there and %.*s here", path, SHOWN, value, SHOWN,
                     ours.data);
    }
    text->failed = text->failed || theirs.failed || ours.failed;
    free(theirs.data);
    free(ours.data);
}

static void compare_at(const qtl_yaml *manifest, const qtl_yaml_node *here,
                       qtl_text *text)
{
    qtl_text path = {0};
    qtl_text full = {0};
    qtl_yaml_add_path(&path, here);
    const char *key = path.data ? path.data : "";
    qtl_text_add(&full, "configuration.%s", key);
    text->failed = text->failed || path.failed || full.failed;
    if (!text->failed && strcmp(key, "runs") != 0) {
        add_difference(key, qtl_yaml_find(manifest, full.data), here, text);
    }
    free(path.data);
    free(full.data);
}

qtl_status qtl_config_difference(const qtl_yaml *manifest, const char *resolved,
                                 qtl_text *text)
{
    qtl_yaml *yaml = NULL;
    QTL_TRY(qtl_yaml_parse("configuration", resolved, strlen(resolved), &yaml));
    const qtl_yaml_node *node = yaml->root;
    bool descend = true;
    while (text->size == 0 && !text->failed &&
           (node = qtl_yaml_walk(yaml->root, node, descend)) != NULL) {
        descend = node->kind == QTL_YAML_MAPPING;
        if (!descend && !node->null) {
            compare_at(manifest, node, text);
        }
    }
    qtl_yaml_free(yaml);
    return text->failed ? QTL_FAIL(QTL_ENOMEM, "out of memory: a configuration") : QTL_OK;
}
