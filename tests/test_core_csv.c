/* Fields are split as RFC 4180 says; its own examples are among the tests. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/csv.h"
#include "suite.h"

static qtl_status parse(const char *text, qtl_csv *out)
{
    char *copy = malloc(strlen(text) + 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, text, strlen(text) + 1);
    return qtl_csv_parse("t.csv", copy, strlen(text), out);
}

/* The cells, row by row, '|' between fields and '/' after rows. */
static void check_cells(const char *text, const char *expected)
{
    qtl_csv csv;
    ck_ok(parse(text, &csv));
    char joined[512] = "";
    for (size_t r = 0; r < csv.n_rows; r++) {
        for (size_t c = 0; c < csv.n_cols; c++) {
            strcat(joined, qtl_csv_cell(&csv, r, c));
            strcat(joined, c + 1 < csv.n_cols ? "|" : "/");
        }
    }
    ck_assert_str_eq(joined, expected);
    qtl_csv_free(&csv);
    ck_assert_ptr_null(csv.text);
}

START_TEST(fields_are_split_as_the_standard_says)
{
    check_cells("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", "aaa|bbb|ccc/zzz|yyy|xxx/");
    check_cells("aaa,bbb,ccc\r\nzzz,yyy,xxx", "aaa|bbb|ccc/zzz|yyy|xxx/");
    check_cells("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx",
                "aaa|b\r\nbb|ccc/zzz|yyy|xxx/");
    check_cells("\"aaa\",\"b\"\"bb\",\"ccc\"", "aaa|b\"bb|ccc/");
    check_cells("a,b\nc,d\n", "a|b/c|d/");
    check_cells("a", "a/");
    check_cells(",", "|/");
    check_cells(",,\n,,", "||/||/");
    check_cells("a,\nb,", "a|/b|/");
    check_cells("\"\",x", "|x/");
    check_cells("\"a,b\"", "a,b/");
    check_cells("a\"b\"c,d", "a\"b\"c|d/");
    check_cells(" a , b ", " a | b /");
    check_cells("a\r", "a/");
    check_cells("a\rb", "a\rb/");
}
END_TEST

START_TEST(blank_lines_and_a_byte_order_mark_are_skipped)
{
    check_cells("\n\na,b\n\r\n\nc,d\n\n", "a|b/c|d/");
    check_cells("\xef\xbb\xbf"
                "a,b\nc,d",
                "a|b/c|d/");
}
END_TEST

START_TEST(damage_is_refused_with_its_line)
{
    qtl_csv csv = {.n_rows = 42};
    ck_fails(parse("", &csv), QTL_EEMPTY, "t.csv is empty");
    ck_fails(parse("\n\r\n", &csv), QTL_EEMPTY, "t.csv is empty");
    ck_fails(parse("\xef\xbb\xbf", &csv), QTL_EEMPTY, "t.csv is empty");
    ck_fails(parse("a,b\n\nc\n", &csv), QTL_EFORMAT, "t.csv:3: 1 fields");
    ck_fails(parse("\"a\nb\",c\nd", &csv), QTL_EFORMAT, "t.csv:3: 1 fields");
    ck_fails(parse("\"a\r\nb\",c\r\nd", &csv), QTL_EFORMAT, "t.csv:3: 1 fields");
    ck_fails(parse("a\n\"b\nc", &csv), QTL_EFORMAT, "t.csv:2: a quote is never closed");
    ck_fails(parse("a\n\"b\"c", &csv), QTL_EFORMAT,
             "t.csv:2: text after a closing quote");
    char *zero = calloc(8, 1);
    memcpy(zero, "a,b", 3);
    ck_fails(qtl_csv_parse("t.csv", zero, 7, &csv), QTL_EFORMAT, "NUL byte at 3");
    ck_assert_uint_eq(csv.n_rows, 42);
}
END_TEST

START_TEST(columns_are_found_by_their_header)
{
    qtl_csv csv;
    ck_ok(parse("run,\"layer, width\",run\n1,2,3\n", &csv));
    size_t col = 7;
    ck_assert(qtl_csv_column(&csv, "layer, width", &col));
    ck_assert_uint_eq(col, 1);
    ck_assert(qtl_csv_column(&csv, "run", &col));
    ck_assert_uint_eq(col, 0);
    ck_assert(!qtl_csv_column(&csv, "epoch", &col));
    ck_assert_uint_eq(col, 0);
    qtl_csv_free(&csv);
}
END_TEST

START_TEST(what_is_written_is_read_again)
{
    static const char *const fields[] = {"plain", "a,b", "say \"x\"", "two\nlines",
                                         "",      "\r",  "\"",        "bins=30,low=-1"};
    enum { N = sizeof fields / sizeof fields[0] };
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    for (size_t i = 0; i < N; i++) {
        qtl_csv_write_field(stream, fields[i]);
        (void)fputc(i + 1 < N ? ',' : '\n', stream);
    }
    ck_assert_int_eq(fclose(stream), 0);
    ck_assert_ptr_eq(strstr(text, "plain,\"a,b\",\"say \"\"x\"\"\","), text);
    qtl_csv csv;
    ck_ok(qtl_csv_parse("t.csv", text, size, &csv));
    ck_assert_uint_eq(csv.n_cols, N);
    for (size_t i = 0; i < N; i++) {
        ck_assert_str_eq(qtl_csv_cell(&csv, 0, i), fields[i]);
    }
    qtl_csv_free(&csv);
}
END_TEST

START_TEST(a_file_is_read)
{
    char *folder = qtl_test_folder();
    ck_assert_int_eq(chdir(folder), 0);
    qtl_test_write("a.csv", "a,b\n1,2\n");
    qtl_csv csv = {0};
    ck_ok(qtl_csv_read("a.csv", &csv));
    ck_assert_str_eq(qtl_csv_cell(&csv, 1, 1), "2");
    qtl_csv_free(&csv);
    ck_fails(qtl_csv_read("b.csv", &csv), QTL_EIO, "b.csv: No such file");
    ck_fails(qtl_csv_read(NULL, &csv), QTL_EINVAL, "NULL");
    ck_fails(qtl_csv_read("a.csv", NULL), QTL_EINVAL, "NULL");
    ck_assert_int_eq(unlink("a.csv"), 0);
    ck_assert_int_eq(rmdir(folder), 0);
    free(folder);
}
END_TEST

QTL_SUITE("core csv", fields_are_split_as_the_standard_says,
          blank_lines_and_a_byte_order_mark_are_skipped, damage_is_refused_with_its_line,
          columns_are_found_by_their_header, what_is_written_is_read_again,
          a_file_is_read)
