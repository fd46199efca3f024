/* The part of verdict.md that sets methods beside the count. */
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "experiment/verdict_page.h"

/* --- by method ---------------------------------------------------------------------- */

static void print_decision(const qtl_findings *findings, const qtl_ruling *r,
                           const qtl_claim *claim, FILE *out)
{
    const qtl_ruling *truth = qtl_counted(findings, claim);
    const bool against = r && truth && r->decision != QTL_UNDECIDED &&
                         truth->decision != QTL_UNDECIDED &&
                         r->decision != truth->decision;
    const char *bold = against ? "**" : "";
    (void)fprintf(out, " %s%s%s |", bold, r ? qtl_decision_word(r->decision) : "", bold);
}

static void print_method(const qtl_curve_method *method, FILE *out)
{
    (void)fprintf(out, "| `%s%s%s` |", method->estimator, method->params[0] ? ":" : "",
                  method->params);
}

static void print_method_row(const qtl_findings *findings, qtl_variant variant,
                             size_t method, FILE *out)
{
    print_method(&findings->evidence.curves.methods[method], out);
    (void)fprintf(out, " %s |", qtl_variant_name(variant));
    for (size_t c = 0; c < qtl_n_claims; c++) {
        if (qtl_is_tested(findings, qtl_claims[c])) {
            print_decision(
                findings,
                qtl_rulings_overall(&findings->rulings, qtl_claims[c], variant, method),
                qtl_claims[c], out);
        }
    }
    (void)fputc('\n', out);
}

static void print_method_heading(const qtl_findings *findings, FILE *out)
{
    (void)fputs("\n## What each method would have said\n\n", out);
    (void)fputs("| method | network |", out);
    size_t n = 0;
    for (size_t c = 0; c < qtl_n_claims; c++) {
        if (qtl_is_tested(findings, qtl_claims[c])) {
            (void)fprintf(out, " %s |", qtl_claims[c]->heading);
            n++;
        }
    }
    (void)fputs("\n|---|---|", out);
    for (size_t i = 0; i < n; i++) {
        (void)fputs("---|", out);
    }
    (void)fputc('\n', out);
}

/* Whether any claim was ruled on. */
static bool is_judged(const qtl_rulings *all, qtl_variant variant, size_t method)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->items[i].variant == variant && all->items[i].method == method) {
            return true;
        }
    }
    return false;
}

void qtl_methods_print(const qtl_findings *findings, FILE *out)
{
    print_method_heading(findings, out);
    const qtl_curves *curves = &findings->evidence.curves;
    for (size_t i = 0; i < curves->n_methods * QTL_VARIANT_COUNT; i++) {
        const size_t method = qtl_curves_exact_first(curves, i / QTL_VARIANT_COUNT);
        const qtl_variant variant = (qtl_variant)(i % QTL_VARIANT_COUNT);
        if (is_judged(&findings->rulings, variant, method)) {
            print_method_row(findings, variant, method, out);
        }
    }
    (void)fputs("\nBold: the opposite of what counting says. Layers and numbers are in "
                "`verdict.csv`.\n",
                out);
}

/* --- twins -------------------------------------------------------------------------- */

static bool is_paired(const qtl_curves *curves, size_t method, const char *quantity)
{
    const size_t exact = qtl_curves_method(curves, "exact", "");
    for (size_t layer = 1; layer <= curves->n_layers; layer++) {
        if (qtl_curves_find(curves, QTL_CONTINUOUS, method, layer, quantity) &&
            qtl_curves_find(curves, QTL_QUANTIZED, exact, layer, quantity)) {
            return true;
        }
    }
    return false;
}

/* At the last epoch of the curve. */
static qtl_status print_gap(const qtl_curves *curves, const qtl_curve *curve, FILE *out)
{
    qtl_interval gap = {.value = NAN};
    if (curve) {
        QTL_TRY(qtl_twins_gap(curves, curve, curve->epochs[curve->n_epochs - 1], &gap));
    }
    (void)fputc(' ', out);
    qtl_number_print(out, &gap, 2, "");
    (void)fputs(" |", out);
    return QTL_OK;
}

static qtl_status print_gap_row(const qtl_curves *curves, size_t method,
                                const char *quantity, FILE *out)
{
    print_method(&curves->methods[method], out);
    (void)fprintf(out, " %s |", quantity);
    for (size_t layer = 1; layer <= curves->n_layers; layer++) {
        QTL_TRY(print_gap(
            curves, qtl_curves_find(curves, QTL_CONTINUOUS, method, layer, quantity),
            out));
    }
    (void)fputc('\n', out);
    return QTL_OK;
}

static void print_gap_heading(size_t n_layers, FILE *out)
{
    (void)fputs(
        "\n## Estimates on the continuous network\n\nWhat they exceed the count in "
        "the quantized twin by at their last epoch, in bits; every epoch is in "
        "`twins.csv`.\n\n| method | quantity |",
        out);
    for (size_t layer = 1; layer <= n_layers; layer++) {
        (void)fprintf(out, " layer %zu |", layer);
    }
    (void)fputs("\n|---|---|", out);
    for (size_t layer = 1; layer <= n_layers; layer++) {
        (void)fputs("--:|", out);
    }
    (void)fputc('\n', out);
}

qtl_status qtl_gaps_print(const qtl_findings *findings, FILE *out)
{
    static const char *const quantities[] = {"I(X;T)", "I(T;Y)"};
    const qtl_curves *curves = &findings->evidence.curves;
    bool any = false;
    for (size_t i = 0; i < 2 * curves->n_methods; i++) {
        const char *quantity = quantities[i % 2];
        if (!is_paired(curves, i / 2, quantity)) {
            continue;
        }
        if (!any) {
            print_gap_heading(curves->n_layers, out);
            any = true;
        }
        QTL_TRY(print_gap_row(curves, i / 2, quantity, out));
    }
    return QTL_OK;
}
