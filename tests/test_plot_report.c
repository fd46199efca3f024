/* Which epochs the report shows. The schedules are made up; what is to be found among
 * the shown epochs follows from them. */
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/text.h"
#include "plot/report_parts.h"
#include "plot_results.h"
#include "quantal/report.h"
#include "suite.h"

enum { LAST_EPOCH = 6000 };

typedef bool (*schedule)(size_t epoch);

static bool always(size_t epoch)
{
    return epoch > 0;
}

static bool every_third(size_t epoch)
{
    return epoch % 3 == 0;
}

/* Sixteen, of which twelve are neighbours at the end. */
static bool seldom(size_t epoch)
{
    return epoch == 1 || epoch == 10 || epoch == 690 || epoch == 1500 ||
           (epoch >= 5900 && epoch < 5912);
}

/* 300 and 300, none in common. */
static bool even_ones(size_t epoch)
{
    return epoch >= 4000 && epoch < 4600 && epoch % 2 == 0;
}
static bool odd_ones(size_t epoch)
{
    return epoch >= 4000 && epoch < 4600 && epoch % 2 == 1;
}

/* A folder of one run with a layer, measured by `n` methods, the first of them `exact`.
 */
static char *make_folder(const schedule *measured, size_t n)
{
    static const char *const names[] = {"exact,", "kde,variance=1", "ross,k=3"};
    qtl_text rows = {0};
    qtl_text_add(&rows, FAKE_MEASURES_HEADER);
    for (size_t epoch = 1; epoch <= LAST_EPOCH; epoch++) {
        for (size_t m = 0; m < n; m++) {
            if (measured[m](epoch)) {
                qtl_text_add(&rows, "1,quantized,%zu,1,3,%s,I(X;T),%g,\n", epoch,
                             names[m], 8 - (double)(m + epoch) / LAST_EPOCH);
                qtl_text_add(&rows, "1,quantized,%zu,1,3,%s,I(T;Y),%g,\n", epoch,
                             names[m], (double)epoch / LAST_EPOCH);
            }
        }
    }
    char *folder = fake_folder("name: x\nseed: 1\ninput_entropy_bits: 12\n", rows.data);
    free(rows.data);
    return folder;
}

/* shown[e] for every epoch 0..LAST_EPOCH; returns how many are. */
static size_t choose(const schedule *measured, size_t n, bool shown[LAST_EPOCH + 1])
{
    static size_t chosen[LAST_EPOCH];
    size_t n_chosen = 0;
    qtl_result_tables *tables = NULL;
    char *folder = make_folder(measured, n);
    ck_ok(qtl_tables_open(folder, &tables));
    ck_ok(qtl_report_epochs(tables, chosen, &n_chosen));
    const qtl_ids *epochs = &tables->cube[QTL_MEASURES].epochs;
    memset(shown, 0, LAST_EPOCH + 1);
    for (size_t i = 0; i < n_chosen; i++) {
        ck_assert(i == 0 || chosen[i] > chosen[i - 1]);
        shown[(size_t)epochs->value[chosen[i]]] = true;
    }
    ck_assert_uint_le(n_chosen, QTL_REPORT_EPOCHS_MAX);
    ck_assert(chosen[0] == 0 && chosen[n_chosen - 1] == epochs->n - 1);
    qtl_tables_free(tables);
    qtl_test_remove(folder);
    return n_chosen;
}

/* The count at every epoch would otherwise crowd them out. */
START_TEST(every_epoch_of_a_sparse_method_is_shown)
{
    bool shown[LAST_EPOCH + 1];
    const size_t n = choose((const schedule[]){always, seldom}, 2, shown);
    for (size_t epoch = 1; epoch <= LAST_EPOCH; epoch++) {
        ck_assert(shown[epoch] || !seldom(epoch));
    }
    ck_assert_uint_gt(n, 200);
    ck_assert_uint_le(n, 402 + 16);
}
END_TEST

/* From epoch 1000 on a place has ln(6001) / 399 * 1001 > 21 epochs. */
START_TEST(of_neighbours_the_one_is_shown_at_which_most_was_measured)
{
    bool shown[LAST_EPOCH + 1];
    const size_t n = choose((const schedule[]){always, every_third}, 2, shown);
    size_t late = 0;
    for (size_t epoch = 1000; epoch < LAST_EPOCH; epoch++) {
        ck_assert(!shown[epoch] || every_third(epoch));
        late += shown[epoch];
    }
    ck_assert_uint_gt(late, 70); /* 399 ln(6) / ln(6001) = 82 places */
    ck_assert_uint_le(n, 402);
}
END_TEST

START_TEST(many_epochs_of_sparse_methods_are_thinned_as_well)
{
    bool shown[LAST_EPOCH + 1];
    ck_assert_uint_le(choose((const schedule[]){always, even_ones, odd_ones}, 3, shown),
                      402);
}
END_TEST

START_TEST(few_epochs_are_all_shown)
{
    bool shown[LAST_EPOCH + 1];
    ck_assert_uint_eq(choose((const schedule[]){seldom, seldom}, 2, shown), 16);
}
END_TEST

static size_t count(const char *text, const char *words)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, words)) != NULL; at++) {
        n++;
    }
    return n;
}

/* Both series of the page are there, the sparse one with its sixteen epochs. */
START_TEST(the_page_has_the_chosen_epochs)
{
    char *folder = make_folder((const schedule[]){always, seldom}, 2);
    char *path = NULL;
    char *page = NULL;
    size_t size = 0;
    ck_ok(qtl_report_write(folder, &path));
    ck_ok(qtl_read_file(path, &page, &size));
    ck_assert_uint_lt(size, 2000000);
    ck_assert_uint_eq(count(page, "\"variant\":\"quantized\""), 2);
    const char *sparse = strstr(strstr(page, "\"label\":\"KDE"), "\"epochs\":[");
    char *epochs = strndup(sparse, strcspn(sparse, "]"));
    ck_assert_uint_eq(count(epochs, ","), 15);
    free(epochs);
    free(page);
    free(path);
    qtl_test_remove(folder);
}
END_TEST

QTL_SUITE("plot report", every_epoch_of_a_sparse_method_is_shown,
          of_neighbours_the_one_is_shown_at_which_most_was_measured,
          many_epochs_of_sparse_methods_are_thinned_as_well, few_epochs_are_all_shown,
          the_page_has_the_chosen_epochs)
