#include "core/cell.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool only_spaces(const char *text)
{
    return text[strspn(text, " \t")] == '\0';
}

/* Up to 15 digits fit a double exactly and need no strtod. */
static bool short_integer(const char *text, double *value)
{
    const bool negative = *text == '-';
    const char *digits = text + (*text == '-' || *text == '+');
    int64_t sum = 0;
    size_t n = 0;
    for (; n < 16 && isdigit((unsigned char)digits[n]); n++) {
        sum = 10 * sum + (digits[n] - '0');
    }
    *value = (double)(negative ? -sum : sum);
    return n > 0 && n < 16 && only_spaces(digits + n);
}

qtl_cell_kind qtl_cell_read(const char *cell, double *value)
{
    const char *text = cell + strspn(cell, " \t");
    if (*text == '\0') {
        return QTL_CELL_EMPTY;
    }
    if (short_integer(text, value)) {
        return QTL_CELL_INTEGER;
    }
    char *end = NULL;
    *value = strtod(text, &end);
    if (end == text || !only_spaces(end) || strpbrk(text, "xX(")) {
        return QTL_CELL_TEXT; /* strtod would take hexadecimal and nan(...) too */
    }
    const char *digits = text + (*text == '-' || *text == '+');
    return only_spaces(digits + strspn(digits, "0123456789")) ? QTL_CELL_INTEGER
                                                              : QTL_CELL_REAL;
}
