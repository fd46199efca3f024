/* Reading and writing NPY. The bytes are spelled out by hand from the format's definition
 * (NEP 1), so that reading is not only checked against our own writing. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "matrix_files.h"
#include "quantal/matrix.h"
#include "suite.h"

static const double counting[] = {1, 2, 3, 4, 5, 6};

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
            matrix_write_npy("a.npy", version, header, types[i].bytes, types[i].size);
            matrix_check(matrix_path("a.npy"), 2, 1, types[i].discrete, expected);
        }
    }
}
END_TEST

START_TEST(npy_is_read_in_c_and_in_fortran_order)
{
    matrix_write_npy("c.npy", 1,
                     "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }\n",
                     "\1\2\3\4\5\6", 6);
    matrix_check(matrix_path("c.npy"), 2, 3, true, counting);
    matrix_write_npy("f.npy", 1,
                     "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }\n",
                     "\1\4\2\5\3\6", 6);
    matrix_check(matrix_path("f.npy"), 2, 3, true, counting);
}
END_TEST

START_TEST(an_npy_header_may_be_written_in_any_python_style)
{
    static const char *const headers[] = {
        "{\"shape\":(2,3),\"fortran_order\":False,\"descr\":\"|u1\"}",
        "{ 'fortran_order' : False ,\n 'descr' : 'u1' , 'shape' : ( 2 , 3 , ) , }   \n",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }"};
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        matrix_write_npy("a.npy", 1, headers[i], "\1\2\3\4\5\6", 6);
        matrix_check(matrix_path("a.npy"), 2, 3, true, counting);
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
        matrix_write_npy("bad.npy", 1, damages[i].header, "\1\2\3\4\5\6", 6);
        ck_read_fails(matrix_path("bad.npy"), damages[i].status, damages[i].words);
        ck_read_fails(matrix_path("bad.npy"), damages[i].status, "bad.npy");
    }
}
END_TEST

START_TEST(an_npy_file_cut_anywhere_is_refused)
{
    matrix_write_npy("whole.npy", 1,
                     "{'descr': '<f8', 'fortran_order': True, 'shape': (2,)}\n",
                     "\0\0\0\0\0\0\xf0\x3f\0\0\0\0\0\0\0\xc0", 16);
    FILE *stream = fopen(matrix_path("whole.npy"), "r");
    char bytes[256];
    const size_t size = fread(bytes, 1, sizeof bytes, stream);
    ck_assert_int_eq(fclose(stream), 0);
    for (size_t cut = 0; cut < size; cut++) {
        matrix_write("cut.npy", bytes, cut);
        qtl_matrix *matrix = NULL;
        ck_assert_int_ne(qtl_matrix_read(matrix_path("cut.npy"), &matrix), QTL_OK);
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
            matrix_write("flip.npy", bytes, 10 + length + 16);
            qtl_matrix *matrix = NULL;
            if (qtl_matrix_read(matrix_path("flip.npy"), &matrix) == QTL_OK) {
                ck_assert_uint_le(matrix->n_rows * matrix->n_cols, 16);
            }
            qtl_matrix_free(matrix);
        }
    }
}
END_TEST

START_TEST(other_versions_and_containers_of_numpy_are_named)
{
    matrix_write_npy("v9.npy", 9, "{}", "", 0);
    ck_read_fails(matrix_path("v9.npy"), QTL_EUNSUPPORTED, "version 9");
    matrix_write("a.npz", "PK\3\4....", 8);
    ck_read_fails(matrix_path("a.npz"), QTL_EUNSUPPORTED, ".npz");
    matrix_write("a.bin", "\x01\x00\x02", 3);
    ck_read_fails(matrix_path("a.bin"), QTL_EFORMAT, "NUL byte at 1");
}
END_TEST

START_TEST(numbers_of_npy_that_are_not_finite_are_refused_with_their_place)
{
    double values[] = {0, 1, 2, 3, NAN, 5};
    const char *header = "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }\n";
    matrix_write_npy("nan.npy", 1, header, values, sizeof values);
    ck_read_fails(matrix_path("nan.npy"), QTL_ERANGE,
                  "nan.npy: row 2, column 0 (counted from 0) is NaN");
    values[4] = -INFINITY;
    matrix_write_npy("inf.npy", 1, header, values, sizeof values);
    ck_read_fails(matrix_path("inf.npy"), QTL_ERANGE, "row 2, column 0");
    const double second[] = {1, 3, 5};
    matrix_check(matrix_path("inf.npy:1"), 3, 1, false, second);
}
END_TEST

START_TEST(integers_that_doubles_would_merge_are_refused)
{
    const int64_t values[] = {1, 9007199254740992};
    matrix_write_npy("big.npy", 1,
                     "{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }", values,
                     sizeof values);
    ck_read_fails(matrix_path("big.npy"), QTL_ERANGE, "2^53");
    qtl_test_write(matrix_path("big.csv"), "1\n-9007199254740993\n");
    ck_read_fails(matrix_path("big.csv"), QTL_ERANGE, "2^53");
    qtl_test_write(matrix_path("real.csv"), "1.5\n9007199254740993\n");
    const double expected[] = {1.5, 9007199254740992.0};
    matrix_check(matrix_path("real.csv"), 2, 1, false, expected);
}
END_TEST

START_TEST(what_is_written_is_read_again)
{
    double reals[] = {0.1, -1e300, 5e-324, 2, 3, 4};
    double small[] = {-2147483648.0, 2147483647, 0, 1, 2, 3};
    double large[] = {-2147483649.0, 9007199254740991.0, 0, 1, 2, 3};
    qtl_matrix matrices[] = {{3, 2, reals, false, NULL}, {6, 1, reals, false, NULL},
                             {3, 2, small, true, NULL},  {2, 3, large, true, NULL},
                             {1, 1, small, true, NULL},  {1, 6, reals, false, NULL}};
    for (size_t i = 0; i < sizeof matrices / sizeof matrices[0]; i++) {
        ck_ok(qtl_matrix_write_npy(&matrices[i], matrix_path("again.npy")));
        qtl_matrix *again = matrix_read(matrix_path("again.npy"));
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
    const qtl_matrix matrix = {2, 2, values, true, NULL};
    ck_ok(qtl_matrix_write_npy(&matrix, matrix_path("out.npy")));
    FILE *stream = fopen(matrix_path("out.npy"), "r");
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
    const qtl_matrix not_integers = {1, 1, half, true, NULL};
    const qtl_matrix reals = {1, 1, half, false, NULL};
    const qtl_matrix empty = {0, 1, half, false, NULL};
    ck_fails(qtl_matrix_write_npy(&not_integers, matrix_path("x.npy")), QTL_EINVAL,
             "0.5");
    ck_fails(qtl_matrix_write_npy(&empty, matrix_path("x.npy")), QTL_EEMPTY, "nothing");
    ck_fails(qtl_matrix_write_npy(NULL, matrix_path("x.npy")), QTL_EINVAL, "NULL");
    ck_assert_int_ne(access(matrix_path("x.npy"), F_OK), 0);
    ck_fails(qtl_matrix_write_npy(&reals, "/nonexistent/x.npy"), QTL_EIO,
             "/nonexistent/x.npy");
}
END_TEST

QTL_SUITE("core matrix npy", every_number_type_of_npy_is_read,
          npy_is_read_in_c_and_in_fortran_order,
          an_npy_header_may_be_written_in_any_python_style,
          damaged_npy_headers_are_refused, an_npy_file_cut_anywhere_is_refused,
          an_npy_file_with_any_byte_changed_does_no_harm,
          other_versions_and_containers_of_numpy_are_named,
          numbers_of_npy_that_are_not_finite_are_refused_with_their_place,
          integers_that_doubles_would_merge_are_refused, what_is_written_is_read_again,
          written_npy_has_the_bytes_of_the_format, what_cannot_be_written_is_refused)
