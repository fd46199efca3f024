#include "core/text.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"

enum { LONGEST_WORD = 63 };

char *qtl_format(const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    const int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0) {
        (void)QTL_FAIL(QTL_ENOMEM, "out of memory: cannot have a string");
        return NULL;
    }
    return text;
}

void qtl_keep_one_line(char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text < ' ' || *text == 127) {
            *text = '?';
        }
    }
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* Optimal string alignment distance (Damerau 1964), three rolling rows. */
static int edit_distance(const char *a, const char *b)
{
    int rows[3][LONGEST_WORD + 1] = {{0}};
    const int n = (int)strnlen(a, LONGEST_WORD);
    const int m = (int)strnlen(b, LONGEST_WORD);
    for (int j = 0; j <= m; j++) {
        rows[0][j] = j;
    }
    for (int i = 1; i <= n; i++) {
        int *row = rows[i % 3];
        const int *above = rows[(i + 2) % 3];
        const int *above2 = rows[(i + 1) % 3];
        row[0] = i;
        for (int j = 1; j <= m; j++) {
            const int cost = a[i - 1] != b[j - 1];
            row[j] = smaller(smaller(above[j], row[j - 1]) + 1, above[j - 1] + cost);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = smaller(row[j], above2[j - 2] + 1);
            }
        }
    }
    return rows[n % 3][m];
}

const char *qtl_nearest_word(const char *word, size_t n,
                             const char *(*at)(size_t i, const void *context),
                             const void *context)
{
    const char *nearest = NULL;
    int least = (int)strnlen(word, LONGEST_WORD) / 2 + 1;
    for (size_t i = 0; i < n; i++) {
        const char *candidate = at(i, context);
        const int distance = edit_distance(word, candidate);
        if (distance < least) {
            least = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

bool qtl_parse_double(const char *text, double *value)
{
    char *end = NULL;
    const double parsed = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(parsed) || strpbrk(text, "xX")) {
        return false; /* strtod would take hexadecimal too */
    }
    *value = parsed;
    return true;
}

bool qtl_parse_int(const char *text, long long *value)
{
    char *end = NULL;
    errno = 0;
    const long long parsed = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0) {
        return false;
    }
    *value = parsed;
    return true;
}

static bool make_room(qtl_text *text, size_t more)
{
    if (text->size + more + 1 > text->room) {
        const size_t room = 2 * (text->size + more + 1);
        char *larger = realloc(text->data, room);
        if (!larger) {
            text->failed = true;
            return false;
        }
        text->data = larger;
        text->room = room;
    }
    return true;
}

void qtl_text_add(qtl_text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, arguments);
    if (length < 0) {
        text->failed = true;
    } else if (make_room(text, (size_t)length)) {
        (void)vsnprintf(text->data + text->size, (size_t)length + 1, format, again);
        text->size += (size_t)length;
    }
    va_end(again);
    va_end(arguments);
}
