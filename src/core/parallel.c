#include "core/parallel.h"

#include <omp.h>
#include <stdint.h>
#include <stdio.h>

#include "core/fail.h"

int qtl_parallel_threads(void)
{
    return omp_in_parallel() ? 1 : omp_get_max_threads();
}

typedef struct first_failure {
    omp_lock_t lock; /* an OpenMP critical section would export a symbol */
    size_t index;
    qtl_status status;
    char message[1024];
} first_failure;

static void keep_first(first_failure *first, size_t index, qtl_status status)
{
    omp_set_lock(&first->lock);
    if (index < first->index) {
#pragma omp atomic write
        first->index = index;
        first->status = status;
        (void)snprintf(first->message, sizeof first->message, "%s", qtl_error_message());
    }
    omp_unset_lock(&first->lock);
}

static qtl_status run_serially(size_t n, qtl_task task, void *context)
{
    for (size_t i = 0; i < n; i++) {
        QTL_TRY(task(i, context));
    }
    return QTL_OK;
}

/* Below a failure every task runs: one of them may fail too. */
static void run_task(size_t i, qtl_task task, void *context, first_failure *first)
{
    size_t limit = 0;
#pragma omp atomic read
    limit = first->index;
    const qtl_status status = i < limit ? task(i, context) : QTL_OK;
    if (status != QTL_OK) {
        keep_first(first, i, status);
    }
}

qtl_status qtl_parallel_for(size_t n, int n_threads, qtl_task task, void *context)
{
    int threads = n_threads > 0 ? n_threads : qtl_parallel_threads();
    threads = (size_t)threads > n ? (int)n : threads;
    if (threads <= 1) {
        return run_serially(n, task, context);
    }
    first_failure first = {.index = SIZE_MAX, .status = QTL_OK};
    omp_init_lock(&first.lock);
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (size_t i = 0; i < n; i++) {
        run_task(i, task, context, &first);
    }
    omp_destroy_lock(&first.lock);
    return first.status == QTL_OK ? QTL_OK : QTL_FAIL(first.status, "%s", first.message);
}
