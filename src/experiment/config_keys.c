/* Keys of experiment files: shorthands, unknown ones, and what was meant. */
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "experiment/config.h"

enum { MAX_SIBLINGS = 64, MAX_KEY = 48 };

/* A section that may be written as one value. */
typedef struct shorthand {
    const char *section;
    qtl_yaml_kind kind;                       /* of the value */
    const char *key;                          /* the value's own key */
    const char *implied_path, *implied_value; /* what goes with it; NULL: nothing */
} shorthand;

static const shorthand shorthands[] = {
    {"dataset", QTL_YAML_SCALAR, "name", NULL, NULL},
    {"measure.epochs", QTL_YAML_SEQUENCE, "list", "measure.epochs.spacing", "list"},
};
static const shorthand item_shorthand = {"epochs", QTL_YAML_SEQUENCE, "list",
                                         "epochs.spacing", "list"};

static qtl_status expand(qtl_yaml *yaml, const shorthand *s)
{
    qtl_yaml_node *node = qtl_yaml_find(yaml, s->section);
    if (!node || node->kind != s->kind) {
        return QTL_OK;
    }
    QTL_TRY(qtl_yaml_wrap(yaml, node, s->key));
    return s->implied_path ? qtl_yaml_put(yaml, s->implied_path, s->implied_value,
                                          node->origin, node->line)
                           : QTL_OK;
}

qtl_status qtl_config_expand(qtl_yaml *yaml)
{
    for (size_t i = 0; i < sizeof shorthands / sizeof *shorthands; i++) {
        QTL_TRY(expand(yaml, &shorthands[i]));
    }
    return QTL_OK;
}

qtl_status qtl_config_expand_item(qtl_yaml *item)
{
    return expand(item, &item_shorthand);
}

/* The keys that may stand in one section. */
typedef struct siblings {
    char key[MAX_SIBLINGS][MAX_KEY];
    size_t n;
} siblings;

static const char *sibling_at(size_t i, const void *context)
{
    const siblings *known = context;
    return known->key[i];
}

/* What follows "section." in `path`, or NULL; the section "" has everything. */
static const char *below(const char *path, const char *section, size_t length)
{
    if (length == 0) {
        return path;
    }
    return strncmp(path, section, length) == 0 && path[length] == '.' ? path + length + 1
                                                                      : NULL;
}

static void collect(const qtl_schema *schema, const char *section, size_t length,
                    siblings *known)
{
    known->n = 0;
    for (size_t i = 0; i < schema->n && known->n < MAX_SIBLINGS; i++) {
        const char *rest = below(schema->fields[i].path, section, length);
        if (!rest) {
            continue;
        }
        char *key = known->key[known->n];
        (void)snprintf(key, MAX_KEY, "%.*s", (int)strcspn(rest, "."), rest);
        /* Fields of a section follow one another. */
        known->n += known->n == 0 || strcmp(key, known->key[known->n - 1]) != 0;
    }
}

static bool is_section(const qtl_schema *schema, const char *path)
{
    for (size_t i = 0; i < schema->n; i++) {
        if (below(schema->fields[i].path, path, strlen(path))) {
            return true;
        }
    }
    return false;
}

/* The path of a field whose own key is `key`, wherever it stands. */
static const char *same_key_elsewhere(const qtl_schema *schema, const char *key)
{
    for (size_t i = 0; i < schema->n; i++) {
        const char *path = schema->fields[i].path;
        const char *dot = strrchr(path, '.');
        if (strcmp(dot ? dot + 1 : path, key) == 0) {
            return path;
        }
    }
    return NULL;
}

/* "a, b, c" */
static void add_keys(const siblings *known, qtl_text *text)
{
    for (size_t i = 0; i < known->n; i++) {
        qtl_text_add(text, "%s%s", i ? ", " : "", known->key[i]);
    }
}

/* Longest beginning of `path` that is a section, 0 when none is; where its next key
 * starts goes to *key. */
static size_t section_of(const qtl_schema *schema, const char *path, const char **key)
{
    char section[2 * MAX_KEY] = "";
    size_t length = 0;
    *key = path;
    for (const char *dot = strchr(path, '.'); dot; dot = strchr(dot + 1, '.')) {
        const size_t candidate = (size_t)(dot - path);
        if (candidate >= sizeof section) {
            break;
        }
        memcpy(section, path, candidate);
        section[candidate] = '\0';
        if (!is_section(schema, section)) {
            break;
        }
        length = candidate;
        *key = dot + 1;
    }
    return length;
}

qtl_status qtl_config_fail_key(const qtl_schema *schema, const qtl_yaml_node *node,
                               const char *path)
{
    const char *key = NULL;
    const size_t length = section_of(schema, path, &key);
    siblings known;
    collect(schema, path, length, &known);
    const char *meant = same_key_elsewhere(schema, key);
    if (!meant) {
        meant = qtl_nearest_word(key, known.n, sibling_at, &known);
    }
    if (meant) {
        return qtl_yaml_fail(QTL_EUNKNOWN, node, "unknown key; did you mean %s?", meant);
    }
    qtl_text keys = {0};
    add_keys(&known, &keys);
    (void)qtl_yaml_fail(QTL_EUNKNOWN, node, "unknown key; known here are %s",
                        keys.data ? keys.data : "none");
    free(keys.data);
    return QTL_EUNKNOWN;
}

static qtl_status need_mapping(const qtl_schema *schema, const qtl_yaml_node *node,
                               const char *path)
{
    if (node->kind == QTL_YAML_MAPPING || node->null) {
        return QTL_OK;
    }
    siblings known;
    collect(schema, path, strlen(path), &known);
    qtl_text keys = {0};
    add_keys(&known, &keys);
    (void)qtl_yaml_fail(QTL_EINVAL, node, "this is a section; give keys: %s",
                        keys.data ? keys.data : "");
    free(keys.data);
    return QTL_EINVAL;
}

/* *descend: whether `node` is a section, whose keys are to be checked too. */
static qtl_status check_node(const qtl_schema *schema, const qtl_yaml_node *node,
                             const char *path, bool *descend)
{
    *descend = false;
    /* A dot inside of a key would pass for a path. */
    if (strchr(node->key, '.')) {
        return qtl_config_fail_key(schema, node, node->key);
    }
    if (qtl_field_find(schema, path)) {
        return QTL_OK;
    }
    if (!is_section(schema, path)) {
        return qtl_config_fail_key(schema, node, path);
    }
    *descend = true;
    return need_mapping(schema, node, path);
}

/* The path of `node` from `top`, which is above it; freed by the caller. */
static char *path_below(const qtl_yaml_node *top, const qtl_yaml_node *node)
{
    qtl_text prefix = {0};
    qtl_text path = {0};
    qtl_yaml_add_path(&prefix, top);
    qtl_yaml_add_path(&path, node);
    const size_t skipped = prefix.size ? prefix.size + 1 : 0;
    char *below_top = path.data ? qtl_strdup(path.data + skipped) : NULL;
    free(prefix.data);
    free(path.data);
    return below_top;
}

qtl_status qtl_config_check_keys(const qtl_schema *schema, const qtl_yaml_node *top)
{
    bool descend = true;
    const qtl_yaml_node *node = top;
    while ((node = qtl_yaml_walk(top, node, descend)) != NULL) {
        char *path = path_below(top, node);
        const qtl_status status = path ? check_node(schema, node, path, &descend)
                                       : QTL_FAIL(QTL_ENOMEM, "out of memory: a key");
        free(path);
        QTL_TRY(status);
    }
    return QTL_OK;
}
