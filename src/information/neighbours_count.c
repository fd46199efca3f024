#include <float.h>
#include <math.h>

#include "core/fail.h"
#include "core/parallel.h"
#include "information/neighbours.h"
#include "information/neighbours_kernels.h"

enum { LANES = QTL_TREE_LANES, CHUNK = QTL_CHUNK_BLOCKS, PROBES = QTL_PROBES };

typedef struct count_job {
    const qtl_neighbours *set;
    bool scan;
    const double *radius;
    bool or_equal;
    uint32_t *count;
} count_job;

static bool counts(double square, double radius, bool or_equal)
{
    const double distance = sqrt(square);
    return or_equal ? distance <= radius : distance < radius;
}

/* The largest square of a distance that counts. Roots are rounded, so r^2 is near it but
 * not always it. */
static double square_reach(double radius, bool or_equal)
{
    if (!counts(0, radius, or_equal)) {
        return -1;
    }
    double square = radius * radius;
    while (!counts(square, radius, or_equal)) {
        square = nextafter(square, 0);
    }
    while (square < DBL_MAX && counts(nextafter(square, INFINITY), radius, or_equal)) {
        square = nextafter(square, INFINITY);
    }
    return square;
}

/* The largest distance, in the units of the kernels, that counts; negative: none does. */
static double reach_of(const count_job *job, size_t point)
{
    const double radius = job->radius[point];
    double reach = -1;
    if (job->set->norm == QTL_NORM_L2) {
        reach = square_reach(radius, job->or_equal);
    } else if (radius >= 0) {
        reach = job->or_equal ? radius : nextafter(radius, -INFINITY);
    }
    return reach < DBL_MAX ? reach : DBL_MAX;
}

static size_t count_block(const count_job *job, size_t block, size_t n, bool scan)
{
    const qtl_tree *tree = &job->set->tree;
    double reach[LANES];
    uint32_t n_within[LANES];
    for (size_t i = 0; i < n; i++) {
        reach[i] = reach_of(job, tree->index[block * LANES + i]);
    }
    const qtl_block_search search = {.tree = tree,
                                     .scan = scan,
                                     .first = block * LANES,
                                     .count = n,
                                     .reach = reach,
                                     .n_within = n_within};
    const size_t n_blocks =
        qtl_neighbours_kernels_of(job->set)->count[job->set->norm](&search);
    for (size_t i = 0; i < n; i++) {
        job->count[tree->index[block * LANES + i]] = n_within[i];
    }
    return n_blocks;
}

static qtl_status count_task(size_t chunk, void *context)
{
    const count_job *job = context;
    const qtl_tree *tree = &job->set->tree;
    const size_t end = qtl_chunk_end(tree, chunk);
    for (size_t block = chunk * CHUNK; block < end; block++) {
        count_block(job, block, qtl_tree_block_size(tree, block), job->scan);
    }
    return QTL_OK;
}

/* First place of the ascending x[n] that is not farther than reach below `from`. */
static size_t first_within(const double *x, size_t n, double from, double reach)
{
    size_t low = 0;
    while (n > 0) {
        const size_t half = n / 2;
        const bool too_far = from - x[low + half] > reach;
        low = too_far ? low + half + 1 : low;
        n = too_far ? n - half - 1 : half;
    }
    return low;
}

/* How many of the ascending x[n], none below `from`, are not farther than reach. */
static size_t n_above(const double *x, size_t n, double from, double reach)
{
    size_t low = 0;
    while (n > 0) {
        const size_t half = n / 2;
        const bool within = x[low + half] - from <= reach;
        low = within ? low + half + 1 : low;
        n = within ? n - half - 1 : half;
    }
    return low;
}

/* In one dimension the points are in ascending order, and both norms are |x_i - x_j|. */
static qtl_status count_sorted_task(size_t chunk, void *context)
{
    const count_job *job = context;
    const qtl_tree *tree = &job->set->tree;
    const double *x = tree->points;
    const size_t after = qtl_chunk_end(tree, chunk) * LANES;
    const size_t end = after < tree->n ? after : tree->n;
    for (size_t place = chunk * CHUNK * LANES; place < end; place++) {
        const uint32_t point = tree->index[place];
        const double radius = job->radius[point];
        const double reach = job->or_equal ? radius : nextafter(radius, -INFINITY);
        size_t n = 0;
        if (reach >= 0) {
            n = place - first_within(x, place, x[place], reach) +
                n_above(x + place + 1, tree->n - place - 1, x[place], reach);
        }
        job->count[point] = (uint32_t)n;
    }
    return QTL_OK;
}

static bool choose_count(const count_job *job)
{
    const qtl_neighbours *set = job->set;
    if (set->search != QTL_SEARCH_AUTO || set->tree.n_blocks < PROBES) {
        return set->search == QTL_SEARCH_SCAN;
    }
    size_t seen = 0;
    for (size_t probe = 0; probe < PROBES; probe++) {
        seen += count_block(job, set->tree.n_blocks * probe / PROBES, 1, false);
    }
    return qtl_scan_wins(set, seen, PROBES);
}

qtl_status qtl_neighbours_count(const qtl_neighbours *set, const double *radius,
                                bool or_equal, uint32_t *count)
{
    QTL_REQUIRE(set && radius && count, QTL_EINVAL,
                "the set of points, radius and count must not be NULL");
    count_job job = {.set = set, .radius = radius, .or_equal = or_equal};
    job.count = count;
    const bool sorted = set->tree.d == 1;
    job.scan = !sorted && choose_count(&job);
    return qtl_parallel_for(qtl_chunks(&set->tree), 0,
                            sorted ? count_sorted_task : count_task, &job);
}
