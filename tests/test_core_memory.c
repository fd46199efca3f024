#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "suite.h"

START_TEST(memory_is_zeroed_and_aligned_padding_included)
{
    for (size_t n = 0; n < 300; n++) {
        unsigned char *memory = qtl_alloc(n, 3);
        ck_assert_ptr_nonnull(memory);
        ck_assert_uint_eq((uintptr_t)memory % 64, 0);
        const size_t padded = n ? (3 * n + 63) / 64 * 64 : 64;
        for (size_t i = 0; i < padded; i++) {
            ck_assert_uint_eq(memory[i], 0);
        }
        memset(memory, 0xff, padded); /* the next allocation may get it back */
        free(memory);
    }
}
END_TEST

START_TEST(too_much_memory_is_refused)
{
    const size_t sizes[][2] = {{SIZE_MAX, 1},
                               {SIZE_MAX, SIZE_MAX},
                               {SIZE_MAX / 2 + 1, 2},
                               {SIZE_MAX - 63, 1},
                               {SIZE_MAX / 8, 8}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        ck_assert_ptr_null(qtl_alloc(sizes[i][0], sizes[i][1]));
        ck_assert_ptr_nonnull(strstr(qtl_error_message(), "out of memory"));
    }
}
END_TEST

static qtl_status allocate(size_t n, double **out)
{
    double *values = NULL;
    QTL_ALLOC(values, n);
    *out = values;
    return QTL_OK;
}

START_TEST(the_macro_returns_from_its_function)
{
    double *values = NULL;
    ck_fails(allocate(SIZE_MAX, &values), QTL_ENOMEM, "x 8 bytes");
    ck_assert_ptr_null(values);
    ck_ok(allocate(10, &values));
    ck_assert_double_eq(values[9], 0);
    free(values);
}
END_TEST

START_TEST(a_copied_string_is_a_string_of_its_own)
{
    const char text[] = "quantal";
    char *copy = qtl_strdup(text);
    ck_assert_str_eq(copy, text);
    ck_assert_ptr_ne(copy, text);
    free(copy);
    copy = qtl_strdup("");
    ck_assert_str_eq(copy, "");
    free(copy);
}
END_TEST

QTL_SUITE("core memory", memory_is_zeroed_and_aligned_padding_included,
          too_much_memory_is_refused, the_macro_returns_from_its_function,
          a_copied_string_is_a_string_of_its_own)
