/* Bytes as a PNG image, of whatever size it says it has. */
#include "data/png_read.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char reason[QTL_PNG_REASON_SIZE] = "";
    qtl_png_size found;
    if (!qtl_png_measure(data, size, &found, reason)) {
        return 0;
    }
    uint8_t *grey = malloc((size_t)found.width * found.height);
    if (!qtl_png_decode(data, size, found, grey, reason) && reason[0] == '\0') {
        abort();
    }
    free(grey);
    return 0;
}
