#include "information/neighbours_kernels.h"

#include "information/nearest_list.h"
#include "information/neighbours_lanes.h"

enum { ALL = (1 << LANES) - 1, TILE_BYTES = 24576 };

/* Coordinate j of the point at `place` is 8 j doubles after its first. */
static inline const double *point_at(const qtl_tree *tree, size_t place)
{
    return tree->points + place / LANES * tree->d * LANES + place % LANES;
}

/* A node on the way down: which children are still to be visited. */
typedef struct frame {
    size_t node;
    unsigned children;
    double bound[LANES] __attribute__((aligned(64)));
} frame;

/* --- the k nearest --- */

typedef struct walk {
    const qtl_tree *tree;
    const double *point;
    size_t own; /* place of the point */
    qtl_nearest_list list;
    size_t n_blocks; /* looked at */
} walk;

static inline void visit_block(walk *w, size_t block, bool l2)
{
    const double *points = w->tree->points + block * w->tree->d * LANES;
    const double worst = w->list.worst;
    const lanes found = distances(points, w->point, w->tree->d, worst, l2);
    unsigned near = at_most(found, worst);
    near &= block == w->own / LANES ? ~(1U << w->own % LANES) : ALL;
    w->n_blocks++;
    if (!near) {
        return;
    }
    double distance[LANES] __attribute__((aligned(64)));
    store(found, distance);
    while (near) {
        const int lane = __builtin_ctz(near);
        near &= near - 1;
        const uint32_t index = w->tree->index[block * LANES + (size_t)lane];
        qtl_nearest_offer(&w->list, distance[lane], index);
    }
}

static inline void open_node(const walk *w, size_t l, size_t node, bool l2, frame *at)
{
    const size_t d = w->tree->d;
    const double *boxes = w->tree->level[l].boxes + node * 2 * d * LANES;
    const lanes bound = nearest_in(boxes, w->point, d, l2);
    at->node = node;
    at->children = at_most(bound, w->list.worst);
    store(bound, at->bound);
}

/* Visits the blocks of one node of level 0. */
static inline void visit_node(walk *w, size_t node, size_t skip, bool l2)
{
    frame at;
    open_node(w, 0, node, l2, &at);
    const uint32_t *least = w->tree->level[0].least + node * LANES;
    while (at.children) {
        const size_t c = (size_t)__builtin_ctz(at.children);
        at.children &= at.children - 1;
        if (node * LANES + c != skip &&
            qtl_nearest_wants(&w->list, at.bound[c], least[c])) {
            visit_block(w, node * LANES + c, l2);
        }
    }
}

/* Down from the root, into every child that may hold a neighbour. */
static inline void descend(walk *w, bool l2)
{
    const qtl_tree *tree = w->tree;
    const size_t own_node = w->own / LANES / LANES;
    const size_t top = tree->n_levels - 1;
    frame frames[QTL_TREE_LEVELS_MAX];
    size_t l = top;
    if (top > 0) {
        open_node(w, top, 0, l2, &frames[top]);
    }
    while (top > 0 && l <= top) {
        frame *at = &frames[l];
        if (!at->children) {
            l++;
            continue;
        }
        const size_t c = (size_t)__builtin_ctz(at->children);
        at->children &= at->children - 1;
        const size_t child = at->node * LANES + c;
        if (!qtl_nearest_wants(&w->list, at->bound[c], tree->level[l].least[child])) {
            continue;
        }
        if (l > 1) {
            l--;
            open_node(w, l, child, l2, &frames[l]);
        } else if (child != own_node) {
            visit_node(w, child, SIZE_MAX, l2);
        }
    }
}

static inline void scan_tile(walk *w, size_t from, size_t to, bool l2)
{
    const size_t own = w->own / LANES;
    for (size_t block = from; block < to; block++) {
        if (block != own) {
            visit_block(w, block, l2);
        }
    }
}

/* All blocks, in tiles that stay in the cache while every point sees them. */
static inline void scan_all(const qtl_block_search *search, walk *walks, bool l2)
{
    const size_t n_blocks = search->tree->n_blocks;
    const size_t tile = 1 + TILE_BYTES / (search->tree->d * LANES * sizeof(double));
    for (size_t from = 0; from < n_blocks; from += tile) {
        const size_t to = from + tile < n_blocks ? from + tile : n_blocks;
        for (size_t i = 0; i < search->count; i++) {
            scan_tile(&walks[i], from, to, l2);
        }
    }
}

static inline size_t nearest(const qtl_block_search *search, bool l2)
{
    const size_t own_block = search->first / LANES;
    walk walks[LANES];
    for (size_t i = 0; i < search->count; i++) {
        walk *w = &walks[i];
        *w = (walk){.tree = search->tree,
                    .own = search->first + i,
                    .point = point_at(search->tree, search->first + i)};
        qtl_nearest_start(&w->list, search->index + i * search->k,
                          search->distance + i * search->k, search->k);
        visit_block(w, own_block, l2);
        if (!search->scan) {
            visit_node(w, own_block / LANES, own_block, l2);
            descend(w, l2);
        }
    }
    if (search->scan) {
        scan_all(search, walks, l2);
    }
    size_t n_blocks = 0;
    for (size_t i = 0; i < search->count; i++) {
        qtl_nearest_finish(&walks[i].list);
        n_blocks += walks[i].n_blocks;
    }
    return n_blocks;
}

static size_t nearest_max(const qtl_block_search *search)
{
    return nearest(search, false);
}

static size_t nearest_l2(const qtl_block_search *search)
{
    return nearest(search, true);
}

/* --- counting --- */

typedef struct tally {
    const qtl_tree *tree;
    const double *point;
    double reach;
    size_t n_within;
    size_t n_blocks; /* looked at */
} tally;

static inline void count_block(tally *t, size_t block, bool l2)
{
    const size_t d = t->tree->d;
    const double *points = t->tree->points + block * d * LANES;
    const lanes found = distances(points, t->point, d, t->reach, l2);
    t->n_within += (size_t)__builtin_popcount(at_most(found, t->reach));
    t->n_blocks++;
}

/* Points in the subtree of a child of level l. */
static inline size_t size_of_child(const qtl_tree *tree, size_t l, size_t child)
{
    const size_t full = (size_t)LANES << (3 * l);
    const size_t first = child * full;
    return tree->n - first < full ? tree->n - first : full;
}

/* Counts the children that lie inside whole; the others that are touched remain. */
static inline void count_node(tally *t, size_t l, size_t node, bool l2, frame *at)
{
    const size_t d = t->tree->d;
    const double *boxes = t->tree->level[l].boxes + node * 2 * d * LANES;
    const unsigned touched = at_most(nearest_in(boxes, t->point, d, l2), t->reach);
    unsigned inside = 0;
    if (touched) {
        inside = touched & at_most(farthest_in(boxes, t->point, d, l2), t->reach);
    }
    at->node = node;
    at->children = touched & ~inside;
    while (inside) {
        const size_t c = (size_t)__builtin_ctz(inside);
        inside &= inside - 1;
        t->n_within += size_of_child(t->tree, l, node * LANES + c);
    }
}

static inline void count_down(tally *t, bool l2)
{
    const size_t top = t->tree->n_levels - 1;
    frame frames[QTL_TREE_LEVELS_MAX];
    count_node(t, top, 0, l2, &frames[top]);
    size_t l = top;
    while (l <= top) {
        frame *at = &frames[l];
        if (!at->children) {
            l++;
            continue;
        }
        const size_t child = at->node * LANES + (size_t)__builtin_ctz(at->children);
        at->children &= at->children - 1;
        if (l == 0) {
            count_block(t, child, l2);
        } else {
            l--;
            count_node(t, l, child, l2, &frames[l]);
        }
    }
}

static inline void count_tile(tally *t, size_t from, size_t to, bool l2)
{
    for (size_t block = from; block < to; block++) {
        count_block(t, block, l2);
    }
}

static inline void count_all(const qtl_block_search *search, tally *tallies, bool l2)
{
    const size_t n_blocks = search->tree->n_blocks;
    const size_t tile = 1 + TILE_BYTES / (search->tree->d * LANES * sizeof(double));
    for (size_t from = 0; from < n_blocks; from += tile) {
        const size_t to = from + tile < n_blocks ? from + tile : n_blocks;
        for (size_t i = 0; i < search->count; i++) {
            count_tile(&tallies[i], from, to, l2);
        }
    }
}

static inline size_t count_within(const qtl_block_search *search, bool l2)
{
    tally tallies[LANES];
    for (size_t i = 0; i < search->count; i++) {
        tallies[i] = (tally){.tree = search->tree,
                             .point = point_at(search->tree, search->first + i),
                             .reach = search->reach[i]};
        if (!search->scan) {
            count_down(&tallies[i], l2);
        }
    }
    if (search->scan) {
        count_all(search, tallies, l2);
    }
    size_t n_blocks = 0;
    for (size_t i = 0; i < search->count; i++) {
        const size_t own = search->reach[i] >= 0 ? 1 : 0;
        search->n_within[i] = (uint32_t)(tallies[i].n_within - own);
        n_blocks += tallies[i].n_blocks;
    }
    return n_blocks;
}

static size_t count_max(const qtl_block_search *search)
{
    return count_within(search, false);
}

static size_t count_l2(const qtl_block_search *search)
{
    return count_within(search, true);
}

const qtl_neighbours_kernels QTL_ISA_NAME(qtl_neighbours_kernels) = {
    .nearest = {nearest_max, nearest_l2},
    .count = {count_max, count_l2},
};
