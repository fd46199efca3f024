/* What the figures of a comparison say about themselves. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "plot/comparison.h"

/* Of accuracies: other statistics may be of the runs that fall. */
static void count_runs(const qtl_compared *item, qtl_run_range *runs)
{
    for (size_t row = 1; row < item->summary.n_rows; row++) {
        double n = 0;
        const char *statistic =
            qtl_csv_cell(&item->summary, row, item->column[QTL_SUMMARY_STATISTIC]);
        const char *text =
            qtl_csv_cell(&item->summary, row, item->column[QTL_SUMMARY_RUNS]);
        if (strcmp(statistic, "last") == 0 && qtl_parse_double(text, &n) && n >= 1 &&
            n < 1e9) {
            const size_t here = (size_t)n;
            runs->least = runs->least == 0 || here < runs->least ? here : runs->least;
            runs->most = here > runs->most ? here : runs->most;
        }
    }
}

void qtl_comparison_bars(const qtl_comparison *c, char words[QTL_LABEL_SIZE])
{
    qtl_run_range runs = {0};
    char count[QTL_LABEL_SIZE] = "";
    for (size_t i = 0; i < c->n; i++) {
        count_runs(&c->items[i], &runs);
    }
    if (runs.most < 2) {
        (void)snprintf(words, QTL_LABEL_SIZE, "single runs, which have no interval");
        return;
    }
    if (runs.least < runs.most) {
        (void)snprintf(count, sizeof count, "%zu to ", runs.least);
    }
    (void)snprintf(words, QTL_LABEL_SIZE,
                   "bars: 95 %% interval of the mean over %.24s%zu runs", count,
                   runs.most);
}

/* --- provenance --------------------------------------------------------------------- */

typedef const char *(*field)(const qtl_comparison *c, size_t i);

static const char *name_of(const qtl_comparison *c, size_t i)
{
    return c->names[i];
}

static const char *seed_of(const qtl_comparison *c, size_t i)
{
    return c->items[i].tables->manifest.seed;
}

static const char *configuration_of(const qtl_comparison *c, size_t i)
{
    return c->items[i].tables->manifest.config_sha256;
}

static void join(const qtl_comparison *c, field of, qtl_text *text)
{
    bool same = true;
    for (size_t i = 1; i < c->n; i++) {
        same = same && strcmp(of(c, i), of(c, 0)) == 0;
    }
    for (size_t i = 0; i < (same ? 1 : c->n); i++) {
        qtl_text_add(text, "%s%s", i > 0 ? ", " : "", of(c, i));
    }
}

qtl_status qtl_comparison_source_make(const qtl_comparison *c, const char *figure,
                                      qtl_comparison_source *out)
{
    qtl_comparison_source source = {.names = {0}};
    qtl_text_add(&source.title, "%s%s%s", c->subject, c->subject[0] ? ": " : "", figure);
    join(c, name_of, &source.names);
    join(c, seed_of, &source.seeds);
    join(c, configuration_of, &source.configurations);
    if (source.title.failed || source.names.failed || source.seeds.failed ||
        source.configurations.failed) {
        qtl_comparison_source_free(&source);
        return QTL_FAIL(QTL_ENOMEM, "out of memory: what a figure is of");
    }
    *out = source;
    return QTL_OK;
}

void qtl_comparison_source_free(qtl_comparison_source *source)
{
    free(source->title.data);
    free(source->names.data);
    free(source->seeds.data);
    free(source->configurations.data);
    *source = (qtl_comparison_source){.names = {0}};
}
