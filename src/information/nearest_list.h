/* The k least (distance, index) pairs offered so far. Inline: the inner loop of a search,
 * compiled once per instruction set. A short list is kept in order; a long one is a heap
 * with the worst on top, so that an offer costs O(log k). */
#ifndef QTL_INFORMATION_NEAREST_LIST_H
#define QTL_INFORMATION_NEAREST_LIST_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { QTL_NEAREST_SHORT = 24 };

typedef struct qtl_nearest_list {
    uint32_t *index;
    double *distance;
    size_t k;
    double worst; /* distance that an offer must not exceed */
    uint32_t worst_index;
} qtl_nearest_list;

static inline bool qtl_nearer(double a, uint32_t a_index, double b, uint32_t b_index)
{
    return a < b || (a == b && a_index < b_index);
}

/* Whether a pair no less than this one may still enter. */
static inline bool qtl_nearest_wants(const qtl_nearest_list *list, double distance,
                                     uint32_t index)
{
    return qtl_nearer(distance, index, list->worst, list->worst_index);
}

static inline void qtl_nearest_start(qtl_nearest_list *list, uint32_t *index,
                                     double *distance, size_t k)
{
    *list = (qtl_nearest_list){index, distance, k, INFINITY, UINT32_MAX};
    for (size_t i = 0; i < k; i++) {
        index[i] = UINT32_MAX;
        distance[i] = INFINITY;
    }
}

static inline bool qtl_nearest_less(const qtl_nearest_list *list, size_t a, size_t b)
{
    return qtl_nearer(list->distance[a], list->index[a], list->distance[b],
                      list->index[b]);
}

/* Puts a pair on top of the heap of the first n and lets it sink. */
static inline void qtl_nearest_sink(qtl_nearest_list *list, size_t n, double distance,
                                    uint32_t index)
{
    size_t at = 0;
    while (2 * at + 1 < n) {
        size_t child = 2 * at + 1;
        if (child + 1 < n && qtl_nearest_less(list, child, child + 1)) {
            child++;
        }
        if (!qtl_nearer(distance, index, list->distance[child], list->index[child])) {
            break;
        }
        list->distance[at] = list->distance[child];
        list->index[at] = list->index[child];
        at = child;
    }
    list->distance[at] = distance;
    list->index[at] = index;
}

static inline void qtl_nearest_insert(qtl_nearest_list *list, double distance,
                                      uint32_t index)
{
    size_t at = list->k - 1;
    while (at > 0 &&
           qtl_nearer(distance, index, list->distance[at - 1], list->index[at - 1])) {
        list->distance[at] = list->distance[at - 1];
        list->index[at] = list->index[at - 1];
        at--;
    }
    list->distance[at] = distance;
    list->index[at] = index;
}

static inline void qtl_nearest_offer(qtl_nearest_list *list, double distance,
                                     uint32_t index)
{
    if (!qtl_nearest_wants(list, distance, index)) {
        return;
    }
    const bool is_short = list->k <= QTL_NEAREST_SHORT;
    if (is_short) {
        qtl_nearest_insert(list, distance, index);
    } else {
        qtl_nearest_sink(list, list->k, distance, index);
    }
    const size_t worst = is_short ? list->k - 1 : 0;
    list->worst = list->distance[worst];
    list->worst_index = list->index[worst];
}

/* Puts the list in order. */
static inline void qtl_nearest_finish(qtl_nearest_list *list)
{
    for (size_t n = list->k; list->k > QTL_NEAREST_SHORT && n > 1; n--) {
        const double distance = list->distance[n - 1];
        const uint32_t index = list->index[n - 1];
        list->distance[n - 1] = list->distance[0];
        list->index[n - 1] = list->index[0];
        qtl_nearest_sink(list, n - 1, distance, index);
    }
}

#endif
