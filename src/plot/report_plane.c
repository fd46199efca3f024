/* What the script of the report draws: mean curves over runs as JSON. */
#include <math.h>
#include <stdlib.h>

#include "core/memory.h"
#include "plot/report_parts.h"
#include "plot/stats.h"

typedef struct plane {
    const qtl_result_tables *tables;
    const qtl_cube *cube;
    FILE *out;
    size_t *shown; /* [n_shown] indices of epochs */
    size_t n_shown;
} plane;

/* A string of JSON inside of a script element, where "<" could end it. */
static void write_string(FILE *out, const char *text)
{
    (void)fputc('"', out);
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c < 0x20 || *c == '"' || *c == '\\' || *c == '<') {
            (void)fprintf(out, "\\u%04x", *c);
        } else {
            (void)fputc(*c, out);
        }
    }
    (void)fputc('"', out);
}

static void write_number(FILE *out, double value)
{
    (void)(isfinite(value) ? fprintf(out, "%.5g", value) : fputs("null", out));
}

static double mean_at(const plane *p, size_t series, size_t layer, size_t epoch)
{
    return qtl_band_of(qtl_cube_runs(p->cube, series, layer, epoch), p->cube->runs.n)
        .mean;
}

static void write_epochs(const plane *p, size_t series)
{
    const char *comma = "";
    for (size_t i = 0; i < p->n_shown; i++) {
        if (qtl_cube_measured(p->cube, series, p->shown[i])) {
            (void)fprintf(p->out, "%s%zu", comma, i);
            comma = ",";
        }
    }
}

/* Values of `series` at the epochs at which `measured` is. */
static void write_values(const plane *p, size_t series, size_t measured)
{
    for (size_t layer = 0; layer < p->cube->layers.n; layer++) {
        (void)fputs(layer ? ",[" : "[", p->out);
        const char *comma = "";
        for (size_t i = 0; i < p->n_shown; i++) {
            if (qtl_cube_measured(p->cube, measured, p->shown[i])) {
                (void)fputs(comma, p->out);
                write_number(p->out, mean_at(p, series, layer, p->shown[i]));
                comma = ",";
            }
        }
        (void)fputc(']', p->out);
    }
}

/* How many methods of its colour the plane shows before it. */
static size_t rank_in_color(const qtl_result_tables *tables, size_t method)
{
    size_t rank = 0;
    for (size_t m = 0; m < method; m++) {
        rank += tables->method[m].color == tables->method[method].color &&
                (qtl_report_shows(tables, 0, m) || qtl_report_shows(tables, 1, m));
    }
    return rank;
}

/* Methods that share a colour are paler in turn; the script gives them dashes besides. */
static qtl_color color_of(const qtl_result_tables *tables, size_t method, size_t variant)
{
    static const double white[] = {0, 0.35, 0.6};
    enum { SHADES = sizeof white / sizeof white[0] };
    const qtl_color full = qtl_okabe_ito(tables->method[method].color);
    const double share = white[rank_in_color(tables, method) % SHADES];
    const qtl_color pale = {full.r + share * (1 - full.r), full.g + share * (1 - full.g),
                            full.b + share * (1 - full.b), 1};
    return qtl_color_of_twin(pale, variant == 1);
}

static unsigned byte_of(double share)
{
    return (unsigned)(share * 255 + 0.5);
}

static void write_look(const plane *p, size_t method, size_t variant)
{
    const qtl_color color = color_of(p->tables, method, variant);
    (void)fputs("{\"label\":", p->out);
    write_string(p->out, p->tables->method[method].label);
    (void)fprintf(p->out, ",\"variant\":\"%s\",\"color\":\"#%02x%02x%02x\",\"rank\":%zu",
                  qtl_variant_word(variant), byte_of(color.r), byte_of(color.g),
                  byte_of(color.b), rank_in_color(p->tables, method));
}

/* In how many runs it was measured, and the layers in which it has nothing to show. */
static void write_reach(const plane *p, size_t method, size_t variant)
{
    qtl_run_range runs = {0};
    const char *comma = "";
    qtl_run_range_add(&runs, p->cube, qtl_measure_series(variant, method, QTL_I_XT));
    (void)fprintf(p->out, ",\"runs\":%zu,\"saturated\":[", runs.most);
    for (size_t layer = 0; layer < p->cube->layers.n; layer++) {
        if (qtl_is_saturated(p->tables, variant, method, layer)) {
            (void)fprintf(p->out, "%s%zu", comma, layer);
            comma = ",";
        }
    }
    (void)fputc(']', p->out);
}

static void write_series(const plane *p, size_t method, size_t variant, bool first)
{
    const size_t xt = qtl_measure_series(variant, method, QTL_I_XT);
    write_look(p, method, variant);
    write_reach(p, method, variant);
    (void)fprintf(p->out, ",\"first\":%s,\"epochs\":[", first ? "true" : "false");
    write_epochs(p, xt);
    (void)fputs("],\"xt\":[", p->out);
    write_values(p, xt, xt);
    (void)fputs("],\"ty\":[", p->out);
    write_values(p, qtl_measure_series(variant, method, QTL_I_TY), xt);
    (void)fputs("]}", p->out);
}

/* The count and the first estimator beside it are shown until the reader chooses. */
static void write_all_series(const plane *p)
{
    size_t n = 0;
    for (size_t variant = 0; variant < QTL_VARIANTS; variant++) {
        for (size_t method = 0; method < p->tables->n_methods; method++) {
            if (qtl_report_shows(p->tables, variant, method)) {
                (void)fputs(n ? ",\n" : "\n", p->out);
                write_series(p, method, variant, n < 2);
                n++;
            }
        }
    }
}

static void write_json(const plane *p)
{
    const qtl_manifest *manifest = &p->tables->manifest;
    (void)fputs("<script type=\"application/json\" id=\"plane-data\">\n{\"h_x\":",
                p->out);
    write_number(p->out, manifest->h_x_bits);
    (void)fputs(",\"h_y\":", p->out);
    write_number(p->out, manifest->h_y_bits);
    (void)fputs(",\"epochs\":[", p->out);
    for (size_t i = 0; i < p->n_shown; i++) {
        (void)fprintf(p->out, "%s%.0f", i ? "," : "", p->cube->epochs.value[p->shown[i]]);
    }
    (void)fputs("],\"layers\":[", p->out);
    for (size_t layer = 0; layer < p->cube->layers.n; layer++) {
        char label[QTL_LABEL_SIZE];
        qtl_layer_label(p->tables, p->cube->layers.value[layer], label);
        (void)fputs(layer ? "," : "", p->out);
        write_string(p->out, label);
    }
    (void)fputs("],\"series\":[", p->out);
    write_all_series(p);
    (void)fputs("]}\n</script>\n", p->out);
}

static void write_plane(const plane *p)
{
    const qtl_asset script = qtl_report_script();
    (void)fputs(
        "<p>Each mark is a layer as one method sees it, averaged over runs; its "
        "path is how it came there. To the right: it tells more about the input. "
        "Up: it tells more about the label. Move the slider or press Play; point "
        "at a mark, or touch it, for its values.</p>\n<div id=\"plane\" hidden></div>\n"
        "<noscript><p>Without JavaScript the figures below show the same "
        "curves.</p></noscript>\n",
        p->out);
    write_json(p);
    (void)fputs("<script>\n", p->out);
    (void)fwrite(script.text, 1, script.size, p->out);
    (void)fputs("</script>\n", p->out);
}

static bool has_series(const qtl_result_tables *tables)
{
    size_t i = 0;
    const size_t n = tables->n_methods * QTL_VARIANTS;
    while (i < n && !qtl_report_shows(tables, i % QTL_VARIANTS, i / QTL_VARIANTS)) {
        i++;
    }
    return i < n;
}

qtl_status qtl_report_plane(const qtl_report *report)
{
    plane p = {.tables = report->tables, .out = report->out};
    if (qtl_tables_need(report->tables, QTL_MEASURES, &p.cube) != QTL_OK ||
        p.cube->epochs.n == 0) {
        (void)fputs("<p>Nothing was measured: there is no measures.csv.</p>\n", p.out);
        return QTL_OK;
    }
    if (!has_series(p.tables)) {
        (void)fputs("<p>No method has both I(X;T) and I(T;Y) here.</p>\n", p.out);
        return QTL_OK;
    }
    QTL_ALLOC(p.shown, p.cube->epochs.n);
    const qtl_status status = qtl_report_epochs(p.tables, p.shown, &p.n_shown);
    if (status == QTL_OK) {
        write_plane(&p);
    }
    free(p.shown);
    return status;
}
