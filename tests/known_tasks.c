#include "known_tasks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/random.h"

const qtl_known *known_task(const qtl_known_suite *suite, const char *name)
{
    for (size_t i = 0; i < suite->n_tasks; i++) {
        if (strcmp(suite->tasks[i].name, name) == 0) {
            return &suite->tasks[i];
        }
    }
    ck_abort_msg("no task %s in %s", name, suite->name);
    return NULL;
}

double known_nats(const qtl_known_suite *suite, const char *name)
{
    const qtl_known *task = known_task(suite, name);
    return task->truth_bits(task) * M_LN2;
}

void known_near(double found, double expected, double tolerance)
{
    ck_assert_msg(fabs(found - expected) <= tolerance, "%.15g is not %.15g within %g",
                  found, expected, tolerance);
}

qtl_draw known_draw(const qtl_known *task, size_t n, uint64_t repeat)
{
    qtl_draw draw = {.n = n, .truth_bits = NAN};
    draw.x = calloc(task->dx * n, sizeof *draw.x);
    draw.y = calloc((task->dy + 1) * n, sizeof *draw.y);
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(5, QTL_FOR_TESTS, repeat, &rng));
    task->draw(task, rng, &draw);
    gsl_rng_free(rng);
    if (task->bend) {
        task->bend(task, &draw);
    }
    return draw;
}

void known_free(qtl_draw *draw)
{
    free(draw->x);
    free(draw->y);
}

double mean_product(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i] * b[i];
    }
    return sum / (double)n;
}

double mean(const double *a, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i];
    }
    return sum / (double)n;
}
