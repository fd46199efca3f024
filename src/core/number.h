/* Numbers as binary files hold them: integers, IEEE 754 floats and truth values of
 * either byte order. */
#ifndef QTL_CORE_NUMBER_H
#define QTL_CORE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct qtl_number {
    char kind;   /* 'f' float, 'i' signed, 'u' unsigned, 'b' truth value */
    size_t size; /* bytes: 4 or 8; 1, 2, 4 or 8; the same; 1 */
    double (*value)(uint64_t bits); /* 64-bit integers of 2^53 and more are rounded */
} qtl_number;

/* NULL: there is no such type. */
const qtl_number *qtl_number_find(char kind, size_t size);

/* `size` bytes as an integer, whatever this machine's byte order. */
uint64_t qtl_number_bits(const uint8_t *bytes, size_t size, bool big_endian);

double qtl_number_read(const qtl_number *type, const uint8_t *bytes, bool big_endian);

#endif
