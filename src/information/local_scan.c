#include "information/local_scan.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/parallel.h"
#include "information/neighbours.h"

enum { PIECE = 256 };

typedef struct scan_state {
    const qtl_local_scan *scan;
    double *rows; /* [n][d] the points */
    const qtl_neighbours *set;
} scan_state;

/* Room for one piece. */
typedef struct piece_room {
    qtl_local local;
    double *least; /* [d] */
    uint32_t *index;
    double *distance;
    void *of_visitor;
} piece_room;

static void piece_free(const qtl_local_scan *scan, piece_room *room)
{
    if (room->of_visitor) {
        scan->close(room->of_visitor);
    }
    qtl_local_free(&room->local);
    free(room->least);
    free(room->index);
    free(room->distance);
}

static qtl_status piece_create(const qtl_local_scan *scan, piece_room *out)
{
    QTL_TRY(qtl_local_create(scan->neighbours, scan->d, scan->isa, &out->local));
    QTL_ALLOC(out->least, scan->d);
    QTL_ALLOC(out->index, PIECE * scan->neighbours);
    QTL_ALLOC(out->distance, PIECE * scan->neighbours);
    return scan->open ? scan->open(scan->context, &out->of_visitor) : QTL_OK;
}

static void gather(const scan_state *state, size_t i, const uint32_t *index, double h,
                   piece_room *room)
{
    const size_t d = state->scan->d;
    const size_t neighbours = state->scan->neighbours;
    const double *centre = state->rows + i * d;
    double *u = room->local.u;
    for (size_t c = 0; c < d; c++) {
        room->least[c] = 4 * DBL_EPSILON * fabs(centre[c]) / h;
        for (size_t j = neighbours; j < room->local.stride; j++) {
            u[c * room->local.stride + j] = 0;
        }
    }
    for (size_t j = 0; j < neighbours; j++) {
        const double *row = state->rows + (size_t)index[j] * d;
        for (size_t c = 0; c < d; c++) {
            u[c * room->local.stride + j] = (row[c] - centre[c]) / h;
        }
    }
}

/* Point i, whose neighbours begin at `first`. */
static qtl_status visit_point(const scan_state *state, size_t i, size_t first,
                              piece_room *room)
{
    const qtl_local_scan *scan = state->scan;
    const double h =
        scan->bandwidth ? scan->bandwidth[i] : room->distance[first + scan->k - 1];
    QTL_REQUIRE(h > DBL_MIN, QTL_EUNSUPPORTED,
                "sample %zu coincides with its %zu nearest: not a continuous variable", i,
                scan->k);
    gather(state, i, room->index + first, h, room);
    qtl_local_weigh(&room->local);
    const qtl_local_point point = {
        .i = i, .h = h, .local = &room->local, .least = room->least};
    return scan->visit(scan->context, room->of_visitor, &point);
}

static qtl_status visit_places(const scan_state *state, size_t first, piece_room *room)
{
    const qtl_local_scan *scan = state->scan;
    const size_t left = scan->n - first;
    const size_t count = left < PIECE ? left : PIECE;
    const uint32_t *order = qtl_neighbours_order(state->set) + first;
    QTL_TRY(qtl_neighbours_nearest_at(state->set, first, count, scan->neighbours,
                                      room->index, room->distance));
    for (size_t place = 0; place < count; place++) {
        QTL_TRY(visit_point(state, order[place], place * scan->neighbours, room));
    }
    return QTL_OK;
}

static qtl_status visit_piece(size_t piece, void *context)
{
    const scan_state *state = context;
    piece_room room = {.least = NULL};
    qtl_status status = piece_create(state->scan, &room);
    if (status == QTL_OK) {
        status = visit_places(state, piece * PIECE, &room);
    }
    piece_free(state->scan, &room);
    return status;
}

static qtl_status copy_rows(scan_state *state)
{
    const qtl_local_scan *scan = state->scan;
    QTL_ALLOC(state->rows, scan->n * scan->d);
    for (size_t c = 0; c < scan->d; c++) {
        const double *column = scan->values + c * scan->n;
        bool constant = true;
        for (size_t i = 0; i < scan->n; i++) {
            constant = constant && column[i] == column[0];
            state->rows[i * scan->d + c] = column[i];
        }
        QTL_REQUIRE(!constant, QTL_EUNSUPPORTED,
                    "column %zu is constant: not a continuous variable", c);
    }
    return QTL_OK;
}

static qtl_status visit_all(scan_state *state)
{
    const qtl_local_scan *scan = state->scan;
    QTL_TRY(copy_rows(state));
    qtl_neighbours *set = NULL;
    QTL_TRY(qtl_neighbours_create(scan->values, scan->n, scan->d, QTL_NORM_L2, &set));
    state->set = set;
    const qtl_status status =
        qtl_parallel_for((scan->n + PIECE - 1) / PIECE, 0, visit_piece, state);
    qtl_neighbours_free(set);
    return status;
}

qtl_status qtl_local_scan_run(const qtl_local_scan *scan)
{
    QTL_REQUIRE(scan->n > scan->neighbours, QTL_ERANGE,
                "%zu samples are too few for %zu neighbours", scan->n, scan->neighbours);
    QTL_REQUIRE(scan->k >= 1 && scan->k <= scan->neighbours, QTL_ERANGE,
                "k=%zu is not between 1 and neighbours=%zu", scan->k, scan->neighbours);
    scan_state state = {.scan = scan};
    const qtl_status status = visit_all(&state);
    free(state.rows);
    return status;
}
