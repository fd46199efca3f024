#include "information/neighbours.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/parallel.h"
#include "information/neighbours_kernels.h"

enum { LANES = QTL_TREE_LANES, CHUNK = QTL_CHUNK_BLOCKS, PROBES = QTL_PROBES };

static double span_of(const double *column, size_t n)
{
    double low = column[0];
    double high = column[0];
    for (size_t i = 1; i < n; i++) {
        low = column[i] < low ? column[i] : low;
        high = column[i] > high ? column[i] : high;
    }
    return high - low;
}

/* No two points are farther apart than the spans of the columns: if that is a number,
 * every distance is. */
static qtl_status check_points(const double *values, size_t n, size_t d, qtl_norm norm)
{
    QTL_REQUIRE(n > 0 && d > 0, QTL_EEMPTY,
                "no neighbours among %zu points in %zu dimensions", n, d);
    QTL_REQUIRE(n < (size_t)1 << 31, QTL_ERANGE, "%zu points are more than 2^31 - 1", n);
    double sum = 0;
    for (size_t j = 0; j < d; j++) {
        const double span = span_of(values + j * n, n);
        sum = norm == QTL_NORM_L2 ? sum + span * span : span;
        QTL_REQUIRE(sum <= DBL_MAX, QTL_ERANGE,
                    "column %zu spans %g, too far for distances in double precision; "
                    "rescale it",
                    j, span);
    }
    return QTL_OK;
}

qtl_status qtl_neighbours_create(const double *values, size_t n, size_t d, qtl_norm norm,
                                 qtl_neighbours **out)
{
    QTL_REQUIRE(values && out, QTL_EINVAL, "values and out must not be NULL");
    QTL_TRY(check_points(values, n, d, norm));
    qtl_neighbours *set = NULL;
    QTL_ALLOC(set, 1);
    set->norm = norm;
    set->isa = qtl_isa_best();
    const qtl_status status = qtl_tree_build(values, n, d, &set->tree);
    if (status != QTL_OK) {
        qtl_neighbours_free(set);
        return status;
    }
    *out = set;
    return QTL_OK;
}

void qtl_neighbours_free(qtl_neighbours *set)
{
    if (set) {
        qtl_tree_free(&set->tree);
        free(set);
    }
}

/* --- the k nearest --- */

typedef struct nearest_job {
    const qtl_neighbours *set;
    bool scan;
    size_t k;
    uint32_t *index;  /* [n][k] or NULL */
    double *distance; /* [n][k], or [n] of the k-th alone if there is no index */
} nearest_job;

static qtl_status check_k(const qtl_neighbours *set, size_t k)
{
    QTL_REQUIRE(set, QTL_EINVAL, "the set of points must not be NULL");
    QTL_REQUIRE(k >= 1 && k < set->tree.n, QTL_ERANGE,
                "k = %zu neighbours need at least %zu samples, there are %zu", k, k + 1,
                set->tree.n);
    return QTL_OK;
}

/* Neighbours of the points of one block, distances in the units of the norm. */
static size_t search_block(const qtl_neighbours *set, const qtl_block_search *search)
{
    const size_t n_blocks = qtl_neighbours_kernels_of(set)->nearest[set->norm](search);
    if (set->norm == QTL_NORM_L2) {
        for (size_t i = 0; i < search->count * search->k; i++) {
            search->distance[i] = sqrt(search->distance[i]);
        }
    }
    return n_blocks;
}

/* Whether to scan for the k nearest: tried on points of some blocks. */
static qtl_status choose_nearest(const qtl_neighbours *set, size_t k, bool *scan)
{
    *scan = set->search == QTL_SEARCH_SCAN;
    if (set->search != QTL_SEARCH_AUTO || set->tree.n_blocks < PROBES) {
        return QTL_OK;
    }
    uint32_t *index = NULL;
    QTL_ALLOC(index, k);
    double *distance = qtl_alloc(k, sizeof *distance);
    if (!distance) {
        free(index);
        return QTL_ENOMEM;
    }
    size_t seen = 0;
    for (size_t probe = 0; probe < PROBES; probe++) {
        seen += search_block(
            set, &(qtl_block_search){.tree = &set->tree,
                                     .first = set->tree.n_blocks * probe / PROBES * LANES,
                                     .count = 1,
                                     .k = k,
                                     .index = index,
                                     .distance = distance});
    }
    *scan = qtl_scan_wins(set, seen, PROBES);
    free(index);
    free(distance);
    return QTL_OK;
}

static void keep_nearest(const nearest_job *job, const qtl_block_search *search)
{
    const size_t k = job->k;
    for (size_t i = 0; i < search->count; i++) {
        const size_t point = job->set->tree.index[search->first + i];
        const double *distance = search->distance + i * k;
        if (!job->index) {
            job->distance[point] = distance[k - 1];
            continue;
        }
        for (size_t j = 0; j < k; j++) {
            job->index[point * k + j] = search->index[i * k + j];
            job->distance[point * k + j] = distance[j];
        }
    }
}

static qtl_status nearest_task(size_t chunk, void *context)
{
    const nearest_job *job = context;
    const qtl_tree *tree = &job->set->tree;
    uint32_t *index = NULL;
    QTL_ALLOC(index, LANES * job->k);
    double *distance = qtl_alloc(LANES * job->k, sizeof *distance);
    if (!distance) {
        free(index);
        return QTL_ENOMEM;
    }
    const size_t end = qtl_chunk_end(tree, chunk);
    for (size_t block = chunk * CHUNK; block < end; block++) {
        const qtl_block_search search = {.tree = tree,
                                         .scan = job->scan,
                                         .first = block * LANES,
                                         .count = qtl_tree_block_size(tree, block),
                                         .k = job->k,
                                         .index = index,
                                         .distance = distance};
        search_block(job->set, &search);
        keep_nearest(job, &search);
    }
    free(index);
    free(distance);
    return QTL_OK;
}

static qtl_status run_nearest(nearest_job *job)
{
    QTL_TRY(check_k(job->set, job->k));
    QTL_TRY(choose_nearest(job->set, job->k, &job->scan));
    return qtl_parallel_for(qtl_chunks(&job->set->tree), 0, nearest_task, job);
}

qtl_status qtl_neighbours_kth(const qtl_neighbours *set, size_t k, double *distance)
{
    QTL_REQUIRE(distance, QTL_EINVAL, "distance must not be NULL");
    return run_nearest(&(nearest_job){.set = set, .k = k, .distance = distance});
}

qtl_status qtl_neighbours_nearest(const qtl_neighbours *set, size_t k, uint32_t *index,
                                  double *distance)
{
    QTL_REQUIRE(index && distance, QTL_EINVAL, "index and distance must not be NULL");
    return run_nearest(
        &(nearest_job){.set = set, .k = k, .index = index, .distance = distance});
}

const uint32_t *qtl_neighbours_order(const qtl_neighbours *set)
{
    return set->tree.index;
}

qtl_status qtl_neighbours_nearest_at(const qtl_neighbours *set, size_t first,
                                     size_t count, size_t k, uint32_t *index,
                                     double *distance)
{
    QTL_TRY(check_k(set, k));
    const qtl_tree *tree = &set->tree;
    QTL_REQUIRE(first <= tree->n && count <= tree->n - first && index && distance,
                QTL_ERANGE, "there are no places %zu to %zu among %zu points", first,
                first + count, tree->n);
    bool scan = false;
    QTL_TRY(choose_nearest(set, k, &scan));
    size_t n = 0;
    for (size_t done = 0; done < count; done += n) {
        const size_t in_block = LANES - (first + done) % LANES;
        n = in_block < count - done ? in_block : count - done;
        search_block(set, &(qtl_block_search){.tree = tree,
                                              .scan = scan,
                                              .first = first + done,
                                              .count = n,
                                              .k = k,
                                              .index = index + done * k,
                                              .distance = distance + done * k});
    }
    return QTL_OK;
}
