/* The score card of quantal validate, from tables that are written here. */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "data_files.h"
#include "quantal/score_card.h"
#include "suite.h"
#include "validations.h"

static void write_table(const char *folder, const char *rows)
{
    char *path = qtl_test_path(folder, "validate.csv");
    char *text = qtl_format("%s%s", validation_header, rows);
    qtl_test_write(path, text);
    free(text);
    free(path);
}

START_TEST(the_card_ranks_by_the_median_of_absolute_bias)
{
    char *folder = qtl_test_folder();
    write_table(folder, "s,t1,1,1,10,bad,,1,1.5,0.5,0.1,0.6,4,0,0.002\n"
                        "s,t1,1,1,10,good,k=1,1,1,0.01,0.1,0.2,4,0,0.001\n"
                        "s,t2,1,1,10,bad,,1,0.5,-0.7,0.1,0.8,4,1,0.002\n"
                        "s,t2,1,1,10,good,k=1,1,1,-0.03,0.1,0.4,4,0,0.003\n"
                        "s,t3,1,1,10,good,k=1,1,9,8,0.1,8,4,0,0.002\n"
                        "s,t1,1,1,10,none,,1,,,,,4,4,\n"
                        "r,t1,1,1,10,bad,,1,1.5,0.25,,0.25,1,0,\n");
    char *card = NULL;
    ck_ok(qtl_score_card(folder, &card));
    const char *good = strstr(card, "1  good:k=1");
    const char *bad = strstr(card, "2  bad");
    const char *none = strstr(card, "3  none");
    const char *other = strstr(card, "\nr\n");
    ck_assert(good && bad && none && other);
    ck_assert(good < bad && bad < none && none < other);
    /* medians of 0.01, 0.03, 8 and of 0.2, 0.4, 8; worst and where; mean milliseconds */
    ck_assert_ptr_nonnull(strstr(good, "3   0.0300   0.4000   +8.0000  t3, 10 "));
    ck_assert_ptr_nonnull(strstr(good, "0 of 12         2.000\n"));
    ck_assert_ptr_nonnull(strstr(bad, "2   0.6000   0.7000   -0.7000  t2, 10 "));
    ck_assert_ptr_nonnull(strstr(bad, "1 of 8"));
    ck_assert_ptr_nonnull(strstr(other, "1  bad"));
    free(card);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(a_damaged_table_has_no_card)
{
    char *folder = qtl_test_folder();
    char *card = folder;
    ck_fails(qtl_score_card(NULL, &card), QTL_EINVAL, "NULL");
    ck_fails(qtl_score_card(folder, NULL), QTL_EINVAL, "NULL");
    ck_fails(qtl_score_card(folder, &card), QTL_EIO, "validate.csv");
    write_table(folder, "");
    ck_fails(qtl_score_card(folder, &card), QTL_EEMPTY, "no row");
    write_table(folder, "s,t1,1,1,10,bad,,1,1.5,x,0.1,0.6,4,0,0.002\n");
    ck_fails(qtl_score_card(folder, &card), QTL_EFORMAT, "line 2: bias_bits \"x\"");
    write_table(folder, "s,t1\n");
    ck_fails(qtl_score_card(folder, &card), QTL_EFORMAT, "validate.csv");
    char *path = qtl_test_path(folder, "validate.csv");
    qtl_test_write(path, "a,b\n1,2\n");
    ck_fails(qtl_score_card(folder, &card), QTL_EFORMAT, "no table of quantal validate");
    ck_assert_ptr_eq(card, folder);
    free(path);
    qtl_test_remove(folder);
}
END_TEST

QTL_SUITE("score card", the_card_ranks_by_the_median_of_absolute_bias,
          a_damaged_table_has_no_card)
