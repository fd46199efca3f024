#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/random.h"
#include "network/sparse.h"
#include "suite.h"
#include "toy_network.h"

/* Three chunks of samples from more inputs, in an order of their own. */
enum { N_IN = 45, N_INPUTS = 70, LANES = 48, STRIDE = 64, WIDEST = 33 };

static const size_t widths[] = {1, 4, 10, 16, 17, WIDEST};

static float *random_floats(size_t n, uint64_t index, double zeros)
{
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(3, QTL_FOR_TESTS, index, &rng));
    float *x = qtl_alloc(n, sizeof *x);
    for (size_t i = 0; i < n; i++) {
        const bool zero = gsl_rng_uniform(rng) < zeros;
        x[i] = zero ? 0 : (float)(2 * gsl_rng_uniform(rng) - 1);
    }
    gsl_rng_free(rng);
    return x;
}

/* Feature 0 is 0 in every input, and so is every feature of input 1. */
static float *mostly_zeros(void)
{
    float *x = random_floats((size_t)N_INPUTS * N_IN, 1, 0.8);
    for (size_t i = 0; i < N_INPUTS; i++) {
        x[i * N_IN] = 0;
    }
    memset(x + N_IN, 0, N_IN * sizeof *x);
    return x;
}

typedef struct products {
    float *forward, *gradient, *sums;
} products;

/* By the kernels that take every input, or by those that leave zeros out. */
static products run_products(qtl_isa isa, size_t n_out, bool sparse)
{
    qtl_dataset dataset = {.n_inputs = N_INPUTS, .n_features = N_IN, .x = mostly_zeros()};
    float *in = qtl_alloc((size_t)N_IN * STRIDE, sizeof *in);
    float *delta = random_floats(n_out * STRIDE, 2, 0.1);
    float *matrix = random_floats(n_out * N_IN, 3, 0.1);
    const products p = {qtl_alloc(n_out * STRIDE, 4), qtl_alloc(n_out * N_IN, 4),
                        qtl_alloc(n_out + 3, 4)};
    uint32_t index[LANES];
    for (uint32_t s = 0; s < LANES; s++) {
        index[s] = s * 11 % N_INPUTS;
    }
    const qtl_rows rows = {in, N_IN, STRIDE, LANES};
    const qtl_kernels *kernels = qtl_kernels_for(isa);
    kernels->product->gather(&(qtl_gathering){dataset.x, N_IN, index, rows});
    const qtl_product forward = {.matrix = matrix,
                                 .out_step = N_IN,
                                 .in_step = 1,
                                 .bias = matrix,
                                 .in = rows,
                                 .out = {p.forward, n_out, STRIDE, LANES}};
    const qtl_outer outer = {{delta, n_out, STRIDE, LANES}, rows, p.gradient, p.sums};
    if (sparse) {
        qtl_sparse_rows *nonzeros = NULL;
        ck_ok(qtl_sparse_create(&dataset, index, LANES, &nonzeros));
        kernels->sparse->forward(&forward, nonzeros);
        kernels->sparse->outer(&outer, nonzeros);
        qtl_sparse_free(nonzeros);
    } else {
        kernels->product->forward(&forward);
        kernels->product->outer(&outer);
    }
    free(dataset.x);
    free(in);
    free(delta);
    free(matrix);
    return p;
}

static void free_products(products p)
{
    free(p.forward);
    free(p.gradient);
    free(p.sums);
}

START_TEST(leaving_zeros_out_changes_no_bit)
{
    const size_t n_out = widths[_i];
    for (qtl_isa isa = QTL_ISA_BASELINE; isa < QTL_ISA_COUNT; isa++) {
        if (!qtl_isa_supported(isa)) {
            continue;
        }
        const products dense = run_products(isa, n_out, false);
        const products sparse = run_products(isa, n_out, true);
        ck_assert_mem_eq(sparse.forward, dense.forward, n_out * STRIDE * 4);
        ck_assert_mem_eq(sparse.gradient, dense.gradient, n_out * N_IN * 4);
        ck_assert_mem_eq(sparse.sums, dense.sums, n_out * 4);
        free_products(dense);
        free_products(sparse);
    }
}
END_TEST

/* Of the first 128 patterns of 12 bits, 3.5 bits are 1 on average. */
enum { N_TRAIN = 100, BATCH = 64, EPOCHS = 6 };

/* Batches of 64 and 36: the second has lanes without a sample. The tolerance is that of
 * the same comparison in test_training.c, for 12 steps of 0.05. */
START_TEST(training_without_zeros_follows_the_naive_one)
{
    const qtl_training training = {
        .optimizer = QTL_MOMENTUM, .learning_rate = 0.05, .batch_size = BATCH};
    const qtl_network_spec spec = toy_spec("tanh", 0);
    qtl_dataset *dataset = toy_dataset(12, 128, false);
    qtl_network *network = toy_network(&spec, 3);
    uint32_t order[N_TRAIN];
    for (uint32_t i = 0; i < N_TRAIN; i++) {
        order[i] = i * 13 % 128;
    }
    ck_assert(qtl_sparse_pays(network, dataset, BATCH));
    qtl_trainer *trainer = NULL;
    ck_ok(
        qtl_trainer_create(network, dataset, order, N_TRAIN, &training, 7, 3, &trainer));
    naive_network naive;
    toy_naive(&naive, network, &spec, &training);
    toy_batches batches = {
        .dataset = dataset, .order = order, .n_train = N_TRAIN, .batch_size = BATCH};
    ck_ok(qtl_random_create(7, QTL_FOR_BATCHES, 3, &batches.rng));
    for (size_t epoch = 0; epoch < EPOCHS; epoch++) {
        ck_ok(qtl_trainer_epoch(trainer, NULL));
        toy_epoch(&naive, &batches);
    }
    ck_assert_double_le(toy_distance(&naive, network), 12 * 0.05 * 1e-5);
    gsl_rng_free(batches.rng);
    naive_free(&naive);
    qtl_trainer_free(trainer);
    qtl_network_free(network);
    qtl_dataset_free(dataset);
}
END_TEST

/* A zero hides a weight that is not finite from the net inputs, not from the check. */
START_TEST(a_diverging_training_without_zeros_is_found)
{
    const qtl_training training = {
        .optimizer = (qtl_optimizer)_i, .learning_rate = 1e38, .batch_size = BATCH};
    const qtl_network_spec spec = toy_spec("relu", 0);
    qtl_dataset *dataset = toy_dataset(12, 128, false);
    qtl_network *network = toy_network(&spec, 3);
    uint32_t train[N_TRAIN];
    for (uint32_t i = 0; i < N_TRAIN; i++) {
        train[i] = i;
    }
    ck_assert(qtl_sparse_pays(network, dataset, BATCH));
    qtl_trainer *trainer = NULL;
    ck_ok(
        qtl_trainer_create(network, dataset, train, N_TRAIN, &training, 7, 3, &trainer));
    qtl_status status = QTL_OK;
    for (size_t epoch = 0; epoch < EPOCHS && status == QTL_OK; epoch++) {
        status = qtl_trainer_epoch(trainer, NULL);
    }
    ck_fails(status, QTL_ENUMERIC, "no longer finite");
    qtl_trainer_free(trainer);
    qtl_network_free(network);
    qtl_dataset_free(dataset);
}
END_TEST

START_TEST(zeros_are_left_out_where_that_pays)
{
    const qtl_network_spec spec = toy_spec("tanh", 0);
    qtl_network *network = toy_network(&spec, 3);
    qtl_dataset *zeros = toy_dataset(12, 128, false);
    qtl_dataset *halves = toy_dataset(12, 4096, false);
    ck_assert(qtl_sparse_pays(network, zeros, 256));
    ck_assert(!qtl_sparse_pays(network, zeros, 16));
    ck_assert(!qtl_sparse_pays(network, halves, 256));
    network->layers[0].kind = QTL_CONVOLUTION;
    ck_assert(!qtl_sparse_pays(network, zeros, 256));
    qtl_network_free(network);
    qtl_dataset_free(zeros);
    qtl_dataset_free(halves);
}
END_TEST

QTL_LOOPS("network sparse",
          {leaving_zeros_out_changes_no_bit, sizeof widths / sizeof widths[0]},
          {training_without_zeros_follows_the_naive_one, 1},
          {a_diverging_training_without_zeros_is_found, QTL_OPTIMIZER_COUNT},
          {zeros_are_left_out_where_that_pays, 1})
