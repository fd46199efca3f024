#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/random.h"
#include "information/neighbours_tree.h"
#include "suite.h"

/* --- the plain way: every pair, everything by its definition --- */

typedef struct points {
    size_t n, d;
    double *values; /* [d][n] */
} points;

/* What the order of neighbours goes by: the square in L2, the distance in the max norm.
 */
static double naive_order(const points *p, qtl_norm norm, size_t a, size_t b)
{
    double sum = 0;
    for (size_t j = 0; j < p->d; j++) {
        const double difference = fabs(p->values[j * p->n + a] - p->values[j * p->n + b]);
        sum = norm == QTL_NORM_L2 ? sum + difference * difference : fmax(sum, difference);
    }
    return sum;
}

static double naive_distance(const points *p, qtl_norm norm, size_t a, size_t b)
{
    const double order = naive_order(p, norm, a, b);
    return norm == QTL_NORM_L2 ? sqrt(order) : order;
}

typedef struct pair {
    double order;
    uint32_t index;
} pair;

static int by_distance_then_index(const void *a, const void *b)
{
    const pair *x = a;
    const pair *y = b;
    return x->order != y->order ? (x->order > y->order) - (x->order < y->order)
                                : (x->index > y->index) - (x->index < y->index);
}

static void naive_nearest(const points *p, qtl_norm norm, size_t i, size_t k,
                          uint32_t *index)
{
    pair *others = malloc((p->n + 1) * sizeof *others);
    size_t n = 0;
    for (size_t j = 0; j < p->n; j++) {
        if (j != i) {
            others[n++] = (pair){naive_order(p, norm, i, j), (uint32_t)j};
        }
    }
    qsort(others, n, sizeof *others, by_distance_then_index);
    for (size_t j = 0; j < k; j++) {
        index[j] = others[j].index;
    }
    free(others);
}

static uint32_t naive_count(const points *p, qtl_norm norm, size_t i, double radius,
                            bool or_equal)
{
    uint32_t n = 0;
    for (size_t j = 0; j < p->n; j++) {
        const double distance = naive_distance(p, norm, i, j);
        n += j != i && (or_equal ? distance <= radius : distance < radius);
    }
    return n;
}

/* --- point sets --- */

static gsl_rng *random_stream(uint64_t index)
{
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(5, QTL_FOR_TESTS, index, &rng));
    return rng;
}

/* Uniform on [0, 1), or on a grid of `levels` values: then there are ties and copies. */
static points random_points(size_t n, size_t d, unsigned levels)
{
    points p = {n, d, malloc(n * d * sizeof(double))};
    gsl_rng *rng = random_stream(n * 1000 + d * 10 + levels);
    for (size_t i = 0; i < n * d; i++) {
        p.values[i] = levels ? qtl_random_below(rng, levels) : gsl_rng_uniform(rng);
    }
    gsl_rng_free(rng);
    return p;
}

static qtl_neighbours *set_of(const points *p, qtl_norm norm)
{
    qtl_neighbours *set = NULL;
    ck_ok(qtl_neighbours_create(p->values, p->n, p->d, norm, &set));
    return set;
}

/* --- comparisons --- */

static void check_nearest(const points *p, qtl_norm norm, size_t k, qtl_search search,
                          qtl_isa isa)
{
    qtl_neighbours *set = set_of(p, norm);
    set->search = search;
    set->isa = isa;
    uint32_t *index = malloc(p->n * k * sizeof *index);
    uint32_t *expected = malloc(k * sizeof *expected);
    double *distance = malloc(p->n * k * sizeof *distance);
    double *kth = malloc(p->n * sizeof *kth);
    ck_ok(qtl_neighbours_nearest(set, k, index, distance));
    ck_ok(qtl_neighbours_kth(set, k, kth));
    for (size_t i = 0; i < p->n; i++) {
        naive_nearest(p, norm, i, k, expected);
        ck_assert_mem_eq(index + i * k, expected, k * sizeof *expected);
        for (size_t j = 0; j < k; j++) {
            ck_assert(distance[i * k + j] == naive_distance(p, norm, i, expected[j]));
        }
        ck_assert(kth[i] == distance[i * k + k - 1]);
    }
    qtl_neighbours_free(set);
    free(index);
    free(expected);
    free(distance);
    free(kth);
}

/* Radii that hit other points exactly, miss all, or hold all. */
static double *some_radii(const points *p, qtl_norm norm)
{
    double *radius = malloc(p->n * sizeof *radius);
    for (size_t i = 0; i < p->n; i++) {
        const double hit = naive_distance(p, norm, i, (i * 7 + 3) % p->n);
        const double choices[] = {hit, 0, nextafter(hit, 0), hit / 3, 1e300, -1, hit};
        radius[i] = choices[i % 7];
    }
    return radius;
}

static void check_counts(const points *p, qtl_norm norm, qtl_search search, qtl_isa isa)
{
    qtl_neighbours *set = set_of(p, norm);
    set->search = search;
    set->isa = isa;
    double *radius = some_radii(p, norm);
    uint32_t *count = malloc(p->n * sizeof *count);
    for (int or_equal = 0; or_equal < 2; or_equal++) {
        ck_ok(qtl_neighbours_count(set, radius, or_equal, count));
        for (size_t i = 0; i < p->n; i++) {
            ck_assert_uint_eq(count[i], naive_count(p, norm, i, radius[i], or_equal));
        }
    }
    qtl_neighbours_free(set);
    free(radius);
    free(count);
}

static void check_everything(size_t n, size_t d, unsigned levels)
{
    points p = random_points(n, d, levels);
    const size_t ks[] = {1, 3, 17, 40};
    for (qtl_norm norm = QTL_NORM_MAX; norm <= QTL_NORM_L2; norm++) {
        for (qtl_search search = QTL_SEARCH_AUTO; search <= QTL_SEARCH_SCAN; search++) {
            for (size_t k = 0; k < 4; k++) {
                if (ks[k] < n) {
                    check_nearest(&p, norm, ks[k], search, qtl_isa_best());
                }
            }
            check_counts(&p, norm, search, qtl_isa_best());
        }
    }
    free(p.values);
}

START_TEST(distinct_points_agree_with_every_pair)
{
    const size_t dimensions[] = {1, 2, 3, 5, 8, 9, 20};
    for (size_t i = 0; i < 7; i++) {
        check_everything(200, dimensions[i], 0);
    }
}
END_TEST

START_TEST(ties_and_copies_agree_with_every_pair)
{
    const size_t dimensions[] = {1, 2, 3, 9};
    for (size_t i = 0; i < 4; i++) {
        check_everything(180, dimensions[i], 3);
        check_everything(180, dimensions[i], 12);
    }
}
END_TEST

START_TEST(few_points_agree_with_every_pair)
{
    for (size_t n = 1; n <= 20; n++) {
        check_everything(n, 2, 0);
        check_everything(n, 1, 2);
    }
    check_everything(64, 2, 0);
    check_everything(65, 2, 0);
}
END_TEST

START_TEST(two_thousand_points_agree_with_every_pair)
{
    points p = random_points(2000, 2, 0);
    check_nearest(&p, QTL_NORM_MAX, 5, QTL_SEARCH_AUTO, qtl_isa_best());
    check_nearest(&p, QTL_NORM_L2, 1, QTL_SEARCH_AUTO, qtl_isa_best());
    check_counts(&p, QTL_NORM_MAX, QTL_SEARCH_AUTO, qtl_isa_best());
    free(p.values);
}
END_TEST

START_TEST(every_instruction_set_agrees)
{
    points p = random_points(400, 4, 0);
    points tied = random_points(400, 3, 5);
    for (qtl_isa isa = QTL_ISA_BASELINE; isa < QTL_ISA_COUNT; isa++) {
        for (qtl_norm norm = QTL_NORM_MAX; qtl_isa_supported(isa) && norm <= QTL_NORM_L2;
             norm++) {
            check_nearest(&p, norm, 4, QTL_SEARCH_AUTO, isa);
            check_nearest(&tied, norm, 4, QTL_SEARCH_TREE, isa);
            check_counts(&p, norm, QTL_SEARCH_TREE, isa);
            check_counts(&tied, norm, QTL_SEARCH_SCAN, isa);
        }
    }
    free(p.values);
    free(tied.values);
}
END_TEST

START_TEST(all_copies_of_one_point_are_ordered_by_index)
{
    points p = {.n = 20000, .d = 3, .values = calloc(60000, sizeof(double))};
    qtl_neighbours *set = set_of(&p, QTL_NORM_MAX);
    uint32_t *index = malloc(2 * p.n * sizeof *index);
    double *distance = malloc(2 * p.n * sizeof *distance);
    ck_ok(qtl_neighbours_nearest(set, 2, index, distance));
    for (size_t i = 0; i < p.n; i++) {
        ck_assert_uint_eq(index[2 * i], i == 0 ? 1 : 0);
        ck_assert_uint_eq(index[2 * i + 1], i < 2 ? 2 : 1);
        ck_assert(distance[2 * i] == 0 && distance[2 * i + 1] == 0);
    }
    qtl_neighbours_free(set);
    free(index);
    free(distance);
    free(p.values);
}
END_TEST

START_TEST(pieces_are_the_whole)
{
    points p = random_points(333, 3, 0);
    qtl_neighbours *set = set_of(&p, QTL_NORM_L2);
    uint32_t all[333 * 3];
    double all_distances[333 * 3];
    ck_ok(qtl_neighbours_nearest(set, 3, all, all_distances));
    bool seen[333] = {false};
    const size_t pieces[] = {0, 5, 6, 200, 333};
    for (size_t piece = 0; piece < 4; piece++) {
        const size_t count = pieces[piece + 1] - pieces[piece];
        const uint32_t *point = qtl_neighbours_order(set) + pieces[piece];
        uint32_t index[333 * 3];
        double distance[333 * 3];
        ck_ok(qtl_neighbours_nearest_at(set, pieces[piece], count, 3, index, distance));
        for (size_t i = 0; i < count; i++) {
            seen[point[i]] = true;
            ck_assert_mem_eq(index + 3 * i, all + (size_t)3 * point[i],
                             3 * sizeof *index);
            ck_assert_mem_eq(distance + 3 * i, all_distances + (size_t)3 * point[i],
                             3 * sizeof *distance);
        }
    }
    for (size_t i = 0; i < 333; i++) {
        ck_assert(seen[i]);
    }
    qtl_neighbours_free(set);
    free(p.values);
}
END_TEST

START_TEST(a_radius_is_strict_at_every_scale)
{
    /* NOTES: radius - 1e-15 is no subtraction at 16 and all of the radius at 1e-15. */
    for (int e = -900; e <= 900; e += 100) {
        const double unit = ldexp(1, e);
        const double x[] = {0, unit, 2 * unit, -unit};
        const double radius[] = {unit, unit, 2 * unit, 2 * unit};
        points p = {.n = 4, .d = 1, .values = (double *)x};
        qtl_neighbours *set = set_of(&p, QTL_NORM_MAX);
        uint32_t count[4];
        ck_ok(qtl_neighbours_count(set, radius, false, count));
        const uint32_t strictly[] = {0, 0, 1, 1};
        ck_assert_mem_eq(count, strictly, sizeof count);
        ck_ok(qtl_neighbours_count(set, radius, true, count));
        const uint32_t or_equal[] = {2, 2, 2, 2};
        ck_assert_mem_eq(count, or_equal, sizeof count);
        qtl_neighbours_free(set);
    }
}
END_TEST

START_TEST(what_cannot_be_searched_is_refused)
{
    const double x[] = {0, 1, 2};
    const double far[] = {-1.5e308, 1.5e308, 0};
    const double square[] = {0, 1e200, 0};
    qtl_neighbours *set = NULL;
    ck_fails(qtl_neighbours_create(NULL, 3, 1, QTL_NORM_MAX, &set), QTL_EINVAL, "NULL");
    ck_fails(qtl_neighbours_create(x, 0, 1, QTL_NORM_MAX, &set), QTL_EEMPTY, "0 points");
    ck_fails(qtl_neighbours_create(x, 3, 0, QTL_NORM_MAX, &set), QTL_EEMPTY, "0 dim");
    ck_fails(qtl_neighbours_create(x, (size_t)1 << 31, 1, QTL_NORM_MAX, &set), QTL_ERANGE,
             "2^31");
    ck_fails(qtl_neighbours_create(far, 3, 1, QTL_NORM_MAX, &set), QTL_ERANGE, "rescale");
    ck_fails(qtl_neighbours_create(square, 3, 1, QTL_NORM_L2, &set), QTL_ERANGE,
             "rescale");
    ck_assert_ptr_null(set);
    ck_ok(qtl_neighbours_create(square, 3, 1, QTL_NORM_MAX, &set));
    double distance[9] = {7};
    uint32_t index[9] = {7};
    ck_fails(qtl_neighbours_kth(set, 0, distance), QTL_ERANGE, "k = 0");
    ck_fails(qtl_neighbours_kth(set, 3, distance), QTL_ERANGE, "at least 4 samples");
    ck_fails(qtl_neighbours_kth(NULL, 1, distance), QTL_EINVAL, "NULL");
    ck_fails(qtl_neighbours_kth(set, 1, NULL), QTL_EINVAL, "NULL");
    ck_fails(qtl_neighbours_nearest(set, 1, NULL, distance), QTL_EINVAL, "NULL");
    ck_fails(qtl_neighbours_nearest_at(set, 2, 2, 1, index, distance), QTL_ERANGE,
             "places");
    ck_fails(qtl_neighbours_count(set, NULL, true, index), QTL_EINVAL, "NULL");
    ck_assert(distance[0] == 7 && index[0] == 7);
    qtl_neighbours_free(set);
    qtl_neighbours_free(NULL);
}
END_TEST

QTL_SUITE("information neighbours", distinct_points_agree_with_every_pair,
          ties_and_copies_agree_with_every_pair, few_points_agree_with_every_pair,
          two_thousand_points_agree_with_every_pair, every_instruction_set_agrees,
          all_copies_of_one_point_are_ordered_by_index, pieces_are_the_whole,
          a_radius_is_strict_at_every_scale, what_cannot_be_searched_is_refused)
