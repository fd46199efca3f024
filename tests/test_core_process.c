/* Programs that are run: what is known of them afterwards. The shell's exit statuses are
 * POSIX's. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "core/process.h"
#include "core/text.h"
#include "suite.h"

static qtl_process run_shell(const char *script, const char *folder)
{
    const char *const arguments[] = {"sh", "-c", script, NULL};
    qtl_process process = {.arguments = arguments, .folder = folder, .exit_status = 77};
    ck_ok(qtl_process_run(&process));
    return process;
}

START_TEST(the_exit_status_and_the_last_words_are_kept)
{
    qtl_process p =
        run_shell("echo first; echo; echo last words >&2; echo; exit 3", NULL);
    ck_assert_int_eq(p.exit_status, 3);
    ck_assert_str_eq(p.last_words, "last words");
    p = run_shell("exit 0", NULL);
    ck_assert_int_eq(p.exit_status, 0);
    ck_assert_str_eq(p.last_words, "");
    p = run_shell("kill -9 $$", NULL);
    ck_assert_int_eq(p.exit_status, 128 + SIGKILL);
}
END_TEST

/* More than a pipe holds (64 KiB on Linux), and lines longer than what is kept. */
START_TEST(a_talkative_program_does_not_block)
{
    const qtl_process p = run_shell(
        "i=0; while [ $i -lt 3000 ]; do echo "
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; "
        "i=$((i+1)); done; printf '%01000d' 7; echo; printf end",
        NULL);
    ck_assert_int_eq(p.exit_status, 0);
    ck_assert_str_eq(p.last_words, "end");
}
END_TEST

START_TEST(it_runs_in_its_folder_without_our_input)
{
    char *folder = qtl_test_folder();
    const qtl_process p = run_shell("cat >here; pwd -P", folder);
    ck_assert_int_eq(p.exit_status, 0);
    char *real = realpath(folder, NULL);
    ck_assert_str_eq(p.last_words, real);
    char *file = qtl_format("%s/here", folder);
    ck_assert_int_eq(access(file, F_OK), 0);
    qtl_discard_tree(folder);
    free(file);
    free(real);
    free(folder);
}
END_TEST

START_TEST(a_program_that_cannot_be_started_is_an_error)
{
    const char *const missing[] = {"no-such-program", NULL};
    const char *const nothing[] = {NULL};
    qtl_process process = {.arguments = missing};
    ck_fails(qtl_process_run(&process), QTL_EIO,
             "cannot run no-such-program: it is not installed");
    process.arguments = nothing;
    ck_fails(qtl_process_run(&process), QTL_EINVAL, "no program");
    ck_fails(qtl_process_run(NULL), QTL_EINVAL, "no program");
}
END_TEST

QTL_SUITE("core process", the_exit_status_and_the_last_words_are_kept,
          a_talkative_program_does_not_block, it_runs_in_its_folder_without_our_input,
          a_program_that_cannot_be_started_is_an_error)
