/* Counting: the `exact` estimator. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/random.h"
#include "information.h"

static bool same_row(const qtl_layer *layer, size_t i, size_t j)
{
    for (size_t k = 0; k < layer->width; k++) {
        if (layer->codes[k * layer->n_points + i] !=
            layer->codes[k * layer->n_points + j]) {
            return false;
        }
    }
    return true;
}

static double p_of(const qtl_layer *layer, size_t i)
{
    return layer->p_x ? layer->p_x[i] : 1 / (double)layer->n_points;
}

static double p_y_of(const qtl_layer *layer, size_t i, size_t y)
{
    return layer->p_y_given_x ? layer->p_y_given_x[i * layer->n_classes + y]
                              : layer->label[i] == y;
}

static double plogp(double p)
{
    return p > 0 ? p * log2(p) : 0;
}

/* By comparing all pairs: H(T) and H(T) + H(Y) - H(T,Y). O(N^2 K). */
static test_bits naive_exact(const qtl_layer *layer)
{
    const size_t n = layer->n_points;
    double h_t = 0;
    double h_y = 0;
    double h_ty = 0;
    for (size_t y = 0; y < layer->n_classes; y++) {
        double p_y = 0;
        for (size_t i = 0; i < n; i++) {
            p_y += p_of(layer, i) * p_y_of(layer, i, y);
        }
        h_y -= plogp(p_y);
    }
    for (size_t i = 0; i < n; i++) {
        size_t earlier = 0;
        while (!same_row(layer, i, earlier)) {
            earlier++;
        }
        double p_t = 0;
        for (size_t j = 0; j < n && earlier == i; j++) {
            p_t += same_row(layer, i, j) ? p_of(layer, j) : 0;
        }
        h_t -= plogp(p_t);
        for (size_t y = 0; y < layer->n_classes && earlier == i; y++) {
            double p_ty = 0;
            for (size_t j = 0; j < n; j++) {
                p_ty += same_row(layer, i, j) ? p_of(layer, j) * p_y_of(layer, j, y) : 0;
            }
            h_ty -= plogp(p_ty);
        }
    }
    return (test_bits){h_t, h_t + h_y - h_ty};
}

static void check_against_naive(const qtl_layer *layer)
{
    const test_bits naive = naive_exact(layer);
    const test_bits got = test_measure("exact", layer);
    ck_assert_double_eq_tol(got.i_xt, naive.i_xt, 1e-12);
    ck_assert_double_eq_tol(got.i_ty, naive.i_ty, 1e-12);
}

START_TEST(distinct_rows_have_log_n_bits)
{
    uint16_t codes[2 * 4096];
    uint32_t label[4096];
    for (uint16_t i = 0; i < 4096; i++) {
        codes[i] = i % 64;
        codes[4096 + i] = i / 64;
        label[i] = i % 2;
    }
    const qtl_layer layer = {
        .n_points = 4096, .width = 2, .codes = codes, .n_classes = 2, .label = label};
    const test_bits got = test_measure("exact", &layer);
    ck_assert_double_eq(got.i_xt, 12); /* closed form: log2 4096 */
    ck_assert_double_eq(got.i_ty, 1);  /* closed form: H(Y) of a fair label */
}
END_TEST

START_TEST(counting_agrees_with_comparing_all_pairs)
{
    const size_t widths[] = {1, 2, 3, 10, 40};
    const uint32_t levels[] = {2, 3, 256, 65536};
    gsl_rng *rng = test_stream(1);
    for (size_t w = 0; w < 5; w++) {
        for (size_t l = 0; l < 4; l++) {
            test_layer t = test_layer_create(150, widths[w], levels[l], 3, rng);
            check_against_naive(&t.layer);
            test_layer_free(&t);
        }
    }
    gsl_rng_free(rng);
}
END_TEST

START_TEST(soft_labels_and_unequal_inputs_agree_with_comparing_all_pairs)
{
    gsl_rng *rng = test_stream(2);
    for (int round = 0; round < 20; round++) {
        test_layer t = test_layer_create(60, 2, 4, 3, rng);
        test_layer_weigh(&t, rng);
        t.layer.p_x = t.p_x;
        check_against_naive(&t.layer);
        t.layer.p_y_given_x = t.soft;
        check_against_naive(&t.layer);
        t.layer.p_x = NULL;
        check_against_naive(&t.layer);
        test_layer_free(&t);
    }
    gsl_rng_free(rng);
}
END_TEST

START_TEST(weights_that_say_nothing_new_change_nothing)
{
    gsl_rng *rng = test_stream(3);
    test_layer t = test_layer_create(500, 2, 10, 4, rng);
    const test_bits counted = test_measure("exact", &t.layer);
    for (size_t i = 0; i < 500; i++) {
        t.p_x[i] = 1.0 / 500;
        t.soft[i * 4 + t.label[i]] = 1;
    }
    t.layer.p_x = t.p_x;
    t.layer.p_y_given_x = t.soft;
    t.layer.label = NULL;
    const test_bits weighed = test_measure("exact", &t.layer);
    ck_assert_double_eq_tol(weighed.i_xt, counted.i_xt, 1e-12);
    ck_assert_double_eq_tol(weighed.i_ty, counted.i_ty, 1e-12);
    test_layer_free(&t);
    gsl_rng_free(rng);
}
END_TEST

static void check_same_bits(test_bits a, test_bits b)
{
    ck_assert_mem_eq(&a, &b, sizeof a);
}

START_TEST(order_of_points_and_neurons_and_code_words_changes_no_bit)
{
    enum { N = 1000, D = 3 };
    gsl_rng *rng = test_stream(4);
    for (int round = 0; round < 20; round++) {
        test_layer t = test_layer_create(N, D, 6, 3, rng);
        const test_bits before = test_measure("exact", &t.layer);
        uint32_t order[N];
        for (uint32_t i = 0; i < N; i++) {
            order[i] = i;
        }
        qtl_random_shuffle(rng, order, N);
        test_layer_permute(&t, order);
        check_same_bits(before, test_measure("exact", &t.layer));
        uint16_t first[N];
        memcpy(first, t.codes, sizeof first);
        memmove(t.codes, t.codes + N, (D - 1) * sizeof first);
        memcpy(t.codes + (D - 1) * N, first, sizeof first);
        check_same_bits(before, test_measure("exact", &t.layer));
        for (size_t i = 0; i < N; i++) {
            t.codes[i] = (uint16_t)(65535 - 9973 * t.codes[i]); /* one to one */
        }
        check_same_bits(before, test_measure("exact", &t.layer));
        for (size_t i = 0; i < N; i++) {
            t.label[i] = (t.label[i] + 1) % 3;
        }
        check_same_bits(before, test_measure("exact", &t.layer));
        test_layer_free(&t);
    }
    gsl_rng_free(rng);
}
END_TEST

/* T2 = f(T1) for a random f that maps the codes of one neuron to fewer. */
static void next_layer(test_layer *t, gsl_rng *rng)
{
    const size_t k = qtl_random_below(rng, (uint32_t)t->layer.width);
    const uint16_t from = (uint16_t)qtl_random_below(rng, 8);
    const uint16_t to = (uint16_t)qtl_random_below(rng, 8);
    for (size_t i = 0; i < t->layer.n_points; i++) {
        uint16_t *code = &t->codes[k * t->layer.n_points + i];
        *code = *code == from ? to : *code;
    }
}

START_TEST(data_processing_holds_to_the_bit)
{
    gsl_rng *rng = test_stream(5);
    for (int round = 0; round < 20; round++) {
        test_layer t = test_layer_create(300, 2, 8, 2, rng);
        double h_y = 0;
        for (size_t y = 0; y < 2; y++) {
            double p = 0;
            for (size_t i = 0; i < 300; i++) {
                p += (t.label[i] == y) / 300.0;
            }
            h_y -= plogp(p);
        }
        test_bits before = {log2(300), h_y + 1e-15};
        for (int depth = 0; depth < 60; depth++) {
            const test_bits now = test_measure("exact", &t.layer);
            ck_assert_double_le(now.i_xt, before.i_xt);
            ck_assert_double_le(now.i_ty, before.i_ty);
            ck_assert_double_le(now.i_ty, now.i_xt);
            ck_assert_double_ge(now.i_ty, 0);
            before = now;
            next_layer(&t, rng);
        }
        test_layer_free(&t);
    }
    gsl_rng_free(rng);
}
END_TEST

/* Symbols with class counts (a, b) and (c, d), and the same two merged. */
static void check_merge(const uint32_t counts[4])
{
    uint16_t codes[512];
    uint32_t label[512];
    size_t n = 0;
    for (uint16_t s = 0; s < 4; s++) {
        for (uint32_t i = 0; i < counts[s]; i++) {
            codes[n] = s / 2;
            label[n++] = s % 2;
        }
    }
    codes[n] = 9; /* something else, so that Y is not independent of T */
    label[n++] = 0;
    qtl_layer layer = {
        .n_points = n, .width = 1, .codes = codes, .n_classes = 2, .label = label};
    const test_bits apart = test_measure("exact", &layer);
    for (size_t i = 0; i < n; i++) {
        codes[i] = codes[i] == 1 ? 0 : codes[i];
    }
    const test_bits merged = test_measure("exact", &layer);
    ck_assert_double_lt(merged.i_xt, apart.i_xt);
    ck_assert_mem_eq(&merged.i_ty, &apart.i_ty, sizeof(double));
}

START_TEST(merging_symbols_that_say_the_same_changes_no_bit_of_i_ty)
{
    const uint32_t cases[][4] = {{1, 2, 2, 4}, {5, 0, 7, 0},    {3, 7, 9, 21},
                                 {1, 1, 3, 3}, {10, 15, 8, 12}, {0, 6, 0, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_merge(cases[i]);
    }
}
END_TEST

START_TEST(edges_of_what_a_layer_can_be)
{
    uint16_t one[] = {17, 17, 17};
    uint32_t label[] = {0, 1, 1};
    qtl_layer layer = {
        .n_points = 1, .width = 3, .codes = one, .n_classes = 2, .label = label};
    test_bits got = test_measure("exact", &layer); /* one point */
    ck_assert_double_eq(got.i_xt, 0);
    ck_assert_double_eq(got.i_ty, 0);
    layer.n_points = 3;
    layer.width = 1;
    got = test_measure("exact", &layer); /* one symbol */
    ck_assert_double_eq(got.i_xt, 0);
    ck_assert_double_eq(got.i_ty, 0);
    one[1] = 65535;
    one[2] = 0;
    layer.n_classes = 1;
    label[1] = label[2] = 0;
    got = test_measure("exact", &layer); /* one class */
    ck_assert_double_eq(got.i_xt, log2(3));
    ck_assert_double_eq(got.i_ty, 0);
    layer.n_classes = 0;
    layer.label = NULL;
    got = test_measure("exact", &layer); /* no label */
    ck_assert_double_eq(got.i_xt, log2(3));
    ck_assert(isnan(got.i_ty));
}
END_TEST

START_TEST(all_of_65536_levels_are_told_apart)
{
    enum { N = 65536 };
    uint16_t *codes = calloc(N, sizeof *codes);
    for (size_t i = 0; i < N; i++) {
        codes[i] = (uint16_t)i;
    }
    const qtl_layer layer = {.n_points = N, .width = 1, .codes = codes};
    ck_assert_double_eq(test_measure("exact", &layer).i_xt, 16);
    free(codes);
}
END_TEST

START_TEST(a_wide_layer_is_compared_in_full)
{
    enum { N = 300, D = 1024 };
    gsl_rng *rng = test_stream(6);
    test_layer t = test_layer_create(N, D, 256, 2, rng);
    for (size_t k = 0; k < D; k++) { /* all rows equal but for one neuron of the last */
        for (size_t i = 1; i < N; i++) {
            t.codes[k * N + i] = t.codes[k * N];
        }
    }
    ck_assert_double_eq(test_measure("exact", &t.layer).i_xt, 0);
    for (size_t k = 0; k < D; k += 341) {
        t.codes[k * N + N - 1] ^= 1;
        const double p = 1.0 / N; /* closed form: the entropy of one in 300 */
        ck_assert_double_eq_tol(test_measure("exact", &t.layer).i_xt,
                                -plogp(p) - plogp(1 - p), 1e-12);
        t.codes[k * N + N - 1] ^= 1;
    }
    test_layer_free(&t);
    gsl_rng_free(rng);
}
END_TEST

/* Rows of 600 bits or more take more than one key; 40 rows, most of them many times. */
START_TEST(copies_of_wide_rows_are_found)
{
    enum { N = 300, D = 601 };
    gsl_rng *rng = test_stream(8);
    for (uint32_t levels = 2; levels <= 65536; levels *= 181) {
        test_layer t = test_layer_create(N, D, levels, 3, rng);
        for (size_t i = 40; i < N; i++) {
            const size_t from = qtl_random_below(rng, 40);
            for (size_t k = 0; k < D; k++) {
                t.codes[k * N + i] = t.codes[k * N + from];
            }
        }
        check_against_naive(&t.layer);
        test_layer_free(&t);
    }
    gsl_rng_free(rng);
}
END_TEST

START_TEST(codes_count_the_same_as_bytes)
{
    enum { N = 3001, D = 40 };
    gsl_rng *rng = test_stream(7);
    uint8_t bytes[N * D];
    for (size_t width = 1; width <= D; width += 13) { /* keys of 1, 2, 4 and 5 words */
        for (uint32_t levels = 2; levels <= 256; levels *= 128) {
            test_layer t = test_layer_create(N, width, levels, 5, rng);
            qtl_layer same = test_layer_in_bytes(&t.layer, bytes);
            check_same_bits(test_measure("exact", &t.layer),
                            test_measure("exact", &same));
            check_same_bits(test_measure("grassberger", &t.layer),
                            test_measure("grassberger", &same));
            test_layer_weigh(&t, rng);
            same.p_x = t.layer.p_x = t.p_x;
            same.p_y_given_x = t.layer.p_y_given_x = t.soft;
            check_same_bits(test_measure("exact", &t.layer),
                            test_measure("exact", &same));
            test_layer_free(&t);
        }
    }
    gsl_rng_free(rng);
}
END_TEST

QTL_SUITE("information exact", distinct_rows_have_log_n_bits,
          counting_agrees_with_comparing_all_pairs,
          soft_labels_and_unequal_inputs_agree_with_comparing_all_pairs,
          weights_that_say_nothing_new_change_nothing,
          order_of_points_and_neurons_and_code_words_changes_no_bit,
          data_processing_holds_to_the_bit,
          merging_symbols_that_say_the_same_changes_no_bit_of_i_ty,
          edges_of_what_a_layer_can_be, all_of_65536_levels_are_told_apart,
          a_wide_layer_is_compared_in_full, copies_of_wide_rows_are_found,
          codes_count_the_same_as_bytes)
