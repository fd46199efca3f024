#include "experiment/claims.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "experiment/claim.h"

const qtl_claim *const qtl_claims[] = {&qtl_claim_fitting,
                                       &qtl_claim_compression_output,
                                       &qtl_claim_compression_hidden,
                                       &qtl_claim_compression_share,
                                       &qtl_claim_ordering,
                                       &qtl_claim_compression_generalization,
                                       &qtl_claim_snr_turn,
                                       &qtl_claim_irrelevant_forgotten};
const size_t qtl_n_claims = sizeof qtl_claims / sizeof qtl_claims[0];

const char *qtl_decision_word(qtl_decision decision)
{
    static const char *const words[QTL_DECISION_COUNT] = {"confirmed", "denied",
                                                          "undecided"};
    return words[decision];
}

void qtl_rulings_free(qtl_rulings *rulings)
{
    for (size_t i = 0; i < rulings->n; i++) {
        free(rulings->items[i].reason);
    }
    free(rulings->items);
    *rulings = (qtl_rulings){0};
}

/* Variant and method i of all that there may be. */
static qtl_status judge_method(const qtl_evidence *evidence, const qtl_claim *claim,
                               size_t i, qtl_rulings *rulings)
{
    const qtl_case asked = {
        .evidence = evidence,
        .claim = claim,
        .variant = (qtl_variant)(i % QTL_VARIANT_COUNT),
        .method = qtl_curves_exact_first(&evidence->curves, i / QTL_VARIANT_COUNT),
        .rulings = rulings};
    return claim->judge(&asked);
}

qtl_status qtl_claims_judge(const qtl_evidence *evidence, qtl_rulings *rulings)
{
    const size_t n = evidence->curves.n_methods * QTL_VARIANT_COUNT;
    for (size_t i = 0; i < qtl_n_claims * n; i++) {
        QTL_TRY(judge_method(evidence, qtl_claims[i / n], i % n, rulings));
    }
    return QTL_OK;
}

const qtl_ruling *qtl_rulings_overall(const qtl_rulings *rulings, const qtl_claim *claim,
                                      qtl_variant variant, size_t method)
{
    for (size_t i = 0; i < rulings->n; i++) {
        const qtl_ruling *r = &rulings->items[i];
        if (r->claim == claim && r->variant == variant && r->method == method &&
            r->layer == 0) {
            return r;
        }
    }
    return NULL;
}

/* --- for claims --------------------------------------------------------------------- */

const qtl_curve *qtl_case_curve(const qtl_case *asked, size_t layer, const char *quantity)
{
    return qtl_evidence_curve(asked->evidence, asked->variant, asked->method, layer,
                              quantity);
}

size_t qtl_case_runs(const qtl_case *asked, const qtl_curve *curve)
{
    const qtl_phase *phases = qtl_evidence_phases(asked->evidence, curve);
    size_t n = 0;
    for (size_t run = 0; run < asked->evidence->curves.n_runs; run++) {
        n += !isnan(phases[run].peak_bits);
    }
    return n;
}

static qtl_status make_room(qtl_rulings *rulings)
{
    if (rulings->n < rulings->room) {
        return QTL_OK;
    }
    const size_t room = rulings->room ? 2 * rulings->room : 64;
    qtl_ruling *larger = realloc(rulings->items, room * sizeof *larger);
    QTL_REQUIRE(larger, QTL_ENOMEM, "out of memory: %zu rulings", room);
    rulings->items = larger;
    rulings->room = room;
    return QTL_OK;
}

qtl_status qtl_case_rule(const qtl_case *asked, qtl_ruling ruling, const char *format,
                         ...)
{
    QTL_TRY(make_room(asked->rulings));
    va_list arguments;
    va_start(arguments, format);
    const int length = vasprintf(&ruling.reason, format, arguments);
    va_end(arguments);
    QTL_REQUIRE(length >= 0, QTL_ENOMEM, "out of memory: a reason");
    ruling.claim = asked->claim;
    ruling.variant = asked->variant;
    ruling.method = asked->method;
    asked->rulings->items[asked->rulings->n++] = ruling;
    return QTL_OK;
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

/* --- movements ---------------------------------------------------------------------- */

static bool can_rise(const qtl_phase *phase, const qtl_phase_rule *rule)
{
    return !(phase->first_bits > rule->ceiling_bits - 2 * rule->delta_bits);
}

static bool can_fall(const qtl_phase *phase, const qtl_phase_rule *rule)
{
    (void)rule;
    return !phase->saturated;
}

const qtl_movement qtl_rising = {"rises", "at the ceiling from the start", false,
                                 qtl_phase_rise, can_rise};
const qtl_movement qtl_falling = {"falls", "saturated", true, qtl_phase_fall, can_fall};

/* How many runs there are, how many can show the movement, count, and move. */
typedef struct tally {
    qtl_interval mean, share; /* over those that count */
    size_t runs, able, counted, moving;
    double delta_bits;
} tally;

/* `values` [n_runs] is room to work in. */
static qtl_status count_runs(const qtl_case *asked, const qtl_curve *curve,
                             const qtl_movement *movement, double *values, tally *t)
{
    const qtl_phase *phases = qtl_evidence_phases(asked->evidence, curve);
    const size_t n_runs = asked->evidence->curves.n_runs;
    const qtl_phase_rule rule = qtl_evidence_rule(asked->evidence, curve);
    *t = (tally){.delta_bits = rule.delta_bits};
    for (size_t run = 0; run < n_runs; run++) {
        const bool there = !isnan(phases[run].peak_bits);
        const bool able = there && movement->can(&phases[run], &rule);
        const bool counted = able || (there && movement->idle_count);
        values[run] = counted ? movement->by(&phases[run]) : NAN;
        t->runs += there;
        t->able += able;
        t->counted += counted;
        t->moving += counted && values[run] > t->delta_bits;
    }
    t->share = qtl_proportion(t->moving, t->counted);
    QTL_TRY(qtl_bootstrap_mean(values, n_runs, &t->mean));
    qtl_evidence_limit(asked->evidence, curve, movement->by, &t->mean);
    return QTL_OK;
}

static qtl_decision decide_movement(const tally *t)
{
    if (t->counted < QTL_FEWEST_RUNS) {
        return QTL_UNDECIDED;
    }
    if (t->mean.low > t->delta_bits && t->share.low > 0.5) {
        return QTL_CONFIRMED;
    }
    if (t->mean.high < t->delta_bits && t->share.high < 0.5) {
        return QTL_DENIED;
    }
    return QTL_UNDECIDED;
}

static void say_movement(const tally *t, const qtl_movement *movement,
                         const qtl_ruling *ruling, qtl_text *reason)
{
    if (ruling->idle) {
        qtl_text_add(reason, "%s in %zu of %zu run%s", movement->idle, t->runs - t->able,
                     t->runs, plural(t->runs));
        return;
    }
    qtl_text_add(reason, "%s by more than %g bit in %zu of %zu run%s", movement->verb,
                 t->delta_bits, t->moving, t->counted, plural(t->counted));
    if (t->able < t->runs) {
        qtl_text_add(reason, " (%zu %s)", t->runs - t->able, movement->idle);
    }
    if (ruling->decision != QTL_UNDECIDED) {
        return;
    }
    if (t->counted < QTL_FEWEST_RUNS) {
        qtl_text_add(reason, ": too few runs");
    } else if (t->mean.low <= t->delta_bits && t->mean.high >= t->delta_bits) {
        qtl_text_add(reason, ", and the interval contains %g bit", t->delta_bits);
    } else {
        qtl_text_add(reason, ": neither most runs nor few");
    }
}

qtl_status qtl_case_movement(const qtl_case *asked, const qtl_curve *curve,
                             const qtl_movement *movement, qtl_ruling *ruling,
                             qtl_text *reason)
{
    double *values = NULL;
    QTL_ALLOC(values, asked->evidence->curves.n_runs);
    tally t = {0};
    const qtl_status status = count_runs(asked, curve, movement, values, &t);
    free(values);
    QTL_TRY(status);
    ruling->quantity = curve->quantity;
    ruling->unit = "bits";
    ruling->interval = t.mean;
    ruling->idle = 2 * t.able < t.runs;
    ruling->decision = ruling->idle ? QTL_UNDECIDED : decide_movement(&t);
    say_movement(&t, movement, ruling, reason);
    QTL_REQUIRE(!reason->failed, QTL_ENOMEM, "out of memory: a reason");
    return QTL_OK;
}

/* --- overall rulings ---------------------------------------------------------------- */

enum { CONFIRM, DENY, OPEN, IDLE, KINDS };

static int kind_of(const qtl_ruling *ruling)
{
    static const int kinds[QTL_DECISION_COUNT] = {CONFIRM, DENY, OPEN};
    return ruling->idle ? IDLE : kinds[ruling->decision];
}

/* "1-3, 5": the layers of one kind, which come in ascending order. */
static void say_layers(const qtl_rulings *all, size_t first, int kind, qtl_text *text)
{
    const char *comma = "";
    for (size_t i = first; i < all->n; i++) {
        if (kind_of(&all->items[i]) != kind) {
            continue;
        }
        size_t last = i;
        while (last + 1 < all->n && kind_of(&all->items[last + 1]) == kind) {
            last++;
        }
        qtl_text_add(text, "%s%zu", comma, all->items[i].layer);
        if (last > i) {
            qtl_text_add(text, "%s%zu", last > i + 1 ? "-" : ", ",
                         all->items[last].layer);
        }
        comma = ", ";
        i = last;
    }
}

static void say_kinds(const qtl_case *asked, size_t first, const size_t n[KINDS],
                      qtl_text *text)
{
    static const char *const words[KINDS] = {"seen in", "not seen in", "open in",
                                             "cannot be seen in"};
    const char *semicolon = "";
    for (int kind = 0; kind < KINDS; kind++) {
        if (n[kind] > 0) {
            qtl_text_add(text, "%s%s layer%s ", semicolon, words[kind], plural(n[kind]));
            say_layers(asked->rulings, first, kind, text);
            semicolon = "; ";
        }
    }
}

static qtl_decision decide_overall(qtl_quorum quorum, const size_t n[KINDS])
{
    const bool any = quorum == QTL_ANY_LAYER;
    if (n[CONFIRM] > 0 && (any || n[DENY] + n[OPEN] == 0)) {
        return QTL_CONFIRMED;
    }
    if (n[DENY] > 0 && (!any || n[CONFIRM] + n[OPEN] == 0)) {
        return QTL_DENIED;
    }
    return QTL_UNDECIDED;
}

qtl_status qtl_case_conclude(const qtl_case *asked, size_t first, qtl_quorum quorum,
                             const char *place)
{
    if (first == asked->rulings->n) {
        return QTL_OK;
    }
    size_t n[KINDS] = {0};
    size_t runs = 0;
    for (size_t i = first; i < asked->rulings->n; i++) {
        const qtl_ruling *r = &asked->rulings->items[i];
        n[kind_of(r)]++;
        runs = r->interval.n > runs ? r->interval.n : runs;
    }
    qtl_text text = {0};
    say_kinds(asked, first, n, &text);
    const qtl_ruling overall = {.place = place,
                                .quantity = asked->rulings->items[first].quantity,
                                .unit = "layers",
                                .interval = {(double)n[CONFIRM], NAN, NAN, runs},
                                .decision = decide_overall(quorum, n)};
    const qtl_status status = text.failed
                                  ? QTL_FAIL(QTL_ENOMEM, "out of memory: a reason")
                                  : qtl_case_rule(asked, overall, "%s", text.data);
    free(text.data);
    return status;
}
