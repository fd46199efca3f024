#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/random.h"
#include "network/network.h"
#include "suite.h"

enum { N = 1 << 16 };

static const qtl_activation_kernels *best(void)
{
    return qtl_kernels_for(qtl_isa_best())->activation;
}

/* N numbers from -limit to limit, evenly. */
static float *ramp(double limit)
{
    float *x = qtl_alloc(N, sizeof *x);
    for (size_t i = 0; i < N; i++) {
        x[i] = (float)(limit * (2.0 * (double)i / (N - 1) - 1));
    }
    return x;
}

static qtl_rows one_row(float *data)
{
    return (qtl_rows){data, 1, N, N};
}

/* Ten roundings of 2^-24 and the error of the fit stay under 1e-6 of the value. Below
 * 1e-30 sigmoid, softplus and swish keep their argument of exp at -87, and a float has no
 * more to say. A slope is a difference from 1 or a product of two such values. */
START_TEST(activations_are_accurate)
{
    const qtl_activation *activation = qtl_activation_at((size_t)_i);
    float *x = ramp(30);
    float *a = ramp(30);
    float *slope = qtl_alloc(N, sizeof *slope);
    best()->activate[_i](one_row(a), slope);
    for (size_t i = 0; i < N; i++) {
        const double value = activation->value(x[i]);
        ck_assert_double_le(fabs(a[i] - value), 1e-6 * fabs(value) + 1e-30);
        ck_assert_double_le(fabs(slope[i] - activation->slope(x[i])), 2e-6);
    }
    free(x);
    free(a);
    free(slope);
}
END_TEST

START_TEST(bounded_activations_stay_in_their_bounds)
{
    const qtl_activation *activation = qtl_activation_at((size_t)_i);
    float *a = ramp(200);
    float *slope = qtl_alloc(N, sizeof *slope);
    best()->activate[_i](one_row(a), slope);
    for (size_t i = 0; i < N && activation->bounded; i++) {
        ck_assert(a[i] >= (float)activation->low && a[i] <= (float)activation->high);
    }
    free(a);
    free(slope);
}
END_TEST

START_TEST(tanh_is_odd_and_reaches_one_exactly)
{
    float *a = ramp(20);
    float *slope = qtl_alloc(N, sizeof *slope);
    best()->activate[QTL_TANH](one_row(a), slope);
    for (size_t i = 0; i < N; i++) {
        ck_assert(a[i] == -a[N - 1 - i]);
    }
    ck_assert(a[0] == -1 && a[N - 1] == 1);
    ck_assert(slope[0] == 0 && slope[N - 1] == 0);
    free(a);
    free(slope);
}
END_TEST

START_TEST(exp_and_log_are_accurate)
{
    for (double x = -87; x < 88; x += 0.0137) {
        const double e = exp((float)x);
        ck_assert_double_le(fabs(best()->exponential((float)x) - e), 5e-7 * e);
    }
    for (double x = 1; x < 1e6; x *= 1.0123) {
        const double l = log((float)x);
        ck_assert_double_le(fabs(best()->logarithm((float)x) - l), 5e-7 * l + 1e-9);
    }
    ck_assert(best()->exponential(0) == 1);
    ck_assert(best()->logarithm(1) == 0);
}
END_TEST

static qtl_grid grid_from(float low, float high, uint32_t n_levels)
{
    const float top = (float)(n_levels - 1);
    return (qtl_grid){low, high, (high - low) / top, top / (high - low)};
}

static const uint32_t level_counts[] = {2, 3, 16, 255, 256, 4096, 65536};

START_TEST(a_quantizer_has_exactly_its_codes)
{
    const uint32_t n_levels = level_counts[_i];
    const qtl_grid grid = grid_from(-1, 1, n_levels);
    const size_t n = 16 * 65536;
    float *x = qtl_alloc(n, sizeof *x);
    float *slope = qtl_alloc(n, sizeof *slope);
    uint16_t *codes = qtl_alloc(n, sizeof *codes);
    bool *reached = qtl_alloc(65536, sizeof *reached);
    for (size_t i = 0; i < n; i++) {
        x[i] = (float)(3.0 * (double)i / (double)(n - 1) - 1.5);
    }
    const qtl_rows row = {x, 1, n, n};
    best()->quantize(row, slope, &grid);
    best()->encode(row, &grid, codes);
    size_t n_reached = 0;
    for (size_t i = 0; i < n; i++) {
        ck_assert_uint_lt(codes[i], n_levels);
        ck_assert(i == 0 || codes[i] >= codes[i - 1]);
        n_reached += !reached[codes[i]];
        reached[codes[i]] = true;
    }
    ck_assert_uint_eq(n_reached, n_levels);
    ck_assert_uint_eq(codes[0], 0);
    ck_assert_uint_eq(codes[n - 1], n_levels - 1);
    free(x);
    free(slope);
    free(codes);
    free(reached);
}
END_TEST

START_TEST(levels_survive_being_quantized_again)
{
    const uint32_t n_levels = level_counts[_i];
    const float clips[] = {1, 6, 0.37F, 1234.5F};
    for (size_t c = 0; c < sizeof clips / sizeof clips[0]; c++) {
        const qtl_grid grid = grid_from(-clips[c], clips[c], n_levels);
        float *x = ramp(clips[c]);
        float *again = qtl_alloc(N, sizeof *again);
        float *slope = qtl_alloc(N, sizeof *slope);
        best()->quantize(one_row(x), slope, &grid);
        memcpy(again, x, N * sizeof *x);
        best()->quantize(one_row(again), slope, &grid);
        ck_assert_mem_eq(x, again, N * sizeof *x);
        free(x);
        free(again);
        free(slope);
    }
}
END_TEST

/* With low = 0 and high = n_levels - 1 the code is the rounded value itself. */
START_TEST(ties_go_to_the_even_code)
{
    const qtl_grid grid = grid_from(0, 15, 16);
    _Alignas(64) float x[16] = {0.5F,  1.5F,  2.5F, 3.5F, 0.49F, 0.51F, 14.5F, 15,
                                15.1F, -0.1F, -9,   99,   7.5F,  8.5F,  9.5F,  1};
    _Alignas(64) float slope[16];
    const float expected[16] = {0, 2, 2, 4, 0, 1, 14, 15, 15, 0, 0, 15, 8, 8, 10, 1};
    const float inside[16] = {1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1};
    for (int i = 0; i < 16; i++) {
        slope[i] = 1;
    }
    best()->quantize((qtl_rows){x, 1, 16, 16}, slope, &grid);
    ck_assert_mem_eq(x, expected, sizeof x);
    ck_assert_mem_eq(slope, inside, sizeof slope);
}
END_TEST

START_TEST(softmax_survives_huge_logits)
{
    _Alignas(64) float z[3 * 16] = {0};
    z[0] = 3e38F;
    z[16] = -3e38F;
    z[1] = z[17] = z[33] = -1e30F;
    best()->softmax((qtl_rows){z, 3, 16, 16});
    ck_assert(z[0] == 1 && z[16] < 1e-30F && z[32] < 1e-30F);
    ck_assert_float_eq_tol(z[1], 1.0F / 3, 1e-7F);
    for (size_t i = 0; i < 16; i++) {
        ck_assert_float_eq_tol(z[i] + z[16 + i] + z[32 + i], 1.0F, 3e-7F);
    }
}
END_TEST

/* Random rows for the products: 3 chunks of samples, widths that no block divides. */
enum { STRIDE = 64, LANES = 48, WIDE = 13, NARROW = 11 };
typedef struct products {
    float *in, *delta, *matrix, *forward, *backward, *gradient, *sums;
} products;

static float *random_floats(size_t n, uint64_t index)
{
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(3, QTL_FOR_TESTS, index, &rng));
    float *x = qtl_alloc(n, sizeof *x);
    for (size_t i = 0; i < n; i++) {
        x[i] = (float)(2 * gsl_rng_uniform(rng) - 1);
    }
    gsl_rng_free(rng);
    return x;
}

static products run_products(qtl_isa isa)
{
    products p = {random_floats(STRIDE * WIDE, 1),
                  random_floats(STRIDE * NARROW, 2),
                  random_floats(WIDE * NARROW, 3),
                  qtl_alloc(STRIDE * NARROW, 4),
                  qtl_alloc(STRIDE * WIDE, 4),
                  qtl_alloc(WIDE * NARROW, 4),
                  qtl_alloc(NARROW, 4)};
    const qtl_product_kernels *kernels = qtl_kernels_for(isa)->product;
    const qtl_rows in = {p.in, WIDE, STRIDE, LANES};
    const qtl_rows delta = {p.delta, NARROW, STRIDE, LANES};
    const qtl_product forward = {.matrix = p.matrix,
                                 .out_step = WIDE,
                                 .in_step = 1,
                                 .bias = p.matrix,
                                 .in = in,
                                 .out = {p.forward, NARROW, STRIDE, LANES}};
    kernels->forward(&forward);
    const qtl_product backward = {.matrix = p.matrix,
                                  .out_step = 1,
                                  .in_step = WIDE,
                                  .factor = p.in,
                                  .in = delta,
                                  .out = {p.backward, WIDE, STRIDE, LANES}};
    kernels->backward(&backward);
    const qtl_outer outer = {delta, in, p.gradient, p.sums};
    kernels->outer(&outer);
    return p;
}

static void free_products(products p)
{
    float *all[] = {p.in, p.delta, p.matrix, p.forward, p.backward, p.gradient, p.sums};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        free(all[i]);
    }
}

/* 13 or 48 products of numbers under 1, each rounded twice at 2^-24: 1e-5 is ample. */
START_TEST(products_equal_plain_sums)
{
    const products p = run_products(qtl_isa_best());
    for (size_t j = 0; j < NARROW; j++) {
        for (size_t s = 0; s < LANES; s++) {
            double sum = p.matrix[j];
            for (size_t i = 0; i < WIDE; i++) {
                sum += (double)p.matrix[j * WIDE + i] * p.in[i * STRIDE + s];
            }
            ck_assert_double_eq_tol(p.forward[j * STRIDE + s], sum, 1e-5);
        }
    }
    for (size_t i = 0; i < WIDE; i++) {
        for (size_t s = 0; s < LANES; s++) {
            double sum = 0;
            for (size_t j = 0; j < NARROW; j++) {
                sum += (double)p.matrix[j * WIDE + i] * p.delta[j * STRIDE + s];
            }
            ck_assert_double_eq_tol(p.backward[i * STRIDE + s],
                                    sum * p.in[i * STRIDE + s], 1e-5);
        }
    }
    free_products(p);
}
END_TEST

START_TEST(outer_products_equal_plain_sums)
{
    const products p = run_products(qtl_isa_best());
    for (size_t j = 0; j < NARROW; j++) {
        double bias = 0;
        for (size_t s = 0; s < LANES; s++) {
            bias += p.delta[j * STRIDE + s];
        }
        ck_assert_double_eq_tol(p.sums[j], bias, 1e-5);
        for (size_t i = 0; i < WIDE; i++) {
            double sum = 0;
            for (size_t s = 0; s < LANES; s++) {
                sum += (double)p.delta[j * STRIDE + s] * p.in[i * STRIDE + s];
            }
            ck_assert_double_eq_tol(p.gradient[j * WIDE + i], sum, 1e-5);
        }
    }
    free_products(p);
}
END_TEST

START_TEST(every_instruction_set_gives_the_same_products)
{
    const products base = run_products(QTL_ISA_BASELINE);
    for (qtl_isa isa = QTL_ISA_AVX2; isa < QTL_ISA_COUNT; isa++) {
        if (qtl_isa_supported(isa)) {
            const products p = run_products(isa);
            ck_assert_mem_eq(p.forward, base.forward, STRIDE * NARROW * 4);
            ck_assert_mem_eq(p.backward, base.backward, STRIDE * WIDE * 4);
            ck_assert_mem_eq(p.gradient, base.gradient, WIDE * NARROW * 4);
            ck_assert_mem_eq(p.sums, base.sums, NARROW * 4);
            free_products(p);
        }
    }
    free_products(base);
}
END_TEST

START_TEST(every_instruction_set_gives_the_same_activations)
{
    float *a = ramp(30);
    float *slope = qtl_alloc(N, sizeof *slope);
    qtl_kernels_for(QTL_ISA_BASELINE)->activation->activate[_i](one_row(a), slope);
    for (qtl_isa isa = QTL_ISA_AVX2; isa < QTL_ISA_COUNT; isa++) {
        if (qtl_isa_supported(isa)) {
            float *b = ramp(30);
            float *other = qtl_alloc(N, sizeof *other);
            qtl_kernels_for(isa)->activation->activate[_i](one_row(b), other);
            ck_assert_mem_eq(a, b, N * sizeof *a);
            ck_assert_mem_eq(slope, other, N * sizeof *slope);
            free(b);
            free(other);
        }
    }
    free(a);
    free(slope);
}
END_TEST

/* Widths around 4 and pitches with and without room behind the last column. */
START_TEST(gather_picks_lines_of_a_table)
{
    const size_t pitch = (size_t)_i / 4 + 1;
    const size_t n_rows = pitch - (size_t)_i % 4;
    if (n_rows == 0 || n_rows > pitch) {
        return;
    }
    float *table = random_floats(40 * pitch, 5);
    float *out = qtl_alloc(n_rows * 64, sizeof *out);
    uint32_t index[32];
    for (uint32_t s = 0; s < 32; s++) {
        index[s] = s * 7 % 40;
    }
    const qtl_gathering task = {table, pitch, index, {out, n_rows, 64, 32}};
    qtl_kernels_for(qtl_isa_best())->product->gather(&task);
    for (size_t r = 0; r < n_rows; r++) {
        for (size_t s = 0; s < 32; s++) {
            ck_assert(out[r * 64 + s] == table[index[s] * pitch + r]);
        }
    }
    free(table);
    free(out);
}
END_TEST

QTL_LOOPS("network kernels", {activations_are_accurate, QTL_ACTIVATION_COUNT},
          {bounded_activations_stay_in_their_bounds, QTL_ACTIVATION_COUNT},
          {tanh_is_odd_and_reaches_one_exactly, 1}, {exp_and_log_are_accurate, 1},
          {a_quantizer_has_exactly_its_codes, 7},
          {levels_survive_being_quantized_again, 7}, {ties_go_to_the_even_code, 1},
          {softmax_survives_huge_logits, 1}, {products_equal_plain_sums, 1},
          {outer_products_equal_plain_sums, 1},
          {every_instruction_set_gives_the_same_products, 1},
          {every_instruction_set_gives_the_same_activations, QTL_ACTIVATION_COUNT},
          {gather_picks_lines_of_a_table, 60})
