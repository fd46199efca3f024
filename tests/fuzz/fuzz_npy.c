/* Bytes as an NPY file, read column by column. */
#include "core/npy.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    qtl_npy npy;
    const qtl_status status = qtl_npy_parse("fuzz", (const char *)data, size, &npy);
    fuzz_check(status);
    if (status != QTL_OK) {
        return 0;
    }
    double *values = malloc(npy.n_rows * sizeof *values);
    for (size_t c = 0; c < npy.n_cols; c++) {
        qtl_npy_column(&npy, c, values);
    }
    free(values);
    return 0;
}
