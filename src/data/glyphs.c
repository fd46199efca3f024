#include "data/glyphs.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "data/glyph_list.h"

enum {
    FOLDER_DEPTH_MAX = 8,
    BLOCK_SIZE = 1 << 16,
    FIRST_ROOM = 1 << 12,
    READ_MAX = QTL_GLYPH_BYTES_MAX + 1
};

static const char *const too_large = "larger than 1 MiB";
static const char *const is_link = "a link; links are not followed";

/* Sorting, decoding and the end of the list, however it was made. */
static qtl_status finish(qtl_glyph_list *list, qtl_status status, qtl_dataset *out)
{
    if (status == QTL_OK) {
        status = qtl_glyph_list_dataset(list, out);
    }
    qtl_glyph_list_free(list);
    return status;
}

/* --- a file's bytes, wherever they come from --- */

typedef struct stream {
    ssize_t (*read)(void *from, uint8_t *bytes, size_t size); /* < 0: failed */
    void *from;
} stream;

/* Room for more bytes, up to the limit; NULL (and `data` freed): no memory. */
static uint8_t *grow(uint8_t *data, size_t *room)
{
    *room = *room ? 2 * *room : FIRST_ROOM;
    *room = *room < READ_MAX ? *room : READ_MAX;
    uint8_t *larger = realloc(data, *room);
    if (!larger) {
        free(data);
    }
    return larger;
}

/* Reads to the end or one byte past what a glyph may have. NULL: the stream failed. */
static uint8_t *read_all(const stream *s, size_t *size)
{
    size_t room = 0;
    uint8_t *data = grow(NULL, &room);
    *size = 0;
    while (data && *size < READ_MAX) {
        const ssize_t got = s->read(s->from, data + *size, room - *size);
        if (got <= 0) {
            if (got == 0) {
                break;
            }
            free(data);
            return NULL;
        }
        *size += (size_t)got;
        data = *size == room && room < READ_MAX ? grow(data, &room) : data;
    }
    return data;
}

static qtl_status add_stream(qtl_glyph_list *list, const char *path, const stream *s)
{
    size_t size = 0;
    uint8_t *png = read_all(s, &size);
    if (!png) {
        return qtl_glyph_list_leave_out(list, path, "cannot be read");
    }
    if (size > QTL_GLYPH_BYTES_MAX) {
        free(png);
        return qtl_glyph_list_leave_out(list, path, too_large);
    }
    return qtl_glyph_list_add(list, path, png, size);
}

/* --- folders --- */

static ssize_t read_file(void *from, uint8_t *bytes, size_t size)
{
    FILE *file = from;
    const size_t got = fread(bytes, 1, size, file);
    return ferror(file) ? -1 : (ssize_t)got;
}

static qtl_status add_file(qtl_glyph_list *list, const char *full, const char *inside)
{
    if (qtl_glyph_path_kind(inside) != QTL_GLYPH_READ) {
        return QTL_OK;
    }
    FILE *file = fopen(full, "rbe");
    if (!file) {
        return qtl_glyph_list_leave_out(list, inside, "cannot be opened");
    }
    const stream s = {read_file, file};
    const qtl_status status = add_stream(list, inside, &s);
    (void)fclose(file);
    return status;
}

/* The path below the folder that was named. */
static const char *inside_of(const FTSENT *entry, const char *root)
{
    const char *inside = entry->fts_path + strlen(root);
    return inside + strspn(inside, "/");
}

static bool is_junk(const FTSENT *entry)
{
    return entry->fts_level > 0 &&
           (entry->fts_name[0] == '.' || strcmp(entry->fts_name, "__MACOSX") == 0);
}

static qtl_status add_entry(FTS *walk, FTSENT *entry, qtl_glyph_list *list)
{
    const char *inside = inside_of(entry, list->source);
    if (is_junk(entry)) {
        (void)fts_set(walk, entry, FTS_SKIP);
        return QTL_OK;
    }
    switch (entry->fts_info) {
    case FTS_F:
        return add_file(list, entry->fts_accpath, inside);
    case FTS_SL:
    case FTS_SLNONE:
        return qtl_glyph_list_leave_out(list, inside, is_link);
    case FTS_D:
        if (entry->fts_level <= FOLDER_DEPTH_MAX) {
            return QTL_OK;
        }
        (void)fts_set(walk, entry, FTS_SKIP);
        return qtl_glyph_list_leave_out(list, inside, "folders too deep");
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
        QTL_REQUIRE(entry->fts_level > 0, QTL_EIO, "cannot read folder %s: %s",
                    list->source, strerror(entry->fts_errno));
        return qtl_glyph_list_leave_out(list, inside, "cannot be opened");
    default:
        return QTL_OK;
    }
}

static qtl_status walk_folder(const char *path, qtl_glyph_list *list)
{
    char *root = qtl_strdup(path); /* fts wants it writable */
    char *const roots[] = {root, NULL};
    FTS *walk =
        root ? fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, NULL) : NULL;
    qtl_status status = walk ? QTL_OK : QTL_FAIL(QTL_EIO, "cannot read folder %s", path);
    while (status == QTL_OK) {
        errno = 0;
        FTSENT *entry = fts_read(walk);
        if (!entry) {
            status = errno ? QTL_FAIL(QTL_EIO, "cannot read folder %s: %s", path,
                                      strerror(errno))
                           : QTL_OK;
            break;
        }
        status = add_entry(walk, entry, list);
    }
    if (walk) {
        (void)fts_close(walk);
    }
    free(root);
    return status;
}

qtl_status qtl_glyphs_read_folder(const char *path, qtl_dataset *out)
{
    QTL_REQUIRE(path && out, QTL_EINVAL, "images: path and out must not be NULL");
    qtl_glyph_list list = {.source = path};
    return finish(&list, walk_folder(path, &list), out);
}

/* --- archives --- */

static ssize_t read_member(void *from, uint8_t *bytes, size_t size)
{
    return archive_read_data(from, bytes, size);
}

static qtl_status add_member(struct archive *archive, struct archive_entry *entry,
                             qtl_glyph_list *list)
{
    const char *path = archive_entry_pathname(entry);
    path = path ? path : archive_entry_pathname_utf8(entry);
    if (!path) {
        return qtl_glyph_list_leave_out(list, "?", "its name cannot be read");
    }
    const qtl_glyph_path kind = qtl_glyph_path_kind(path);
    if (kind == QTL_GLYPH_REFUSE) {
        return qtl_glyph_list_leave_out(list, path, "its name leaves the archive");
    }
    if (archive_entry_hardlink(entry) || archive_entry_filetype(entry) == AE_IFLNK) {
        return qtl_glyph_list_leave_out(list, path, is_link);
    }
    if (kind == QTL_GLYPH_IGNORE || archive_entry_filetype(entry) != AE_IFREG) {
        return QTL_OK;
    }
    const stream s = {read_member, archive};
    return add_stream(list, path, &s);
}

static const char *archive_words(struct archive *archive)
{
    const char *words = archive_error_string(archive);
    return words ? words : "unknown error";
}

/* A tar ends in a block of zeros, which libarchive does not miss: a file cut between two
 * members has none, and nothing was read where the next header would be. */
static qtl_status check_end(struct archive *archive, const qtl_glyph_list *list)
{
    const bool is_tar =
        (archive_format(archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR;
    QTL_REQUIRE(
        !is_tar ||
            archive_filter_bytes(archive, 0) > archive_read_header_position(archive),
        QTL_EFORMAT,
        "%s is truncated: it ends after %zu images without the end of an archive; "
        "fetch it again",
        list->source, list->n);
    return QTL_OK;
}

static qtl_status read_members(struct archive *archive, qtl_glyph_list *list)
{
    for (;;) {
        struct archive_entry *entry = NULL;
        const int result = archive_read_next_header(archive, &entry);
        if (result == ARCHIVE_EOF) {
            return check_end(archive, list);
        }
        QTL_REQUIRE(result >= ARCHIVE_WARN, QTL_EFORMAT,
                    "%s: the archive is damaged after %zu images (%s); fetch it again",
                    list->source, list->n, archive_words(archive));
        QTL_TRY(add_member(archive, entry, list));
    }
}

static qtl_status open_archive(struct archive *archive, const char *path)
{
    (void)archive_read_support_filter_gzip(archive);
    (void)archive_read_support_filter_bzip2(archive);
    (void)archive_read_support_filter_xz(archive);
    (void)archive_read_support_filter_zstd(archive);
    (void)archive_read_support_format_tar(archive);
    (void)archive_read_support_format_zip(archive);
    QTL_REQUIRE(archive_read_open_filename(archive, path, BLOCK_SIZE) == ARCHIVE_OK,
                QTL_EIO, "cannot read %s: %s", path, archive_words(archive));
    return QTL_OK;
}

qtl_status qtl_glyphs_read_archive(const char *path, qtl_dataset *out)
{
    QTL_REQUIRE(path && out, QTL_EINVAL, "images: path and out must not be NULL");
    struct archive *archive = archive_read_new();
    QTL_REQUIRE(archive, QTL_ENOMEM, "%s: no memory to read it", path);
    qtl_glyph_list list = {.source = path};
    qtl_status status = open_archive(archive, path);
    if (status == QTL_OK) {
        status = read_members(archive, &list);
    }
    (void)archive_read_free(archive);
    return finish(&list, status, out);
}
