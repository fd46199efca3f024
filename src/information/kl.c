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
#include "information/classes.h"
#include "information/estimators.h"
#include "information/knn.h"
#include "information/noise.h"

enum { K, NORM, VARIANCE, SEED };

typedef struct kl_setup {
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

/* h of values[d][n], from the neighbour k or the last there is. */
static qtl_status entropy_nats(const kl_setup *kl, const double *values, size_t n,
                               size_t d, double *nats)
{
    double *distance = NULL;
    QTL_ALLOC(distance, n);
    qtl_neighbours *set = NULL;
    qtl_status status = qtl_neighbours_create(values, n, d, kl->norm, &set);
    if (status == QTL_OK) {
        status = qtl_neighbours_kth(set, kl->k, distance);
    }
    double mean = 0;
    if (status == QTL_OK) {
        status = mean_log(distance, n, kl->k, &mean);
    }
    qtl_neighbours_free(set);
    free(distance);
    if (status == QTL_OK) {
        *nats =
            kl->psi[n] - kl->psi[kl->k] + log_unit_ball(d, kl->norm) + (double)d * mean;
    }
    return status;
}

static qtl_status class_entropies(const kl_setup *all, const double *values, size_t d,
                                  const qtl_classes *classes, double *nats)
{
    double *own = NULL;
    QTL_ALLOC(own, classes->n_points * d);
    qtl_status status = QTL_OK;
    double sum = 0;
    for (size_t c = 0; c < classes->n && status == QTL_OK; c++) {
        const size_t n = qtl_classes_size(classes, c);
        if (n == 1) {
            status = QTL_FAIL(QTL_EUNSUPPORTED,
                              "kl: the class of sample %u has no other member, and one "
                              "sample has no entropy",
                              (unsigned)classes->member[classes->start[c]]);
        } else if (n > 1) {
            kl_setup within = *all;
            within.k = all->k < n ? all->k : n - 1;
            qtl_classes_gather(classes, c, values, d, own);
            double h = 0;
            status = entropy_nats(&within, own, n, d, &h);
            sum += (double)n / (double)classes->n_points * h;
        }
    }
    free(own);
    if (status == QTL_OK) {
        *nats = sum;
    }
    return status;
}

/* I = h(V) - sum_c p_c h(V|c); classes of k members or fewer use all their members. */
static qtl_status class_information(const kl_setup *kl, const double *values, size_t d,
                                    const qtl_classes *classes, double *nats)
{
    double h = 0;
    double h_within = 0;
    QTL_TRY(entropy_nats(kl, values, classes->n_points, d, &h));
    QTL_TRY(class_entropies(kl, values, d, classes, &h_within));
    *nats = h - h_within;
    return QTL_OK;
}

static qtl_status pair_information(const kl_setup *kl, const qtl_sample *sample,
                                   double *nats)
{
    double *joint = NULL;
    double h_x = 0;
    double h_y = 0;
    double h_xy = 0;
    QTL_TRY(entropy_nats(kl, sample->x.values, sample->n, sample->x.d, &h_x));
    QTL_TRY(entropy_nats(kl, sample->y.values, sample->n, sample->y.d, &h_y));
    QTL_TRY(qtl_sample_join(sample, &joint));
    const qtl_status status =
        entropy_nats(kl, joint, sample->n, sample->x.d + sample->y.d, &h_xy);
    free(joint);
    *nats = h_x + h_y - h_xy;
    return status;
}

static qtl_status mixed_information(const kl_setup *kl, const qtl_sample *sample,
                                    double *nats)
{
    const bool y = sample->y.discrete;
    const qtl_variable *numbers = y ? &sample->x : &sample->y;
    qtl_classes classes;
    qtl_status status =
        qtl_classes_of_variable(y ? &sample->y : &sample->x, sample->n, &classes);
    if (status == QTL_OK) {
        status = class_information(kl, numbers->values, numbers->d, &classes, nats);
    }
    qtl_classes_free(&classes);
    return status;
}

static qtl_status sample_nats(const kl_setup *kl, const qtl_sample *sample, double *nats)
{
    if (sample->y.d && sample->x.discrete != sample->y.discrete) {
        return mixed_information(kl, sample, nats);
    }
    QTL_TRY(qtl_sample_continuous(sample, "kl"));
    return sample->y.d ? pair_information(kl, sample, nats)
                       : entropy_nats(kl, sample->x.values, sample->n, sample->x.d, nats);
}

/* With at least psi(k) in the table, so that a k too large is refused by the search. */
static qtl_status kl_of(const qtl_params *given, size_t n, double **psi, kl_setup *out)
{
    const size_t k = (size_t)given->value[K];
    QTL_TRY(qtl_digamma_create(n > k ? n : k, psi));
    *out = (kl_setup){
        .k = k, .norm = given->value[NORM] > 0 ? QTL_NORM_L2 : QTL_NORM_MAX, .psi = *psi};
    return QTL_OK;
}

static qtl_status kl_sample(const qtl_sample *sample, const qtl_params *given,
                            qtl_estimate *out)
{
    double *psi = NULL;
    kl_setup kl;
    double nats = 0;
    QTL_TRY(kl_of(given, sample->n, &psi, &kl));
    const qtl_status status = sample_nats(&kl, sample, &nats);
    free(psi);
    if (status == QTL_OK) {
        *out = (qtl_estimate){nats * M_LOG2E, NAN};
    }
    return status;
}

/* I(T;Y) = h(T+Z) - sum_y p(y) h(T+Z|y), NaN without labels. */
static qtl_status label_nats(const kl_setup *kl, const qtl_layer *layer,
                             const double *noisy, double *nats)
{
    if (!layer->n_classes) {
        *nats = NAN;
        return QTL_OK;
    }
    qtl_classes classes;
    qtl_status status =
        qtl_classes_of_labels(layer->label, layer->n_points, layer->n_classes, &classes);
    if (status == QTL_OK) {
        status = class_information(kl, noisy, layer->width, &classes, nats);
    }
    qtl_classes_free(&classes);
    return status;
}

/* I(X;T+Z) = h(T+Z) - h(Z), h(Z) = (d/2) ln(2 pi e v). */
static qtl_status layer_information(const kl_setup *kl, const qtl_layer *layer,
                                    const double *noisy, double variance,
                                    qtl_layer_information *out)
{
    double h = 0;
    double i_ty = 0;
    QTL_TRY(entropy_nats(kl, noisy, layer->n_points, layer->width, &h));
    QTL_TRY(label_nats(kl, layer, noisy, &i_ty));
    h -= (double)layer->width / 2 * (log(2 * M_PI * variance) + 1);
    *out = (qtl_layer_information){.i_xt = {h * M_LOG2E, NAN},
                                   .i_ty = {i_ty * M_LOG2E, NAN}};
    return QTL_OK;
}

static qtl_status kl_layer(const qtl_layer *layer, const qtl_params *given,
                           qtl_layer_information *out)
{
    QTL_TRY(qtl_layer_is_sample(layer, "kl"));
    const double variance = given->value[VARIANCE];
    double *psi = NULL;
    double *noisy = NULL;
    kl_setup kl;
    QTL_TRY(kl_of(given, layer->n_points, &psi, &kl));
    qtl_status status =
        qtl_noisy_layer(layer, variance, (uint64_t)given->value[SEED], &noisy);
    if (status == QTL_OK) {
        status = layer_information(&kl, layer, noisy, variance, out);
    }
    free(psi);
    free(noisy);
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
