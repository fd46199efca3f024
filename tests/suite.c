#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"

enum { SECONDS = 300 }; /* that a test may take */

/* Runs the one test case and frees all. */
static int run_case(const char *name, TCase *tcase)
{
    Suite *suite = suite_create(name);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

int qtl_run_suite(const char *name, const TTest *const *tests, size_t n)
{
    TCase *tcase = tcase_create(name);
    tcase_set_timeout(tcase, SECONDS);
    for (size_t i = 0; i < n; i++) {
        tcase_add_test(tcase, tests[i]);
    }
    return run_case(name, tcase);
}

int qtl_run_loops(const char *name, const qtl_loop *loops, size_t n)
{
    TCase *tcase = tcase_create(name);
    tcase_set_timeout(tcase, SECONDS);
    for (size_t i = 0; i < n; i++) {
        tcase_add_loop_test(tcase, loops[i].test, 0, loops[i].n);
    }
    return run_case(name, tcase);
}

char *qtl_test_folder(void)
{
    const char *base = getenv("TMPDIR");
    char name[512];
    snprintf(name, sizeof name, "%s/quantal-test-XXXXXX", base ? base : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(name));
    return strdup(name);
}

void qtl_test_remove(char *folder)
{
    ck_ok(qtl_remove_tree(folder));
    free(folder);
}

void qtl_test_write(const char *path, const char *text)
{
    FILE *stream = fopen(path, "w");
    ck_assert_ptr_nonnull(stream);
    ck_assert_int_ge(fputs(text, stream), 0);
    ck_assert_int_eq(fclose(stream), 0);
}
