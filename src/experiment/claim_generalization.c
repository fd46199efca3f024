/* Whether compression goes with test accuracy. */
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "experiment/claims.h"

/* A correlation below this is weak (Cohen 1988 calls 0.3 medium). */
static const double weak = 0.3;

static qtl_status rule(const qtl_case *asked, qtl_ruling ruling, const double *falls)
{
    const double *accuracy =
        qtl_evidence_accuracy(asked->evidence, asked->variant, QTL_TEST);
    qtl_interval *r = &ruling.interval;
    QTL_TRY(qtl_rank_correlation(falls, accuracy, asked->evidence->curves.n_runs, r));
    ruling.quantity = "I(X;T)";
    ruling.unit = "rank correlation";
    ruling.decision = QTL_UNDECIDED;
    if (r->n < 2) {
        return qtl_case_rule(asked, ruling, r->n ? "too few runs" : "no test accuracy");
    }
    if (isnan(r->value)) {
        ruling.idle = true;
        return qtl_case_rule(asked, ruling, "the fall or the accuracy does not vary");
    }
    if (!qtl_interval_known(r)) {
        return qtl_case_rule(asked, ruling, "too few runs: %zu of 10", r->n);
    }
    ruling.decision = r->low > 0       ? QTL_CONFIRMED
                      : r->high < weak ? QTL_DENIED
                                       : QTL_UNDECIDED;
    return qtl_case_rule(asked, ruling, "rank correlation over %zu runs", r->n);
}

/* Rules on a layer, and adds what it falls by to the total. */
static qtl_status judge_layer(const qtl_case *asked, size_t layer, double *falls,
                              double *total)
{
    const qtl_curve *curve = qtl_case_curve(asked, layer, "I(X;T)");
    if (!curve) {
        return QTL_OK;
    }
    qtl_evidence_numbers(asked->evidence, curve, qtl_phase_fall, falls);
    for (size_t run = 0; run < asked->evidence->curves.n_runs; run++) {
        total[run] += falls[run];
    }
    return rule(asked, (qtl_ruling){.layer = layer}, falls);
}

static qtl_status judge_layers(const qtl_case *asked, double *falls, double *total)
{
    const size_t first = asked->rulings->n;
    for (size_t layer = 1; layer <= asked->evidence->curves.n_layers; layer++) {
        QTL_TRY(judge_layer(asked, layer, falls, total));
    }
    return asked->rulings->n > first ? rule(asked, (qtl_ruling){.place = "all"}, total)
                                     : QTL_OK;
}

static qtl_status judge(const qtl_case *asked)
{
    const size_t n_runs = asked->evidence->curves.n_runs;
    double *falls = NULL;
    QTL_ALLOC(falls, 2 * n_runs);
    const qtl_status status = judge_layers(asked, falls, falls + n_runs);
    free(falls);
    return status;
}

const qtl_claim qtl_claim_compression_generalization = {
    .key = "compression-generalization",
    .title = "Compression goes with test accuracy",
    .heading = "goes with accuracy",
    .question =
        "Over runs, what I(X;T) falls by (overall: added over layers) and the final test "
        "accuracy have a rank correlation whose 95 % interval lies above 0 (denied: "
        "below "
        "0.3, a weak one at most). Layers are tested side by side: of 20 such intervals "
        "one misses by chance.",
    .judge = judge,
};
