#include "core/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"

enum { ALIGNMENT = 64 };

void *qtl_alloc(size_t n, size_t size)
{
    size_t bytes = 0;
    void *memory = NULL;
    if (!__builtin_mul_overflow(n, size, &bytes) && bytes < SIZE_MAX - ALIGNMENT) {
        bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        bytes = bytes ? bytes : ALIGNMENT;
        memory = aligned_alloc(ALIGNMENT, bytes);
    }
    if (!memory) {
        (void)QTL_FAIL(QTL_ENOMEM, "out of memory: cannot have %zu x %zu bytes", n, size);
        return NULL;
    }
    return memset(memory, 0, bytes);
}

char *qtl_strdup(const char *text)
{
    const size_t size = strlen(text) + 1;
    char *copy = qtl_alloc(size, 1);
    return copy ? memcpy(copy, text, size) : NULL;
}
