/* Searches for the points of one block: the inner loops of neighbours.c. */
#ifndef QTL_INFORMATION_NEIGHBOURS_KERNELS_H
#define QTL_INFORMATION_NEIGHBOURS_KERNELS_H

#include "information/neighbours_tree.h"

/* Distances in here are the norm itself (max) or its square (L2). */
typedef struct qtl_block_search {
    const qtl_tree *tree;
    bool scan;           /* go through all blocks instead of down the tree */
    size_t first;        /* place of the first point */
    size_t count;        /* points, all in one block */
    size_t k;            /* nearest: how many */
    uint32_t *index;     /* nearest: [count][k] out */
    double *distance;    /* nearest: [count][k] out, ascending */
    const double *reach; /* count: [count] points up to this distance count */
    uint32_t *n_within;  /* count: [count] out, the point itself not counted */
} qtl_block_search;

/* Both return how many blocks of points they have looked at. */
typedef struct qtl_neighbours_kernels {
    size_t (*nearest[2])(const qtl_block_search *search); /* by norm */
    size_t (*count[2])(const qtl_block_search *search);
} qtl_neighbours_kernels;

extern const qtl_neighbours_kernels qtl_neighbours_kernels_baseline;
extern const qtl_neighbours_kernels qtl_neighbours_kernels_avx2;
extern const qtl_neighbours_kernels qtl_neighbours_kernels_avx512;

static inline const qtl_neighbours_kernels *
qtl_neighbours_kernels_of(const qtl_neighbours *set)
{
    static const qtl_neighbours_kernels *const table[QTL_ISA_COUNT] = {
        &qtl_neighbours_kernels_baseline,
        &qtl_neighbours_kernels_avx2,
        &qtl_neighbours_kernels_avx512,
    };
    return table[set->isa];
}

/* Threads share the blocks in chunks. */
enum { QTL_CHUNK_BLOCKS = 64, QTL_PROBES = 16 };

static inline size_t qtl_chunks(const qtl_tree *tree)
{
    return (tree->n_blocks + QTL_CHUNK_BLOCKS - 1) / QTL_CHUNK_BLOCKS;
}

static inline size_t qtl_chunk_end(const qtl_tree *tree, size_t chunk)
{
    const size_t end = (chunk + 1) * QTL_CHUNK_BLOCKS;
    return end < tree->n_blocks ? end : tree->n_blocks;
}

static inline size_t qtl_tree_block_size(const qtl_tree *tree, size_t block)
{
    const size_t left = tree->n - block * QTL_TREE_LANES;
    return left < QTL_TREE_LANES ? left : QTL_TREE_LANES;
}

/* A tree wins as long as it looks at less than two thirds of the blocks: it looks at
 * boxes as well, an eighth as many but two corners each. Measured for 2048 to 10000
 * points of 1 to 40 dimensions, both norms: the choice was the faster way or within 5 %
 * of it. */
static inline bool qtl_scan_wins(const qtl_neighbours *set, size_t n_seen,
                                 size_t n_points)
{
    return 3 * n_seen > 2 * n_points * set->tree.n_blocks;
}

#endif
