#include "information.h"

#include <stdlib.h>
#include <string.h>

#include "core/random.h"

static void *have(size_t n, size_t size)
{
    void *memory = calloc(n ? n : 1, size);
    ck_assert_ptr_nonnull(memory);
    return memory;
}

gsl_rng *test_stream(uint64_t index)
{
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(20240229, QTL_FOR_TESTS, index, &rng));
    return rng;
}

test_layer test_layer_create(size_t n, size_t width, uint32_t n_levels, size_t n_classes,
                             gsl_rng *rng)
{
    test_layer made = {.values = have(n * width, sizeof(double)),
                       .codes = have(n * width, sizeof(uint16_t)),
                       .label = have(n, sizeof(uint32_t)),
                       .p_x = have(n, sizeof(double)),
                       .soft = have(n * n_classes, sizeof(double))};
    for (size_t i = 0; i < n * width; i++) {
        made.codes[i] = (uint16_t)qtl_random_below(rng, n_levels);
        made.values[i] = made.codes[i];
    }
    for (size_t i = 0; i < n && n_classes; i++) {
        made.label[i] = qtl_random_below(rng, (uint32_t)n_classes);
    }
    made.layer = (qtl_layer){.n_points = n,
                             .width = width,
                             .values = made.values,
                             .codes = made.codes,
                             .n_classes = n_classes,
                             .label = n_classes ? made.label : NULL};
    return made;
}

void test_layer_free(test_layer *layer)
{
    free(layer->values);
    free(layer->codes);
    free(layer->label);
    free(layer->p_x);
    free(layer->soft);
}

static void fill_distribution(double *p, size_t n, gsl_rng *rng)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        p[i] = i > 0 && qtl_random_below(rng, 8) == 0 ? 0 : gsl_rng_uniform(rng) + 0.01;
        sum += p[i];
    }
    for (size_t i = 0; i < n; i++) {
        p[i] /= sum;
    }
}

void test_layer_weigh(test_layer *layer, gsl_rng *rng)
{
    const size_t k = layer->layer.n_classes;
    fill_distribution(layer->p_x, layer->layer.n_points, rng);
    for (size_t i = 0; i < layer->layer.n_points; i++) {
        fill_distribution(layer->soft + i * k, k, rng);
    }
}

qtl_layer test_layer_in_bytes(const qtl_layer *layer, uint8_t *bytes)
{
    for (size_t i = 0; i < layer->width * layer->n_points; i++) {
        ck_assert_uint_lt(layer->codes[i], 256);
        bytes[i] = (uint8_t)layer->codes[i];
    }
    qtl_layer same = *layer;
    same.codes = NULL;
    same.byte_codes = bytes;
    return same;
}

test_bits test_measure(const char *method, const qtl_layer *layer)
{
    qtl_method parsed;
    qtl_layer_information got;
    ck_ok(qtl_method_parse(method, &parsed));
    ck_ok(qtl_method_layer(&parsed, layer, &got));
    return (test_bits){got.i_xt.value_bits, got.i_ty.value_bits};
}

static void permute(void *array, size_t size, size_t n, const uint32_t *order)
{
    char *bytes = array;
    char *copy = have(n, size);
    memcpy(copy, bytes, n * size);
    for (size_t i = 0; i < n; i++) {
        memcpy(bytes + order[i] * size, copy + i * size, size);
    }
    free(copy);
}

void test_layer_permute(test_layer *layer, const uint32_t *order)
{
    const size_t n = layer->layer.n_points;
    for (size_t k = 0; k < layer->layer.width; k++) {
        permute(layer->values + k * n, sizeof(double), n, order);
        permute(layer->codes + k * n, sizeof(uint16_t), n, order);
    }
    permute(layer->label, sizeof(uint32_t), n, order);
    permute(layer->p_x, sizeof(double), n, order);
    if (layer->layer.n_classes) {
        permute(layer->soft, layer->layer.n_classes * sizeof(double), n, order);
    }
}
