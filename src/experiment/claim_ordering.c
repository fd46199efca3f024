/* Data processing: a layer knows no more than the layer below. */
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "experiment/claims.h"

static const double tolerance_bits = 0.01;

/* Layers compared, over epochs and runs. */
typedef struct comparison {
    double *share; /* [n_runs] of a run's epochs out of order; NaN: none compared */
    size_t n, violated;
    double worst_bits;
    size_t worst_epoch, worst_run; /* meaningful if something is violated */
} comparison;

static void compare_run(const qtl_curve *below, const qtl_curve *above, size_t run,
                        size_t run_number, comparison *c)
{
    size_t n = 0;
    size_t violated = 0;
    for (size_t i = 0; i < above->n_epochs; i++) {
        const double excess =
            qtl_curve_run(above, run)[i] - qtl_curve_at(below, run, above->epochs[i]);
        n += !isnan(excess);
        violated += excess > tolerance_bits;
        if (excess > tolerance_bits && excess > c->worst_bits) {
            c->worst_bits = excess;
            c->worst_epoch = above->epochs[i];
            c->worst_run = run_number;
        }
    }
    c->share[run] = n > 0 ? (double)violated / (double)n : NAN;
    c->n += n;
    c->violated += violated;
}

static qtl_status rule(const qtl_case *asked, qtl_ruling ruling, const comparison *c)
{
    ruling.unit = "share of epochs out of order";
    ruling.decision = c->violated > 0 ? QTL_DENIED : QTL_CONFIRMED;
    QTL_TRY(
        qtl_bootstrap_mean(c->share, asked->evidence->curves.n_runs, &ruling.interval));
    qtl_interval_limit(&ruling.interval, 0, 1);
    if (c->violated == 0) {
        return qtl_case_rule(asked, ruling, "in order in all %zu comparisons", c->n);
    }
    return qtl_case_rule(asked, ruling,
                         "out of order in %zu of %zu comparisons, by %.2f bit at worst "
                         "(run %zu, epoch %zu)",
                         c->violated, c->n, c->worst_bits, c->worst_run, c->worst_epoch);
}

/* Compares a layer with the one below, and adds it to what is compared over all. */
static qtl_status judge_pair(const qtl_case *asked, size_t layer, const char *quantity,
                             double *share, comparison *all)
{
    const size_t n_runs = asked->evidence->curves.n_runs;
    const qtl_curve *below = qtl_case_curve(asked, layer - 1, quantity);
    const qtl_curve *above = qtl_case_curve(asked, layer, quantity);
    if (!below || !above) {
        return QTL_OK;
    }
    comparison c = {.share = share};
    for (size_t run = 0; run < n_runs; run++) {
        compare_run(below, above, run, asked->evidence->curves.runs[run], &c);
        all->share[run] += isnan(share[run]) ? 0 : share[run];
    }
    all->n += c.n;
    all->violated += c.violated;
    if (c.worst_bits > all->worst_bits) {
        all->worst_bits = c.worst_bits;
        all->worst_epoch = c.worst_epoch;
        all->worst_run = c.worst_run;
    }
    return c.n > 0 ? rule(asked, (qtl_ruling){.layer = layer, .quantity = quantity}, &c)
                   : QTL_OK;
}

/* What was compared over all pairs, of which there are n. */
static qtl_status judge_all(const qtl_case *asked, const comparison *all, size_t n_pairs)
{
    for (size_t run = 0; run < asked->evidence->curves.n_runs; run++) {
        all->share[run] /= (double)n_pairs;
    }
    return n_pairs > 0
               ? rule(asked, (qtl_ruling){.place = "all", .quantity = "both"}, all)
               : QTL_OK;
}

static qtl_status judge_pairs(const qtl_case *asked, double *share, comparison *all)
{
    const size_t first = asked->rulings->n;
    for (size_t layer = 2; layer <= asked->evidence->curves.n_layers; layer++) {
        QTL_TRY(judge_pair(asked, layer, "I(X;T)", share, all));
        QTL_TRY(judge_pair(asked, layer, "I(T;Y)", share, all));
    }
    return judge_all(asked, all, asked->rulings->n - first);
}

static qtl_status judge(const qtl_case *asked)
{
    const size_t n_runs = asked->evidence->curves.n_runs;
    double *share = NULL;
    QTL_ALLOC(share, 2 * n_runs);
    comparison all = {.share = share + n_runs};
    const qtl_status status = judge_pairs(asked, share, &all);
    free(share);
    return status;
}

const qtl_claim qtl_claim_ordering = {
    .key = "ordering",
    .title = "Layers stay ordered (data processing)",
    .heading = "layers stay ordered",
    .question =
        "At every measured epoch of every run no layer has more I(X;T) or I(T;Y) than "
        "the "
        "layer below, within 0.01 bit. One exception denies it; for exact counting of a "
        "quantized network it is a theorem.",
    .judge = judge,
};
