#include "data/mat.h"

#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "core/number.h"
#include "core/text.h"
#include "data/from_matrix.h"
#include "data/mat_level.h"

enum {
    TAG_SIZE = 8,
    NAME_SIZE = 64,
    ARRAY_HEADER_MAX = 4096, /* more than flags, dimensions and name take */
    TYPE_MATRIX = 14,
    TYPE_COMPRESSED = 15,
    CLASS_OPAQUE = 17,
    FLAG_COMPLEX = 0x800
};

/* --- numbers and elements --- */

/* The types of stored numbers by code. */
static const struct stored {
    char kind;
    uint8_t size;
} stored_types[] = {
    [1] = {'i', 1}, [2] = {'u', 1}, [3] = {'i', 2}, [4] = {'u', 2},  [5] = {'i', 4},
    [6] = {'u', 4}, [7] = {'f', 4}, [9] = {'f', 8}, [12] = {'i', 8}, [13] = {'u', 8}};
enum { N_STORED_TYPES = sizeof stored_types / sizeof stored_types[0] };

static const qtl_number *find_type(uint32_t code)
{
    return code < N_STORED_TYPES
               ? qtl_number_find(stored_types[code].kind, stored_types[code].size)
               : NULL;
}

/* Walks elements; `at` never passes `end`. */
typedef struct cursor {
    const char *path;
    const uint8_t *at, *end;
    bool big_endian;
} cursor;

typedef struct element {
    uint32_t type;
    size_t size;
    const uint8_t *data;
} element;

static qtl_status truncated(const cursor *c, const char *where)
{
    return QTL_FAIL(QTL_EFORMAT, "%s is truncated inside %s; save or fetch it again",
                    c->path, where);
}

static uint32_t word(const cursor *c, const uint8_t *bytes)
{
    return (uint32_t)qtl_number_bits(bytes, sizeof(uint32_t), c->big_endian);
}

/* Steps over a tag of eight bytes. A small element has its data in the tag. */
static qtl_status read_tag(cursor *c, element *out)
{
    if (c->end - c->at < TAG_SIZE) {
        return truncated(c, "an element's tag");
    }
    const uint32_t first = word(c, c->at);
    const bool is_small = first >> 16 != 0;
    *out = (element){.type = first & 0xffff,
                     .size = is_small ? first >> 16 : word(c, c->at + 4),
                     .data = c->at + (is_small ? 4 : TAG_SIZE)};
    c->at += TAG_SIZE;
    return !is_small || out->size <= 4
               ? QTL_OK
               : QTL_FAIL(QTL_EFORMAT, "%s: damaged: a small element of %zu bytes",
                          c->path, out->size);
}

/* Steps over a whole element; all but compressed ones are padded to 8 bytes. */
static qtl_status read_element(cursor *c, const char *what, element *out)
{
    QTL_TRY(read_tag(c, out));
    if (out->data < c->at) {
        return QTL_OK;
    }
    const size_t left = (size_t)(c->end - c->at);
    if (out->size > left) {
        return truncated(c, what);
    }
    const size_t padding =
        out->type == TYPE_COMPRESSED ? 0 : (TAG_SIZE - out->size % TAG_SIZE) % TAG_SIZE;
    c->at += out->size + padding < left ? out->size + padding : left;
    return QTL_OK;
}

/* --- arrays --- */

/* What precedes an array's numbers. */
typedef struct array {
    uint32_t class_code;
    bool is_complex;
    size_t rank, n_rows, n_cols;
    char name[NAME_SIZE];
    cursor rest; /* begins with the numbers */
} array;

static qtl_status read_flags(cursor *c, array *out)
{
    element flags;
    QTL_TRY(read_element(c, "an array's flags", &flags));
    QTL_REQUIRE(flags.size == 8 && find_type(flags.type), QTL_EFORMAT,
                "%s: damaged: an array without flags; save it again", c->path);
    out->class_code = word(c, flags.data) & 0xff;
    out->is_complex = word(c, flags.data) & FLAG_COMPLEX;
    return QTL_OK;
}

static qtl_status read_dimensions(cursor *c, array *out)
{
    element sizes;
    QTL_TRY(read_element(c, "an array's dimensions", &sizes));
    QTL_REQUIRE(sizes.size >= 8 && sizes.size % 4 == 0, QTL_EFORMAT,
                "%s: damaged: an array without dimensions; save it again", c->path);
    out->rank = sizes.size / 4;
    out->n_rows = word(c, sizes.data);
    out->n_cols = word(c, sizes.data + 4);
    return QTL_OK;
}

/* MATLAB's strings, tables and the like have no dimensions. */
static qtl_status read_array_header(cursor c, array *out)
{
    QTL_TRY(read_flags(&c, out));
    if (out->class_code != CLASS_OPAQUE) {
        QTL_TRY(read_dimensions(&c, out));
    }
    element name;
    QTL_TRY(read_element(&c, "an array's name", &name));
    const size_t length = name.size < NAME_SIZE ? name.size : NAME_SIZE - 1;
    memcpy(out->name, name.data, length);
    out->name[length] = '\0';
    out->rest = c;
    return QTL_OK;
}

/* Which arrays are no table of numbers, by class. */
static const char *const unsupported[] = {
    [1] = "a cell array", [2] = "a structure",
    [3] = "an object",    [4] = "text",
    [5] = "sparse",       [CLASS_OPAQUE] = "a string, a table or the like"};
enum { N_UNSUPPORTED = sizeof unsupported / sizeof unsupported[0] };
enum { FIRST_NUMERIC = 6, LAST_NUMERIC = 15 };

static qtl_status check_class(const cursor *c, const array *a)
{
    const uint32_t code = a->class_code;
    QTL_REQUIRE(code >= N_UNSUPPORTED || !unsupported[code], QTL_EUNSUPPORTED,
                "%s: %s is %s; save it as a full numeric matrix", c->path, a->name,
                unsupported[code]);
    QTL_REQUIRE(code >= FIRST_NUMERIC && code <= LAST_NUMERIC, QTL_EUNSUPPORTED,
                "%s: %s is of class %u; save it as a full numeric matrix", c->path,
                a->name, code);
    QTL_REQUIRE(!a->is_complex, QTL_EUNSUPPORTED, "%s: %s is complex; save real numbers",
                c->path, a->name);
    return QTL_OK;
}

static qtl_status check_shape(const cursor *c, const array *a)
{
    QTL_REQUIRE(a->rank == 2, QTL_EUNSUPPORTED,
                "%s: %s has %zu dimensions; reshape it to (samples, variables)", c->path,
                a->name, a->rank);
    QTL_REQUIRE(a->n_rows > 0 && a->n_cols > 0, QTL_EEMPTY, "%s: %s is empty: %zu x %zu",
                c->path, a->name, a->n_rows, a->n_cols);
    return QTL_OK;
}

/* The numbers of an array; they may be stored in a smaller type than the array's. */
static qtl_status read_numbers(const array *a, qtl_matrix *matrix)
{
    cursor c = a->rest;
    element numbers;
    QTL_TRY(read_element(&c, "an array's numbers", &numbers));
    const qtl_number *type = find_type(numbers.type);
    size_t n = 0;
    size_t size = 0;
    QTL_REQUIRE(
        type && !__builtin_mul_overflow(a->n_rows, a->n_cols, &n) &&
            !__builtin_mul_overflow(n, type->size, &size) && size == numbers.size,
        QTL_EFORMAT,
        "%s: damaged: %s is %zu x %zu but has %zu bytes of type %u; save it again",
        c.path, a->name, a->n_rows, a->n_cols, numbers.size, numbers.type);
    QTL_ALLOC(matrix->data, n);
    for (size_t i = 0; i < n; i++) {
        matrix->data[i] =
            qtl_number_read(type, numbers.data + i * type->size, c.big_endian);
    }
    matrix->n_rows = a->n_rows;
    matrix->n_cols = a->n_cols;
    return QTL_OK;
}

static qtl_status read_matrix(const array *a, qtl_matrix **out)
{
    QTL_TRY(check_class(&a->rest, a));
    QTL_TRY(check_shape(&a->rest, a));
    qtl_matrix *matrix = NULL;
    QTL_ALLOC(matrix, 1);
    const qtl_status status = read_numbers(a, matrix);
    if (status != QTL_OK) {
        qtl_matrix_free(matrix);
        return status;
    }
    *out = matrix;
    return QTL_OK;
}

/* --- elements of the file --- */

/* What is looked for, and what has been seen instead. */
typedef struct search {
    const char *name;
    qtl_text seen;
    qtl_matrix *found;
} search;

/* Reads an array's header and, if it is the one and all there, its numbers. */
static qtl_status look_at(cursor content, bool whole, search *s, bool *is_wanted)
{
    array a = {0};
    QTL_TRY(read_array_header(content, &a));
    *is_wanted = strcmp(a.name, s->name) == 0;
    if (*is_wanted && whole) {
        return read_matrix(&a, &s->found);
    }
    if (!*is_wanted) {
        qtl_text_add(&s->seen, "%s%s", s->seen.size ? ", " : "", a.name);
    }
    return QTL_OK;
}

/* Decompresses the header of an array (*wanted = 0, which becomes the size of the whole
 * if it is the one) or *wanted bytes of it. */
static qtl_status look_into(const cursor *c, const element *compressed, search *s,
                            size_t *wanted)
{
    const qtl_bytes from = {c->path, compressed->data, compressed->size};
    uint8_t *data = NULL;
    size_t size = 0;
    QTL_TRY(qtl_inflate(&from, *wanted ? *wanted : ARRAY_HEADER_MAX, &data, &size));
    cursor content = {c->path, data, data + size, c->big_endian};
    element inner;
    bool is_wanted = false;
    qtl_status status = read_tag(&content, &inner);
    if (status == QTL_OK && inner.type == TYPE_MATRIX) {
        status = look_at(content, *wanted > 0, s, &is_wanted);
        *wanted = is_wanted ? TAG_SIZE + inner.size + 1 : 0;
    }
    free(data);
    return status;
}

/* An array's size and name are in its first bytes: only what is wanted is decompressed
 * whole, and no more of it than it says it has. */
static qtl_status look_at_compressed(const cursor *c, const element *compressed,
                                     search *s)
{
    size_t wanted = 0;
    QTL_TRY(look_into(c, compressed, s, &wanted));
    return wanted ? look_into(c, compressed, s, &wanted) : QTL_OK;
}

static qtl_status look_at_element(const cursor *c, const element *top, search *s)
{
    if (top->type == TYPE_COMPRESSED) {
        return look_at_compressed(c, top, s);
    }
    if (top->type != TYPE_MATRIX) {
        return QTL_OK;
    }
    bool is_wanted = false;
    const cursor content = {c->path, top->data, top->data + top->size, c->big_endian};
    return look_at(content, true, s, &is_wanted);
}

static qtl_status not_found(const char *path, const search *s)
{
    return QTL_FAIL(QTL_EFORMAT, "%s has no variable %s; it has %s", path, s->name,
                    s->seen.data ? s->seen.data : "none");
}

static qtl_status find(cursor c, search *s)
{
    while (c.at < c.end && !s->found) {
        element top;
        QTL_TRY(read_element(&c, "a variable", &top));
        QTL_TRY(look_at_element(&c, &top, s));
    }
    return s->found ? QTL_OK : not_found(c.path, s);
}

/* --- the file --- */

qtl_status qtl_mat_variable(const qtl_bytes *file, const char *name, qtl_matrix **out)
{
    bool big_endian = false;
    QTL_TRY(qtl_mat_check_level(file, &big_endian));
    const cursor c = {file->path, file->data + QTL_MAT_HEADER_SIZE,
                      file->data + file->size, big_endian};
    search s = {.name = name};
    const qtl_status status = find(c, &s);
    free(s.seen.data);
    if (status != QTL_OK) {
        qtl_matrix_free(s.found);
        return status;
    }
    *out = s.found;
    return QTL_OK;
}

static qtl_status make_dataset(const qtl_bytes *file, const qtl_matrix *f,
                               const qtl_matrix *y, qtl_dataset *out)
{
    char *names[2] = {qtl_format("%s: F", file->path), qtl_format("%s: y", file->path)};
    const qtl_named_matrix inputs = {names[0], f};
    const qtl_named_matrix labels = {names[1], y};
    const qtl_status status = names[0] && names[1]
                                  ? qtl_dataset_from_matrices(&inputs, &labels, out)
                                  : QTL_ENOMEM;
    free(names[0]);
    free(names[1]);
    return status;
}

qtl_status qtl_mat_dataset(const qtl_bytes *file, qtl_dataset *out)
{
    qtl_matrix *f = NULL;
    qtl_matrix *y = NULL;
    QTL_TRY(qtl_mat_variable(file, "F", &f));
    qtl_status status = qtl_mat_variable(file, "y", &y);
    if (status == QTL_OK) {
        status = make_dataset(file, f, y, out);
    }
    qtl_matrix_free(f);
    qtl_matrix_free(y);
    qtl_sha256(file->data, file->size, out->checksum);
    return status;
}
