/* Whether what is irrelevant for the label is forgotten while what is relevant stays. */
#include <stdlib.h>

#include "core/fail.h"
#include "experiment/claims.h"

static qtl_decision decide(const qtl_ruling *irrelevant, const qtl_ruling *relevant)
{
    if (irrelevant->decision == QTL_CONFIRMED && relevant->decision == QTL_DENIED) {
        return QTL_CONFIRMED;
    }
    if (irrelevant->decision == QTL_DENIED || relevant->decision == QTL_CONFIRMED) {
        return QTL_DENIED;
    }
    return QTL_UNDECIDED;
}

/* The fall of I(T;N|R) is the ruling's value. */
static qtl_status judge_curves(const qtl_case *asked, const qtl_curve *irrelevant,
                               const qtl_curve *relevant, qtl_text *reason)
{
    qtl_ruling ruling = {.layer = irrelevant->layer};
    qtl_ruling kept = {0};
    qtl_text_add(reason, "I(T;N|R) ");
    QTL_TRY(qtl_case_movement(asked, irrelevant, &qtl_falling, &ruling, reason));
    qtl_text_add(reason, "; I(T;R) ");
    QTL_TRY(qtl_case_movement(asked, relevant, &qtl_falling, &kept, reason));
    ruling.decision = decide(&ruling, &kept);
    return qtl_case_rule(asked, ruling, "%s", reason->data);
}

static qtl_status judge_layer(const qtl_case *asked, size_t layer)
{
    const qtl_curve *irrelevant = qtl_case_curve(asked, layer, "I(T;N|R)");
    const qtl_curve *relevant = qtl_case_curve(asked, layer, "I(T;R)");
    if (!irrelevant || !relevant) {
        return QTL_OK;
    }
    qtl_text reason = {0};
    const qtl_status status = judge_curves(asked, irrelevant, relevant, &reason);
    free(reason.data);
    return status;
}

static qtl_status judge(const qtl_case *asked)
{
    const size_t first = asked->rulings->n;
    for (size_t layer = 1; layer <= asked->evidence->curves.n_layers; layer++) {
        QTL_TRY(judge_layer(asked, layer));
    }
    return qtl_case_conclude(asked, first, QTL_ANY_LAYER, "all");
}

const qtl_claim qtl_claim_irrelevant_forgotten = {
    .key = "irrelevant-forgotten",
    .title = "What is irrelevant is forgotten, what is relevant kept",
    .heading = "irrelevant forgotten",
    .question =
        "I(T;N|R) falls from its peak by more than 0.1 bit while I(T;R) does not, in "
        "some layer. Only where inputs are made of a relevant part R and an "
        "irrelevant part N.",
    .judge = judge,
};
