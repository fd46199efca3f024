/* Every split walks the inputs in some order and takes each one whose group still has
 * places: one group and file order, one group and random order, or a group per class. */
#include "quantal/split.h"

#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/random.h"
#include "quantal/dataset.h"

static const char *const names[] = {
    [QTL_SPLIT_RANDOM] = "random",
    [QTL_SPLIT_STRATIFIED] = "stratified",
    [QTL_SPLIT_ORDERED] = "ordered",
    [QTL_SPLIT_OFFICIAL] = "official",
};
enum { N_SPLITS = sizeof names / sizeof names[0] };

const char *qtl_split_name(size_t i)
{
    return i < N_SPLITS ? names[i] : NULL;
}

/* What is left of a group's share of places after rounding down. */
typedef struct rest {
    double part;
    size_t group;
} rest;

/* Largest first; of equal ones the lowest group. */
static int compare_remainders(const void *a, const void *b)
{
    const rest *one = a;
    const rest *other = b;
    if (one->part != other->part) {
        return one->part > other->part ? -1 : 1;
    }
    return (one->group > other->group) - (one->group < other->group);
}

/* Shares n_train places among the groups by largest remainder: every group gets its
 * fraction rounded down, and the places left go to the largest remainders. `places` holds
 * the group sizes and then the places. */
static void share_places(size_t *places, rest *rests, size_t n_groups, double fraction,
                         size_t n_train)
{
    size_t given = 0;
    for (size_t g = 0; g < n_groups; g++) {
        const double ideal = fraction * (double)places[g];
        places[g] = (size_t)ideal;
        rests[g] = (rest){ideal - (double)places[g], g};
        given += places[g];
    }
    qsort(rests, n_groups, sizeof *rests, compare_remainders);
    for (size_t r = 0; given < n_train && r < n_groups; r++, given++) {
        places[rests[r].group]++;
    }
}

typedef struct splitting {
    const qtl_dataset *dataset;
    qtl_split_kind kind;
    double fraction;
    uint64_t seed, index;
    size_t n_groups;
    uint32_t *order; /* [N] in which inputs are offered a place */
    bool *taken;     /* [N] */
    size_t *places;  /* [n_groups] */
    rest *rests;     /* [n_groups] */
} splitting;

static size_t group_of(const splitting *s, size_t i)
{
    return s->kind == QTL_SPLIT_STRATIFIED ? s->dataset->label[i] : 0;
}

static qtl_status make_order(splitting *s)
{
    for (size_t i = 0; i < s->dataset->n_inputs; i++) {
        s->order[i] = (uint32_t)i;
    }
    if (s->kind == QTL_SPLIT_RANDOM || s->kind == QTL_SPLIT_STRATIFIED) {
        gsl_rng *rng = NULL;
        QTL_TRY(qtl_random_create(s->seed, QTL_FOR_SPLIT, s->index, &rng));
        qtl_random_shuffle(rng, s->order, s->dataset->n_inputs);
        gsl_rng_free(rng);
    }
    return QTL_OK;
}

static void take(splitting *s, size_t n_train)
{
    const size_t n = s->dataset->n_inputs;
    for (size_t i = 0; i < n; i++) {
        s->places[group_of(s, i)]++;
    }
    share_places(s->places, s->rests, s->n_groups, s->fraction, n_train);
    for (size_t i = 0; i < n; i++) {
        size_t *places = &s->places[group_of(s, s->order[i])];
        s->taken[s->order[i]] = *places > 0;
        *places -= *places > 0;
    }
}

static qtl_status collect(const splitting *s, size_t n_train, qtl_split *split)
{
    const size_t n = s->dataset->n_inputs;
    QTL_ALLOC(split->train, n_train);
    QTL_ALLOC(split->test, n - n_train);
    for (uint32_t i = 0; i < n; i++) {
        if (s->taken[i]) {
            split->train[split->n_train++] = i;
        } else {
            split->test[split->n_test++] = i;
        }
    }
    return QTL_OK;
}

static qtl_status split_inputs(splitting *s, size_t n_train, qtl_split *split)
{
    QTL_ALLOC(s->order, s->dataset->n_inputs);
    QTL_ALLOC(s->taken, s->dataset->n_inputs);
    QTL_ALLOC(s->places, s->n_groups);
    QTL_ALLOC(s->rests, s->n_groups);
    QTL_TRY(make_order(s));
    take(s, n_train);
    return collect(s, n_train, split);
}

static qtl_status count_official(const qtl_dataset *dataset, size_t *n_train,
                                 double *fraction)
{
    QTL_REQUIRE(dataset->n_train > 0, QTL_EUNSUPPORTED,
                "data set %s has no official split; give split: stratified",
                dataset->name ? dataset->name : "without a name");
    *n_train = dataset->n_train;
    *fraction = (double)dataset->n_train / (double)dataset->n_inputs;
    return QTL_OK;
}

static qtl_status count_fraction(const qtl_dataset *dataset, double fraction,
                                 size_t *n_train)
{
    QTL_REQUIRE(fraction > 0 && fraction <= 1, QTL_ERANGE,
                "split: the training fraction is %g; it must be above 0 and at most 1",
                fraction);
    *n_train = (size_t)round(fraction * (double)dataset->n_inputs);
    QTL_REQUIRE(*n_train > 0, QTL_EEMPTY,
                "split: a fraction of %g of %zu inputs leaves none to train on", fraction,
                dataset->n_inputs);
    return QTL_OK;
}

static qtl_status count_training(const qtl_dataset *dataset, qtl_split_kind kind,
                                 double *fraction, size_t *n_train)
{
    QTL_REQUIRE((size_t)kind < N_SPLITS, QTL_EINVAL, "split: no kind %d", (int)kind);
    QTL_TRY(qtl_dataset_check(dataset));
    return kind == QTL_SPLIT_OFFICIAL ? count_official(dataset, n_train, fraction)
                                      : count_fraction(dataset, *fraction, n_train);
}

static void splitting_free(splitting *s)
{
    free(s->order);
    free(s->taken);
    free(s->places);
    free(s->rests);
}

qtl_status qtl_split_create(const qtl_dataset *dataset, qtl_split_kind kind,
                            double train_fraction, uint64_t seed, uint64_t index,
                            qtl_split *out)
{
    QTL_REQUIRE(dataset && out, QTL_EINVAL, "split: data set and out must not be NULL");
    size_t n_train = 0;
    QTL_TRY(count_training(dataset, kind, &train_fraction, &n_train));
    splitting s = {.dataset = dataset,
                   .kind = kind,
                   .fraction = train_fraction,
                   .seed = seed,
                   .index = index,
                   .n_groups = kind == QTL_SPLIT_STRATIFIED ? dataset->n_classes : 1};
    qtl_split split = {0};
    const qtl_status status = split_inputs(&s, n_train, &split);
    splitting_free(&s);
    if (status != QTL_OK) {
        qtl_split_free(&split);
        return status;
    }
    *out = split;
    return QTL_OK;
}

void qtl_split_free(qtl_split *split)
{
    if (split) {
        free(split->train);
        free(split->test);
        *split = (qtl_split){0};
    }
}
