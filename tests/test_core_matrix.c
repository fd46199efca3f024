/* Reading tables from NPY and CSV. The NPY bytes are spelled out by hand from the
 * format's definition (NEP 1), so that reading is not only checked against our own
 * writing. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "quantal/matrix.h"
#include "suite.h"

static char *folder;
static char path[600];

static void remove_folder(void)
{
    if (qtl_remove_tree(folder) == QTL_OK) {
        free(folder);
    }
}

static void setup_folder(void)
{
    folder = qtl_test_folder();
    ck_assert_int_eq(atexit(remove_folder), 0);
    ck_assert_int_eq(chdir(folder), 0);
}

static const char *in_folder(const char *name)
{
    if (!folder) {
        setup_folder();
    }
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void write_bytes(const char *name, const void *bytes, size_t size)
{
    FILE *stream = fopen(in_folder(name), "w");
    ck_assert_ptr_nonnull(stream);
    ck_assert_uint_eq(fwrite(bytes, 1, size, stream), size);
    ck_assert_int_eq(fclose(stream), 0);
}

/* An NPY file of the given version, header text and data. */
static void write_npy(const char *name, int version, const char *header, const void *data,
                      size_t size)
{
    char bytes[4096] = "\x93NUMPY";
    const size_t length = strlen(header);
    const size_t length_size = version == 1 ? 2 : 4;
    bytes[6] = (char)version;
    bytes[8] = (char)(length & 255);
    bytes[9] = (char)(length >> 8);
    ck_assert_uint_lt(8 + length_size + length + size, sizeof bytes);
    memcpy(bytes + 8 + length_size, header, length);
    memcpy(bytes + 8 + length_size + length, data, size);
    write_bytes(name, bytes, 8 + length_size + length + size);
}

static qtl_matrix *read_ok(const char *source)
{
    qtl_matrix *matrix = NULL;
    ck_ok(qtl_matrix_read(source, &matrix));
    return matrix;
}

#define ck_read_fails(source, status, words)                                             \
    do {                                                                                 \
        qtl_matrix *untouched_ = (qtl_matrix *)path;                                     \
        ck_fails(qtl_matrix_read((source), &untouched_), (status), (words));             \
        ck_assert_ptr_eq(untouched_, (qtl_matrix *)path);                                \
    } while (0)

/* A matrix of this shape holding these numbers, row by row. */
static void check_matrix(const char *source, size_t n_rows, size_t n_cols, bool discrete,
                         const double *by_row)
{
    qtl_matrix *matrix = read_ok(source);
    ck_assert_msg(matrix->n_rows == n_rows && matrix->n_cols == n_cols, "%s is %zu x %zu",
                  source, matrix->n_rows, matrix->n_cols);
    ck_assert_msg(matrix->discrete == discrete, "%s: discrete is %d", source,
                  matrix->discrete);
    for (size_t r = 0; r < n_rows; r++) {
        for (size_t c = 0; c < n_cols; c++) {
            ck_assert_double_eq(matrix->data[c * n_rows + r], by_row[r * n_cols + c]);
        }
    }
    qtl_matrix_free(matrix);
}

static const double counting[] = {1, 2, 3, 4, 5, 6};

/* --- NPY --- */

START_TEST(every_number_type_of_npy_is_read)
{
    static const struct type {
        const char *descr;
        const char *bytes; /* 1 and -2; for unsigned 1 and 254, 65534, ... */
        size_t size;
        double second;
        bool discrete;
    } types[] = {
        {"<f4", "\x00\x00\x80\x3f\x00\x00\x00\xc0", 8, -2, false},
        {">f4", "\x3f\x80\x00\x00\xc0\x00\x00\x00", 8, -2, false},
        {"<f8", "\0\0\0\0\0\0\xf0\x3f\0\0\0\0\0\0\0\xc0", 16, -2, false},
        {">f8", "\x3f\xf0\0\0\0\0\0\0\xc0\0\0\0\0\0\0\0", 16, -2, false},
        {"|i1", "\x01\xfe", 2, -2, true},
        {"<i2", "\x01\x00\xfe\xff", 4, -2, true},
        {">i2", "\x00\x01\xff\xfe", 4, -2, true},
        {"<i4", "\x01\0\0\0\xfe\xff\xff\xff", 8, -2, true},
        {">i4", "\0\0\0\x01\xff\xff\xff\xfe", 8, -2, true},
        {"<i8", "\x01\0\0\0\0\0\0\0\xfe\xff\xff\xff\xff\xff\xff\xff", 16, -2, true},
        {">i8", "\0\0\0\0\0\0\0\x01\xff\xff\xff\xff\xff\xff\xff\xfe", 16, -2, true},
        {"|u1", "\x01\xfe", 2, 254, true},
        {"<u2", "\x01\x00\xfe\xff", 4, 65534, true},
        {">u4", "\0\0\0\x01\xff\xff\xff\xfe", 8, 4294967294.0, true},
        {"<u8", "\x01\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0", 16, 4294967296.0, true},
        {"|b1", "\x01\x00", 2, 0, true},
        {"=i2", "\x01\x00\xfe\xff", 4, -2, true},
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        char header[128];
        snprintf(header, sizeof header,
                 "{'descr': '%s', 'fortran_order': False, 'shape': (2,), }\n",
                 types[i].descr);
        const double expected[] = {1, types[i].second};
        for (int version = 1; version <= 3; version++) {
            write_npy("a.npy", version, header, types[i].bytes, types[i].size);
            check_matrix(in_folder("a.npy"), 2, 1, types[i].discrete, expected);
        }
    }
}
END_TEST

START_TEST(npy_is_read_in_c_and_in_fortran_order)
{
    write_npy("c.npy", 1, "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }\n",
              "\1\2\3\4\5\6", 6);
    check_matrix(in_folder("c.npy"), 2, 3, true, counting);
    write_npy("f.npy", 1, "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }\n",
              "\1\4\2\5\3\6", 6);
    check_matrix(in_folder("f.npy"), 2, 3, true, counting);
}
END_TEST

START_TEST(an_npy_header_may_be_written_in_any_python_style)
{
    static const char *const headers[] = {
        "{\"shape\":(2,3),\"fortran_order\":False,\"descr\":\"|u1\"}",
        "{ 'fortran_order' : False ,\n 'descr' : 'u1' , 'shape' : ( 2 , 3 , ) , }   \n",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }"};
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        write_npy("a.npy", 1, headers[i], "\1\2\3\4\5\6", 6);
        check_matrix(in_folder("a.npy"), 2, 3, true, counting);
    }
}
END_TEST

START_TEST(damaged_npy_headers_are_refused)
{
    static const struct damage {
        const char *header;
        qtl_status status;
        const char *words;
    } damages[] = {
        {"", QTL_EFORMAT, "opening brace"},
        {"{", QTL_EFORMAT, "quoted word"},
        {"{}", QTL_EFORMAT, "descr, fortran_order and shape"},
        {"{'descr'", QTL_EFORMAT, "colon"},
        {"{'descr': '|u1', 'fortran_order': False}", QTL_EFORMAT, "and shape"},
        {"{'colour': 'red'}", QTL_EFORMAT, "descr, fortran_order or shape"},
        {"{'descr': '|u1", QTL_EFORMAT, "closing quote"},
        {"{'descr': 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'}", QTL_EFORMAT, "shorter"},
        {"{'fortran_order': Maybe}", QTL_EFORMAT, "True or False"},
        {"{'fortran_order': Tru", QTL_EFORMAT, "True or False"},
        {"{'shape': 6}", QTL_EFORMAT, "parentheses"},
        {"{'shape': (2, 3", QTL_EFORMAT, "closing parenthesis"},
        {"{'shape': (-2, 3)}", QTL_EFORMAT, "a size"},
        {"{'shape': (99999999999999999999, 3)}", QTL_EFORMAT, "below 2^64"},
        {"{'shape': (1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)}",
         QTL_EFORMAT, "32 dimensions"},
        {"{'shape': (2, 3) 'descr'", QTL_EFORMAT, "closing brace"},
        {"{'descr': '|O', 'fortran_order': False, 'shape': (6,)}", QTL_EUNSUPPORTED,
         "\"|O\""},
        {"{'descr': '<f2', 'fortran_order': False, 'shape': (3,)}", QTL_EUNSUPPORTED,
         "float32"},
        {"{'descr': '<c8', 'fortran_order': False, 'shape': (6,)}", QTL_EUNSUPPORTED,
         "\"<c8\""},
        {"{'descr': '<U1', 'fortran_order': False, 'shape': (6,)}", QTL_EUNSUPPORTED,
         "\"<U1\""},
        {"{'descr': '', 'fortran_order': False, 'shape': (6,)}", QTL_EUNSUPPORTED,
         "\"\""},
        {"{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (6,)}",
         QTL_EUNSUPPORTED, "structured"},
        {"{'descr': '|u1', 'fortran_order': False, 'shape': ()}", QTL_EUNSUPPORTED,
         "0 dimensions"},
        {"{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2, 3)}", QTL_EUNSUPPORTED,
         "3 dimensions"},
        {"{'descr': '|u1', 'fortran_order': False, 'shape': (0, 3)}", QTL_EEMPTY,
         "empty"},
        {"{'descr': '|u1', 'fortran_order': False, 'shape': (7,)}", QTL_EFORMAT,
         "truncated"},
        {"{'descr': '|u1', 'fortran_order': False, 'shape': (5,)}", QTL_EFORMAT,
         "1 bytes after"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (100000, 12500)}",
         QTL_EFORMAT, "truncated"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296)}",
         QTL_EFORMAT, "truncated"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (2305843009213693952, 1)}",
         QTL_EFORMAT, "truncated"},
    };
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        write_npy("bad.npy", 1, damages[i].header, "\1\2\3\4\5\6", 6);
        ck_read_fails(in_folder("bad.npy"), damages[i].status, damages[i].words);
        ck_read_fails(in_folder("bad.npy"), damages[i].status, "bad.npy");
    }
}
END_TEST

START_TEST(an_npy_file_cut_anywhere_is_refused)
{
    write_npy("whole.npy", 1, "{'descr': '<f8', 'fortran_order': True, 'shape': (2,)}\n",
              "\0\0\0\0\0\0\xf0\x3f\0\0\0\0\0\0\0\xc0", 16);
    FILE *stream = fopen(in_folder("whole.npy"), "r");
    char bytes[256];
    const size_t size = fread(bytes, 1, sizeof bytes, stream);
    ck_assert_int_eq(fclose(stream), 0);
    for (size_t cut = 0; cut < size; cut++) {
        write_bytes("cut.npy", bytes, cut);
        qtl_matrix *matrix = NULL;
        ck_assert_int_ne(qtl_matrix_read(in_folder("cut.npy"), &matrix), QTL_OK);
        ck_assert_ptr_null(matrix);
        ck_assert_ptr_nonnull(strstr(qtl_error_message(), "cut.npy"));
    }
}
END_TEST

START_TEST(an_npy_file_with_any_byte_changed_does_no_harm)
{
    const char *header = "{'descr': '<f8', 'fortran_order': True, 'shape': (2,)}\n";
    const size_t length = strlen(header);
    for (size_t i = 0; i < 10 + length; i++) {
        for (int change = 1; change < 256; change += change < 8 ? 1 : 31) {
            char bytes[128] = "\x93NUMPY\1\0";
            bytes[8] = (char)length;
            memcpy(bytes + 10, header, length);
            bytes[i] ^= (char)change;
            write_bytes("flip.npy", bytes, 10 + length + 16);
            qtl_matrix *matrix = NULL;
            if (qtl_matrix_read(in_folder("flip.npy"), &matrix) == QTL_OK) {
                ck_assert_uint_le(matrix->n_rows * matrix->n_cols, 16);
            }
            qtl_matrix_free(matrix);
        }
    }
}
END_TEST

START_TEST(other_versions_and_containers_of_numpy_are_named)
{
    write_npy("v9.npy", 9, "{}", "", 0);
    ck_read_fails(in_folder("v9.npy"), QTL_EUNSUPPORTED, "version 9");
    write_bytes("a.npz", "PK\3\4....", 8);
    ck_read_fails(in_folder("a.npz"), QTL_EUNSUPPORTED, ".npz");
    write_bytes("a.bin", "\x01\x00\x02", 3);
    ck_read_fails(in_folder("a.bin"), QTL_EFORMAT, "NUL byte at 1");
}
END_TEST

START_TEST(numbers_of_npy_that_are_not_finite_are_refused_with_their_place)
{
    double values[] = {0, 1, 2, 3, NAN, 5};
    const char *header = "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }\n";
    write_npy("nan.npy", 1, header, values, sizeof values);
    ck_read_fails(in_folder("nan.npy"), QTL_ERANGE,
                  "nan.npy: row 2, column 0 (counted from 0) is NaN");
    values[4] = -INFINITY;
    write_npy("inf.npy", 1, header, values, sizeof values);
    ck_read_fails(in_folder("inf.npy"), QTL_ERANGE, "row 2, column 0");
    const double second[] = {1, 3, 5};
    check_matrix(strcat(path, ":1"), 3, 1, false, second);
}
END_TEST

START_TEST(integers_that_doubles_would_merge_are_refused)
{
    const int64_t values[] = {1, 9007199254740992};
    write_npy("big.npy", 1, "{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }",
              values, sizeof values);
    ck_read_fails(in_folder("big.npy"), QTL_ERANGE, "2^53");
    qtl_test_write(in_folder("big.csv"), "1\n-9007199254740993\n");
    ck_read_fails(in_folder("big.csv"), QTL_ERANGE, "2^53");
    qtl_test_write(in_folder("real.csv"), "1.5\n9007199254740993\n");
    const double expected[] = {1.5, 9007199254740992.0};
    check_matrix(in_folder("real.csv"), 2, 1, false, expected);
}
END_TEST

/* --- writing --- */

START_TEST(what_is_written_is_read_again)
{
    double reals[] = {0.1, -1e300, 5e-324, 2, 3, 4};
    double small[] = {-2147483648.0, 2147483647, 0, 1, 2, 3};
    double large[] = {-2147483649.0, 9007199254740991.0, 0, 1, 2, 3};
    qtl_matrix matrices[] = {{3, 2, reals, false}, {6, 1, reals, false},
                             {3, 2, small, true},  {2, 3, large, true},
                             {1, 1, small, true},  {1, 6, reals, false}};
    for (size_t i = 0; i < sizeof matrices / sizeof matrices[0]; i++) {
        ck_ok(qtl_matrix_write_npy(&matrices[i], in_folder("again.npy")));
        qtl_matrix *again = read_ok(in_folder("again.npy"));
        ck_assert_uint_eq(again->n_rows, matrices[i].n_rows);
        ck_assert_uint_eq(again->n_cols, matrices[i].n_cols);
        ck_assert_int_eq(again->discrete, matrices[i].discrete);
        ck_assert_mem_eq(again->data, matrices[i].data,
                         again->n_rows * again->n_cols * sizeof(double));
        qtl_matrix_free(again);
    }
}
END_TEST

/* Byte for byte what numpy.save writes for numpy.array([[1, 2], [3, 4]], "<i4"), which
 * pads its header to 128 bytes. */
START_TEST(written_npy_has_the_bytes_of_the_format)
{
    double values[] = {1, 3, 2, 4};
    const qtl_matrix matrix = {2, 2, values, true};
    ck_ok(qtl_matrix_write_npy(&matrix, in_folder("out.npy")));
    FILE *stream = fopen(in_folder("out.npy"), "r");
    char bytes[256] = "";
    ck_assert_uint_eq(fread(bytes, 1, sizeof bytes, stream), 128 + 16);
    ck_assert_int_eq(fclose(stream), 0);
    const char *dictionary =
        "{'descr': '<i4', 'fortran_order': False, 'shape': (2, 2), }";
    ck_assert_mem_eq(bytes, "\x93NUMPY\1\0\x76\0", 10);
    ck_assert_mem_eq(bytes + 10, dictionary, strlen(dictionary));
    for (size_t i = 10 + strlen(dictionary); i < 127; i++) {
        ck_assert_int_eq(bytes[i], ' ');
    }
    ck_assert_int_eq(bytes[127], '\n');
    ck_assert_mem_eq(bytes + 128, "\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0", 16);
}
END_TEST

START_TEST(what_cannot_be_written_is_refused)
{
    double half[] = {0.5};
    const qtl_matrix not_integers = {1, 1, half, true};
    const qtl_matrix reals = {1, 1, half, false};
    const qtl_matrix empty = {0, 1, half, false};
    ck_fails(qtl_matrix_write_npy(&not_integers, in_folder("x.npy")), QTL_EINVAL, "0.5");
    ck_fails(qtl_matrix_write_npy(&empty, in_folder("x.npy")), QTL_EEMPTY, "nothing");
    ck_fails(qtl_matrix_write_npy(NULL, in_folder("x.npy")), QTL_EINVAL, "NULL");
    ck_assert_int_ne(access(in_folder("x.npy"), F_OK), 0);
    ck_fails(qtl_matrix_write_npy(&reals, "/nonexistent/x.npy"), QTL_EIO,
             "/nonexistent/x.npy");
}
END_TEST

/* --- CSV --- */

START_TEST(csv_is_read_with_and_without_a_header)
{
    static const char *const texts[] = {
        "1,2,3\n4,5,6\n",
        "1,2,3\n4,5,6",
        "1,2,3\r\n4,5,6\r\n",
        "a,b,c\n1,2,3\n4,5,6\n",
        "a,b,c\r\n1,2,3\r\n4,5,6",
        "\xef\xbb\xbf"
        "a,b,c\n1,2,3\n4,5,6\n",
        "\xef\xbb\xbf"
        "1,2,3\n4,5,6\n",
        "\"a, b\",\"say \"\"c\"\"\",\"d\ne\"\n1,2,3\n4,5,6\n",
        "\"1\",\"2\",\"3\"\n\"4\",\"5\",\"6\"\n",
        "\n1,2,3\n\n4,5,6\n\n",
        " 1, 2 ,\t3\n4 , 5, 6\n",
        "+1,02,3\n4,5,6\n",
        "0,1,label\n1,2,3\n4,5,6\n",
        ",1,2\n1,2,3\n4,5,6\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        qtl_test_write(in_folder("a.csv"), texts[i]);
        check_matrix(in_folder("a.csv"), 2, 3, true, counting);
    }
}
END_TEST

START_TEST(csv_is_discrete_when_every_value_is_written_as_an_integer)
{
    const double expected[] = {1, 2, 3, 4};
    qtl_test_write(in_folder("a.csv"), "1,2\n3,4.0\n");
    check_matrix(in_folder("a.csv"), 2, 2, false, expected);
    const double first[] = {1, 3};
    check_matrix(in_folder("a.csv:0"), 2, 1, true, first);
    qtl_test_write(in_folder("e.csv"), "1,2\n3,4e0\n");
    check_matrix(in_folder("e.csv"), 2, 2, false, expected);
    const double negative[] = {-1, 0};
    qtl_test_write(in_folder("n.csv"), "-1\n-0\n");
    check_matrix(in_folder("n.csv"), 2, 1, true, negative);
}
END_TEST

START_TEST(csv_numbers_are_read_to_the_last_bit)
{
    qtl_test_write(in_folder("a.csv"), "0.1\n-1.7976931348623157e308\n4.9e-324\n"
                                       "123456789012345678.0\n.5\n5.\n1E3\n");
    const double expected[] = {
        0.1, -1.7976931348623157e308, 4.9e-324, 123456789012345678.0, 0.5, 5, 1000};
    check_matrix(in_folder("a.csv"), 7, 1, false, expected);
}
END_TEST

START_TEST(damaged_csv_is_refused_with_its_place)
{
    static const struct damage {
        const char *text;
        qtl_status status;
        const char *words;
    } damages[] = {
        {"", QTL_EEMPTY, "empty"},
        {"\n\n", QTL_EEMPTY, "empty"},
        {"a,b\n", QTL_EEMPTY, "a header but no numbers"},
        {"1,2\n3\n", QTL_EFORMAT, "bad.csv:2: 1 fields where the rows above have 2"},
        {"a,b\n1,2\n3,4,5\n", QTL_EFORMAT, "bad.csv:3: 3 fields"},
        {"1,2\n3,\n", QTL_EFORMAT, "row 1, column 1 (counted from 0) is empty"},
        {"1,\n3,4\n", QTL_EFORMAT, "row 0, column 1 (counted from 0) is empty"},
        {"1,2\n3,abc\n", QTL_EFORMAT, "row 1, column 1 (counted from 0) is no number"},
        {"a,b\n1,2\n3,abc\n", QTL_EFORMAT, "row 1, column 1"},
        {"1.5,abc\n3,4\n", QTL_EFORMAT, "row 0, column 1"},
        {"1;2\n3;4\n", QTL_EFORMAT, "commas separate columns"},
        {"1 2\n3 4\n", QTL_EFORMAT, "commas separate columns"},
        {"1\n0x10\n", QTL_EFORMAT, "no number: \"0x10\""},
        {"1\n1e5x\n", QTL_EFORMAT, "no number"},
        {"1\n-\n", QTL_EFORMAT, "no number"},
        {"1\n\"a\nb\"\n", QTL_EFORMAT, "a?b"},
        {"1,2\n3,nan\n", QTL_ERANGE, "row 1, column 1 (counted from 0) is nan"},
        {"nan,2\n3,4\n", QTL_ERANGE, "row 0, column 0 (counted from 0) is nan"},
        {"1,2\ninf,4\n", QTL_ERANGE, "row 1, column 0 (counted from 0) is inf"},
        {"1,2\n-Infinity,4\n", QTL_ERANGE, "row 1, column 0"},
        {"1,2\n1e999,4\n", QTL_ERANGE, "1e999"},
        {"1,\"2\n3,4\n", QTL_EFORMAT, "bad.csv:1: a quote is never closed"},
        {"1,2\n\"3\"x,4\n", QTL_EFORMAT, "bad.csv:2: text after a closing quote"},
    };
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        qtl_test_write(in_folder("bad.csv"), damages[i].text);
        ck_read_fails(in_folder("bad.csv"), damages[i].status, damages[i].words);
        ck_read_fails(in_folder("bad.csv"), damages[i].status, "bad.csv");
    }
}
END_TEST

/* --- columns --- */

START_TEST(columns_are_chosen_by_index_range_and_name)
{
    qtl_test_write(in_folder("a.csv"), "a,b-c,3\n1,2,3\n4,5,6\n");
    check_matrix(in_folder("a.csv:0-2"), 2, 3, true, counting);
    check_matrix(in_folder("a.csv:0,1,2"), 2, 3, true, counting);
    check_matrix(in_folder("a.csv:a,b-c,2"), 2, 3, true, counting);
    check_matrix(in_folder("a.csv:a,1-2"), 2, 3, true, counting);
    const double backwards[] = {3, 1, 1, 6, 4, 4};
    check_matrix(in_folder("a.csv:2,0,a"), 2, 3, true, backwards);
    write_npy("c.npy", 1, "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }\n",
              "\1\4\2\5\3\6", 6);
    const double outer[] = {1, 3, 4, 6};
    check_matrix(in_folder("c.npy:0,2"), 2, 2, true, outer);
}
END_TEST

START_TEST(columns_that_are_not_there_are_refused)
{
    qtl_test_write(in_folder("a.csv"), "alpha,beta\n1,2\n3,4\n");
    qtl_test_write(in_folder("b.csv"), "1,2\n3,4\n");
    static const struct wrong {
        const char *source;
        qtl_status status;
        const char *words;
    } wrongs[] = {
        {"a.csv:2", QTL_EUNKNOWN, "no column \"2\"; it has 2, counted from 0"},
        {"a.csv:0-2", QTL_EUNKNOWN, "no column \"0-2\""},
        {"a.csv:0-99999999999999999999999", QTL_EUNKNOWN, "no column"},
        {"a.csv:99999999999999999999999", QTL_EUNKNOWN, "no column"},
        {"a.csv:1-0", QTL_EINVAL, "range \"1-0\" is empty"},
        {"a.csv:beat", QTL_EUNKNOWN, "did you mean \"beta\"?"},
        {"a.csv:zzzzzzzzzzzz", QTL_EUNKNOWN, "no column \"zzzzzzzzzzzz\""},
        {"a.csv:", QTL_EUNKNOWN, "no column \"\""},
        {"a.csv:0,", QTL_EUNKNOWN, "no column \"\""},
        {"a.csv:0-", QTL_EUNKNOWN, "no column \"0-\""},
        {"a.csv:-1", QTL_EUNKNOWN, "no column \"-1\""},
        {"b.csv:beta", QTL_EUNKNOWN, "no names, only 0 to 1"},
        {"c.csv:0", QTL_EIO, "cannot read c.csv: No such file"},
        {"c:d.csv:0", QTL_EIO, "cannot read c:d.csv: No such file"},
        {"c.csv", QTL_EIO, "cannot read c.csv: No such file"},
        {"", QTL_EIO, "cannot read"},
        {".", QTL_EIO, "cannot read .: Is a directory"},
    };
    for (size_t i = 0; i < sizeof wrongs / sizeof wrongs[0]; i++) {
        ck_read_fails(wrongs[i].source, wrongs[i].status, wrongs[i].words);
    }
    ck_read_fails(NULL, QTL_EINVAL, "NULL");
    ck_fails(qtl_matrix_read("a.csv", NULL), QTL_EINVAL, "NULL");
    qtl_matrix_free(NULL);
}
END_TEST

START_TEST(a_colon_may_be_part_of_a_file_name)
{
    qtl_test_write(in_folder("run:1.csv"), "a:b,c,d\n1,2,3\n4,5,6\n");
    check_matrix("run:1.csv", 2, 3, true, counting);
    check_matrix("run:1.csv:0-2", 2, 3, true, counting);
    const double first[] = {1, 4};
    check_matrix("run:1.csv:a:b", 2, 1, true, first);
    qtl_test_write(in_folder("run"), "7\n8\n");
    check_matrix("run:1.csv", 2, 3, true, counting);
}
END_TEST

START_TEST(unused_text_columns_do_no_harm)
{
    qtl_test_write(in_folder("iris.csv"), "5.1,3.5,setosa\n4.9,3.0,virginica\n");
    const double expected[] = {5.1, 3.5, 4.9, 3.0};
    check_matrix(in_folder("iris.csv:0-1"), 2, 2, false, expected);
    ck_read_fails(in_folder("iris.csv"), QTL_EFORMAT, "row 0, column 2");
}
END_TEST

START_TEST(a_dash_reads_standard_input)
{
    qtl_test_write(in_folder("a.csv"), "a,b,c\n1,2,3\n4,5,6\n");
    ck_assert_ptr_nonnull(freopen(in_folder("a.csv"), "r", stdin));
    check_matrix("-", 2, 3, true, counting);
    ck_assert_ptr_nonnull(freopen(in_folder("a.csv"), "r", stdin));
    const double column[] = {2, 5};
    check_matrix("-:b", 2, 1, true, column);
    ck_assert_ptr_nonnull(freopen(in_folder("a.csv"), "r", stdin));
    ck_read_fails("-:9", QTL_EUNKNOWN, "standard input: no column \"9\"");
}
END_TEST

QTL_SUITE("core matrix", every_number_type_of_npy_is_read,
          npy_is_read_in_c_and_in_fortran_order,
          an_npy_header_may_be_written_in_any_python_style,
          damaged_npy_headers_are_refused, an_npy_file_cut_anywhere_is_refused,
          an_npy_file_with_any_byte_changed_does_no_harm,
          other_versions_and_containers_of_numpy_are_named,
          numbers_of_npy_that_are_not_finite_are_refused_with_their_place,
          integers_that_doubles_would_merge_are_refused, what_is_written_is_read_again,
          written_npy_has_the_bytes_of_the_format, what_cannot_be_written_is_refused,
          csv_is_read_with_and_without_a_header,
          csv_is_discrete_when_every_value_is_written_as_an_integer,
          csv_numbers_are_read_to_the_last_bit, damaged_csv_is_refused_with_its_place,
          columns_are_chosen_by_index_range_and_name,
          columns_that_are_not_there_are_refused, a_colon_may_be_part_of_a_file_name,
          unused_text_columns_do_no_harm, a_dash_reads_standard_input)
