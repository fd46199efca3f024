/* MAT-files of level 5, written here element by element from the published description of
 * the format; and the original file of the data set `tishby`, when it is there. */
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "core/file.h"
#include "data/mat.h"
#include "data/mat_level.h"
#include "data_files.h"
#include "suite.h"

enum {
    ROOM = 4096,
    COMPRESSED = 15,
    MATRIX = 14,
    DOUBLE = 9,
    INT8 = 1,
    SHORT = 3,
    OPAQUE = 17
};

/* --- writing --- */

/* A file being written. */
typedef struct mat {
    bool big_endian;
    uint8_t bytes[ROOM];
    size_t size;
} mat;

static void put(mat *m, uint64_t bits, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        m->bytes[m->size++] = (uint8_t)(bits >> 8 * (m->big_endian ? size - 1 - i : i));
    }
}

static mat file_header(bool big_endian)
{
    mat m = {.big_endian = big_endian, .size = 124};
    memset(m.bytes, ' ', 124);
    memcpy(m.bytes, "MATLAB 5.0 MAT-file", 19);
    put(&m, 0x0100, 2);
    put(&m, 'M' << 8 | 'I', 2);
    return m;
}

static void pad(mat *m)
{
    while (m->size % 8) {
        m->bytes[m->size++] = 0;
    }
}

/* Flags, dimensions, which an opaque array has not, and the name, which is short enough
 * to lie in its tag. */
static void array_header(mat *m, unsigned flags, const uint32_t dimension[2], char name)
{
    put(m, 6, 4);
    put(m, 8, 4);
    put(m, flags, 4);
    put(m, 0, 4);
    if (flags != OPAQUE) {
        put(m, 5, 4);
        put(m, 8, 4);
        put(m, dimension[0], 4);
        put(m, dimension[1], 4);
    }
    put(m, 1 << 16 | INT8, 4); /* one byte of type 1 */
    m->bytes[m->size++] = (uint8_t)name;
    memset(m->bytes + m->size, 0, 3);
    m->size += 3;
}

/* What to write. Values are column by column, as MATLAB has them. */
typedef struct array {
    char name;
    unsigned flags; /* the class, and 0x800 for a complex one */
    uint32_t dimension[2];
    unsigned type; /* of the stored numbers */
    double values[8];
} array;

static void put_numbers(mat *m, const array *a)
{
    const size_t n = (size_t)a->dimension[0] * a->dimension[1];
    const size_t size = a->type == DOUBLE ? 8 : a->type == SHORT ? 2 : 1;
    if (n * size <= 4) {
        put(m, (uint64_t)(n * size) << 16 | a->type, 4);
    } else {
        put(m, a->type, 4);
        put(m, n * size, 4);
    }
    for (size_t i = 0; i < n; i++) {
        uint64_t bits = (uint64_t)(int64_t)a->values[i];
        if (a->type == DOUBLE) {
            memcpy(&bits, &a->values[i], sizeof bits);
        }
        put(m, bits, size);
    }
    pad(m);
}

/* Of what an opaque array is, and of which class; the object itself is elsewhere. */
static void put_words(mat *m)
{
    put(m, 4 << 16 | INT8, 4);
    memcpy(m->bytes + m->size, "MCOS", 4);
    m->size += 4;
    put(m, INT8, 4);
    put(m, 6, 4);
    memcpy(m->bytes + m->size, "string", 6);
    m->size += 6;
    pad(m);
}

static void add(mat *m, const array *a, bool compress)
{
    mat content = {.big_endian = m->big_endian, .size = 8};
    array_header(&content, a->flags, a->dimension, a->name);
    if (a->flags == OPAQUE) {
        put_words(&content);
    }
    put_numbers(&content, a);
    const size_t size = content.size;
    content.size = 0;
    put(&content, MATRIX, 4);
    put(&content, size - 8, 4);
    if (!compress) {
        memcpy(m->bytes + m->size, content.bytes, size);
        m->size += size;
        return;
    }
    uLongf packed = ROOM - m->size - 8;
    ck_assert_int_eq(compress2(m->bytes + m->size + 8, &packed, content.bytes, size, 9),
                     Z_OK);
    put(m, COMPRESSED, 4);
    put(m, packed, 4);
    m->size += packed; /* and no padding */
}

static const array inputs = {'F', 6, {3, 2}, DOUBLE, {0.5, -1, 1e10, 4, 5, 6}};
static const array labels = {'y', 6, {1, 3}, INT8, {7, -2, 7}};

/* --- reading --- */

static qtl_bytes bytes_of(const mat *m)
{
    return (qtl_bytes){"f.mat", m->bytes, m->size};
}

static void check(const mat *m)
{
    const qtl_bytes file = bytes_of(m);
    ck_assert(qtl_mat_recognize(m->bytes, m->size));
    qtl_dataset *d = calloc(1, sizeof *d);
    ck_ok(qtl_mat_dataset(&file, d));
    static const float x[] = {0.5F, 4, -1, 5, 1e10F, 6};
    static const uint32_t label[] = {1, 0, 1};
    ck_assert_uint_eq(d->n_inputs, 3);
    ck_assert_uint_eq(d->n_features, 2);
    ck_assert_uint_eq(d->n_classes, 2);
    ck_assert_mem_eq(d->x, x, sizeof x);
    ck_assert_mem_eq(d->label, label, sizeof label);
    qtl_dataset_free(d);
}

START_TEST(either_byte_order_plain_or_compressed_reads_the_same)
{
    for (int i = 0; i < 8; i++) {
        mat m = file_header(i & 1);
        const array other = {'z', 4, {1, 1}, 2, {9}}; /* text, which nobody asked for */
        add(&m, &other, i & 4);
        add(&m, &labels, i & 2);
        add(&m, &inputs, i & 2);
        check(&m);
    }
}
END_TEST

START_TEST(labels_may_be_a_column_and_numbers_small)
{
    mat m = file_header(false);
    array column = labels;
    column.dimension[0] = 3;
    column.dimension[1] = 1;
    array small = inputs;
    small.type = SHORT;
    for (size_t i = 0; i < 6; i++) {
        small.values[i] = -300 * (double)i;
    }
    add(&m, &small, false);
    add(&m, &column, true);
    const qtl_bytes file = bytes_of(&m);
    qtl_dataset *d = calloc(1, sizeof *d);
    ck_ok(qtl_mat_dataset(&file, d));
    ck_assert_float_eq(d->x[5], -1500);
    qtl_dataset_free(d);
}
END_TEST

START_TEST(strings_and_tables_beside_the_numbers_are_passed_over)
{
    const array string = {'s', OPAQUE, {2, 1}, INT8, {1, 2}};
    for (int compress = 0; compress < 2; compress++) {
        mat m = file_header(compress);
        add(&m, &string, compress);
        add(&m, &inputs, false);
        add(&m, &labels, false);
        check(&m);
    }
}
END_TEST

/* --- refusing --- */

static void refuses(const mat *m, qtl_status status, const char *words)
{
    const qtl_bytes file = bytes_of(m);
    qtl_dataset *d = calloc(1, sizeof *d);
    ck_fails(qtl_mat_dataset(&file, d), status, words);
    ck_assert(strncmp(qtl_error_message(), "f.mat", 5) == 0);
    qtl_dataset_free(d);
}

static void refuses_inputs(array a, qtl_status status, const char *words)
{
    for (int compress = 0; compress < 2; compress++) {
        mat m = file_header(false);
        add(&m, &a, compress);
        add(&m, &labels, compress);
        refuses(&m, status, words);
    }
}

START_TEST(arrays_that_are_no_tables_of_numbers_are_refused)
{
    array a = inputs;
    static const char *const words[] = {"F is a cell array", "F is a structure",
                                        "F is an object", "F is text", "F is sparse"};
    for (unsigned i = 0; i < 5; i++) {
        a.flags = i + 1;
        refuses_inputs(a, QTL_EUNSUPPORTED, words[i]);
    }
    a.flags = 16;
    refuses_inputs(a, QTL_EUNSUPPORTED, "F is of class 16");
    a.flags = OPAQUE;
    refuses_inputs(a, QTL_EUNSUPPORTED, "F is a string, a table or the like");
    a.flags = 6 | 0x800;
    refuses_inputs(a, QTL_EUNSUPPORTED, "F is complex");
    a.flags = 6;
    a.name = 'G';
    refuses_inputs(a, QTL_EFORMAT, "has no variable F; it has G, y");
    a = inputs;
    a.dimension[0] = 0;
    refuses_inputs(a, QTL_EEMPTY, "F is empty: 0 x 2");
}
END_TEST

START_TEST(sizes_that_do_not_fit_are_refused)
{
    array a = inputs;
    a.dimension[0] = 2;
    refuses_inputs(a, QTL_EFORMAT, "F has 2 rows but f.mat: y has 3 labels");
    a.dimension[1] = 3;
    refuses_inputs(a, QTL_EFORMAT, "transpose the inputs");
    a = inputs;
    a.values[1] = 1e300;
    refuses_inputs(a, QTL_ERANGE, "row 1, column 0 (counted from 0) is 1e+300");
    mat m = file_header(false);
    add(&m, &inputs, false);
    array fractions = labels;
    fractions.type = DOUBLE;
    fractions.values[1] = 0.5;
    add(&m, &fractions, false);
    refuses(&m, QTL_ERANGE, "label 1 (counted from 0) is 0.5; labels are integers");
}
END_TEST

START_TEST(damaged_files_are_refused_in_a_line)
{
    mat m = file_header(false);
    add(&m, &inputs, false);
    add(&m, &labels, true);
    const size_t size = m.size;
    for (m.size = 0; m.size < size; m.size++) { /* cut anywhere */
        const qtl_bytes file = bytes_of(&m);
        qtl_dataset *d = calloc(1, sizeof *d);
        ck_assert(qtl_mat_dataset(&file, d) != QTL_OK);
        ck_assert(strncmp(qtl_error_message(), "f.mat", 5) == 0);
        qtl_dataset_free(d);
    }
    /* dimensions whose product is over any file */
    m.size = size;
    memset(m.bytes + 128 + 8 + 16 + 8, 0xff, 8);
    refuses(&m, QTL_EFORMAT, "damaged: F is 4294967295 x 4294967295");
}
END_TEST

START_TEST(other_levels_are_named_with_the_way_out)
{
    mat m = file_header(false);
    m.bytes[124] = 0;
    m.bytes[125] = 2;
    refuses(&m, QTL_EUNSUPPORTED, "of version 0x200; save it in MATLAB with -v7");
    m.size = 600;
    memset(m.bytes + 128, 0, m.size - 128);
    memcpy(m.bytes + 512, "\x89HDF\r\n\x1a\n", 8);
    refuses(&m, QTL_EUNSUPPORTED, "version 7.3 (HDF5); save it in MATLAB with -v7");
    mat level_4 = {.size = 0}; /* x = 1 of level 4: type, 1 x 1, real, name of 2 bytes */
    put(&level_4, 0, 4);
    put(&level_4, 1, 4);
    put(&level_4, 1, 4);
    put(&level_4, 0, 4);
    put(&level_4, 2, 4);
    put(&level_4, 'x', 2);
    put(&level_4, 0, 8);
    ck_assert(qtl_mat_recognize(level_4.bytes, level_4.size));
    refuses(&level_4, QTL_EUNSUPPORTED, "level 4; load it and save it again with -v7");
    mat text = {.size = 0};
    memcpy(text.bytes, "1,2,3\n4,5,6\n7,8,9\n1,2,3\n", 24);
    text.size = 24;
    ck_assert(!qtl_mat_recognize(text.bytes, text.size));
    refuses(&text, QTL_EFORMAT, "no MAT-file of level 5");
}
END_TEST

/* --- the original --- */

START_TEST(the_original_file_of_tishby_equals_the_generated_set_bit_for_bit)
{
    char *path = qtl_test_shared("tishby/var_u.mat");
    if (!path) {
        return;
    }
    const qtl_dataset_options options = {.path = path};
    qtl_dataset *original = NULL;
    qtl_dataset *generated = NULL;
    ck_ok(qtl_dataset_create("files", &options, &original));
    ck_ok(qtl_dataset_create("tishby", NULL, &generated));
    const size_t n = generated->n_inputs;
    ck_assert_uint_eq(original->n_inputs, n);
    ck_assert_uint_eq(original->n_features, generated->n_features);
    ck_assert_mem_eq(original->x, generated->x,
                     n * generated->n_features * sizeof *generated->x);
    ck_assert_mem_eq(original->label, generated->label, n * sizeof *generated->label);
    ck_assert_uint_eq(original->n_distinct, n);
    qtl_dataset_free(original);
    qtl_dataset_free(generated);
    free(path);
}
END_TEST

QTL_SUITE("data mat", either_byte_order_plain_or_compressed_reads_the_same,
          labels_may_be_a_column_and_numbers_small,
          strings_and_tables_beside_the_numbers_are_passed_over,
          arrays_that_are_no_tables_of_numbers_are_refused,
          sizes_that_do_not_fit_are_refused, damaged_files_are_refused_in_a_line,
          other_levels_are_named_with_the_way_out,
          the_original_file_of_tishby_equals_the_generated_set_bit_for_bit)
