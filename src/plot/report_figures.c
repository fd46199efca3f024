/* The figures of a report, inside of the page. */
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/text.h"
#include "plot/report_parts.h"

static const double page_dpi = 150; /* 1050 pixels across: sharp on a page, a few MB */

/* Writes one figure into the page; a failure is kept for after the rendering. */
typedef struct embedding {
    FILE *out;
    qtl_status status;
} embedding;

static const qtl_figure *figure_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const qtl_figure *figure = NULL;
    for (size_t i = 0; (figure = qtl_figure_at(i)) != NULL; i++) {
        const size_t n = strlen(figure->name);
        if (strncmp(name, figure->name, n) == 0 && name[n] == '.') {
            break;
        }
    }
    return figure;
}

/* As wide as the page; opened, in full size. */
static qtl_status embed_figure(FILE *out, const char *path)
{
    const qtl_figure *figure = figure_of(path);
    char *bytes = NULL;
    size_t size = 0;
    QTL_TRY(qtl_read_file(path, &bytes, &size));
    char *encoded = g_base64_encode((const guchar *)bytes, size);
    (void)fprintf(out, "<figure id=\"figure-%s\">\n<details><summary><img alt=\"",
                  figure->name);
    qtl_html_text(out, figure->caption);
    (void)fprintf(
        out, "\" src=\"data:image/png;base64,%s\"></summary></details>\n<figcaption>",
        encoded);
    qtl_html_text(out, figure->caption);
    (void)fputs("</figcaption>\n</figure>\n", out);
    g_free(encoded);
    free(bytes);
    return QTL_OK;
}

static void embed(const char *path, void *context)
{
    embedding *e = context;
    if (e->status == QTL_OK) {
        e->status = embed_figure(e->out, path);
    }
}

qtl_status qtl_report_figures(const qtl_report *report)
{
    const char *directory = report->tables->directory;
    char *folder = qtl_format("%s/.report", directory);
    if (!folder) {
        return QTL_ENOMEM;
    }
    (void)fputs(
        "<p class=\"narrow\">Touch a figure to see it in full size, touch it again "
        "to fit it to the page.</p>\n",
        report->out);
    embedding e = {.out = report->out};
    const qtl_plot_options options = {
        .folder = folder, .dpi = page_dpi, .written = embed, .context = &e};
    qtl_status status = qtl_plot_render(directory, &options);
    qtl_discard_tree(folder);
    free(folder);
    return status == QTL_OK ? e.status : status;
}
