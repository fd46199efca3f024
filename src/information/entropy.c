#include "quantal/entropy.h"

#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"

/* Beyond this a count is no longer exact as a double. */
static const uint64_t largest_total = UINT64_C(1) << 53;

static qtl_status total_count(const uint64_t *counts, size_t n, uint64_t *total)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        QTL_REQUIRE(counts[i] < largest_total - sum, QTL_ERANGE,
                    "counts add up to 2^53 or more at entry %zu", i);
        sum += counts[i];
    }
    QTL_REQUIRE(sum > 0, QTL_EEMPTY, "all of the %zu counts are zero", n);
    *total = sum;
    return QTL_OK;
}

static double entropy_of(const uint64_t *counts, size_t n, uint64_t total)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (counts[i] == total) {
            return 0;
        }
        if (counts[i] > 1) {
            sum += (double)counts[i] * log2((double)counts[i]);
        }
    }
    return fmax(log2((double)total) - sum / (double)total, 0);
}

qtl_status qtl_entropy(const uint64_t *counts, size_t n, double *h_bits)
{
    QTL_REQUIRE(counts && h_bits, QTL_EINVAL, "counts and h_bits must not be NULL");
    uint64_t total = 0;
    QTL_TRY(total_count(counts, n, &total));
    *h_bits = entropy_of(counts, n, total);
    return QTL_OK;
}

/* margins [n_t + n_y] is all zero. */
static double mi_from_table(const uint64_t *joint, size_t n_t, size_t n_y, uint64_t total,
                            uint64_t *margins)
{
    uint64_t *of_y = margins + n_t;
    for (size_t i = 0; i < n_t * n_y; i++) {
        margins[i / n_y] += joint[i];
        of_y[i % n_y] += joint[i];
    }
    const double h_t = entropy_of(margins, n_t, total);
    const double h_y = entropy_of(of_y, n_y, total);
    const double h_ty = entropy_of(joint, n_t * n_y, total);
    return fmin(fmax(h_t + h_y - h_ty, 0), fmin(h_t, h_y));
}

qtl_status qtl_mutual_information(const uint64_t *joint, size_t n_t, size_t n_y,
                                  double *mi_bits)
{
    QTL_REQUIRE(joint && mi_bits, QTL_EINVAL, "joint and mi_bits must not be NULL");
    QTL_REQUIRE(n_t > 0 && n_y > 0, QTL_EEMPTY, "empty %zu x %zu table", n_t, n_y);
    uint64_t total = 0;
    QTL_TRY(total_count(joint, n_t * n_y, &total));
    uint64_t *margins = NULL;
    QTL_ALLOC(margins, n_t + n_y);
    *mi_bits = mi_from_table(joint, n_t, n_y, total, margins);
    free(margins);
    return QTL_OK;
}
