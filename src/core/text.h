/* Strings. */
#ifndef QTL_CORE_TEXT_H
#define QTL_CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "quantal/status.h"

/* printf into a fresh string; NULL (message stored) when memory is short. */
char *qtl_format(const char *format, ...) __attribute__((format(printf, 1, 2), malloc));

/* File names, cells and words of a command line may hold line breaks and escape codes; a
 * message may not: they become question marks. */
void qtl_keep_one_line(char *text);

/* The candidate nearest to `word` by edit distance with transpositions, or NULL when none
 * is near enough to be worth suggesting. `at(i, context)` names candidate i of n. */
const char *qtl_nearest_word(const char *word, size_t n,
                             const char *(*at)(size_t i, const void *context),
                             const void *context);

/* The whole of `text` as a finite number, or as an integer, in decimal; false otherwise.
 */
bool qtl_parse_double(const char *text, double *value);
bool qtl_parse_int(const char *text, long long *value);

/* A growing string for messages and generated files. Zero-initialize; check `failed`
 * once. */
typedef struct qtl_text {
    char *data;
    size_t size;
    size_t room;
    bool failed;
} qtl_text;
void qtl_text_add(qtl_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
