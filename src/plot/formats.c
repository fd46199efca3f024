#include "plot/formats.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include <cairo-pdf.h>

static const char software[] = "Quantal " QTL_VERSION;

size_t qtl_describe(const qtl_provenance *provenance,
                    qtl_description out[QTL_DESCRIPTION_MAX])
{
    const qtl_description all[QTL_DESCRIPTION_MAX] = {
        {"Title", provenance->title}, {"Description", provenance->caption},
        {"Software", software},       {"Experiment", provenance->experiment},
        {"Seed", provenance->seed},   {"Configuration", provenance->configuration},
    };
    size_t n = 0;
    for (size_t i = 0; i < QTL_DESCRIPTION_MAX; i++) {
        if (all[i].text && all[i].text[0]) {
            out[n++] = all[i];
        }
    }
    return n;
}

void qtl_pdf_describe(cairo_surface_t *surface, const qtl_provenance *provenance)
{
    qtl_description entries[QTL_DESCRIPTION_MAX];
    const size_t n = qtl_describe(provenance, entries);
    GString *keywords = g_string_new("");
    for (size_t i = 0; i < n; i++) {
        if (strcmp(entries[i].key, "Title") != 0 &&
            strcmp(entries[i].key, "Description") != 0) {
            g_string_append_printf(keywords, "%s%s: %s", keywords->len ? "; " : "",
                                   entries[i].key, entries[i].text);
        }
    }
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, provenance->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT,
                                   provenance->caption);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_KEYWORDS, keywords->str);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, software);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   "2000-01-01T00:00:00Z");
    g_string_free(keywords, TRUE);
}

static void write_element(FILE *file, const char *name, const char *text)
{
    if (text && text[0]) {
        char *escaped = g_markup_escape_text(text, -1);
        (void)fprintf(file, "<%s>%s</%s>\n", name, escaped, name);
        g_free(escaped);
    }
}

static void write_description(FILE *file, const qtl_provenance *provenance)
{
    qtl_description entries[QTL_DESCRIPTION_MAX];
    const size_t n = qtl_describe(provenance, entries);
    write_element(file, "title", provenance->title);
    write_element(file, "desc", provenance->caption);
    (void)fputs("<metadata xmlns:quantal=\"urn:quantal\">\n", file);
    for (size_t i = 0; i < n; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "quantal:%s", entries[i].key);
        write_element(file, name, entries[i].text);
    }
    (void)fputs("</metadata>\n", file);
}

/* The process-wide numbers met so far; their order is their number in the document. */
typedef struct renumbering {
    GArray *seen; /* of guint64 */
} renumbering;

static size_t renumber(renumbering *numbers, guint64 old)
{
    size_t i = 0;
    while (i < numbers->seen->len && g_array_index(numbers->seen, guint64, i) != old) {
        i++;
    }
    if (i == numbers->seen->len) {
        g_array_append_val(numbers->seen, old);
    }
    return i + 1;
}

/* Copies one character, or a whole name such as id="surface12" renumbered. */
static const char *copy_some(FILE *file, const char *at, renumbering *numbers)
{
    static const char *const names[] = {"\"surface", "#surface", "\"image", "#image"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const size_t length = strlen(names[i]);
        if (strncmp(at, names[i], length) == 0 && g_ascii_isdigit(at[length])) {
            char *end = NULL;
            const guint64 old = g_ascii_strtoull(at + length, &end, 10);
            (void)fprintf(file, "%s%zu", names[i], renumber(numbers, old));
            return end;
        }
    }
    (void)fputc(*at, file);
    return at + 1;
}

void qtl_svg_write(const qtl_provenance *provenance, const qtl_bytes *svg, FILE *file)
{
    const char *root = strstr(svg->data, "<svg");
    const char *body = root ? strchr(root, '>') : NULL;
    body = body ? body + 1 : svg->data;
    (void)fwrite(svg->data, 1, (size_t)(body - svg->data), file);
    (void)fputc('\n', file);
    write_description(file, provenance);
    renumbering numbers = {g_array_new(FALSE, FALSE, sizeof(guint64))};
    for (const char *at = body; *at;) {
        at = copy_some(file, at, &numbers);
    }
    g_array_free(numbers.seen, TRUE);
}
