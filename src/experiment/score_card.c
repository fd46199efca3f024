/* The score card: validate.csv, a table a suite, best method first. */
#include "quantal/score_card.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/csv.h"
#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"

enum {
    SUITE,
    TASK,
    SAMPLES = 4,
    ESTIMATOR,
    PARAMS,
    BIAS = 9,
    RMSE = 11,
    REPEATS,
    FAILURES,
    SECONDS,
    COLUMNS
};

/* A method in a suite. */
typedef struct entry {
    const char *suite, *estimator, *params; /* into the table */
    size_t n_rows;
    double *bias, *rmse; /* [n] of rows with an estimate; |bias| */
    size_t n;
    size_t worst_row;
    double worst; /* the largest |bias| */
    size_t repeats, failures;
    double seconds;
    double median_bias, median_rmse;
} entry;

typedef struct card {
    qtl_csv table;
    const char *path;
    entry *entries; /* [n], suites together, in order of first appearance */
    size_t n, room;
} card;

static const char *cell(const card *c, size_t row, size_t col)
{
    return qtl_csv_cell(&c->table, row, col);
}

/* --- reading --------------------------------------------------------------------- */

static bool same_method(const card *c, const entry *e, size_t row)
{
    return strcmp(e->estimator, cell(c, row, ESTIMATOR)) == 0 &&
           strcmp(e->params, cell(c, row, PARAMS)) == 0 &&
           strcmp(e->suite, cell(c, row, SUITE)) == 0;
}

static qtl_status add_entry(card *c, size_t row)
{
    if (c->n == c->room) {
        const size_t room = c->room ? 2 * c->room : 64;
        entry *larger = realloc(c->entries, room * sizeof *larger);
        QTL_REQUIRE(larger, QTL_ENOMEM, "out of memory: %zu methods", room);
        c->entries = larger;
        c->room = room;
    }
    entry *e = &c->entries[c->n++];
    *e = (entry){.suite = cell(c, row, SUITE),
                 .estimator = cell(c, row, ESTIMATOR),
                 .params = cell(c, row, PARAMS)};
    QTL_ALLOC(e->bias, c->table.n_rows);
    QTL_ALLOC(e->rmse, c->table.n_rows);
    return QTL_OK;
}

static qtl_status entry_of(card *c, size_t row, entry **out)
{
    for (size_t i = 0; i < c->n; i++) {
        if (same_method(c, &c->entries[i], row)) {
            *out = &c->entries[i];
            return QTL_OK;
        }
    }
    QTL_TRY(add_entry(c, row));
    *out = &c->entries[c->n - 1];
    return QTL_OK;
}

/* An empty cell is NaN. */
static qtl_status read_number(const card *c, size_t row, size_t col, double *value)
{
    const char *text = cell(c, row, col);
    *value = NAN;
    QTL_REQUIRE(!text[0] || qtl_parse_double(text, value), QTL_EFORMAT,
                "%s, line %zu: %s \"%.40s\" is no number", c->path, row + 1,
                cell(c, 0, col), text);
    return QTL_OK;
}

static void add_errors(entry *e, size_t row, double bias, double rmse)
{
    if (isnan(bias) || isnan(rmse)) {
        return;
    }
    e->bias[e->n] = fabs(bias);
    e->rmse[e->n++] = rmse;
    if (e->n == 1 || fabs(bias) > fabs(e->worst)) {
        e->worst = bias;
        e->worst_row = row;
    }
}

static qtl_status add_row(card *c, size_t row)
{
    static const size_t columns[] = {BIAS, RMSE, REPEATS, FAILURES, SECONDS};
    enum { N = sizeof columns / sizeof columns[0] };
    double value[N] = {0};
    for (size_t i = 0; i < N; i++) {
        QTL_TRY(read_number(c, row, columns[i], &value[i]));
    }
    entry *e = NULL;
    QTL_TRY(entry_of(c, row, &e));
    e->n_rows++;
    add_errors(e, row, value[0], value[1]);
    e->repeats += value[2] > 0 ? (size_t)value[2] : 0;
    e->failures += value[3] > 0 ? (size_t)value[3] : 0;
    e->seconds += value[2] * value[4]; /* NaN when nothing was timed */
    return QTL_OK;
}

/* --- ranking ----------------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
    const double left = *(const double *)a;
    const double right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(double *values, size_t n)
{
    if (n == 0) {
        return INFINITY;
    }
    qsort(values, n, sizeof *values, ascending);
    return 0.5 * (values[(n - 1) / 2] + values[n / 2]);
}

/* Better first; the name decides when two are equal, so that the order is always the
 * same. */
static int by_score(const void *a, const void *b)
{
    const entry *left = a;
    const entry *right = b;
    int order = ascending(&left->median_bias, &right->median_bias);
    order = order ? order : ascending(&left->median_rmse, &right->median_rmse);
    order = order ? order : strcmp(left->estimator, right->estimator);
    return order ? order : strcmp(left->params, right->params);
}

/* Entries of one suite stand together because rows do. */
static size_t suite_length(const card *c, size_t first)
{
    size_t n = 1;
    while (first + n < c->n &&
           strcmp(c->entries[first].suite, c->entries[first + n].suite) == 0) {
        n++;
    }
    return n;
}

static void rank(card *c)
{
    for (size_t i = 0; i < c->n; i++) {
        entry *e = &c->entries[i];
        e->median_bias = median(e->bias, e->n);
        e->median_rmse = median(e->rmse, e->n);
    }
    for (size_t i = 0; i < c->n; i += suite_length(c, i)) {
        qsort(c->entries + i, suite_length(c, i), sizeof *c->entries, by_score);
    }
}

/* --- writing -------------------------------------------------------------------------
 */

static void add_errors_of(const card *c, const entry *e, qtl_text *text)
{
    char where[64] = "-";
    if (e->n == 0) {
        qtl_text_add(text, " %8s %8s %9s  %-32s", "-", "-", "-", where);
        return;
    }
    (void)snprintf(where, sizeof where, "%s, %s", cell(c, e->worst_row, TASK),
                   cell(c, e->worst_row, SAMPLES));
    qtl_text_add(text, " %8.4f %8.4f %+9.4f  %-32s", e->median_bias, e->median_rmse,
                 e->worst, where);
}

static void add_method(const card *c, const entry *e, size_t place, qtl_text *text)
{
    char name[64];
    (void)snprintf(name, sizeof name, "%s%s%s", e->estimator, e->params[0] ? ":" : "",
                   e->params);
    qtl_text_add(text, "%4zu  %-20s %4zu", place, name, e->n_rows);
    add_errors_of(c, e, text);
    qtl_text_add(text, " %5zu of %-5zu", e->failures, e->repeats);
    const double mean_s = e->seconds / (double)e->repeats;
    if (isfinite(mean_s)) {
        qtl_text_add(text, " %10.3f", 1e3 * mean_s);
    }
    qtl_text_add(text, "\n");
}

static void add_suite(const card *c, size_t first, qtl_text *text)
{
    const size_t n = suite_length(c, first);
    qtl_text_add(text, "%s%s\n", first ? "\n" : "", c->entries[first].suite);
    qtl_text_add(text, "      %-20s %4s %8s %8s %9s  %-32s %-14s %10s\n", "estimator",
                 "rows", "|bias|", "RMSE", "worst", "at task, samples", "failures",
                 "ms each");
    for (size_t i = 0; i < n; i++) {
        add_method(c, &c->entries[first + i], i + 1, text);
    }
}

static void add_card(const card *c, qtl_text *text)
{
    for (size_t i = 0; i < c->n; i += suite_length(c, i)) {
        add_suite(c, i, text);
    }
    qtl_text_add(text,
                 "\nIn bits; |bias| and RMSE are medians over the rows (tasks and sizes) "
                 "that an estimator applies to.\n");
}

/* --- the whole ------------------------------------------------------------------------
 */

static qtl_status read_rows(card *c)
{
    QTL_REQUIRE(c->table.n_cols == COLUMNS && strcmp(cell(c, 0, SUITE), "suite") == 0 &&
                    strcmp(cell(c, 0, BIAS), "bias_bits") == 0,
                QTL_EFORMAT, "%s is no table of quantal validate", c->path);
    QTL_REQUIRE(c->table.n_rows > 1, QTL_EEMPTY,
                "%s has no row: no estimator applies to any task", c->path);
    for (size_t row = 1; row < c->table.n_rows; row++) {
        QTL_TRY(add_row(c, row));
    }
    return QTL_OK;
}

static void free_card(card *c)
{
    for (size_t i = 0; i < c->n; i++) {
        free(c->entries[i].bias);
        free(c->entries[i].rmse);
    }
    free(c->entries);
    qtl_csv_free(&c->table);
}

static qtl_status write_card(const char *path, char **out)
{
    card c = {.path = path};
    QTL_TRY(qtl_csv_read(path, &c.table));
    qtl_text text = {0};
    qtl_status status = read_rows(&c);
    if (status == QTL_OK) {
        rank(&c);
        add_card(&c, &text);
        status = text.failed ? QTL_FAIL(QTL_ENOMEM, "out of memory: a card") : QTL_OK;
    }
    free_card(&c);
    if (status != QTL_OK) {
        free(text.data);
        return status;
    }
    *out = text.data;
    return QTL_OK;
}

qtl_status qtl_score_card(const char *directory, char **text)
{
    QTL_REQUIRE(directory && text, QTL_EINVAL,
                "score card: directory and text must not be NULL");
    char *path = qtl_format("%s/validate.csv", directory);
    const qtl_status status = path ? write_card(path, text) : QTL_ENOMEM;
    free(path);
    return status;
}
