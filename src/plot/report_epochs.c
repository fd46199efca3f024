/* Which epochs the information plane of a report shows. */
#include <math.h>
#include <stdlib.h>

#include "core/memory.h"
#include "plot/report_parts.h"

/* More places cannot be told apart on the slider. As many epochs again may be kept
 * whatever their places, and the first and the last. */
enum { PLACES = (QTL_REPORT_EPOCHS_MAX - 2) / 2, KEPT_MAX = PLACES };

typedef struct epoch {
    size_t n_series; /* measured there, of those shown */
    bool kept;
} epoch;

bool qtl_report_shows(const qtl_result_tables *tables, size_t variant, size_t method)
{
    return !tables->method[method].outdone &&
           qtl_method_measured(tables, variant, method, QTL_WANT_BOTH);
}

/* All epochs of a series are kept unless they are many. */
static void add_series(const qtl_cube *cube, size_t series, epoch *epochs)
{
    size_t n = 0;
    for (size_t e = 0; e < cube->epochs.n; e++) {
        n += qtl_cube_measured(cube, series, e);
    }
    for (size_t e = 0; e < cube->epochs.n; e++) {
        if (qtl_cube_measured(cube, series, e)) {
            epochs[e].n_series++;
            epochs[e].kept = epochs[e].kept || n <= KEPT_MAX;
        }
    }
}

static void add_all_series(const qtl_result_tables *tables, epoch *epochs)
{
    for (size_t variant = 0; variant < QTL_VARIANTS; variant++) {
        for (size_t method = 0; method < tables->n_methods; method++) {
            if (qtl_report_shows(tables, variant, method)) {
                add_series(&tables->cube[QTL_MEASURES],
                           qtl_measure_series(variant, method, QTL_I_XT), epochs);
            }
        }
    }
}

/* Where many series have few epochs each but seldom the same, they are thinned too. */
static void limit_kept(epoch *epochs, size_t n)
{
    size_t n_kept = 0;
    for (size_t e = 0; e < n; e++) {
        n_kept += epochs[e].kept;
    }
    for (size_t e = 0; e < n && n_kept > KEPT_MAX; e++) {
        epochs[e].kept = false;
    }
}

/* Where an epoch lies on the slider, evenly in its logarithm. */
static size_t place(const qtl_ids *ids, size_t e)
{
    const double last = log1p(fmax(1, ids->value[ids->n - 1]));
    return (size_t)(log1p(ids->value[e]) / last * (PLACES - 1));
}

/* Of every place the epoch at which most series were measured, the first of equals. */
static void keep_richest(const qtl_ids *ids, epoch *epochs)
{
    for (size_t e = 0; e < ids->n;) {
        size_t best = e;
        const size_t here = place(ids, e);
        for (; e < ids->n && place(ids, e) == here; e++) {
            best = epochs[e].n_series > epochs[best].n_series ? e : best;
        }
        epochs[best].kept = true;
    }
    epochs[0].kept = epochs[ids->n - 1].kept = true;
}

qtl_status qtl_report_epochs(const qtl_result_tables *tables, size_t *shown,
                             size_t *n_shown)
{
    const qtl_ids *ids = &tables->cube[QTL_MEASURES].epochs;
    epoch *epochs = NULL;
    QTL_ALLOC(epochs, ids->n);
    add_all_series(tables, epochs);
    limit_kept(epochs, ids->n);
    keep_richest(ids, epochs);
    *n_shown = 0;
    for (size_t e = 0; e < ids->n; e++) {
        if (epochs[e].kept) {
            shown[(*n_shown)++] = e;
        }
    }
    free(epochs);
    return QTL_OK;
}
