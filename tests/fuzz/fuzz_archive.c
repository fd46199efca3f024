/* Bytes as an archive of images. */
#include "data/glyphs.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[32];
    const int descriptor = fuzz_file(data, size, path);
    qtl_dataset *dataset = calloc(1, sizeof *dataset);
    fuzz_check(qtl_glyphs_read_archive(path, dataset));
    qtl_dataset_free(dataset);
    close(descriptor);
    return 0;
}
