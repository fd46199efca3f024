/* Files that are there whole or not at all. */
#ifndef QTL_CORE_FILE_H
#define QTL_CORE_FILE_H

#include <stdio.h>

#include "quantal/status.h"

/* A file being written under a temporary name beside its own. */
typedef struct qtl_output {
    FILE *stream; /* write here; errors are noticed at commit */
    char *path;
    char *temporary; /* NULL: it is written at its path */
} qtl_output;

/* Opens; on failure *out is untouched. Every opened output ends in commit or abandon. A
 * link stays, and the file it leads to is replaced; a device or a pipe is written to as
 * it is. QTL_EINVAL for "-", which would look like standard output and be a file. */
QTL_NODISCARD qtl_status qtl_output_open(const char *path, qtl_output *out);

/* Opens the file at its own path to go on behind its first `size` bytes, the rest of it
 * being cut off; 0 begins it. For files of a folder that gets its name when it is
 * complete. QTL_EFORMAT if the file is shorter. Abandoning it leaves what is written. */
QTL_NODISCARD qtl_status qtl_output_continue(const char *path, size_t size,
                                             qtl_output *out);

/* Everything written so far is on disk, *size bytes, or QTL_EIO says why not. */
QTL_NODISCARD qtl_status qtl_output_sync(qtl_output *out, size_t *size);

/* Flushes, syncs and renames into place. On failure (a full disk, say) removes the
 * temporary file and leaves whatever stood at the path before. */
QTL_NODISCARD qtl_status qtl_output_commit(qtl_output *out);

/* Removes the temporary file; safe on a zeroed or committed output. */
void qtl_output_abandon(qtl_output *out);

/* mkdir -p. */
QTL_NODISCARD qtl_status qtl_make_folder(const char *path);

/* rm -r; a path that does not exist is no error. */
QTL_NODISCARD qtl_status qtl_remove_tree(const char *path);

/* The same while failing already: as much as goes, and the stored message stays. */
void qtl_discard_tree(const char *path);

/* The whole of a file, NUL-terminated; "-" is standard input. *size excludes the NUL. */
QTL_NODISCARD qtl_status qtl_read_file(const char *path, char **text, size_t *size);

/* SHA-256 of `size` bytes as 64 hexadecimal digits and a NUL. */
enum { QTL_SHA256_SIZE = 65 };
void qtl_sha256(const void *bytes, size_t size, char hex[QTL_SHA256_SIZE]);

/* The same of bytes that come in pieces. `take` writes the digits and frees. */
typedef struct qtl_digest qtl_digest;
qtl_digest *qtl_digest_new(void);
void qtl_digest_add(qtl_digest *digest, const void *bytes, size_t size);
void qtl_digest_take(qtl_digest *digest, char hex[QTL_SHA256_SIZE]);

#endif
