#include <stdlib.h>

#include "core/fail.h"
#include "experiment/claims.h"

static qtl_status judge_layer(const qtl_case *asked, const qtl_curve *curve)
{
    qtl_ruling ruling = {.layer = curve->layer};
    qtl_text reason = {0};
    qtl_status status = qtl_case_movement(asked, curve, &qtl_rising, &ruling, &reason);
    if (status == QTL_OK) {
        status = qtl_case_rule(asked, ruling, "%s", reason.data);
    }
    free(reason.data);
    return status;
}

static qtl_status judge(const qtl_case *asked)
{
    const size_t first = asked->rulings->n;
    for (size_t layer = 1; layer <= asked->evidence->curves.n_layers; layer++) {
        const qtl_curve *curve = qtl_case_curve(asked, layer, "I(T;Y)");
        QTL_TRY(curve ? judge_layer(asked, curve) : QTL_OK);
    }
    return qtl_case_conclude(asked, first, QTL_EVERY_LAYER, "all");
}

const qtl_claim qtl_claim_fitting = {
    .key = "fitting",
    .title = "Every layer with room for it has a fitting phase",
    .heading = "fitting in every layer",
    .question =
        "I(T;Y) rises from its first value to its peak by more than 0.02 bit, in every "
        "layer with room for it: one that begins 0.04 bit or more below H(Y).",
    .judge = judge,
};
