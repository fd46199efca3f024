/* Bytes as a file that the command line names: CSV, or NPY if it begins so. */
#include "fuzz.h"
#include "quantal/matrix.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[32];
    const int descriptor = fuzz_file(data, size, path);
    qtl_matrix *matrix = NULL;
    fuzz_check(qtl_matrix_read(path, &matrix));
    qtl_matrix_free(matrix);
    close(descriptor);
    return 0;
}
