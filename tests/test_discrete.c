/* What discrete entropies have in common, and what they refuse. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/random.h"
#include "discrete.h"
#include "information/discrete.h"
#include "suite.h"

static const long double gamma_l = 0.577215664901532860606512090082402431L;
static const long double ln2_l = 0.693147180559945309417232121458176568L;

START_TEST(uniform_counts_have_log_k_bits)
{
    const size_t counts[8] = {3, 3, 3, 3, 3, 3, 3, 3};
    static const char *const exact[] = {"plugin",  "jeffreys", "laplace",
                                        "minimax", "shrink",   "schurmann-grassberger"};
    for (size_t i = 0; i < sizeof exact / sizeof exact[0]; i++) {
        ck_assert_double_eq_tol(entropy_of_counts(exact[i], counts, 8), 3, 1e-14);
    }
    /* log2 8 + (8 - 1) / (2 24 ln 2) */
    ck_assert_double_eq_tol(entropy_of_counts("miller-madow", counts, 8),
                            3 + 7 / (48 * M_LN2), 1e-14);
}
END_TEST

START_TEST(one_sample_has_gamma_plus_log_two_nats_after_grassberger)
{
    const size_t one = 1; /* ln 1 - G(1), G(1) = -gamma - ln 2 */
    ck_assert_double_eq_tol(entropy_of_counts("grassberger", &one, 1),
                            (double)((gamma_l + ln2_l) / ln2_l), 1e-15);
}
END_TEST

START_TEST(one_symbol_has_no_entropy)
{
    const size_t counts[] = {1, 2, 3, 1000, 100000};
    for (size_t m = 0; discrete_methods[m]; m++) {
        for (size_t i = 0; i < 5; i++) {
            const double h_bits = entropy_of_counts(discrete_methods[m], &counts[i], 1);
            if (strncmp(discrete_methods[m], "grassberger", 11) == 0) {
                /* ln N - G(N) is of order 1/N only */
                ck_assert_double_le(fabs(h_bits), 2 / (double)counts[i]);
            } else {
                ck_assert_msg(h_bits == 0 && !signbit(h_bits), "%s: %g",
                              discrete_methods[m], h_bits);
            }
        }
    }
}
END_TEST

START_TEST(symbols_may_be_permuted_and_renamed_without_a_bit_changing)
{
    size_t counts[60];
    for (size_t i = 0; i < 60; i++) {
        counts[i] = 1 + 180 / (i + 1);
    }
    size_t n = 0;
    double *x = column_of_counts(counts, 60, &n);
    double *y = calloc(n, sizeof *y);
    uint32_t *order = calloc(n, sizeof *order);
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(2, QTL_FOR_TESTS, 0, &rng));
    for (size_t i = 0; i < n; i++) {
        order[i] = (uint32_t)i;
    }
    qtl_random_shuffle(rng, order, n);
    for (size_t i = 0; i < n; i++) {
        y[i] = -1.5e9 * cos(x[order[i]]); /* other names in another order */
    }
    for (size_t m = 0; discrete_methods[m]; m++) {
        const double before = entropy_of_column(discrete_methods[m], x, n);
        const double after = entropy_of_column(discrete_methods[m], y, n);
        ck_assert_msg(before == after, "%s", discrete_methods[m]);
        const double forth = information_of_columns(discrete_methods[m], x, y, n);
        const double back = information_of_columns(discrete_methods[m], y, x, n);
        ck_assert_msg(forth == back, "%s", discrete_methods[m]);
    }
    gsl_rng_free(rng);
    free(order);
    free(y);
    free(x);
}
END_TEST

START_TEST(information_of_a_variable_with_itself_is_its_entropy)
{
    const size_t counts[] = {1, 1, 2, 5, 8, 13};
    size_t n = 0;
    double *x = column_of_counts(counts, 6, &n);
    for (size_t m = 0; discrete_methods[m]; m++) {
        ck_assert_double_eq(information_of_columns(discrete_methods[m], x, x, n),
                            entropy_of_column(discrete_methods[m], x, n));
    }
    free(x);
}
END_TEST

START_TEST(independent_columns_share_nothing_after_the_plugin)
{
    double x[36];
    double y[36];
    for (size_t i = 0; i < 36; i++) { /* a full factorial design */
        x[i] = (double)(i % 4);
        y[i] = (double)(i / 4);
    }
    ck_assert_double_eq_tol(information_of_columns("plugin", x, y, 36), 0, 1e-15);
    /* Bias terms (4 - 1 + 9 - 1 - 36 + 1) / 2N remain in Miller-Madow. */
    ck_assert_double_eq_tol(information_of_columns("miller-madow", x, y, 36),
                            -24 / (72 * M_LN2), 1e-14);
}
END_TEST

START_TEST(alphabet_of_a_pair_is_the_product_of_alphabets)
{
    const double x[] = {0, 0, 1, 2};
    const double y[] = {0, 1, 1, 1};
    const size_t of_x[] = {2, 1, 1};
    const size_t of_y[] = {1, 3};
    const size_t of_pair[] = {1, 1, 1, 1};
    const double expected = entropy_of_counts("laplace:support=5", of_x, 3) +
                            entropy_of_counts("laplace:support=5", of_y, 2) -
                            entropy_of_counts("laplace:support=25", of_pair, 4);
    ck_assert_double_eq_tol(information_of_columns("laplace:support=5", x, y, 4),
                            expected, 1e-15);
}
END_TEST

START_TEST(a_huge_count_keeps_its_digits)
{
    /* H = -(1 - p) ln(1 - p) - p ln p with p = 1/N, to first orders by series. */
    const size_t counts[] = {(1 << 22) - 1, 1};
    const long double p = 1.0L / (1 << 22);
    const long double h = -(1 - p) * log1pl(-p) - p * logl(p);
    ck_assert_double_eq_tol(entropy_of_counts("plugin", counts, 2), (double)(h / ln2_l),
                            1e-20);
    for (size_t m = 0; discrete_methods[m]; m++) {
        const double h_bits = entropy_of_counts(discrete_methods[m], counts, 2);
        ck_assert_msg(h_bits > 0 && h_bits < 1e-2, "%s: %g", discrete_methods[m], h_bits);
    }
}
END_TEST

START_TEST(all_singletons_in_a_large_sample_are_quick_and_finite)
{
    enum { N = 200000 };
    size_t *counts = calloc(N, sizeof *counts);
    for (size_t i = 0; i < N; i++) {
        counts[i] = 1;
    }
    for (size_t m = 0; discrete_methods[m]; m++) {
        const double h_bits = entropy_of_counts(discrete_methods[m], counts, N);
        ck_assert_msg(isfinite(h_bits) && h_bits > 15, "%s: %g", discrete_methods[m],
                      h_bits);
    }
    free(counts);
}
END_TEST

static qtl_status measure(const char *text, const qtl_sample *sample, qtl_estimate *out)
{
    qtl_method method;
    ck_ok(qtl_method_parse(text, &method));
    return qtl_method_sample(&method, sample, out);
}

START_TEST(failures_say_why_and_leave_the_result_alone)
{
    const double x[] = {0, 1, 2};
    qtl_estimate out = {42, 43};
    qtl_sample sample = {3, {1, x, false}, {0, NULL, false}};
    for (size_t m = 0; discrete_methods[m]; m++) {
        ck_fails(measure(discrete_methods[m], &sample, &out), QTL_EUNSUPPORTED,
                 "x is continuous: --x-kind discrete");
    }
    sample = (qtl_sample){3, {1, x, true}, {1, x, false}};
    ck_fails(measure("plugin", &sample, &out), QTL_EUNSUPPORTED,
             "y is continuous: --y-kind discrete");
    sample.y.discrete = true;
    ck_fails(measure("laplace:support=2", &sample, &out), QTL_ERANGE,
             "support=2 is too small: x has 3 different symbols");
    const double zero[] = {0, 0, 0};
    sample.x.values = zero;
    ck_fails(measure("laplace:support=2", &sample, &out), QTL_ERANGE,
             "support=2 is too small: y has 3 different symbols");
    ck_assert_double_eq(out.value_bits, 42);
    ck_assert_double_eq(out.stderr_bits, 43);
}
END_TEST

START_TEST(support_is_observed_or_a_positive_integer)
{
    qtl_method method;
    char text[64];
    ck_fails(qtl_method_parse("nsb:support=few", &method), QTL_EINVAL,
             "support=\"few\" is not an integer");
    ck_fails(qtl_method_parse("nsb:support=0", &method), QTL_ERANGE, "support=0");
    ck_fails(qtl_method_parse("plugin:support=9", &method), QTL_EUNKNOWN, "support");
    ck_fails(qtl_method_parse("grassberger:year=1999", &method), QTL_EUNKNOWN, "1999");
    ck_ok(qtl_method_parse("nsb:support=observed", &method));
    ck_assert(isnan(method.params.value[0]));
    qtl_method_params(&method, text, sizeof text);
    ck_assert_str_eq(text, "support=observed");
    ck_ok(qtl_method_parse("nsb:support=100", &method));
    qtl_method_params(&method, text, sizeof text);
    ck_assert_str_eq(text, "support=100");
}
END_TEST

START_TEST(tallies_count_counts_and_refuse_what_does_not_fit)
{
    uint64_t counts[] = {3, 0, 1, 3, 1, 1};
    qtl_tally tally;
    ck_ok(qtl_tally_create(counts, 6, &tally));
    ck_assert_double_eq(tally.n_samples, 9);
    ck_assert_double_eq(tally.observed, 5);
    ck_assert_double_eq(tally.support, 5);
    ck_assert_uint_eq(tally.n_entries, 2);
    ck_assert_double_eq(qtl_tally_symbols(&tally, 1), 3);
    ck_assert_double_eq(qtl_tally_symbols(&tally, 2), 0);
    ck_assert_double_eq(qtl_tally_symbols(&tally, 3), 2);
    qtl_tally_free(&tally);
    qtl_tally_free(NULL);
    uint64_t zeros[] = {0, 0};
    ck_fails(qtl_tally_create(zeros, 2, &tally), QTL_EEMPTY, "zero");
    uint64_t huge[] = {UINT64_C(1) << 52, UINT64_C(1) << 52};
    ck_fails(qtl_tally_create(huge, 2, &tally), QTL_ERANGE, "2^53");
    uint64_t wrapping[] = {UINT64_MAX, 2};
    ck_fails(qtl_tally_create(wrapping, 2, &tally), QTL_ERANGE, "2^53");
    huge[1]--;
    ck_ok(qtl_tally_create(huge, 2, &tally));
    ck_assert_double_eq(tally.n_samples, 9007199254740991);
    qtl_tally_free(&tally);
}
END_TEST

enum { POINTS = 6 };
static const uint16_t codes[2 * POINTS] = {1, 1, 2, 2, 9, 9, 0, 0, 0, 7, 7, 7};
static const uint32_t labels[POINTS] = {0, 0, 2, 2, 2, 0};

static qtl_status measure_layer(const char *text, const qtl_layer *layer,
                                qtl_layer_information *out)
{
    qtl_method method;
    ck_ok(qtl_method_parse(text, &method));
    return qtl_method_layer(&method, layer, out);
}

START_TEST(a_layer_is_a_sample_of_its_codes)
{
    const qtl_layer layer = {.n_points = POINTS,
                             .width = 2,
                             .codes = codes,
                             .n_classes = 3, /* class 1 does not occur */
                             .label = labels};
    const size_t of_t[] = {2, 1, 1, 2};
    const size_t of_y[] = {3, 0, 3};
    const size_t of_pair[] = {2, 1, 1, 1, 1};
    qtl_layer_information got;
    for (size_t m = 0; discrete_methods[m]; m++) {
        const char *name = discrete_methods[m];
        ck_ok(measure_layer(name, &layer, &got));
        const double h_t = entropy_of_counts(name, of_t, 4);
        ck_assert_double_eq(got.i_xt.value_bits, h_t);
        ck_assert_double_eq_tol(got.i_ty.value_bits,
                                h_t + entropy_of_counts(name, of_y, 3) -
                                    entropy_of_counts(name, of_pair, 5),
                                1e-14);
    }
    /* An alphabet of 10 codes beside all 3 classes. */
    ck_ok(measure_layer("laplace:support=10", &layer, &got));
    ck_assert_double_eq_tol(got.i_ty.value_bits,
                            entropy_of_counts("laplace:support=10", of_t, 4) +
                                entropy_of_counts("laplace:support=3", of_y, 3) -
                                entropy_of_counts("laplace:support=30", of_pair, 5),
                            1e-14);
}
END_TEST

START_TEST(a_layer_without_labels_has_no_information_on_them)
{
    const qtl_layer layer = {.n_points = POINTS, .width = 2, .codes = codes};
    qtl_layer_information got;
    ck_ok(measure_layer("plugin", &layer, &got));
    /* Counts 2, 1, 1, 2 of 6: ln 6 - (2/6) 2 ln 2 nats. */
    ck_assert_double_eq_tol(got.i_xt.value_bits, log2(6) - 2. / 3, 1e-15);
    ck_assert(isnan(got.i_ty.value_bits));
}
END_TEST

START_TEST(a_layer_that_is_no_sample_is_refused)
{
    const double p_x[POINTS] = {0.5, 0.1, 0.1, 0.1, 0.1, 0.1};
    double soft[2 * POINTS];
    for (size_t i = 0; i < 2 * POINTS; i++) {
        soft[i] = 0.5;
    }
    qtl_layer layer = {.n_points = POINTS, .width = 2, .codes = codes, .p_x = p_x};
    qtl_layer_information out = {{1, 2}, {3, 4}};
    ck_fails(measure_layer("plugin", &layer, &out), QTL_EUNSUPPORTED, "equiprobable");
    layer.p_x = NULL;
    layer.n_classes = 2;
    layer.p_y_given_x = soft;
    ck_fails(measure_layer("nsb", &layer, &out), QTL_EUNSUPPORTED, "hard");
    layer.n_classes = 0;
    ck_fails(measure_layer("minimax:support=3", &layer, &out), QTL_ERANGE,
             "the layer has 4 different symbols");
    layer.codes = NULL;
    ck_fails(measure_layer("plugin", &layer, &out), QTL_EUNSUPPORTED, "codes");
    ck_assert_double_eq(out.i_xt.value_bits, 1);
    ck_assert_double_eq(out.i_ty.stderr_bits, 4);
}
END_TEST

QTL_SUITE("discrete", uniform_counts_have_log_k_bits,
          one_sample_has_gamma_plus_log_two_nats_after_grassberger,
          one_symbol_has_no_entropy,
          symbols_may_be_permuted_and_renamed_without_a_bit_changing,
          information_of_a_variable_with_itself_is_its_entropy,
          independent_columns_share_nothing_after_the_plugin,
          alphabet_of_a_pair_is_the_product_of_alphabets, a_huge_count_keeps_its_digits,
          all_singletons_in_a_large_sample_are_quick_and_finite,
          failures_say_why_and_leave_the_result_alone,
          support_is_observed_or_a_positive_integer,
          tallies_count_counts_and_refuse_what_does_not_fit,
          a_layer_is_a_sample_of_its_codes,
          a_layer_without_labels_has_no_information_on_them,
          a_layer_that_is_no_sample_is_refused)
