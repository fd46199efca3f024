/* What the fuzz targets share: input as a file. */
#ifndef QTL_TESTS_FUZZ_H
#define QTL_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "quantal/status.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes as a file in memory; its name is written to `path`. Close the result. */
static inline int fuzz_file(const uint8_t *data, size_t size, char path[32])
{
    const int descriptor = memfd_create("fuzz", 0);
    if (descriptor < 0 || write(descriptor, data, size) != (ssize_t)size) {
        abort();
    }
    snprintf(path, 32, "/dev/fd/%d", descriptor);
    return descriptor;
}

/* Every failure leaves one line. */
static inline void fuzz_check(qtl_status status)
{
    const char *message = qtl_error_message();
    if (status != QTL_OK && (message[0] == '\0' || strchr(message, '\n'))) {
        abort();
    }
}

#endif
