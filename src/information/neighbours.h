/* Nearest neighbours of every point of a set, and how many points lie around each.
 *
 * Distances are exact: |x_i - x_j| coordinate by coordinate, the largest (max norm) or
 * the root of the sum of squares in the order of the coordinates (L2). A point is never
 * its own neighbour, whatever lies on top of it; equal distances are ordered by index. So
 * every result is a function of the points alone, not of the search, the threads or the
 * machine. */
#ifndef QTL_INFORMATION_NEIGHBOURS_H
#define QTL_INFORMATION_NEIGHBOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "quantal/status.h"

typedef enum qtl_norm { QTL_NORM_MAX, QTL_NORM_L2 } qtl_norm;

/* A set of points, sorted for searching. */
typedef struct qtl_neighbours qtl_neighbours;

/* Sorts the n points values[d][n] (finite; copied) for searches in `norm`. QTL_EEMPTY
 * without points or coordinates, QTL_ERANGE if n >= 2^31 or if the distance between two
 * points can overflow. O(n (d + log n)) time, about 2.5 n d doubles of memory. */
QTL_NODISCARD qtl_status qtl_neighbours_create(const double *values, size_t n, size_t d,
                                               qtl_norm norm, qtl_neighbours **out);
void qtl_neighbours_free(qtl_neighbours *set);

/* distance[n]: from point i to its k-th nearest neighbour. QTL_ERANGE unless
 * 1 <= k < n. */
QTL_NODISCARD qtl_status qtl_neighbours_kth(const qtl_neighbours *set, size_t k,
                                            double *distance);

/* index[n][k] and distance[n][k]: the k nearest neighbours of point i, nearest first.
 * Errors as above. */
QTL_NODISCARD qtl_status qtl_neighbours_nearest(const qtl_neighbours *set, size_t k,
                                                uint32_t *index, double *distance);

/* The order in which the set keeps its points: order[n] says which point is at each
 * place. Consecutive places are close to each other in space. Lives as long as the set.
 */
const uint32_t *qtl_neighbours_order(const qtl_neighbours *set);

/* As qtl_neighbours_nearest, for the points order[first..first+count-1], on the calling
 * thread: for callers that work in pieces (of some hundred points: every call tries out
 * how to search) and need not hold n k neighbours. index and distance are [count][k]. */
QTL_NODISCARD qtl_status qtl_neighbours_nearest_at(const qtl_neighbours *set,
                                                   size_t first, size_t count, size_t k,
                                                   uint32_t *index, double *distance);

/* count[n]: how many other points are nearer to point i than radius[i], or as near
 * (or_equal). A negative radius has none. */
QTL_NODISCARD qtl_status qtl_neighbours_count(const qtl_neighbours *set,
                                              const double *radius, bool or_equal,
                                              uint32_t *count);

#endif
