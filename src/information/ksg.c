/* Kraskov, Stoegbauer & Grassberger (2004), max norm inside x and y and across, in nats
 * until the end.
 *   variant 1, eq. 8: psi(k) + psi(N) - mean(psi(n_x + 1) + psi(n_y + 1)), n = others
 *     strictly nearer than the k-th neighbour in the joint space;
 *   variant 2, eq. 9: psi(k) - 1/k + psi(N) - mean(psi(n_x) + psi(n_y)), n = others up to
 *     the largest |dx|, |dy| among the k nearest.
 * Strict is strict at every scale; NPEET's radius - 1e-15 is not. With ties variant 2
 * depends on which of equally near neighbours are taken; here those of lowest index. May
 * be negative, and is not cut at 0. */
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/parallel.h"
#include "information/estimators.h"
#include "information/knn.h"

enum { K, VARIANT, CHUNK = 1024 };

/* Radii in x and y around every point, [n] each. */
typedef struct ksg_work {
    const qtl_sample *sample;
    const double *joint; /* [x.d + y.d][n] */
    size_t k;
    bool rectangles; /* variant 2 */
    double *radius_x, *radius_y;
    uint32_t *n_x, *n_y;
} ksg_work;

static void ksg_free(ksg_work *ksg)
{
    free(ksg->radius_x);
    free(ksg->radius_y);
    free(ksg->n_x);
    free(ksg->n_y);
}

static qtl_status ksg_allocate(ksg_work *ksg)
{
    const size_t n = ksg->sample->n;
    QTL_ALLOC(ksg->radius_x, n);
    QTL_ALLOC(ksg->radius_y, n);
    QTL_ALLOC(ksg->n_x, n);
    QTL_ALLOC(ksg->n_y, n);
    return QTL_OK;
}

static double distance_in(const qtl_variable *v, size_t n, size_t a, size_t b)
{
    double largest = 0;
    for (size_t j = 0; j < v->d; j++) {
        const double difference = fabs(v->values[j * n + a] - v->values[j * n + b]);
        largest = difference > largest ? difference : largest;
    }
    return largest;
}

typedef struct rectangle_job {
    const ksg_work *ksg;
    const qtl_neighbours *set;
} rectangle_job;

static void enclose_neighbours(const ksg_work *ksg, size_t point,
                               const uint32_t *neighbours)
{
    const size_t n = ksg->sample->n;
    double x = 0;
    double y = 0;
    for (size_t j = 0; j < ksg->k; j++) {
        x = fmax(x, distance_in(&ksg->sample->x, n, point, neighbours[j]));
        y = fmax(y, distance_in(&ksg->sample->y, n, point, neighbours[j]));
    }
    ksg->radius_x[point] = x;
    ksg->radius_y[point] = y;
}

static qtl_status rectangle_task(size_t chunk, void *context)
{
    const rectangle_job *job = context;
    const size_t k = job->ksg->k;
    const size_t first = chunk * CHUNK;
    const size_t left = job->ksg->sample->n - first;
    const size_t count = left < CHUNK ? left : CHUNK;
    const uint32_t *point = qtl_neighbours_order(job->set) + first;
    uint32_t *index = NULL;
    QTL_ALLOC(index, count * k);
    double *distance = qtl_alloc(count * k, sizeof *distance);
    qtl_status status = QTL_ENOMEM;
    if (distance) {
        status = qtl_neighbours_nearest_at(job->set, first, count, k, index, distance);
    }
    for (size_t i = 0; i < count && status == QTL_OK; i++) {
        enclose_neighbours(job->ksg, point[i], index + i * k);
    }
    free(index);
    free(distance);
    return status;
}

static qtl_status rectangles(const ksg_work *ksg, size_t d)
{
    const size_t n = ksg->sample->n;
    qtl_neighbours *set = NULL;
    QTL_TRY(qtl_neighbours_create(ksg->joint, n, d, QTL_NORM_MAX, &set));
    rectangle_job job = {ksg, set};
    const qtl_status status =
        qtl_parallel_for((n + CHUNK - 1) / CHUNK, 0, rectangle_task, &job);
    qtl_neighbours_free(set);
    return status;
}

/* A point whose k nearest lie on top of it has no density there. */
static qtl_status check_copies(const ksg_work *ksg)
{
    for (size_t i = 0; i < ksg->sample->n; i++) {
        QTL_REQUIRE(ksg->radius_x[i] > 0 || ksg->radius_y[i] > 0, QTL_EUNSUPPORTED,
                    "ksg is for continuous variables: sample %zu has %zu or more exact "
                    "copies (k = %zu); mixed-ksg allows for them",
                    i, ksg->k, ksg->k);
    }
    return QTL_OK;
}

/* Fills the radii. */
static qtl_status find_radii(const ksg_work *ksg)
{
    const size_t n = ksg->sample->n;
    const size_t d = ksg->sample->x.d + ksg->sample->y.d;
    if (ksg->rectangles) {
        QTL_TRY(rectangles(ksg, d));
    } else {
        QTL_TRY(qtl_knn_distance(ksg->joint, n, d, ksg->k, ksg->radius_x));
        for (size_t i = 0; i < n; i++) {
            ksg->radius_y[i] = ksg->radius_x[i];
        }
    }
    return check_copies(ksg);
}

static qtl_status count_margins(const ksg_work *ksg)
{
    const qtl_sample *s = ksg->sample;
    QTL_TRY(qtl_knn_count(s->x.values, s->n, s->x.d, ksg->radius_x, ksg->rectangles,
                          ksg->n_x));
    return qtl_knn_count(s->y.values, s->n, s->y.d, ksg->radius_y, ksg->rectangles,
                         ksg->n_y);
}

static double total_nats(const ksg_work *ksg, const double *psi)
{
    const size_t n = ksg->sample->n;
    const size_t self = ksg->rectangles ? 0 : 1;
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += psi[ksg->n_x[i] + self] + psi[ksg->n_y[i] + self];
    }
    const double correction = ksg->rectangles ? 1 / (double)ksg->k : 0;
    return psi[ksg->k] - correction + psi[n] - sum / (double)n;
}

static qtl_status ksg_nats(ksg_work *ksg, double *nats)
{
    double *psi = NULL;
    QTL_TRY(ksg_allocate(ksg));
    QTL_TRY(find_radii(ksg));
    QTL_TRY(count_margins(ksg));
    QTL_TRY(qtl_digamma_create(ksg->sample->n, &psi));
    *nats = total_nats(ksg, psi);
    free(psi);
    return QTL_OK;
}

static qtl_status ksg_sample(const qtl_sample *sample, const qtl_params *given,
                             qtl_estimate *out)
{
    QTL_TRY(qtl_sample_has_y(sample, "ksg"));
    QTL_TRY(qtl_sample_continuous(sample, "ksg"));
    double *joint = NULL;
    QTL_TRY(qtl_sample_join(sample, &joint));
    ksg_work ksg = {.sample = sample,
                    .joint = joint,
                    .k = (size_t)given->value[K],
                    .rectangles = given->value[VARIANT] > 0};
    double nats = 0;
    const qtl_status status = ksg_nats(&ksg, &nats);
    ksg_free(&ksg);
    free(joint);
    if (status == QTL_OK) {
        *out = (qtl_estimate){nats * M_LOG2E, NAN};
    }
    return status;
}

static const char *const variants[] = {"1", "2", NULL};
static const qtl_param_spec params[] = {
    [K] = {"k", QTL_PARAM_INT, 3, QTL_K_MIN, QTL_K_MAX, NULL, "which neighbour"},
    [VARIANT] = {"variant", QTL_PARAM_CHOICE, 0, 0, 0, variants,
                 "1: a square around each point; 2: a rectangle"},
    {0}};

const qtl_estimator qtl_estimator_ksg = {
    .name = "ksg",
    .summary = "Kraskov-Stoegbauer-Grassberger, two continuous variables",
    .target = "samples",
    .cite = "Kraskov, Stoegbauer & Grassberger (2004), eqs. 8 and 9",
    .params = params,
    .sample = ksg_sample,
};
