/* bias.csv and bias-samples.csv. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/csv.h"
#include "core/fail.h"
#include "core/memory.h"
#include "core/parallel.h"
#include "experiment/bias_methods.h"
#include "experiment/bootstrap.h"

/* One epoch of one curve. */
typedef struct bias_row {
    const qtl_curve *curve, *exact, *truth; /* truth: NULL if not known */
    size_t epoch;                           /* index into the curve's */
    double gap_bits, error_bits;            /* NaN: not known */
    qtl_interval total;
} bias_row;

typedef struct bias_rows {
    const qtl_bias *bias;
    bool sampled; /* only the methods that saw a sub-sample */
    bias_row *items;
    size_t n;
} bias_rows;

/* --- which ------------------------------------------------------------------------- */

static bool is_wanted(const bias_rows *rows, const qtl_curve *curve)
{
    const qtl_bias *bias = rows->bias;
    size_t q = 0;
    while (q < QTL_BIAS_QUANTITIES &&
           strcmp(qtl_bias_quantities[q], curve->quantity) != 0) {
        q++;
    }
    return curve->variant == QTL_QUANTIZED && q < QTL_BIAS_QUANTITIES &&
           curve->method != bias->exact &&
           (!rows->sampled || bias->methods[curve->method].n_inputs > 0);
}

static size_t count_rows(const bias_rows *rows)
{
    const qtl_curves *all = &rows->bias->curves;
    size_t n = 0;
    for (const qtl_curve *c = all->items; c < all->items + all->n; c++) {
        n += is_wanted(rows, c) ? c->n_epochs : 0;
    }
    return n;
}

static void add_curve(bias_rows *rows, const qtl_curve *curve)
{
    const qtl_bias *bias = rows->bias;
    const size_t truth = bias->methods[curve->method].truth;
    const bias_row row = {
        .curve = curve,
        .exact = qtl_bias_curve(bias, bias->exact, curve->layer, curve->quantity),
        .truth = qtl_bias_curve(bias, truth, curve->layer, curve->quantity)};
    for (size_t i = 0; row.exact && i < curve->n_epochs; i++) {
        rows->items[rows->n] = row;
        rows->items[rows->n++].epoch = i;
    }
}

/* By epoch and layer; curves lie in order of method and quantity. */
static int by_place(const void *a, const void *b)
{
    const bias_row *left = a;
    const bias_row *right = b;
    const size_t keys[][2] = {
        {left->curve->epochs[left->epoch], right->curve->epochs[right->epoch]},
        {left->curve->layer, right->curve->layer}};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        if (keys[k][0] != keys[k][1]) {
            return keys[k][0] < keys[k][1] ? -1 : 1;
        }
    }
    return (left->curve > right->curve) - (left->curve < right->curve);
}

static qtl_status list_rows(bias_rows *rows)
{
    const qtl_curves *all = &rows->bias->curves;
    QTL_ALLOC(rows->items, count_rows(rows));
    for (const qtl_curve *c = all->items; c < all->items + all->n; c++) {
        if (is_wanted(rows, c)) {
            add_curve(rows, c);
        }
    }
    qsort(rows->items, rows->n, sizeof *rows->items, by_place);
    return QTL_OK;
}

/* --- how much ---------------------------------------------------------------------- */

/* Mean of the numbers, gaps left out; NaN of none. */
static double mean_of(const double *numbers, size_t n)
{
    double sum = 0;
    size_t n_known = 0;
    for (size_t i = 0; i < n; i++) {
        sum += isnan(numbers[i]) ? 0 : numbers[i];
        n_known += !isnan(numbers[i]);
    }
    return n_known > 0 ? sum / (double)n_known : (double)NAN;
}

/* `room` [3][n_runs] */
static qtl_status fill_from(bias_row *row, size_t n_runs, double *room)
{
    const size_t epoch = row->curve->epochs[row->epoch];
    double *total = room;
    double *gap = room + n_runs;
    double *error = gap + n_runs;
    for (size_t run = 0; run < n_runs; run++) {
        const double estimate = qtl_curve_run(row->curve, run)[row->epoch];
        const double exact = qtl_curve_at(row->exact, run, epoch);
        const double truth = qtl_bias_at(row->truth, run, epoch);
        const bool counted = !isnan(estimate) && !isnan(exact);
        total[run] = estimate - exact;
        gap[run] = counted ? truth - exact : (double)NAN;
        error[run] = counted ? estimate - truth : (double)NAN;
    }
    row->gap_bits = mean_of(gap, n_runs);
    row->error_bits = mean_of(error, n_runs);
    return qtl_bootstrap_mean(total, n_runs, &row->total);
}

static qtl_status fill_row(size_t index, void *context)
{
    const bias_rows *rows = context;
    const size_t n_runs = rows->bias->curves.n_runs;
    double *room = NULL;
    QTL_ALLOC(room, 3 * n_runs);
    const qtl_status status = fill_from(&rows->items[index], n_runs, room);
    free(room);
    return status;
}

/* --- tables ------------------------------------------------------------------------ */

static void print_row(const bias_rows *rows, const bias_row *row, FILE *out)
{
    const qtl_curves *all = &rows->bias->curves;
    const qtl_bias_method *method = &rows->bias->methods[row->curve->method];
    (void)fprintf(out, "%zu,%zu,", row->curve->epochs[row->epoch], row->curve->layer);
    if (rows->sampled) {
        (void)fprintf(out, "%zu,", method->n_inputs);
    }
    (void)fprintf(out, "%s,", method->method.estimator->name);
    qtl_csv_write_field(out, rows->sampled ? method->params
                                           : all->methods[row->curve->method].params);
    (void)fprintf(out, ",%s,%s,", row->curve->quantity, method->target);
    const double cells[] = {row->gap_bits, row->error_bits, row->total.value,
                            row->total.low, row->total.high};
    enum { N_CELLS = sizeof cells / sizeof *cells };
    for (size_t i = 0; i < N_CELLS; i++) {
        qtl_csv_write_number(out, cells[i]);
        (void)fputc(i + 1 < N_CELLS ? ',' : '\n', out);
    }
}

static qtl_status print_rows(bias_rows *rows, FILE *out)
{
    QTL_TRY(list_rows(rows));
    QTL_TRY(qtl_parallel_for(rows->n, 0, fill_row, rows));
    (void)fprintf(out,
                  "epoch,layer,%sestimator,params,quantity,target,definition_gap_bits,"
                  "estimation_error_bits,total_bits,ci_low,ci_high\n",
                  rows->sampled ? "inputs," : "");
    for (size_t i = 0; i < rows->n; i++) {
        if (rows->items[i].total.n > 0) {
            print_row(rows, &rows->items[i], out);
        }
    }
    return QTL_OK;
}

static qtl_status print_table(const qtl_bias *bias, bool sampled, FILE *out)
{
    bias_rows rows = {.bias = bias, .sampled = sampled};
    const qtl_status status = print_rows(&rows, out);
    free(rows.items);
    return status;
}

qtl_status qtl_bias_print(const qtl_bias *bias, FILE *out)
{
    return print_table(bias, false, out);
}

qtl_status qtl_bias_samples_print(const qtl_bias *bias, FILE *out)
{
    return print_table(bias, true, out);
}
