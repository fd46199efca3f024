/* One line makes a test program: QTL_SUITE("core csv", test_a, test_b, ...), or, of tests
 * that run several times, QTL_LOOPS("network", {test_a, 3}, {test_b, 1}, ...). */
#ifndef QTL_TESTS_SUITE_H
#define QTL_TESTS_SUITE_H

#include <stddef.h>

#include <check.h>

#include "quantal/status.h"

/* The call succeeds; on failure the message is shown. */
#define ck_ok(call)                                                                      \
    do {                                                                                 \
        const qtl_status ck_status_ = (call);                                            \
        ck_assert_msg(ck_status_ == QTL_OK, "%s: %s", #call, qtl_error_message());       \
    } while (0)

/* The call fails with `status`, and its message is one line that contains `words`. */
#define ck_fails(call, status, words)                                                    \
    do {                                                                                 \
        const qtl_status ck_status_ = (call);                                            \
        ck_assert_msg(ck_status_ == (status), "%s: status %s", #call,                    \
                      qtl_status_text(ck_status_));                                      \
        ck_assert_msg(strstr(qtl_error_message(), (words)) != NULL,                      \
                      "%s: message \"%s\"", #call, qtl_error_message());                 \
        ck_assert_ptr_null(strchr(qtl_error_message(), '\n'));                           \
    } while (0)

/* A test and how often it runs, with _i from 0 to n - 1. */
typedef struct qtl_loop {
    const TTest *test;
    int n;
} qtl_loop;

/* Runs the tests, prints Check's summary, returns an exit status. */
int qtl_run_suite(const char *name, const TTest *const *tests, size_t n);
int qtl_run_loops(const char *name, const qtl_loop *loops, size_t n);

#define QTL_SUITE(name, ...)                                                             \
    int main(void)                                                                       \
    {                                                                                    \
        const TTest *const tests[] = {__VA_ARGS__};                                      \
        return qtl_run_suite(name, tests, sizeof tests / sizeof tests[0]);               \
    }

/* Likewise of {test, n}, ... */
#define QTL_LOOPS(name, ...)                                                             \
    int main(void)                                                                       \
    {                                                                                    \
        const qtl_loop loops[] = {__VA_ARGS__};                                          \
        return qtl_run_loops(name, loops, sizeof loops / sizeof loops[0]);               \
    }

/* A fresh folder for one test under $TMPDIR; the caller frees the name. */
char *qtl_test_folder(void);

/* Removes it, with all that is in it, and frees its name. */
void qtl_test_remove(char *folder);

/* Writes a small file. */
void qtl_test_write(const char *path, const char *text);

#endif
