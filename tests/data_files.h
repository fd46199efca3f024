/* Data files that the tests write themselves. */
#ifndef QTL_TESTS_DATA_FILES_H
#define QTL_TESTS_DATA_FILES_H

#include <stddef.h>
#include <stdint.h>

/* "FOLDER/NAME"; the caller frees. */
char *qtl_test_path(const char *folder, const char *name);

/* A file of these bytes, gzipped if its name ends in .gz. */
void qtl_test_write_bytes(const char *path, const void *bytes, size_t size);

/* An IDX file of unsigned bytes. rank dimensions, then `size` bytes of values. */
typedef struct qtl_test_idx {
    size_t rank;
    uint32_t dimension[4];
    const uint8_t *values;
    size_t size;
} qtl_test_idx;
void qtl_test_write_idx(const char *path, const qtl_test_idx *idx);

/* The folder ../shared/data/NAME with files that the project may not pass on, or NULL
 * (said in words) when it is not there; the caller frees. */
char *qtl_test_shared(const char *name);

#endif
