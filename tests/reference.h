/* What published implementations print for the files in tests/data/reference:
 * expected.csv has, line by line, the arguments of `quantal estimate`, the method, the
 * quantity, its value in bits and the tolerance (relative above 1 bit). */
#ifndef QTL_TESTS_REFERENCE_H
#define QTL_TESTS_REFERENCE_H

#include <stddef.h>

/* Checks every line of the named estimators through the library; a line that is off fails
 * the test, which shows it. Returns how many lines there were. */
size_t qtl_check_reference(const char *const names[], size_t n);

#endif
