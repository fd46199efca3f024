/* Counting, first half: equal rows get equal numbers. Rows are compared in full, so the
 * result is exact; the hash only decides where to look. */
#ifndef QTL_INFORMATION_SYMBOLS_H
#define QTL_INFORMATION_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

#include "quantal/estimator.h"

/* Points numbered by the distinct row they carry, in order of first occurrence. */
typedef struct qtl_symbols {
    size_t n_points;
    size_t n_symbols;
    uint32_t *of_point; /* [n_points] in 0..n_symbols-1 */
    uint32_t *first;    /* [n_symbols] the first point with this symbol */
    void *memory;       /* owns both */
} qtl_symbols;

enum { QTL_POINTS_MAX = 0x40000000 }; /* points are numbered by 32 bits */

/* Symbols of the rows of a layer's codes, of either size. O(n_points width). */
QTL_NODISCARD qtl_status qtl_symbols_of_layer(const qtl_layer *layer, qtl_symbols *out);

/* Symbols of the rows of values [width][n_points], finite, +0 = -0; with `label`
 * [n_points] (may be NULL) as one more column. O(n_points width). */
QTL_NODISCARD qtl_status qtl_symbols_of_values(const double *values, size_t n_points,
                                               size_t width, const uint32_t *label,
                                               qtl_symbols *out);

/* Symbols of the pairs (a[i], b[i]); b NULL: of the numbers a[i] alone. O(n_points). */
QTL_NODISCARD qtl_status qtl_symbols_of_pairs(const uint32_t *a, const uint32_t *b,
                                              size_t n_points, qtl_symbols *out);

void qtl_symbols_free(qtl_symbols *symbols);

#endif
