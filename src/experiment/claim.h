/* Published claims about training, and how each is decided from one result folder.
 *
 * A claim is decided for every variant and method. It rules on layers first and then, in
 * one overall ruling, on the network. Whether runs move (rise, fall) is decided alike
 * everywhere, with delta = 0.1 bit, of I(T;Y) 0.02 bit:
 *
 * - confirmed: the 95 % interval of the mean movement lies above delta, and most runs
 *   move by more than delta: the lower bound of their share (Wilson) is above 1/2;
 * - denied: the interval lies below delta, and the upper bound of the share below 1/2;
 * - undecided: anything else, with the reason in words.
 *
 * It stays undecided with fewer than QTL_FEWEST_RUNS. Runs that cannot show it are
 * counted: for a fall those that are saturated (never 0.01 bit below H(X)), for a rise
 * those that begin within 2 delta of H(Y). A layer with more than half of its runs like
 * that is idle: it stays undecided, and the overall ruling passes over it and says so.
 * Else runs that begin at H(Y) are left out, while saturated ones count as not falling:
 * staying at H(X) is an outcome, and to leave it out would select those that fall. */
#ifndef QTL_EXPERIMENT_CLAIM_H
#define QTL_EXPERIMENT_CLAIM_H

#include "core/text.h"
#include "experiment/evidence.h"

/* If half of all runs moved, all of six would by chance in 1.6 % of cases, of five
 * in 3.1. */
enum { QTL_FEWEST_RUNS = 6 };

typedef enum qtl_decision {
    QTL_CONFIRMED,
    QTL_DENIED,
    QTL_UNDECIDED,
    QTL_DECISION_COUNT
} qtl_decision;
const char *qtl_decision_word(qtl_decision decision);

typedef struct qtl_claim qtl_claim;

/* What is said of one layer, or of the network. */
typedef struct qtl_ruling {
    const qtl_claim *claim;
    qtl_variant variant;
    size_t method;
    size_t layer;      /* 0: overall */
    const char *place; /* "hidden", "output", "all"; NULL: the layer's number */
    const char *quantity;
    const char *unit;
    qtl_interval interval;
    qtl_decision decision;
    bool idle;    /* undecided because this layer cannot show it */
    char *reason; /* owned */
} qtl_ruling;

typedef struct qtl_rulings {
    qtl_ruling *items; /* [n] */
    size_t n, room;
} qtl_rulings;
void qtl_rulings_free(qtl_rulings *rulings);

/* What a claim is asked about. */
typedef struct qtl_case {
    const qtl_evidence *evidence;
    const qtl_claim *claim;
    qtl_variant variant;
    size_t method;
    qtl_rulings *rulings; /* where it answers */
} qtl_case;

struct qtl_claim {
    const char *key;      /* "compression-output" */
    const char *title;    /* "The output layer compresses" */
    const char *heading;  /* of a column: "output compresses" */
    const char *question; /* what is tested, and the rule beyond claim.h's; a sentence */
    qtl_status (*judge)(const qtl_case *asked);
};

/* The claims in the order of the tables. */
extern const qtl_claim *const qtl_claims[];
extern const size_t qtl_n_claims;

/* Rules on every claim for every variant and method that was measured: claim by claim,
 * `exact` first. */
QTL_NODISCARD qtl_status qtl_claims_judge(const qtl_evidence *evidence,
                                          qtl_rulings *rulings);

/* The overall ruling, or NULL. */
const qtl_ruling *qtl_rulings_overall(const qtl_rulings *rulings, const qtl_claim *claim,
                                      qtl_variant variant, size_t method);

/* --- for claims --------------------------------------------------------------------- */

/* The curve of a layer in this case, or NULL. */
const qtl_curve *qtl_case_curve(const qtl_case *asked, size_t layer,
                                const char *quantity);

/* Runs that have a curve. */
size_t qtl_case_runs(const qtl_case *asked, const qtl_curve *curve);

/* Adds a ruling; its reason is made from the format. */
QTL_NODISCARD qtl_status qtl_case_rule(const qtl_case *asked, qtl_ruling ruling,
                                       const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Whether a curve moves by more than its delta, as at the top of this file. Fills
 * quantity, unit, interval, decision and idle, and writes the reason, e.g. "falls by more
 * than 0.1 bit in 6 of 6 runs". */
typedef struct qtl_movement {
    const char *verb; /* "falls" */
    const char *idle; /* what runs are that cannot show it: "saturated" */
    bool idle_count;  /* they count as not moving; else they are left out */
    qtl_phase_number by;
    bool (*can)(const qtl_phase *phase, const qtl_phase_rule *rule);
} qtl_movement;
extern const qtl_movement qtl_rising, qtl_falling;
QTL_NODISCARD qtl_status qtl_case_movement(const qtl_case *asked, const qtl_curve *curve,
                                           const qtl_movement *movement,
                                           qtl_ruling *ruling, qtl_text *reason);

/* Which layers make a network's ruling. */
typedef enum qtl_quorum {
    QTL_EVERY_LAYER, /* every layer that can show it; one that does not denies it */
    QTL_ANY_LAYER    /* one is enough; denied if every layer that can show it denies it */
} qtl_quorum;

/* Adds the overall ruling on the layers ruled on since `first`; none if there are none.
 * Its value is the number of layers that confirm it. */
QTL_NODISCARD qtl_status qtl_case_conclude(const qtl_case *asked, size_t first,
                                           qtl_quorum quorum, const char *place);

#endif
