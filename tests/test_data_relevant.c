/* The data set `relevant`. Expected values follow from its definition: products of
 * Bernoulli weights, binary entropies, and the rules written out a second time. */
#include <math.h>
#include <string.h>

#include "quantal/dataset.h"
#include "quantal/relevant.h"
#include "suite.h"

enum { THRESHOLD, PARITY, MAJORITY, RANDOM, RULES };

static qtl_dataset *relevant(qtl_dataset_options options)
{
    qtl_dataset *dataset = NULL;
    ck_ok(qtl_dataset_create("relevant", &options, &dataset));
    return dataset;
}

static double binary_entropy(double p)
{
    return p > 0 && p < 1 ? -p * log2(p) - (1 - p) * log2(1 - p) : 0;
}

START_TEST(six_and_six_bits_are_the_default)
{
    qtl_dataset *dataset = relevant((qtl_dataset_options){0});
    ck_assert_uint_eq(dataset->n_inputs, 4096);
    ck_assert_uint_eq(dataset->n_distinct, 4096);
    ck_assert_uint_eq(dataset->n_features, 12);
    ck_assert_uint_eq(dataset->n_relevant, 6);
    ck_assert_uint_eq(dataset->n_classes, 2);
    ck_assert_ptr_null(dataset->p_x);
    ck_assert_ptr_null(dataset->p_y_given_x);
    ck_assert_uint_eq(strlen(dataset->checksum), 64);
    qtl_dataset_free(dataset);
}
END_TEST

START_TEST(pattern_i_is_i_in_binary_relevant_bits_first)
{
    qtl_dataset *dataset =
        relevant((qtl_dataset_options){.n_relevant = 3, .n_irrelevant = 4});
    ck_assert_uint_eq(dataset->n_inputs, 128);
    for (unsigned i = 0; i < 128; i++) {
        for (unsigned j = 0; j < 7; j++) {
            ck_assert_float_eq(dataset->x[i * 7 + j], (float)(i >> (6 - j) & 1));
        }
    }
    qtl_dataset_free(dataset);
}
END_TEST

/* The rules again, from the features. */
static unsigned label_of(size_t rule, const float *r, size_t a)
{
    float weight = 0;
    float most = 0;
    for (size_t j = 0; j < a; j++) {
        const float each = rule == THRESHOLD ? (float)j + 1 : 1;
        weight += each * r[j];
        most += each;
    }
    if (rule == PARITY) {
        return (unsigned)weight % 2;
    }
    return weight > most / 2 || (weight == most / 2 && r[0] > 0);
}

START_TEST(labels_follow_the_rule_of_the_relevant_bits)
{
    for (size_t rule = 0; rule < RANDOM; rule++) {
        for (size_t a = 1; a <= 9; a++) {
            qtl_dataset *dataset = relevant(
                (qtl_dataset_options){.n_relevant = a, .n_irrelevant = 2, .rule = rule});
            for (size_t i = 0; i < dataset->n_inputs; i++) {
                ck_assert_uint_eq(dataset->label[i],
                                  label_of(rule, dataset->x + i * (a + 2), a));
            }
            qtl_dataset_free(dataset);
        }
    }
}
END_TEST

START_TEST(every_rule_ignores_the_irrelevant_bits_and_has_one_bit)
{
    for (size_t rule = 0; rule < RULES; rule++) {
        for (size_t a = 1; a <= 8; a++) {
            qtl_dataset *dataset = relevant((qtl_dataset_options){
                .n_relevant = a, .n_irrelevant = 3, .rule = rule, .seed = 5});
            for (size_t i = 0; i < dataset->n_inputs; i++) {
                ck_assert_uint_eq(dataset->label[i], dataset->label[i & ~(size_t)7]);
            }
            const qtl_dataset_entropies h = qtl_dataset_entropy(dataset);
            ck_assert_double_eq(h.h_x_bits, (double)a + 3);
            ck_assert_double_eq(h.h_y_bits, 1);
            ck_assert_double_eq(h.i_xy_bits, 1);
            qtl_dataset_free(dataset);
        }
    }
}
END_TEST

/* Whether flipping bit j of R changes a label somewhere. */
static bool matters(const qtl_dataset *dataset, size_t j)
{
    const size_t flip = (size_t)1 << (dataset->n_features - 1 - j);
    for (size_t i = 0; i < dataset->n_inputs; i++) {
        if (dataset->label[i] != dataset->label[i ^ flip]) {
            return true;
        }
    }
    return false;
}

START_TEST(every_relevant_bit_matters_to_every_written_rule)
{
    for (size_t rule = 0; rule < RANDOM; rule++) {
        for (size_t a = 3; a <= 10; a++) {
            qtl_dataset *dataset = relevant(
                (qtl_dataset_options){.n_relevant = a, .n_irrelevant = 1, .rule = rule});
            for (size_t j = 0; j <= a; j++) {
                ck_assert_int_eq(matters(dataset, j), j < a);
            }
            qtl_dataset_free(dataset);
        }
    }
}
END_TEST

START_TEST(the_random_rule_comes_from_the_seed_alone)
{
    qtl_dataset *first = relevant((qtl_dataset_options){.rule = RANDOM, .seed = 1});
    qtl_dataset *again = relevant((qtl_dataset_options){.rule = RANDOM, .seed = 1});
    qtl_dataset *other = relevant((qtl_dataset_options){.rule = RANDOM, .seed = 2});
    ck_assert_str_eq(first->checksum, again->checksum);
    ck_assert_str_ne(first->checksum, other->checksum);
    qtl_dataset_free(first);
    qtl_dataset_free(again);
    qtl_dataset_free(other);
}
END_TEST

START_TEST(bits_of_any_rate_have_the_entropy_of_so_many_coins)
{
    const double rates[] = {0.01, 0.3, 0.5, 0.9};
    for (size_t k = 0; k < 4; k++) {
        qtl_dataset *dataset = relevant((qtl_dataset_options){
            .n_relevant = 5, .n_irrelevant = 3, .rule = PARITY, .rate = rates[k]});
        const qtl_dataset_entropies h = qtl_dataset_entropy(dataset);
        /* P(odd) of 5 coins: (1 - (1 - 2 p)^5) / 2 */
        const double odd = (1 - pow(1 - 2 * rates[k], 5)) / 2;
        ck_assert_double_eq_tol(h.h_x_bits, 8 * binary_entropy(rates[k]), 1e-12);
        ck_assert_double_eq_tol(h.h_y_bits, binary_entropy(odd), 1e-12);
        ck_assert_int_eq(dataset->p_x == NULL, rates[k] == 0.5);
        qtl_dataset_free(dataset);
    }
}
END_TEST

START_TEST(weights_are_products_and_sum_to_one)
{
    qtl_dataset *dataset = relevant((qtl_dataset_options){.rate = 0.2});
    double sum = 0;
    for (size_t i = 0; i < dataset->n_inputs; i++) {
        double p = 1;
        for (size_t j = 0; j < 12; j++) {
            p *= dataset->x[i * 12 + j] > 0 ? 0.2 : 0.8;
        }
        ck_assert_double_eq_tol(dataset->p_x[i], p, 1e-15);
        sum += dataset->p_x[i];
    }
    ck_assert_double_eq_tol(sum, 1, 1e-12);
    qtl_dataset_free(dataset);
}
END_TEST

/* I(X;Y) = 1 - h(flip) of a binary symmetric channel. */
START_TEST(flipped_labels_are_a_symmetric_channel)
{
    const double flips[] = {1e-3, 0.11, 0.4, 0.5};
    for (size_t k = 0; k < 4; k++) {
        qtl_dataset *dataset = relevant((qtl_dataset_options){.flip = flips[k]});
        const qtl_dataset_entropies h = qtl_dataset_entropy(dataset);
        ck_assert_double_eq_tol(h.h_y_bits, 1, 1e-12);
        ck_assert_double_eq_tol(h.i_xy_bits, 1 - binary_entropy(flips[k]), 1e-12);
        for (size_t i = 0; i < dataset->n_inputs; i++) {
            const double *p = dataset->p_y_given_x + 2 * i;
            ck_assert_double_eq(p[dataset->label[i]], 1 - flips[k]);
            ck_assert_double_eq(p[0] + p[1], 1);
        }
        qtl_dataset_free(dataset);
    }
}
END_TEST

START_TEST(impossible_options_are_refused_by_name)
{
    const struct {
        qtl_dataset_options options;
        const char *words;
    } cases[] = {{{.n_relevant = 15}, "15 + 6 bits"},
                 {{.n_relevant = SIZE_MAX, .n_irrelevant = 2}, "20 bits at most"},
                 {{.n_irrelevant = SIZE_MAX}, "20 bits at most"},
                 {{.rule = RULES}, "no rule 4"},
                 {{.rate = -0.1}, "rate is -0.1"},
                 {{.rate = 1}, "rate is 1"},
                 {{.rate = NAN}, "rate"},
                 {{.flip = 0.6}, "flip is 0.6"},
                 {{.flip = -1}, "flip is -1"},
                 {{.flip = NAN}, "flip"}};
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        qtl_dataset *dataset = (qtl_dataset *)&cases[k];
        ck_fails(qtl_dataset_create("relevant", &cases[k].options, &dataset), QTL_ERANGE,
                 cases[k].words);
        ck_assert_ptr_eq(dataset, (const void *)&cases[k]);
    }
}
END_TEST

START_TEST(every_rule_has_a_name)
{
    ck_assert_str_eq(qtl_relevant_rule_name(THRESHOLD), "threshold");
    ck_assert_str_eq(qtl_relevant_rule_name(PARITY), "parity");
    ck_assert_str_eq(qtl_relevant_rule_name(MAJORITY), "majority");
    ck_assert_str_eq(qtl_relevant_rule_name(RANDOM), "random-balanced");
    ck_assert_ptr_null(qtl_relevant_rule_name(RULES));
}
END_TEST

QTL_SUITE("data relevant", six_and_six_bits_are_the_default,
          pattern_i_is_i_in_binary_relevant_bits_first,
          labels_follow_the_rule_of_the_relevant_bits,
          every_rule_ignores_the_irrelevant_bits_and_has_one_bit,
          every_relevant_bit_matters_to_every_written_rule,
          the_random_rule_comes_from_the_seed_alone,
          bits_of_any_rate_have_the_entropy_of_so_many_coins,
          weights_are_products_and_sum_to_one, flipped_labels_are_a_symmetric_channel,
          impossible_options_are_refused_by_name, every_rule_has_a_name)
