#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "quantal/dataset.h"
#include "quantal/split.h"
#include "suite.h"

enum { N = 4096, ONES = 2118 };

static qtl_dataset *tishby(void)
{
    qtl_dataset *dataset = NULL;
    ck_ok(qtl_dataset_create("tishby", NULL, &dataset));
    return dataset;
}

static size_t count_ones(const qtl_dataset *dataset, const uint32_t *part, size_t n)
{
    size_t ones = 0;
    for (size_t i = 0; i < n; i++) {
        ones += dataset->label[part[i]];
    }
    return ones;
}

/* Both parts ascend, and together they are every input once. */
static void check_partition(const qtl_split *split, size_t n_inputs)
{
    ck_assert_uint_eq(split->n_train + split->n_test, n_inputs);
    size_t train = 0;
    size_t test = 0;
    for (uint32_t i = 0; i < n_inputs; i++) {
        const bool trains = train < split->n_train && split->train[train] == i;
        const bool tests = test < split->n_test && split->test[test] == i;
        ck_assert_int_eq(trains + tests, 1);
        train += trains;
        test += tests;
    }
}

START_TEST(every_split_is_a_partition_of_the_size_asked_for)
{
    qtl_dataset *dataset = tishby();
    const double fractions[] = {1.0 / N, 0.05, 0.1,  0.29,   0.45,
                                0.5,     0.8,  0.85, 0.9999, 1};
    for (size_t kind = 0; kind < QTL_SPLIT_OFFICIAL; kind++) {
        for (size_t f = 0; f < sizeof fractions / sizeof fractions[0]; f++) {
            for (uint64_t seed = 0; seed < 3; seed++) {
                qtl_split split;
                ck_ok(qtl_split_create(dataset, kind, fractions[f], seed, 0, &split));
                ck_assert_uint_eq(split.n_train, (size_t)round(fractions[f] * N));
                check_partition(&split, N);
                qtl_split_free(&split);
            }
        }
    }
    qtl_dataset_free(dataset);
}
END_TEST

START_TEST(a_stratified_split_gives_each_class_its_share_to_the_nearest_input)
{
    qtl_dataset *dataset = tishby();
    for (int percent = 1; percent <= 100; percent++) {
        qtl_split split;
        ck_ok(qtl_split_create(dataset, QTL_SPLIT_STRATIFIED, percent / 100.0, 1, 0,
                               &split));
        const double ones = (double)count_ones(dataset, split.train, split.n_train);
        const double zeros = (double)split.n_train - ones;
        ck_assert_double_lt(fabs(ones - ONES * percent / 100.0), 1);
        ck_assert_double_lt(fabs(zeros - (N - ONES) * percent / 100.0), 1);
        qtl_split_free(&split);
    }
    qtl_dataset_free(dataset);
}
END_TEST

/* 43.7 % of the first 3277 rows of the published file are positive, 83.6 % of the others.
 */
START_TEST(an_ordered_split_takes_the_first_rows_and_is_unbalanced)
{
    qtl_dataset *dataset = tishby();
    qtl_split split;
    ck_ok(qtl_split_create(dataset, QTL_SPLIT_ORDERED, 0.8, 7, 0, &split));
    ck_assert_uint_eq(split.n_train, 3277);
    for (uint32_t i = 0; i < split.n_train; i++) {
        ck_assert_uint_eq(split.train[i], i);
    }
    const double train = (double)count_ones(dataset, split.train, split.n_train);
    const double test = (double)count_ones(dataset, split.test, split.n_test);
    ck_assert_double_eq_tol(100 * train / (double)split.n_train, 43.7, 0.05);
    ck_assert_double_eq_tol(100 * test / (double)split.n_test, 83.6, 0.05);
    qtl_split_free(&split);
    qtl_dataset_free(dataset);
}
END_TEST

/* Of two pairs of a seed and an index. */
static bool same_training_part(const qtl_dataset *dataset, qtl_split_kind kind,
                               const uint64_t draws[2][2])
{
    qtl_split a;
    qtl_split b;
    ck_ok(qtl_split_create(dataset, kind, 0.8, draws[0][0], draws[0][1], &a));
    ck_ok(qtl_split_create(dataset, kind, 0.8, draws[1][0], draws[1][1], &b));
    const bool same = memcmp(a.train, b.train, a.n_train * sizeof *a.train) == 0;
    qtl_split_free(&a);
    qtl_split_free(&b);
    return same;
}

START_TEST(seed_and_index_decide_random_and_stratified_splits)
{
    qtl_dataset *dataset = tishby();
    const uint64_t same[2][2] = {{1000, 3}, {1000, 3}};
    const uint64_t seeds[2][2] = {{1000, 3}, {1001, 3}};
    const uint64_t indices[2][2] = {{1000, 3}, {1000, 4}};
    for (qtl_split_kind kind = QTL_SPLIT_RANDOM; kind <= QTL_SPLIT_STRATIFIED; kind++) {
        ck_assert(same_training_part(dataset, kind, same));
        ck_assert(!same_training_part(dataset, kind, seeds));
        ck_assert(!same_training_part(dataset, kind, indices));
    }
    ck_assert(same_training_part(dataset, QTL_SPLIT_ORDERED, seeds));
    ck_assert(same_training_part(dataset, QTL_SPLIT_ORDERED, indices));
    qtl_dataset_free(dataset);
}
END_TEST

/* An input trains in a share of 0.25 of the splits: over 4096 inputs and 400 seeds each
 * count is binomial(400, 1/4), mean 100, standard deviation 8.66; 6 deviations is never
 * seen (p < 1e-5 over all inputs). */
START_TEST(every_input_trains_equally_often)
{
    qtl_dataset *dataset = tishby();
    for (qtl_split_kind kind = QTL_SPLIT_RANDOM; kind <= QTL_SPLIT_STRATIFIED; kind++) {
        int times[N] = {0};
        for (uint64_t seed = 0; seed < 400; seed++) {
            qtl_split split;
            ck_ok(qtl_split_create(dataset, kind, 0.25, seed, 0, &split));
            for (size_t i = 0; i < split.n_train; i++) {
                times[split.train[i]]++;
            }
            qtl_split_free(&split);
        }
        for (size_t i = 0; i < N; i++) {
            ck_assert_int_lt(abs(times[i] - 100), 52);
        }
    }
    qtl_dataset_free(dataset);
}
END_TEST

/* Classes of 1, 2 and 4 inputs; half of 7 is 4 (round half away from zero): 0 + 1 + 2 and
 * the largest remainder, 0.5, is that of the first class. */
START_TEST(places_left_over_go_to_the_largest_remainder)
{
    float x[7] = {0};
    uint32_t label[] = {2, 1, 2, 0, 2, 1, 2};
    const qtl_dataset dataset = {
        .n_inputs = 7, .n_features = 1, .n_classes = 3, .x = x, .label = label};
    qtl_split split;
    ck_ok(qtl_split_create(&dataset, QTL_SPLIT_STRATIFIED, 0.5, 3, 0, &split));
    size_t of_class[3] = {0};
    for (size_t i = 0; i < split.n_train; i++) {
        of_class[label[split.train[i]]]++;
    }
    ck_assert_uint_eq(of_class[0], 1);
    ck_assert_uint_eq(of_class[1], 1);
    ck_assert_uint_eq(of_class[2], 2);
    qtl_split_free(&split);
}
END_TEST

/* Whatever the fraction and the seed; also of sizes whose ratio is no short binary
 * number.
 */
START_TEST(an_official_split_takes_the_rows_that_the_source_says)
{
    float x[7] = {0};
    uint32_t label[] = {0, 0, 0, 1, 1, 1, 1};
    for (size_t n_train = 1; n_train <= 7; n_train++) {
        const qtl_dataset dataset = {.n_inputs = 7,
                                     .n_features = 1,
                                     .n_classes = 2,
                                     .x = x,
                                     .label = label,
                                     .n_train = n_train};
        qtl_split split;
        ck_ok(qtl_split_create(&dataset, QTL_SPLIT_OFFICIAL, 0.123, n_train, 0, &split));
        ck_assert_uint_eq(split.n_train, n_train);
        check_partition(&split, 7);
        ck_assert_uint_eq(split.train[n_train - 1], n_train - 1);
        qtl_split_free(&split);
    }
}
END_TEST

START_TEST(a_set_without_an_official_split_says_which_to_give)
{
    qtl_dataset *dataset = tishby();
    qtl_split split = {.n_train = 42};
    ck_fails(qtl_split_create(dataset, QTL_SPLIT_OFFICIAL, 0.8, 1, 0, &split),
             QTL_EUNSUPPORTED,
             "data set tishby has no official split; give split: stratified");
    ck_assert_uint_eq(split.n_train, 42);
    qtl_dataset_free(dataset);
}
END_TEST

START_TEST(impossible_splits_are_refused_and_leave_the_output_alone)
{
    qtl_dataset *dataset = tishby();
    qtl_split split = {.n_train = 42};
    const double fractions[] = {0, -0.1, 1.0000001, NAN, INFINITY};
    for (size_t f = 0; f < sizeof fractions / sizeof fractions[0]; f++) {
        ck_fails(qtl_split_create(dataset, QTL_SPLIT_RANDOM, fractions[f], 1, 0, &split),
                 QTL_ERANGE, "fraction");
    }
    ck_fails(qtl_split_create(dataset, QTL_SPLIT_RANDOM, 1e-4, 1, 0, &split), QTL_EEMPTY,
             "none to train on");
    ck_fails(qtl_split_create(dataset, (qtl_split_kind)4, 0.5, 1, 0, &split), QTL_EINVAL,
             "kind");
    ck_fails(qtl_split_create(NULL, QTL_SPLIT_RANDOM, 0.5, 1, 0, &split), QTL_EINVAL,
             "NULL");
    ck_fails(qtl_split_create(dataset, QTL_SPLIT_RANDOM, 0.5, 1, 0, NULL), QTL_EINVAL,
             "NULL");
    ck_assert_uint_eq(split.n_train, 42);
    qtl_split_free(NULL);
    qtl_dataset_free(dataset);
}
END_TEST

/* A fraction of one half leaves 0.5 to every class of one input, so that the lowest half
 * of the classes has the places. */
START_TEST(there_may_be_as_many_classes_as_inputs)
{
    enum { MANY = 200000 };
    float *x = calloc(MANY, sizeof *x);
    uint32_t *label = calloc(MANY, sizeof *label);
    for (uint32_t i = 0; i < MANY; i++) {
        label[i] = MANY - 1 - i;
    }
    const qtl_dataset dataset = {
        .n_inputs = MANY, .n_features = 1, .n_classes = MANY, .x = x, .label = label};
    qtl_split split;
    ck_ok(qtl_split_create(&dataset, QTL_SPLIT_STRATIFIED, 0.5, 1, 0, &split));
    ck_assert_uint_eq(split.n_train, MANY / 2);
    for (size_t i = 0; i < split.n_train; i++) {
        ck_assert_uint_eq(split.train[i], MANY / 2 + i);
    }
    qtl_split_free(&split);
    free(x);
    free(label);
}
END_TEST

START_TEST(labels_that_are_no_class_are_refused)
{
    float x[3] = {0};
    uint32_t label[] = {0, 77, 1};
    qtl_dataset dataset = {
        .n_inputs = 3, .n_features = 1, .n_classes = 2, .x = x, .label = label};
    qtl_split split = {.n_train = 42};
    ck_fails(qtl_split_create(&dataset, QTL_SPLIT_STRATIFIED, 0.5, 1, 0, &split),
             QTL_ERANGE, "label 77 of input 1 is not below the 2 classes");
    ck_assert_uint_eq(split.n_train, 42);
}
END_TEST

START_TEST(split_kinds_have_names)
{
    ck_assert_str_eq(qtl_split_name(QTL_SPLIT_RANDOM), "random");
    ck_assert_str_eq(qtl_split_name(QTL_SPLIT_STRATIFIED), "stratified");
    ck_assert_str_eq(qtl_split_name(QTL_SPLIT_ORDERED), "ordered");
    ck_assert_str_eq(qtl_split_name(QTL_SPLIT_OFFICIAL), "official");
    ck_assert_ptr_null(qtl_split_name(4));
}
END_TEST

QTL_SUITE("data split", every_split_is_a_partition_of_the_size_asked_for,
          a_stratified_split_gives_each_class_its_share_to_the_nearest_input,
          an_ordered_split_takes_the_first_rows_and_is_unbalanced,
          seed_and_index_decide_random_and_stratified_splits,
          every_input_trains_equally_often, places_left_over_go_to_the_largest_remainder,
          an_official_split_takes_the_rows_that_the_source_says,
          a_set_without_an_official_split_says_which_to_give,
          impossible_splits_are_refused_and_leave_the_output_alone,
          there_may_be_as_many_classes_as_inputs, labels_that_are_no_class_are_refused,
          split_kinds_have_names)
