#include "experiment/input_parts.h"

#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "information/symbols.h"
#include "quantal/relevance.h"

/* Features first..first+n-1 of every input, feature by feature. */
static void gather(const qtl_dataset *dataset, size_t first, size_t n, double *values)
{
    for (size_t i = 0; i < dataset->n_inputs; i++) {
        const float *x = dataset->x + i * dataset->n_features + first;
        for (size_t j = 0; j < n; j++) {
            values[j * dataset->n_inputs + i] = (double)x[j];
        }
    }
}

/* Numbers those features' distinct rows; no features are one row. */
static qtl_status number_rows(const qtl_dataset *dataset, size_t first, size_t n,
                              uint32_t **out)
{
    double *values = NULL;
    qtl_symbols symbols = {0};
    QTL_ALLOC(*out, dataset->n_inputs);
    QTL_ALLOC(values, dataset->n_inputs * (n > 0 ? n : 1));
    gather(dataset, first, n, values);
    const qtl_status status =
        qtl_symbols_of_values(values, dataset->n_inputs, n > 0 ? n : 1, NULL, &symbols);
    free(values);
    QTL_TRY(status);
    memcpy(*out, symbols.of_point, dataset->n_inputs * sizeof **out);
    qtl_symbols_free(&symbols);
    return QTL_OK;
}

/* H(V) = I(V;V). */
static qtl_status take_entropies(const qtl_dataset *dataset, qtl_input_parts *parts)
{
    qtl_relevance_points points = {dataset->n_inputs, parts->relevant, parts->relevant,
                                   parts->irrelevant, dataset->p_x};
    qtl_relevance of_r = {0};
    qtl_relevance of_n = {0};
    QTL_TRY(qtl_relevance_count(&points, &of_r));
    points.symbol = parts->irrelevant;
    QTL_TRY(qtl_relevance_count(&points, &of_n));
    parts->h_r_bits = of_r.i_tr_bits;
    parts->h_n_bits = of_n.i_tn_bits;
    return QTL_OK;
}

qtl_status qtl_input_parts_create(const qtl_dataset *dataset, qtl_input_parts *out)
{
    const size_t a = dataset->n_relevant;
    *out = (qtl_input_parts){0};
    if (a == 0) {
        return QTL_OK;
    }
    QTL_TRY(number_rows(dataset, 0, a, &out->relevant));
    QTL_TRY(number_rows(dataset, a, dataset->n_features - a, &out->irrelevant));
    return take_entropies(dataset, out);
}

void qtl_input_parts_free(qtl_input_parts *parts)
{
    free(parts->relevant);
    free(parts->irrelevant);
    *parts = (qtl_input_parts){0};
}
