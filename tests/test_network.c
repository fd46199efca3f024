#include <string.h>

#include "quantal/network.h"
#include "suite.h"

START_TEST(activations_are_found_by_name)
{
    for (size_t i = 0; qtl_activation_at(i); i++) {
        const qtl_activation *found = NULL;
        ck_ok(qtl_activation_find(qtl_activation_at(i)->name, &found));
        ck_assert_ptr_eq(found, qtl_activation_at(i));
    }
}
END_TEST

START_TEST(a_misspelt_activation_is_suggested)
{
    const qtl_activation *found = NULL;
    ck_fails(qtl_activation_find("tahn", &found), QTL_EUNKNOWN, "\"tanh\"");
    ck_fails(qtl_activation_find("no such thing", &found), QTL_EUNKNOWN, "quantal list");
    ck_fails(qtl_activation_find(NULL, &found), QTL_EINVAL, "NULL");
    ck_assert_ptr_null(found);
}
END_TEST

QTL_SUITE("network", activations_are_found_by_name, a_misspelt_activation_is_suggested)
