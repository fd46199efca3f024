/* Status codes and the message of the last error.
 *
 * The library never exits, aborts or prints. To that end loading it turns GSL's error
 * handler off, for the whole process: GSL's functions then return their errors. A program
 * that sets a handler of its own afterwards gets what it asked for, from inside this
 * library too. */
#ifndef QUANTAL_STATUS_H
#define QUANTAL_STATUS_H

#if defined(__GNUC__)
#define QTL_NODISCARD __attribute__((warn_unused_result))
#else
#define QTL_NODISCARD
#endif

#pragma GCC visibility push(default)

/* One line a status: name, text. */
#define QTL_STATUS_LIST(X)                                                               \
    X(OK, "success")                                                                     \
    X(EINVAL, "invalid argument")                                                        \
    X(EEMPTY, "no data")                                                                 \
    X(ERANGE, "value out of range")                                                      \
    X(ENOMEM, "out of memory")                                                           \
    X(EIO, "input or output failed")                                                     \
    X(EFORMAT, "malformed file")                                                         \
    X(EUNKNOWN, "unknown name")                                                          \
    X(EUNSUPPORTED, "not applicable")                                                    \
    X(ENUMERIC, "numerical failure")                                                     \
    X(EINTERRUPTED, "interrupted")

typedef enum qtl_status {
#define QTL_STATUS_ENUM(name, text) QTL_##name,
    QTL_STATUS_LIST(QTL_STATUS_ENUM)
#undef QTL_STATUS_ENUM
} qtl_status;

/* Short text of a status, e.g. "out of memory"; never NULL. */
const char *qtl_status_text(qtl_status status);

/* One line about the last failure on this thread: what, where, how to mend it. Valid
 * until the next failing call on the same thread; "" if nothing has failed yet. */
const char *qtl_error_message(void);

#pragma GCC visibility pop
#endif
