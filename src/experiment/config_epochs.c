/* Which epochs are measured. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "experiment/config.h"

int qtl_compare_sizes(const void *a, const void *b)
{
    const size_t *left = a;
    const size_t *right = b;
    return (*left > *right) - (*left < *right);
}

/* Ascending, each once. */
static size_t sort_epochs(size_t *epochs, size_t n)
{
    qsort(epochs, n, sizeof *epochs, qtl_compare_sizes);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || epochs[i] != epochs[kept - 1]) {
            epochs[kept++] = epochs[i];
        }
    }
    return kept;
}

/* Point i of n, evenly from 1 to `last` on a log scale, as a whole number. */
static size_t log_point(size_t i, size_t n, size_t last)
{
    if (i + 1 >= n) {
        return last;
    }
    return (size_t)lround(exp(log((double)last) * (double)i / (double)(n - 1)));
}

static size_t count_points(const qtl_epoch_choice *choice, size_t last)
{
    const size_t counts[] = {[QTL_SPACING_LOG] = choice->count,
                             [QTL_SPACING_LINEAR] =
                                 choice->every ? last / choice->every : 0,
                             [QTL_SPACING_LIST] = choice->n_list};
    return counts[choice->spacing];
}

static size_t point_at(const qtl_epoch_choice *choice, size_t i, size_t n, size_t last)
{
    switch (choice->spacing) {
    case QTL_SPACING_LOG:
        return log_point(i, n, last);
    case QTL_SPACING_LINEAR:
        return (i + 1) * choice->every;
    default:
        return choice->list[i];
    }
}

qtl_status qtl_config_epochs(const qtl_epoch_choice *choice, size_t last, size_t **epochs,
                             size_t *n_epochs)
{
    const size_t n = count_points(choice, last);
    size_t *points = NULL;
    QTL_ALLOC(points, n + 2);
    for (size_t i = 0; i < n; i++) {
        points[i] = point_at(choice, i, n, last);
    }
    size_t used = n;
    if (choice->spacing != QTL_SPACING_LIST) {
        points[used++] = 1;
        points[used++] = last;
    }
    *n_epochs = sort_epochs(points, used);
    *epochs = points;
    return QTL_OK;
}

qtl_status qtl_config_unite(size_t **epochs, size_t *n_epochs, const size_t *more,
                            size_t n_more)
{
    size_t *both = NULL;
    QTL_ALLOC(both, *n_epochs + n_more);
    if (*n_epochs > 0) {
        memcpy(both, *epochs, *n_epochs * sizeof *both);
    }
    memcpy(both + *n_epochs, more, n_more * sizeof *both);
    *n_epochs = sort_epochs(both, *n_epochs + n_more);
    free(*epochs);
    *epochs = both;
    return QTL_OK;
}

qtl_status qtl_config_check_epochs(const qtl_yaml_node *list,
                                   const qtl_epoch_choice *choice, size_t last)
{
    const qtl_yaml_node *item = list ? list->child : NULL;
    for (size_t i = 0; i < choice->n_list && item; i++, item = item->next) {
        if (choice->list[i] > last) {
            return qtl_yaml_fail(QTL_ERANGE, item,
                                 "%zu is past the last epoch; training.epochs is %zu",
                                 choice->list[i], last);
        }
    }
    return QTL_OK;
}
