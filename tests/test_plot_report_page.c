/* What a reader finds in a report: methods told apart, verdicts with their reasons, the
 * configuration to run again. The tables are made up; what is to be found follows from
 * them. */
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/text.h"
#include "plot_results.h"
#include "quantal/report.h"
#include "suite.h"

static const char manifest[] =
    "name: made-up\nversion: 9.8.7\nseed: 1\nruns: 2\nconfig_sha256: c0ffee\n"
    "input_entropy_bits: 12\nlabel_entropy_bits: 1\nmachine:\n  cores: 3\n"
    "configuration:\n  name: made-up\n  source: \"Somebody 1999\"\n  dataset:\n"
    "    name: tishby\n";

/* The first layer tells all inputs apart; the second does not. */
static void add_run(qtl_text *rows, int run, const char *method)
{
    for (int epoch = 1; epoch <= 3; epoch++) {
        for (int layer = 1; layer <= 2; layer++) {
            qtl_text_add(rows, "%d,quantized,%d,%d,%d,%s,I(X;T),%d,\n", run, epoch, layer,
                         4 - layer, method, layer == 1 ? 12 : epoch);
            qtl_text_add(rows, "%d,quantized,%d,%d,%d,%s,I(T;Y),0.5,\n", run, epoch,
                         layer, 4 - layer, method);
        }
    }
}

/* `exact` in two runs, two settings of KDE in the first of them. */
static char *make_folder(void)
{
    qtl_text rows = {0};
    qtl_text_add(&rows, FAKE_MEASURES_HEADER);
    add_run(&rows, 1, "exact,");
    add_run(&rows, 2, "exact,");
    add_run(&rows, 1, "kde,\"variance=0.1,bound=upper\"");
    add_run(&rows, 1, "kde,\"variance=0.1,bound=lower\"");
    char *folder = fake_folder(manifest, rows.data);
    free(rows.data);
    return folder;
}

static void put(const char *folder, const char *name, const char *text)
{
    char *path = fake_path(folder, name);
    qtl_test_write(path, text);
    free(path);
}

/* The page about `folder`, which is gone then. */
static char *page_of(char *folder)
{
    char *page = NULL;
    char *path = NULL;
    size_t size = 0;
    ck_ok(qtl_report_write(folder, &path));
    ck_ok(qtl_read_file(path, &page, &size));
    free(path);
    qtl_test_remove(folder);
    return page;
}

static void has(const char *page, const char *words)
{
    ck_assert_msg(strstr(page, words) != NULL, "the page has no %s", words);
}

static void has_not(const char *page, const char *words)
{
    ck_assert_msg(strstr(page, words) == NULL, "the page has %s", words);
}

/* The value of `key`, up to the next comma, in the series called `label`. */
static char *look_of(const char *page, const char *label, const char *key)
{
    const char *series = strstr(page, label);
    ck_assert_ptr_nonnull(series);
    const char *at = strstr(series, key) + strlen(key);
    return strndup(at, strcspn(at, ",}"));
}

START_TEST(settings_of_one_estimator_look_different_in_the_plane)
{
    static const char *const keys[] = {"\"color\":", "\"rank\":"};
    char *page = page_of(make_folder());
    for (size_t i = 0; i < 2; i++) {
        char *upper = look_of(page, "\"label\":\"KDE upper", keys[i]);
        char *lower = look_of(page, "\"label\":\"KDE lower", keys[i]);
        ck_assert_str_ne(upper, lower);
        free(upper);
        free(lower);
    }
    free(page);
}
END_TEST

START_TEST(the_plane_knows_runs_and_saturated_layers_of_a_method)
{
    char *page = page_of(make_folder());
    char *exact = look_of(page, "\"label\":\"exact", "\"runs\":");
    char *kde = look_of(page, "\"label\":\"KDE upper", "\"runs\":");
    char *saturated = look_of(page, "\"label\":\"exact", "\"saturated\":");
    ck_assert_str_eq(exact, "2");
    ck_assert_str_eq(kde, "1");
    ck_assert_str_eq(saturated, "[0]"); /* from 0: layer 1 */
    free(exact);
    free(kde);
    free(saturated);
    free(page);
}
END_TEST

/* Columns in another order than usual, and one more. */
#define VERDICT_HEADER                                                                   \
    "reason,claim,layer,variant,estimator,params,quantity,value,unit,ci_low,ci_high,"    \
    "runs,decision,newcomer\n"
static const char verdicts[] = VERDICT_HEADER
    "falls & stays,compression-output,output,quantized,exact,,I(X;T),5.51234,bits,"
    "5.351,5.6789,2,confirmed,x\n"
    "falls,compression-output,output,quantized,kde,\"variance=0.1,bound=lower\",I(X;T),"
    "12345.6,bits,,,1,denied,x\n"
    "none in order,ordering,2,quantized,exact,,I(T;Y),0.000813,"
    "share of epochs out of order,0,0.0011111,2,denied,x\n"
    "not seen in layers 1-2,ordering,all,quantized,exact,,both,1,layers,,,2,denied,x\n"
    "too few runs,generalization,all,quantized,exact,,I(X;T),-2.22e-17,rank correlation,"
    "-0.6,0.6,2,undecided,x\n"
    "over 2 runs,generalization,1,quantized,exact,,I(X;T),-0.0099,rank correlation,"
    ",,2,undecided,x\n";

static char *page_with_verdicts(const char *text, const char *rules)
{
    char *folder = make_folder();
    put(folder, "verdict.csv", text);
    if (rules) {
        put(folder, "verdict.md", rules);
    }
    return page_of(folder);
}

START_TEST(a_verdict_has_its_number_and_its_reason_in_the_cell)
{
    char *page = page_with_verdicts(verdicts, NULL);
    has(page, "<td class=\"confirmed\">confirmed<small>5.51 [5.35, 5.68] bits</small>"
              "<small>falls &amp; stays</small></td>");
    has(page, "<small>0.0813 [0, 0.111] %</small><small>none in order</small>");
    has(page, "<td class=\"denied\">denied<small>not seen in layers "
              "1\u20112</small>");
    has(page, "<small>0 [-0.6, 0.6] rank correlation</small>");
    has(page, "<small>-0.0099 rank correlation</small>");
    has(page, "Layer 2 is the output");
    has_not(page, "title=");
    has_not(page, "newcomer");
    free(page);
}
END_TEST

START_TEST(what_contradicts_the_count_is_marked)
{
    char *page = page_with_verdicts(verdicts, NULL);
    has(page, "<td class=\"denied opposite\">denied<small>12346 bits</small>");
    free(page);
}
END_TEST

START_TEST(single_layers_have_a_table_a_claim)
{
    char *page = page_with_verdicts(verdicts, NULL);
    has(page, "<summary>ordering, layer by layer</summary>");
    has(page, "<th scope=\"col\">output (2) <small>I(T;Y)</small></th>");
    has(page, "<th scope=\"col\">layer 1 (3) <small>I(X;T)</small></th>");
    has_not(page, "<summary>compression output, layer by layer</summary>");
    free(page);
}
END_TEST

START_TEST(claims_are_called_as_in_the_rules)
{
    char *page = page_with_verdicts(
        verdicts, "# made-up\n\n- *no rule\n\n## How it was decided\n\nBy counting.\n\n"
                  "- *Layers < stay ordered* (`ordering`): Always.\n");
    has(page, "<th scope=\"col\">Layers &lt; stay ordered</th>");
    has(page, "<p>By counting.</p>");
    has(page, "<dt>Layers &lt; stay ordered</dt><dd>Always.</dd>");
    has(page, "<th scope=\"col\">compression output</th>");
    free(page);
}
END_TEST

START_TEST(methods_that_were_not_measured_are_no_markup)
{
    char *page = page_with_verdicts(
        VERDICT_HEADER "r,c,all,quantized,<b>,,I(X;T),,bits,,,0,denied,x\n", NULL);
    has(page, "<th scope=\"row\">&lt;b&gt; <small>");
    free(page);
}
END_TEST

START_TEST(methods_are_called_as_in_the_figures)
{
    char *folder = make_folder();
    put(folder, "manifest.yaml",
        "name: x\nmethods:\n  - estimator: kde\n    params: "
        "\"variance=0.1,bound=lower\"\n"
        "    target: noisy layer\n  - estimator: a<b\n    params: \"\"\n");
    char *page = page_of(folder);
    has(page, "<tr><th scope=\"row\">KDE lower \u03c3\u00b2=0.1</th><td>kde</td>"
              "<td>variance=0.1,bound=lower</td><td>noisy layer</td>");
    has(page, "<tr><th scope=\"row\">a&lt;b</th>");
    free(page);
}
END_TEST

START_TEST(without_both_quantities_there_is_no_plane)
{
    char *page = page_of(fake_folder(manifest, FAKE_MEASURES_HEADER
                                     "1,continuous,1,1,3,noisy-truth,,I(X;T),2,\n"));
    has(page, "<p>No method has both I(X;T) and I(T;Y) here.</p>");
    has_not(page, "id=\"plane\"");
    free(page);
}
END_TEST

START_TEST(the_command_has_what_it_set)
{
    char *folder = make_folder();
    put(folder, "manifest.yaml",
        "name: x\nfile: experiments/x.yaml\noverrides:\n  - runs=2\n"
        "  - \"measure.estimators=[exact, nsb]\"\n");
    char *page = page_of(folder);
    has(page, "<pre>quantal run experiments/x.yaml --set &apos;runs=2&apos; --set "
              "&apos;measure.estimators=[exact, nsb]&apos;</pre>");
    free(page);
}
END_TEST

START_TEST(the_configuration_is_a_file_to_save)
{
    char *page = page_of(make_folder());
    has(page, "<pre id=\"configuration\">name: made-up\nsource: &quot;Somebody "
              "1999&quot;\ndataset:\n  name: tishby\n</pre>");
    has(page, "version 9.8.7 of quantal");
    has(page, "<th scope=\"row\">config sha256</th><td>c0ffee</td>");
    has(page, "<th scope=\"row\">cores</th><td>3</td>");
    has(page, "Source: Somebody 1999.");
    free(page);
}
END_TEST

QTL_SUITE("plot report page", settings_of_one_estimator_look_different_in_the_plane,
          the_plane_knows_runs_and_saturated_layers_of_a_method,
          a_verdict_has_its_number_and_its_reason_in_the_cell,
          what_contradicts_the_count_is_marked, single_layers_have_a_table_a_claim,
          claims_are_called_as_in_the_rules, methods_that_were_not_measured_are_no_markup,
          methods_are_called_as_in_the_figures, without_both_quantities_there_is_no_plane,
          the_command_has_what_it_set, the_configuration_is_a_file_to_save)
