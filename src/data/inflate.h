/* Decompressing gzip and zlib streams in memory, no further than asked. */
#ifndef QTL_DATA_INFLATE_H
#define QTL_DATA_INFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "quantal/status.h"

/* Borrowed bytes of a file; `path` begins the messages. */
typedef struct qtl_bytes {
    const char *path;
    const uint8_t *data;
    size_t size;
} qtl_bytes;

bool qtl_is_gzip(const uint8_t *data, size_t size);

/* Decompresses a gzip file (of one or more members) or a zlib stream into *data [*size],
 * from malloc. Stops at `limit` bytes, so that a small file cannot claim all memory;
 * memory grows with what has come out, not with `limit`. QTL_EFORMAT: damaged, truncated,
 * or followed by something else. */
QTL_NODISCARD qtl_status qtl_inflate(const qtl_bytes *from, size_t limit, uint8_t **data,
                                     size_t *size);

#endif
