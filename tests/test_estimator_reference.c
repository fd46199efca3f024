/* What published implementations print for the same files: reference/expected.csv of the
 * project's notes, in bits, with the tolerance given there for each line. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/csv.h"
#include "core/text.h"
#include "quantal/estimator.h"
#include "suite.h"

#define DATA "tests/data/reference/"

/* Columns from..to of a CSV file without a header, [column][row]. */
static double *read_columns(const char *path, size_t from, size_t to, size_t *n)
{
    qtl_csv csv;
    ck_ok(qtl_csv_read(path, &csv));
    ck_assert_uint_lt(to, csv.n_cols);
    double *values = calloc((to - from + 1) * csv.n_rows, sizeof *values);
    ck_assert_ptr_nonnull(values);
    for (size_t k = from; k <= to; k++) {
        for (size_t i = 0; i < csv.n_rows; i++) {
            const char *cell = qtl_csv_cell(&csv, i, k);
            ck_assert(qtl_parse_double(cell, &values[(k - from) * csv.n_rows + i]));
        }
    }
    *n = csv.n_rows;
    qtl_csv_free(&csv);
    return values;
}

static uint32_t *to_labels(double *column, size_t n)
{
    uint32_t *labels = calloc(n, sizeof *labels);
    ck_assert_ptr_nonnull(labels);
    for (size_t i = 0; i < n; i++) {
        labels[i] = (uint32_t)column[i];
    }
    free(column);
    return labels;
}

typedef struct fixture {
    qtl_layer layer;
    double *values;
    uint32_t *label;
    uint16_t *codes;
} fixture;

static void load(fixture *out, const char *values, size_t last, const char *label,
                 size_t column)
{
    size_t n = 0;
    size_t n_labels = 0;
    *out = (fixture){.values = read_columns(values, 0, last, &n)};
    out->label = to_labels(read_columns(label, column, column, &n_labels), n);
    ck_assert_uint_eq(n, n_labels);
    out->codes = calloc(n * (last + 1), sizeof *out->codes);
    for (size_t i = 0; i < n * (last + 1); i++) {
        out->codes[i] = (uint16_t)fmax(out->values[i], 0);
    }
    out->layer = (qtl_layer){.n_points = n,
                             .width = last + 1,
                             .values = out->values,
                             .codes = out->codes,
                             .n_classes = 16,
                             .label = out->label};
}

static void unload(fixture *loaded)
{
    free(loaded->values);
    free(loaded->label);
    free(loaded->codes);
}

typedef struct expectation {
    const char *method;
    double i_xt_bits, i_ty_bits, tolerance; /* relative above 1 bit */
} expectation;

static void check_all(const qtl_layer *layer, const expectation *expected, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const expectation *e = &expected[i];
        qtl_method method;
        qtl_layer_information got;
        ck_ok(qtl_method_parse(e->method, &method));
        ck_ok(qtl_method_layer(&method, layer, &got));
        ck_assert_double_eq_tol(got.i_xt.value_bits, e->i_xt_bits,
                                e->tolerance * fmax(1, e->i_xt_bits));
        ck_assert_double_eq_tol(got.i_ty.value_bits, e->i_ty_bits,
                                e->tolerance * fmax(1, e->i_ty_bits));
    }
}

/* Lorenzen et al., ExactIBAnalysisInQNNs, IB.util.it. */
static const expectation exact_lines[] = {{"exact", 12, 0.9991571208502705, 1e-9}};

/* ibsgd simplebinmi (floor), IDNNs information_process (edges), and ExactIBAnalysisInQNNs
 * IB.util.binning (uniform, quantile: its edges come from arange, hence loose). */
static const expectation binning_lines[] = {
    {"binning:rule=floor,width=0.5", 8.613385550927989, 0.22488563353370575, 1e-9},
    {"binning:rule=floor,width=0.07", 11.996397732543414, 0.9986688396002713, 1e-9},
    {"binning:rule=edges,bins=30", 11.990354058836834, 0.9948822734371046, 1e-9},
    {"binning:rule=edges,bins=100", 12, 0.9991571208502705, 1e-9},
    {"binning:rule=uniform,bins=30,scope=neuron", 11.989073513793418, 0.9947625896002741,
     1e-3},
    {"binning:rule=uniform,bins=30,scope=layer", 11.989561795043418, 0.9952508708502741,
     1e-3},
    {"binning:rule=uniform,bins=30,low=-1,high=1", 11.989561795043418, 0.9952508708502741,
     1e-3},
    {"binning:rule=quantile,bins=30,scope=layer", 11.99951171875, 0.9991571208502705,
     1e-3},
    {"binning:rule=quantile,bins=30,scope=neuron", 12, 0.9991571208502705, 1e-3},
    {"binning:rule=uniform,bins=100,scope=neuron", 12, 0.9991571208502705, 1e-3},
    {"binning:rule=uniform,bins=100,scope=layer", 12, 0.9991571208502705, 1e-3},
    {"binning:rule=uniform,bins=256,low=-1,high=1", 12, 0.9991571208502705, 1e-3},
    {"binning:rule=quantile,bins=256,scope=layer", 12, 0.9991571208502705, 1e-3},
};

/* ibsgd kde.py restated in float64. The notes allow 1e-5; both sides are in double
 * precision, so 1e-10 is asked for here. */
static const expectation kde_tanh_lines[] = {
    {"kde:variance=0.1,bound=upper", 7.086585737599587, 0.11598472865473773, 1e-10},
    {"kde:variance=0.1,bound=lower", 3.8477914585771322, 0.036869811521589975, 1e-10},
    {"kde:variance=0.05,bound=upper", 8.799137695514876, 0.24811205731617028, 1e-10},
    {"kde:variance=0.05,bound=lower", 5.401686759324482, 0.06244046678201615, 1e-10},
    {"kde:variance=0.001,bound=upper", 11.988761786853075, 0.9947803418710284, 1e-10},
    {"kde:variance=0.001,bound=lower", 11.849942481864876, 0.9455742973982402, 1e-10},
};
static const expectation kde_clusters_lines[] = {
    {"kde:variance=0.1,bound=upper", 7.292720828800593, 0.859479011329913, 1e-10},
    {"kde:variance=0.1,bound=lower", 4.7309657492602115, 0.6256746334574625, 1e-10},
    {"kde:variance=0.05,bound=upper", 8.323455398262505, 1.0553021073850108, 1e-10},
    {"kde:variance=0.05,bound=lower", 6.060669765189137, 0.7207105614762847, 1e-10},
    {"kde:variance=0.001,bound=upper", 9.805251221037555, 1.581699676201708, 1e-10},
    {"kde:variance=0.001,bound=lower", 9.745281423526418, 1.5532173455753937, 1e-10},
};

#define CHECK_ALL(layer, lines) check_all(layer, lines, sizeof(lines) / sizeof(lines)[0])

START_TEST(exact_counts_256_levels_as_published)
{
    fixture q256;
    load(&q256, DATA "tanh_q256.csv", 4, DATA "tanh_y.csv", 0);
    CHECK_ALL(&q256.layer, exact_lines);
    unload(&q256);
}
END_TEST

START_TEST(binning_agrees_with_published_codes)
{
    fixture tanh_layer;
    load(&tanh_layer, DATA "tanh_T.csv", 4, DATA "tanh_y.csv", 0);
    CHECK_ALL(&tanh_layer.layer, binning_lines);
    unload(&tanh_layer);
}
END_TEST

START_TEST(kde_agrees_with_published_codes)
{
    fixture tanh_layer;
    load(&tanh_layer, DATA "tanh_T.csv", 4, DATA "tanh_y.csv", 0);
    CHECK_ALL(&tanh_layer.layer, kde_tanh_lines);
    unload(&tanh_layer);
    fixture clusters;
    load(&clusters, DATA "clusters.csv", 2, DATA "clusters.csv", 3);
    CHECK_ALL(&clusters.layer, kde_clusters_lines);
    unload(&clusters);
}
END_TEST

QTL_SUITE("estimator reference", exact_counts_256_levels_as_published,
          binning_agrees_with_published_codes, kde_agrees_with_published_codes)
