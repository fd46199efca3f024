#include "plot/epochs.h"

#include <math.h>

size_t qtl_epoch_first(const qtl_ids *epochs)
{
    size_t i = 0;
    while (i < epochs->n && epochs->value[i] <= 0) {
        i++;
    }
    return i;
}

bool qtl_epoch_scale(const qtl_ids *epochs, qtl_scale *scale)
{
    const size_t first = qtl_epoch_first(epochs);
    if (first == epochs->n) {
        return false;
    }
    *scale = (qtl_scale){
        .log = true, .low = epochs->value[first], .high = epochs->value[epochs->n - 1]};
    if (scale->low == scale->high) {
        scale->low /= sqrt(10);
        scale->high *= sqrt(10);
    }
    return true;
}
