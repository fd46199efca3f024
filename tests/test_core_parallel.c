#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/parallel.h"
#include "suite.h"

enum { N = 2000 };

typedef struct tasks {
    int done[N];
    size_t fails_from; /* every task from here on fails */
} tasks;

static qtl_status work(size_t index, void *context)
{
    tasks *all = context;
    all->done[index]++;
    return index < all->fails_from ? QTL_OK : QTL_FAIL(QTL_ERANGE, "task %zu", index);
}

START_TEST(every_task_runs_once_whatever_the_threads)
{
    for (int threads = -1; threads <= 8; threads++) {
        tasks all = {.fails_from = N};
        ck_ok(qtl_parallel_for(N, threads, work, &all));
        for (size_t i = 0; i < N; i++) {
            ck_assert_int_eq(all.done[i], 1);
        }
    }
}
END_TEST

START_TEST(no_task_is_no_failure)
{
    ck_ok(qtl_parallel_for(0, 0, work, NULL));
    ck_ok(qtl_parallel_for(0, 4, work, NULL));
}
END_TEST

/* Of all the tasks that fail, the lowest is reported, however the threads race. */
START_TEST(the_failure_of_the_lowest_index_is_returned_with_its_message)
{
    for (int threads = 1; threads <= 8; threads++) {
        for (int repeat = 0; repeat < 50; repeat++) {
            tasks all = {.fails_from = 17};
            ck_fails(qtl_parallel_for(N, threads, work, &all), QTL_ERANGE, "task 17");
            for (size_t i = 0; i <= 17; i++) {
                ck_assert_int_eq(all.done[i], 1);
            }
            ck_assert_int_eq(all.done[N - 1], 0);
        }
    }
}
END_TEST

static qtl_status fail_slowly(size_t index, void *context)
{
    (void)context;
    for (volatile int wait = 0; wait < (index == 3 ? 2000000 : 0); wait++) {
    }
    return index < 3 ? QTL_OK : QTL_FAIL(QTL_EIO, "task %zu", index);
}

START_TEST(a_slow_failure_of_lower_index_wins)
{
    for (int threads = 2; threads <= 8; threads++) {
        ck_fails(qtl_parallel_for(20, threads, fail_slowly, NULL), QTL_EIO, "task 3");
    }
}
END_TEST

static qtl_status count_threads(size_t index, void *context)
{
    int *threads = context;
    threads[index] = qtl_parallel_threads();
    return QTL_OK;
}

START_TEST(a_loop_inside_a_loop_has_one_thread)
{
    ck_assert_int_ge(qtl_parallel_threads(), 1);
    int threads[4] = {0};
    ck_ok(qtl_parallel_for(4, 2, count_threads, threads));
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(threads[i], 1);
    }
}
END_TEST

QTL_SUITE("core parallel", every_task_runs_once_whatever_the_threads,
          no_task_is_no_failure,
          the_failure_of_the_lowest_index_is_returned_with_its_message,
          a_slow_failure_of_lower_index_wins, a_loop_inside_a_loop_has_one_thread)
