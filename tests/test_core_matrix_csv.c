/* Reading tables from CSV, and choosing columns of tables. */
#include <stdio.h>
#include <string.h>

#include "matrix_files.h"
#include "quantal/matrix.h"
#include "suite.h"

static const double counting[] = {1, 2, 3, 4, 5, 6};

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
        qtl_test_write(matrix_path("a.csv"), texts[i]);
        matrix_check(matrix_path("a.csv"), 2, 3, true, counting);
    }
}
END_TEST

START_TEST(csv_is_discrete_when_every_value_is_written_as_an_integer)
{
    const double expected[] = {1, 2, 3, 4};
    qtl_test_write(matrix_path("a.csv"), "1,2\n3,4.0\n");
    matrix_check(matrix_path("a.csv"), 2, 2, false, expected);
    const double first[] = {1, 3};
    matrix_check(matrix_path("a.csv:0"), 2, 1, true, first);
    qtl_test_write(matrix_path("e.csv"), "1,2\n3,4e0\n");
    matrix_check(matrix_path("e.csv"), 2, 2, false, expected);
    const double negative[] = {-1, 0};
    qtl_test_write(matrix_path("n.csv"), "-1\n-0\n");
    matrix_check(matrix_path("n.csv"), 2, 1, true, negative);
}
END_TEST

START_TEST(csv_numbers_are_read_to_the_last_bit)
{
    qtl_test_write(matrix_path("a.csv"), "0.1\n-1.7976931348623157e308\n4.9e-324\n"
                                         "123456789012345678.0\n.5\n5.\n1E3\n");
    const double expected[] = {
        0.1, -1.7976931348623157e308, 4.9e-324, 123456789012345678.0, 0.5, 5, 1000};
    matrix_check(matrix_path("a.csv"), 7, 1, false, expected);
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
        {"1;2\n3;4\n", QTL_EFORMAT,
         "bad.csv: separated by \";\", not commas: convert it"},
        {"a;b\n3;4\n", QTL_EFORMAT, "separated by \";\", not commas: convert it"},
        {"a;b\n3,5;4,5\n", QTL_EFORMAT, "separated by \";\", not commas: convert it"},
        {"1\t2\n3\t4\n", QTL_EFORMAT, "separated by tabs, not commas: convert it"},
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
        qtl_test_write(matrix_path("bad.csv"), damages[i].text);
        ck_read_fails(matrix_path("bad.csv"), damages[i].status, damages[i].words);
        ck_read_fails(matrix_path("bad.csv"), damages[i].status, "bad.csv");
    }
}
END_TEST

START_TEST(columns_are_chosen_by_index_range_and_name)
{
    qtl_test_write(matrix_path("a.csv"), "a,b-c,3\n1,2,3\n4,5,6\n");
    matrix_check(matrix_path("a.csv:0-2"), 2, 3, true, counting);
    matrix_check(matrix_path("a.csv:0,1,2"), 2, 3, true, counting);
    matrix_check(matrix_path("a.csv:a,b-c,2"), 2, 3, true, counting);
    matrix_check(matrix_path("a.csv:a,1-2"), 2, 3, true, counting);
    const double backwards[] = {3, 1, 1, 6, 4, 4};
    matrix_check(matrix_path("a.csv:2,0,a"), 2, 3, true, backwards);
    matrix_write_npy("c.npy", 1,
                     "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }\n",
                     "\1\4\2\5\3\6", 6);
    const double outer[] = {1, 3, 4, 6};
    matrix_check(matrix_path("c.npy:0,2"), 2, 2, true, outer);
}
END_TEST

START_TEST(names_may_have_blanks_around_and_commas_inside)
{
    qtl_test_write(matrix_path("a.csv"), "a, b\t,\"c, \"\"d\"\"\"\n1,2,3\n4,5,6\n");
    matrix_check(matrix_path("a.csv:a,b,2"), 2, 3, true, counting);
    matrix_check("a.csv:\"a\",\"b\",\"c, \"\"d\"\"\"", 2, 3, true, counting);
    /* a name that has a semicolon separates nothing */
    qtl_test_write(matrix_path("b.csv"), "a;b\n1\n4\n");
    const double column[] = {1, 4};
    matrix_check(matrix_path("b.csv:a;b"), 2, 1, true, column);
}
END_TEST

/* What pandas writes by default has an index without a name, or a header 0, 1, 2, .... */
static void doubt_check(const char *text, const char *columns, const char *words)
{
    char source[64];
    qtl_matrix *matrix = NULL;
    qtl_test_write(matrix_path("pandas.csv"), text);
    (void)snprintf(source, sizeof source, "pandas.csv%s", columns);
    ck_ok(qtl_matrix_read(source, &matrix));
    if (words) {
        ck_assert_ptr_nonnull(matrix->doubt);
        ck_assert_msg(strstr(matrix->doubt, words) != NULL, "%s", matrix->doubt);
    } else {
        ck_assert_ptr_null(matrix->doubt);
    }
    qtl_matrix_free(matrix);
}

START_TEST(files_that_pandas_wrote_are_doubted)
{
    doubt_check(",a,b\n0,0.5,7\n1,0.7,8\n", "", "pandas.csv:1-2 leaves it out");
    doubt_check(",0,1,2\n0,1,2,3\n", "", "pandas.csv:1-3 leaves it out");
    doubt_check(",a,b\n0,0.5,7\n1,0.7,8\n", ":1-2", NULL);
    doubt_check("i,a,b\n0,0.5,7\n1,0.7,8\n", "", NULL);
    doubt_check("0,1,2\n5,7,3\n", "", "first row counts from 0");
    doubt_check("0,1\n0.5,0.25\n", "", "delete it");
    doubt_check("0\n0.5\n", "", "delete it");
    doubt_check("0,1\n1,0\n", "", NULL); /* two bits */
    doubt_check("0,1,2\n", "", NULL);
    doubt_check("0,2,1\n5,7,3\n", "", NULL);
}
END_TEST

static void labels_check(const char *text, size_t n, const char *columns,
                         const double *expected)
{
    char source[64];
    qtl_matrix *labels = NULL;
    qtl_test_write(matrix_path("labels.csv"), text);
    (void)snprintf(source, sizeof source, "labels.csv%s", columns);
    ck_ok(qtl_matrix_read_labels(source, n, &labels));
    ck_assert_uint_eq(labels->n_rows, n);
    ck_assert(labels->discrete);
    for (size_t i = 0; i < n; i++) {
        ck_assert_double_eq(labels->data[i], expected[i]);
    }
    qtl_matrix_free(labels);
}

START_TEST(words_are_classes_in_their_order)
{
    const double animals[] = {0, 1, 0, 2};
    labels_check("cat\ndog\ncat\nemu\n", 4, "", animals);
    labels_check("animal\ncat\ndog\ncat\nemu\n", 4, "", animals);
    labels_check("x,animal\n1,cat\n2,dog\n3,cat\n4,emu\n", 4, ":animal", animals);
    labels_check("1.5,cat\n2,dog\n3,cat\n4,emu\n", 4, ":1", animals);
    const double numbers[] = {7, 5, 7};
    labels_check("7\n5\n7\n", 3, "", numbers);
    labels_check("y\n7\n5\n7\n", 3, "", numbers);
    qtl_matrix *labels = NULL;
    qtl_test_write(matrix_path("labels.csv"), "y\n7\ncat\n7\n");
    ck_fails(qtl_matrix_read_labels("labels.csv", 3, &labels), QTL_EFORMAT,
             "row 1, column 0 (counted from 0) is no number: \"cat\"");
    ck_fails(qtl_matrix_read_labels("labels.csv", 0, &labels), QTL_EINVAL, "how many");
    ck_assert_ptr_null(labels);
}
END_TEST

START_TEST(columns_that_are_not_there_are_refused)
{
    qtl_test_write(matrix_path("a.csv"), "alpha,beta\n1,2\n3,4\n");
    qtl_test_write(matrix_path("b.csv"), "1,2\n3,4\n");
    qtl_test_write(matrix_path("ten.csv"), "a,b,c,d,e,f,g,h,i,j\n1,2,3,4,5,6,7,8,9,0\n");
    qtl_test_write(matrix_path("semicolons.csv"), "a;b\n1;2\n");
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
        {"a.csv:beat", QTL_EUNKNOWN, "it has alpha, beta"},
        {"a.csv:zzzzzzzzzzzz", QTL_EUNKNOWN,
         "no column \"zzzzzzzzzzzz\"; it has alpha, beta"},
        {"a.csv:\"0\"", QTL_EUNKNOWN, "no column \"0\"; it has alpha, beta"},
        {"a.csv:\"alpha", QTL_EINVAL, "a quote that is not closed"},
        {"a.csv:\"alpha\"beta", QTL_EINVAL, "a quote that is not closed"},
        {"ten.csv:z", QTL_EUNKNOWN,
         "no column \"z\"; it has a, b, c, d, e, f, g, h, ... (10 in all)"},
        {"semicolons.csv:1", QTL_EFORMAT,
         "semicolons.csv: separated by \";\", not commas: convert it"},
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
    qtl_test_write(matrix_path("run:1.csv"), "a:b,c,d\n1,2,3\n4,5,6\n");
    matrix_check("run:1.csv", 2, 3, true, counting);
    matrix_check("run:1.csv:0-2", 2, 3, true, counting);
    const double first[] = {1, 4};
    matrix_check("run:1.csv:a:b", 2, 1, true, first);
    qtl_test_write(matrix_path("run"), "7\n8\n");
    matrix_check("run:1.csv", 2, 3, true, counting);
}
END_TEST

START_TEST(unused_text_columns_do_no_harm)
{
    qtl_test_write(matrix_path("iris.csv"), "5.1,3.5,setosa\n4.9,3.0,virginica\n");
    const double expected[] = {5.1, 3.5, 4.9, 3.0};
    matrix_check(matrix_path("iris.csv:0-1"), 2, 2, false, expected);
    ck_read_fails(matrix_path("iris.csv"), QTL_EFORMAT, "row 0, column 2");
}
END_TEST

START_TEST(a_dash_reads_standard_input)
{
    qtl_test_write(matrix_path("a.csv"), "a,b,c\n1,2,3\n4,5,6\n");
    ck_assert_ptr_nonnull(freopen(matrix_path("a.csv"), "r", stdin));
    matrix_check("-", 2, 3, true, counting);
    ck_assert_ptr_nonnull(freopen(matrix_path("a.csv"), "r", stdin));
    const double column[] = {2, 5};
    matrix_check("-:b", 2, 1, true, column);
    ck_assert_ptr_nonnull(freopen(matrix_path("a.csv"), "r", stdin));
    ck_read_fails("-:9", QTL_EUNKNOWN, "standard input: no column \"9\"");
}
END_TEST

QTL_SUITE("core matrix csv", csv_is_read_with_and_without_a_header,
          csv_is_discrete_when_every_value_is_written_as_an_integer,
          csv_numbers_are_read_to_the_last_bit, damaged_csv_is_refused_with_its_place,
          columns_are_chosen_by_index_range_and_name,
          names_may_have_blanks_around_and_commas_inside,
          files_that_pandas_wrote_are_doubted, words_are_classes_in_their_order,
          columns_that_are_not_there_are_refused, a_colon_may_be_part_of_a_file_name,
          unused_text_columns_do_no_harm, a_dash_reads_standard_input)
