#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <gsl/gsl_randist.h>

#include "core/fail.h"
#include "suite.h"

START_TEST(every_status_has_a_text_of_its_own)
{
#define TEXT_OF(name, text) ck_assert_str_eq(qtl_status_text(QTL_##name), text);
    QTL_STATUS_LIST(TEXT_OF)
#undef TEXT_OF
    ck_assert_int_eq(QTL_OK, 0);
    for (int a = QTL_OK; a <= QTL_EINTERRUPTED; a++) {
        for (int b = QTL_OK; b < a; b++) {
            ck_assert_str_ne(qtl_status_text((qtl_status)a),
                             qtl_status_text((qtl_status)b));
        }
    }
    ck_assert_str_eq(qtl_status_text((qtl_status)-1), "unknown status");
    ck_assert_str_eq(qtl_status_text((qtl_status)1000), "unknown status");
}
END_TEST

START_TEST(nothing_has_failed_at_first)
{
    ck_assert_str_eq(qtl_error_message(), "");
}
END_TEST

START_TEST(a_failure_stores_its_message_and_returns_its_status)
{
    ck_assert_int_eq(QTL_FAIL(QTL_EIO, "cannot %s %d", "read", 7), QTL_EIO);
    ck_assert_str_eq(qtl_error_message(), "cannot read 7");
    ck_assert_int_eq(qtl_fail_within(QTL_EFORMAT, "file %s", "a"), QTL_EFORMAT);
    ck_assert_str_eq(qtl_error_message(), "file a: cannot read 7");
}
END_TEST

START_TEST(a_message_may_quote_the_message_before_it)
{
    ck_assert_int_eq(QTL_FAIL(QTL_EIO, "inner"), QTL_EIO);
    ck_assert_int_eq(QTL_FAIL(QTL_EIO, "outer: %s", qtl_error_message()), QTL_EIO);
    ck_assert_str_eq(qtl_error_message(), "outer: inner");
}
END_TEST

START_TEST(a_message_is_one_line_of_bounded_length)
{
    ck_assert_int_eq(QTL_FAIL(QTL_EIO, "cannot read a\nb\r\x1b[2J\x7f"), QTL_EIO);
    ck_assert_str_eq(qtl_error_message(), "cannot read a?b??[2J?");
    ck_assert_int_eq(QTL_FAIL(QTL_EIO, "%5000d", 1), QTL_EIO);
    ck_assert_uint_lt(strlen(qtl_error_message()), 1024);
    ck_assert_int_eq(qtl_fail_within(QTL_EIO, "%5000d", 1), QTL_EIO);
    ck_assert_uint_lt(strlen(qtl_error_message()), 1024);
    ck_assert_int_eq(QTL_FAIL(QTL_EIO, "na\xc3\xafve"), QTL_EIO);
    ck_assert_str_eq(qtl_error_message(), "na\xc3\xafve");
}
END_TEST

static void *fail_elsewhere(void *unused)
{
    (void)QTL_FAIL(QTL_EIO, "elsewhere");
    return unused;
}

START_TEST(each_thread_has_a_message_of_its_own)
{
    pthread_t thread;
    (void)QTL_FAIL(QTL_EIO, "here");
    ck_assert_int_eq(pthread_create(&thread, NULL, fail_elsewhere, NULL), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_str_eq(qtl_error_message(), "here");
}
END_TEST

static qtl_status forward(bool fail, bool *reached)
{
    QTL_TRY(fail ? QTL_FAIL(QTL_ERANGE, "no") : QTL_OK);
    *reached = true;
    QTL_REQUIRE(!fail, QTL_EINVAL, "not reached");
    return QTL_OK;
}

START_TEST(try_forwards_a_failure_and_require_makes_one)
{
    bool reached = false;
    ck_fails(forward(true, &reached), QTL_ERANGE, "no");
    ck_assert(!reached);
    ck_ok(forward(false, &reached));
    ck_assert(reached);
}
END_TEST

/* GSL's own handler would end this process. */
START_TEST(an_error_of_gsl_comes_back_to_the_caller)
{
    const double negative[] = {0.5, 0.5, 0.5, -0.5};
    ck_assert_ptr_null(gsl_ran_discrete_preproc(4, negative));
}
END_TEST

QTL_SUITE("core status", every_status_has_a_text_of_its_own, nothing_has_failed_at_first,
          a_failure_stores_its_message_and_returns_its_status,
          a_message_may_quote_the_message_before_it,
          a_message_is_one_line_of_bounded_length, each_thread_has_a_message_of_its_own,
          try_forwards_a_failure_and_require_makes_one,
          an_error_of_gsl_comes_back_to_the_caller)
