/* Information between a continuous and a discrete variable, Ross (2014), eq. 3, in nats
 * until the end: psi(N) + mean psi(k_i) - mean psi(N_c) - mean psi(m_i). k_i = min(k,
 * N_c - 1) for the N_c members of the point's class; m_i counts the points of all
 * classes, itself included, strictly nearer than its k_i-th neighbour within the class
 * (or on top of it if that is at distance 0). Classes of one member are left out, N
 * reduced, as the paper and scikit-learn do. May be negative; scikit-learn cuts at 0. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "information/classes.h"
#include "information/estimators.h"
#include "information/knn.h"
#include "information/noise.h"

enum { K, VARIANCE, SEED };

typedef struct ross_work {
    const double *values; /* [d][classes->n_points] */
    size_t d, k;
    const qtl_classes *classes;
    size_t n;       /* points in classes of two or more */
    double *own;    /* [d][N_c] scratch */
    double *kept;   /* [d][n] points in order of class */
    double *radius; /* [n] */
    uint32_t *m;    /* [n] */
} ross_work;

static void ross_free(ross_work *ross)
{
    free(ross->own);
    free(ross->kept);
    free(ross->radius);
    free(ross->m);
}

static qtl_status ross_allocate(ross_work *ross)
{
    QTL_ALLOC(ross->own, ross->n * ross->d);
    QTL_ALLOC(ross->kept, ross->n * ross->d);
    QTL_ALLOC(ross->radius, ross->n);
    QTL_ALLOC(ross->m, ross->n);
    return QTL_OK;
}

static size_t size_kept(const qtl_classes *classes, size_t c)
{
    const size_t n_c = qtl_classes_size(classes, c);
    return n_c > 1 ? n_c : 0;
}

static qtl_status count_kept(ross_work *ross)
{
    for (size_t c = 0; c < ross->classes->n; c++) {
        ross->n += size_kept(ross->classes, c);
    }
    QTL_REQUIRE(ross->n > 0, QTL_EUNSUPPORTED,
                "ross: no two of the %zu samples have the same discrete value",
                ross->classes->n_points);
    return QTL_OK;
}

static size_t k_within(const ross_work *ross, size_t n_c)
{
    return ross->k < n_c ? ross->k : n_c - 1;
}

/* Radii of the members of class c, which take the places from `first` on. */
static qtl_status class_radii(const ross_work *ross, size_t c, size_t first)
{
    const size_t n_c = size_kept(ross->classes, c);
    if (n_c == 0) {
        return QTL_OK;
    }
    qtl_classes_gather(ross->classes, c, ross->values, ross->d, ross->own);
    for (size_t j = 0; j < ross->d; j++) {
        memcpy(ross->kept + j * ross->n + first, ross->own + j * n_c,
               n_c * sizeof *ross->own);
    }
    double *radius = ross->radius + first;
    QTL_TRY(qtl_knn_distance(ross->own, n_c, ross->d, k_within(ross, n_c), radius));
    for (size_t i = 0; i < n_c; i++) {
        radius[i] = nextafter(radius[i], 0);
    }
    return QTL_OK;
}

static qtl_status all_radii(const ross_work *ross)
{
    size_t first = 0;
    for (size_t c = 0; c < ross->classes->n; c++) {
        QTL_TRY(class_radii(ross, c, first));
        first += size_kept(ross->classes, c);
    }
    return QTL_OK;
}

static double total_nats(const ross_work *ross, const double *psi)
{
    double sum = 0;
    for (size_t c = 0; c < ross->classes->n; c++) {
        const size_t n_c = size_kept(ross->classes, c);
        sum += n_c > 0 ? (double)n_c * (psi[k_within(ross, n_c)] - psi[n_c]) : 0;
    }
    for (size_t i = 0; i < ross->n; i++) {
        sum -= psi[ross->m[i] + 1];
    }
    return psi[ross->n] + sum / (double)ross->n;
}

static qtl_status ross_nats(ross_work *ross, double *nats)
{
    double *psi = NULL;
    QTL_TRY(count_kept(ross));
    QTL_TRY(ross_allocate(ross));
    QTL_TRY(all_radii(ross));
    QTL_TRY(qtl_knn_count(ross->kept, ross->n, ross->d, ross->radius, true, ross->m));
    QTL_TRY(qtl_digamma_create(ross->n, &psi));
    *nats = total_nats(ross, psi);
    free(psi);
    return QTL_OK;
}

static qtl_status estimate(const double *values, size_t d, const qtl_classes *classes,
                           size_t k, qtl_estimate *out)
{
    ross_work ross = {.values = values, .d = d, .k = k, .classes = classes};
    double nats = 0;
    const qtl_status status = ross_nats(&ross, &nats);
    ross_free(&ross);
    if (status == QTL_OK) {
        *out = (qtl_estimate){nats * M_LOG2E, NAN};
    }
    return status;
}

static qtl_status ross_sample(const qtl_sample *sample, const qtl_params *given,
                              qtl_estimate *out)
{
    QTL_TRY(qtl_sample_has_y(sample, "ross"));
    const bool y = sample->y.discrete;
    QTL_REQUIRE(sample->x.discrete != y, QTL_EUNSUPPORTED,
                "ross is for one continuous and one discrete variable, and both are %s; "
                "declare the kind of one",
                y ? "discrete" : "continuous");
    const qtl_variable *numbers = y ? &sample->x : &sample->y;
    qtl_classes classes;
    qtl_status status =
        qtl_classes_of_variable(y ? &sample->y : &sample->x, sample->n, &classes);
    if (status == QTL_OK) {
        status =
            estimate(numbers->values, numbers->d, &classes, (size_t)given->value[K], out);
    }
    qtl_classes_free(&classes);
    return status;
}

static qtl_status label_information(const qtl_layer *layer, const qtl_params *given,
                                    qtl_estimate *out)
{
    double *noisy = NULL;
    QTL_TRY(qtl_noisy_layer(layer, given->value[VARIANCE], (uint64_t)given->value[SEED],
                            &noisy));
    qtl_classes classes;
    qtl_status status =
        qtl_classes_of_labels(layer->label, layer->n_points, layer->n_classes, &classes);
    if (status == QTL_OK) {
        status = estimate(noisy, layer->width, &classes, (size_t)given->value[K], out);
    }
    qtl_classes_free(&classes);
    free(noisy);
    return status;
}

static qtl_status ross_layer(const qtl_layer *layer, const qtl_params *given,
                             qtl_layer_information *out)
{
    QTL_TRY(qtl_layer_is_sample(layer, "ross"));
    qtl_layer_information result = {.i_xt = {NAN, NAN}, .i_ty = {NAN, NAN}};
    if (layer->n_classes) {
        QTL_TRY(label_information(layer, given, &result.i_ty));
    }
    *out = result;
    return QTL_OK;
}

static const qtl_param_spec params[] = {
    [K] = {"k", QTL_PARAM_INT, 3, QTL_K_MIN, QTL_K_MAX, NULL,
           "which neighbour within the class"},
    [VARIANCE] = {"variance", QTL_PARAM_REAL, 0.1, 0, QTL_VARIANCE_MAX, NULL,
                  "of the Gaussian noise on every neuron of a layer; 0: none"},
    [SEED] = {"seed", QTL_PARAM_INT, 1, 0, QTL_SEED_MAX, NULL, "of that noise"},
    {0}};

const qtl_estimator qtl_estimator_ross = {
    .name = "ross",
    .summary = "nearest neighbours, a continuous and a discrete variable",
    .target = "noisy layer",
    .cite = "Ross (2014), eq. 3",
    .params = params,
    .layer = ross_layer,
    .sample = ross_sample,
};
