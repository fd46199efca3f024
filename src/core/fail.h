/* How the library reports failure: QTL_FAIL makes one, QTL_TRY forwards one,
 * QTL_REQUIRE checks a caller's argument. Messages are one line, no full stop. */
#ifndef QTL_CORE_FAIL_H
#define QTL_CORE_FAIL_H

#include "quantal/status.h"

/* Stores the message for this thread and returns `status`. */
qtl_status qtl_fail(qtl_status status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Puts "<context>: " in front of the stored message and returns `status`. */
qtl_status qtl_fail_within(qtl_status status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The value is `status` itself, so that compilers and analyzers know it is no success. */
#define QTL_FAIL(status, ...) ((void)qtl_fail((status), __VA_ARGS__), (status))

#define QTL_REQUIRE(condition, status, ...)                                              \
    do {                                                                                 \
        if (!(condition)) {                                                              \
            return QTL_FAIL((status), __VA_ARGS__);                                      \
        }                                                                                \
    } while (0)

#define QTL_TRY(call)                                                                    \
    do {                                                                                 \
        const qtl_status qtl_try_status_ = (call);                                       \
        if (qtl_try_status_ != QTL_OK) {                                                 \
            return qtl_try_status_;                                                      \
        }                                                                                \
    } while (0)

#endif
