#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "plot/verdict_table.h"
#include "plot_results.h"
#include "quantal/plot.h"
#include "suite.h"

static const fake_results usual = {.runs = 3, .epochs = 8, .layers = 3, .n_methods = 3};

static const char verdict_header[] =
    "claim,layer,variant,estimator,params,quantity,value,unit,ci_low,ci_high,runs,"
    "decision,reason\n";

static void put(const char *folder, const char *name, const char *first, const char *rest)
{
    char *path = fake_path(folder, name);
    char text[4096];
    (void)snprintf(text, sizeof text, "%s%s", first, rest);
    qtl_test_write(path, text);
    free(path);
}

static qtl_status render(const char *folder, const char *figure)
{
    const char *const figures[] = {figure};
    const qtl_plot_options options = {.figures = figures, .n_figures = 1, .dpi = 40};
    return qtl_plot_render(folder, &options);
}

static bool is_drawn(const char *folder, const char *file)
{
    char *path = fake_path(folder, file);
    const bool there = access(path, R_OK) == 0;
    free(path);
    return there;
}

/* Two claims, two methods; binning says nothing of the second; layers come in between. */
static const char rulings[] =
    "fitting,1,quantized,exact,,I(T;Y),1,bits,,,3,undecided,saturated\n"
    "fitting,all,quantized,exact,,I(T;Y),2,layers,,,3,confirmed,\n"
    "fitting,all,quantized,binning,bins=30,I(T;Y),2,layers,,,3,denied,\n"
    "ordering,all,quantized,exact,,I(X;T),0,share,,,3,confirmed,\n";

START_TEST(rows_about_networks_make_the_matrix)
{
    char *folder = fake_results_make(&usual);
    put(folder, "verdict.csv", verdict_header, rulings);
    qtl_verdict_table t;
    ck_ok(qtl_verdict_open(folder, &t));
    ck_assert_uint_eq(t.n_claims, 2);
    ck_assert_uint_eq(t.n_methods, 2);
    const size_t row = qtl_verdict_row(&t, 0, 1);
    ck_assert_uint_eq(row, 3);
    ck_assert_str_eq(qtl_verdict_cell(&t, row, QTL_VERDICT_DECISION), "denied");
    ck_assert_uint_eq(qtl_verdict_row(&t, 1, 0), 4);
    ck_assert_uint_eq(qtl_verdict_row(&t, 1, 1), 0);
    qtl_verdict_close(&t);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(sub_samples_are_left_out_and_the_count_comes_first)
{
    char *folder = fake_results_make(&usual);
    put(folder, "measures.csv",
        "run,variant,epoch,layer,width,estimator,params,quantity,value_bits,stderr_"
        "bits\n",
        "1,quantized,1,1,3,exact,,I(X;T),1,\n"
        "1,quantized,1,1,3,nsb,inputs=64,I(X;T),1,\n"
        "1,quantized,1,1,3,nsb,inputs=256,I(X;T),1,\n");
    put(folder, "verdict.csv", verdict_header,
        "fitting,all,quantized,nsb,inputs=64,I(T;Y),,bits,,,0,denied,\n"
        "fitting,all,quantized,nsb,inputs=256,I(T;Y),,bits,,,0,denied,\n"
        "fitting,all,quantized,exact,,I(T;Y),,bits,,,0,confirmed,\n"
        "fitting,all,quantized,unheard-of,,I(T;Y),,bits,,,0,denied,\n");
    static const char *const labels[] = {"exact", "NSB n=256", "unheard-of"};
    qtl_result_tables *tables = NULL;
    qtl_verdict_table t;
    ck_ok(qtl_tables_open(folder, &tables));
    ck_ok(qtl_verdict_open(folder, &t));
    qtl_verdict_tidy(&t, tables);
    ck_assert_uint_eq(t.n_methods, 3);
    for (size_t m = 0; m < 3; m++) {
        ck_assert_str_eq(qtl_verdict_label(&t, t.methods[m], tables), labels[m]);
        ck_assert_int_eq(qtl_verdict_is_exact(&t, t.methods[m]), m == 0);
    }
    qtl_verdict_close(&t);
    qtl_tables_free(tables);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(the_matrix_is_drawn_whatever_is_not_decided)
{
    char *folder = fake_results_make(&usual);
    put(folder, "verdict.csv", verdict_header, rulings);
    ck_ok(render(folder, "verdict"));
    ck_assert(is_drawn(folder, "plots/verdict.png"));
    qtl_test_remove(folder);
}
END_TEST

START_TEST(without_a_verdict_there_is_one_line)
{
    char *folder = fake_results_make(&usual);
    ck_fails(render(folder, "verdict"), QTL_EUNSUPPORTED, "there is no");
    put(folder, "verdict.csv", verdict_header, "");
    ck_fails(render(folder, "verdict"), QTL_EUNSUPPORTED, "decides nothing");
    put(folder, "verdict.csv", "claim,layer\n", "fitting,all\n");
    ck_fails(render(folder, "verdict"), QTL_EFORMAT, "has no column variant");
    qtl_test_remove(folder);
}
END_TEST

/* Methods of fake_results_make after `exact`. */
static const char bias_header[] =
    "epoch,layer,estimator,params,quantity,target,definition_gap_bits,"
    "estimation_error_bits,total_bits,ci_low,ci_high\n";

START_TEST(gaps_are_drawn_for_the_quantity_that_has_them)
{
    char *folder = fake_results_make(&usual);
    put(folder, "bias.csv", bias_header,
        "1,1,binning,\"bins=30,low=-1,high=1\",I(X;T),binned layer,-1,0,-1,,\n"
        "8,3,binning,\"bins=30,low=-1,high=1\",I(X;T),binned layer,,,-12,,\n"
        "8,9,binning,\"bins=30,low=-1,high=1\",I(X;T),binned layer,,,-12,,\n"
        "8,3,unheard-of,,I(X;T),codes,0,5,5,,\n");
    ck_ok(render(folder, "bias"));
    ck_assert(is_drawn(folder, "plots/bias.png"));
    ck_fails(render(folder, "bias-label"), QTL_EUNSUPPORTED, "no gap of I(T;Y)");
    qtl_test_remove(folder);
}
END_TEST

START_TEST(without_gaps_there_is_one_line)
{
    char *folder = fake_results_make(&usual);
    ck_fails(render(folder, "bias"), QTL_EUNSUPPORTED, "there is no");
    put(folder, "bias.csv", "epoch,layer\n", "1,1\n");
    ck_fails(render(folder, "bias"), QTL_EFORMAT, "has no column estimator");
    qtl_test_remove(folder);
}
END_TEST

static const char samples_header[] =
    "epoch,layer,inputs,estimator,params,quantity,target,definition_gap_bits,"
    "estimation_error_bits,total_bits,ci_low,ci_high\n";

START_TEST(errors_are_drawn_by_the_number_of_inputs)
{
    char *folder = fake_results_make(&usual);
    ck_fails(render(folder, "bias-samples"), QTL_EUNSUPPORTED, "there is no");
    put(folder, "bias-samples.csv", samples_header, "");
    ck_fails(render(folder, "bias-samples"), QTL_EUNSUPPORTED, "no estimate of I(X;T)");
    put(folder, "bias-samples.csv", samples_header,
        "1,1,1024,plugin,,I(X;T),codes,0,-2,-2,,\n"
        "1,1,64,plugin,,I(X;T),codes,0,-6,-6,,\n"
        "1,2,64,ksg,k=3,I(X;T),noisy layer,,,-1,,\n"
        "1,9,64,ksg,k=3,I(X;T),noisy layer,,,-1,,\n"
        "1,1,64,plugin,,I(T;Y),codes,0,-6,-6,,\n");
    ck_ok(render(folder, "bias-samples"));
    ck_assert(is_drawn(folder, "plots/bias-samples.png"));
    put(folder, "bias-samples.csv", "epoch,layer\n", "1,1\n");
    ck_fails(render(folder, "bias-samples"), QTL_EFORMAT, "has no column inputs");
    qtl_test_remove(folder);
}
END_TEST

START_TEST(estimates_stand_against_counts_where_there_are_both)
{
    char *folder = fake_results_make(&usual);
    ck_ok(render(folder, "estimator-scatter"));
    ck_assert(is_drawn(folder, "plots/estimator-scatter.png"));
    qtl_test_remove(folder);
    const fake_results counted = {.runs = 2, .epochs = 4, .layers = 2, .n_methods = 1};
    folder = fake_results_make(&counted);
    ck_fails(render(folder, "estimator-scatter"), QTL_EUNSUPPORTED,
             "no estimate beside a count");
    qtl_test_remove(folder);
}
END_TEST

QTL_SUITE("plot verdict", rows_about_networks_make_the_matrix,
          sub_samples_are_left_out_and_the_count_comes_first,
          the_matrix_is_drawn_whatever_is_not_decided,
          without_a_verdict_there_is_one_line,
          gaps_are_drawn_for_the_quantity_that_has_them, without_gaps_there_is_one_line,
          errors_are_drawn_by_the_number_of_inputs,
          estimates_stand_against_counts_where_there_are_both)
