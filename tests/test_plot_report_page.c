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

QTL_SUITE("plot report page", settings_of_one_estimator_look_different_in_the_plane,
          the_plane_knows_runs_and_saturated_layers_of_a_method)
