#include "core/file.h"

#include <errno.h>
#include <ftw.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"

/* A device or a pipe has nothing to replace, a link that leads nowhere no file beside
 * which to write: these are opened as they are. */
static bool is_opened_itself(const char *path)
{
    struct stat found;
    if (stat(path, &found) == 0) {
        return !S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode);
    }
    return lstat(path, &found) == 0;
}

/* What stays where it is when the file is replaced: a link, but not what it leads to. */
static char *end_of_links(const char *path)
{
    struct stat found;
    const bool is_link = lstat(path, &found) == 0 && S_ISLNK(found.st_mode);
    return is_link ? realpath(path, NULL) : qtl_strdup(path);
}

static qtl_status name_output(const char *path, qtl_output *output)
{
    const bool itself = is_opened_itself(path);
    output->path = itself ? qtl_strdup(path) : end_of_links(path);
    if (output->path && !itself) {
        output->temporary = qtl_format("%s.%ld.partial", output->path, (long)getpid());
    }
    QTL_REQUIRE(output->path && (itself || output->temporary), QTL_ENOMEM,
                "out of memory: a file name");
    return QTL_OK;
}

static qtl_status open_output(const char *path, qtl_output *output)
{
    QTL_REQUIRE(strcmp(path, "-") != 0, QTL_EINVAL,
                "cannot write to -: name a file; /dev/stdout is standard output");
    QTL_TRY(name_output(path, output));
    output->stream = fopen(output->temporary ? output->temporary : output->path, "we");
    QTL_REQUIRE(output->stream, QTL_EIO, "cannot write %s: %s", path, strerror(errno));
    return QTL_OK;
}

qtl_status qtl_output_open(const char *path, qtl_output *out)
{
    QTL_REQUIRE(path && out, QTL_EINVAL, "output: path and out must not be NULL");
    qtl_output output = {0};
    const qtl_status status = open_output(path, &output);
    if (status != QTL_OK) {
        free(output.path);
        free(output.temporary);
        return status;
    }
    *out = output;
    return QTL_OK;
}

/* Opens output->path itself, `size` bytes long. */
static qtl_status open_behind(qtl_output *output, size_t size)
{
    struct stat found;
    QTL_REQUIRE(output->path, QTL_ENOMEM, "out of memory: a file name");
    QTL_REQUIRE(size == 0 || (stat(output->path, &found) == 0 && S_ISREG(found.st_mode) &&
                              (size_t)found.st_size >= size),
                QTL_EFORMAT, "%s has lost what was in its first %zu bytes", output->path,
                size);
    output->stream = fopen(output->path, size ? "r+e" : "we");
    if (!output->stream || ftruncate(fileno(output->stream), (off_t)size) != 0 ||
        fseeko(output->stream, (off_t)size, SEEK_SET) != 0) {
        return QTL_FAIL(QTL_EIO, "cannot write %s: %s", output->path, strerror(errno));
    }
    return QTL_OK;
}

qtl_status qtl_output_continue(const char *path, size_t size, qtl_output *out)
{
    QTL_REQUIRE(path && out, QTL_EINVAL, "output: path and out must not be NULL");
    qtl_output output = {.path = qtl_strdup(path)};
    const qtl_status status = open_behind(&output, size);
    if (status != QTL_OK) {
        qtl_output_abandon(&output);
        return status;
    }
    *out = output;
    return QTL_OK;
}

void qtl_output_abandon(qtl_output *out)
{
    if (out->stream) {
        (void)fclose(out->stream);
    }
    if (out->temporary) {
        (void)unlink(out->temporary);
    }
    free(out->path);
    free(out->temporary);
    *out = (qtl_output){0};
}

/* Everything on disk, or errno saying why not. */
static bool flush_to_disk(FILE *stream)
{
    errno = 0;
    const bool written = fflush(stream) == 0 && !ferror(stream);
    /* Pipes and some file systems cannot sync; that is no loss of data. */
    return written && (fsync(fileno(stream)) == 0 || errno == EINVAL || errno == EROFS);
}

/* Why a write failed whose errno is long gone: one more byte fails the same way. */
static int past_error(FILE *stream)
{
    return write(fileno(stream), "", 1) < 0 ? errno : EIO;
}

qtl_status qtl_output_sync(qtl_output *out, size_t *size)
{
    if (!flush_to_disk(out->stream)) {
        const int error = errno ? errno : past_error(out->stream);
        return QTL_FAIL(QTL_EIO, "cannot write %s: %s", out->path, strerror(error));
    }
    *size = (size_t)ftello(out->stream);
    return QTL_OK;
}

qtl_status qtl_output_commit(qtl_output *out)
{
    const bool flushed = flush_to_disk(out->stream);
    int error = flushed ? 0 : errno ? errno : past_error(out->stream);
    if (fclose(out->stream) != 0 && !error) {
        error = errno;
    }
    out->stream = NULL;
    if (!error && out->temporary && rename(out->temporary, out->path) != 0) {
        error = errno;
    }
    qtl_status status = QTL_OK;
    if (error) {
        status = QTL_FAIL(QTL_EIO, "cannot write %s: %s", out->path, strerror(error));
    } else {
        free(out->temporary);
        out->temporary = NULL;
    }
    qtl_output_abandon(out);
    return status;
}

static qtl_status make_one_folder(const char *path)
{
    struct stat found;
    if (mkdir(path, 0777) == 0) {
        return QTL_OK;
    }
    const int error = errno;
    if (error == EEXIST && stat(path, &found) == 0) {
        QTL_REQUIRE(S_ISDIR(found.st_mode), QTL_EIO,
                    "cannot make folder %s: it is a file; choose another folder", path);
        return QTL_OK;
    }
    return QTL_FAIL(QTL_EIO, "cannot make folder %s: %s", path, strerror(error));
}

qtl_status qtl_make_folder(const char *path)
{
    char *prefix = qtl_strdup(path);
    if (!prefix) {
        return QTL_ENOMEM;
    }
    qtl_status status = QTL_OK;
    for (char *slash = strchr(prefix + 1, '/'); status == QTL_OK && slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        status = make_one_folder(prefix);
        *slash = '/';
    }
    status = status == QTL_OK ? make_one_folder(prefix) : status;
    free(prefix);
    return status;
}

static int remove_entry(const char *path, const struct stat *info, int type,
                        struct FTW *place)
{
    (void)info;
    (void)type;
    (void)place;
    return remove(path);
}

qtl_status qtl_remove_tree(const char *path)
{
    if (nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT) {
        return QTL_FAIL(QTL_EIO, "cannot remove %s: %s", path, strerror(errno));
    }
    return QTL_OK;
}

void qtl_discard_tree(const char *path)
{
    (void)nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static qtl_status read_stream(FILE *stream, const char *path, char **text, size_t *size)
{
    char *buffer = NULL;
    size_t used = 0;
    size_t room = 0;
    size_t got = 0;
    do {
        if (room - used < 2) {
            room = room ? 2 * room : 1u << 16;
            char *larger = realloc(buffer, room);
            if (!larger) {
                free(buffer);
                return QTL_FAIL(QTL_ENOMEM, "%s is too large for memory", path);
            }
            buffer = larger;
        }
        got = fread(buffer + used, 1, room - used - 1, stream);
        used += got;
    } while (got > 0);
    if (ferror(stream)) {
        free(buffer);
        return QTL_FAIL(QTL_EIO, "cannot read %s: %s", path, strerror(errno));
    }
    buffer[used] = '\0';
    *text = buffer;
    *size = used;
    return QTL_OK;
}

qtl_status qtl_read_file(const char *path, char **text, size_t *size)
{
    QTL_REQUIRE(path && text && size, QTL_EINVAL, "read: arguments must not be NULL");
    if (strcmp(path, "-") == 0) {
        return read_stream(stdin, "standard input", text, size);
    }
    FILE *stream = fopen(path, "re");
    QTL_REQUIRE(stream, QTL_EIO, "cannot read %s: %s", path, strerror(errno));
    const qtl_status status = read_stream(stream, path, text, size);
    (void)fclose(stream);
    return status;
}

void qtl_sha256(const void *bytes, size_t size, char hex[QTL_SHA256_SIZE])
{
    char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, size);
    memcpy(hex, digest, QTL_SHA256_SIZE);
    g_free(digest);
}

qtl_digest *qtl_digest_new(void)
{
    return (qtl_digest *)g_checksum_new(G_CHECKSUM_SHA256);
}

void qtl_digest_add(qtl_digest *digest, const void *bytes, size_t size)
{
    g_checksum_update((GChecksum *)digest, bytes, (gssize)size);
}

void qtl_digest_take(qtl_digest *digest, char hex[QTL_SHA256_SIZE])
{
    memcpy(hex, g_checksum_get_string((GChecksum *)digest), QTL_SHA256_SIZE);
    g_checksum_free((GChecksum *)digest);
}
