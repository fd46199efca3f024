/* How a set of points is kept for searching: a tree of boxes with eight children a node,
 * so that one SIMD step judges all children. The shape is implied by n: blocks of eight
 * points, nodes of eight blocks, nodes of eight nodes; all full but the last. */
#ifndef QTL_INFORMATION_NEIGHBOURS_TREE_H
#define QTL_INFORMATION_NEIGHBOURS_TREE_H

#include "core/isa.h"
#include "information/neighbours.h"

enum {
    QTL_TREE_LANES = 8, /* points of a block, children of a node */
    QTL_TREE_LEVELS_MAX = 11
};

/* One level of nodes; the children of level 0 are blocks of points. */
typedef struct qtl_tree_level {
    size_t n_nodes;
    double *boxes;   /* [n_nodes][2][d][8] lower and upper corner of each child */
    uint32_t *least; /* [n_nodes][8] least index of a point in the child */
} qtl_tree_level;

typedef struct qtl_tree {
    size_t n, d;
    size_t n_blocks;
    double *points;  /* [n_blocks][d][8], infinite past the n-th point */
    uint32_t *index; /* [n_blocks * 8] which point is kept at this place */
    size_t n_levels; /* the highest has one node */
    qtl_tree_level level[QTL_TREE_LEVELS_MAX];
} qtl_tree;

/* Sorts values[d][n]; a set of one dimension comes out in ascending order. Free even
 * after a failure. */
QTL_NODISCARD qtl_status qtl_tree_build(const double *values, size_t n, size_t d,
                                        qtl_tree *tree);
void qtl_tree_free(qtl_tree *tree);

/* How to search; results are the same. */
typedef enum qtl_search {
    QTL_SEARCH_AUTO, /* whichever looks at fewer points, tried on a few */
    QTL_SEARCH_TREE,
    QTL_SEARCH_SCAN
} qtl_search;

struct qtl_neighbours {
    qtl_tree tree;
    qtl_norm norm;
    qtl_search search; /* tests set these two */
    qtl_isa isa;
};

#endif
