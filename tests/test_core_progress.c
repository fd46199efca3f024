/* The bar is shown on terminals only, so standard error becomes a pseudo-terminal. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "core/parallel.h"
#include "core/progress.h"
#include "suite.h"

/* Runs `use` with standard error on a terminal and gives what it shows. */
static void capture(void (*use)(void), char *text, size_t size)
{
    const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    ck_assert_int_ge(terminal, 0);
    ck_assert_int_eq(grantpt(terminal), 0);
    ck_assert_int_eq(unlockpt(terminal), 0);
    const int other_end = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    const int stderr_before = dup(STDERR_FILENO);
    ck_assert_int_ge(dup2(other_end, STDERR_FILENO), 0);
    use();
    ck_assert_int_eq(fflush(stderr), 0);
    ck_assert_int_ge(dup2(stderr_before, STDERR_FILENO), 0);
    (void)close(other_end);
    (void)close(stderr_before);
    size_t used = 0;
    ssize_t n = 0;
    while ((n = read(terminal, text + used, size - 1 - used)) > 0) {
        used += (size_t)n;
    }
    text[used] = '\0';
    (void)close(terminal);
}

static void do_half(void)
{
    qtl_progress progress;
    qtl_progress_begin(&progress, "training", 4);
    ck_assert(progress.shown);
    qtl_progress_add(&progress, 2);
    qtl_progress_end(&progress);
}

START_TEST(half_the_work_shows_half_a_bar_which_is_wiped)
{
    char text[4096];
    capture(do_half, text, sizeof text);
    ck_assert_ptr_nonnull(
        strstr(text, "\rtraining [################................]  50 %, 0 s left"));
    ck_assert_str_eq(text + strlen(text) - 4, "\r\033[K");
}
END_TEST

static void show_times(void)
{
    static const double elapsed_s[] = {59, 600, 7200};
    for (size_t i = 0; i < 3; i++) {
        qtl_progress progress;
        qtl_progress_begin(&progress, "t", 2);
        progress.started_s -= elapsed_s[i];
        qtl_progress_add(&progress, 1);
    }
}

/* Half of the work is left, so it takes as long as it took. */
START_TEST(the_time_left_is_said_in_fitting_units)
{
    char text[4096];
    capture(show_times, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, " 59 s left"));
    ck_assert_ptr_nonnull(strstr(text, " 10 min 00 s left"));
    ck_assert_ptr_nonnull(strstr(text, " 2 h 00 min left"));
}
END_TEST

static void show_balances(void)
{
    qtl_progress progress;
    qtl_progress_begin(&progress, "extras", 11);
    qtl_progress_expect(&progress, 3);
    progress.started_s -= 60;
    qtl_progress_spend(&progress, 4, 56);
    qtl_progress_begin(&progress, "resumed", 100);
    progress.started_s -= 60;
    progress.next_s += 1000; /* not yet */
    qtl_progress_skip(&progress, 90, 0);
    progress.next_s = 0;
    qtl_progress_add(&progress, 6);
}

/* One step of 4 s and one extra of 56 s took a minute; 10 steps and 2 extras are left:
 * 40 + 112 s. And of 10 steps that were left 6 took a minute: 40 s for 4. */
START_TEST(extras_and_what_was_found_done_have_their_own_pace)
{
    char text[4096];
    capture(show_balances, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "28 %, 2 min 32 s left"));
    ck_assert_ptr_nonnull(strstr(text, "96 %, 40 s left"));
}
END_TEST

static void do_too_much(void)
{
    qtl_progress progress;
    qtl_progress_begin(&progress, "t", 0);
    progress.started_s -= 100;
    qtl_progress_add(&progress, 0);
    progress.next_s = 0;
    qtl_progress_add(&progress, 5);
}

START_TEST(no_work_and_too_much_work_do_no_harm)
{
    char text[4096];
    capture(do_too_much, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "  0 %, ... left"));
    ck_assert_ptr_nonnull(
        strstr(text, "[################################] 100 %, 0 s left"));
}
END_TEST

static qtl_status step(size_t index, void *progress)
{
    (void)index;
    qtl_progress_add(progress, 3);
    return QTL_OK;
}

START_TEST(threads_count_together_and_nothing_is_shown_without_a_terminal)
{
    const int null = open("/dev/null", O_WRONLY);
    ck_assert_int_ge(dup2(null, STDERR_FILENO), 0);
    qtl_progress progress;
    qtl_progress_begin(&progress, "t", 3000);
    ck_assert(!progress.shown);
    ck_ok(qtl_parallel_for(1000, 4, step, &progress));
    ck_assert_uint_eq(progress.steps.done, 3000);
    qtl_progress_end(&progress);
}
END_TEST

START_TEST(the_clock_goes_forward)
{
    double last_s = qtl_clock_s();
    for (int i = 0; i < 1000; i++) {
        const double now_s = qtl_clock_s();
        ck_assert_double_ge(now_s, last_s);
        last_s = now_s;
    }
}
END_TEST

QTL_SUITE("core progress", half_the_work_shows_half_a_bar_which_is_wiped,
          the_time_left_is_said_in_fitting_units,
          extras_and_what_was_found_done_have_their_own_pace,
          no_work_and_too_much_work_do_no_harm,
          threads_count_together_and_nothing_is_shown_without_a_terminal,
          the_clock_goes_forward)
