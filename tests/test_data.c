/* The table of data sets, and the entropies of a joint distribution. */
#include <math.h>
#include <stdlib.h>
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

/* Nothing takes classes times inputs, which are 4e10 here: N labels that all differ; and
 * N/2 inputs of two rows each, of whose two labels nothing is known, 1 bit. */
START_TEST(there_may_be_as_many_classes_as_inputs)
{
    enum { N = 200000 };
    uint32_t *label = malloc(N * sizeof *label);
    uint32_t *first = malloc(N * sizeof *first);
    for (uint32_t i = 0; i < N; i++) {
        label[i] = N - 1 - i;
        first[i] = i - i % 2;
    }
    qtl_dataset dataset = {.n_inputs = N, .n_classes = N, .label = label};
    qtl_dataset_entropies h = qtl_dataset_entropy(&dataset);
    ck_assert_double_eq_tol(h.h_y_bits, log2(N), 1e-9);
    ck_assert_double_eq_tol(h.i_xy_bits, log2(N), 1e-9);
    dataset.first = first;
    h = qtl_dataset_entropy(&dataset);
    ck_assert_double_eq_tol(h.h_x_bits, log2(N) - 1, 1e-9);
    ck_assert_double_eq_tol(h.i_xy_bits, log2(N) - 1, 1e-9);
    free(label);
    free(first);
}
END_TEST

/* Three inputs of two features, complete. */
typedef struct small {
    float x[6];
    uint32_t label[3], first[3];
    double p_x[3], p_y_given_x[6];
    qtl_dataset dataset;
} small;

static void fill_small(small *s)
{
    *s = (small){.x = {1, 2, 3, 4, 1, 2},
                 .label = {0, 1, 0},
                 .first = {0, 1, 0},
                 .p_x = {0.5, 0.25, 0.25},
                 .p_y_given_x = {1, 0, 0.25, 0.75, 1, 0}};
    s->dataset = (qtl_dataset){.n_inputs = 3,
                               .n_features = 2,
                               .n_classes = 2,
                               .x = s->x,
                               .p_x = s->p_x,
                               .label = s->label,
                               .p_y_given_x = s->p_y_given_x,
                               .first = s->first,
                               .n_distinct = 2,
                               .n_train = 3,
                               .rows = 1,
                               .columns = 2,
                               .channels = 1,
                               .n_relevant = 2};
}

START_TEST(every_data_set_that_is_made_passes_the_check)
{
    small s;
    fill_small(&s);
    ck_ok(qtl_dataset_check(&s.dataset));
    static const char *const names[] = {"tishby", "relevant", "linear-teacher"};
    for (size_t i = 0; i < 3; i++) {
        qtl_dataset *dataset = NULL;
        ck_ok(qtl_dataset_create(names[i], NULL, &dataset));
        ck_ok(qtl_dataset_check(dataset));
        qtl_dataset_free(dataset);
    }
}
END_TEST

START_TEST(numbers_that_are_none_are_refused)
{
    small s;
    fill_small(&s);
    s.label[1] = 77;
    ck_fails(qtl_dataset_check(&s.dataset), QTL_ERANGE,
             "label 77 of input 1 is not below the 2 classes");
    fill_small(&s);
    s.x[4] = NAN;
    ck_fails(qtl_dataset_check(&s.dataset), QTL_EINVAL, "feature of input 2 is not");
    s.x[4] = -INFINITY;
    ck_fails(qtl_dataset_check(&s.dataset), QTL_EINVAL, "feature of input 2 is not");
    fill_small(&s);
    s.p_x[0] = 1;
    s.p_x[1] = -0.25;
    ck_fails(qtl_dataset_check(&s.dataset), QTL_EINVAL, "p(x): has the entry -0.25");
    s.p_x[1] = 0.25;
    ck_fails(qtl_dataset_check(&s.dataset), QTL_EINVAL, "p(x): sums to 1.5, not 1");
    s.p_x[1] = NAN;
    ck_fails(qtl_dataset_check(&s.dataset), QTL_EINVAL, "sums to nan");
    fill_small(&s);
    s.p_y_given_x[3] = 0.5;
    ck_fails(qtl_dataset_check(&s.dataset), QTL_EINVAL,
             "p(y|x) of input 1: sums to 0.75, not 1");
    fill_small(&s);
    s.first[2] = 1; /* is one, of other inputs: taken at its word */
    ck_ok(qtl_dataset_check(&s.dataset));
    s.first[1] = 0;
    ck_fails(qtl_dataset_check(&s.dataset), QTL_ERANGE, "row 1 is not the first");
    s.first[1] = 2000;
    ck_fails(qtl_dataset_check(&s.dataset), QTL_ERANGE, "row 2000 is not the first");
}
END_TEST

START_TEST(sizes_that_do_not_fit_are_refused)
{
    small s;
    ck_fails(qtl_dataset_check(NULL), QTL_EINVAL, "NULL");
    fill_small(&s);
    s.dataset.label = NULL;
    ck_fails(qtl_dataset_check(&s.dataset), QTL_EINVAL, "x and label must not be NULL");
    fill_small(&s);
    s.dataset.x = NULL;
    ck_fails(qtl_dataset_check(&s.dataset), QTL_EINVAL, "x and label must not be NULL");
    fill_small(&s);
    s.dataset.n_inputs = 0;
    ck_fails(qtl_dataset_check(&s.dataset), QTL_EEMPTY, "0 inputs of 2 features");
    s.dataset.n_inputs = ((size_t)1 << 30) + 1;
    ck_fails(qtl_dataset_check(&s.dataset), QTL_ERANGE, "more than 2^30");
    fill_small(&s);
    s.dataset.n_train = 4;
    ck_fails(qtl_dataset_check(&s.dataset), QTL_ERANGE, "first 4 inputs train");
    fill_small(&s);
    s.dataset.n_relevant = 3;
    ck_fails(qtl_dataset_check(&s.dataset), QTL_ERANGE, "3 of 2 features");
    fill_small(&s);
    s.dataset.rows = (size_t)1 << 63; /* 2^63 x 2 x 1 is 0 in 64 bits */
    ck_fails(qtl_dataset_check(&s.dataset), QTL_ERANGE, "has not 2 features");
    s.dataset.rows = 0;
    ck_fails(qtl_dataset_check(&s.dataset), QTL_ERANGE, "has not 2 features");
}
END_TEST

QTL_SUITE("data", every_kind_is_found_by_its_name, an_unknown_name_suggests_the_nearest,
          a_noisy_channel_has_its_textbook_information,
          hard_labels_of_unequal_inputs_weigh_as_their_inputs, useless_labels_say_nothing,
          equal_rows_are_one_input_whose_labels_may_contradict,
          there_may_be_as_many_classes_as_inputs,
          every_data_set_that_is_made_passes_the_check, numbers_that_are_none_are_refused,
          sizes_that_do_not_fit_are_refused)
