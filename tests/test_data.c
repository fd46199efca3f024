/* The table of data sets, and the entropies of a joint distribution. */
#include <math.h>
#include <string.h>

#include "quantal/dataset.h"
#include "suite.h"

START_TEST(every_kind_is_found_by_its_name)
{
    size_t n = 0;
    for (; qtl_dataset_kind_at(n); n++) {
        const qtl_dataset_kind *found = NULL;
        ck_ok(qtl_dataset_kind_find(qtl_dataset_kind_at(n)->name, &found));
        ck_assert_ptr_eq(found, qtl_dataset_kind_at(n));
        ck_assert(found->make != NULL);
        ck_assert_uint_gt(strlen(found->summary), 0);
        ck_assert_uint_gt(strlen(found->source), 0);
        ck_assert_ptr_nonnull(found->licence);
    }
    ck_assert_uint_ge(n, 1);
    ck_assert_ptr_null(qtl_dataset_kind_at(n + 1));
}
END_TEST

START_TEST(an_unknown_name_suggests_the_nearest)
{
    qtl_dataset *dataset = (qtl_dataset *)&dataset;
    ck_fails(qtl_dataset_create("tihsby", NULL, &dataset), QTL_EUNKNOWN, "\"tishby\"?");
    ck_fails(qtl_dataset_create("imagenet", NULL, &dataset), QTL_EUNKNOWN,
             "list datasets");
    ck_fails(qtl_dataset_create(NULL, NULL, &dataset), QTL_EINVAL, "NULL");
    ck_fails(qtl_dataset_create("tishby", NULL, NULL), QTL_EINVAL, "NULL");
    ck_assert_ptr_eq(dataset, (qtl_dataset *)&dataset);
    qtl_dataset_free(NULL);
}
END_TEST

/* Y is X through a binary symmetric channel: I = 1 - H2(0.11) for a fair X, and for
 * P(X=1) = q the output is 1 with probability q (1 - e) + (1 - q) e. */
static double h2(double p)
{
    return -p * log2(p) - (1 - p) * log2(1 - p);
}

START_TEST(a_noisy_channel_has_its_textbook_information)
{
    double p_y_given_x[] = {0.89, 0.11, 0.11, 0.89};
    double p_x[] = {0.7, 0.3};
    uint32_t label[] = {0, 1};
    qtl_dataset dataset = {
        .n_inputs = 2, .n_classes = 2, .label = label, .p_y_given_x = p_y_given_x};
    qtl_dataset_entropies h = qtl_dataset_entropy(&dataset);
    ck_assert_double_eq_tol(h.h_x_bits, 1, 1e-15);
    ck_assert_double_eq_tol(h.h_y_bits, 1, 1e-15);
    ck_assert_double_eq_tol(h.i_xy_bits, 1 - h2(0.11), 1e-15);
    dataset.p_x = p_x;
    h = qtl_dataset_entropy(&dataset);
    const double p_one = 0.3 * 0.89 + 0.7 * 0.11;
    ck_assert_double_eq_tol(h.h_x_bits, h2(0.3), 1e-15);
    ck_assert_double_eq_tol(h.h_y_bits, h2(p_one), 1e-15);
    ck_assert_double_eq_tol(h.i_xy_bits, h2(p_one) - h2(0.11), 1e-15);
}
END_TEST

START_TEST(hard_labels_of_unequal_inputs_weigh_as_their_inputs)
{
    double p_x[] = {0.5, 0.25, 0.125, 0.125, 0};
    uint32_t label[] = {0, 1, 2, 2, 1};
    const qtl_dataset dataset = {
        .n_inputs = 5, .n_classes = 4, .label = label, .p_x = p_x};
    const qtl_dataset_entropies h = qtl_dataset_entropy(&dataset);
    ck_assert_double_eq(h.h_x_bits, 1.75); /* dyadic: exact */
    ck_assert_double_eq(h.h_y_bits, 1.5);
    ck_assert_double_eq(h.i_xy_bits, 1.5);
}
END_TEST

START_TEST(useless_labels_say_nothing)
{
    double p_y_given_x[] = {0.25, 0.75, 0.25, 0.75, 0.25, 0.75};
    uint32_t label[] = {1, 1, 1};
    const qtl_dataset dataset = {
        .n_inputs = 3, .n_classes = 2, .label = label, .p_y_given_x = p_y_given_x};
    const qtl_dataset_entropies h = qtl_dataset_entropy(&dataset);
    ck_assert_double_eq_tol(h.h_y_bits, h2(0.25), 1e-15);
    ck_assert_double_eq_tol(h.i_xy_bits, 0, 1e-15);
}
END_TEST

/* Eight rows of three inputs a, b, c: a a a a b b c c, with labels 0 0 1 1 | 1 1 | 0 2.
 * H(X) = H(4, 2, 2) = 1.5 bits; Y has counts 3, 4, 1: H(Y) = 3/8 log2(8/3) + 1/2 + 3/8;
 * H(Y|X) = 4/8 * 1 + 2/8 * 0 + 2/8 * 1 = 0.75. */
START_TEST(equal_rows_are_one_input_whose_labels_may_contradict)
{
    uint32_t first[] = {0, 1, 0, 3, 1, 0, 0, 3};
    uint32_t label[] = {0, 1, 0, 0, 1, 1, 1, 2};
    qtl_dataset dataset = {
        .n_inputs = 8, .n_classes = 3, .label = label, .first = first, .n_distinct = 3};
    const double h_y_bits = 0.375 * log2(8.0 / 3) + 0.5 + 0.375;
    qtl_dataset_entropies h = qtl_dataset_entropy(&dataset);
    ck_assert_double_eq(h.h_x_bits, 1.5); /* dyadic: exact */
    ck_assert_double_eq_tol(h.h_y_bits, h_y_bits, 1e-15);
    ck_assert_double_eq_tol(h.i_xy_bits, h_y_bits - 0.75, 1e-15);
    /* the same with weights written out, and labels as distributions */
    double p_x[] = {0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125};
    double p_y_given_x[8 * 3] = {0};
    for (size_t i = 0; i < 8; i++) {
        p_y_given_x[3 * i + label[i]] = 1;
    }
    dataset.p_x = p_x;
    h = qtl_dataset_entropy(&dataset);
    ck_assert_double_eq(h.h_x_bits, 1.5);
    ck_assert_double_eq_tol(h.i_xy_bits, h_y_bits - 0.75, 1e-15);
    dataset.p_y_given_x = p_y_given_x;
    h = qtl_dataset_entropy(&dataset);
    ck_assert_double_eq(h.h_x_bits, 1.5);
    ck_assert_double_eq_tol(h.i_xy_bits, h_y_bits - 0.75, 1e-15);
}
END_TEST

QTL_SUITE("data", every_kind_is_found_by_its_name, an_unknown_name_suggests_the_nearest,
          a_noisy_channel_has_its_textbook_information,
          hard_labels_of_unequal_inputs_weigh_as_their_inputs, useless_labels_say_nothing,
          equal_rows_are_one_input_whose_labels_may_contradict)
