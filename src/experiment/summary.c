/* The summary that a person reads: measures.csv and training.csv, averaged over runs. */
#include "quantal/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/csv.h"
#include "core/fail.h"
#include "core/text.h"
#include "core/yaml.h"
#include "experiment/curves.h"
#include "experiment/result_folder.h"
#include "quantal/experiment.h"
#include "quantal/sampling.h"

/* --- information ------------------------------------------------------------------ */

/* Of the means over runs, the index of the highest. */
static size_t highest(const qtl_curves *all, const qtl_curve *c)
{
    size_t best = 0;
    for (size_t i = 1; i < c->n_epochs; i++) {
        best = qtl_curve_mean(all, c, i) > qtl_curve_mean(all, c, best) ? i : best;
    }
    return best;
}

static double lowest_value(const qtl_curves *all, const qtl_curve *c)
{
    double low = INFINITY;
    for (size_t i = 0; i < c->n_epochs; i++) {
        low = fmin(low, qtl_curve_mean(all, c, i));
    }
    return low;
}

/* First, highest and last value; blank without a curve. */
static void add_curve(qtl_text *text, const qtl_curves *all, const qtl_curve *c)
{
    if (!c) {
        qtl_text_add(text, "%34s", "");
        return;
    }
    const size_t top = highest(all, c);
    qtl_text_add(text, " %8.3f %8.3f %6zu %8.3f", qtl_curve_mean(all, c, 0),
                 qtl_curve_mean(all, c, top), c->epochs[top],
                 qtl_curve_mean(all, c, c->n_epochs - 1));
}

static bool is_exact(const qtl_curves *all, size_t method)
{
    return strcmp(all->methods[method].estimator, "exact") == 0;
}

/* Two quantities side by side. */
typedef struct quantity_pair {
    const char *left, *right;
} quantity_pair;

static const quantity_pair pairs[] = {
    {"I(X;T)", "I(T;Y)"}, {"I(T;R)", "I(T;N)"}, {"I(T;R|N)", "I(T;N|R)"}};
enum { PAIRS = sizeof pairs / sizeof pairs[0] };

static bool belongs(const qtl_curve *c, const quantity_pair *pair)
{
    return strcmp(c->quantity, pair->left) == 0 || strcmp(c->quantity, pair->right) == 0;
}

static void add_heading(qtl_text *text, const qtl_curves *all, const qtl_curve *c)
{
    const qtl_curve_method *method = &all->methods[c->method];
    qtl_text_add(text, "\n%s%s%s, %s network\n", method->estimator,
                 method->params[0] ? " " : "", method->params,
                 qtl_variant_name(c->variant));
    qtl_text_add(text,
                 "  layer width |   first  highest  epoch     last |   first  highest  "
                 "epoch     last\n");
}

/* The layer of `c`, both quantities. */
static void add_layer(qtl_text *text, const qtl_curves *all, const qtl_curve *c,
                      const quantity_pair *pair, double h_x_bits)
{
    const qtl_curve *left =
        qtl_curves_find(all, c->variant, c->method, c->layer, pair->left);
    qtl_text_add(text, "  %5zu %5zu |", c->layer, c->width);
    add_curve(text, all, left);
    qtl_text_add(text, " |");
    add_curve(text, all,
              qtl_curves_find(all, c->variant, c->method, c->layer, pair->right));
    const bool saturated = left && pair == pairs && is_exact(all, c->method) &&
                           qtl_layer_is_saturated(lowest_value(all, left), h_x_bits);
    qtl_text_add(text, "%s\n", saturated ? "  saturated" : "");
}

/* A panel a variant and method, a line a layer: the order of the curves. Nothing when no
 * curve is of these quantities. */
static void add_panels(qtl_text *text, const qtl_curves *all, const quantity_pair *pair,
                       double h_x_bits)
{
    const qtl_curve *before = NULL;
    for (const qtl_curve *c = all->items; c < all->items + all->n; c++) {
        if (!belongs(c, pair)) {
            continue;
        }
        if (!before) {
            qtl_text_add(text, "%s%17s%-8s [bits]%21s%-8s [bits]    (means over runs)\n",
                         pair == pairs ? "" : "\n", "", pair->left, "", pair->right);
        }
        const bool same_panel =
            before && before->variant == c->variant && before->method == c->method;
        if (!same_panel) {
            add_heading(text, all, c);
        }
        if (!same_panel || before->layer != c->layer) {
            add_layer(text, all, c, pair, h_x_bits);
        }
        before = c;
    }
}

/* --- accuracy --------------------------------------------------------------------- */

enum { VARIANT = 1, EPOCH, TRAIN_ACCURACY = 5, TEST_ACCURACY };

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
    qtl_curves all = {0};
    QTL_TRY(qtl_curves_read(path, &all));
    for (size_t i = 0; i < PAIRS; i++) {
        add_panels(text, &all, &pairs[i], h_x_bits);
    }
    qtl_curves_free(&all);
    return QTL_OK;
}

/* --- title ------------------------------------------------------------------------ */

static qtl_status add_entries(qtl_text *text, const qtl_yaml *manifest, double *h_x_bits)
{
    double runs = 0;
    double h_y_bits = 0;
    QTL_TRY(qtl_manifest_entropies(manifest, h_x_bits, &h_y_bits));
    QTL_TRY(qtl_manifest_number(manifest, "runs", &runs));
    const qtl_yaml_node *name = qtl_yaml_find(manifest, "name");
    qtl_text_add(text, "%s: %.0f run%s", name && name->text ? name->text : "?", runs,
                 runs == 1 ? "" : "s");
    if (isfinite(*h_x_bits)) {
        qtl_text_add(text, ", H(X) = %.3f bits, H(Y) = %.3f bits", *h_x_bits, h_y_bits);
    }
    qtl_text_add(text, "\n");
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
