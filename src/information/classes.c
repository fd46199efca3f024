#include "information/classes.h"

#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "information/symbols.h"

qtl_status qtl_classes_of_labels(const uint32_t *label, size_t n_points, size_t n_classes,
                                 qtl_classes *out)
{
    *out = (qtl_classes){.n = n_classes, .n_points = n_points};
    QTL_ALLOC(out->start, n_classes + 1);
    QTL_ALLOC(out->member, n_points);
    for (size_t i = 0; i < n_points; i++) {
        out->start[label[i]]++;
    }
    size_t end = 0;
    for (size_t c = 0; c < n_classes; c++) {
        end += out->start[c];
        out->start[c] = end;
    }
    out->start[n_classes] = end;
    for (size_t i = n_points; i-- > 0;) {
        out->member[--out->start[label[i]]] = (uint32_t)i;
    }
    return QTL_OK;
}

qtl_status qtl_classes_of_variable(const qtl_variable *variable, size_t n_points,
                                   qtl_classes *out)
{
    *out = (qtl_classes){0};
    qtl_symbols symbols;
    QTL_TRY(
        qtl_symbols_of_values(variable->values, n_points, variable->d, NULL, &symbols));
    const qtl_status status =
        qtl_classes_of_labels(symbols.of_point, n_points, symbols.n_symbols, out);
    qtl_symbols_free(&symbols);
    return status;
}

void qtl_classes_free(qtl_classes *classes)
{
    free(classes->start);
    free(classes->member);
}

void qtl_classes_gather(const qtl_classes *classes, size_t c, const double *values,
                        size_t d, double *out)
{
    const size_t size = qtl_classes_size(classes, c);
    const uint32_t *member = classes->member + classes->start[c];
    for (size_t j = 0; j < d; j++) {
        for (size_t i = 0; i < size; i++) {
            out[j * size + i] = values[j * classes->n_points + member[i]];
        }
    }
}
