#include <stdlib.h>
#include <string.h>

#include "core/packing.h"
#include "suite.h"

/* Byte by byte what the header promises, written by hand. 1.0F is 0x3f800000 and -2.0 is
 * 0xc000000000000000 (IEEE 754). */
static const unsigned char known[] = {
    0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01, /* u64 */
    7,    0,    0,    0,    0,    0,    0,    0,    /* size */
    0,    0,    0,    0,    0,    0,    0,    0xc0, /* double */
    4,    3,    2,    1,    0xff, 0,    0,    0,    /* two words */
    0,    0,    0x80, 0x3f,                         /* float */
};

typedef struct numbers {
    uint64_t u64;
    size_t size;
    double real;
    uint32_t words[2];
    float single;
} numbers;

static void pack_all(qtl_packing *packing, numbers *n)
{
    qtl_pack_u64(packing, &n->u64);
    qtl_pack_size(packing, &n->size);
    qtl_pack_double(packing, &n->real);
    qtl_pack_words(packing, n->words, 2);
    qtl_pack_floats(packing, &n->single, 1);
}

static numbers sample(void)
{
    return (numbers){0x0123456789abcdef, 7, -2.0, {0x01020304, 0xff}, 1.0F};
}

START_TEST(numbers_lie_least_byte_first)
{
    numbers n = sample();
    qtl_packing packing = {0};
    pack_all(&packing, &n);
    qtl_pack_bytes(&packing, "ab", 2);
    ck_assert(!packing.failed);
    ck_assert_uint_eq(packing.size, sizeof known + 2);
    ck_assert_mem_eq(packing.data, known, sizeof known);
    ck_assert_mem_eq(packing.data + sizeof known, "ab", 2);
    free(packing.data);
}
END_TEST

START_TEST(what_is_packed_comes_back)
{
    unsigned char bytes[sizeof known];
    memcpy(bytes, known, sizeof known);
    numbers n = {0};
    qtl_packing packing = {.unpacks = true, .data = bytes, .size = sizeof bytes};
    pack_all(&packing, &n);
    const numbers expected = sample();
    ck_assert(!packing.failed && packing.at == sizeof known);
    ck_assert(n.u64 == expected.u64 && n.size == 7 && n.real == -2.0);
    ck_assert(n.words[0] == 0x01020304 && n.words[1] == 0xff && n.single == 1.0F);
    ck_assert_mem_eq(bytes, known, sizeof known);
}
END_TEST

START_TEST(bytes_that_are_missing_change_nothing)
{
    for (size_t size = 0; size < sizeof known; size++) {
        unsigned char *bytes = malloc(size + 1);
        memcpy(bytes, known, size);
        numbers n = {.single = 5};
        qtl_packing packing = {.unpacks = true, .data = bytes, .size = size};
        pack_all(&packing, &n);
        ck_assert(packing.failed && packing.at <= size);
        ck_assert(n.single == 5.0F);
        free(bytes);
    }
}
END_TEST

QTL_SUITE("core packing", numbers_lie_least_byte_first, what_is_packed_comes_back,
          bytes_that_are_missing_change_nothing)
