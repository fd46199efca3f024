#include "core/columns.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"

typedef struct span {
    size_t first, last;
} span;

/* Digits from *text on, saturating; steps over them. False if there are none. */
static bool read_index(const char **text, size_t *index)
{
    const char *start = *text;
    *index = 0;
    for (; isdigit((unsigned char)**text); (*text)++) {
        if (__builtin_mul_overflow(*index, 10, index) ||
            __builtin_add_overflow(*index, (size_t)(**text - '0'), index)) {
            *index = SIZE_MAX;
        }
    }
    return *text > start;
}

/* The whole of `item` as "3" or "0-4". */
static bool read_span(const char *item, span *out)
{
    if (!read_index(&item, &out->first)) {
        return false;
    }
    out->last = out->first;
    if (*item == '-') {
        item++;
        if (!read_index(&item, &out->last)) {
            return false;
        }
    }
    return *item == '\0';
}

static const char *name_at(size_t i, const void *header)
{
    return ((const qtl_header *)header)->names[i];
}

/* The first of the names. */
static void add_names(const qtl_header *header, qtl_text *text)
{
    enum { SHOWN = 8 };
    for (size_t c = 0; c < header->n_cols && c < SHOWN; c++) {
        qtl_text_add(text, "%s%.40s", c ? ", " : "", header->names[c]);
    }
    if (header->n_cols > SHOWN) {
        qtl_text_add(text, ", ... (%zu in all)", header->n_cols);
    }
}

static qtl_status fail_name(const qtl_header *header, const char *name)
{
    const char *nearest = qtl_nearest_word(name, header->n_cols, name_at, header);
    qtl_text names = {0};
    add_names(header, &names);
    const qtl_status status =
        QTL_FAIL(QTL_EUNKNOWN, "%s: no column \"%s\"; %s%s%sit has %s", header->path,
                 name, nearest ? "did you mean \"" : "", nearest ? nearest : "",
                 nearest ? "\"? " : "", names.data ? names.data : "others");
    free(names.data);
    return status;
}

static qtl_status find_name(const qtl_header *header, const char *name, span *out)
{
    QTL_REQUIRE(header->names, QTL_EUNKNOWN,
                "%s: no column \"%s\"; its columns have no names, only 0 to %zu",
                header->path, name, header->n_cols - 1);
    for (size_t c = 0; c < header->n_cols; c++) {
        if (strcmp(header->names[c], name) == 0) {
            *out = (span){c, c};
            return QTL_OK;
        }
    }
    return fail_name(header, name);
}

static qtl_status find_item(const qtl_header *header, const char *item, span *out)
{
    if (!read_span(item, out)) {
        return find_name(header, item, out);
    }
    QTL_REQUIRE(out->first <= out->last, QTL_EINVAL, "%s: the range \"%s\" is empty",
                header->path, item);
    QTL_REQUIRE(out->last < header->n_cols, QTL_EUNKNOWN,
                "%s: no column \"%s\"; it has %zu, counted from 0", header->path, item,
                header->n_cols);
    return QTL_OK;
}

static qtl_status append(qtl_columns *columns, span chosen)
{
    const size_t more = chosen.last - chosen.first + 1;
    size_t *larger =
        realloc(columns->index, (columns->n + more) * sizeof *columns->index);
    QTL_REQUIRE(larger, QTL_ENOMEM, "out of memory: %zu columns", columns->n + more);
    columns->index = larger;
    for (size_t c = chosen.first; c <= chosen.last; c++) {
        columns->index[columns->n++] = c;
    }
    return QTL_OK;
}

/* Takes the quotes of the name that begins at `item` away, doubled ones but once; returns
 * what follows it, or NULL when it is never closed. */
static char *unquote(char *item)
{
    char *write = item;
    for (char *read = item + 1; *read; *write++ = *read++) {
        if (*read == '"' && *++read != '"') {
            *write = '\0';
            return read;
        }
    }
    return NULL;
}

/* Cuts the item off the list and finds it; *next is the item after it, or NULL. */
static qtl_status take_item(const qtl_header *header, char *item, char **next, span *out)
{
    const bool quoted = *item == '"';
    char *end = quoted ? unquote(item) : item + strcspn(item, ",");
    QTL_REQUIRE(end && (*end == ',' || *end == '\0'), QTL_EINVAL,
                "%s: \"%s\" has a quote that is not closed before the comma",
                header->path, item);
    *next = *end == ',' ? end + 1 : NULL;
    *end = '\0';
    return quoted ? find_name(header, item, out) : find_item(header, item, out);
}

/* `list` is taken apart in place. */
static qtl_status choose(const qtl_header *header, char *list, qtl_columns *columns)
{
    for (char *item = list, *next = NULL; item; item = next) {
        span chosen = {0, 0};
        QTL_TRY(take_item(header, item, &next, &chosen));
        QTL_TRY(append(columns, chosen));
    }
    return QTL_OK;
}

qtl_status qtl_columns_choose(const qtl_header *header, const char *text,
                              qtl_columns *out)
{
    QTL_REQUIRE(header && out && header->n_cols > 0, QTL_EINVAL,
                "columns: header and out must not be NULL, nor the table empty");
    qtl_columns columns = {0};
    if (!text) {
        QTL_TRY(append(&columns, (span){0, header->n_cols - 1}));
        *out = columns;
        return QTL_OK;
    }
    char *list = qtl_strdup(text);
    if (!list) {
        return QTL_ENOMEM;
    }
    const qtl_status status = choose(header, list, &columns);
    free(list);
    if (status != QTL_OK) {
        qtl_columns_free(&columns);
        return status;
    }
    *out = columns;
    return QTL_OK;
}

void qtl_columns_free(qtl_columns *columns)
{
    free(columns->index);
    *columns = (qtl_columns){0};
}
