#include "quantal/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <gsl/gsl_errno.h>

#include "core/fail.h"
#include "core/text.h"

enum { MESSAGE_SIZE = 1024 };

/* The one mutable variable of the library: each thread's last error message. */
static _Thread_local char last_message[MESSAGE_SIZE];

/* GSL's own handler aborts the process. This file is part of whatever links the library,
 * since every function that can fail calls qtl_fail. */
__attribute__((constructor)) static void keep_gsl_from_aborting(void)
{
    (void)gsl_set_error_handler_off();
}

const char *qtl_status_text(qtl_status status)
{
    switch (status) {
#define STATUS_TEXT(name, text)                                                          \
    case QTL_##name:                                                                     \
        return (text);
        QTL_STATUS_LIST(STATUS_TEXT)
#undef STATUS_TEXT
    }
    return "unknown status";
}

const char *qtl_error_message(void)
{
    return last_message;
}

qtl_status qtl_fail(qtl_status status, const char *format, ...)
{
    char message[MESSAGE_SIZE]; /* arguments may point into last_message */
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    qtl_keep_one_line(message);
    memcpy(last_message, message, sizeof message);
    return status;
}

qtl_status qtl_fail_within(qtl_status status, const char *format, ...)
{
    char context[MESSAGE_SIZE / 2];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(context, sizeof context, format, arguments);
    va_end(arguments);
    return qtl_fail(status, "%s: %s", context, last_message);
}
