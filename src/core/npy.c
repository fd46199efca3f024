#include "core/npy.h"

#include <string.h>

#include "core/fail.h"

static const char magic[] = "\x93NUMPY";
enum { MAGIC_SIZE = sizeof magic - 1, PREFIX_SIZE = MAGIC_SIZE + 2, MAX_DIMENSIONS = 32 };

/* The header is a Python dictionary; `at` walks it and never passes `end`. */
typedef struct header {
    const char *path, *at, *end;
    qtl_npy *npy;
    size_t shape[MAX_DIMENSIONS];
    size_t n_dimensions;
    bool has_descr, has_order, has_shape;
} header;

static qtl_status damaged(const header *h, const char *expected)
{
    return QTL_FAIL(QTL_EFORMAT, "%s: damaged NPY header: %s expected", h->path,
                    expected);
}

static void skip_spaces(header *h)
{
    while (h->at < h->end && (*h->at == ' ' || *h->at == '\n' || *h->at == '\t')) {
        h->at++;
    }
}

/* Steps over `c` if it comes next. */
static bool next_is(header *h, char c)
{
    skip_spaces(h);
    const bool is = h->at < h->end && *h->at == c;
    h->at += is;
    return is;
}

static bool next_is_word(header *h, const char *word)
{
    skip_spaces(h);
    const size_t length = strlen(word);
    const bool is = (size_t)(h->end - h->at) >= length && !memcmp(h->at, word, length);
    h->at += is ? length : 0;
    return is;
}

/* A quoted word without escapes, at most size - 1 characters. */
static qtl_status read_string(header *h, char *text, size_t size)
{
    skip_spaces(h);
    if (h->at == h->end || (*h->at != '\'' && *h->at != '"')) {
        return damaged(h, "a quoted word");
    }
    const char quote = *h->at++;
    size_t length = 0;
    for (; h->at < h->end && *h->at != quote; h->at++) {
        if (length + 1 == size) {
            return damaged(h, "a shorter word");
        }
        text[length++] = *h->at;
    }
    text[length] = '\0';
    return next_is(h, quote) ? QTL_OK : damaged(h, "a closing quote");
}

static qtl_status read_descr(header *h)
{
    skip_spaces(h);
    QTL_REQUIRE(h->at == h->end || *h->at != '[', QTL_EUNSUPPORTED,
                "%s: a structured array; save plain numbers", h->path);
    char descr[16] = "";
    QTL_TRY(read_string(h, descr, sizeof descr));
    const char *type = descr + (descr[0] != '\0' && strchr("<>|=", descr[0]) != NULL);
    h->npy->big_endian = descr[0] == '>';
    h->npy->type = strlen(type) == 2 && type[1] > '0'
                       ? qtl_number_find(type[0], (size_t)(type[1] - '0'))
                       : NULL;
    h->has_descr = true;
    QTL_REQUIRE(h->npy->type, QTL_EUNSUPPORTED,
                "%s: type \"%s\" is not supported; save float32, float64, integers or "
                "bool",
                h->path, descr);
    return QTL_OK;
}

static qtl_status read_order(header *h)
{
    h->npy->fortran = next_is_word(h, "True");
    if (!h->npy->fortran && !next_is_word(h, "False")) {
        return damaged(h, "True or False");
    }
    h->has_order = true;
    return QTL_OK;
}

static qtl_status read_size(header *h, size_t *size)
{
    skip_spaces(h);
    const char *first = h->at;
    *size = 0;
    for (; h->at < h->end && *h->at >= '0' && *h->at <= '9'; h->at++) {
        if (__builtin_mul_overflow(*size, 10, size) ||
            __builtin_add_overflow(*size, (size_t)(*h->at - '0'), size)) {
            return damaged(h, "a size below 2^64");
        }
    }
    return h->at > first ? QTL_OK : damaged(h, "a size");
}

static qtl_status read_shape(header *h)
{
    if (!next_is(h, '(')) {
        return damaged(h, "a shape in parentheses");
    }
    h->n_dimensions = 0;
    while (!next_is(h, ')')) {
        if (h->n_dimensions == MAX_DIMENSIONS) {
            return damaged(h, "at most 32 dimensions");
        }
        QTL_TRY(read_size(h, &h->shape[h->n_dimensions++]));
        if (!next_is(h, ',')) {
            if (!next_is(h, ')')) {
                return damaged(h, "a closing parenthesis");
            }
            break;
        }
    }
    h->has_shape = true;
    return QTL_OK;
}

static qtl_status read_entry(header *h)
{
    static const struct entry {
        const char *key;
        qtl_status (*read)(header *h);
    } entries[] = {
        {"descr", read_descr}, {"fortran_order", read_order}, {"shape", read_shape}};
    char key[32] = "";
    QTL_TRY(read_string(h, key, sizeof key));
    if (!next_is(h, ':')) {
        return damaged(h, "a colon");
    }
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        if (strcmp(key, entries[i].key) == 0) {
            return entries[i].read(h);
        }
    }
    return damaged(h, "descr, fortran_order or shape");
}

static qtl_status take_shape(const header *h, qtl_npy *npy)
{
    QTL_REQUIRE(h->n_dimensions == 1 || h->n_dimensions == 2, QTL_EUNSUPPORTED,
                "%s has %zu dimensions; reshape it to (samples, variables)", h->path,
                h->n_dimensions);
    npy->n_rows = h->shape[0];
    npy->n_cols = h->n_dimensions == 2 ? h->shape[1] : 1;
    QTL_REQUIRE(npy->n_rows > 0 && npy->n_cols > 0, QTL_EEMPTY,
                "%s is empty: %zu x %zu numbers", h->path, npy->n_rows, npy->n_cols);
    return QTL_OK;
}

static qtl_status read_header(header *h)
{
    if (!next_is(h, '{')) {
        return damaged(h, "an opening brace");
    }
    while (!next_is(h, '}')) {
        QTL_TRY(read_entry(h));
        if (!next_is(h, ',')) {
            if (!next_is(h, '}')) {
                return damaged(h, "a closing brace");
            }
            break;
        }
    }
    return h->has_descr && h->has_order && h->has_shape
               ? take_shape(h, h->npy)
               : damaged(h, "descr, fortran_order and shape");
}

/* The elements that the header promises are there, no fewer and no more. */
static qtl_status check_size(const char *path, const qtl_npy *npy, size_t present)
{
    size_t size = 0;
    const bool overflow = __builtin_mul_overflow(npy->n_rows, npy->n_cols, &size) ||
                          __builtin_mul_overflow(size, npy->type->size, &size);
    QTL_REQUIRE(
        !overflow && size <= present, QTL_EFORMAT,
        "%s is truncated: the header promises %zu x %zu numbers of %zu bytes, but "
        "%zu bytes follow",
        path, npy->n_rows, npy->n_cols, npy->type->size, present);
    QTL_REQUIRE(size == present, QTL_EFORMAT,
                "%s: %zu bytes after the array; save one array a file", path,
                present - size);
    return QTL_OK;
}

bool qtl_npy_recognize(const char *bytes, size_t size)
{
    return size >= MAGIC_SIZE && memcmp(bytes, magic, MAGIC_SIZE) == 0;
}

static size_t header_length(const char *bytes, size_t size)
{
    size_t length = 0;
    for (size_t i = size; i-- > 0;) {
        length = length << 8 | (unsigned char)bytes[i];
    }
    return length;
}

/* Where the header text begins and ends. */
static qtl_status find_header(const char *path, const char *bytes, size_t size, header *h)
{
    QTL_REQUIRE(qtl_npy_recognize(bytes, size), QTL_EFORMAT, "%s is not an NPY file",
                path);
    const int version = size > MAGIC_SIZE ? (unsigned char)bytes[MAGIC_SIZE] : 0;
    QTL_REQUIRE(version >= 1 && version <= 3, QTL_EUNSUPPORTED,
                "%s: NPY version %d; 1 to 3 are known", path, version);
    const size_t length_size = version == 1 ? 2 : 4;
    QTL_REQUIRE(size >= PREFIX_SIZE + length_size, QTL_EFORMAT,
                "%s is truncated inside the NPY header", path);
    const size_t length = header_length(bytes + PREFIX_SIZE, length_size);
    h->at = bytes + PREFIX_SIZE + length_size;
    QTL_REQUIRE(length <= size - PREFIX_SIZE - length_size, QTL_EFORMAT,
                "%s is truncated inside the NPY header", path);
    h->end = h->at + length;
    return QTL_OK;
}

qtl_status qtl_npy_parse(const char *path, const char *bytes, size_t size, qtl_npy *out)
{
    QTL_REQUIRE(path && bytes && out, QTL_EINVAL, "npy: arguments must not be NULL");
    qtl_npy npy = {0};
    header h = {.path = path, .npy = &npy};
    QTL_TRY(find_header(path, bytes, size, &h));
    QTL_TRY(read_header(&h));
    QTL_TRY(check_size(path, &npy, size - (size_t)(h.end - bytes)));
    npy.data = (const unsigned char *)h.end;
    *out = npy;
    return QTL_OK;
}

void qtl_npy_column(const qtl_npy *npy, size_t col, double *values)
{
    const size_t size = npy->type->size;
    const size_t stride = size * (npy->fortran ? 1 : npy->n_cols);
    const unsigned char *bytes =
        npy->data + size * (npy->fortran ? col * npy->n_rows : col);
    for (size_t r = 0; r < npy->n_rows; r++, bytes += stride) {
        values[r] = qtl_number_read(npy->type, bytes, npy->big_endian);
    }
}
