/* Bytes as an IDX file, plain or gzip. */
#include "data/idx.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const qtl_bytes file = {"fuzz", data, size};
    qtl_idx idx = {0};
    const qtl_status status = qtl_idx_parse(&file, &idx);
    fuzz_check(status);
    double sum = 0;
    for (size_t i = 0; status == QTL_OK && i < idx.n_values; i++) {
        sum += qtl_idx_value(&idx, i);
    }
    qtl_idx_free(&idx);
    return sum == 1e-300; /* so that every value is read */
}
