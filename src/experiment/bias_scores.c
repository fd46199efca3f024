/* scores.csv: every estimator over all epochs, layers and runs. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/csv.h"
#include "core/fail.h"
#include "core/memory.h"
#include "core/parallel.h"
#include "experiment/bias_methods.h"
#include "experiment/bootstrap.h"
#include "experiment/phases.h"

static const double rounding_bits = 1e-9; /* a violation is more than that */

/* One estimate and what it is held against; NaN: not known. */
typedef struct point {
    double estimate, exact, truth;
    double below;      /* the estimate of the layer below */
    double slack_bits; /* for which it is no less than that */
    double input;      /* of I(T;Y): the estimate of I(X;T) */
    double limit_bits; /* H(X), or H(Y) */
} point;

/* One curve of one run at the epochs that exact has too. */
typedef struct curve_pair {
    const char *quantity;
    size_t n;
    size_t *epochs;           /* [n] */
    double *estimate, *exact; /* [n] */
} curve_pair;

/* --- scores of a point ------------------------------------------------------------- */

static double share(double high, double low, double slack_bits)
{
    return isnan(high) || isnan(low) ? (double)NAN : high > low + slack_bits;
}

static double absolute_total(const point *p)
{
    return fabs(p->estimate - p->exact);
}

static double squared_total(const point *p)
{
    return (p->estimate - p->exact) * (p->estimate - p->exact);
}

static double definition_gap(const point *p)
{
    return p->truth - p->exact;
}

static double estimation_error(const point *p)
{
    return isnan(p->exact) ? (double)NAN : p->estimate - p->truth;
}

static double order_violation(const point *p)
{
    return share(p->estimate, p->below, p->slack_bits);
}

static double entropy_violation(const point *p)
{
    return share(p->estimate, p->limit_bits, rounding_bits);
}

static double input_violation(const point *p)
{
    return share(p->estimate, p->input, rounding_bits);
}

/* --- scores of a curve ------------------------------------------------------------- */

static qtl_status rank_correlation(const curve_pair *pair, double *score)
{
    qtl_interval r = {.value = NAN};
    QTL_TRY(pair->n > 1 ? qtl_rank_correlation(pair->estimate, pair->exact, pair->n, &r)
                        : QTL_OK);
    *score = r.value;
    return QTL_OK;
}

static bool compresses(const curve_pair *pair, const double *bits)
{
    const qtl_phase_rule rule = qtl_phase_rule_of(pair->quantity);
    qtl_phase phase = {.onset_epoch = NAN};
    return qtl_phase_of(pair->epochs, bits, pair->n, &rule, &phase) &&
           !isnan(phase.onset_epoch);
}

/* Whether the estimator says otherwise of a curve that `does` compress or not. */
static double compression_mistake(const curve_pair *pair, bool does)
{
    if (strcmp(pair->quantity, "I(X;T)") != 0 || pair->n < 2 ||
        compresses(pair, pair->exact) != does) {
        return NAN;
    }
    return compresses(pair, pair->estimate) != does;
}

static qtl_status false_compression(const curve_pair *pair, double *score)
{
    *score = compression_mistake(pair, false);
    return QTL_OK;
}

static qtl_status missed_compression(const curve_pair *pair, double *score)
{
    *score = compression_mistake(pair, true);
    return QTL_OK;
}

/* Either of the two functions; a NaN does not count. */
static const struct {
    const char *key;
    double (*of_point)(const point *p);
    qtl_status (*of_curve)(const curve_pair *pair, double *score);
    bool root;              /* the score is the root of the mean */
    double lowest, highest; /* what a mean can be, which an interval may pass */
} scores[] = {
    {"abs_total_bits", absolute_total, NULL, false, 0, INFINITY},
    {"rms_total_bits", squared_total, NULL, true, 0, INFINITY},
    {"definition_gap_bits", definition_gap, NULL, false, -INFINITY, INFINITY},
    {"estimation_error_bits", estimation_error, NULL, false, -INFINITY, INFINITY},
    {"order_violations", order_violation, NULL, false, 0, 1},
    {"entropy_violations", entropy_violation, NULL, false, 0, 1},
    {"input_violations", input_violation, NULL, false, 0, 1},
    {"rank_correlation", NULL, rank_correlation, false, -1, 1},
    {"false_compression", NULL, false_compression, false, 0, 1},
    {"missed_compression", NULL, missed_compression, false, 0, 1},
};
enum { SCORES = sizeof scores / sizeof *scores, RANK_CORRELATION = 7 };

/* --- one estimator and quantity ------------------------------------------------------
 */

typedef struct score_row {
    const qtl_bias *bias;
    size_t method;
    const char *quantity;
    size_t n_runs;           /* with any estimate */
    size_t n_points;         /* compared with exact */
    size_t n_constant;       /* curves without a correlation */
    qtl_interval of[SCORES]; /* over runs */
} score_row;

/* Sums over one run. */
typedef struct tally {
    double sum[SCORES];
    size_t n[SCORES];
    size_t n_estimates;
} tally;

static void count_score(tally *t, size_t s, double score)
{
    if (!isnan(score)) {
        t->sum[s] += score;
        t->n[s]++;
    }
}

/* The curves of a layer that its points are read from; NULL: there is none. */
typedef struct layer_curves {
    const qtl_curve *own, *exact, *truth, *below, *input;
} layer_curves;

static layer_curves curves_of(const score_row *row, size_t layer)
{
    const qtl_bias *bias = row->bias;
    const bool of_label = strcmp(row->quantity, "I(T;Y)") == 0;
    const size_t truth = bias->methods[row->method].truth;
    return (layer_curves){
        .own = qtl_bias_curve(bias, row->method, layer, row->quantity),
        .exact = qtl_bias_curve(bias, bias->exact, layer, row->quantity),
        .truth = qtl_bias_curve(bias, truth, layer, row->quantity),
        .below = qtl_bias_curve(bias, row->method, layer - 1, row->quantity),
        .input = of_label ? qtl_bias_curve(bias, row->method, layer, "I(X;T)") : NULL};
}

static point point_at(const score_row *row, const layer_curves *c, size_t run, size_t i)
{
    const size_t epoch = c->own->epochs[i];
    const bool of_label = strcmp(row->quantity, "I(T;Y)") == 0;
    return (point){
        .estimate = qtl_curve_run(c->own, run)[i],
        .exact = qtl_bias_at(c->exact, run, epoch),
        .truth = qtl_bias_at(c->truth, run, epoch),
        .below = qtl_bias_at(c->below, run, epoch),
        .slack_bits =
            c->below ? qtl_curve_tolerance(c->own, c->below, run, i, rounding_bits) : 0,
        .input = qtl_bias_at(c->input, run, epoch),
        .limit_bits = of_label ? row->bias->h_y_bits : row->bias->h_x_bits};
}

/* Scores the points of a layer in one run, and gathers those that exact has too. */
static void score_points(score_row *row, const layer_curves *c, size_t run, tally *t,
                         curve_pair *pair)
{
    pair->n = 0;
    for (size_t i = 0; i < c->own->n_epochs; i++) {
        const point p = point_at(row, c, run, i);
        if (isnan(p.estimate)) {
            continue;
        }
        t->n_estimates++;
        for (size_t s = 0; s < SCORES; s++) {
            count_score(t, s, scores[s].of_point ? scores[s].of_point(&p) : (double)NAN);
        }
        if (!isnan(p.exact)) {
            pair->epochs[pair->n] = c->own->epochs[i];
            pair->estimate[pair->n] = p.estimate;
            pair->exact[pair->n++] = p.exact;
        }
    }
    row->n_points += pair->n;
}

static qtl_status score_curve(score_row *row, const curve_pair *pair, tally *t)
{
    for (size_t s = 0; s < SCORES && pair->n > 0; s++) {
        double score = NAN;
        QTL_TRY(scores[s].of_curve ? scores[s].of_curve(pair, &score) : QTL_OK);
        count_score(t, s, score);
        row->n_constant += s == RANK_CORRELATION && isnan(score);
    }
    return QTL_OK;
}

static qtl_status make_pair(const qtl_curve *curve, const char *quantity, curve_pair *out)
{
    out->quantity = quantity;
    QTL_ALLOC(out->epochs, curve->n_epochs);
    QTL_ALLOC(out->estimate, curve->n_epochs);
    QTL_ALLOC(out->exact, curve->n_epochs);
    return QTL_OK;
}

static qtl_status score_layer(score_row *row, size_t layer, tally *of_runs)
{
    const layer_curves c = curves_of(row, layer);
    if (!c.own) {
        return QTL_OK;
    }
    curve_pair pair = {0};
    qtl_status status = make_pair(c.own, row->quantity, &pair);
    for (size_t run = 0; run < row->bias->curves.n_runs && status == QTL_OK; run++) {
        score_points(row, &c, run, &of_runs[run], &pair);
        status = score_curve(row, &pair, &of_runs[run]);
    }
    free(pair.epochs);
    free(pair.estimate);
    free(pair.exact);
    return status;
}

/* --- over runs -----------------------------------------------------------------------
 */

/* A root is taken last. */
static void finish_score(size_t s, qtl_interval *score)
{
    qtl_interval_limit(score, scores[s].lowest, scores[s].highest);
    if (scores[s].root) {
        score->value = sqrt(score->value);
        score->low = sqrt(score->low);
        score->high = sqrt(score->high);
    }
}

/* A share that is 0 in all runs, or 1, need not be so in all others: Wilson's interval,
 * as if each run were one trial. */
static void widen_certainty(size_t s, qtl_interval *score)
{
    const bool is_share = scores[s].lowest == 0 && scores[s].highest == 1;
    const bool certain = score->low == score->high && fmod(score->value, 1) == 0;
    if (is_share && certain) {
        *score = qtl_proportion(score->value > 0 ? score->n : 0, score->n);
    }
}

static qtl_status sum_up(score_row *row, const tally *of_runs, double *means)
{
    const size_t n_runs = row->bias->curves.n_runs;
    for (size_t s = 0; s < SCORES; s++) {
        for (size_t run = 0; run < n_runs; run++) {
            const tally *t = &of_runs[run];
            means[run] = t->n[s] > 0 ? t->sum[s] / (double)t->n[s] : (double)NAN;
        }
        QTL_TRY(qtl_bootstrap_mean(means, n_runs, &row->of[s]));
        finish_score(s, &row->of[s]);
        if (row->method != row->bias->exact) {
            widen_certainty(s, &row->of[s]);
        }
    }
    for (size_t run = 0; run < n_runs; run++) {
        row->n_runs += of_runs[run].n_estimates > 0;
    }
    return QTL_OK;
}

static qtl_status score_runs(score_row *row, tally *of_runs, double *means)
{
    for (size_t layer = 1; layer <= row->bias->curves.n_layers; layer++) {
        QTL_TRY(score_layer(row, layer, of_runs));
    }
    return sum_up(row, of_runs, means);
}

static qtl_status fill_row(size_t index, void *context)
{
    score_row *row = (score_row *)context + index;
    const size_t n_runs = row->bias->curves.n_runs;
    tally *of_runs = qtl_alloc(n_runs, sizeof *of_runs);
    double *means = qtl_alloc(n_runs, sizeof *means);
    const qtl_status status =
        of_runs && means ? score_runs(row, of_runs, means) : QTL_ENOMEM;
    free(of_runs);
    free(means);
    return status;
}

/* --- table ---------------------------------------------------------------------------
 */

static void print_header(FILE *out)
{
    (void)fputs("estimator,params,quantity,target,runs,points", out);
    for (size_t s = 0; s < SCORES; s++) {
        (void)fprintf(out, ",%s,%s_low,%s_high", scores[s].key, scores[s].key,
                      scores[s].key);
    }
    (void)fputs(",constant_curves\n", out);
}

static void print_row(const score_row *row, FILE *out)
{
    const qtl_curve_method *method = &row->bias->curves.methods[row->method];
    (void)fprintf(out, "%s,", method->estimator);
    qtl_csv_write_field(out, method->params);
    (void)fprintf(out, ",%s,%s,%zu,%zu", row->quantity,
                  row->bias->methods[row->method].target, row->n_runs, row->n_points);
    for (size_t s = 0; s < SCORES; s++) {
        const double cells[] = {row->of[s].value, row->of[s].low, row->of[s].high};
        for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
            (void)fputc(',', out);
            qtl_csv_write_number(out, cells[i]);
        }
    }
    (void)fprintf(out, ",%zu\n", row->n_constant);
}

/* `exact` first, then in table order. */
static qtl_status print_rows(const qtl_bias *bias, score_row *rows, FILE *out)
{
    const size_t n = bias->curves.n_methods * QTL_BIAS_QUANTITIES;
    for (size_t i = 0; i < n; i++) {
        rows[i].bias = bias;
        rows[i].method = qtl_curves_exact_first(&bias->curves, i / QTL_BIAS_QUANTITIES);
        rows[i].quantity = qtl_bias_quantities[i % QTL_BIAS_QUANTITIES];
    }
    QTL_TRY(qtl_parallel_for(n, 0, fill_row, rows));
    print_header(out);
    for (size_t i = 0; i < n; i++) {
        if (rows[i].n_runs > 0) {
            print_row(&rows[i], out);
        }
    }
    return QTL_OK;
}

qtl_status qtl_bias_scores_print(const qtl_bias *bias, FILE *out)
{
    assert(strcmp(scores[RANK_CORRELATION].key, "rank_correlation") == 0);
    score_row *rows = NULL;
    QTL_ALLOC(rows, bias->curves.n_methods * QTL_BIAS_QUANTITIES);
    const qtl_status status = print_rows(bias, rows, out);
    free(rows);
    return status;
}
