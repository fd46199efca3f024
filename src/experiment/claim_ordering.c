/* Data processing: a layer knows no more than the layer below. */
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "experiment/claims.h"

static const double tolerance_bits = 0.01;

/* Layers compared, over epochs and runs. */
typedef struct comparison {
    double *compared, *excessive; /* [n_runs] comparisons, and those out of order */
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
        const bool excessive =
            excess > qtl_curve_tolerance(above, below, run, i, tolerance_bits);
        n += !isnan(excess);
        violated += excessive;
        if (excessive && excess > c->worst_bits) {
            c->worst_bits = excess;
            c->worst_epoch = above->epochs[i];
            c->worst_run = run_number;
        }
    }
    c->compared[run] = (double)n;
    c->excessive[run] = (double)violated;
    c->n += n;
    c->violated += violated;
}

/* Mean share over the runs in which something was compared; leaves the shares in
 * `excessive`. */
static qtl_status mean_share(const comparison *c, size_t n_runs, qtl_interval *out)
{
    for (size_t run = 0; run < n_runs; run++) {
        c->excessive[run] =
            c->compared[run] > 0 ? c->excessive[run] / c->compared[run] : NAN;
    }
    QTL_TRY(qtl_bootstrap_mean(c->excessive, n_runs, out));
    qtl_interval_limit(out, 0, 1);
    return QTL_OK;
}

static qtl_status rule(const qtl_case *asked, qtl_ruling ruling, const comparison *c)
{
    ruling.unit = "share of epochs out of order";
    ruling.decision = c->violated > 0 ? QTL_DENIED : QTL_CONFIRMED;
    QTL_TRY(mean_share(c, asked->evidence->curves.n_runs, &ruling.interval));
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
                             comparison *all)
{
    const size_t n_runs = asked->evidence->curves.n_runs;
    const qtl_curve *below = qtl_case_curve(asked, layer - 1, quantity);
    const qtl_curve *above = qtl_case_curve(asked, layer, quantity);
    if (!below || !above) {
        return QTL_OK;
    }
    comparison c = {.compared = all->compared + n_runs,
                    .excessive = all->excessive + n_runs};
    for (size_t run = 0; run < n_runs; run++) {
        compare_run(below, above, run, asked->evidence->curves.runs[run], &c);
        all->compared[run] += c.compared[run];
        all->excessive[run] += c.excessive[run];
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

static qtl_status judge_pairs(const qtl_case *asked, comparison *all)
{
    for (size_t layer = 2; layer <= asked->evidence->curves.n_layers; layer++) {
        QTL_TRY(judge_pair(asked, layer, "I(X;T)", all));
        QTL_TRY(judge_pair(asked, layer, "I(T;Y)", all));
    }
    return all->n > 0 ? rule(asked, (qtl_ruling){.place = "all", .quantity = "both"}, all)
                      : QTL_OK;
}

/* Room for all pairs together, and behind it for one pair. */
static qtl_status judge(const qtl_case *asked)
{
    const size_t n_runs = asked->evidence->curves.n_runs;
    double *room = NULL;
    QTL_ALLOC(room, 4 * n_runs);
    comparison all = {.compared = room, .excessive = room + 2 * n_runs};
    const qtl_status status = judge_pairs(asked, &all);
    free(room);
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
