/* Training on inputs that are not equally likely. */
#include <math.h>
#include <stdlib.h>

#include "core/memory.h"
#include "network/network.h"
#include "suite.h"
#include "toy_network.h"

enum { N = 10 };

/* N inputs that are all zero, the first half of class 0, with the weights of `p_x`. */
static qtl_dataset *blank_dataset(double (*p_of)(size_t i))
{
    qtl_dataset *dataset = toy_dataset(12, N, false);
    dataset->p_x = qtl_alloc(N, sizeof *dataset->p_x);
    for (size_t i = 0; i < N; i++) {
        dataset->p_x[i] = p_of(i);
        dataset->label[i] = i >= N / 2;
        for (size_t j = 0; j < 12; j++) {
            dataset->x[i * 12 + j] = 0;
        }
    }
    return dataset;
}

static double one_to_nine(size_t i)
{
    return i < N / 2 ? 0.1 / 5 : 0.9 / 5;
}

static double the_first_alone(size_t i)
{
    return i == 0;
}

static const qtl_layer_spec two[] = {{.width = 2}};

static qtl_network *regression(void)
{
    qtl_network_spec spec = toy_spec("tanh", 0);
    spec.n_layers = 1;
    spec.layers = two;
    return toy_network(&spec, 1);
}

static const uint32_t train[N] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

/* Only biases matter, and the loss is least where softmax gives each class its weight. */
START_TEST(a_blind_network_learns_the_weight_of_each_class)
{
    const qtl_training sgd = {.optimizer = QTL_SGD, .learning_rate = 0.02};
    qtl_dataset *dataset = blank_dataset(one_to_nine);
    qtl_network *network = regression();
    qtl_trainer *trainer = NULL;
    ck_ok(qtl_trainer_create(network, dataset, train, N, &sgd, 3, 1, &trainer));
    for (size_t epoch = 0; epoch < 5000; epoch++) {
        ck_ok(qtl_trainer_epoch(trainer, NULL));
    }
    const float *bias = network->parameters + network->layers[0].biases;
    const double p_1 = 1 / (1 + exp((double)bias[0] - (double)bias[1]));
    ck_assert_double_eq_tol(p_1, 0.9, 0.03);
    qtl_trainer_free(trainer);
    qtl_network_free(network);
    qtl_dataset_free(dataset);
}
END_TEST

START_TEST(weights_of_zero_alone_cannot_be_trained_on)
{
    const qtl_training sgd = {.optimizer = QTL_SGD, .learning_rate = 0.02};
    qtl_dataset *dataset = blank_dataset(the_first_alone);
    qtl_network *network = regression();
    qtl_trainer *trainer = NULL;
    ck_fails(qtl_trainer_create(network, dataset, train + 1, N - 1, &sgd, 3, 1, &trainer),
             QTL_EEMPTY, "probability 0");
    ck_assert_ptr_null(trainer);
    qtl_network_free(network);
    qtl_dataset_free(dataset);
}
END_TEST

QTL_SUITE("training weights", a_blind_network_learns_the_weight_of_each_class,
          weights_of_zero_alone_cannot_be_trained_on)
