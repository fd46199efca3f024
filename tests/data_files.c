#include "data_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>
#include <zlib.h>

#include "core/text.h"

char *qtl_test_path(const char *folder, const char *name)
{
    char *path = qtl_format("%s/%s", folder, name);
    ck_assert_ptr_nonnull(path);
    return path;
}

void qtl_test_write_bytes(const char *path, const void *bytes, size_t size)
{
    const char *dot = strrchr(path, '.');
    const char *mode = dot && strcmp(dot, ".gz") == 0 ? "wb" : "wbT";
    gzFile stream = gzopen(path, mode);
    ck_assert_ptr_nonnull(stream);
    ck_assert(size == 0 || gzwrite(stream, bytes, (unsigned)size) == (int)size);
    ck_assert_int_eq(gzclose(stream), Z_OK);
}

void qtl_test_write_idx(const char *path, const qtl_test_idx *idx)
{
    uint8_t *bytes = calloc(1, 4 + 4 * idx->rank + idx->size);
    ck_assert_ptr_nonnull(bytes);
    bytes[2] = 0x08;
    bytes[3] = (uint8_t)idx->rank;
    for (size_t d = 0; d < idx->rank; d++) {
        for (size_t b = 0; b < 4; b++) {
            bytes[4 + 4 * d + b] = (uint8_t)(idx->dimension[d] >> (24 - 8 * b));
        }
    }
    if (idx->size > 0) {
        memcpy(bytes + 4 + 4 * idx->rank, idx->values, idx->size);
    }
    qtl_test_write_bytes(path, bytes, 4 + 4 * idx->rank + idx->size);
    free(bytes);
}

char *qtl_test_shared(const char *name)
{
    char *path = qtl_test_path("../shared/data", name);
    if (access(path, R_OK) == 0) {
        return path;
    }
    printf("%s is not here: its test is left out\n", path);
    free(path);
    return NULL;
}
