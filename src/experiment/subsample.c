#include "experiment/subsample.h"

#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/random.h"

/* --- drawing ------------------------------------------------------------------------ */

static int ascending(const void *a, const void *b)
{
    const uint32_t *left = a;
    const uint32_t *right = b;
    return (*left > *right) - (*left < *right);
}

static qtl_status draw_order(uint64_t seed, size_t run, size_t n, uint32_t **order)
{
    gsl_rng *rng = NULL;
    QTL_ALLOC(*order, n);
    QTL_TRY(qtl_random_create(seed, QTL_FOR_SUBSAMPLES, run, &rng));
    for (size_t i = 0; i < n; i++) {
        (*order)[i] = (uint32_t)i;
    }
    qtl_random_shuffle(rng, *order, n);
    gsl_rng_free(rng);
    return QTL_OK;
}

/* Rows `rows` [n] of from[][size]. */
static qtl_status take(const void *from, const uint32_t *rows, size_t n, size_t size,
                       void **out)
{
    char *to = qtl_alloc(n, size);
    if (!to) {
        return QTL_ENOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        memcpy(to + i * size, (const char *)from + rows[i] * size, size);
    }
    *out = to;
    return QTL_OK;
}

static void scale(double *p, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += p[i];
    }
    for (size_t i = 0; i < n; i++) {
        p[i] /= sum;
    }
}

static qtl_status take_data(const qtl_dataset *from, const uint32_t *rows, size_t n,
                            qtl_dataset *to)
{
    *to = (qtl_dataset){.name = from->name, .n_inputs = n, .n_classes = from->n_classes};
    void *taken = NULL;
    QTL_TRY(take(from->label, rows, n, sizeof *to->label, &taken));
    to->label = taken;
    if (from->p_x) {
        QTL_TRY(take(from->p_x, rows, n, sizeof *to->p_x, &taken));
        to->p_x = taken;
        scale(to->p_x, n);
    }
    if (from->p_y_given_x) {
        QTL_TRY(take(from->p_y_given_x, rows, n,
                     from->n_classes * sizeof *to->p_y_given_x, &taken));
        to->p_y_given_x = taken;
    }
    return QTL_OK;
}

/* The first n of a random order. */
static qtl_status take_first(const qtl_dataset *dataset, const uint32_t *order, size_t n,
                             qtl_subsample *out)
{
    QTL_ALLOC(out->rows, n);
    memcpy(out->rows, order, n * sizeof *out->rows);
    qsort(out->rows, n, sizeof *out->rows, ascending);
    return take_data(dataset, out->rows, n, &out->data);
}

static qtl_status check_sizes(const qtl_experiment *experiment,
                              const qtl_dataset *dataset)
{
    for (size_t m = 0; m < experiment->n_measurements; m++) {
        const qtl_measurement *measurement = &experiment->measurements[m];
        QTL_REQUIRE(measurement->n_inputs <= dataset->n_inputs, QTL_ERANGE,
                    "%s: measure.estimators: %s wants %zu inputs, but %s has %zu; give "
                    "fewer, or leave inputs out",
                    experiment->file, measurement->method.estimator->name,
                    measurement->n_inputs, dataset->name, dataset->n_inputs);
    }
    return QTL_OK;
}

static qtl_status draw(const qtl_experiment *experiment, const qtl_dataset *dataset,
                       const uint32_t *order, qtl_subsamples *out)
{
    QTL_ALLOC(out->items, experiment->n_measurements);
    out->n = experiment->n_measurements;
    qtl_status status = QTL_OK;
    for (size_t m = 0; m < out->n && status == QTL_OK; m++) {
        const size_t n = experiment->measurements[m].n_inputs;
        status = n ? take_first(dataset, order, n, &out->items[m]) : QTL_OK;
    }
    return status;
}

qtl_status qtl_subsamples_create(const qtl_experiment *experiment,
                                 const qtl_dataset *dataset, size_t run,
                                 qtl_subsamples *out)
{
    QTL_TRY(check_sizes(experiment, dataset));
    uint32_t *order = NULL;
    qtl_subsamples made = {0};
    qtl_status status = draw_order(experiment->seed, run, dataset->n_inputs, &order);
    if (status == QTL_OK) {
        status = draw(experiment, dataset, order, &made);
    }
    free(order);
    if (status != QTL_OK) {
        qtl_subsamples_free(&made);
        return status;
    }
    *out = made;
    return QTL_OK;
}

void qtl_subsamples_free(qtl_subsamples *subsamples)
{
    for (size_t m = 0; m < subsamples->n; m++) {
        qtl_subsample *s = &subsamples->items[m];
        free(s->rows);
        free(s->data.label);
        free(s->data.p_x);
        free(s->data.p_y_given_x);
    }
    free(subsamples->items);
    *subsamples = (qtl_subsamples){0};
}

/* --- reading ------------------------------------------------------------------------ */

qtl_status qtl_subsample_read(const qtl_subsample *subsample,
                              const qtl_layer_reading *layer, qtl_layer_reading *out,
                              void **room)
{
    const size_t size = layer->values       ? sizeof *layer->values
                        : layer->byte_codes ? sizeof *layer->byte_codes
                                            : sizeof *layer->codes;
    const char *from = layer->values       ? (const char *)layer->values
                       : layer->byte_codes ? (const char *)layer->byte_codes
                                           : (const char *)layer->codes;
    const size_t n = subsample->data.n_inputs;
    char *to = qtl_alloc(layer->width * n, size);
    if (!to) {
        return QTL_ENOMEM;
    }
    for (size_t i = 0; i < layer->width * n; i++) {
        const size_t at = i / n * layer->n_points + subsample->rows[i % n];
        memcpy(to + i * size, from + at * size, size);
    }
    *room = to;
    *out = *layer;
    out->n_points = n;
    out->values = layer->values ? (const void *)to : NULL;
    out->byte_codes = layer->byte_codes ? (const void *)to : NULL;
    out->codes = layer->codes ? (const void *)to : NULL;
    return QTL_OK;
}
