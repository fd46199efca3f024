/* Checked allocation. Everything is 64-byte aligned (one SIMD vector, one cache line) and
 * zeroed, so that padding lanes are defined and results never depend on old memory. */
#ifndef QTL_CORE_MEMORY_H
#define QTL_CORE_MEMORY_H

#include <stddef.h>

#include "quantal/status.h"

/* `n` elements of `size` bytes, zeroed and 64-byte aligned; NULL (message stored) when
 * n * size overflows or memory is short. n = 0 gives a valid pointer. Free with free().
 */
void *qtl_alloc(size_t n, size_t size) __attribute__((malloc));

/* Allocates into `pointer` or returns QTL_ENOMEM from the calling function. */
#define QTL_ALLOC(pointer, n)                                                            \
    do {                                                                                 \
        (pointer) = qtl_alloc((n), sizeof *(pointer));                                   \
        if (!(pointer)) {                                                                \
            return QTL_ENOMEM;                                                           \
        }                                                                                \
    } while (0)

/* Copy of `text`, or NULL with the message stored. */
char *qtl_strdup(const char *text) __attribute__((malloc));

#endif
