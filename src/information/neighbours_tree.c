#include "information/neighbours_tree.h"

#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"

enum { LANES = QTL_TREE_LANES, EXTENT_SAMPLE = 128, SEGMENTS_MAX = 64 };

/* Points in the making of their order: a sort key and the point it belongs to. */
typedef struct entry {
    double key;
    uint32_t point;
} entry;

static inline bool before(const entry *a, const entry *b)
{
    return (a->key < b->key) | ((a->key == b->key) & (a->point < b->point));
}

static inline void swap(entry *a, entry *b)
{
    const entry held = *a;
    *a = *b;
    *b = held;
}

static void sort_few(entry *entries, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        for (size_t j = i; j > 0 && before(&entries[j], &entries[j - 1]); j--) {
            swap(&entries[j], &entries[j - 1]);
        }
    }
}

/* Moves the median of three entries to the front. */
static void choose_pivot(entry *entries, size_t n)
{
    entry *a = &entries[n / 4];
    entry *b = &entries[n / 2];
    entry *c = &entries[n - 1 - n / 4];
    if (before(b, a)) {
        swap(a, b);
    }
    if (before(c, b)) {
        swap(b, c);
        if (before(b, a)) {
            swap(a, b);
        }
    }
    swap(&entries[0], b);
}

/* Entries below the pivot at the front move to its left; returns where it ends up.
 * Without branches on the data, which would be mispredicted half of the time. */
static size_t partition(entry *entries, size_t n)
{
    const entry pivot = entries[0];
    size_t end = 0; /* entries[1..end] are below the pivot */
    for (size_t i = 1; i < n; i++) {
        const entry item = entries[i];
        entries[i] = entries[end + 1];
        entries[end + 1] = item;
        end += before(&item, &pivot);
    }
    swap(&entries[0], &entries[end]);
    return end;
}

/* Moves the `wanted` least entries to the front (Hoare's quickselect). */
static void select_least(entry *entries, size_t n, size_t wanted)
{
    while (n > LANES) {
        choose_pivot(entries, n);
        const size_t at = partition(entries, n);
        if (at == wanted) {
            return;
        }
        if (at > wanted) {
            n = at;
        } else {
            entries += at + 1;
            n -= at + 1;
            wanted -= at + 1;
        }
    }
    sort_few(entries, n);
}

/* The coordinate in which (a sample of) the points is widest. */
static size_t widest(const double *values, size_t n_points, size_t d,
                     const entry *entries, size_t n)
{
    const size_t stride = n > EXTENT_SAMPLE ? n / EXTENT_SAMPLE : 1;
    size_t best = 0;
    double best_extent = -1;
    for (size_t j = 0; j < d; j++) {
        const double *column = values + j * n_points;
        double low = INFINITY;
        double high = -INFINITY;
        for (size_t i = 0; i < n; i += stride) {
            const double value = column[entries[i].point];
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
        if (high - low > best_extent) {
            best_extent = high - low;
            best = j;
        }
    }
    return best;
}

/* How many of n > 8 points go into the first half: whole subtrees of the largest size
 * below n, about half of them. */
static size_t first_half(size_t n)
{
    size_t subtree = LANES;
    while (subtree * LANES < n) {
        subtree *= LANES;
    }
    const size_t n_subtrees = (n + subtree - 1) / subtree;
    return n_subtrees / 2 * subtree;
}

typedef struct segment {
    size_t first, n;
} segment;

/* Orders the points so that every aligned run of 8, 64, 512, .. is a box of a k-d tree
 * (Friedman, Bentley & Finkel 1977). */
static void order_points(const double *values, size_t n, size_t d, entry *entries)
{
    segment stack[SEGMENTS_MAX] = {{0, n}};
    size_t depth = 1;
    while (depth > 0) {
        const segment whole = stack[--depth];
        entry *own = entries + whole.first;
        if (whole.n <= LANES) {
            sort_few(own, d == 1 ? whole.n : 0);
            continue;
        }
        const size_t j = d == 1 ? 0 : widest(values, n, d, own, whole.n);
        for (size_t i = 0; i < whole.n; i++) {
            own[i].key = values[j * n + own[i].point];
        }
        const size_t half = first_half(whole.n);
        select_least(own, whole.n, half);
        stack[depth++] = (segment){whole.first + half, whole.n - half};
        stack[depth++] = (segment){whole.first, half};
    }
}

static qtl_status allocate_level(qtl_tree_level *level, size_t n_children, size_t d)
{
    level->n_nodes = (n_children + LANES - 1) / LANES;
    QTL_ALLOC(level->boxes, level->n_nodes * 2 * d * LANES);
    QTL_ALLOC(level->least, level->n_nodes * LANES);
    return QTL_OK;
}

static qtl_status allocate(qtl_tree *tree)
{
    QTL_ALLOC(tree->points, tree->n_blocks * tree->d * LANES);
    QTL_ALLOC(tree->index, tree->n_blocks * LANES);
    size_t n_children = tree->n_blocks;
    do {
        qtl_tree_level *level = &tree->level[tree->n_levels++];
        QTL_TRY(allocate_level(level, n_children, tree->d));
        n_children = level->n_nodes;
    } while (n_children > 1);
    return QTL_OK;
}

static void place_points(const double *values, const entry *entries, qtl_tree *tree)
{
    for (size_t place = 0; place < tree->n_blocks * LANES; place++) {
        const bool filled = place < tree->n;
        tree->index[place] = filled ? entries[place].point : UINT32_MAX;
        double *point = tree->points + place / LANES * tree->d * LANES + place % LANES;
        for (size_t j = 0; j < tree->d; j++) {
            point[j * LANES] =
                filled ? values[j * tree->n + entries[place].point] : INFINITY;
        }
    }
}

/* Bounds of eight numbers; what is infinite is no number. */
static void bounds(const double *low, const double *high, double *lowest, double *highest)
{
    *lowest = INFINITY;
    *highest = -INFINITY;
    for (size_t i = 0; i < LANES; i++) {
        *lowest = low[i] < *lowest ? low[i] : *lowest;
        *highest = high[i] > *highest && high[i] < INFINITY ? high[i] : *highest;
    }
}

static uint32_t least_of(const uint32_t *index)
{
    uint32_t least = UINT32_MAX;
    for (size_t i = 0; i < LANES; i++) {
        least = index[i] < least ? index[i] : least;
    }
    return least;
}

/* The box of child number `child` of level l, from the block or the eight boxes inside. A
 * child that is not there gets an empty box, infinitely far from everything. */
static void enclose(qtl_tree *tree, size_t l, size_t child)
{
    const qtl_tree_level *below = l > 0 ? &tree->level[l - 1] : NULL;
    const size_t corner = tree->d * LANES; /* doubles of eight lower corners */
    const double *inside = tree->points + child * corner;
    size_t to_high = 0; /* a point is its own lower and upper corner */
    if (below) {
        inside = below->boxes + child * 2 * corner;
        to_high = corner;
    }
    const bool there = child < (below ? below->n_nodes : tree->n_blocks);
    double *box = tree->level[l].boxes + child / LANES * 2 * corner + child % LANES;
    for (size_t j = 0; j < corner; j += LANES) {
        box[j] = INFINITY;
        box[corner + j] = -INFINITY;
        if (there) {
            bounds(inside + j, inside + j + to_high, &box[j], &box[corner + j]);
        }
    }
    const uint32_t *index = (below ? below->least : tree->index) + child * LANES;
    tree->level[l].least[child] = there ? least_of(index) : UINT32_MAX;
}

static void enclose_all(qtl_tree *tree)
{
    for (size_t l = 0; l < tree->n_levels; l++) {
        for (size_t child = 0; child < tree->level[l].n_nodes * LANES; child++) {
            enclose(tree, l, child);
        }
    }
}

qtl_status qtl_tree_build(const double *values, size_t n, size_t d, qtl_tree *tree)
{
    *tree = (qtl_tree){.n = n, .d = d, .n_blocks = (n + LANES - 1) / LANES};
    QTL_TRY(allocate(tree));
    entry *entries = NULL;
    QTL_ALLOC(entries, n);
    for (size_t i = 0; i < n; i++) {
        entries[i] = (entry){.key = values[i], .point = (uint32_t)i};
    }
    order_points(values, n, d, entries);
    place_points(values, entries, tree);
    free(entries);
    enclose_all(tree);
    return QTL_OK;
}

void qtl_tree_free(qtl_tree *tree)
{
    free(tree->points);
    free(tree->index);
    for (size_t l = 0; l < tree->n_levels; l++) {
        free(tree->level[l].boxes);
        free(tree->level[l].least);
    }
}
