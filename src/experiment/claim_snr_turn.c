/* Whether the gradient turns to noise where compression starts. */
#include <math.h>

#include "core/fail.h"
#include "experiment/claims.h"

static const double apart = 2;    /* a factor, and still together */
static const double coarse = 1.5; /* of an onset's epoch to the next logged one */

/* Runs of one layer. */
typedef struct tally {
    size_t runs, turning, compressing, both; /* 0 < epoch of both */
    size_t known;     /* of those, the onset to within the factor `coarse` */
    size_t together;  /* of these */
    double log_ratio; /* sum over the known: log(turn / onset) */
} tally;

/* Next epoch behind `epoch` at which the run has a value. */
static double epoch_behind(const qtl_curve *curve, size_t run, double epoch)
{
    size_t i = 0;
    while (i < curve->n_epochs &&
           ((double)curve->epochs[i] <= epoch || isnan(qtl_curve_run(curve, run)[i]))) {
        i++;
    }
    return i < curve->n_epochs ? (double)curve->epochs[i] : INFINITY;
}

static void count_run(const qtl_curve *curve, size_t run, double onset, double turn,
                      tally *t)
{
    t->turning += turn > 0;
    t->compressing += onset > 0;
    if (!(turn > 0 && onset > 0)) {
        return;
    }
    t->both++;
    if (epoch_behind(curve, run, onset) > coarse * onset) {
        return;
    }
    const double log_ratio = log(turn / onset);
    t->known++;
    t->together += fabs(log_ratio) < log(apart);
    t->log_ratio += log_ratio;
}

static tally count_runs(const qtl_case *asked, const qtl_curve *curve)
{
    const qtl_phase *phases = qtl_evidence_phases(asked->evidence, curve);
    const double *turns =
        qtl_evidence_turns(asked->evidence, asked->variant, curve->layer);
    tally t = {0};
    for (size_t run = 0; run < asked->evidence->curves.n_runs; run++) {
        if (!isnan(phases[run].peak_bits)) {
            t.runs++;
            count_run(curve, run, phases[run].onset_epoch, turns[run], &t);
        }
    }
    return t;
}

static qtl_status judge_layer(const qtl_case *asked, const qtl_curve *curve)
{
    const tally t = count_runs(asked, curve);
    qtl_ruling ruling = {.layer = curve->layer,
                         .quantity = curve->quantity,
                         .unit = "share of runs",
                         .interval = qtl_proportion(t.together, t.known),
                         .decision = QTL_UNDECIDED};
    if (2 * t.both <= t.runs) {
        ruling.idle = true;
        return qtl_case_rule(asked, ruling, "of %zu runs %zu turn and %zu compress",
                             t.runs, t.turning, t.compressing);
    }
    if (2 * t.known <= t.both) {
        ruling.idle = true;
        return qtl_case_rule(asked, ruling, "the measured epochs are too far apart");
    }
    if (t.known < QTL_FEWEST_RUNS) {
        return qtl_case_rule(asked, ruling, "too few runs");
    }
    ruling.decision = ruling.interval.low > 0.5    ? QTL_CONFIRMED
                      : ruling.interval.high < 0.5 ? QTL_DENIED
                                                   : QTL_UNDECIDED;
    return qtl_case_rule(asked, ruling,
                         "together in %zu of %zu runs, the turn at %.2f times the onset",
                         t.together, t.known, exp(t.log_ratio / (double)t.known));
}

static qtl_status judge(const qtl_case *asked)
{
    const size_t first = asked->rulings->n;
    for (size_t layer = 1; layer <= asked->evidence->curves.n_layers; layer++) {
        const qtl_curve *curve = qtl_case_curve(asked, layer, "I(X;T)");
        QTL_TRY(curve ? judge_layer(asked, curve) : QTL_OK);
    }
    return qtl_case_conclude(asked, first, QTL_EVERY_LAYER, "all");
}

const qtl_claim qtl_claim_snr_turn = {
    .key = "snr-turn",
    .title = "The gradient turns to noise where compression starts",
    .heading = "gradient turn at onset",
    .question =
        "In most runs (Wilson's 95 % interval of their share lies above 1/2; denied: "
        "below) the epoch at which a layer's gradient signal-to-noise ratio bends down "
        "most sharply (log over log epoch, at most two bends) and the last epoch at "
        "which "
        "I(X;T) is within 0.1 bit of its peak are less than a factor of 2 apart, in "
        "every "
        "layer where more than half of the runs have both and the measured epochs are "
        "close enough to tell.",
    .judge = judge,
};
