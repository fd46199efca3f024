/* The nearest-neighbour estimators and `gaussian` on layers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "information/noise.h"
#include "knn_samples.h"
#include "suite.h"

static qtl_layer_information measure(const char *text, const qtl_layer *layer)
{
    qtl_method method;
    qtl_layer_information out;
    ck_ok(qtl_method_parse(text, &method));
    ck_ok(qtl_method_layer(&method, layer, &out));
    return out;
}

static qtl_status layer_status(const char *text, const qtl_layer *layer)
{
    qtl_method method;
    qtl_layer_information out = {.i_xt = {7, 7}, .i_ty = {7, 7}};
    ck_ok(qtl_method_parse(text, &method));
    const qtl_status status = qtl_method_layer(&method, layer, &out);
    ck_assert(out.i_xt.value_bits == 7 && out.i_ty.value_bits == 7);
    return status;
}

/* A labelled sample as a layer. */
typedef struct fixture {
    knn_sample s;
    uint32_t *label;
    qtl_layer layer;
} fixture;

static fixture create(size_t n, size_t d, unsigned levels)
{
    fixture f = {.s = knn_labelled(n, d, levels, 4),
                 .label = calloc(n, sizeof(uint32_t))};
    for (size_t i = 0; i < n; i++) {
        f.label[i] = (uint32_t)f.s.sample.y.values[i];
    }
    f.layer = (qtl_layer){.n_points = n,
                          .width = d,
                          .values = f.s.values,
                          .n_classes = levels,
                          .label = f.label};
    return f;
}

static void destroy(fixture *f)
{
    knn_free(&f->s);
    free(f->label);
}

/* +-1 with noise v: C = 1, and 0 within a class, so both are (1/2) log2(1 + 1/v). */
START_TEST(gaussian_has_the_closed_form_of_two_levels)
{
    const double values[] = {-1, 1, 1, -1};
    const uint32_t label[] = {0, 1, 1, 0};
    const qtl_layer layer = {
        .n_points = 4, .width = 1, .values = values, .n_classes = 3, .label = label};
    const qtl_layer_information got = measure("gaussian:variance=0.25", &layer);
    ck_assert_double_eq_tol(got.i_xt.value_bits, 0.5 * log2(5), 1e-14);
    ck_assert_double_eq_tol(got.i_ty.value_bits, 0.5 * log2(5), 1e-14);
    const qtl_layer one = {.n_points = 1, .width = 1, .values = values};
    ck_assert_double_eq_tol(measure("gaussian", &one).i_xt.value_bits, 0, 1e-14);
    ck_assert(isnan(measure("gaussian", &one).i_ty.value_bits));
}
END_TEST

/* Every input at one point: T + Z is noise alone, h(T+Z) = h(Z); the variance of the
 * estimate is that of an entropy, (1/2 + trigamma(3)) / N. */
START_TEST(a_layer_that_forgets_all_has_no_information)
{
    double *zeros = calloc(4000, sizeof *zeros);
    const qtl_layer layer = {.n_points = 4000, .width = 1, .values = zeros};
    const qtl_layer_information got = measure("kl", &layer);
    ck_assert_double_eq_tol(got.i_xt.value_bits, 0, 5 * sqrt(0.9 / 4000) / M_LN2);
    ck_assert(isnan(got.i_ty.value_bits));
    free(zeros);
}
END_TEST

START_TEST(a_layer_is_its_noisy_sample)
{
    fixture f = create(300, 2, 3);
    double *noisy = NULL;
    ck_ok(qtl_noisy_layer(&f.layer, 0.3, 5, &noisy));
    qtl_sample sample = {300, {.d = 2, .values = noisy}, f.s.sample.y};
    ck_assert_double_eq_tol(measure("ross:variance=0.3,seed=5", &f.layer).i_ty.value_bits,
                            knn_bits("ross", &sample), 1e-12);
    ck_assert_double_eq_tol(
        measure("mixed-ksg:variance=0.3,seed=5", &f.layer).i_ty.value_bits,
        knn_bits("mixed-ksg", &sample), 1e-12);
    const qtl_layer_information kl = measure("kl:variance=0.3,seed=5", &f.layer);
    ck_assert_double_eq_tol(kl.i_ty.value_bits, knn_bits("kl", &sample), 1e-12);
    sample.y = (qtl_variable){0};
    ck_assert_double_eq_tol(kl.i_xt.value_bits,
                            knn_bits("kl", &sample) - log2(2 * M_PI * M_E * 0.3), 1e-12);
    free(noisy);
    destroy(&f);
}
END_TEST

START_TEST(without_noise_a_layer_is_its_sample)
{
    fixture f = create(300, 3, 3);
    ck_assert_double_eq_tol(measure("ross:variance=0", &f.layer).i_ty.value_bits,
                            knn_bits("ross", &f.s.sample), 1e-12);
    ck_assert_double_eq_tol(measure("mixed-ksg:variance=0", &f.layer).i_ty.value_bits,
                            knn_bits("mixed-ksg", &f.s.sample), 1e-12);
    ck_assert(isnan(measure("ross", &f.layer).i_xt.value_bits));
    ck_assert(isnan(measure("mixed-ksg", &f.layer).i_xt.value_bits));
    f.layer.n_classes = 0;
    ck_assert(isnan(measure("ross", &f.layer).i_ty.value_bits));
    ck_assert(isnan(measure("mixed-ksg", &f.layer).i_ty.value_bits));
    destroy(&f);
}
END_TEST

START_TEST(noise_has_its_variance_and_its_seed)
{
    double *zeros = calloc(20000, sizeof *zeros);
    const qtl_layer layer = {.n_points = 10000, .width = 2, .values = zeros};
    double *a = NULL;
    double *b = NULL;
    ck_ok(qtl_noisy_layer(&layer, 4, 1, &a));
    ck_ok(qtl_noisy_layer(&layer, 4, 1, &b));
    ck_assert_mem_eq(a, b, 20000 * sizeof *a);
    double sum = 0;
    double square = 0;
    for (size_t i = 0; i < 20000; i++) {
        sum += a[i] / 20000;
        square += a[i] * a[i] / 20000;
    }
    ck_assert_double_eq_tol(sum, 0, 5 * 2 / sqrt(20000));
    ck_assert_double_eq_tol(square, 4, 5 * 4 * sqrt(2.0 / 20000));
    free(b);
    ck_ok(qtl_noisy_layer(&layer, 4, 2, &b));
    ck_assert_mem_ne(a, b, 20000 * sizeof *a);
    free(zeros);
    free(a);
    free(b);
}
END_TEST

START_TEST(layers_that_are_no_samples_are_refused)
{
    fixture f = create(40, 1, 2);
    ck_fails(layer_status("ksg", &f.layer), QTL_EUNSUPPORTED, "ksg is not for layers");
    ck_fails(layer_status("kl:k=40", &f.layer), QTL_ERANGE, "there are 40");
    double p_x[40];
    double soft[80];
    for (size_t i = 0; i < 40; i++) {
        p_x[i] = i % 2 ? 0.02 : 0.03;
        soft[2 * i] = 0.25;
        soft[2 * i + 1] = 0.75;
    }
    const char *const methods[] = {"kl", "mixed-ksg", "ross", "gaussian"};
    for (size_t i = 0; i < 4; i++) {
        f.layer.p_x = p_x;
        ck_fails(layer_status(methods[i], &f.layer), QTL_EUNSUPPORTED, "equiprobable");
        f.layer.p_x = NULL;
        f.layer.p_y_given_x = soft;
        ck_fails(layer_status(methods[i], &f.layer), QTL_EUNSUPPORTED, "soft");
        f.layer.p_y_given_x = NULL;
    }
    for (size_t i = 0; i < 40; i++) {
        f.label[i] = i == 7;
    }
    ck_fails(layer_status("kl", &f.layer), QTL_EUNSUPPORTED, "sample 7");
    ck_assert(isfinite(measure("ross", &f.layer).i_ty.value_bits));
    destroy(&f);
}
END_TEST

QTL_SUITE("nearest-neighbour estimators on layers",
          gaussian_has_the_closed_form_of_two_levels,
          a_layer_that_forgets_all_has_no_information, a_layer_is_its_noisy_sample,
          without_noise_a_layer_is_its_sample, noise_has_its_variance_and_its_seed,
          layers_that_are_no_samples_are_refused)
