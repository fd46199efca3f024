#include "core/yaml_reader.h"

#include <libfyaml.h>
#include <stdio.h>
#include <string.h>

#include "core/fail.h"

enum { MAX_KEYS = 4096 };

/* Builds a tree from the events of the parser. */
typedef struct reader {
    qtl_yaml *yaml;
    qtl_yaml_source source;
    qtl_yaml_node *root;
    qtl_yaml_node *open; /* the collection being filled */
    size_t depth;
    const char *key; /* waits for its value */
    unsigned key_line;
} reader;

static unsigned line_of(const reader *in, struct fy_event *event)
{
    const struct fy_mark *mark = fy_event_start_mark(event);
    const unsigned below = mark && !in->source.one_line ? (unsigned)mark->line : 0;
    return in->source.line ? in->source.line + below : 0;
}

static qtl_status fail_reading(const reader *in, struct fy_event *event,
                               const char *message)
{
    return qtl_yaml_fail_at(QTL_EFORMAT, in->source.origin, line_of(in, event), NULL,
                            message);
}

static const qtl_yaml_node *child_with_key(const qtl_yaml_node *mapping, const char *key)
{
    const qtl_yaml_node *child = mapping->child;
    while (child && strcmp(child->key, key) != 0) {
        child = child->next;
    }
    return child;
}

static qtl_status check_place(const reader *in, struct fy_event *event)
{
    const qtl_yaml_node *open = in->open;
    if (!open) {
        return in->root ? fail_reading(in, event, "a second document; a file has one")
                        : QTL_OK;
    }
    if (open->kind == QTL_YAML_SEQUENCE) {
        return QTL_OK;
    }
    if (!in->key) {
        return fail_reading(in, event, "a key must be a word");
    }
    return open->n_children < MAX_KEYS ? QTL_OK
                                       : fail_reading(in, event, "too many keys");
}

static qtl_status add_node(reader *in, struct fy_event *event, qtl_yaml_kind kind,
                           qtl_yaml_node **out)
{
    QTL_TRY(check_place(in, event));
    qtl_yaml_node *node = qtl_yaml_own(in->yaml, sizeof *node);
    if (!node) {
        return QTL_ENOMEM;
    }
    *node = (qtl_yaml_node){.kind = kind,
                            .key = in->key,
                            .origin = in->source.origin,
                            .line = in->key ? in->key_line : line_of(in, event)};
    in->key = NULL;
    const qtl_yaml_node *twin =
        in->open && node->key ? child_with_key(in->open, node->key) : NULL;
    if (in->open) {
        qtl_yaml_append(in->open, node);
    } else {
        in->root = node;
    }
    *out = node;
    if (!twin) {
        return QTL_OK;
    }
    if (twin->line == 0) {
        return qtl_yaml_fail(QTL_EFORMAT, node, "duplicate key");
    }
    return qtl_yaml_fail(QTL_EFORMAT, node, "duplicate key; it is on line %u already",
                         twin->line);
}

static bool means_null(const char *text)
{
    return *text == '\0' || strcmp(text, "~") == 0 || strcmp(text, "null") == 0;
}

static qtl_status on_scalar(reader *in, struct fy_event *event)
{
    struct fy_token *token = event->scalar.value;
    size_t size = 0;
    const char *text = token ? fy_token_get_text(token, &size) : "";
    if (!text || memchr(text, '\0', size)) {
        return fail_reading(in, event, "this is no text");
    }
    char *copy = qtl_yaml_own_text(in->yaml, text, size);
    if (!copy) {
        return QTL_ENOMEM;
    }
    if (in->open && in->open->kind == QTL_YAML_MAPPING && !in->key) {
        in->key = copy;
        in->key_line = line_of(in, event);
        return QTL_OK;
    }
    qtl_yaml_node *node = NULL;
    const qtl_status status = add_node(in, event, QTL_YAML_SCALAR, &node);
    if (status == QTL_OK && node) {
        node->text = copy;
        node->null =
            (!token || fy_token_scalar_style(token) == FYSS_PLAIN) && means_null(copy);
    }
    return status;
}

static qtl_status open_collection(reader *in, struct fy_event *event, qtl_yaml_kind kind)
{
    if (in->depth == QTL_YAML_MAX_DEPTH) {
        return fail_reading(in, event, "nested too deeply");
    }
    qtl_yaml_node *node = NULL;
    QTL_TRY(add_node(in, event, kind, &node));
    in->open = node;
    in->depth++;
    return QTL_OK;
}

static qtl_status on_mapping(reader *in, struct fy_event *event)
{
    return open_collection(in, event, QTL_YAML_MAPPING);
}

static qtl_status on_sequence(reader *in, struct fy_event *event)
{
    return open_collection(in, event, QTL_YAML_SEQUENCE);
}

static qtl_status on_end(reader *in, struct fy_event *event)
{
    (void)event;
    in->open = in->open->parent;
    in->depth--;
    return QTL_OK;
}

static qtl_status on_alias(reader *in, struct fy_event *event)
{
    return fail_reading(in, event, "aliases are not supported; write the value again");
}

static qtl_status (*const on_event[])(reader *, struct fy_event *) = {
    [FYET_SCALAR] = on_scalar,           [FYET_ALIAS] = on_alias,
    [FYET_MAPPING_START] = on_mapping,   [FYET_MAPPING_END] = on_end,
    [FYET_SEQUENCE_START] = on_sequence, [FYET_SEQUENCE_END] = on_end,
};

static qtl_status syntax_error(const reader *in, struct fy_diag *diag)
{
    void *state = NULL;
    const struct fy_diag_error *error = fy_diag_errors_iterate(diag, &state);
    const unsigned below =
        error && error->line > 0 && !in->source.one_line ? (unsigned)error->line - 1 : 0;
    char message[256];
    (void)snprintf(message, sizeof message, "not YAML: %s",
                   error && error->msg ? error->msg : "cannot make sense of it");
    return qtl_yaml_fail_at(QTL_EFORMAT, in->source.origin,
                            in->source.line ? in->source.line + below : 0, NULL, message);
}

static qtl_status read_events(reader *in, struct fy_parser *parser, struct fy_diag *diag)
{
    qtl_status status = QTL_OK;
    struct fy_event *event = NULL;
    while (status == QTL_OK && (event = fy_parser_parse(parser)) != NULL) {
        const size_t type = (size_t)event->type;
        if (type < sizeof on_event / sizeof *on_event && on_event[type]) {
            status = on_event[type](in, event);
        }
        fy_parser_event_free(parser, event);
    }
    if (status == QTL_OK && fy_parser_get_stream_error(parser)) {
        status = syntax_error(in, diag);
    }
    return status;
}

static void discard(struct fy_diag *diag, void *user, const char *bytes, size_t size)
{
    (void)diag;
    (void)user;
    (void)bytes;
    (void)size;
}

static qtl_status run_parser(reader *in, const char *text, size_t size,
                             struct fy_diag *diag)
{
    const struct fy_parse_cfg config = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG,
                                        .diag = diag};
    struct fy_parser *parser = fy_parser_create(&config);
    qtl_status status = QTL_OK;
    if (!parser || fy_parser_set_string(parser, text, size) != 0) {
        status = QTL_FAIL(QTL_ENOMEM, "out of memory: a YAML parser");
    } else {
        status = read_events(in, parser, diag);
    }
    fy_parser_destroy(parser);
    return status;
}

qtl_status qtl_yaml_read_tree(qtl_yaml *yaml, const qtl_yaml_source *source,
                              const char *text, size_t size, qtl_yaml_node **root)
{
    struct fy_diag_cfg quiet;
    fy_diag_cfg_default(&quiet);
    quiet.fp = NULL;
    quiet.output_fn = discard;
    struct fy_diag *diag = fy_diag_create(&quiet);
    QTL_REQUIRE(diag, QTL_ENOMEM, "out of memory: a YAML parser");
    fy_diag_set_collect_errors(diag, true);
    reader in = {.yaml = yaml, .source = *source};
    const qtl_status status = run_parser(&in, text, size, diag);
    fy_diag_destroy(diag);
    if (status == QTL_OK) {
        *root = in.root;
    }
    return status;
}
