/* Bytes as a MAT-file with F and y. */
#include "data/mat.h"
#include "data/mat_level.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const qtl_bytes file = {"fuzz", data, size};
    qtl_dataset *dataset = calloc(1, sizeof *dataset);
    (void)qtl_mat_recognize(data, size);
    fuzz_check(qtl_mat_dataset(&file, dataset));
    qtl_dataset_free(dataset);
    return 0;
}
