/* What a run sees of the inputs. */
#include <string.h>

#include "experiment/run_inputs.h"
#include "suite.h"

enum { N = 200 };

/* Whether two runs of an experiment train on the same inputs. */
static bool same_split(qtl_split_kind kind, size_t a, size_t b)
{
    float x[N] = {0};
    uint32_t label[N];
    for (uint32_t i = 0; i < N; i++) {
        label[i] = i % 2;
    }
    const qtl_dataset dataset = {
        .n_inputs = N, .n_features = 1, .n_classes = 2, .x = x, .label = label};
    const qtl_experiment experiment = {.split = kind, .train_fraction = 0.5, .seed = 1};
    qtl_run_inputs left;
    qtl_run_inputs right;
    ck_ok(qtl_run_inputs_create(&experiment, &dataset, a, &left));
    ck_ok(qtl_run_inputs_create(&experiment, &dataset, b, &right));
    ck_assert_uint_eq(left.split.n_train, N / 2);
    const bool same =
        memcmp(left.split.train, right.split.train, N / 2 * sizeof(uint32_t)) == 0;
    qtl_run_inputs_free(&left);
    qtl_run_inputs_free(&right);
    return same;
}

START_TEST(a_random_split_is_the_run_s_any_other_the_experiment_s)
{
    ck_assert(same_split(QTL_SPLIT_RANDOM, 2, 2));
    ck_assert(!same_split(QTL_SPLIT_RANDOM, 1, 2));
    ck_assert(same_split(QTL_SPLIT_STRATIFIED, 1, 2));
    ck_assert(same_split(QTL_SPLIT_ORDERED, 1, 2));
}
END_TEST

QTL_SUITE("run inputs", a_random_split_is_the_run_s_any_other_the_experiment_s)
