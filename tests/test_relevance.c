/* I(T;R), I(T;N) and their conditional forms. Expected values are closed forms of
 * enumerated patterns, or the definitions applied to a full table of p(t,r,n). */
#include <math.h>
#include <stdlib.h>

#include "core/random.h"
#include "information.h"
#include "quantal/relevance.h"

/* Points of a test, with room for the weights that some have. */
enum { BITS = 4, SIDE = 1 << BITS, POINTS = SIDE * SIDE };
typedef struct patterns {
    uint32_t t[POINTS], r[POINTS], n[POINTS];
    double p[POINTS];
} patterns;

/* All pairs (r, n) of 4 bits each, T by `map`. */
static patterns all_patterns(uint32_t (*map)(uint32_t r, uint32_t n))
{
    patterns made;
    for (uint32_t i = 0; i < POINTS; i++) {
        made.r[i] = i / SIDE;
        made.n[i] = i % SIDE;
        made.t[i] = map(made.r[i], made.n[i]);
    }
    return made;
}

static qtl_relevance count(const patterns *of, bool weighted)
{
    const qtl_relevance_points points = {POINTS, of->t, of->r, of->n,
                                         weighted ? of->p : NULL};
    qtl_relevance got;
    ck_ok(qtl_relevance_count(&points, &got));
    return got;
}

/* p(r) p(n) with both parts weighted unevenly. */
static void weigh_independent(patterns *of, gsl_rng *rng)
{
    double p_r[SIDE];
    double p_n[SIDE];
    double sum_r = 0;
    double sum_n = 0;
    for (size_t i = 0; i < SIDE; i++) {
        sum_r += p_r[i] = gsl_rng_uniform(rng) + 0.01;
        sum_n += p_n[i] = i == 3 ? 0 : gsl_rng_uniform(rng);
    }
    for (size_t i = 0; i < POINTS; i++) {
        of->p[i] = p_r[of->r[i]] / sum_r * p_n[of->n[i]] / sum_n;
    }
}

static uint32_t constant(uint32_t r, uint32_t n)
{
    (void)r;
    (void)n;
    return 7;
}

static uint32_t relevant_part(uint32_t r, uint32_t n)
{
    (void)n;
    return 1000 + r;
}

static uint32_t irrelevant_part(uint32_t r, uint32_t n)
{
    (void)r;
    return ~n;
}

static uint32_t difference(uint32_t r, uint32_t n)
{
    return r ^ n;
}

static uint32_t everything(uint32_t r, uint32_t n)
{
    return r << 16 | n;
}

typedef struct closed_form {
    uint32_t (*map)(uint32_t r, uint32_t n);
    double i_tr, i_tn, i_tr_given_n, i_tn_given_r;
} closed_form;

START_TEST(maps_of_two_fair_parts_have_whole_bits)
{
    const closed_form forms[] = {{constant, 0, 0, 0, 0},
                                 {relevant_part, BITS, 0, BITS, 0},
                                 {irrelevant_part, 0, BITS, 0, BITS},
                                 {difference, 0, 0, BITS, BITS},
                                 {everything, BITS, BITS, BITS, BITS}};
    for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++) {
        const patterns made = all_patterns(forms[f].map);
        const qtl_relevance got = count(&made, false);
        ck_assert_double_eq(got.i_tr_bits, forms[f].i_tr);
        ck_assert_double_eq(got.i_tn_bits, forms[f].i_tn);
        ck_assert_double_eq(got.i_tr_given_n_bits, forms[f].i_tr_given_n);
        ck_assert_double_eq(got.i_tn_given_r_bits, forms[f].i_tn_given_r);
    }
}
END_TEST

static double surprise(double p)
{
    return p > 0 ? -p * log2(p) : 0;
}

/* T copies R: I(T;R) = H(R), whatever p(r). */
START_TEST(a_copy_of_r_has_the_entropy_of_uneven_weights)
{
    gsl_rng *rng = test_stream(1);
    patterns made = all_patterns(relevant_part);
    weigh_independent(&made, rng);
    double p_r[SIDE] = {0};
    double h_r = 0;
    for (size_t i = 0; i < POINTS; i++) {
        p_r[made.r[i]] += made.p[i];
    }
    for (size_t r = 0; r < SIDE; r++) {
        h_r += surprise(p_r[r]);
    }
    const qtl_relevance got = count(&made, true);
    ck_assert_double_eq_tol(got.i_tr_bits, h_r, 1e-13);
    ck_assert_double_eq_tol(got.i_tr_given_n_bits, h_r, 1e-13);
    ck_assert_double_eq_tol(got.i_tn_bits, 0, 1e-13);
    ck_assert_double_eq_tol(got.i_tn_given_r_bits, 0, 1e-13);
    gsl_rng_free(rng);
}
END_TEST

/* Random symbols of T, R and N below few; weights, some of them 0. */
static patterns random_patterns(uint32_t n_symbols, gsl_rng *rng)
{
    patterns made;
    double sum = 0;
    for (size_t i = 0; i < POINTS; i++) {
        made.t[i] = qtl_random_below(rng, n_symbols);
        made.r[i] = qtl_random_below(rng, 5);
        made.n[i] = qtl_random_below(rng, 3);
        made.p[i] = qtl_random_below(rng, 6) ? gsl_rng_uniform(rng) : 0;
        sum += made.p[i];
    }
    for (size_t i = 0; i < POINTS; i++) {
        made.p[i] /= sum;
    }
    return made;
}

enum { T_MAX = 16, R_MAX = 5, N_MAX = 3 };

/* sum p(t,r,n) log2 p(r,t|n) / (p(r|n) p(t|n)), from the table: I(T;R|N). With n always 0
 * it is I(T;R). */
static double naive_conditional(const patterns *of, bool weighted, const uint32_t *r,
                                const uint32_t *n)
{
    static double p[T_MAX][R_MAX][R_MAX];
    static double p_tn[T_MAX][R_MAX];
    static double p_rn[R_MAX][R_MAX];
    static double p_n[R_MAX];
    for (size_t i = 0; i < sizeof p / sizeof(double); i++) {
        (&p[0][0][0])[i] = 0;
    }
    for (size_t i = 0; i < R_MAX; i++) {
        p_n[i] = 0;
        for (size_t j = 0; j < T_MAX; j++) {
            p_tn[j][i] = 0;
        }
        for (size_t j = 0; j < R_MAX; j++) {
            p_rn[j][i] = 0;
        }
    }
    for (size_t i = 0; i < POINTS; i++) {
        const double w = weighted ? of->p[i] : 1.0 / POINTS;
        const uint32_t given = n ? n[i] : 0;
        p[of->t[i]][r[i]][given] += w;
        p_tn[of->t[i]][given] += w;
        p_rn[r[i]][given] += w;
        p_n[given] += w;
    }
    double bits = 0;
    for (size_t a = 0; a < T_MAX; a++) {
        for (size_t b = 0; b < R_MAX; b++) {
            for (size_t c = 0; c < R_MAX; c++) {
                const double q = p[a][b][c];
                bits += q > 0 ? q * log2(q * p_n[c] / (p_tn[a][c] * p_rn[b][c])) : 0;
            }
        }
    }
    return bits;
}

START_TEST(counting_agrees_with_the_definitions_on_a_full_table)
{
    gsl_rng *rng = test_stream(2);
    for (uint32_t n_symbols = 1; n_symbols <= T_MAX; n_symbols++) {
        const patterns made = random_patterns(n_symbols, rng);
        for (int weighted = 0; weighted < 2; weighted++) {
            const qtl_relevance got = count(&made, weighted);
            const uint32_t *r = made.r;
            const uint32_t *n = made.n;
            ck_assert_double_eq_tol(got.i_tr_bits,
                                    naive_conditional(&made, weighted, r, NULL), 1e-12);
            ck_assert_double_eq_tol(got.i_tn_bits,
                                    naive_conditional(&made, weighted, n, NULL), 1e-12);
            ck_assert_double_eq_tol(got.i_tr_given_n_bits,
                                    naive_conditional(&made, weighted, r, n), 1e-12);
            ck_assert_double_eq_tol(got.i_tn_given_r_bits,
                                    naive_conditional(&made, weighted, n, r), 1e-12);
        }
    }
    gsl_rng_free(rng);
}
END_TEST

/* A layer of random codes over the 256 patterns, its symbols numbered by code word. */
static void random_layer(patterns *made, test_layer *layer, gsl_rng *rng)
{
    *layer = test_layer_create(POINTS, 1 + qtl_random_below(rng, 3),
                               2 + qtl_random_below(rng, 5), 0, rng);
    const size_t width = layer->layer.width;
    for (size_t i = 0; i < POINTS; i++) {
        made->t[i] = 0;
        for (size_t k = 0; k < width; k++) {
            made->t[i] = made->t[i] * 8 + layer->codes[k * POINTS + i];
        }
        layer->p_x[i] = made->p[i];
    }
}

/* I(T;R) + I(T;N|R) = I(T;N) + I(T;R|N) = I(X;T), the last from the estimator `exact`. */
START_TEST(the_chain_rule_adds_up_to_what_exact_counts)
{
    gsl_rng *rng = test_stream(3);
    for (int round = 0; round < 60; round++) {
        patterns made = all_patterns(constant);
        weigh_independent(&made, rng);
        test_layer layer;
        random_layer(&made, &layer, rng);
        for (int weighted = 0; weighted < 2; weighted++) {
            layer.layer.p_x = weighted ? layer.p_x : NULL;
            const double i_xt = test_measure("exact", &layer.layer).i_xt;
            qtl_relevance got;
            ck_ok(qtl_relevance_layer(&layer.layer, made.r, made.n, &got));
            ck_assert_double_eq_tol(got.i_tr_bits, count(&made, weighted).i_tr_bits,
                                    1e-13);
            ck_assert_double_eq_tol(got.i_tr_bits + got.i_tn_given_r_bits, i_xt, 1e-9);
            ck_assert_double_eq_tol(got.i_tn_bits + got.i_tr_given_n_bits, i_xt, 1e-9);
        }
        test_layer_free(&layer);
    }
    gsl_rng_free(rng);
}
END_TEST

START_TEST(given_one_independent_part_the_other_is_known_no_less)
{
    gsl_rng *rng = test_stream(4);
    for (int round = 0; round < 60; round++) {
        patterns made = all_patterns(constant);
        weigh_independent(&made, rng);
        test_layer layer;
        random_layer(&made, &layer, rng);
        for (int weighted = 0; weighted < 2; weighted++) {
            const qtl_relevance got = count(&made, weighted);
            ck_assert_double_ge(got.i_tn_given_r_bits, got.i_tn_bits - 1e-12);
            ck_assert_double_ge(got.i_tr_given_n_bits, got.i_tr_bits - 1e-12);
        }
        test_layer_free(&layer);
    }
    gsl_rng_free(rng);
}
END_TEST

static void no_greater(qtl_relevance later, qtl_relevance earlier)
{
    ck_assert_double_le(later.i_tr_bits, earlier.i_tr_bits + 1e-12);
    ck_assert_double_le(later.i_tn_bits, earlier.i_tn_bits + 1e-12);
    ck_assert_double_le(later.i_tr_given_n_bits, earlier.i_tr_given_n_bits + 1e-12);
    ck_assert_double_le(later.i_tn_given_r_bits, earlier.i_tn_given_r_bits + 1e-12);
}

START_TEST(a_function_of_the_layer_knows_no_more_of_either_part)
{
    gsl_rng *rng = test_stream(5);
    for (int round = 0; round < 40; round++) {
        patterns made = all_patterns(constant);
        weigh_independent(&made, rng);
        for (size_t i = 0; i < POINTS; i++) {
            made.t[i] = qtl_random_below(rng, 60);
        }
        for (uint32_t divisor = 2; divisor < 60; divisor *= 3) {
            patterns merged = made;
            for (size_t i = 0; i < POINTS; i++) {
                merged.t[i] = made.t[i] / divisor;
            }
            no_greater(count(&merged, false), count(&made, false));
            no_greater(count(&merged, true), count(&made, true));
        }
    }
    gsl_rng_free(rng);
}
END_TEST

START_TEST(order_and_names_of_symbols_change_no_bit)
{
    gsl_rng *rng = test_stream(6);
    const patterns made = random_patterns(T_MAX, rng);
    uint32_t order[POINTS];
    for (uint32_t i = 0; i < POINTS; i++) {
        order[i] = i;
    }
    qtl_random_shuffle(rng, order, POINTS);
    patterns moved;
    for (size_t i = 0; i < POINTS; i++) {
        moved.t[order[i]] = 0xfffffff0u ^ (made.t[i] * 2654435761u);
        moved.r[order[i]] = 77 - made.r[i];
        moved.n[order[i]] = made.n[i] << 30;
    }
    const qtl_relevance before = count(&made, false);
    const qtl_relevance after = count(&moved, false);
    ck_assert_double_eq(before.i_tr_bits, after.i_tr_bits);
    ck_assert_double_eq(before.i_tn_bits, after.i_tn_bits);
    ck_assert_double_eq(before.i_tr_given_n_bits, after.i_tr_given_n_bits);
    ck_assert_double_eq(before.i_tn_given_r_bits, after.i_tn_given_r_bits);
    gsl_rng_free(rng);
}
END_TEST

START_TEST(one_point_knows_nothing)
{
    const uint32_t symbol = 3;
    const double p = 1;
    const qtl_relevance_points points = {1, &symbol, &symbol, &symbol, &p};
    qtl_relevance got = {1, 1, 1, 1};
    ck_ok(qtl_relevance_count(&points, &got));
    ck_assert_double_eq(got.i_tr_bits + got.i_tn_bits, 0);
    ck_assert_double_eq(got.i_tr_given_n_bits + got.i_tn_given_r_bits, 0);
}
END_TEST

START_TEST(impossible_points_are_refused_and_leave_the_result_alone)
{
    const uint32_t symbol[2] = {0, 1};
    const double odd[2] = {0.5, 0.4};
    const double negative[2] = {1.5, -0.5};
    const double gap[2] = {1, NAN};
    qtl_relevance_points points = {2, symbol, symbol, symbol, NULL};
    qtl_relevance got = {.i_tr_bits = -1};
    ck_fails(qtl_relevance_count(NULL, &got), QTL_EINVAL, "NULL");
    ck_fails(qtl_relevance_count(&points, NULL), QTL_EINVAL, "NULL");
    points.p_x = odd;
    ck_fails(qtl_relevance_count(&points, &got), QTL_ERANGE, "sums to 0.9");
    points.p_x = negative;
    ck_fails(qtl_relevance_count(&points, &got), QTL_ERANGE, "p_x[1] is -0.5");
    points.p_x = gap;
    ck_fails(qtl_relevance_count(&points, &got), QTL_ERANGE, "p_x[1]");
    points.p_x = NULL;
    points.n_points = 0;
    ck_fails(qtl_relevance_count(&points, &got), QTL_EEMPTY, "no points");
    points.n_points = ((size_t)1 << 30) + 1;
    ck_fails(qtl_relevance_count(&points, &got), QTL_ERANGE, "2^30");
    points.irrelevant = NULL;
    ck_fails(qtl_relevance_count(&points, &got), QTL_EINVAL, "irrelevant");
    ck_assert_double_eq(got.i_tr_bits, -1);
}
END_TEST

START_TEST(layers_without_codes_or_points_are_refused)
{
    const uint16_t codes[2] = {0, 1};
    const uint32_t part[2] = {0, 1};
    qtl_layer layer = {.n_points = 2, .width = 1};
    qtl_relevance got = {.i_tr_bits = -1};
    ck_fails(qtl_relevance_layer(&layer, part, part, &got), QTL_EUNSUPPORTED, "no codes");
    layer.codes = codes;
    ck_fails(qtl_relevance_layer(&layer, part, NULL, &got), QTL_EINVAL, "irrelevant");
    ck_fails(qtl_relevance_layer(NULL, part, part, &got), QTL_EINVAL, "NULL");
    layer.n_points = 0;
    ck_fails(qtl_relevance_layer(&layer, part, part, &got), QTL_EEMPTY, "no points");
    ck_assert_double_eq(got.i_tr_bits, -1);
}
END_TEST

QTL_SUITE("relevance", maps_of_two_fair_parts_have_whole_bits,
          a_copy_of_r_has_the_entropy_of_uneven_weights,
          counting_agrees_with_the_definitions_on_a_full_table,
          the_chain_rule_adds_up_to_what_exact_counts,
          given_one_independent_part_the_other_is_known_no_less,
          a_function_of_the_layer_knows_no_more_of_either_part,
          order_and_names_of_symbols_change_no_bit, one_point_knows_nothing,
          impossible_points_are_refused_and_leave_the_result_alone,
          layers_without_codes_or_points_are_refused)
