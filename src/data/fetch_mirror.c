/* Files from a mirror: curl writes FILE.part, which is checked and renamed to FILE. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/process.h"
#include "core/text.h"
#include "data/fetching.h"

/* Exit statuses of curl. */
enum {
    CURL_REFUSED = 22,
    CURL_CANNOT_WRITE = 23,
    CURL_NO_RANGES = 33,
    CURL_BAD_RANGE = 36
};

/* One file on its way. */
typedef struct transfer {
    qtl_fetching *fetching;
    size_t i;
    char *address, *path, *part;
} transfer;

/* Why nothing more can be written: a byte more fails the same way. */
static qtl_status fail_to_write(transfer *t)
{
    int error = EIO;
    const int file = open(t->part, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    const off_t size = file < 0 ? -1 : lseek(file, 0, SEEK_END);
    if (file < 0 || write(file, "", 1) < 0 || ftruncate(file, size) != 0) {
        error = errno;
    }
    if (file >= 0) {
        (void)close(file);
    }
    t->fetching->stuck = true;
    return QTL_FAIL(QTL_EIO, "cannot write %s: %s", t->part, strerror(error));
}

/* Runs curl; `again` says that it could not go on from what there is. */
static qtl_status run_curl(transfer *t, bool resume, bool *again)
{
    const bool bar = t->fetching->options->progress;
    const char *const arguments[] = {"curl",
                                     "--fail",
                                     "--location",
                                     "--connect-timeout",
                                     "20",
                                     "--speed-limit",
                                     "1",
                                     "--speed-time",
                                     "60",
                                     "--show-error",
                                     bar ? "--progress-bar" : "--silent",
                                     "--output",
                                     t->part,
                                     "--url",
                                     t->address,
                                     resume ? "--continue-at" : NULL,
                                     "-",
                                     NULL};
    qtl_process curl = {.arguments = arguments, .talks = bar};
    QTL_TRY(qtl_process_run(&curl));
    const int code = curl.exit_status;
    *again = resume &&
             (code == CURL_REFUSED || code == CURL_NO_RANGES || code == CURL_BAD_RANGE);
    if (code == CURL_CANNOT_WRITE) {
        return fail_to_write(t);
    }
    QTL_REQUIRE(code == 0 || !*curl.last_words, QTL_EIO, "%s", curl.last_words);
    QTL_REQUIRE(code == 0, QTL_EIO, "curl failed with exit status %d", code);
    return QTL_OK;
}

static qtl_status check_part(const transfer *t)
{
    char *bytes = NULL;
    size_t size = 0;
    QTL_TRY(qtl_read_file(t->part, &bytes, &size));
    const qtl_bytes file = {t->part, (const unsigned char *)bytes, size};
    const qtl_status status = qtl_image_set_check(t->fetching->set, t->i, &file);
    free(bytes);
    return status;
}

/* Downloads what is missing of the part and checks the whole. A part that is no beginning
 * of this mirror's file shows in the sum: then once more from nothing. */
static qtl_status download(transfer *t)
{
    bool again = false;
    if (access(t->part, F_OK) == 0) {
        if (check_part(t) == QTL_OK) { /* interrupted before it got its name */
            return QTL_OK;
        }
        const qtl_status resumed = run_curl(t, true, &again);
        if (resumed == QTL_OK && check_part(t) == QTL_OK) {
            return QTL_OK;
        }
        if (resumed != QTL_OK && !again) {
            return resumed;
        }
    }
    QTL_TRY(run_curl(t, false, &again));
    const qtl_status status = check_part(t);
    if (status != QTL_OK) {
        (void)unlink(t->part);
    }
    return status;
}

static qtl_status get(transfer *t)
{
    QTL_REQUIRE(t->address && t->path && t->part, QTL_ENOMEM,
                "out of memory: an address");
    QTL_TRY(download(t));
    if (rename(t->part, t->path) != 0) {
        t->fetching->stuck = true;
        return QTL_FAIL(QTL_EIO, "cannot write %s: %s", t->path, strerror(errno));
    }
    t->fetching->done[t->i] = true;
    return QTL_OK;
}

static qtl_status get_file(qtl_fetching *fetching, const qtl_source *source, size_t i)
{
    if (fetching->done[i]) {
        return QTL_OK;
    }
    transfer t = {.fetching = fetching, .i = i, .path = qtl_fetch_path(fetching, i)};
    if (t.path) {
        t.address = qtl_format("%s%s", source->where, strrchr(t.path, '/') + 1);
        t.part = qtl_format("%s.part", t.path);
    }
    const qtl_status status = get(&t);
    free(t.address);
    free(t.path);
    free(t.part);
    return status;
}

qtl_status qtl_fetch_from_mirror(qtl_fetching *fetching, const qtl_source *source)
{
    for (size_t i = 0; i < QTL_IMAGE_SET_FILES; i++) {
        QTL_TRY(get_file(fetching, source, i));
    }
    return QTL_OK;
}
