/* Which of many methods figures draw. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "plot/tables.h"
#include "plot_results.h"
#include "suite.h"

START_TEST(of_sub_samples_the_largest_is_shown)
{
    qtl_result_tables *t =
        fake_tables("1,quantized,1,1,3,nsb,inputs=64,I(X;T),1,\n"
                    "1,quantized,1,1,3,nsb,inputs=1024,I(X;T),1,\n"
                    "1,quantized,1,1,3,nsb,inputs=256,I(X;T),1,\n"
                    "1,quantized,1,1,3,kde,\"variance=0.1,inputs=64\",I(X;T),1,\n"
                    "1,quantized,1,1,3,kde,variance=0.1,I(X;T),1,\n"
                    "1,quantized,1,1,3,kde,\"variance=1,inputs=64\",I(X;T),1,\n");
    static const bool outdone[] = {false, true, false, true, true, false, false};
    ck_assert_uint_eq(t->n_methods, 7);
    for (size_t m = 0; m < 7; m++) {
        ck_assert_int_eq(t->method[m].outdone, outdone[m]);
    }
    ck_assert_str_eq(t->method[2].label, "NSB n=1024");
    ck_assert_str_eq(t->method[5].label, "KDE \u03c3\u00b2=0.1");
    ck_assert_str_eq(t->method[6].label, "KDE \u03c3\u00b2=1 n=64");
    ck_assert_uint_eq(t->method[2].mark, 4); /* not moved by those that are not shown */
    qtl_choice choice;
    qtl_methods_choose(t, QTL_WANT_XT, &choice);
    ck_assert(!choice.drawn[0] && choice.drawn[2] && choice.drawn[5] && choice.drawn[6]);
    ck_assert(!choice.drawn[1] && !choice.drawn[3] && !choice.drawn[4]);
    ck_assert_uint_eq(choice.n_more, 3);
    qtl_tables_free(t);
}
END_TEST

START_TEST(twelve_methods_with_the_quantity_are_drawn)
{
    char rows[8192] = "1,quantized,1,1,3,ross,,I(T;Y),1,\n";
    for (int m = 0; m < 14; m++) {
        char row[160];
        (void)snprintf(row, sizeof row,
                       "1,quantized,1,1,3,binning,bins=%d,I(X;T),1,\n"
                       "1,continuous,1,1,3,binning,bins=%d,I(T;Y),1,\n",
                       m + 2, m + 2);
        strcat(rows, row);
    }
    qtl_result_tables *t = fake_tables(rows);
    qtl_choice choice;
    qtl_methods_choose(t, QTL_WANT_XT, &choice);
    for (size_t m = 0; m < t->n_methods; m++) {
        ck_assert_int_eq(choice.drawn[m],
                         m >= 2 && m < 14); /* exact, ross, binning ... */
    }
    ck_assert_uint_eq(choice.n_more, 2);
    qtl_methods_choose(t, QTL_WANT_TY, &choice);
    ck_assert(choice.drawn[1] && choice.drawn[12] && !choice.drawn[13]);
    ck_assert_uint_eq(choice.n_more, 3);
    qtl_methods_choose(t, QTL_WANT_BOTH, &choice); /* never on the same network */
    ck_assert(!choice.drawn[2]);
    ck_assert_uint_eq(choice.n_more, 0);
    qtl_tables_free(t);
}
END_TEST

/* exact, three settings of binning, five other estimators. */
static qtl_result_tables *open_many(void)
{
    return fake_tables("1,quantized,1,1,3,exact,,I(X;T),1,\n"
                       "1,quantized,1,1,3,binning,bins=10,I(X;T),1,\n"
                       "1,quantized,1,1,3,binning,\"rule=input,bins=10\",I(X;T),1,\n"
                       "1,quantized,1,1,3,binning,bins=30,I(X;T),1,\n"
                       "1,quantized,1,1,3,kde,variance=0.1,I(X;T),1,\n"
                       "1,quantized,1,1,3,ross,,I(X;T),1,\n"
                       "1,quantized,1,1,3,nsb,inputs=64,I(X;T),1,\n"
                       "1,quantized,1,1,3,nsb,inputs=256,I(X;T),1,\n"
                       "1,quantized,1,1,3,lga,,I(X;T),1,\n"
                       "1,quantized,1,1,3,ksg,,I(X;T),1,\n");
}

static void draws(const qtl_choice *choice, const char *drawn)
{
    for (size_t m = 0; m < strlen(drawn); m++) {
        ck_assert_int_eq(choice->drawn[m], drawn[m] == 'x');
    }
}

START_TEST(of_many_methods_the_first_of_six_estimators_are_drawn)
{
    qtl_result_tables *t = open_many();
    qtl_choice choice;
    qtl_methods_choose_few(t, QTL_WANT_XT, &choice);
    draws(&choice, "xx..xx.xx.");
    ck_assert_uint_eq(choice.n_drawn, 6);
    ck_assert_uint_eq(choice.n_more, 4);
    t->method[5].present[0] = t->method[8].present[0] = t->method[9].present[0] = false;
    qtl_methods_choose_few(t, QTL_WANT_XT, &choice); /* room for more settings */
    draws(&choice, "xxxxx..x..");
    ck_assert_uint_eq(choice.n_more, 1);
    qtl_tables_free(t);
}
END_TEST

START_TEST(methods_that_were_asked_for_are_drawn_beside_the_count)
{
    static const struct {
        const char *wish, *drawn;
    } cases[] = {{"binning", "xxxx......"},
                 {"binning:bins=10", "xxx......."},
                 {"binning:bins=10,rule=input", "x.x......."},
                 {"nsb:inputs=256", "x......x.."},
                 {"all", "xxxxxx.xxx"}};
    qtl_result_tables *t = open_many();
    qtl_choice choice;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert(qtl_methods_know(t, cases[i].wish));
        t->wishes = &cases[i].wish;
        t->n_wishes = 1;
        qtl_methods_choose_few(t, QTL_WANT_XT, &choice);
        draws(&choice, cases[i].drawn);
        qtl_methods_choose(t, QTL_WANT_XT, &choice);
        draws(&choice, cases[i].drawn);
    }
    ck_assert(!qtl_methods_know(t, "bin") && !qtl_methods_know(t, "binning:bins=1"));
    ck_assert(!qtl_methods_know(t, "nsb:inputs=64") && !qtl_methods_know(t, ""));
    qtl_tables_free(t);
}
END_TEST

/* log2 256 = 8. */
START_TEST(a_sub_sample_limits_what_is_seen_unless_it_is_all)
{
    qtl_result_tables *t = open_many();
    ck_assert_double_eq(qtl_method_limit_bits(t, 7), 8);
    ck_assert_double_nan(qtl_method_limit_bits(t, 0));
    t->manifest.h_x_bits = 8;
    ck_assert_double_nan(qtl_method_limit_bits(t, 7));
    t->manifest.h_x_bits = NAN;
    ck_assert_double_eq(qtl_method_limit_bits(t, 7), 8);
    qtl_tables_free(t);
}
END_TEST

QTL_SUITE("plot choice", of_sub_samples_the_largest_is_shown,
          twelve_methods_with_the_quantity_are_drawn,
          of_many_methods_the_first_of_six_estimators_are_drawn,
          methods_that_were_asked_for_are_drawn_beside_the_count,
          a_sub_sample_limits_what_is_seen_unless_it_is_all)
