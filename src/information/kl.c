/* Kozachenko-Leonenko entropy and what follows from it, in nats until the end:
 * h = psi(N) - psi(k) + ln c_d + (d/N) sum_i ln e_i, e_i the distance to the k-th
 * neighbour, c_d the volume of the unit ball: 2^d (max norm), pi^(d/2) / Gamma(1 + d/2)
 * (L2). Kozachenko & Leonenko (1987); Kraskov et al. (2004), eq. 20. Published codes
 * differ: NPEET has this (max norm), JIDT this with k = 1 (L2), lnn ln k for psi(k),
 * which is low by 0.1 nat at k = 5. */
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "information/entropy_sums.h"
#include "information/estimators.h"
#include "information/knn.h"
#include "information/noise.h"

enum { K, NORM, VARIANCE, SEED };

typedef struct kl_setup {
    size_t n; /* of the whole sample */
    size_t k;
    qtl_norm norm;
    const double *psi; /* [n + 1] */
} kl_setup;

static double log_unit_ball(size_t d, qtl_norm norm)
{
    const double dimension = (double)d;
    return norm == QTL_NORM_MAX ? dimension * M_LN2
                                : dimension / 2 * log(M_PI) - lgamma(1 + dimension / 2);
}

static qtl_status mean_log(const double *distance, size_t n, size_t k, double *mean)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        QTL_REQUIRE(distance[i] > 0, QTL_EUNSUPPORTED,
                    "kl has no finite entropy: a point has %zu or more exact copies (k = "
                    "%zu); a variable with copies is discrete or mixed",
                    k, k);
        sum += log(distance[i]);
    }
    *mean = sum / (double)n;
    return QTL_OK;
}

/* Classes of k members or fewer use all their members. */
static qtl_status neighbour_within(const kl_setup *kl, size_t n, size_t *k)
{
    *k = n == kl->n || kl->k < n ? kl->k : n - 1;
    QTL_REQUIRE(*k > 0, QTL_EUNSUPPORTED,
                "kl: it has no other member, and one sample has no entropy");
    return QTL_OK;
}

/* h of values[d][n], from the neighbour k. */
static qtl_status kl_entropy(const double *values, size_t n, size_t d,
                             const void *options, double *h_nats)
{
    const kl_setup *kl = options;
    size_t k = 0;
    QTL_TRY(neighbour_within(kl, n, &k));
    double *distance = NULL;
    QTL_ALLOC(distance, n);
    qtl_neighbours *set = NULL;
    qtl_status status = qtl_neighbours_create(values, n, d, kl->norm, &set);
    if (status == QTL_OK) {
        status = qtl_neighbours_kth(set, k, distance);
    }
    double mean = 0;
    if (status == QTL_OK) {
        status = mean_log(distance, n, k, &mean);
    }
    qtl_neighbours_free(set);
    free(distance);
    if (status == QTL_OK) {
        *h_nats = kl->psi[n] - kl->psi[k] + log_unit_ball(d, kl->norm) + (double)d * mean;
    }
    return status;
}

/* With at least psi(k) in the table, so that a k too large is refused by the search. */
static qtl_status kl_of(const qtl_params *given, size_t n, double **psi, kl_setup *out)
{
    const size_t k = (size_t)given->value[K];
    QTL_TRY(qtl_digamma_create(n > k ? n : k, psi));
    *out = (kl_setup){.n = n,
                      .k = k,
                      .norm = given->value[NORM] > 0 ? QTL_NORM_L2 : QTL_NORM_MAX,
                      .psi = *psi};
    return QTL_OK;
}

static qtl_status kl_sample(const qtl_sample *sample, const qtl_params *given,
                            qtl_estimate *out)
{
    double *psi = NULL;
    kl_setup kl;
    QTL_TRY(kl_of(given, sample->n, &psi, &kl));
    const qtl_entropy_method method = {"kl", kl_entropy, &kl};
    const qtl_status status = qtl_entropy_sum_sample(&method, sample, out);
    free(psi);
    return status;
}

static qtl_status kl_layer(const qtl_layer *layer, const qtl_params *given,
                           qtl_layer_information *out)
{
    double *psi = NULL;
    kl_setup kl;
    QTL_TRY(kl_of(given, layer->n_points, &psi, &kl));
    const qtl_entropy_method method = {"kl", kl_entropy, &kl};
    const qtl_status status = qtl_entropy_sum_layer(
        &method, layer, given->value[VARIANCE], (uint64_t)given->value[SEED], out);
    free(psi);
    return status;
}

static const char *const norms[] = {"max", "l2", NULL};
static const qtl_param_spec params[] = {
    [K] = {"k", QTL_PARAM_INT, 3, QTL_K_MIN, QTL_K_MAX, NULL, "which neighbour"},
    [NORM] = {"norm", QTL_PARAM_CHOICE, 0, 0, 0, norms, "distance"},
    [VARIANCE] = {"variance", QTL_PARAM_REAL, 0.1, QTL_VARIANCE_MIN, QTL_VARIANCE_MAX,
                  NULL, "of the Gaussian noise on every neuron of a layer"},
    [SEED] = {"seed", QTL_PARAM_INT, 1, 0, QTL_SEED_MAX, NULL, "of that noise"},
    {0}};

const qtl_estimator qtl_estimator_kl = {
    .name = "kl",
    .summary = "Kozachenko-Leonenko entropy, information as sum of entropies",
    .target = "noisy layer",
    .cite = "Kozachenko & Leonenko (1987); Kraskov et al. (2004), eq. 20",
    .params = params,
    .layer = kl_layer,
    .sample = kl_sample,
};
