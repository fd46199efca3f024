/* The summary that a person reads: measures.csv and training.csv, averaged over runs. */
#include "quantal/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/csv.h"
#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "core/text.h"
#include "core/yaml.h"
#include "quantal/experiment.h"

static const double saturated_bits = 0.01; /* within this of H(X) a layer shows nothing */

/* A curve over epochs: mean over runs of one quantity of one layer, variant and method.
 */
typedef struct curve {
    const char *variant, *layer, *width, *estimator, *params,
        *quantity; /* into the table */
    size_t n_epochs, room;
    struct point {
        long long epoch;
        double sum;
        size_t n_runs;
    } * points;
} curve;

typedef struct curves {
    curve *items;
    size_t n, room;
    size_t next; /* rows come in cycles: the curve after the last one is most likely */
} curves;

enum { RUN, VARIANT, EPOCH, LAYER, WIDTH, ESTIMATOR, PARAMS, QUANTITY, VALUE };

static bool same_curve(const curve *c, const qtl_csv *t, size_t row)
{
    return strcmp(c->layer, qtl_csv_cell(t, row, LAYER)) == 0 &&
           strcmp(c->variant, qtl_csv_cell(t, row, VARIANT)) == 0 &&
           strcmp(c->estimator, qtl_csv_cell(t, row, ESTIMATOR)) == 0 &&
           strcmp(c->params, qtl_csv_cell(t, row, PARAMS)) == 0 &&
           strcmp(c->quantity, qtl_csv_cell(t, row, QUANTITY)) == 0;
}

static qtl_status curve_of(curves *all, const qtl_csv *t, size_t row, curve **out)
{
    for (size_t tried = 0; tried < all->n; tried++) {
        const size_t i = (all->next + tried) % all->n;
        if (same_curve(&all->items[i], t, row)) {
            *out = &all->items[i];
            all->next = i + 1;
            return QTL_OK;
        }
    }
    if (all->n == all->room) {
        all->room = all->room ? 2 * all->room : 64;
        curve *larger = realloc(all->items, all->room * sizeof *larger);
        QTL_REQUIRE(larger, QTL_ENOMEM, "out of memory: %zu curves", all->room);
        all->items = larger;
    }
    *out = &all->items[all->n++];
    **out = (curve){.variant = qtl_csv_cell(t, row, VARIANT),
                    .layer = qtl_csv_cell(t, row, LAYER),
                    .width = qtl_csv_cell(t, row, WIDTH),
                    .estimator = qtl_csv_cell(t, row, ESTIMATOR),
                    .params = qtl_csv_cell(t, row, PARAMS),
                    .quantity = qtl_csv_cell(t, row, QUANTITY)};
    return QTL_OK;
}

/* First point that is not before `epoch`. */
static size_t place_of(const curve *c, long long epoch)
{
    size_t low = 0;
    size_t high = c->n_epochs;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (c->points[middle].epoch < epoch) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static qtl_status insert_point(curve *c, size_t at, long long epoch)
{
    if (c->n_epochs == c->room) {
        c->room = c->room ? 2 * c->room : 128;
        struct point *larger = realloc(c->points, c->room * sizeof *larger);
        QTL_REQUIRE(larger, QTL_ENOMEM, "out of memory: %zu epochs", c->room);
        c->points = larger;
    }
    memmove(c->points + at + 1, c->points + at, (c->n_epochs - at) * sizeof *c->points);
    c->points[at] = (struct point){.epoch = epoch};
    c->n_epochs++;
    return QTL_OK;
}

static qtl_status point_of(curve *c, long long epoch, struct point **out)
{
    const size_t at = place_of(c, epoch);
    if (at >= c->n_epochs || c->points[at].epoch != epoch) {
        QTL_TRY(insert_point(c, at, epoch));
    }
    *out = &c->points[at];
    return QTL_OK;
}

static qtl_status add_row(curves *all, const qtl_csv *t, size_t row)
{
    long long epoch = 0;
    double value = 0;
    if (!qtl_parse_int(qtl_csv_cell(t, row, EPOCH), &epoch)) {
        return QTL_FAIL(QTL_EFORMAT, "measures.csv, row %zu: the epoch is no number",
                        row);
    }
    if (!qtl_parse_double(qtl_csv_cell(t, row, VALUE), &value)) {
        return QTL_OK; /* a gap */
    }
    curve *c = NULL;
    struct point *p = NULL;
    QTL_TRY(curve_of(all, t, row, &c));
    QTL_TRY(point_of(c, epoch, &p));
    p->sum += value;
    p->n_runs++;
    return QTL_OK;
}

static double mean_at(const curve *c, size_t i)
{
    return c->points[i].sum / (double)c->points[i].n_runs;
}

static size_t highest(const curve *c)
{
    size_t best = 0;
    for (size_t i = 1; i < c->n_epochs; i++) {
        best = mean_at(c, i) > mean_at(c, best) ? i : best;
    }
    return best;
}

static double lowest_value(const curve *c)
{
    double low = INFINITY;
    for (size_t i = 0; i < c->n_epochs; i++) {
        low = fmin(low, mean_at(c, i));
    }
    return low;
}

/* First, highest and last value; blank without a curve. */
static void add_curve(qtl_text *text, const curve *c)
{
    if (!c) {
        qtl_text_add(text, "%34s", "");
        return;
    }
    const size_t top = highest(c);
    qtl_text_add(text, " %8.3f %8.3f %6lld %8.3f", mean_at(c, 0), mean_at(c, top),
                 c->points[top].epoch, mean_at(c, c->n_epochs - 1));
}

static bool same_panel(const curve *a, const curve *b)
{
    return strcmp(a->variant, b->variant) == 0 &&
           strcmp(a->estimator, b->estimator) == 0 && strcmp(a->params, b->params) == 0;
}

static bool same_row(const curve *a, const curve *b)
{
    return same_panel(a, b) && strcmp(a->layer, b->layer) == 0;
}

/* The curve of `quantity` beside `c`, NULL if its estimator has none. */
static const curve *beside(const curves *all, const curve *c, const char *quantity)
{
    for (size_t i = 0; i < all->n; i++) {
        if (strcmp(all->items[i].quantity, quantity) == 0 &&
            same_row(&all->items[i], c)) {
            return &all->items[i];
        }
    }
    return NULL;
}

static void add_heading(qtl_text *text, const curve *c)
{
    qtl_text_add(text, "\n%s%s%s, %s network\n", c->estimator, c->params[0] ? " " : "",
                 c->params, c->variant);
    qtl_text_add(text,
                 "  layer width |   first  highest  epoch     last |   first  highest  "
                 "epoch     last\n");
}

static void add_layer(qtl_text *text, const curves *all, const curve *c, double h_x_bits)
{
    const curve *input = beside(all, c, "I(X;T)");
    qtl_text_add(text, "  %5s %5s |", c->layer, c->width);
    add_curve(text, input);
    qtl_text_add(text, " |");
    add_curve(text, beside(all, c, "I(T;Y)"));
    const bool exact = input && strcmp(c->estimator, "exact") == 0;
    const bool saturated = exact && lowest_value(input) >= h_x_bits - saturated_bits;
    qtl_text_add(text, "%s\n", saturated ? "  saturated" : "");
}

/* True if no curve before `c` is the same to `same`. */
static bool is_first(const curves *all, const curve *c,
                     bool (*same)(const curve *, const curve *))
{
    for (const curve *before = all->items; before < c; before++) {
        if (same(before, c)) {
            return false;
        }
    }
    return true;
}

static void add_panel(qtl_text *text, const curves *all, const curve *first,
                      double h_x_bits)
{
    add_heading(text, first);
    for (const curve *c = first; c < all->items + all->n; c++) {
        if (same_panel(first, c) && is_first(all, c, same_row)) {
            add_layer(text, all, c, h_x_bits);
        }
    }
}

/* Panels in order of first appearance; layers in order within. */
static void add_panels(qtl_text *text, const curves *all, double h_x_bits)
{
    for (const curve *c = all->items; c < all->items + all->n; c++) {
        if (is_first(all, c, same_panel)) {
            add_panel(text, all, c, h_x_bits);
        }
    }
}

/* Mean over runs of training.csv's last epoch, column `col`; NaN when it is empty. */
static double last_mean(const qtl_csv *t, const char *variant, size_t col)
{
    double sum = 0;
    size_t n = 0;
    long long last = -1;
    for (size_t row = 1; row < t->n_rows; row++) {
        long long epoch = 0;
        double value = 0;
        if (strcmp(qtl_csv_cell(t, row, VARIANT), variant) != 0 ||
            !qtl_parse_int(qtl_csv_cell(t, row, EPOCH), &epoch) || epoch < last ||
            !qtl_parse_double(qtl_csv_cell(t, row, col), &value)) {
            continue;
        }
        sum = epoch > last ? value : sum + value;
        n = epoch > last ? 1 : n + 1;
        last = epoch;
    }
    return n ? sum / (double)n : NAN;
}

enum { TRAIN_ACCURACY = 5, TEST_ACCURACY };

static qtl_status add_accuracy(qtl_text *text, const char *path)
{
    qtl_csv t = {0};
    QTL_TRY(qtl_csv_read(path, &t));
    qtl_status status = QTL_OK;
    if (t.n_cols <= TEST_ACCURACY) {
        status = QTL_FAIL(QTL_EFORMAT, "%s: %zu columns instead of 7", path, t.n_cols);
    }
    for (size_t v = 0; status == QTL_OK && v < QTL_VARIANT_COUNT; v++) {
        const double train = last_mean(&t, qtl_variant_name(v), TRAIN_ACCURACY);
        const double test = last_mean(&t, qtl_variant_name(v), TEST_ACCURACY);
        if (isfinite(train)) {
            qtl_text_add(text, "accuracy of the %s network: %.4f train",
                         qtl_variant_name(v), train);
        }
        if (isfinite(test)) {
            qtl_text_add(text, ", %.4f test", test);
        }
        qtl_text_add(text, isfinite(train) ? "\n" : "");
    }
    qtl_csv_free(&t);
    return status;
}

static qtl_status add_measures(qtl_text *text, const char *path, double h_x_bits)
{
    qtl_csv t = {0};
    curves all = {0};
    QTL_TRY(qtl_csv_read(path, &t));
    qtl_status status = QTL_OK;
    if (t.n_cols <= VALUE) {
        status = QTL_FAIL(QTL_EFORMAT, "%s: %zu columns instead of 10", path, t.n_cols);
    }
    for (size_t row = 1; status == QTL_OK && row < t.n_rows; row++) {
        status = add_row(&all, &t, row);
    }
    if (status == QTL_OK) {
        qtl_text_add(text,
                     "                 I(X;T) [bits]                       I(T;Y) [bits]"
                     "      (means over runs)\n");
        add_panels(text, &all, h_x_bits);
    }
    for (size_t i = 0; i < all.n; i++) {
        free(all.items[i].points);
    }
    free(all.items);
    qtl_csv_free(&t);
    return status;
}

/* A top-level number of the manifest. */
static qtl_status entry_number(const qtl_yaml *manifest, const char *key, double *value)
{
    const qtl_yaml_node *node = qtl_yaml_find(manifest, key);
    QTL_REQUIRE(node && node->text && qtl_parse_double(node->text, value), QTL_EFORMAT,
                "manifest.yaml: %s is missing or no number", key);
    return QTL_OK;
}

static qtl_status add_entries(qtl_text *text, const qtl_yaml *manifest, double *h_x_bits)
{
    double runs = 0;
    double h_y_bits = 0;
    QTL_TRY(entry_number(manifest, "input_entropy_bits", h_x_bits));
    QTL_TRY(entry_number(manifest, "label_entropy_bits", &h_y_bits));
    QTL_TRY(entry_number(manifest, "runs", &runs));
    const qtl_yaml_node *name = qtl_yaml_find(manifest, "name");
    qtl_text_add(text, "%s: %.0f run%s, H(X) = %.3f bits, H(Y) = %.3f bits\n",
                 name && name->text ? name->text : "?", runs, runs == 1 ? "" : "s",
                 *h_x_bits, h_y_bits);
    return QTL_OK;
}

static qtl_status add_title(qtl_text *text, const char *path, double *h_x_bits)
{
    qtl_yaml *manifest = NULL;
    QTL_TRY(qtl_yaml_read(path, &manifest));
    const qtl_status status = add_entries(text, manifest, h_x_bits);
    qtl_yaml_free(manifest);
    return status;
}

static qtl_status summarize(qtl_text *text, const char *manifest, const char *training,
                            const char *measures)
{
    double h_x_bits = 0;
    QTL_TRY(add_title(text, manifest, &h_x_bits));
    QTL_TRY(add_accuracy(text, training));
    QTL_TRY(add_measures(text, measures, h_x_bits));
    QTL_REQUIRE(!text->failed, QTL_ENOMEM, "out of memory: cannot have a summary");
    return QTL_OK;
}

qtl_status qtl_summary(const char *directory, char **out)
{
    QTL_REQUIRE(directory && out, QTL_EINVAL, "summary: arguments must not be NULL");
    char *manifest = qtl_format("%s/manifest.yaml", directory);
    char *training = qtl_format("%s/training.csv", directory);
    char *measures = qtl_format("%s/measures.csv", directory);
    qtl_text text = {0};
    const qtl_status status = manifest && training && measures
                                  ? summarize(&text, manifest, training, measures)
                                  : QTL_ENOMEM;
    free(manifest);
    free(training);
    free(measures);
    if (status != QTL_OK) {
        free(text.data);
        return status;
    }
    *out = text.data;
    return QTL_OK;
}
