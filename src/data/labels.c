#include "data/labels.h"

#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"

qtl_status qtl_labels_check(const char *path, const int64_t *value, size_t n,
                            size_t n_classes)
{
    for (size_t i = 0; n_classes > 0 && i < n; i++) {
        QTL_REQUIRE(value[i] >= 0 && (uint64_t)value[i] < n_classes, QTL_ERANGE,
                    "%s: label %zu (counted from 0) is %lld; there are only classes 0 to "
                    "%zu",
                    path, i, (long long)value[i], n_classes - 1);
    }
    return QTL_OK;
}

static int compare(const void *a, const void *b)
{
    const int64_t one = *(const int64_t *)a;
    const int64_t other = *(const int64_t *)b;
    return (one > other) - (one < other);
}

/* Ascending, each once; returns how many. */
static size_t keep_distinct(int64_t *value, size_t n)
{
    qsort(value, n, sizeof *value, compare);
    size_t kept = n > 0;
    for (size_t i = 1; i < n; i++) {
        if (value[i] != value[i - 1]) {
            value[kept++] = value[i];
        }
    }
    return kept;
}

static qtl_status rank(const char *path, const int64_t *value, size_t n, int64_t *classes,
                       qtl_dataset *out)
{
    memcpy(classes, value, n * sizeof *classes);
    const size_t n_classes = keep_distinct(classes, n);
    QTL_REQUIRE(n_classes < n || n <= QTL_DISTINCT_LABELS_MAX, QTL_ERANGE,
                "%s has %zu classes for %zu inputs; are these row numbers?", path,
                n_classes, n);
    QTL_REQUIRE(n_classes <= QTL_CLASSES_MAX, QTL_ERANGE,
                "%s: %zu different labels among %zu; classes are %d at most", path,
                n_classes, n, QTL_CLASSES_MAX);
    QTL_ALLOC(out->label, n);
    for (size_t i = 0; i < n; i++) {
        const int64_t *at =
            bsearch(&value[i], classes, n_classes, sizeof *classes, compare);
        out->label[i] = (uint32_t)(at - classes);
    }
    out->n_classes = n_classes;
    return QTL_OK;
}

qtl_status qtl_labels_rank(const char *path, const int64_t *value, size_t n,
                           qtl_dataset *out)
{
    int64_t *classes = NULL;
    QTL_ALLOC(classes, n);
    const qtl_status status = rank(path, value, n, classes, out);
    free(classes);
    return status;
}
