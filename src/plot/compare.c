#include "quantal/compare.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "plot/comparison.h"

static const double default_dpi = 200;

static const qtl_compare_figure *const figures[] = {
    &qtl_compare_planes, &qtl_compare_compression, &qtl_compare_accuracy};
enum { FIGURES = sizeof figures / sizeof figures[0] };

static const char *const column_names[QTL_SUMMARY_COLUMNS] = {
    "variant",   "layer", "estimator", "params",  "quantity",
    "statistic", "mean",  "ci_low",    "ci_high", "runs"};

/* --- reading ------------------------------------------------------------------------ */

static void close_comparison(qtl_comparison *c)
{
    for (size_t i = 0; c->items && i < c->n; i++) {
        qtl_tables_free(c->items[i].tables);
        qtl_csv_free(&c->items[i].summary);
        free(c->labels ? c->labels[i] : NULL);
    }
    free(c->items);
    free(c->names);
    free(c->labels);
}

static qtl_status read_item(const char *directory, qtl_compared *item)
{
    QTL_TRY(qtl_tables_open(directory, &item->tables));
    char *path = qtl_format("%s/summary.csv", directory);
    qtl_status status = path ? QTL_OK : QTL_ENOMEM;
    if (path && access(path, F_OK) != 0) {
        status = QTL_FAIL(
            QTL_EIO, "no %s; run the experiment again with --resume to have it", path);
    }
    status = status == QTL_OK ? qtl_csv_read(path, &item->summary) : status;
    status = status == QTL_OK ? qtl_csv_columns(&item->summary, path, column_names,
                                                QTL_SUMMARY_COLUMNS, item->column)
                              : status;
    free(path);
    return status;
}

static bool name_repeats(const qtl_comparison *c, size_t i)
{
    for (size_t other = 0; other < c->n; other++) {
        if (other != i && strcmp(c->items[other].tables->manifest.name,
                                 c->items[i].tables->manifest.name) == 0) {
            return true;
        }
    }
    return false;
}

static void name_items(qtl_comparison *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const qtl_result_tables *tables = c->items[i].tables;
        const size_t layers = qtl_compared_layers(&c->items[i]);
        c->names[i] = tables->manifest.name[0] && !name_repeats(c, i)
                          ? tables->manifest.name
                          : tables->directory;
        c->n_layers = layers > c->n_layers ? layers : c->n_layers;
    }
}

/* Length of the beginning that all names share, up to and with its last hyphen that does
 * not stand in a number: "train-fraction-" of train-fraction-0-05 and -0-45. */
static size_t shared_beginning(const qtl_comparison *c)
{
    size_t length = 0;
    for (size_t at = 0; c->n > 1 && c->names[0][at]; at++) {
        for (size_t i = 1; i < c->n; i++) {
            if (c->names[i][at] != c->names[0][at]) {
                return length;
            }
        }
        const bool in_number = at > 0 && isdigit((unsigned char)c->names[0][at - 1]);
        length = c->names[0][at] == '-' && !in_number ? at + 1 : length;
    }
    return length;
}

/* What is left of a name; 0-05 is the number that a folder could not be called. */
static char *label_of(const char *rest)
{
    const bool fraction =
        strncmp(rest, "0-", 2) == 0 && strspn(rest + 2, "0123456789") == strlen(rest + 2);
    return fraction ? qtl_format("0.%s", rest + 2) : qtl_strdup(rest);
}

static qtl_status label_items(qtl_comparison *c)
{
    const size_t shared = shared_beginning(c);
    for (size_t i = 0; i < c->n; i++) {
        c->labels[i] = label_of(c->names[i] + shared);
        QTL_REQUIRE(c->labels[i], QTL_ENOMEM, "out of memory: the name of a folder");
    }
    if (shared > 0) {
        (void)snprintf(c->subject, sizeof c->subject, "%.*s", (int)(shared - 1),
                       c->names[0]);
        for (char *hyphen = c->subject; (hyphen = strchr(hyphen, '-')) != NULL;) {
            *hyphen = ' ';
        }
    }
    return QTL_OK;
}

static qtl_status open_comparison(const char *const *directories, size_t n,
                                  qtl_comparison *c)
{
    QTL_ALLOC(c->items, n);
    QTL_ALLOC(c->names, n);
    QTL_ALLOC(c->labels, n);
    c->n = n;
    for (size_t i = 0; i < n; i++) {
        QTL_TRY(read_item(directories[i], &c->items[i]));
    }
    name_items(c);
    return label_items(c);
}

/* --- looking up --------------------------------------------------------------------- */

static const char *cell(const qtl_compared *item, size_t row, qtl_summary_column column)
{
    return qtl_csv_cell(&item->summary, row, item->column[column]);
}

static double number(const qtl_compared *item, size_t row, qtl_summary_column column)
{
    double value = NAN;
    return qtl_parse_double(cell(item, row, column), &value) ? value : NAN;
}

static bool matches(const qtl_compared *item, size_t row, const qtl_summary_key *key)
{
    const char *estimator = cell(item, row, QTL_SUMMARY_ESTIMATOR);
    const double layer = number(item, row, QTL_SUMMARY_LAYER);
    const bool place =
        key->layer ? layer == (double)key->layer && strcmp(estimator, "exact") == 0
                   : estimator[0] == '\0';
    return place && strcmp(cell(item, row, QTL_SUMMARY_VARIANT), key->variant) == 0 &&
           strcmp(cell(item, row, QTL_SUMMARY_QUANTITY), key->quantity) == 0 &&
           strcmp(cell(item, row, QTL_SUMMARY_STATISTIC), key->statistic) == 0;
}

qtl_band qtl_compared_find(const qtl_compared *item, const qtl_summary_key *key)
{
    for (size_t row = 1; row < item->summary.n_rows; row++) {
        if (matches(item, row, key)) {
            return (qtl_band){.mean = number(item, row, QTL_SUMMARY_MEAN),
                              .low = number(item, row, QTL_SUMMARY_LOW),
                              .high = number(item, row, QTL_SUMMARY_HIGH),
                              .n = (size_t)number(item, row, QTL_SUMMARY_RUNS)};
        }
    }
    return (qtl_band){NAN, NAN, NAN, 0};
}

size_t qtl_compared_layers(const qtl_compared *item)
{
    return item->tables->cube[QTL_MEASURES].layers.n;
}

static bool positive(const char *label, double *value)
{
    return qtl_parse_double(label, value) && *value > 0;
}

bool qtl_comparison_number(const qtl_comparison *c, size_t i, double *number_of_it)
{
    for (size_t a = 0; a < c->n; a++) {
        double one = 0;
        if (!positive(c->labels[a], &one)) {
            return false;
        }
        for (size_t b = 0; b < a; b++) {
            double other = 0;
            if (positive(c->labels[b], &other) && other == one) {
                return false;
            }
        }
    }
    return c->n > 1 && positive(c->labels[i], number_of_it);
}

/* --- writing ------------------------------------------------------------------------ */

static void write_rows(const qtl_compared *item, const char *name, FILE *out)
{
    for (size_t row = 1; row < item->summary.n_rows; row++) {
        qtl_csv_write_field(out, name);
        for (qtl_summary_column col = 0; col < QTL_SUMMARY_COLUMNS; col++) {
            (void)fputc(',', out);
            qtl_csv_write_field(out, cell(item, row, col));
        }
        (void)fputc('\n', out);
    }
}

static qtl_status write_table(const qtl_comparison *c, const char *path)
{
    qtl_output output = {0};
    QTL_TRY(qtl_output_open(path, &output));
    (void)fputs("experiment", output.stream);
    for (size_t col = 0; col < QTL_SUMMARY_COLUMNS; col++) {
        (void)fprintf(output.stream, ",%s", column_names[col]);
    }
    (void)fputc('\n', output.stream);
    for (size_t i = 0; i < c->n; i++) {
        write_rows(&c->items[i], c->names[i], output.stream);
    }
    return qtl_output_commit(&output);
}

/* What the drawing function of a page gets. */
typedef struct drawing {
    const qtl_compare_figure *figure;
    const qtl_comparison *comparison;
} drawing;

static qtl_status draw(qtl_canvas *canvas, void *context)
{
    const drawing *what = context;
    return what->figure->draw(what->comparison, canvas);
}

static qtl_status write_figure(const qtl_comparison *c, const qtl_compare_figure *figure,
                               const qtl_compare_options *options, const char *path)
{
    qtl_page page = {.format = options->format,
                     .dpi = options->dpi > 0 ? options->dpi : default_dpi};
    qtl_comparison_source source;
    QTL_TRY(figure->size(c, &page.width_in, &page.height_in));
    QTL_TRY(qtl_comparison_source_make(c, figure->name, &source));
    page.provenance = (qtl_provenance){.title = source.title.data,
                                       .caption = figure->caption,
                                       .experiment = source.names.data,
                                       .seed = source.seeds.data,
                                       .configuration = source.configurations.data};
    drawing context = {figure, c};
    const qtl_status status = qtl_canvas_write(&page, path, draw, &context);
    qtl_comparison_source_free(&source);
    return status;
}

/* Writes the table (figure NULL) or a figure, and says so. */
static qtl_status write_file(const qtl_comparison *c, const qtl_compare_figure *figure,
                             const qtl_compare_options *options)
{
    const char *folder = options->folder ? options->folder : "results/compare";
    char *path = figure ? qtl_format("%s/%s.%s", folder, figure->name,
                                     qtl_plot_format_name(options->format))
                        : qtl_format("%s/compare.csv", folder);
    if (!path) {
        return QTL_ENOMEM;
    }
    qtl_status status = qtl_make_folder(folder);
    if (status == QTL_OK) {
        status = figure ? write_figure(c, figure, options, path) : write_table(c, path);
    }
    if (status == QTL_OK && options->written) {
        options->written(path, options->context);
    }
    free(path);
    return status;
}

static qtl_status compare(qtl_comparison *c, const qtl_compare_options *options,
                          char **text)
{
    QTL_TRY(write_file(c, NULL, options));
    for (size_t f = 0; f < FIGURES; f++) {
        QTL_TRY(write_file(c, figures[f], options));
    }
    if (text) {
        qtl_text table = {0};
        qtl_comparison_describe(c, &table);
        QTL_REQUIRE(!table.failed, QTL_ENOMEM, "out of memory: a table");
        *text = table.data;
    }
    return QTL_OK;
}

qtl_status qtl_compare(const char *const *directories, size_t n,
                       const qtl_compare_options *options, char **text)
{
    QTL_REQUIRE(directories && n > 0, QTL_EINVAL, "compare: no result folder");
    const qtl_compare_options defaults = {0};
    qtl_comparison c = {0};
    qtl_status status = open_comparison(directories, n, &c);
    if (status == QTL_OK) {
        status = compare(&c, options ? options : &defaults, text);
    }
    close_comparison(&c);
    return status;
}
