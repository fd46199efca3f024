/* Mixtures of discrete and continuous, Gao, Kannan, Oh & Viswanath (2017), alg. 1, as
 * published with the paper, in nats until the end: mean(psi(k_i) + ln N - psi(n_x) -
 * psi(n_y)). rho is the distance to the k-th neighbour, max norm; if it is 0, k_i, n_x,
 * n_y count the exact copies of the point in the joint space, x and y, itself included;
 * else k_i = k and n counts what is strictly nearer than rho, itself included. (The paper
 * has ln(n + 1) and counts up to rho.) Strict is strict at every scale, where the
 * published code subtracts 1e-15. Without ties this is ksg variant 1 plus ln N - psi(N).
 * May be negative. */
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "information/estimators.h"
#include "information/knn.h"
#include "information/noise.h"

enum { K, VARIANCE, SEED };

typedef struct mixed_work {
    size_t k;
    double *radius; /* [n] count up to here */
    double *copies; /* [n] 0 where copies are to be counted, else -1 */
    uint32_t *n_x, *n_y, *n_copies;
} mixed_work;

static void mixed_free(mixed_work *mixed)
{
    free(mixed->radius);
    free(mixed->copies);
    free(mixed->n_x);
    free(mixed->n_y);
    free(mixed->n_copies);
}

static qtl_status mixed_allocate(mixed_work *mixed, size_t n)
{
    QTL_ALLOC(mixed->radius, n);
    QTL_ALLOC(mixed->copies, n);
    QTL_ALLOC(mixed->n_x, n);
    QTL_ALLOC(mixed->n_y, n);
    QTL_ALLOC(mixed->n_copies, n);
    return QTL_OK;
}

/* The radius is just below rho, so that "up to" means "nearer than rho", or 0. */
static qtl_status count_joint(const mixed_work *mixed, const double *joint, size_t n,
                              size_t d)
{
    qtl_neighbours *set = NULL;
    QTL_TRY(qtl_neighbours_create(joint, n, d, QTL_NORM_MAX, &set));
    qtl_status status = qtl_neighbours_kth(set, mixed->k, mixed->radius);
    for (size_t i = 0; i < n && status == QTL_OK; i++) {
        mixed->copies[i] = mixed->radius[i] > 0 ? -1 : 0;
        mixed->radius[i] = nextafter(mixed->radius[i], 0);
    }
    if (status == QTL_OK) {
        status = qtl_neighbours_count(set, mixed->copies, true, mixed->n_copies);
    }
    qtl_neighbours_free(set);
    return status;
}

static double total_nats(const mixed_work *mixed, size_t n, const double *psi)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        const size_t k = mixed->copies[i] < 0 ? mixed->k : mixed->n_copies[i] + 1;
        sum += psi[k] - psi[mixed->n_x[i] + 1] - psi[mixed->n_y[i] + 1];
    }
    return sum / (double)n + log((double)n);
}

static qtl_status mixed_nats(mixed_work *mixed, const qtl_sample *s, const double *joint,
                             double *nats)
{
    double *psi = NULL;
    QTL_TRY(mixed_allocate(mixed, s->n));
    QTL_TRY(count_joint(mixed, joint, s->n, s->x.d + s->y.d));
    QTL_TRY(qtl_knn_count(s->x.values, s->n, s->x.d, mixed->radius, true, mixed->n_x));
    QTL_TRY(qtl_knn_count(s->y.values, s->n, s->y.d, mixed->radius, true, mixed->n_y));
    QTL_TRY(qtl_digamma_create(s->n, &psi));
    *nats = total_nats(mixed, s->n, psi);
    free(psi);
    return QTL_OK;
}

static qtl_status mixed_sample(const qtl_sample *sample, const qtl_params *given,
                               qtl_estimate *out)
{
    QTL_TRY(qtl_sample_has_y(sample, "mixed-ksg"));
    double *joint = NULL;
    QTL_TRY(qtl_sample_join(sample, &joint));
    mixed_work mixed = {.k = (size_t)given->value[K]};
    double nats = 0;
    const qtl_status status = mixed_nats(&mixed, sample, joint, &nats);
    mixed_free(&mixed);
    free(joint);
    if (status == QTL_OK) {
        *out = (qtl_estimate){nats * M_LOG2E, NAN};
    }
    return status;
}

/* I(T+Z;Y), the label taken as a number: its unit counts, as with the published code. */
static qtl_status label_information(const qtl_layer *layer, const qtl_params *given,
                                    const double *noisy, qtl_estimate *out)
{
    double *label = NULL;
    QTL_ALLOC(label, layer->n_points);
    for (size_t i = 0; i < layer->n_points; i++) {
        label[i] = layer->label[i];
    }
    const qtl_sample sample = {.n = layer->n_points,
                               .x = {.d = layer->width, .values = noisy},
                               .y = {.d = 1, .values = label, .discrete = true}};
    const qtl_status status = mixed_sample(&sample, given, out);
    free(label);
    return status;
}

static qtl_status mixed_layer(const qtl_layer *layer, const qtl_params *given,
                              qtl_layer_information *out)
{
    QTL_TRY(qtl_layer_is_sample(layer, "mixed-ksg"));
    qtl_layer_information result = {.i_xt = {NAN, NAN}, .i_ty = {NAN, NAN}};
    qtl_status status = QTL_OK;
    if (layer->n_classes) {
        double *noisy = NULL;
        QTL_TRY(qtl_noisy_layer(layer, given->value[VARIANCE],
                                (uint64_t)given->value[SEED], &noisy));
        status = label_information(layer, given, noisy, &result.i_ty);
        free(noisy);
    }
    if (status == QTL_OK) {
        *out = result;
    }
    return status;
}

static const qtl_param_spec params[] = {
    [K] = {"k", QTL_PARAM_INT, 5, QTL_K_MIN, QTL_K_MAX, NULL, "which neighbour"},
    [VARIANCE] = {"variance", QTL_PARAM_REAL, 0.1, 0, QTL_VARIANCE_MAX, NULL,
                  "of the Gaussian noise on every neuron of a layer; 0: none"},
    [SEED] = {"seed", QTL_PARAM_INT, 1, 0, QTL_SEED_MAX, NULL, "of that noise"},
    {0}};

const qtl_estimator qtl_estimator_mixed_ksg = {
    .name = "mixed-ksg",
    .summary = "KSG for mixtures, symbols taken as numbers",
    .target = "noisy layer",
    .cite = "Gao, Kannan, Oh & Viswanath (2017), algorithm 1",
    .params = params,
    .layer = mixed_layer,
    .sample = mixed_sample,
};
