/* Visits the neighbourhood of every point of a set: the loop of `lnn` and `lga`. */
#ifndef QTL_INFORMATION_LOCAL_SCAN_H
#define QTL_INFORMATION_LOCAL_SCAN_H

#include <stddef.h>

#include "core/isa.h"
#include "information/local.h"
#include "quantal/status.h"

/* The neighbourhood of point i, weighed but not factored. */
typedef struct qtl_local_point {
    size_t i;
    double h;            /* bandwidth, above 0 */
    qtl_local *local;    /* differences in units of h */
    const double *least; /* [d] rounding of the numbers in the same units */
} qtl_local_point;

/* What to do. Points are visited in pieces of 256, each piece on one thread. */
typedef struct qtl_local_scan {
    const double *values; /* [d][n] */
    size_t n, d;
    size_t k;                /* the neighbour (L2) whose distance is h */
    size_t neighbours;       /* in a neighbourhood, the point itself not among them */
    const double *bandwidth; /* [n] h instead, or NULL */
    qtl_isa isa;
    qtl_status (*open)(const void *context, void **room); /* for a piece; may be NULL */
    void (*close)(void *room);
    qtl_status (*visit)(void *context, void *room, const qtl_local_point *point);
    void *context;
} qtl_local_scan;

/* QTL_ERANGE unless k <= neighbours < n; QTL_EUNSUPPORTED if a column is constant or a
 * point coincides with its k nearest: there is no density; and the failure of `visit` at
 * the first piece that has one. */
QTL_NODISCARD qtl_status qtl_local_scan_run(const qtl_local_scan *scan);

#endif
