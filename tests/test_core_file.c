#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/file.h"
#include "suite.h"

/* A fresh current folder; `leave` removes it. */
static char *enter(void)
{
    char *folder = qtl_test_folder();
    ck_assert_int_eq(chdir(folder), 0);
    return folder;
}

static void leave(char *folder)
{
    ck_assert_int_eq(chdir("/"), 0);
    ck_ok(qtl_remove_tree(folder));
    ck_assert_int_ne(access(folder, F_OK), 0);
    free(folder);
}

static void check_content(const char *path, const char *expected)
{
    char *text = NULL;
    size_t size = 0;
    ck_ok(qtl_read_file(path, &text, &size));
    ck_assert_uint_eq(size, strlen(expected));
    ck_assert_str_eq(text, expected);
    free(text);
}

START_TEST(an_output_appears_only_when_committed)
{
    char *folder = enter();
    qtl_test_write("a.txt", "old");
    qtl_output output;
    ck_ok(qtl_output_open("a.txt", &output));
    ck_assert_int_ge(fputs("new", output.stream), 0);
    ck_assert_int_eq(fflush(output.stream), 0);
    check_content("a.txt", "old");
    ck_ok(qtl_output_commit(&output));
    check_content("a.txt", "new");
    qtl_output_abandon(&output); /* after a commit: nothing happens */
    check_content("a.txt", "new");
    leave(folder);
}
END_TEST

START_TEST(an_output_goes_on_behind_what_it_keeps)
{
    char *folder = enter();
    qtl_output output;
    size_t size = 0;
    ck_ok(qtl_output_continue("a.txt", 0, &output));
    ck_assert_int_ge(fputs("one two", output.stream), 0);
    ck_ok(qtl_output_sync(&output, &size));
    ck_assert_uint_eq(size, 7);
    check_content("a.txt", "one two");
    qtl_output_abandon(&output);
    check_content("a.txt", "one two");
    ck_ok(qtl_output_continue("a.txt", 4, &output));
    ck_assert_int_ge(fputs("and three", output.stream), 0);
    ck_ok(qtl_output_commit(&output));
    check_content("a.txt", "one and three");
    ck_ok(qtl_output_continue("a.txt", 0, &output));
    ck_ok(qtl_output_commit(&output));
    check_content("a.txt", "");
    leave(folder);
}
END_TEST

START_TEST(an_output_cannot_go_on_behind_its_end)
{
    char *folder = enter();
    qtl_output output = {0};
    qtl_test_write("a.txt", "abc");
    ck_fails(qtl_output_continue("a.txt", 4, &output), QTL_EFORMAT, "a.txt");
    check_content("a.txt", "abc");
    ck_fails(qtl_output_continue("b.txt", 1, &output), QTL_EFORMAT, "b.txt");
    ck_assert_int_ne(access("b.txt", F_OK), 0);
    ck_fails(qtl_output_continue("no/b.txt", 0, &output), QTL_EIO, "no/b.txt");
    ck_fails(qtl_output_continue(NULL, 0, &output), QTL_EINVAL, "NULL");
    ck_assert_ptr_null(output.stream);
    leave(folder);
}
END_TEST

START_TEST(an_abandoned_output_leaves_nothing)
{
    char *folder = enter();
    qtl_output output;
    ck_ok(qtl_output_open("a.txt", &output));
    char *temporary = strdup(output.temporary);
    ck_assert_int_eq(access(temporary, F_OK), 0);
    qtl_output_abandon(&output);
    ck_assert_int_ne(access(temporary, F_OK), 0);
    ck_assert_int_ne(access("a.txt", F_OK), 0);
    free(temporary);
    leave(folder);
}
END_TEST

START_TEST(an_output_that_cannot_be_opened_is_refused)
{
    char *folder = enter();
    qtl_output output = {.path = folder};
    ck_fails(qtl_output_open("no/where.txt", &output), QTL_EIO,
             "cannot write no/where.txt: No such file");
    ck_fails(qtl_output_open(NULL, &output), QTL_EINVAL, "NULL");
    ck_assert_ptr_eq(output.path, folder);
    leave(folder);
}
END_TEST

START_TEST(an_output_goes_into_a_pipe_and_leaves_it_there)
{
    char *folder = enter();
    struct stat found;
    char got[8] = {0};
    ck_assert_int_eq(mkfifo("pipe", 0600), 0);
    const int end = open("pipe", O_RDONLY | O_NONBLOCK);
    ck_assert_int_ge(end, 0);
    qtl_output output;
    ck_ok(qtl_output_open("pipe", &output));
    ck_assert_int_ge(fputs("new", output.stream), 0);
    ck_ok(qtl_output_commit(&output));
    ck_assert_int_eq(read(end, got, sizeof got), 3);
    ck_assert_str_eq(got, "new");
    ck_assert_int_eq(lstat("pipe", &found), 0);
    ck_assert(S_ISFIFO(found.st_mode));
    ck_assert_int_eq(close(end), 0);
    leave(folder);
}
END_TEST

START_TEST(an_output_goes_where_a_link_leads_and_leaves_the_link)
{
    char *folder = enter();
    struct stat found;
    static const char *const links[] = {"link", "dangling"};
    qtl_test_write("there", "old");
    ck_assert_int_eq(symlink("there", "link"), 0);
    ck_assert_int_eq(symlink("not-yet", "dangling"), 0);
    for (size_t i = 0; i < 2; i++) {
        qtl_output output;
        ck_ok(qtl_output_open(links[i], &output));
        ck_assert_int_ge(fputs("new", output.stream), 0);
        ck_ok(qtl_output_commit(&output));
        ck_assert_int_eq(lstat(links[i], &found), 0);
        ck_assert(S_ISLNK(found.st_mode));
        check_content(i ? "not-yet" : "there", "new");
    }
    qtl_output output;
    ck_ok(qtl_output_open("link", &output));
    qtl_output_abandon(&output);
    check_content("there", "new");
    leave(folder);
}
END_TEST

START_TEST(an_output_is_never_called_hyphen)
{
    char *folder = enter();
    qtl_output output;
    ck_fails(qtl_output_open("-", &output), QTL_EINVAL, "name a file");
    ck_assert_int_ne(access("-", F_OK), 0);
    leave(folder);
}
END_TEST

/* A limit on file size stands for a full disk: write(2) fails with EFBIG. */
START_TEST(a_write_that_fails_leaves_the_old_file)
{
    char *folder = enter();
    ck_assert(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    qtl_test_write("a.txt", "old");
    for (int early = 0; early < 2; early++) {
        qtl_output output;
        ck_ok(qtl_output_open("a.txt", &output));
        struct rlimit limit;
        ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
        const struct rlimit small = {1000, limit.rlim_max};
        ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
        for (int i = 0; i < (early ? 10000 : 300); i++) {
            (void)fputs("12345678", output.stream);
        }
        const qtl_status status = qtl_output_commit(&output);
        ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
        ck_fails(status, QTL_EIO, "cannot write a.txt: ");
        check_content("a.txt", "old");
        ck_assert_int_ne(access("a.txt.partial", F_OK), 0);
    }
    leave(folder);
}
END_TEST

/* The error flag of a stream outlives errno: the failure is still noticed. */
START_TEST(a_write_that_failed_long_ago_is_no_success)
{
    char *folder = enter();
    qtl_test_write("a.txt", "old");
    qtl_output output;
    ck_ok(qtl_output_open("a.txt", &output));
    ck_assert_int_eq(fclose(output.stream), 0);
    output.stream = fopen(output.temporary, "r"); /* a stream that cannot be written */
    ck_assert_int_eq(fputc('x', output.stream), EOF);
    ck_assert(ferror(output.stream));
    ck_fails(qtl_output_commit(&output), QTL_EIO, "cannot write a.txt: ");
    check_content("a.txt", "old");
    leave(folder);
}
END_TEST

START_TEST(an_output_does_not_replace_a_folder)
{
    char *folder = enter();
    ck_ok(qtl_make_folder("a.txt/inside"));
    qtl_output output;
    ck_ok(qtl_output_open("a.txt", &output));
    ck_fails(qtl_output_commit(&output), QTL_EIO, "cannot write a.txt: ");
    leave(folder);
}
END_TEST

START_TEST(folders_are_made_with_their_parents)
{
    char *folder = enter();
    struct stat found;
    ck_ok(qtl_make_folder("a/b//c/"));
    ck_assert_int_eq(stat("a/b/c", &found), 0);
    ck_assert(S_ISDIR(found.st_mode));
    ck_ok(qtl_make_folder("a/b/c"));
    ck_ok(qtl_make_folder("/"));
    qtl_test_write("file", "");
    ck_fails(qtl_make_folder("file"), QTL_EIO,
             "cannot make folder file: it is a file; choose another folder");
    ck_fails(qtl_make_folder("file/x"), QTL_EIO, "cannot make folder file");
    ck_fails(qtl_make_folder(""), QTL_EIO, "cannot make folder");
    leave(folder);
}
END_TEST

START_TEST(a_tree_is_removed_without_following_links)
{
    char *folder = enter();
    ck_ok(qtl_make_folder("tree/branch"));
    ck_ok(qtl_make_folder("other"));
    qtl_test_write("tree/branch/leaf", "x");
    qtl_test_write("other/keep", "x");
    ck_assert_int_eq(symlink("../other", "tree/link"), 0);
    ck_ok(qtl_remove_tree("tree"));
    ck_assert_int_ne(access("tree", F_OK), 0);
    check_content("other/keep", "x");
    ck_ok(qtl_remove_tree("tree"));
    leave(folder);
}
END_TEST

START_TEST(a_file_of_any_size_is_read_whole)
{
    char *folder = enter();
    const size_t sizes[] = {0, 1, 65534, 65535, 65536, 65537, 300000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        FILE *stream = fopen("a.bin", "w");
        for (size_t k = 0; k < sizes[i]; k++) {
            (void)fputc((int)(k % 251), stream);
        }
        ck_assert_int_eq(fclose(stream), 0);
        char *text = NULL;
        size_t size = 0;
        ck_ok(qtl_read_file("a.bin", &text, &size));
        ck_assert_uint_eq(size, sizes[i]);
        ck_assert_int_eq(text[size], '\0');
        for (size_t k = 0; k < size; k++) {
            ck_assert_uint_eq((unsigned char)text[k], k % 251);
        }
        free(text);
    }
    leave(folder);
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_refused)
{
    char *text = (char *)"untouched";
    size_t size = 42;
    ck_fails(qtl_read_file("/nonexistent", &text, &size), QTL_EIO,
             "cannot read /nonexistent: No such file");
    ck_fails(qtl_read_file("/", &text, &size), QTL_EIO, "cannot read /: Is a directory");
    ck_fails(qtl_read_file(NULL, &text, &size), QTL_EINVAL, "NULL");
    ck_assert_str_eq(text, "untouched");
    ck_assert_uint_eq(size, 42);
}
END_TEST

/* FIPS 180-2, appendix B.1, and the well-known digest of nothing. */
START_TEST(checksums_are_those_of_the_standard)
{
    char hex[QTL_SHA256_SIZE];
    qtl_sha256("abc", 3, hex);
    ck_assert_str_eq(hex,
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    qtl_sha256("", 0, hex);
    ck_assert_str_eq(hex,
                     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
END_TEST

QTL_SUITE("core file", an_output_appears_only_when_committed,
          an_abandoned_output_leaves_nothing, an_output_goes_on_behind_what_it_keeps,
          an_output_cannot_go_on_behind_its_end,
          an_output_that_cannot_be_opened_is_refused,
          an_output_goes_into_a_pipe_and_leaves_it_there,
          an_output_goes_where_a_link_leads_and_leaves_the_link,
          an_output_is_never_called_hyphen, a_write_that_fails_leaves_the_old_file,
          a_write_that_failed_long_ago_is_no_success, an_output_does_not_replace_a_folder,
          folders_are_made_with_their_parents, a_tree_is_removed_without_following_links,
          a_file_of_any_size_is_read_whole, a_file_that_cannot_be_read_is_refused,
          checksums_are_those_of_the_standard)
