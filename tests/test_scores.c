/* scores.csv, of measures with every gap, violation and fall planted. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bias_tables.h"
#include "core/csv.h"
#include "core/text.h"
#include "suite.h"

static void scores(const qtl_csv *t, size_t row, const char *score, double expected)
{
    const double found = bias_number(t, row, score);
    ck_assert_msg(isnan(expected) ? isnan(found) : fabs(found - expected) < 1e-8,
                  "row %zu: %s is %g, not %g", row, score, found, expected);
}

START_TEST(errors_are_scored_over_epochs_layers_and_runs)
{
    /* run 1: totals +3 and -1; run 2: -4 */
    qtl_csv t = bias_table("1,quantized,1,1,3,exact,,I(X;T),4,\n"
                           "1,quantized,1,1,3,kde,,I(X;T),7,\n"
                           "1,quantized,1,2,3,exact,,I(X;T),4,\n"
                           "1,quantized,1,2,3,kde,,I(X;T),3,\n"
                           "1,quantized,1,2,3,noisy-truth,,I(X;T),3.5,\n"
                           "2,quantized,1,1,3,exact,,I(X;T),5,\n"
                           "2,quantized,1,1,3,kde,,I(X;T),1,\n",
                           "scores.csv");
    const size_t row = bias_row(&t, "kde", "", "I(X;T)");
    scores(&t, row, "runs", 2);
    scores(&t, row, "points", 3);
    scores(&t, row, "abs_total_bits", (2.0 + 4.0) / 2);
    scores(&t, row, "rms_total_bits", sqrt((5.0 + 16.0) / 2));
    scores(&t, row, "definition_gap_bits", -0.5);
    scores(&t, row, "estimation_error_bits", -0.5);
    ck_assert_double_lt(bias_number(&t, row, "abs_total_bits_low"), 3);
    ck_assert_double_gt(bias_number(&t, row, "abs_total_bits_high"), 3);
    ck_assert_double_ge(bias_number(&t, row, "abs_total_bits_low"), 0);
    /* the gap is known in one run alone */
    scores(&t, row, "definition_gap_bits_low", NAN);
    qtl_csv_free(&t);
}
END_TEST

START_TEST(violations_of_the_inequalities_are_counted)
{
    /* I(X;T) of layers 1, 2, 3: 8.5 (above H(X) = 8), 6, 7 (above layer 2);
     * I(T;Y): 0.5, 1.25 (above H(Y) = 1 and above layer 1), 1.25 (above H(Y));
     * layer 4: I(T;Y) 0.75 above its I(X;T) 0.5 */
    qtl_csv t = bias_table("1,quantized,1,1,3,kde,,I(X;T),8.5,\n"
                           "1,quantized,1,1,3,kde,,I(T;Y),0.5,\n"
                           "1,quantized,1,2,3,kde,,I(X;T),6,\n"
                           "1,quantized,1,2,3,kde,,I(T;Y),1.25,\n"
                           "1,quantized,1,3,3,kde,,I(X;T),7,\n"
                           "1,quantized,1,3,3,kde,,I(T;Y),1.25,\n"
                           "1,quantized,1,4,3,kde,,I(X;T),0.5,\n"
                           "1,quantized,1,4,3,kde,,I(T;Y),0.75,\n",
                           "scores.csv");
    size_t row = bias_row(&t, "kde", "", "I(X;T)");
    scores(&t, row, "order_violations", 1.0 / 3);
    scores(&t, row, "entropy_violations", 1.0 / 4);
    scores(&t, row, "input_violations", NAN);
    scores(&t, row, "abs_total_bits", NAN); /* nothing was counted */
    row = bias_row(&t, "kde", "", "I(T;Y)");
    scores(&t, row, "order_violations", 1.0 / 3);
    scores(&t, row, "entropy_violations", 2.0 / 4);
    scores(&t, row, "input_violations", 1.0 / 4);
    qtl_csv_free(&t);
}
END_TEST

START_TEST(rounding_is_no_violation)
{
    qtl_csv t = bias_table("1,quantized,1,1,3,kde,,I(X;T),8.0000000005,\n"
                           "1,quantized,1,2,3,kde,,I(X;T),8.0000000010,\n",
                           "scores.csv");
    const size_t row = bias_row(&t, "kde", "", "I(X;T)");
    scores(&t, row, "order_violations", 0);
    scores(&t, row, "entropy_violations", 0.0);
    qtl_csv_free(&t);
}
END_TEST

/* Writes a curve of I(X;T), one value an epoch from 1 on. */
static void add_curve(qtl_text *rows, int layer, const char *estimator,
                      const double *bits, size_t n)
{
    for (size_t e = 0; e < n; e++) {
        qtl_text_add(rows, "1,quantized,%zu,%d,3,%s,,I(X;T),%.9g,\n", e + 1, layer,
                     estimator, bits[e]);
    }
}

/* Four runs in order: Wilson's interval of 0 of 4 ends at z^2 / (4 + z^2). */
START_TEST(what_never_happens_in_a_few_runs_may_happen_in_others)
{
    qtl_csv t = bias_table("1,quantized,1,1,3,kde,,I(X;T),7,\n"
                           "1,quantized,1,2,3,kde,,I(X;T),6,\n"
                           "2,quantized,1,1,3,kde,,I(X;T),7,\n"
                           "2,quantized,1,2,3,kde,,I(X;T),6,\n"
                           "3,quantized,1,1,3,kde,,I(X;T),7,\n"
                           "3,quantized,1,2,3,kde,,I(X;T),6,\n"
                           "4,quantized,1,1,3,kde,,I(X;T),7,\n"
                           "4,quantized,1,2,3,kde,,I(X;T),6,\n",
                           "scores.csv");
    const size_t row = bias_row(&t, "kde", "", "I(X;T)");
    const double zz = 1.959963985 * 1.959963985;
    scores(&t, row, "order_violations", 0);
    scores(&t, row, "order_violations_low", 0);
    scores(&t, row, "order_violations_high", zz / (4 + zz));
    qtl_csv_free(&t);
}
END_TEST

START_TEST(compression_that_is_not_there_and_compression_that_is_missed)
{
    /* a curve falls if it ends more than 0.1 bit below its maximum */
    static const double falls[] = {3, 5, 6, 4};
    static const double rises[] = {3, 5, 5.9, 6};
    static const double jitters[] = {3, 5, 6, 5.95};
    static const struct {
        const double *exact, *estimate;
    } layers[] = {{falls, falls},   {falls, rises},   {rises, falls},  {rises, jitters},
                  {jitters, rises}, {jitters, falls}, {falls, jitters}};
    qtl_text rows = {0};
    for (int l = 0; l < 7; l++) {
        add_curve(&rows, l + 1, "exact", layers[l].exact, 4);
        add_curve(&rows, l + 1, "kde", layers[l].estimate, 4);
    }
    qtl_csv t = bias_table(rows.data, "scores.csv");
    free(rows.data);
    const size_t row = bias_row(&t, "kde", "", "I(X;T)");
    scores(&t, row, "false_compression", 2.0 / 4);
    scores(&t, row, "missed_compression", 2.0 / 3);
    scores(&t, bias_row(&t, "exact", "", "I(X;T)"), "false_compression", 0);
    scores(&t, bias_row(&t, "exact", "", "I(X;T)"), "missed_compression", 0);
    qtl_csv_free(&t);
}
END_TEST

START_TEST(rank_correlation_is_over_the_epochs_that_both_have)
{
    /* layer 1: the ranks agree where kde is there; layer 2: reversed but for a pair, by
     * hand 1 - 6 (9 + 1 + 1 + 9) / 60 = -1 for the full reversal and
     * 1 - 6 (4 + 4 + 1 + 9) / 60 = -0.8 for 3, 4, 2, 1; layer 3: exact never changes */
    static const double exact[] = {1, 2, 3, 4};
    static const double mixed[] = {3, 4, 2, 1};
    static const double flat[] = {2, 2, 2, 2};
    qtl_text rows = {0};
    add_curve(&rows, 1, "exact", exact, 4);
    qtl_text_add(&rows, "1,quantized,2,1,3,kde,,I(X;T),-1,\n"
                        "1,quantized,4,1,3,kde,,I(X;T),0,\n"
                        "1,quantized,9,1,3,kde,,I(X;T),-5,\n");
    add_curve(&rows, 2, "exact", exact, 4);
    add_curve(&rows, 2, "kde", mixed, 4);
    add_curve(&rows, 3, "exact", flat, 4);
    add_curve(&rows, 3, "kde", mixed, 4);
    qtl_csv t = bias_table(rows.data, "scores.csv");
    free(rows.data);
    const size_t row = bias_row(&t, "kde", "", "I(X;T)");
    scores(&t, row, "rank_correlation", (1 - 0.8) / 2);
    scores(&t, row, "constant_curves", 1);
    scores(&t, row, "points", 2 + 4 + 4);
    qtl_csv_free(&t);
}
END_TEST

START_TEST(exact_comes_first_and_is_faultless)
{
    qtl_csv t = bias_table("1,quantized,1,1,3,kde,,I(X;T),7,\n"
                           "1,quantized,1,1,3,binning,,I(X;T),7,\n"
                           "1,quantized,1,1,3,exact,,I(X;T),4,\n"
                           "1,quantized,1,1,3,lnn,,I(X;T),3,\n"
                           "1,quantized,1,2,3,exact,,I(X;T),4,\n",
                           "scores.csv");
    static const char *const expected[] = {"exact", "kde", "binning", "lnn"};
    ck_assert_uint_eq(t.n_rows, 1 + 4);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_str_eq(bias_cell(&t, i + 1, "estimator"), expected[i]);
    }
    scores(&t, 1, "abs_total_bits", 0);
    scores(&t, 1, "estimation_error_bits", 0);
    scores(&t, 1, "order_violations", 0);
    qtl_csv_free(&t);
}
END_TEST

QTL_SUITE("scores", errors_are_scored_over_epochs_layers_and_runs,
          violations_of_the_inequalities_are_counted, rounding_is_no_violation,
          what_never_happens_in_a_few_runs_may_happen_in_others,
          compression_that_is_not_there_and_compression_that_is_missed,
          rank_correlation_is_over_the_epochs_that_both_have,
          exact_comes_first_and_is_faultless)
