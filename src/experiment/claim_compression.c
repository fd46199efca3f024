/* Compression of the output, of hidden layers, and how long it takes. */
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "experiment/claims.h"

/* Rules on one layer; `place` NULL: as one of several. */
static qtl_status judge_layer(const qtl_case *asked, size_t layer, const char *place)
{
    const qtl_curve *curve = qtl_case_curve(asked, layer, "I(X;T)");
    if (!curve) {
        return QTL_OK;
    }
    qtl_ruling ruling = {.layer = place ? 0 : layer, .place = place};
    qtl_text reason = {0};
    qtl_status status = qtl_case_movement(asked, curve, &qtl_falling, &ruling, &reason);
    if (status == QTL_OK) {
        status = qtl_case_rule(asked, ruling, "%s", reason.data);
    }
    free(reason.data);
    return status;
}

static qtl_status judge_output(const qtl_case *asked)
{
    return judge_layer(asked, asked->evidence->curves.n_layers, "output");
}

static qtl_status judge_hidden(const qtl_case *asked)
{
    const size_t first = asked->rulings->n;
    for (size_t layer = 1; layer < asked->evidence->curves.n_layers; layer++) {
        QTL_TRY(judge_layer(asked, layer, NULL));
    }
    return qtl_case_conclude(asked, first, QTL_ANY_LAYER, "hidden");
}

/* --- how long ----------------------------------------------------------------------- */

static qtl_status is_compressing(const qtl_case *asked, const qtl_curve *curve, bool *yes)
{
    qtl_ruling fall = {0};
    qtl_text reason = {0};
    const qtl_status status =
        qtl_case_movement(asked, curve, &qtl_falling, &fall, &reason);
    free(reason.data);
    *yes = fall.decision == QTL_CONFIRMED;
    return status;
}

static qtl_status judge_share_of(const qtl_case *asked, const qtl_curve *curve)
{
    qtl_ruling ruling = {.layer = curve->layer,
                         .quantity = curve->quantity,
                         .unit = "share of epochs",
                         .decision = QTL_UNDECIDED};
    bool compressing = false;
    QTL_TRY(is_compressing(asked, curve, &compressing));
    QTL_TRY(qtl_evidence_mean(asked->evidence, curve, qtl_phase_compression_share,
                              &ruling.interval));
    const qtl_interval *share = &ruling.interval;
    if (!compressing) {
        ruling.idle = true;
        return qtl_case_rule(asked, ruling, "that it compresses is not confirmed");
    }
    ruling.decision = share->low > 0.5    ? QTL_CONFIRMED
                      : share->high < 0.5 ? QTL_DENIED
                                          : QTL_UNDECIDED;
    return qtl_case_rule(asked, ruling, "it takes %.0f %% of the epochs in %zu runs",
                         100 * share->value, share->n);
}

static qtl_status judge_share(const qtl_case *asked)
{
    const size_t first = asked->rulings->n;
    for (size_t layer = 1; layer <= asked->evidence->curves.n_layers; layer++) {
        const qtl_curve *curve = qtl_case_curve(asked, layer, "I(X;T)");
        QTL_TRY(curve ? judge_share_of(asked, curve) : QTL_OK);
    }
    return qtl_case_conclude(asked, first, QTL_EVERY_LAYER, "all");
}

const qtl_claim qtl_claim_compression_output = {
    .key = "compression-output",
    .title = "The output layer compresses",
    .heading = "output compresses",
    .question =
        "I(X;T) of the output layer falls from its peak to its last value by more "
        "than 0.1 bit.",
    .judge = judge_output,
};

const qtl_claim qtl_claim_compression_hidden = {
    .key = "compression-hidden",
    .title = "Hidden layers compress",
    .heading = "hidden layers compress",
    .question = "I(X;T) of a hidden layer falls from its peak to its last value by more "
                "than 0.1 bit; one layer is enough, and the ruling names it.",
    .judge = judge_hidden,
};

const qtl_claim qtl_claim_compression_share = {
    .key = "compression-share",
    .title = "Compression takes most of the training",
    .heading = "most of the training",
    .question =
        "In the runs that compress, more than half of all epochs lie between the last "
        "one "
        "within 0.1 bit of the peak of I(X;T) and the last one at which more than a "
        "tenth "
        "of the fall is to come: the 95 % interval of the mean share lies above 1/2 "
        "(denied: below), in every layer whose compression is confirmed.",
    .judge = judge_share,
};
