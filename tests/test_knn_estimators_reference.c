#include "reference.h"
#include "suite.h"

#define REFERENCE_TEST(title, name, n_lines)                                             \
    START_TEST(title)                                                                    \
    {                                                                                    \
        const char *const names[] = {name};                                              \
        ck_assert_uint_eq(qtl_check_reference(names, 1), n_lines);                       \
    }                                                                                    \
    END_TEST

/* NPEET (max norm), JIDT (L2, k = 1) */
REFERENCE_TEST(kl_agrees_with_published_codes, "kl", 48)
/* JIDT Kraskov1, Kraskov2 */
REFERENCE_TEST(ksg_agrees_with_published_codes, "ksg", 54)
REFERENCE_TEST(mixed_ksg_agrees_with_the_code_of_its_paper, "mixed-ksg", 21)
/* scikit-learn; JIDT with psi(N_c - 1) put back to psi(N_c) */
REFERENCE_TEST(ross_agrees_with_published_codes, "ross", 33)
/* JIDT */
REFERENCE_TEST(gaussian_agrees_with_published_code, "gaussian", 5)

QTL_SUITE("nearest-neighbour estimators against published codes",
          kl_agrees_with_published_codes, ksg_agrees_with_published_codes,
          mixed_ksg_agrees_with_the_code_of_its_paper, ross_agrees_with_published_codes,
          gaussian_agrees_with_published_code)
