/* Whether the gradient turns to noise where compression starts. */
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "experiment/claims.h"

static const double factor = 2; /* apart and still together */

static qtl_interval exponential(const qtl_interval *logs)
{
    return (qtl_interval){exp(logs->value), exp(logs->low), exp(logs->high), logs->n};
}

static qtl_status rule(const qtl_case *asked, qtl_ruling ruling, size_t n_runs)
{
    const qtl_interval *ratio = &ruling.interval;
    ruling.unit = "turn / onset of compression";
    ruling.decision = QTL_UNDECIDED;
    if (2 * ratio->n <= n_runs) {
        ruling.idle = true;
        return qtl_case_rule(asked, ruling,
                             "%zu of %zu runs have both a turn and compression", ratio->n,
                             n_runs);
    }
    if (ratio->n < QTL_FEWEST_RUNS) {
        return qtl_case_rule(asked, ruling, "too few runs");
    }
    if (ratio->low > 1 / factor && ratio->high < factor) {
        ruling.decision = QTL_CONFIRMED;
    } else if (ratio->low > factor || ratio->high < 1 / factor) {
        ruling.decision = QTL_DENIED;
    }
    return qtl_case_rule(asked, ruling, "the turn comes at %.2f times the onset",
                         ratio->value);
}

static qtl_status judge_layer(const qtl_case *asked, const qtl_curve *curve,
                              double *ratios)
{
    const qtl_phase *phases = qtl_evidence_phases(asked->evidence, curve);
    const double *turns =
        qtl_evidence_turns(asked->evidence, asked->variant, curve->layer);
    for (size_t run = 0; run < asked->evidence->curves.n_runs; run++) {
        const bool there = !isnan(phases[run].peak_bits) && phases[run].onset_epoch > 0;
        ratios[run] = there ? log(turns[run] / phases[run].onset_epoch) : NAN;
    }
    qtl_interval logs = {0};
    QTL_TRY(qtl_bootstrap_mean(ratios, asked->evidence->curves.n_runs, &logs));
    return rule(asked,
                (qtl_ruling){.layer = curve->layer,
                             .quantity = curve->quantity,
                             .interval = exponential(&logs)},
                qtl_case_runs(asked, curve));
}

static qtl_status judge(const qtl_case *asked)
{
    const size_t first = asked->rulings->n;
    double *ratios = NULL;
    QTL_ALLOC(ratios, asked->evidence->curves.n_runs);
    qtl_status status = QTL_OK;
    const size_t n_layers = asked->evidence->curves.n_layers;
    for (size_t layer = 1; status == QTL_OK && layer <= n_layers; layer++) {
        const qtl_curve *curve = qtl_case_curve(asked, layer, "I(X;T)");
        status = curve ? judge_layer(asked, curve, ratios) : QTL_OK;
    }
    free(ratios);
    return status == QTL_OK ? qtl_case_conclude(asked, first, QTL_EVERY_LAYER, "all")
                            : status;
}

const qtl_claim qtl_claim_snr_turn = {
    .key = "snr-turn",
    .title = "The gradient turns to noise where compression starts",
    .heading = "gradient turn at onset",
    .question =
        "The epoch at which a layer's gradient signal-to-noise ratio bends down most "
        "sharply (log over log epoch, at most two bends) and the last epoch at which "
        "I(X;T) is within 0.1 bit of its peak are less than a factor of 2 apart: the "
        "95 % interval of the geometric mean of their ratio lies within (1/2, 2) "
        "(denied: "
        "outside), in every layer where more than half of the runs have both.",
    .judge = judge,
};
