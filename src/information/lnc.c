/* Local non-uniformity correction: Kraskov's estimator takes the density as constant in
 * the box around a point and its k nearest neighbours (max norm); where they fill only a
 * tilted box inside, its volume is what should have been used. Per point, in nats,
 *   ln V_box = sum_j ln max |dx_j|,  ln V_pca = sum_j ln max |dx . v_j|,
 * v_j the principal axes of the k differences dx (about the point itself); if ln V_pca <
 * ln V_box + ln alpha, ln V_box - ln V_pca is added. Gao, Ver Steeg & Galstyan (2015),
 * "Efficient estimation of mutual information for strongly dependent variables", eqs. 14
 * and 15. NPEET adds it to variant 1 of Kraskov's, NPEET_LNC to variant 2. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/parallel.h"
#include "core/text.h"
#include "information/estimators.h"
#include "information/knn.h"

enum { K, ALPHA, VARIANT, PIECE = 256, SWEEPS_MAX = 60 };

typedef struct lnc_problem {
    size_t n, d, k;
    const double *joint; /* [d][n] */
    double ln_alpha;
    double *gain; /* [n] what each point adds */
    const qtl_neighbours *set;
} lnc_problem;

/* Room for one piece. */
typedef struct piece_room {
    uint32_t *index;
    double *distance;
    double *dx; /* [d][k], turned into the principal axes */
} piece_room;

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

/* Makes two columns orthogonal; false if they were, to rounding. */
static bool rotate(double *a, double *b, size_t n)
{
    const double aa = dot(a, a, n);
    const double bb = dot(b, b, n);
    const double ab = dot(a, b, n);
    if (fabs(ab) <= DBL_EPSILON * sqrt(aa * bb)) {
        return false;
    }
    const double zeta = (bb - aa) / (2 * ab);
    const double t = copysign(1, zeta) / (fabs(zeta) + hypot(1, zeta));
    const double c = 1 / hypot(1, t);
    for (size_t i = 0; i < n; i++) {
        const double old = a[i];
        a[i] = c * (old - t * b[i]);
        b[i] = c * (b[i] + t * old);
    }
    return true;
}

/* One-sided Jacobi (Hestenes 1958): rotates the columns of dx until they are orthogonal;
 * they are then the coordinates along the principal axes. Unlike with eigenvectors of the
 * covariance, an extent of 1e-12 of the largest keeps its digits. */
static void turn_to_axes(double *dx, size_t d, size_t k)
{
    bool turned = true;
    for (int sweep = 0; sweep < SWEEPS_MAX && turned; sweep++) {
        turned = false;
        for (size_t a = 0; a < d; a++) {
            for (size_t b = a + 1; b < d; b++) {
                turned |= rotate(dx + a * k, dx + b * k, k);
            }
        }
    }
}

/* sum_j ln max |dx_j|, and the least of the extents. */
static double ln_volume(const double *dx, size_t d, size_t k, double *least)
{
    double sum = 0;
    *least = INFINITY;
    for (size_t c = 0; c < d; c++) {
        double extent = fabs(dx[c * k]);
        for (size_t j = 1; j < k; j++) {
            extent = fmax(extent, fabs(dx[c * k + j]));
        }
        *least = fmin(*least, extent);
        sum += log(extent);
    }
    return sum;
}

/* The largest coordinate: what the rounding of the differences is relative to. */
static double gather(const lnc_problem *problem, size_t i, const uint32_t *index,
                     double *dx)
{
    double largest = 0;
    for (size_t c = 0; c < problem->d; c++) {
        const double *column = problem->joint + c * problem->n;
        for (size_t j = 0; j < problem->k; j++) {
            dx[c * problem->k + j] = column[index[j]] - column[i];
        }
        largest = fmax(largest, fabs(column[i]));
    }
    return largest;
}

static qtl_status correct_point(const lnc_problem *problem, size_t i,
                                const uint32_t *index, double *dx)
{
    double least = 0;
    const double largest = gather(problem, i, index, dx);
    const double box = ln_volume(dx, problem->d, problem->k, &least);
    QTL_REQUIRE(least > 0, QTL_EUNSUPPORTED,
                "lnc is for continuous variables: sample %zu and its %zu nearest are "
                "equal in a column; mixed-ksg allows for that",
                i, problem->k);
    turn_to_axes(dx, problem->d, problem->k);
    const double tilted = ln_volume(dx, problem->d, problem->k, &least);
    QTL_REQUIRE(least > 2 * DBL_EPSILON * largest, QTL_ENUMERIC,
                "lnc: sample %zu and its %zu nearest lie in a plane up to rounding; the "
                "information may be infinite",
                i, problem->k);
    problem->gain[i] = tilted < box + problem->ln_alpha ? box - tilted : 0;
    return QTL_OK;
}

static qtl_status correct_places(const lnc_problem *problem, size_t first,
                                 piece_room *room)
{
    const size_t left = problem->n - first;
    const size_t count = left < PIECE ? left : PIECE;
    const uint32_t *order = qtl_neighbours_order(problem->set) + first;
    QTL_TRY(qtl_neighbours_nearest_at(problem->set, first, count, problem->k, room->index,
                                      room->distance));
    for (size_t place = 0; place < count; place++) {
        QTL_TRY(correct_point(problem, order[place], room->index + place * problem->k,
                              room->dx));
    }
    return QTL_OK;
}

static qtl_status room_create(const lnc_problem *problem, piece_room *out)
{
    QTL_ALLOC(out->index, PIECE * problem->k);
    QTL_ALLOC(out->distance, PIECE * problem->k);
    QTL_ALLOC(out->dx, problem->d * problem->k);
    return QTL_OK;
}

static qtl_status correct_piece(size_t piece, void *context)
{
    const lnc_problem *problem = context;
    piece_room room = {0};
    qtl_status status = room_create(problem, &room);
    if (status == QTL_OK) {
        status = correct_places(problem, piece * PIECE, &room);
    }
    free(room.index);
    free(room.distance);
    free(room.dx);
    return status;
}

static qtl_status correct_all(lnc_problem *problem, double *mean_nats)
{
    const size_t n = problem->n;
    qtl_neighbours *set = NULL;
    QTL_TRY(qtl_neighbours_create(problem->joint, n, problem->d, QTL_NORM_MAX, &set));
    problem->set = set;
    const qtl_status status =
        qtl_parallel_for((n + PIECE - 1) / PIECE, 0, correct_piece, problem);
    qtl_neighbours_free(set);
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += problem->gain[i];
    }
    *mean_nats = sum / (double)n;
    return status;
}

static qtl_status correction(const qtl_sample *sample, const qtl_params *given,
                             double *mean_nats)
{
    lnc_problem problem = {
        .n = sample->n,
        .d = sample->x.d + sample->y.d,
        .k = (size_t)given->value[K],
        .ln_alpha = log(given->value[ALPHA]),
    };
    QTL_REQUIRE(problem.k > problem.d, QTL_ERANGE,
                "lnc in %zu dimensions needs k=%zu or more, not %zu", problem.d,
                problem.d + 1, problem.k);
    double *joint = NULL;
    QTL_TRY(qtl_sample_join(sample, &joint));
    problem.joint = joint;
    problem.gain = qtl_alloc(problem.n, sizeof *problem.gain);
    const qtl_status status =
        problem.gain ? correct_all(&problem, mean_nats) : QTL_ENOMEM;
    free(problem.gain);
    free(joint);
    return status;
}

static qtl_status kraskov(const qtl_sample *sample, const qtl_params *given,
                          qtl_estimate *out)
{
    char *text = qtl_format("ksg:k=%d,variant=%d", (int)given->value[K],
                            (int)given->value[VARIANT] == 0 ? 2 : 1);
    QTL_REQUIRE(text, QTL_ENOMEM, "out of memory");
    qtl_method method;
    const qtl_status status = qtl_method_parse(text, &method);
    free(text);
    QTL_TRY(status);
    return qtl_method_sample(&method, sample, out);
}

static qtl_status lnc_sample(const qtl_sample *sample, const qtl_params *given,
                             qtl_estimate *out)
{
    QTL_TRY(qtl_sample_has_y(sample, "lnc"));
    QTL_TRY(qtl_sample_continuous(sample, "lnc"));
    double gain_nats = 0;
    QTL_TRY(correction(sample, given, &gain_nats));
    QTL_TRY(kraskov(sample, given, out));
    out->value_bits += gain_nats * M_LOG2E;
    return QTL_OK;
}

static const char *const variants[] = {"2", "1", NULL};
static const qtl_param_spec params[] = {
    [K] = {"k", QTL_PARAM_INT, 5, QTL_K_MIN, QTL_K_MAX, NULL,
           "nearest neighbours; more than there are columns"},
    [ALPHA] = {"alpha", QTL_PARAM_REAL, 0.25, 0, 1, NULL,
               "a tilted box below this share of the upright one is believed; 0: none"},
    [VARIANT] = {"variant", QTL_PARAM_CHOICE, 0, 0, 0, variants, "of ksg"},
    {0}};

const qtl_estimator qtl_estimator_lnc = {
    .name = "lnc",
    .summary = "ksg with local non-uniformity correction",
    .target = "samples",
    .cite = "Gao, Ver Steeg & Galstyan (2015, AISTATS), eqs. 14 and 15",
    .params = params,
    .sample = lnc_sample,
};
