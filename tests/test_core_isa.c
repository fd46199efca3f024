#include <string.h>

#include "core/isa.h"
#include "suite.h"

START_TEST(baseline_is_always_supported_and_the_best_is_too)
{
    ck_assert(qtl_isa_supported(QTL_ISA_BASELINE));
    ck_assert(qtl_isa_supported(qtl_isa_best()));
    ck_assert(!qtl_isa_supported(QTL_ISA_COUNT));
    for (qtl_isa isa = qtl_isa_best() + 1; isa < QTL_ISA_COUNT; isa++) {
        ck_assert(!qtl_isa_supported(isa));
    }
}
END_TEST

START_TEST(instruction_sets_have_names)
{
    ck_assert_str_eq(qtl_isa_name(QTL_ISA_BASELINE), "baseline");
    ck_assert_str_eq(qtl_isa_name(QTL_ISA_AVX2), "avx2");
    ck_assert_str_eq(qtl_isa_name(QTL_ISA_AVX512), "avx512");
    ck_assert_str_eq(qtl_isa_name(QTL_ISA_COUNT), "unknown");
}
END_TEST

static const int QTL_ISA_NAME(answer) = 42;

START_TEST(kernel_names_carry_their_instruction_set)
{
    ck_assert_int_eq(answer_baseline, 42);
}
END_TEST

QTL_SUITE("core isa", baseline_is_always_supported_and_the_best_is_too,
          instruction_sets_have_names, kernel_names_carry_their_instruction_set)
