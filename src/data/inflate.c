#include "data/inflate.h"

#include <limits.h>
#include <stdlib.h>

#define ZLIB_CONST /* so that what is read is const */
#include <zlib.h>

#include "core/fail.h"

enum {
    FIRST_ROOM = 1 << 14,
    AUTOMATIC_FORMAT = 32 /* added to the window bits: gzip or zlib, as it begins */
};

typedef struct inflation {
    const qtl_bytes *from;
    z_stream stream;
    uint8_t *data;
    size_t room, limit;
} inflation;

bool qtl_is_gzip(const uint8_t *data, size_t size)
{
    return size >= 2 && data[0] == 0x1f && data[1] == 0x8b;
}

static size_t written(const inflation *i)
{
    return i->data ? (size_t)(i->stream.next_out - i->data) : 0;
}

static size_t unread(const inflation *i)
{
    return i->from->size - (size_t)(i->stream.next_in - i->from->data);
}

/* Doubles the room, up to the limit, and points the stream at what is free. */
static qtl_status make_room(inflation *i)
{
    const size_t used = written(i);
    if (used == i->room) {
        const size_t doubled = i->room ? 2 * i->room : FIRST_ROOM;
        i->room = doubled < i->limit ? doubled : i->limit;
        uint8_t *larger = realloc(i->data, i->room);
        QTL_REQUIRE(larger, QTL_ENOMEM, "%s is too large for memory", i->from->path);
        i->data = larger;
        i->stream.next_out = larger + used;
    }
    const size_t free_room = i->room - used;
    i->stream.avail_out = free_room < UINT_MAX ? (uInt)free_room : UINT_MAX;
    return QTL_OK;
}

/* After the end of a stream: another gzip member, padding with zeros, or nothing. */
static qtl_status next_member(inflation *i, bool *ended)
{
    const uint8_t *rest = i->stream.next_in;
    const size_t n_rest = unread(i);
    if (qtl_is_gzip(rest, n_rest) && qtl_is_gzip(i->from->data, i->from->size)) {
        *ended = false;
        return inflateReset(&i->stream) == Z_OK
                   ? QTL_OK
                   : QTL_FAIL(QTL_EFORMAT, "%s: damaged gzip member", i->from->path);
    }
    for (size_t b = 0; b < n_rest; b++) {
        QTL_REQUIRE(rest[b] == 0, QTL_EFORMAT,
                    "%s: %zu bytes after the compressed data; fetch the file again",
                    i->from->path, n_rest);
    }
    *ended = true;
    return QTL_OK;
}

/* What zlib's result means when the stream has not ended. */
static qtl_status check(const inflation *i, int result)
{
    const bool starved = result == Z_BUF_ERROR ||
                         (result == Z_OK && unread(i) == 0 && i->stream.avail_out);
    QTL_REQUIRE(
        !starved, QTL_EFORMAT,
        "%s is truncated: its compressed data break off after %zu bytes; fetch it "
        "again",
        i->from->path, i->from->size);
    QTL_REQUIRE(result != Z_MEM_ERROR, QTL_ENOMEM, "%s: no memory to decompress it",
                i->from->path);
    const char *words = i->stream.msg ? i->stream.msg : "not zlib or gzip";
    QTL_REQUIRE(result == Z_OK, QTL_EFORMAT,
                "%s: damaged compressed data (%s); fetch it again", i->from->path, words);
    return QTL_OK;
}

static qtl_status step(inflation *i, bool *ended)
{
    QTL_TRY(make_room(i));
    const size_t n_unread = unread(i);
    i->stream.avail_in = n_unread < UINT_MAX ? (uInt)n_unread : UINT_MAX;
    const int result = inflate(&i->stream, Z_NO_FLUSH);
    return result == Z_STREAM_END ? next_member(i, ended) : check(i, result);
}

static qtl_status run(inflation *i)
{
    bool ended = false;
    while (!ended && written(i) < i->limit) {
        QTL_TRY(step(i, &ended));
    }
    return QTL_OK;
}

qtl_status qtl_inflate(const qtl_bytes *from, size_t limit, uint8_t **data, size_t *size)
{
    inflation i = {.from = from, .limit = limit};
    i.stream.next_in = from->data;
    QTL_REQUIRE(inflateInit2(&i.stream, MAX_WBITS + AUTOMATIC_FORMAT) == Z_OK, QTL_ENOMEM,
                "%s: no memory to decompress it", from->path);
    const qtl_status status = run(&i);
    (void)inflateEnd(&i.stream);
    if (status != QTL_OK) {
        free(i.data);
        return status;
    }
    *data = i.data;
    *size = written(&i);
    return QTL_OK;
}
