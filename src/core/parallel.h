/* The one place where threads start. */
#ifndef QTL_CORE_PARALLEL_H
#define QTL_CORE_PARALLEL_H

#include <stddef.h>

#include "quantal/status.h"

/* One task of a parallel loop; must not depend on which thread runs it or when. */
typedef qtl_status (*qtl_task)(size_t index, void *context);

/* Runs task(0..n-1) on up to n_threads threads (0: OMP_NUM_THREADS or all cores) and
 * returns the failure of the lowest index, message included; tasks not begun when one
 * fails are left out. Inside another parallel loop it runs on the calling thread. */
QTL_NODISCARD qtl_status qtl_parallel_for(size_t n, int n_threads, qtl_task task,
                                          void *context);

/* Threads that qtl_parallel_for(.., 0, ..) would use here. */
int qtl_parallel_threads(void);

#endif
