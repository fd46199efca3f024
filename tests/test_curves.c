/* measures.csv as curves. The tables are written here, so every expected value is known.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/text.h"
#include "experiment/curves.h"
#include "suite.h"

static const char header[] =
    "run,variant,epoch,layer,width,estimator,params,quantity,value_bits,stderr_bits\n";

/* Reads `rows` under `columns`. */
static qtl_status read_rows(const char *columns, const char *rows, qtl_curves *out)
{
    char *folder = qtl_test_folder();
    char *path = qtl_format("%s/measures.csv", folder);
    char *text = qtl_format("%s%s", columns, rows);
    qtl_test_write(path, text);
    const qtl_status status = qtl_curves_read(path, out);
    free(text);
    free(path);
    qtl_test_remove(folder);
    return status;
}

START_TEST(each_method_has_its_own_epochs_and_runs)
{
    qtl_curves all = {0};
    ck_ok(read_rows(header,
                    "1,quantized,1,1,10,exact,,I(X;T),12,\n"
                    "1,quantized,1,1,10,exact,,I(T;Y),0.5,\n"
                    "1,quantized,5,1,10,exact,,I(X;T),11,\n"
                    "1,quantized,5,1,10,kde,\"variance=0.1,bound=upper\",I(X;T),4,\n"
                    "1,continuous,5,2,7,kde,\"variance=0.1,bound=upper\",I(X;T),3,\n"
                    "4,quantized,1,1,10,exact,,I(X;T),10,\n"
                    "4,quantized,5,1,10,exact,,I(X;T),9,\n",
                    &all));
    ck_assert_uint_eq(all.n, 4);
    ck_assert_uint_eq(all.n_methods, 2);
    ck_assert_uint_eq(all.n_layers, 2);
    ck_assert_uint_eq(all.n_runs, 2);
    ck_assert_uint_eq(all.runs[1], 4);
    const size_t kde = qtl_curves_method(&all, "kde", "variance=0.1,bound=upper");
    ck_assert_uint_eq(kde, 1);
    ck_assert_uint_eq(qtl_curves_method(&all, "kde", ""), all.n_methods);

    const qtl_curve *c = qtl_curves_find(&all, QTL_QUANTIZED, 0, 1, "I(X;T)");
    ck_assert_ptr_nonnull(c);
    ck_assert_uint_eq(c->n_epochs, 2);
    ck_assert_uint_eq(c->width, 10);
    ck_assert_double_eq(qtl_curve_at(c, 0, 5), 11);
    ck_assert_double_eq(qtl_curve_at(c, 1, 1), 10);
    ck_assert_double_nan(qtl_curve_at(c, 1, 3));
    ck_assert_double_eq(qtl_curve_mean(&all, c, 0), 11);

    c = qtl_curves_find(&all, QTL_QUANTIZED, kde, 1, "I(X;T)");
    ck_assert_ptr_nonnull(c);
    ck_assert_uint_eq(c->n_epochs, 1);
    ck_assert_double_eq(qtl_curve_run(c, 0)[0], 4);
    ck_assert_double_nan(qtl_curve_run(c, 1)[0]);
    ck_assert_double_eq(qtl_curve_mean(&all, c, 0), 4);
    ck_assert_ptr_null(qtl_curves_find(&all, QTL_CONTINUOUS, 0, 1, "I(X;T)"));
    qtl_curves_free(&all);
}
END_TEST

START_TEST(curves_stand_by_variant_method_layer_and_quantity_whatever_the_order_of_rows)
{
    qtl_curves all = {0};
    ck_ok(read_rows(header,
                    "2,continuous,9,2,7,kde,,I(X;T),1,\n"
                    "2,quantized,9,2,7,exact,,I(T;Y),2,\n"
                    "2,quantized,9,2,7,kde,,I(X;T),3,\n"
                    "1,quantized,3,2,7,exact,,I(X;T),4,\n"
                    "1,quantized,9,2,7,exact,,I(T;Y),5,\n"
                    "1,quantized,3,1,7,exact,,I(T;Y),6,\n",
                    &all));
    static const struct {
        qtl_variant variant;
        const char *estimator;
        size_t layer;
        const char *quantity;
    } expected[] = {{QTL_QUANTIZED, "kde", 2, "I(X;T)"},
                    {QTL_QUANTIZED, "exact", 1, "I(T;Y)"},
                    {QTL_QUANTIZED, "exact", 2, "I(X;T)"},
                    {QTL_QUANTIZED, "exact", 2, "I(T;Y)"},
                    {QTL_CONTINUOUS, "kde", 2, "I(X;T)"}};
    ck_assert_uint_eq(all.n, 5);
    for (size_t i = 0; i < all.n; i++) {
        const qtl_curve *c = &all.items[i];
        ck_assert_int_eq(c->variant, expected[i].variant);
        ck_assert_str_eq(all.methods[c->method].estimator, expected[i].estimator);
        ck_assert_uint_eq(c->layer, expected[i].layer);
        ck_assert_str_eq(c->quantity, expected[i].quantity);
    }
    ck_assert_double_eq(qtl_curve_at(&all.items[3], 0, 9), 5);
    ck_assert_double_eq(qtl_curve_at(&all.items[3], 1, 9), 2);
    qtl_curves_free(&all);
}
END_TEST

START_TEST(gaps_are_no_values_and_the_last_of_equal_rows_counts)
{
    qtl_curves all = {0};
    ck_ok(read_rows(header,
                    "1,quantized,1,1,3,exact,,I(X;T),,\n"
                    "1,quantized,2,1,3,exact,,I(X;T),,\n"
                    "1,quantized,3,1,3,exact,,I(X;T),2,\n"
                    "1,quantized,3,1,3,exact,,I(X;T),2.5,\n"
                    "1,quantized,1,1,3,nsb,,I(X;T),,\n",
                    &all));
    ck_assert_uint_eq(all.n, 1); /* nsb has no value at all */
    ck_assert_uint_eq(all.items[0].n_epochs, 1);
    ck_assert_double_eq(qtl_curve_at(&all.items[0], 0, 3), 2.5);
    qtl_curves_free(&all);
}
END_TEST

/* Errors of 0.03 and 0.04 are 0.05 together; of a layer below without one, 0.03. */
START_TEST(three_standard_errors_of_a_difference_are_tolerated)
{
    qtl_curves all = {0};
    ck_ok(read_rows(header,
                    "1,quantized,1,1,4,noisy-truth,,I(X;T),8,0.04\n"
                    "1,quantized,1,2,4,noisy-truth,,I(X;T),8,0.03\n"
                    "1,quantized,2,1,4,noisy-truth,,I(X;T),8,\n"
                    "1,quantized,2,2,4,noisy-truth,,I(X;T),8,0.03\n",
                    &all));
    const qtl_curve *below = qtl_curves_find(&all, QTL_QUANTIZED, 0, 1, "I(X;T)");
    const qtl_curve *above = qtl_curves_find(&all, QTL_QUANTIZED, 0, 2, "I(X;T)");
    ck_assert_double_eq_tol(qtl_curve_tolerance(above, below, 0, 0, 0.01), 0.15, 1e-12);
    ck_assert_double_eq_tol(qtl_curve_tolerance(above, below, 0, 1, 0.01), 0.09, 1e-12);
    ck_assert_double_eq(qtl_curve_tolerance(above, below, 0, 0, 0.5), 0.5);
    qtl_curves_free(&all);
}
END_TEST

START_TEST(a_table_without_rows_has_no_curves)
{
    qtl_curves all = {0};
    ck_ok(read_rows(header, "", &all));
    ck_assert_uint_eq(all.n + all.n_methods + all.n_runs, 0);
    ck_assert_uint_eq(qtl_curves_method(&all, "exact", ""), 0);
    qtl_curves_free(&all);
}
END_TEST

START_TEST(a_damaged_table_is_named_with_its_line)
{
    qtl_curves all = {0};
    ck_fails(read_rows(header,
                       "1,quantized,1,1,3,exact,,I(X;T),1,\n1,quantized,x,1,3,"
                       "exact,,I(X;T),1,\n",
                       &all),
             QTL_EFORMAT, "measures.csv:3: epoch is \"x\"");
    ck_fails(read_rows(header, "1,quantised,1,1,3,exact,,I(X;T),1,\n", &all), QTL_EFORMAT,
             "measures.csv:2: variant is \"quantised\"");
    ck_fails(read_rows(header, "-1,quantized,1,1,3,exact,,I(X;T),1,\n", &all),
             QTL_EFORMAT, "run is \"-1\"");
    ck_assert_ptr_null(all.items);
    ck_fails(read_rows("run,variant\n", "1,quantized\n", &all), QTL_EFORMAT,
             "no column epoch");
    ck_assert_ptr_null(all.items);
}
END_TEST

QTL_SUITE("curves", each_method_has_its_own_epochs_and_runs,
          curves_stand_by_variant_method_layer_and_quantity_whatever_the_order_of_rows,
          gaps_are_no_values_and_the_last_of_equal_rows_counts,
          three_standard_errors_of_a_difference_are_tolerated,
          a_table_without_rows_has_no_curves, a_damaged_table_is_named_with_its_line)
