/* The data set `tishby`. The expected numbers are in Shwartz-Ziv & Tishby's published
 * data (2118 ones among 4096 labels and their SHA-256) or follow from the icosahedron. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/tishby.h"
#include "quantal/dataset.h"
#include "suite.h"

enum { N = 4096, D = 12 };

static qtl_dataset *tishby(double gain)
{
    const qtl_dataset_options options = {.label_gain = gain};
    qtl_dataset *dataset = NULL;
    ck_ok(qtl_dataset_create("tishby", &options, &dataset));
    return dataset;
}

START_TEST(labels_are_those_of_the_published_file)
{
    qtl_dataset *dataset = tishby(0);
    ck_assert_uint_eq(dataset->n_inputs, N);
    ck_assert_uint_eq(dataset->n_features, D);
    ck_assert_uint_eq(dataset->n_classes, 2);
    ck_assert_ptr_null(dataset->p_x);
    ck_assert_ptr_null(dataset->p_y_given_x);
    ck_assert_str_eq(dataset->checksum,
                     "77732f16f85e91b49d3997196b56163b3bd362d8cf631468a8de3f986e88359f");
    size_t ones = 0;
    for (size_t i = 0; i < N; i++) {
        ones += dataset->label[i];
    }
    ck_assert_uint_eq(ones, 2118);
    qtl_dataset_free(dataset);
}
END_TEST

START_TEST(pattern_i_is_i_in_binary_with_the_first_input_highest)
{
    qtl_dataset *dataset = tishby(0);
    for (unsigned i = 0; i < N; i++) {
        for (unsigned j = 0; j < D; j++) {
            ck_assert_float_eq(dataset->x[i * D + j], (float)(i >> (11 - j) & 1));
        }
    }
    qtl_dataset_free(dataset);
}
END_TEST

/* The other closed form of the same labels, by weight: y = 1 from 8 active inputs on, 0
 * up to 4, between them 4 e - o >= 26, 24, 31 for w = 5, 6, 7. The pairs are written out
 * here, apart from the neighbour table. */
static unsigned label_by_weight(const float *x)
{
    static const unsigned char edges[30][2] = {
        {0, 1},  {0, 3},  {0, 5}, {0, 10}, {0, 11}, {1, 2},  {1, 3},  {1, 4},
        {1, 11}, {2, 3},  {2, 4}, {2, 8},  {2, 9},  {3, 8},  {3, 10}, {4, 6},
        {4, 9},  {4, 11}, {5, 6}, {5, 7},  {5, 10}, {5, 11}, {6, 7},  {6, 9},
        {6, 11}, {7, 8},  {7, 9}, {7, 10}, {8, 9},  {8, 10}};
    static const unsigned char opposite[6][2] = {{0, 9}, {1, 7},  {2, 5},
                                                 {3, 6}, {4, 10}, {8, 11}};
    static const int least[13] = {99, 99, 99, 99, 99, 26, 24, 31, -9, -9, -9, -9, -9};
    int w = 0;
    int evidence = 0;
    for (int j = 0; j < D; j++) {
        w += x[j] > 0;
    }
    for (int k = 0; k < 30; k++) {
        evidence += 4 * (x[edges[k][0]] > 0 && x[edges[k][1]] > 0);
    }
    for (int k = 0; k < 6; k++) {
        evidence -= x[opposite[k][0]] > 0 && x[opposite[k][1]] > 0;
    }
    return evidence >= least[w];
}

START_TEST(the_score_and_the_rule_by_weight_give_the_same_labels)
{
    qtl_dataset *dataset = tishby(0);
    for (size_t i = 0; i < N; i++) {
        ck_assert_uint_eq(dataset->label[i], label_by_weight(dataset->x + i * D));
    }
    qtl_dataset_free(dataset);
}
END_TEST

START_TEST(patterns_fall_into_64_classes_of_the_two_point_counts)
{
    enum { SIDE = 32 };
    static bool seen[D + 1][SIDE][SIDE];
    size_t classes = 0;
    for (uint32_t i = 0; i < N; i++) {
        const qtl_tishby_counts n = qtl_tishby_count(qtl_tishby_vertices(i));
        bool *entry = &seen[n.active][n.neighbour_pairs][n.opposite_pairs];
        classes += !*entry;
        *entry = true;
    }
    ck_assert_uint_eq(classes, 64);
}
END_TEST

START_TEST(the_solid_has_12_vertices_30_edges_and_20_faces)
{
    int edges = 0;
    int faces = 0;
    for (int u = 0; u < D; u++) {
        ck_assert_int_eq(__builtin_popcount(qtl_tishby_neighbours(u)), 5);
        for (int v = 0; v < D; v++) {
            const bool joined = qtl_tishby_neighbours(u) >> v & 1;
            ck_assert_int_eq(joined, qtl_tishby_neighbours(v) >> u & 1);
            edges += joined;
            if (joined) {
                faces += __builtin_popcount(qtl_tishby_neighbours(u) &
                                            qtl_tishby_neighbours(v));
            }
        }
    }
    ck_assert_int_eq(edges, 2 * 30);
    ck_assert_int_eq(faces, 6 * 20);
}
END_TEST

typedef struct symmetries {
    size_t n;
    int image[200][D];
} symmetries;

/* Extends a map of vertices 0..v-1 that keeps adjacency by every possible image of v. */
static void search(symmetries *found, int *image, int v)
{
    if (v == D) {
        ck_assert_uint_lt(found->n, 200);
        memcpy(found->image[found->n++], image, D * sizeof *image);
        return;
    }
    for (int candidate = 0; candidate < D; candidate++) {
        bool fits = true;
        for (int u = 0; u < v && fits; u++) {
            fits = image[u] != candidate &&
                   (qtl_tishby_neighbours(u) >> v & 1) ==
                       (qtl_tishby_neighbours(image[u]) >> candidate & 1);
        }
        if (fits) {
            image[v] = candidate;
            search(found, image, v + 1);
        }
    }
}

/* The pattern after vertex v has moved to image[v]. */
static size_t moved(size_t pattern, const int *image)
{
    size_t result = 0;
    for (int v = 0; v < D; v++) {
        result |= (pattern >> (11 - v) & 1) << (11 - image[v]);
    }
    return result;
}

START_TEST(all_120_symmetries_leave_every_label_alone)
{
    static symmetries found;
    int image[D];
    search(&found, image, 0);
    ck_assert_uint_eq(found.n, 120);
    qtl_dataset *dataset = tishby(0);
    for (size_t s = 0; s < found.n; s++) {
        for (size_t i = 0; i < N; i++) {
            ck_assert_uint_eq(dataset->label[i],
                              dataset->label[moved(i, found.image[s])]);
        }
    }
    qtl_dataset_free(dataset);
}
END_TEST

START_TEST(entropies_are_those_of_2118_ones_in_4096)
{
    qtl_dataset *dataset = tishby(0);
    const qtl_dataset_entropies h = qtl_dataset_entropy(dataset);
    const double p = 2118.0 / N;
    ck_assert_double_eq(h.h_x_bits, 12);
    ck_assert_double_eq_tol(h.h_y_bits, -p * log2(p) - (1 - p) * log2(1 - p), 1e-15);
    ck_assert_double_eq_tol(h.h_y_bits, 0.99916, 5e-6);
    ck_assert_double_eq(h.i_xy_bits, h.h_y_bits);
    qtl_dataset_free(dataset);
}
END_TEST

START_TEST(soft_labels_sum_to_one_and_peak_at_the_hard_label)
{
    qtl_dataset *hard = tishby(0);
    const double gains[] = {1e-6, 0.1, 1, 1e6};
    for (size_t g = 0; g < sizeof gains / sizeof gains[0]; g++) {
        qtl_dataset *soft = tishby(gains[g]);
        ck_assert_str_eq(soft->checksum, hard->checksum);
        for (size_t i = 0; i < N; i++) {
            const double *p = soft->p_y_given_x + 2 * i;
            ck_assert_double_eq_tol(p[0] + p[1], 1, 1e-15);
            ck_assert_uint_eq(soft->label[i], hard->label[i]);
            ck_assert_uint_eq(p[1] > p[0], hard->label[i]);
        }
        qtl_dataset_free(soft);
    }
    qtl_dataset_free(hard);
}
END_TEST

/* The scores nearest to the threshold are 427 (y = 0) and 432 (y = 1). */
START_TEST(the_soft_threshold_is_halfway_between_the_classes)
{
    int below = -10000;
    int above = 10000;
    for (uint32_t i = 0; i < N; i++) {
        const int score = qtl_tishby_score(qtl_tishby_vertices(i));
        below = score < 430 && score > below ? score : below;
        above = score >= 430 && score < above ? score : above;
    }
    qtl_dataset *soft = tishby(0.5);
    for (uint32_t i = 0; i < N; i++) {
        const int score = qtl_tishby_score(qtl_tishby_vertices(i));
        const double p = 1 / (1 + exp(-0.5 * (score - (below + above) / 2.0)));
        ck_assert_double_eq_tol(soft->p_y_given_x[2 * i + 1], p, 1e-15);
    }
    qtl_dataset_free(soft);
}
END_TEST

START_TEST(softer_labels_are_known_less_well)
{
    double last_bits = 1;
    const double gains[] = {100, 1, 0.1, 0.01, 1e-4};
    for (size_t g = 0; g < sizeof gains / sizeof gains[0]; g++) {
        qtl_dataset *soft = tishby(gains[g]);
        const qtl_dataset_entropies h = qtl_dataset_entropy(soft);
        ck_assert_double_lt(h.i_xy_bits, last_bits);
        ck_assert_double_ge(h.i_xy_bits, 0);
        last_bits = h.i_xy_bits;
        qtl_dataset_free(soft);
    }
    ck_assert_double_lt(last_bits, 1e-3);
}
END_TEST

START_TEST(impossible_gains_are_refused)
{
    const double gains[] = {-1, NAN, INFINITY};
    for (size_t g = 0; g < sizeof gains / sizeof gains[0]; g++) {
        const qtl_dataset_options options = {.label_gain = gains[g]};
        qtl_dataset *dataset = (qtl_dataset *)&options;
        ck_fails(qtl_dataset_create("tishby", &options, &dataset), QTL_ERANGE,
                 "label_gain");
        ck_assert_ptr_eq(dataset, (const void *)&options);
    }
}
END_TEST

QTL_SUITE("data tishby", labels_are_those_of_the_published_file,
          pattern_i_is_i_in_binary_with_the_first_input_highest,
          the_score_and_the_rule_by_weight_give_the_same_labels,
          patterns_fall_into_64_classes_of_the_two_point_counts,
          the_solid_has_12_vertices_30_edges_and_20_faces,
          all_120_symmetries_leave_every_label_alone,
          entropies_are_those_of_2118_ones_in_4096,
          soft_labels_sum_to_one_and_peak_at_the_hard_label,
          the_soft_threshold_is_halfway_between_the_classes,
          softer_labels_are_known_less_well, impossible_gains_are_refused)
