/* verdict.md: what the runs say, for a reader. */
#include "experiment/verdict_page.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"

/* Runs that trained a variant, whether or not anything was measured on it. */
static size_t count_runs(const qtl_evidence *evidence, qtl_variant variant)
{
    const double *accuracy = qtl_evidence_accuracy(evidence, variant, QTL_TRAIN);
    size_t n = 0;
    for (size_t run = 0; run < evidence->curves.n_runs; run++) {
        n += !isnan(accuracy[run]);
    }
    return n;
}

/* Without the sign of what rounds to zero. */
static double rounded(double value, int decimals)
{
    const double unit = pow(10, decimals);
    return round(value * unit) / unit + 0.0;
}

void qtl_number_print(FILE *out, const qtl_interval *interval, int decimals,
                      const char *unit)
{
    if (isnan(interval->value)) {
        return;
    }
    (void)fprintf(out, "%.*f%s", decimals, rounded(interval->value, decimals), unit);
    if (qtl_interval_known(interval)) {
        (void)fprintf(out, " [%.*f, %.*f]", decimals, rounded(interval->low, decimals),
                      decimals, rounded(interval->high, decimals));
    }
}

/* --- head --------------------------------------------------------------------------- */

static void print_head(const qtl_evidence *evidence, FILE *out)
{
    const char *source = qtl_evidence_entry(evidence, "configuration.source");
    const size_t n_runs = evidence->curves.n_runs;
    (void)fprintf(out, "# %s: what %zu run%s\n\n", qtl_evidence_entry(evidence, "name"),
                  n_runs, n_runs == 1 ? " says" : "s say");
    if (source[0]) {
        (void)fprintf(out, "Source: %s.\n", source);
    }
    if (isfinite(evidence->h_x_bits)) {
        (void)fprintf(out, "H(X) = %.3f bits, H(Y) = %.3f bits. ", evidence->h_x_bits,
                      evidence->h_y_bits);
    }
    (void)fprintf(out,
                  "Numbers are means over runs, with 95 %% intervals in brackets%s.\n",
                  n_runs > 1 ? "" : "; a single run has none");
}

static qtl_status print_accuracy(const qtl_evidence *evidence, qtl_variant variant,
                                 FILE *out)
{
    (void)fprintf(out, "| %s |", qtl_variant_name(variant));
    for (qtl_part part = QTL_TRAIN; part < QTL_PART_COUNT; part++) {
        qtl_interval percent = {0};
        QTL_TRY(qtl_evidence_mean_accuracy(evidence, variant, part, &percent));
        percent.value *= 100;
        percent.low *= 100;
        percent.high *= 100;
        (void)fputc(' ', out);
        qtl_number_print(out, &percent, 2, " %");
        (void)fputs(" |", out);
    }
    (void)fputc('\n', out);
    return QTL_OK;
}

static qtl_status print_accuracies(const qtl_findings *findings, FILE *out)
{
    const qtl_evidence *evidence = &findings->evidence;
    bool both = true;
    if (count_runs(evidence, QTL_QUANTIZED) + count_runs(evidence, QTL_CONTINUOUS) == 0) {
        return QTL_OK; /* a regression has no accuracy */
    }
    (void)fputs("\n| network | training accuracy | test accuracy |\n|---|---|---|\n",
                out);
    for (qtl_variant v = QTL_QUANTIZED; v < QTL_VARIANT_COUNT; v++) {
        const bool there = count_runs(evidence, v) > 0;
        both = both && there;
        QTL_TRY(there ? print_accuracy(evidence, v, out) : QTL_OK);
    }
    if (both) {
        (void)fputs("| lost to quantization, in points |", out);
        for (qtl_part part = QTL_TRAIN; part < QTL_PART_COUNT; part++) {
            (void)fputc(' ', out);
            qtl_number_print(out, &findings->lost[part], 2, "");
            (void)fputs(" |", out);
        }
        (void)fputc('\n', out);
    }
    return QTL_OK;
}

/* --- by counting -------------------------------------------------------------------- */

const qtl_ruling *qtl_counted(const qtl_findings *findings, const qtl_claim *claim)
{
    const size_t exact = qtl_curves_method(&findings->evidence.curves, "exact", "");
    const qtl_ruling *r =
        qtl_rulings_overall(&findings->rulings, claim, QTL_QUANTIZED, exact);
    return r ? r : qtl_rulings_overall(&findings->rulings, claim, QTL_CONTINUOUS, exact);
}

/* Whether the value says more than the reason. */
static bool says_more(const qtl_ruling *r)
{
    return qtl_interval_known(&r->interval) &&
           (strcmp(r->unit, "bits") == 0 || strcmp(r->unit, "rank correlation") == 0);
}

static void print_sentence(const qtl_ruling *r, FILE *out)
{
    const int capital = toupper((unsigned char)r->reason[0]);
    (void)fprintf(out, "- **%s: %s.** %c%s", r->claim->title,
                  qtl_decision_word(r->decision), capital, r->reason + 1);
    if (says_more(r)) {
        (void)fputs(" (", out);
        qtl_number_print(out, &r->interval, 2, "");
        (void)fputs(strcmp(r->unit, "bits") == 0 ? " bits)" : ")", out);
    }
    (void)fputs(".\n", out);
}

static bool print_sentences(const qtl_findings *findings, FILE *out)
{
    bool any = false;
    for (size_t c = 0; c < qtl_n_claims; c++) {
        const qtl_ruling *r = qtl_counted(findings, qtl_claims[c]);
        if (r) {
            print_sentence(r, out);
            any = true;
        }
    }
    return any;
}

/* In most runs. */
static bool is_saturated(const qtl_evidence *evidence, const qtl_curve *curve)
{
    const qtl_phase *phases = qtl_evidence_phases(evidence, curve);
    size_t runs = 0;
    size_t saturated = 0;
    for (size_t run = 0; run < evidence->curves.n_runs; run++) {
        runs += !isnan(phases[run].peak_bits);
        saturated += !isnan(phases[run].peak_bits) && phases[run].saturated;
    }
    return 2 * saturated > runs;
}

/* Cells of one quantity of a layer: first, peak, at epoch, last, and how it moves. */
static qtl_status print_movement(const qtl_evidence *evidence, const qtl_curve *curve,
                                 qtl_phase_number movement, FILE *out)
{
    if (!curve) {
        (void)fputs(" | | | | |", out);
        return QTL_OK;
    }
    static const struct {
        qtl_phase_number number;
        int decimals;
    } columns[] = {{qtl_phase_first, 2},
                   {qtl_phase_peak, 2},
                   {qtl_phase_peak_epoch, 0},
                   {qtl_phase_last, 2}};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        qtl_interval mean = {0};
        QTL_TRY(qtl_evidence_mean(evidence, curve, columns[i].number, &mean));
        (void)fprintf(out, " %.*f |", columns[i].decimals, mean.value);
    }
    if (movement == qtl_phase_fall && is_saturated(evidence, curve)) {
        (void)fputs(" saturated |", out);
        return QTL_OK;
    }
    qtl_interval moved = {0};
    QTL_TRY(qtl_evidence_mean(evidence, curve, movement, &moved));
    (void)fputc(' ', out);
    qtl_number_print(out, &moved, 2, "");
    (void)fputs(" |", out);
    return QTL_OK;
}

static qtl_status print_layer(const qtl_evidence *evidence, size_t exact, size_t layer,
                              FILE *out)
{
    const qtl_curve *input =
        qtl_evidence_curve(evidence, QTL_QUANTIZED, exact, layer, "I(X;T)");
    const qtl_curve *label =
        qtl_evidence_curve(evidence, QTL_QUANTIZED, exact, layer, "I(T;Y)");
    if (!input && !label) {
        return QTL_OK;
    }
    (void)fprintf(out, "| %zu | %zu |", layer, (input ? input : label)->width);
    QTL_TRY(print_movement(evidence, input, qtl_phase_fall, out));
    QTL_TRY(print_movement(evidence, label, qtl_phase_rise, out));
    (void)fputc('\n', out);
    return QTL_OK;
}

static qtl_status print_layers(const qtl_evidence *evidence, FILE *out)
{
    const size_t exact = qtl_curves_method(&evidence->curves, "exact", "");
    (void)fputs("\n| layer | width | I(X;T) first | peak | at epoch | last | fall | "
                "I(T;Y) first | peak | at epoch | last | rise |\n"
                "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
                out);
    for (size_t layer = 1; layer <= evidence->curves.n_layers; layer++) {
        QTL_TRY(print_layer(evidence, exact, layer, out));
    }
    return QTL_OK;
}

static qtl_status print_counts(const qtl_findings *findings, FILE *out)
{
    (void)fputs("\n## Decided by counting\n\n", out);
    if (!print_sentences(findings, out)) {
        (void)fputs("Nothing was counted: the experiment has no estimator `exact`.\n",
                    out);
        return QTL_OK;
    }
    return print_layers(&findings->evidence, out);
}

/* --- rules and runs ----------------------------------------------------------------- */

bool qtl_is_tested(const qtl_findings *findings, const qtl_claim *claim)
{
    for (size_t i = 0; i < findings->rulings.n; i++) {
        if (findings->rulings.items[i].claim == claim) {
            return true;
        }
    }
    return false;
}

static void print_rules(const qtl_findings *findings, FILE *out)
{
    (void)fprintf(
        out,
        "\n## How it was decided\n\n"
        "A layer rises or falls if the 95 %% interval of the mean movement over runs "
        "lies "
        "above delta (%g bit; I(T;Y): %g bit) and most runs move by more than that: the "
        "lower bound of their share is above 1/2. It does not if the interval lies below "
        "delta and the upper bound of the share below 1/2. Anything else is undecided, "
        "always so with fewer than %d runs. Runs that cannot show it are counted: for a "
        "fall those that are saturated, never more than %g bit below H(X); for a rise "
        "those that begin within 2 delta of H(Y). A layer in which more than half of the "
        "runs are like that is passed over in the network's verdict; in any other, runs "
        "that begin at H(Y) are left out, and saturated ones count as not falling. "
        "Intervals of means are of the "
        "studentized bootstrap over runs (below 10 runs: Hall's transformation of "
        "Student's t), of shares Wilson's, of rank correlations Fisher's.\n\n",
        QTL_DELTA_INPUT_BITS, QTL_DELTA_LABEL_BITS, QTL_FEWEST_RUNS, QTL_SATURATED_BITS);
    for (size_t c = 0; c < qtl_n_claims; c++) {
        if (qtl_is_tested(findings, qtl_claims[c])) {
            (void)fprintf(out, "- *%s* (`%s`): %s\n", qtl_claims[c]->title,
                          qtl_claims[c]->key, qtl_claims[c]->question);
        }
    }
}

/* In a shell's single quotes, unless it needs none. */
static void print_word(const char *word, FILE *out)
{
    const bool plain = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "0123456789_./=-+,:") == strlen(word);
    (void)fprintf(out, plain ? "%s" : "'%s'", word);
}

/* Manifests before 0.2.0 do not say which file; then it was called like its experiment.
 */
static void print_command(const qtl_evidence *evidence, FILE *out)
{
    const char *file = qtl_evidence_entry(evidence, "file");
    (void)fputs("quantal run ", out);
    if (file[0]) {
        (void)fputs(file, out);
    } else {
        (void)fprintf(out, "experiments/%s.yaml", qtl_evidence_entry(evidence, "name"));
    }
    const qtl_yaml_node *list = qtl_yaml_find(evidence->manifest, "overrides");
    for (const qtl_yaml_node *n = list ? list->child : NULL; n; n = n->next) {
        (void)fputs(" --set ", out);
        print_word(n->text, out);
    }
}

static void print_runs(const qtl_evidence *evidence, FILE *out)
{
    (void)fputs("\n## Runs\n\n", out);
    for (qtl_variant v = QTL_QUANTIZED; v < QTL_VARIANT_COUNT; v++) {
        const size_t n = count_runs(evidence, v);
        if (n > 0) {
            (void)fprintf(out, "- %s: %zu of %s.\n", qtl_variant_name(v), n,
                          qtl_evidence_entry(evidence, "runs"));
        }
    }
    (void)fputs(
        "\nNo run was restarted, replaced or left out for its accuracy, so nothing here "
        "is selected.\n\nMade by `",
        out);
    print_command(evidence, out);
    (void)fprintf(
        out, "`, seed %s, runs: %s; `manifest.yaml` has every setting (sha256 %.12s).\n",
        qtl_evidence_entry(evidence, "seed"), qtl_evidence_entry(evidence, "runs"),
        qtl_evidence_entry(evidence, "config_sha256"));
}

qtl_status qtl_page_print(const qtl_findings *findings, FILE *out)
{
    print_head(&findings->evidence, out);
    QTL_TRY(print_accuracies(findings, out));
    QTL_TRY(print_counts(findings, out));
    qtl_methods_print(findings, out);
    QTL_TRY(qtl_gaps_print(findings, out));
    print_rules(findings, out);
    print_runs(&findings->evidence, out);
    return QTL_OK;
}
