/* quantal validate: the same bytes whatever the jobs and interruptions. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data_files.h"
#include "quantal/validate.h"
#include "suite.h"
#include "tables.h"
#include "validations.h"

static void assert_same(const char *a, const char *b)
{
    char *left = qtl_test_text(a, "validate.csv");
    char *right = qtl_test_text(b, "validate.csv");
    ck_assert_msg(strcmp(left, right) == 0, "%s and %s differ", a, b);
    free(left);
    free(right);
}

START_TEST(jobs_do_not_change_a_byte)
{
    char *folder = qtl_test_folder();
    char *one = qtl_test_path(folder, "one");
    char *two = qtl_test_path(folder, "two");
    qtl_validate_options options = validation_small(one);
    ck_ok(qtl_validate_run(&options));
    options = validation_small(two);
    options.n_jobs = 2;
    ck_ok(qtl_validate_run(&options));
    assert_same(one, two);
    free(one);
    free(two);
    qtl_test_remove(folder);
}
END_TEST

static void remove_in(const char *directory, const char *name)
{
    char *path = qtl_test_path(directory, name);
    ck_assert_int_eq(unlink(path), 0);
    free(path);
}

START_TEST(a_resumed_validation_is_the_same_and_keeps_what_is_done)
{
    char *folder = qtl_test_folder();
    char *whole = qtl_test_path(folder, "whole");
    char *torn = qtl_test_path(folder, "torn");
    qtl_validate_options options = validation_small(whole);
    ck_ok(qtl_validate_run(&options));
    options = validation_small(torn);
    options.n_suites = 1; /* the second suite is added on resuming */
    ck_ok(qtl_validate_run(&options));
    remove_in(torn, "validate.csv");
    remove_in(torn, "tasks/mixed-steps-5-60.csv");
    char *kept = qtl_test_path(torn, "tasks/mixed-steps-2-40.csv");
    char *text = qtl_test_text(torn, "tasks/mixed-steps-2-40.csv");
    const size_t length = strlen(text);
    text = realloc(text, length + 16);
    memcpy(text + length - 1, "1\n", 3); /* a second, at the end of the last line */
    qtl_test_write(kept, text);
    char *half = qtl_test_path(torn, "tasks/mixed-steps-5-60.csv.1.partial");
    qtl_test_write(half, "suite");
    options = validation_small(torn);
    options.resume = true;
    ck_ok(qtl_validate_run(&options));
    char *resumed = qtl_test_text(torn, "validate.csv");
    char *expected = qtl_test_text(whole, "validate.csv");
    ck_assert_uint_eq(strlen(resumed), strlen(expected) + 1); /* it was not run again */
    ck_assert_int_ne(access(half, F_OK), 0); /* what a kill left is swept up */
    free(half);
    free(resumed);
    free(expected);
    text[length - 1] = '\n';
    text[length] = '\0';
    qtl_test_write(kept, text);
    ck_ok(qtl_validate_run(&options));
    assert_same(whole, torn);
    free(text);
    free(kept);
    free(whole);
    free(torn);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(a_row_depends_neither_on_other_suites_nor_on_other_methods)
{
    char *folder = qtl_test_folder();
    char *all = qtl_test_path(folder, "all");
    char *alone = qtl_test_path(folder, "alone");
    qtl_validate_options options = validation_small(all);
    ck_ok(qtl_validate_run(&options));
    qtl_method plugin;
    ck_ok(qtl_method_parse("plugin", &plugin));
    options = validation_small(alone);
    options.suites = validation_suites + 1;
    options.n_suites = 1;
    options.methods = &plugin;
    options.n_methods = 1;
    ck_ok(qtl_validate_run(&options));
    char *rows = qtl_test_text(all, "validate.csv");
    char *few = qtl_test_text(alone, "validate.csv");
    size_t n_rows = 0;
    char *rest = NULL;
    for (char *line = strtok_r(few, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest), n_rows++) {
        ck_assert_msg(strstr(rows, line) != NULL, "%s", line);
    }
    ck_assert_uint_gt(n_rows, 10);
    free(few);
    free(rows);
    free(all);
    free(alone);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(another_seed_draws_other_samples)
{
    char *folder = qtl_test_folder();
    char *one = qtl_test_path(folder, "one");
    char *two = qtl_test_path(folder, "two");
    qtl_validate_options options = validation_small(one);
    ck_ok(qtl_validate_run(&options));
    options = validation_small(two);
    options.seed = 1;
    ck_ok(qtl_validate_run(&options));
    char *left = qtl_test_text(one, "validate.csv");
    char *right = qtl_test_text(two, "validate.csv");
    ck_assert_str_ne(left, right);
    free(left);
    free(right);
    free(one);
    free(two);
    qtl_test_remove(folder);
}
END_TEST

QTL_SUITE("validate bytes", jobs_do_not_change_a_byte,
          a_resumed_validation_is_the_same_and_keeps_what_is_done,
          a_row_depends_neither_on_other_suites_nor_on_other_methods,
          another_seed_draws_other_samples)
