/* The figures of quantal validate, from tables made up here. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "core/text.h"
#include "plot/scores.h"
#include "plot/tables.h"
#include "quantal/plot.h"
#include "suite.h"

static const char header[] =
    "suite,task,dimension_x,dimension_y,samples,estimator,params,truth_bits,mean_bits,"
    "bias_bits,std_bits,rmse_bits,repeats,failures,seconds\n";
static const char *const names[] = {"validate-bias", "validate-truth", "validate-samples",
                                    "validate-time"};
enum { FIGURES = 4 };

static char *in(const char *folder, const char *name)
{
    return qtl_format("%s/%s", folder, name);
}

/* A result folder with these rows. */
static char *make_folder(const char *rows)
{
    char *folder = qtl_test_folder();
    char *manifest = in(folder, "manifest.yaml");
    char *table = in(folder, "validate.csv");
    char *text = qtl_format("%s%s", header, rows);
    qtl_test_write(manifest, "name: validate\nseed: 1\nconfig_sha256: 00\n");
    qtl_test_write(table, text);
    free(text);
    free(table);
    free(manifest);
    return folder;
}

/* n_suites x n_tasks x sizes 100, 200, 400 x n_methods. */
static char *many_rows(size_t n_suites, size_t n_tasks, size_t n_methods)
{
    qtl_text text = {0};
    const size_t n = n_suites * n_tasks * 3 * n_methods;
    for (size_t i = 0; i < n; i++) {
        const size_t m = i % n_methods;
        const size_t size = (size_t)100 << (i / n_methods % 3);
        const size_t t = i / n_methods / 3 % n_tasks;
        const double bias = (m % 2 ? -1.0 : 1.0) * 10 * (double)(m + 1) / (double)size;
        qtl_text_add(&text,
                     "suite%zu,task%zu,1,1,%zu,ksg,k=%zu,%zu,%g,%g,0.1,%g,5,0,%g\n",
                     i / n_methods / 3 / n_tasks, t, size, m + 1, t, (double)t + bias,
                     bias, fabs(bias) + 0.1, 1e-6 * (double)(size * (m + 1)));
    }
    return text.data;
}

static char *read_figure(const char *folder, const char *name, const char *format)
{
    char *path = qtl_format("%s/plots/%s.%s", folder, name, format);
    char *bytes = NULL;
    size_t size = 0;
    ck_ok(qtl_read_file(path, &bytes, &size));
    ck_assert_uint_gt(size, 1000);
    free(path);
    return bytes;
}

START_TEST(every_figure_is_drawn_in_every_format_and_always_the_same)
{
    char *rows = many_rows(6, 4, 9);
    char *folder = make_folder(rows);
    const qtl_plot_options formats[] = {
        {.dpi = 50}, {.format = QTL_PDF}, {.format = QTL_SVG}};
    for (size_t f = 0; f < 3; f++) {
        ck_ok(qtl_plot_render(folder, &formats[f]));
    }
    for (size_t i = 0; i < FIGURES; i++) {
        free(read_figure(folder, names[i], "png"));
        free(read_figure(folder, names[i], "pdf"));
        char *first = read_figure(folder, names[i], "svg");
        ck_ok(qtl_plot_render(folder, &formats[2]));
        char *second = read_figure(folder, names[i], "svg");
        ck_assert_str_eq(first, second);
        free(first);
        free(second);
    }
    char *plane = in(folder, "plots/information-plane.png");
    ck_assert_int_ne(access(plane, F_OK), 0); /* no run, no figure of one */
    free(plane);
    free(rows);
    qtl_test_remove(folder);
}
END_TEST

START_TEST(odd_validations_have_figures_too)
{
    char *many = many_rows(1, 90, 40);
    const char *odd[] = {
        "s,t,1,1,10,ksg,,1,1.5,0.5,,0.5,1,0,0.1\n",
        "s,t,1,0,10,plugin,,0,0,0,,0,1,0,\n", /* right, and not timed */
        "s,t,1,1,10,ksg,,1,,,,,3,3,0.1\n",    /* every estimate failed */
        "s,t,1,1,10,ksg,,1,,,,,3,3,\ns,t,1,1,20,ksg,,1,1e9,1e9,1,1e9,3,0,1\n",
        "s,t,1,1,10,ksg,,-0.1,-5,-4.9,0,4.9,3,0,1e-9\nr,t,1,1,10,ksg,,,,,,,3,3,\n",
        many,
    };
    const qtl_plot_options options = {.dpi = 40};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        char *folder = make_folder(odd[i]);
        ck_ok(qtl_plot_render(folder, &options));
        for (size_t f = 0; f < FIGURES; f++) {
            free(read_figure(folder, names[f], "png"));
        }
        qtl_test_remove(folder);
    }
    free(many);
}
END_TEST

START_TEST(medians_are_over_the_rows_of_a_suite)
{
    char *folder = make_folder("a,t1,1,1,10,ksg,,1,2,1,,4,1,0,1\n"
                               "a,t2,1,1,10,ksg,,1,-2,-3,,8,1,0,3\n"
                               "a,t2,1,1,90,ksg,,1,6,5,,5,1,0,\n"
                               "a,t3,1,1,500,ksg,,1,,,,,1,1,7\n"
                               "b,t1,1,1,10,ksg,,1,101,100,,100,1,0,1\n");
    qtl_result_tables *tables = NULL;
    qtl_scores *scores = NULL;
    ck_ok(qtl_tables_open(folder, &tables));
    ck_ok(qtl_scores_open(tables, &scores));
    ck_assert_uint_eq(scores->n_suites, 2);
    ck_assert_uint_eq(scores->n_tasks, 4);
    ck_assert_uint_eq(scores->n_rows, 5);
    ck_assert_double_eq(qtl_scores_median(scores, 0, 0, 0, QTL_SCORE_BIAS), 3);
    ck_assert_double_eq(qtl_scores_median(scores, 0, 0, 10, QTL_SCORE_BIAS), 2);
    ck_assert_double_eq(qtl_scores_median(scores, 0, 0, 10, QTL_SCORE_RMSE), 6);
    ck_assert_double_eq(qtl_scores_median(scores, 0, 0, 0, QTL_SCORE_SECONDS), 2);
    ck_assert_double_nan(qtl_scores_median(scores, 0, 0, 500, QTL_SCORE_BIAS));
    ck_assert_double_eq(qtl_scores_largest(scores, 0), 90);
    qtl_scores_free(scores);
    qtl_tables_free(tables);
    qtl_test_remove(folder);
}
END_TEST

/* The marks of validate and of measures.csv are of one table. */
START_TEST(a_method_looks_as_in_the_figures_of_experiments)
{
    char *folder = make_folder("a,t,1,1,10,kl,k=3,1,2,1,,4,1,0,1\n"
                               "a,t,1,1,10,ksg,k=3,1,2,1,,4,1,0,1\n"
                               "a,t,1,1,10,lnn,k=3,1,2,1,,4,1,0,1\n");
    qtl_result_tables *tables = NULL;
    qtl_result_tables *measures = calloc(1, sizeof *measures);
    qtl_scores *scores = NULL;
    ck_ok(qtl_tables_open(folder, &tables));
    ck_ok(qtl_scores_open(tables, &scores));
    for (size_t m = 0; m < 3; m++) { /* in another order */
        static const char *const others[] = {"lnn", "exact", "ksg"};
        size_t index = 0;
        ck_ok(qtl_methods_intern(measures, others[m], "", &index));
    }
    qtl_methods_dress(measures);
    for (size_t m = 1; m < 3; m++) {
        const qtl_plot_method *there =
            qtl_methods_find(measures, scores->names->method[m].estimator, "");
        ck_assert_uint_eq(qtl_scores_mark(scores, m).shape,
                          qtl_mark_of_method(there->mark).shape);
        ck_assert_uint_eq(scores->names->method[m].color, there->color);
    }
    qtl_scores_free(scores);
    qtl_tables_free(tables);
    qtl_tables_free(measures);
    qtl_test_remove(folder);
}
END_TEST

static void check_damage(const char *rows, qtl_status status, const char *words)
{
    char *folder = make_folder(rows);
    ck_fails(qtl_plot_render(folder, NULL), status, words);
    char *path = in(folder, "plots/validate-bias.png");
    ck_assert_int_ne(access(path, F_OK), 0);
    free(path);
    qtl_test_remove(folder);
}

START_TEST(damaged_tables_are_one_line)
{
    check_damage("", QTL_EFORMAT, "with any row");
    check_damage("s,t,1,1,10,ksg,,1,1,x,1,1,1,0,1\n", QTL_EFORMAT,
                 "line 2: bias_bits \"x\" is no number");
    check_damage("s,t\n", QTL_EFORMAT, "validate.csv");
    char *many = many_rows(1, 1, 65);
    check_damage(many, QTL_ERANGE, "more than 64 estimators");
    free(many);
    char *folder = make_folder("s,t,1,1,10,ksg,,1,1.5,0.5,,0.5,1,0,0.1\n");
    const char *const plane = "information-plane";
    const qtl_plot_options options = {.figures = &plane, .n_figures = 1};
    ck_fails(qtl_plot_render(folder, &options), QTL_EUNSUPPORTED, "measures.csv");
    char *table = in(folder, "validate.csv");
    char *measures = in(folder, "measures.csv");
    ck_assert_int_eq(rename(table, measures), 0);
    const qtl_plot_options bias = {.figures = names, .n_figures = 1};
    ck_fails(qtl_plot_render(folder, &bias), QTL_EUNSUPPORTED, "validate.csv");
    free(table);
    free(measures);
    qtl_scores_free(NULL);
    qtl_test_remove(folder);
}
END_TEST

QTL_SUITE("figures of validate",
          every_figure_is_drawn_in_every_format_and_always_the_same,
          odd_validations_have_figures_too, medians_are_over_the_rows_of_a_suite,
          a_method_looks_as_in_the_figures_of_experiments, damaged_tables_are_one_line)
