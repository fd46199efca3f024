/* The icosahedron behind the data set `tishby`. */
#ifndef QTL_DATA_TISHBY_H
#define QTL_DATA_TISHBY_H

#include <stdint.h>

enum { QTL_TISHBY_VERTICES = 12 };

/* Neighbours of a vertex in 0..11, as bits. */
uint32_t qtl_tishby_neighbours(int vertex);

/* Active vertices (bit v: vertex v) of pattern i; input j is bit 11 - j of i. */
uint32_t qtl_tishby_vertices(uint32_t pattern);

typedef struct qtl_tishby_counts {
    int active, neighbour_pairs, opposite_pairs;
} qtl_tishby_counts;
qtl_tishby_counts qtl_tishby_count(uint32_t active);

/* The label is 1 from a score of 430 on. */
int qtl_tishby_score(uint32_t active);

#endif
