#include "data/glyphs.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/fail.h"
#include "core/text.h"
#include "data/glyph_list.h"

enum { FOLDER_DEPTH_MAX = 8, BLOCK_SIZE = 1 << 16 };

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

/* Reads to the end or one byte past the limit. False: the stream failed. */
static bool read_all(const stream *s, uint8_t **bytes, size_t *size)
{
    enum { LIMIT = QTL_GLYPH_BYTES_MAX + 1, FIRST_ROOM = 4096 };
    size_t room = FIRST_ROOM;
    uint8_t *data = malloc(room);
    ssize_t got = data ? 1 : -1;
    for (*size = 0; got > 0 && *size < LIMIT;) {
        if (*size == room) {
            room = 2 * room < LIMIT ? 2 * room : LIMIT;
            uint8_t *larger = realloc(data, room);
            got = larger ? got : -1;
            data = larger ? larger : data;
        }
        if (got > 0) {
            got = s->read(s->from, data + *size, room - *size);
            *size += got > 0 ? (size_t)got : 0;
        }
    }
    if (got < 0) {
        free(data);
        return false;
    }
    *bytes = data;
    return true;
}

static qtl_status add_stream(qtl_glyph_list *list, const char *path, const stream *s)
{
    uint8_t *png = NULL;
    size_t size = 0;
    if (!read_all(s, &png, &size)) {
        return qtl_glyph_list_leave_out(list, path, "cannot be read");
    }
    if (size > QTL_GLYPH_BYTES_MAX) {
        free(png);
        return qtl_glyph_list_leave_out(list, path, too_large);
    }
    return qtl_glyph_list_add(list, path, png, size);
}

/* --- folders --- */

/* A folder being walked; `inside` is its path below the root, "" or ending in a slash. */
typedef struct folder {
    const char *root;
    const char *inside;
    int depth;
    qtl_glyph_list *list;
} folder;

static qtl_status walk(const folder *f);

static ssize_t read_file(void *from, uint8_t *bytes, size_t size)
{
    FILE *file = from;
    const size_t got = fread(bytes, 1, size, file);
    return ferror(file) ? -1 : (ssize_t)got;
}

static qtl_status add_file(const folder *f, const char *full, const char *inside)
{
    if (qtl_glyph_path_kind(inside) != QTL_GLYPH_READ) {
        return QTL_OK;
    }
    FILE *file = fopen(full, "rbe");
    if (!file) {
        return qtl_glyph_list_leave_out(f->list, inside, "cannot be opened");
    }
    const stream s = {read_file, file};
    const qtl_status status = add_stream(f->list, inside, &s);
    (void)fclose(file);
    return status;
}

static qtl_status add_folder(const folder *f, const char *inside)
{
    if (f->depth == FOLDER_DEPTH_MAX) {
        return qtl_glyph_list_leave_out(f->list, inside, "folders too deep");
    }
    char *below = qtl_format("%s/", inside);
    if (!below) {
        return QTL_ENOMEM;
    }
    const folder sub = {f->root, below, f->depth + 1, f->list};
    const qtl_status status = walk(&sub);
    free(below);
    return status;
}

static qtl_status add_by_type(const folder *f, const char *full, const char *inside)
{
    struct stat found;
    if (lstat(full, &found) != 0) {
        return qtl_glyph_list_leave_out(f->list, inside, "cannot be opened");
    }
    if (S_ISLNK(found.st_mode)) {
        return qtl_glyph_list_leave_out(f->list, inside, is_link);
    }
    if (S_ISDIR(found.st_mode)) {
        return add_folder(f, inside);
    }
    return S_ISREG(found.st_mode) ? add_file(f, full, inside) : QTL_OK;
}

static qtl_status add_entry(const folder *f, const char *name)
{
    if (name[0] == '.' || strcmp(name, "__MACOSX") == 0) {
        return QTL_OK;
    }
    char *inside = qtl_format("%s%s", f->inside, name);
    char *full = qtl_format("%s/%s%s", f->root, f->inside, name);
    const qtl_status status = inside && full ? add_by_type(f, full, inside) : QTL_ENOMEM;
    free(inside);
    free(full);
    return status;
}

static qtl_status walk(const folder *f)
{
    char *path = qtl_format("%s/%s", f->root, f->inside);
    DIR *entries = path ? opendir(path) : NULL;
    const int error = errno;
    free(path);
    QTL_REQUIRE(entries, QTL_EIO, "cannot read folder %s/%s: %s", f->root, f->inside,
                strerror(error));
    qtl_status status = QTL_OK;
    for (const struct dirent *entry = readdir(entries); status == QTL_OK && entry;
         entry = readdir(entries)) {
        status = add_entry(f, entry->d_name);
    }
    (void)closedir(entries);
    return status;
}

qtl_status qtl_glyphs_read_folder(const char *path, qtl_dataset *out)
{
    QTL_REQUIRE(path && out, QTL_EINVAL, "images: path and out must not be NULL");
    qtl_glyph_list list = {.source = path};
    const folder root = {path, "", 0, &list};
    return finish(&list, walk(&root), out);
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

static qtl_status read_members(struct archive *archive, qtl_glyph_list *list)
{
    for (;;) {
        struct archive_entry *entry = NULL;
        const int result = archive_read_next_header(archive, &entry);
        if (result == ARCHIVE_EOF) {
            return QTL_OK;
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
