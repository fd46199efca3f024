/* 12 binary inputs on the vertices of an icosahedron; the label is a threshold on a score
 * that no rotation or reflection of the solid changes.
 *
 * With w active vertices, e active neighbouring pairs and o active opposite pairs,
 *   score = 114 w - 11 w^2 + 24 e - 12 o,   y = 1 exactly when score >= 430.
 * These are the labels of the 4096 patterns of Shwartz-Ziv & Tishby (2017): 2118 ones,
 * and the SHA-256 of the label bytes is 77732f16...e88359f. */
#include "data/tishby.h"

#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "data/kinds.h"

enum {
    N_VERTICES = QTL_TISHBY_VERTICES,
    N_PATTERNS = 1 << N_VERTICES,
    N_CLASSES = 2,
    THRESHOLD = 430
};

/* The scores next to the threshold are 427 and 432. Soft labels turn halfway between, so
 * that argmax p(y|x) is the hard label whatever the gain. */
static const double soft_threshold = 429.5;

#define V(v) (1u << (v))
/* Bit u of element v: u is a neighbour of v. */
static const uint16_t neighbours[N_VERTICES] = {
    V(1) | V(3) | V(5) | V(10) | V(11), V(0) | V(2) | V(3) | V(4) | V(11),
    V(1) | V(3) | V(4) | V(8) | V(9),   V(0) | V(1) | V(2) | V(8) | V(10),
    V(1) | V(2) | V(6) | V(9) | V(11),  V(0) | V(6) | V(7) | V(10) | V(11),
    V(4) | V(5) | V(7) | V(9) | V(11),  V(5) | V(6) | V(8) | V(9) | V(10),
    V(2) | V(3) | V(7) | V(9) | V(10),  V(2) | V(4) | V(6) | V(7) | V(8),
    V(0) | V(3) | V(5) | V(7) | V(8),   V(0) | V(1) | V(4) | V(5) | V(6)};
#undef V

static const uint8_t opposite[N_VERTICES] = {9, 7, 5, 6, 10, 2, 3, 1, 11, 0, 4, 8};

uint32_t qtl_tishby_neighbours(int vertex)
{
    return neighbours[vertex];
}

uint32_t qtl_tishby_vertices(uint32_t pattern)
{
    uint32_t active = 0;
    for (int v = 0; v < N_VERTICES; v++) {
        active |= (pattern >> (N_VERTICES - 1 - v) & 1) << v;
    }
    return active;
}

qtl_tishby_counts qtl_tishby_count(uint32_t active)
{
    qtl_tishby_counts twice = {.active = __builtin_popcount(active)};
    for (int v = 0; v < N_VERTICES; v++) {
        if (active >> v & 1) {
            twice.neighbour_pairs += __builtin_popcount(active & neighbours[v]);
            twice.opposite_pairs += (int)(active >> opposite[v] & 1);
        }
    }
    return (qtl_tishby_counts){twice.active, twice.neighbour_pairs / 2,
                               twice.opposite_pairs / 2};
}

int qtl_tishby_score(uint32_t active)
{
    const qtl_tishby_counts n = qtl_tishby_count(active);
    return 114 * n.active - 11 * n.active * n.active + 24 * n.neighbour_pairs -
           12 * n.opposite_pairs;
}

static void fill(qtl_dataset *dataset, double gain)
{
    for (uint32_t i = 0; i < N_PATTERNS; i++) {
        const uint32_t active = qtl_tishby_vertices(i);
        const int score = qtl_tishby_score(active);
        for (int v = 0; v < N_VERTICES; v++) {
            dataset->x[i * N_VERTICES + (uint32_t)v] = (float)(active >> v & 1);
        }
        dataset->label[i] = score >= THRESHOLD;
        if (dataset->p_y_given_x) {
            const double evidence = gain * (score - soft_threshold);
            double *p = dataset->p_y_given_x + (size_t)N_CLASSES * i;
            p[0] = 1 / (1 + exp(evidence));
            p[1] = 1 / (1 + exp(-evidence));
        }
    }
}

static void take_checksum(qtl_dataset *dataset)
{
    uint8_t bytes[N_PATTERNS];
    for (size_t i = 0; i < N_PATTERNS; i++) {
        bytes[i] = (uint8_t)dataset->label[i];
    }
    qtl_sha256(bytes, sizeof bytes, dataset->checksum);
}

static qtl_status allocate(qtl_dataset *dataset, bool soft)
{
    QTL_ALLOC(dataset->x, (size_t)N_PATTERNS * N_VERTICES);
    QTL_ALLOC(dataset->label, N_PATTERNS);
    if (soft) {
        QTL_ALLOC(dataset->p_y_given_x, (size_t)N_PATTERNS * N_CLASSES);
    }
    return QTL_OK;
}

static qtl_status make(const qtl_dataset_options *options, qtl_dataset *out)
{
    const double gain = options->label_gain;
    QTL_REQUIRE(isfinite(gain) && gain >= 0, QTL_ERANGE,
                "tishby: label_gain is %g; it must be 0 (hard labels) or more", gain);
    out->n_inputs = N_PATTERNS;
    out->n_distinct = N_PATTERNS;
    out->enumerated = true;
    out->n_features = N_VERTICES;
    out->n_classes = N_CLASSES;
    QTL_TRY(allocate(out, gain > 0));
    fill(out, gain);
    take_checksum(out);
    return QTL_OK;
}

const qtl_dataset_kind qtl_dataset_tishby = {
    .name = "tishby",
    .summary =
        "4096 patterns on an icosahedron, binary label invariant under its symmetries",
    .source = "generated; Shwartz-Ziv & Tishby (2017), arXiv:1703.00810",
    .licence = "none needed: it is generated",
    .make = make,
};
