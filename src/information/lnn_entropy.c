#include "information/lnn_entropy.h"

#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "information/lnn_bias.h"
#include "information/local_scan.h"

enum { CORRECTED_WIDTH_MAX = 64, CORRECTED_K_MIN = 4 };

typedef struct lnn_fit {
    int order;
    double *of_point; /* [n] -ln of the density, without the number of samples */
} lnn_fit;

static qtl_status fit_point(void *context, void *room, const qtl_local_point *point)
{
    (void)room;
    const lnn_fit *fit = context;
    QTL_REQUIRE(fit->order == 1 || qtl_local_factor(point->local, point->least),
                QTL_ENUMERIC,
                "around sample %zu the columns are linearly dependent: no density there",
                point->i);
    const double value = qtl_local_minus_ln_density(point->local, fit->order) +
                         (double)point->local->d * log(point->h);
    QTL_REQUIRE(isfinite(value), QTL_ENUMERIC,
                "the distances around sample %zu are too far from 1; scale the data",
                point->i);
    fit->of_point[point->i] = value;
    return QTL_OK;
}

static qtl_status check_shape(const qtl_lnn_shape *shape, bool corrected)
{
    const size_t least = shape->d + (corrected ? 5 : 1);
    QTL_REQUIRE(shape->order == 1 || shape->neighbours >= least, QTL_ERANGE,
                "order=2 in %zu dimensions needs neighbours=%zu or more, not %zu",
                shape->d, least, shape->neighbours);
    QTL_REQUIRE(!corrected || shape->d <= CORRECTED_WIDTH_MAX, QTL_ERANGE,
                "correction=simulated is for up to %d dimensions, not %zu",
                CORRECTED_WIDTH_MAX, shape->d);
    QTL_REQUIRE(!corrected || shape->order == 1 || shape->k >= CORRECTED_K_MIN,
                QTL_ERANGE, "order=2 with correction=simulated needs k=%d or more",
                CORRECTED_K_MIN);
    return QTL_OK;
}

/* The mean over the points of -ln of the density, without the number of samples. */
static qtl_status mean_of_fits(const qtl_local_scan *scan, lnn_fit *fit, double *mean)
{
    QTL_ALLOC(fit->of_point, scan->n);
    const qtl_status status = qtl_local_scan_run(scan);
    double sum = 0;
    for (size_t i = 0; i < scan->n; i++) {
        sum += fit->of_point[i];
    }
    free(fit->of_point);
    *mean = sum / (double)scan->n;
    return status;
}

qtl_status qtl_lnn_entropy(const double *values, size_t n, size_t d,
                           const qtl_lnn_options *options, double *h_nats)
{
    const size_t neighbours =
        options->neighbours ? options->neighbours : qtl_lnn_default_neighbours(d);
    const qtl_lnn_shape shape = {options->order, options->k, neighbours, d};
    QTL_TRY(check_shape(&shape, options->corrected));
    lnn_fit fit = {.order = options->order};
    const qtl_local_scan scan = {.values = values,
                                 .n = n,
                                 .d = d,
                                 .k = shape.k,
                                 .neighbours = neighbours,
                                 .bandwidth = options->bandwidth,
                                 .isa = options->isa,
                                 .visit = fit_point,
                                 .context = &fit};
    double mean = 0;
    QTL_TRY(mean_of_fits(&scan, &fit, &mean));
    qtl_lnn_bias bias = {0};
    if (options->corrected) {
        QTL_TRY(qtl_lnn_bias_of(&shape, &bias));
    }
    *h_nats = mean + log((double)(options->order == 1 ? n : n - 1)) - bias.nats;
    return QTL_OK;
}
