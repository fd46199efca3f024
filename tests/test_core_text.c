#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "suite.h"

static const char *word_at(size_t i, const void *words)
{
    return ((const char *const *)words)[i];
}

static const char *nearest(const char *word)
{
    static const char *const words[] = {"tishby", "relevant", "mnist", "notmnist", "kde"};
    return qtl_nearest_word(word, 5, word_at, words);
}

START_TEST(the_nearest_word_forgives_slips)
{
    ck_assert_str_eq(nearest("tishby"), "tishby");
    ck_assert_str_eq(nearest("tihsby"), "tishby"); /* swapped */
    ck_assert_str_eq(nearest("tshby"), "tishby");  /* left out */
    ck_assert_str_eq(nearest("tisshby"), "tishby");
    ck_assert_str_eq(nearest("tishbu"), "tishby");
    ck_assert_str_eq(nearest("minst"), "mnist");
    ck_assert_str_eq(nearest("notminst"), "notmnist");
    ck_assert_str_eq(nearest("kdr"), "kde");
}
END_TEST

START_TEST(a_word_far_from_all_has_no_nearest)
{
    ck_assert_ptr_null(nearest("xyzzyxyzzy"));
    ck_assert_ptr_null(nearest(""));
    ck_assert_ptr_null(nearest("x"));
    ck_assert_ptr_null(qtl_nearest_word("kde", 0, word_at, NULL));
}
END_TEST

/* 63 characters are compared; longer ones must do no harm. */
START_TEST(long_words_do_no_harm)
{
    char word[5000];
    memset(word, 'a', sizeof word);
    word[sizeof word - 1] = '\0';
    const char *const words[] = {word, "b"};
    ck_assert_ptr_eq(qtl_nearest_word(word, 2, word_at, words), word);
    ck_assert_ptr_null(nearest(word));
}
END_TEST

START_TEST(text_that_is_wholly_a_number_is_parsed)
{
    double real = 7;
    ck_assert(qtl_parse_double("1e-4", &real));
    ck_assert_double_eq(real, 1e-4);
    ck_assert(qtl_parse_double("-.5", &real));
    ck_assert_double_eq(real, -0.5);
    static const char *const bad[] = {"",     "x",     "1x",  "1 ",  "nan",  "inf",
                                      "-inf", "1e999", "1,5", "--1", "0x10", "-0X1p3"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ck_assert(!qtl_parse_double(bad[i], &real));
        ck_assert_double_eq(real, -0.5);
    }
}
END_TEST

START_TEST(text_that_is_wholly_an_integer_is_parsed)
{
    long long whole = 7;
    ck_assert(qtl_parse_int("-9223372036854775808", &whole));
    ck_assert(whole == LLONG_MIN);
    ck_assert(qtl_parse_int("42", &whole));
    static const char *const bad[] = {
        "", "x", "1.0", "1e3", "1 ", "0x1", "9223372036854775808"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ck_assert(!qtl_parse_int(bad[i], &whole));
        ck_assert(whole == 42);
    }
}
END_TEST

START_TEST(a_growing_text_holds_everything_added)
{
    qtl_text text = {0};
    char expected[30000] = "";
    size_t n = 0;
    for (int i = 0; i < 3000; i++) {
        qtl_text_add(&text, "%d,", i);
        n += (size_t)snprintf(expected + n, sizeof expected - n, "%d,", i);
    }
    ck_assert(!text.failed);
    ck_assert_uint_eq(text.size, n);
    ck_assert_str_eq(text.data, expected);
    free(text.data);
}
END_TEST

START_TEST(format_prints_into_a_fresh_string)
{
    char *text = qtl_format("%s/%d.%s", "runs", 3, "csv");
    ck_assert_str_eq(text, "runs/3.csv");
    free(text);
}
END_TEST

QTL_SUITE("core text", the_nearest_word_forgives_slips,
          a_word_far_from_all_has_no_nearest, long_words_do_no_harm,
          text_that_is_wholly_a_number_is_parsed,
          text_that_is_wholly_an_integer_is_parsed, a_growing_text_holds_everything_added,
          format_prints_into_a_fresh_string)
