#include "experiment/snr_turn.h"

#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "experiment/broken_line.h"
#include "experiment/run_table.h"

static const double resolution = 0.01; /* of log SNR */

/* log SNR over log epoch of one layer of one run. */
typedef struct series {
    double *x, *y; /* [n] */
    size_t n, room;
} series;

typedef struct gathering {
    const qtl_curves *curves;
    series *all; /* [variant][layer - 1][run] */
} gathering;

size_t qtl_run_index(const qtl_curves *curves, size_t run)
{
    size_t i = 0;
    while (i < curves->n_runs && curves->runs[i] != run) {
        i++;
    }
    return i;
}

static qtl_status grow(double **array, size_t room)
{
    double *larger = realloc(*array, room * sizeof *larger);
    QTL_REQUIRE(larger, QTL_ENOMEM, "out of memory: %zu epochs", room);
    *array = larger;
    return QTL_OK;
}

static qtl_status add_point(series *s, double x, double y)
{
    if (s->n == s->room) {
        const size_t room = s->room ? 2 * s->room : 128;
        QTL_TRY(grow(&s->x, room));
        QTL_TRY(grow(&s->y, room));
        s->room = room;
    }
    s->x[s->n] = x;
    s->y[s->n++] = y;
    return QTL_OK;
}

static qtl_status gather(const qtl_run_row *row, void *context)
{
    const gathering *g = context;
    const size_t run = qtl_run_index(g->curves, row->run);
    const double ratio = row->value[0] / row->value[1];
    if (run == g->curves->n_runs || row->layer < 1 || row->layer > g->curves->n_layers ||
        row->epoch < 1 || !(ratio > 0) || !isfinite(ratio)) {
        return QTL_OK;
    }
    const size_t layer = row->variant * g->curves->n_layers + row->layer - 1;
    series *s = &g->all[layer * g->curves->n_runs + run];
    const double x = log((double)row->epoch);
    /* A line needs ascending epochs; the tables have them so. */
    QTL_REQUIRE(s->n == 0 || x > s->x[s->n - 1], QTL_EFORMAT,
                "gradients.csv: run %zu, layer %zu has epoch %zu after a later one",
                row->run, row->layer, row->epoch);
    return add_point(s, x, log(ratio));
}

static qtl_status turn_of(const series *s, double *turn)
{
    qtl_broken_line line = {0};
    QTL_TRY(qtl_broken_line_fit(s->x, s->y, s->n, resolution, &line));
    double sharpest = 0;
    *turn = NAN;
    for (size_t k = 0; k < line.n_knots; k++) {
        const double bend = line.slope[k + 1] - line.slope[k];
        if (bend < sharpest) {
            sharpest = bend;
            *turn = exp(line.knot[k]);
        }
    }
    return QTL_OK;
}

qtl_status qtl_snr_turns_read(const char *path, const qtl_curves *curves, double *turns)
{
    static const char *const names[] = {"gradient_mean_norm", "gradient_std_norm"};
    const qtl_run_columns columns = {.names = names, .n = 2, .layered = true};
    const size_t n = QTL_VARIANT_COUNT * curves->n_layers * curves->n_runs;
    gathering g = {.curves = curves};
    QTL_ALLOC(g.all, n);
    qtl_status status = qtl_run_table_read(path, &columns, gather, &g);
    for (size_t i = 0; status == QTL_OK && i < n; i++) {
        status = turn_of(&g.all[i], &turns[i]);
    }
    for (size_t i = 0; i < n; i++) {
        free(g.all[i].x);
        free(g.all[i].y);
    }
    free(g.all);
    return status;
}
