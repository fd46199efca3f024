/* The estimator `lnn`: entropies of local nearest-neighbour likelihood, each with its own
 * constant B subtracted, and sums of them. */
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "information/entropy_sums.h"
#include "information/estimators.h"
#include "information/knn.h"
#include "information/lnn_entropy.h"
#include "information/noise.h"

enum { ORDER, K, NEIGHBOURS, CORRECTION, BANDWIDTH, VARIANCE, SEED };
enum { SIMULATED, NONE };
enum { OWN, JOINT };

static const char *const orders[] = {"2", "1", NULL};
static const char *const corrections[] = {"simulated", "none", NULL};
static const char *const bandwidths[] = {"own", "joint", NULL};

static const qtl_param_spec params[] = {
    [ORDER] = {"order", QTL_PARAM_CHOICE, 0, 0, 0, orders,
               "of the polynomial fitted to the log density"},
    [K] = {"k", QTL_PARAM_INT, 5, QTL_K_MIN, QTL_K_MAX, NULL,
           "the neighbour whose distance is the bandwidth"},
    [NEIGHBOURS] = {"neighbours", QTL_PARAM_INT, 30, QTL_K_MIN, QTL_K_MAX, NULL,
                    "in the sums (unless given, d + 10 beyond 20 dimensions)"},
    [CORRECTION] = {"correction", QTL_PARAM_CHOICE, SIMULATED, 0, 0, corrections,
                    "simulated: minus the constant of the Poisson limit; none: as "
                    "published code has it"},
    [BANDWIDTH] = {"bandwidth", QTL_PARAM_CHOICE, OWN, 0, 0, bandwidths,
                   "of h(X) and h(Y): their own, or that of (X,Y); joint only with "
                   "correction=none"},
    [VARIANCE] = {"variance", QTL_PARAM_REAL, 0.1, QTL_VARIANCE_MIN, QTL_VARIANCE_MAX,
                  NULL, "of the Gaussian noise on every neuron of a layer"},
    [SEED] = {"seed", QTL_PARAM_INT, 1, 0, QTL_SEED_MAX, NULL, "of that noise"},
    {0}};

static qtl_status lnn_check(const qtl_params *given)
{
    QTL_REQUIRE((int)given->value[BANDWIDTH] == OWN ||
                    (int)given->value[CORRECTION] == NONE,
                QTL_EINVAL, "bandwidth=joint needs correction=none");
    return QTL_OK;
}

static qtl_lnn_options options_of(const qtl_params *given)
{
    return (qtl_lnn_options){
        .order = (int)given->value[ORDER] == 0 ? 2 : 1,
        .k = (size_t)given->value[K],
        .neighbours = given->given[NEIGHBOURS] ? (size_t)given->value[NEIGHBOURS] : 0,
        .corrected = (int)given->value[CORRECTION] == SIMULATED,
        .isa = qtl_isa_best(),
    };
}

static qtl_status own_entropy(const double *values, size_t n, size_t d,
                              const void *options, double *h_nats)
{
    return qtl_lnn_entropy(values, n, d, options, h_nats);
}

static qtl_status joint_bandwidth(const double *joint, size_t n, size_t d, size_t k,
                                  double *bandwidth)
{
    qtl_neighbours *set = NULL;
    QTL_TRY(qtl_neighbours_create(joint, n, d, QTL_NORM_L2, &set));
    const qtl_status status = qtl_neighbours_kth(set, k, bandwidth);
    qtl_neighbours_free(set);
    return status;
}

static qtl_status sum_with_bandwidth(const qtl_sample *sample, const double *joint,
                                     qtl_lnn_options options, double *bandwidth,
                                     double *nats)
{
    const size_t n = sample->n;
    const size_t d = sample->x.d + sample->y.d;
    double h[3] = {0};
    QTL_TRY(joint_bandwidth(joint, n, d, options.k, bandwidth));
    options.bandwidth = bandwidth;
    QTL_TRY(qtl_lnn_entropy(sample->x.values, n, sample->x.d, &options, &h[0]));
    QTL_TRY(qtl_lnn_entropy(sample->y.values, n, sample->y.d, &options, &h[1]));
    QTL_TRY(qtl_lnn_entropy(joint, n, d, &options, &h[2]));
    *nats = h[0] + h[1] - h[2];
    return QTL_OK;
}

static qtl_status joint_sample(const qtl_sample *sample, const qtl_lnn_options *options,
                               qtl_estimate *out)
{
    QTL_TRY(qtl_sample_has_y(sample, "lnn with bandwidth=joint"));
    QTL_TRY(qtl_sample_continuous(sample, "lnn with bandwidth=joint"));
    double *bandwidth = NULL;
    double *joint = NULL;
    double nats = 0;
    QTL_ALLOC(bandwidth, sample->n);
    qtl_status status = qtl_sample_join(sample, &joint);
    if (status == QTL_OK) {
        status = sum_with_bandwidth(sample, joint, *options, bandwidth, &nats);
    }
    free(bandwidth);
    free(joint);
    QTL_TRY(status);
    *out = (qtl_estimate){nats * M_LOG2E, NAN};
    return QTL_OK;
}

static qtl_status lnn_sample(const qtl_sample *sample, const qtl_params *given,
                             qtl_estimate *out)
{
    const qtl_lnn_options options = options_of(given);
    const qtl_entropy_method method = {"lnn", own_entropy, &options};
    return (int)given->value[BANDWIDTH] == JOINT
               ? joint_sample(sample, &options, out)
               : qtl_entropy_sum_sample(&method, sample, out);
}

static qtl_status lnn_layer(const qtl_layer *layer, const qtl_params *given,
                            qtl_layer_information *out)
{
    const qtl_lnn_options options = options_of(given);
    const qtl_entropy_method method = {"lnn", own_entropy, &options};
    QTL_REQUIRE((int)given->value[BANDWIDTH] == OWN, QTL_EUNSUPPORTED,
                "lnn with bandwidth=joint is for two continuous variables");
    return qtl_entropy_sum_layer(&method, layer, given->value[VARIANCE],
                                 (uint64_t)given->value[SEED], out);
}

const qtl_estimator qtl_estimator_lnn = {
    .name = "lnn",
    .summary = "local nearest-neighbour likelihood of order 1 or 2",
    .target = "noisy layer",
    .cite = "Gao, Oh & Viswanath (2016), eqs. 8 and 9",
    .params = params,
    .layer = lnn_layer,
    .sample = lnn_sample,
    .check = lnn_check,
};
