/* Symbols: equal rows have equal numbers. */
#include "information/symbols.h"
#include "suite.h"

START_TEST(symbols_are_numbered_by_first_occurrence)
{
    const uint16_t codes[] = {5, 5, 9, 5, 9, 1, 1, 1, 2, 1};
    const qtl_layer layer = {.n_points = 5, .width = 2, .codes = codes};
    qtl_symbols symbols;
    ck_ok(qtl_symbols_of_layer(&layer, &symbols));
    const uint32_t expected[] = {0, 0, 1, 2, 1};
    const uint32_t first[] = {0, 2, 3};
    ck_assert_uint_eq(symbols.n_symbols, 3);
    ck_assert_mem_eq(symbols.of_point, expected, sizeof expected);
    ck_assert_mem_eq(symbols.first, first, sizeof first);
    qtl_symbols_free(&symbols);
    qtl_symbols_free(&symbols);
    qtl_symbols_free(NULL);
}
END_TEST

START_TEST(symbols_of_values_tell_numbers_and_labels_apart)
{
    const double values[] = {0.0, -0.0, 1e-300, 0.1 + 0.2, 0.3, 0.0};
    const uint32_t label[] = {0, 0, 0, 0, 0, 1};
    const uint32_t alone[] = {0, 0, 1, 2, 3, 0};
    const uint32_t labelled[] = {0, 0, 1, 2, 3, 4};
    qtl_symbols symbols;
    ck_ok(qtl_symbols_of_values(values, 6, 1, NULL, &symbols));
    ck_assert_mem_eq(symbols.of_point, alone, sizeof alone);
    qtl_symbols_free(&symbols);
    ck_ok(qtl_symbols_of_values(values, 6, 1, label, &symbols));
    ck_assert_mem_eq(symbols.of_point, labelled, sizeof labelled);
    qtl_symbols_free(&symbols);
}
END_TEST

QTL_SUITE("symbols", symbols_are_numbered_by_first_occurrence,
          symbols_of_values_tell_numbers_and_labels_apart)
