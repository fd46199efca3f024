#include "plot/scores.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"

enum {
    SUITE,
    TASK,
    SAMPLES = 4,
    ESTIMATOR,
    PARAMS,
    TRUTH,
    MEAN,
    BIAS,
    RMSE = 11,
    SECONDS = 14,
    COLUMNS
};

/* --- reading --------------------------------------------------------------------- */

void qtl_scores_free(qtl_scores *scores)
{
    if (!scores) {
        return;
    }
    qtl_tables_free(scores->names);
    qtl_csv_free(&scores->csv);
    free(scores->rows);
    free(scores->suites);
    free(scores->tasks);
    free(scores->suite_of);
    free(scores);
}

/* Rows of a suite and of a task stand together. */
static size_t intern_suite(qtl_scores *s, const char *name)
{
    size_t i = 0;
    while (i < s->n_suites && strcmp(s->suites[i], name) != 0) {
        i++;
    }
    s->suites[i] = name;
    s->n_suites += i == s->n_suites;
    return i;
}

static size_t intern_task(qtl_scores *s, size_t suite, const char *name)
{
    size_t i = 0;
    while (i < s->n_tasks &&
           (s->suite_of[i] != suite || strcmp(s->tasks[i], name) != 0)) {
        i++;
    }
    s->tasks[i] = name;
    s->suite_of[i] = suite;
    s->n_tasks += i == s->n_tasks;
    return i;
}

static qtl_status read_number(const qtl_scores *s, size_t row, size_t col, double *value)
{
    const char *text = qtl_csv_cell(&s->csv, row, col);
    *value = NAN;
    QTL_REQUIRE(!text[0] || qtl_parse_double(text, value), QTL_EFORMAT,
                "validate.csv, line %zu: %s \"%.40s\" is no number", row + 1,
                qtl_csv_cell(&s->csv, 0, col), text);
    return QTL_OK;
}

static qtl_status read_row(qtl_scores *s, size_t row)
{
    qtl_score *out = &s->rows[s->n_rows++];
    const struct {
        size_t col;
        double *value;
    } cells[] = {{SAMPLES, &out->n}, {TRUTH, &out->truth}, {MEAN, &out->mean},
                 {BIAS, &out->bias}, {RMSE, &out->rmse},   {SECONDS, &out->seconds}};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        QTL_TRY(read_number(s, row, cells[i].col, cells[i].value));
    }
    out->suite = intern_suite(s, qtl_csv_cell(&s->csv, row, SUITE));
    out->task = intern_task(s, out->suite, qtl_csv_cell(&s->csv, row, TASK));
    return qtl_methods_intern(s->names, qtl_csv_cell(&s->csv, row, ESTIMATOR),
                              qtl_csv_cell(&s->csv, row, PARAMS), &out->method);
}

static qtl_status make_room(qtl_scores *s, const char *directory)
{
    QTL_ALLOC(s->rows, s->csv.n_rows);
    s->suites = qtl_alloc(s->csv.n_rows, sizeof(const char *));
    s->tasks = qtl_alloc(s->csv.n_rows, sizeof(const char *));
    QTL_ALLOC(s->suite_of, s->csv.n_rows);
    QTL_ALLOC(s->names, 1);
    s->names->directory = qtl_strdup(directory);
    return s->suites && s->tasks && s->names->directory ? QTL_OK : QTL_ENOMEM;
}

static qtl_status read_rows(qtl_scores *s)
{
    for (size_t row = 1; row < s->csv.n_rows; row++) {
        QTL_TRY(read_row(s, row));
    }
    qtl_methods_dress(s->names);
    return QTL_OK;
}

static qtl_status read_scores(qtl_scores *s, const char *directory, const char *path)
{
    QTL_REQUIRE(access(path, F_OK) == 0, QTL_EUNSUPPORTED, "there is no %s", path);
    QTL_TRY(qtl_csv_read(path, &s->csv));
    QTL_REQUIRE(s->csv.n_cols == COLUMNS && s->csv.n_rows > 1, QTL_EFORMAT,
                "%s is no table of quantal validate with any row", path);
    QTL_TRY(make_room(s, directory));
    return read_rows(s);
}

qtl_status qtl_scores_open(const qtl_result_tables *tables, qtl_scores **out)
{
    qtl_scores *scores = NULL;
    QTL_ALLOC(scores, 1);
    char *path = qtl_format("%s/validate.csv", tables->directory);
    const qtl_status status =
        path ? read_scores(scores, tables->directory, path) : QTL_ENOMEM;
    free(path);
    if (status != QTL_OK) {
        qtl_scores_free(scores);
        return status;
    }
    *out = scores;
    return QTL_OK;
}

qtl_status qtl_scores_with(const qtl_result_tables *tables,
                           qtl_status (*use)(const qtl_scores *scores, void *context),
                           void *context)
{
    qtl_scores *scores = NULL;
    QTL_TRY(qtl_scores_open(tables, &scores));
    const qtl_status status = use(scores, context);
    qtl_scores_free(scores);
    return status;
}

/* --- medians --------------------------------------------------------------------- */

static double field_of(const qtl_score *row, qtl_score_field field)
{
    const double values[] = {fabs(row->bias), row->rmse, row->seconds};
    return values[field];
}

static int ascending(const void *a, const void *b)
{
    const double left = *(const double *)a;
    const double right = *(const double *)b;
    return (left > right) - (left < right);
}

double qtl_scores_median(const qtl_scores *scores, size_t suite, size_t method, double n,
                         qtl_score_field field)
{
    double *values = qtl_alloc(scores->n_rows, sizeof *values);
    size_t n_values = 0;
    for (size_t i = 0; values && i < scores->n_rows; i++) {
        const qtl_score *row = &scores->rows[i];
        const double value = field_of(row, field);
        if (row->suite == suite && row->method == method && (n == 0 || row->n == n) &&
            !isnan(value) && !isnan(row->bias)) {
            values[n_values++] = value;
        }
    }
    double median = NAN;
    if (n_values > 0) {
        qsort(values, n_values, sizeof *values, ascending);
        median = 0.5 * (values[(n_values - 1) / 2] + values[n_values / 2]);
    }
    free(values);
    return median;
}

double qtl_scores_largest(const qtl_scores *scores, size_t suite)
{
    double n = 0;
    for (size_t i = 0; i < scores->n_rows; i++) {
        const qtl_score *row = &scores->rows[i];
        n = row->suite == suite && !isnan(row->bias) ? fmax(n, row->n) : n;
    }
    return n;
}

/* --- looks ------------------------------------------------------------------------- */

qtl_color qtl_scores_color(const qtl_scores *scores, size_t method)
{
    return qtl_method_color(&scores->names->method[method]);
}

qtl_mark qtl_scores_mark(const qtl_scores *scores, size_t method)
{
    return qtl_mark_of_method(scores->names->method[method].mark);
}
