/* The nearest-neighbour estimators against their definitions, written out for every pair
 * of samples, with gsl's digamma. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_psi.h>

#include "information/knn.h"
#include "knn_samples.h"
#include "suite.h"

static double psi(size_t m)
{
    return gsl_sf_psi_int((int)m);
}

typedef struct pair {
    double distance;
    size_t index;
} pair;

static int nearer(const void *a, const void *b)
{
    const pair *x = a;
    const pair *y = b;
    return x->distance != y->distance ? (x->distance > y->distance) * 2 - 1
                                      : (x->index > y->index) * 2 - 1;
}

/* All others from nearest to farthest in the joint space, max norm, ties by index. */
static pair *others_of(const qtl_sample *s, size_t i)
{
    pair *others = malloc(s->n * sizeof *others);
    size_t m = 0;
    for (size_t j = 0; j < s->n; j++) {
        if (j != i) {
            const double x = knn_distance(&s->x, s->n, i, j);
            const double y = s->y.d ? knn_distance(&s->y, s->n, i, j) : 0;
            others[m++] = (pair){fmax(x, y), j};
        }
    }
    qsort(others, m, sizeof *others, nearer);
    return others;
}

static size_t others_within(const qtl_variable *v, size_t n, size_t i, double radius,
                            bool or_equal)
{
    size_t m = 0;
    for (size_t j = 0; j < n; j++) {
        const double distance = knn_distance(v, n, i, j);
        m += j != i && (or_equal ? distance <= radius : distance < radius);
    }
    return m;
}

/* --- definitions --- */

static double naive_ksg1(const qtl_sample *s, size_t k)
{
    double sum = 0;
    for (size_t i = 0; i < s->n; i++) {
        pair *others = others_of(s, i);
        const double e = others[k - 1].distance;
        sum += psi(others_within(&s->x, s->n, i, e, false) + 1);
        sum += psi(others_within(&s->y, s->n, i, e, false) + 1);
        free(others);
    }
    return (psi(k) + psi(s->n) - sum / (double)s->n) / M_LN2;
}

static double naive_ksg2(const qtl_sample *s, size_t k)
{
    double sum = 0;
    for (size_t i = 0; i < s->n; i++) {
        pair *others = others_of(s, i);
        double e_x = 0;
        double e_y = 0;
        for (size_t j = 0; j < k; j++) {
            e_x = fmax(e_x, knn_distance(&s->x, s->n, i, others[j].index));
            e_y = fmax(e_y, knn_distance(&s->y, s->n, i, others[j].index));
        }
        sum += psi(others_within(&s->x, s->n, i, e_x, true));
        sum += psi(others_within(&s->y, s->n, i, e_y, true));
        free(others);
    }
    return (psi(k) - 1 / (double)k + psi(s->n) - sum / (double)s->n) / M_LN2;
}

static double naive_mixed(const qtl_sample *s, size_t k)
{
    double sum = 0;
    for (size_t i = 0; i < s->n; i++) {
        pair *others = others_of(s, i);
        const double rho = others[k - 1].distance;
        size_t copies = 0;
        while (rho == 0 && copies < s->n - 1 && others[copies].distance == 0) {
            copies++;
        }
        sum += rho == 0 ? psi(copies + 1) : psi(k);
        sum -= psi(others_within(&s->x, s->n, i, rho, rho == 0) + 1);
        sum -= psi(others_within(&s->y, s->n, i, rho, rho == 0) + 1);
        free(others);
    }
    return (sum / (double)s->n + log((double)s->n)) / M_LN2;
}

/* y is the label. */
static double naive_ross(const qtl_sample *s, size_t k)
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        n += others_within(&s->y, s->n, i, 0, true) > 0;
    }
    for (size_t i = 0; i < s->n; i++) {
        const size_t mates = others_within(&s->y, s->n, i, 0, true);
        if (mates == 0) {
            continue;
        }
        const size_t k_i = k < mates ? k : mates;
        pair *others = malloc(mates * sizeof *others);
        size_t m = 0;
        for (size_t j = 0; j < s->n; j++) {
            if (j != i && knn_distance(&s->y, s->n, i, j) == 0) {
                others[m++] = (pair){knn_distance(&s->x, s->n, i, j), j};
            }
        }
        qsort(others, m, sizeof *others, nearer);
        const double r = others[k_i - 1].distance;
        size_t near = 1;
        for (size_t j = 0; j < s->n; j++) {
            const double distance = knn_distance(&s->x, s->n, i, j);
            const bool kept = others_within(&s->y, s->n, j, 0, true) > 0;
            near += j != i && kept && (r > 0 ? distance < r : distance == 0);
        }
        sum += psi(k_i) - psi(mates + 1) - psi(near);
        free(others);
    }
    return (psi(n) + sum / (double)n) / M_LN2;
}

static double naive_kl_max(const qtl_variable *v, size_t n, size_t k)
{
    const qtl_sample s = {.n = n, .x = *v};
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        pair *others = others_of(&s, i);
        sum += log(2 * others[k - 1].distance);
        free(others);
    }
    return (psi(n) - psi(k) + (double)v->d * sum / (double)n) / M_LN2;
}

/* --- agreement --- */

static void check_against(const char *name, double (*naive)(const qtl_sample *, size_t),
                          const qtl_sample *sample, size_t k)
{
    char method[64];
    snprintf(method, sizeof method, name, k);
    ck_assert_double_eq_tol(knn_bits(method, sample), naive(sample, k), 1e-11);
}

START_TEST(distinct_samples_agree_with_the_definitions)
{
    const size_t d_x[] = {1, 1, 3, 10};
    const size_t d_y[] = {1, 2, 2, 10};
    for (size_t i = 0; i < 4; i++) {
        for (size_t k = 1; k <= 7; k += 3) {
            knn_sample s = knn_normal(230, d_x[i], d_y[i], 0.8, i);
            check_against("ksg:k=%zu", naive_ksg1, &s.sample, k);
            check_against("ksg:variant=2,k=%zu", naive_ksg2, &s.sample, k);
            check_against("mixed-ksg:k=%zu", naive_mixed, &s.sample, k);
            knn_free(&s);
        }
    }
}
END_TEST

START_TEST(ties_agree_with_the_definitions)
{
    for (uint64_t seed = 0; seed < 3; seed++) {
        knn_sample fine = knn_rounded(200, 2, 1, 0.125, seed); /* ties, few copies */
        check_against("ksg:k=%zu", naive_ksg1, &fine.sample, 5);
        check_against("ksg:variant=2,k=%zu", naive_ksg2, &fine.sample, 5);
        check_against("mixed-ksg:k=%zu", naive_mixed, &fine.sample, 2);
        knn_free(&fine);
        knn_sample coarse = knn_rounded(200, 1, 1, 1, seed); /* almost all are copies */
        check_against("mixed-ksg:k=%zu", naive_mixed, &coarse.sample, 3);
        check_against("mixed-ksg:k=%zu", naive_mixed, &coarse.sample, 25);
        coarse.sample.y.discrete = true;
        check_against("ross:k=%zu", naive_ross, &coarse.sample, 3);
        knn_free(&coarse);
    }
}
END_TEST

START_TEST(labels_agree_with_the_definition_of_ross)
{
    for (size_t d = 1; d <= 9; d += 4) {
        knn_sample s = knn_labelled(150, d, 4, d);
        s.values[150 * d + 7] = 99;                         /* a class of one */
        s.values[150 * d + 8] = s.values[150 * d + 9] = -5; /* and one of two */
        check_against("ross:k=%zu", naive_ross, &s.sample, 1);
        check_against("ross:k=%zu", naive_ross, &s.sample, 5);
        const qtl_sample swapped = {s.sample.n, s.sample.y, s.sample.x};
        ck_assert(knn_bits("ross:k=5", &swapped) == knn_bits("ross:k=5", &s.sample));
        knn_free(&s);
    }
}
END_TEST

START_TEST(kl_agrees_with_its_definition)
{
    for (size_t d = 1; d <= 9; d += 4) {
        knn_sample s = knn_normal(200, d, 2, 0.5, d);
        const qtl_sample x = {.n = 200, .x = s.sample.x};
        const qtl_sample both = {.n = 200, .x = {.d = d + 2, .values = s.values}};
        const double h_x = naive_kl_max(&s.sample.x, 200, 4);
        const double h_y = naive_kl_max(&s.sample.y, 200, 4);
        const double h_xy = naive_kl_max(&both.x, 200, 4);
        ck_assert_double_eq_tol(knn_bits("kl:k=4", &x), h_x, 1e-11);
        ck_assert_double_eq_tol(knn_bits("kl:k=4", &s.sample), h_x + h_y - h_xy, 1e-11);
        knn_free(&s);
    }
}
END_TEST

START_TEST(kl_with_labels_is_a_difference_of_entropies)
{
    knn_sample s = knn_labelled(120, 2, 2, 3);
    double within = 0;
    for (int y = 0; y < 2; y++) {
        double own[240];
        size_t n = 0;
        for (size_t i = 0; i < 120; i++) {
            n += s.sample.y.values[i] == y;
        }
        size_t m = 0;
        for (size_t i = 0; i < 120; i++) {
            if (s.sample.y.values[i] == y) {
                own[m] = s.values[i];
                own[n + m++] = s.values[120 + i];
            }
        }
        within += (double)n / 120 * naive_kl_max(&(qtl_variable){2, own, false}, n, 3);
    }
    const double h = naive_kl_max(&s.sample.x, 120, 3);
    ck_assert_double_eq_tol(knn_bits("kl", &s.sample), h - within, 1e-11);
    knn_free(&s);
}
END_TEST

START_TEST(digamma_of_integers_is_that_of_gsl)
{
    double *table = NULL;
    ck_ok(qtl_digamma_create(100000, &table));
    ck_assert_double_eq_tol(table[10], 2.251752589066721, 1e-15); /* A&S table 6.3 */
    for (size_t m = 1; m <= 100000; m += m < 100 ? 1 : 997) {
        ck_assert_double_eq_tol(table[m], psi(m), 4e-15 * fmax(1, fabs(psi(m))));
    }
    free(table);
}
END_TEST

/* NOTES section 1: integer codes 0..255, split 2|3; JIDT and brute force with a true `<`
 * give 0.52569 nat, the absolute 1e-15 of NPEET 0.35847. */
START_TEST(strictness_is_that_of_jidt_on_integer_codes)
{
    FILE *stream = fopen("tests/data/reference/tanh_q256.csv", "r");
    ck_assert_ptr_nonnull(stream);
    double *values = calloc((size_t)5 * 4096, sizeof *values);
    for (size_t i = 0; i < 4096; i++) {
        char line[128];
        ck_assert_ptr_nonnull(fgets(line, sizeof line, stream));
        char *at = line;
        for (size_t j = 0; j < 5; j++) {
            values[j * 4096 + i] = strtod(at, &at);
            at += *at == ',';
        }
    }
    fclose(stream);
    const qtl_sample s = {
        4096, {.d = 2, .values = values}, {.d = 3, .values = values + 2 * 4096}};
    ck_assert_double_eq_tol(knn_bits("ksg:k=3", &s) * M_LN2, 0.52569, 5e-6);
    free(values);
}
END_TEST

QTL_SUITE("nearest-neighbour estimators", distinct_samples_agree_with_the_definitions,
          ties_agree_with_the_definitions, labels_agree_with_the_definition_of_ross,
          kl_agrees_with_its_definition, kl_with_labels_is_a_difference_of_entropies,
          digamma_of_integers_is_that_of_gsl, strictness_is_that_of_jidt_on_integer_codes)
